"""An exam's pages in Debian's Chromium, one browser a microphone, driven as a person would."""

import asyncio
import json
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

from playwright.async_api import Browser, Page, Playwright, expect

from tests.patience import PATIENCE_S

CHROMIUM = "/usr/bin/chromium"
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")
KEEP_CONNECTIONS = """
window.connections = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...given) { super(...given); window.connections.push(this); }
};
"""
_INBOUND = """async () => {
  const last = window.connections.at(-1);
  const heard = [];
  if (last) (await last.getStats()).forEach((report) => {
    const {type, kind, mid} = report;
    if (type === "inbound-rtp") heard.push({kind, mid, energy: report.totalAudioEnergy ?? 0,
      frames: report.framesDecoded ?? 0, bytes: report.bytesReceived,
      samples: report.totalSamplesReceived ?? 0, concealed: report.concealedSamples ?? 0,
      fec: report.fecPacketsReceived ?? 0, fecUnused: report.fecPacketsDiscarded ?? 0});
    if (type === "outbound-rtp") heard.push({kind, mid, sent: report.bytesSent});
  });
  return heard;
}"""


class Evaluates(Protocol):
    """A page of any browser that answers what an expression comes to."""

    async def evaluate(self, expression: str, arg: Any = None) -> Any:  # noqa: ANN401 -- Playwright's own
        """What it comes to in the page; a function is called."""


@asynccontextmanager
async def browser_with(
    playwright: Playwright, microphone: Path | None, *, home: Path | None = None, cameras: int = 1
) -> AsyncIterator[Browser]:
    """A Chromium whose three microphones play a file once, then silence; `home` holds whom it trusts."""
    devices = f"--use-fake-device-for-media-stream=device-count={cameras}"
    arguments = [*QUIET, devices, "--use-fake-ui-for-media-stream"]
    if microphone is not None:
        arguments.append(f"--use-file-for-fake-audio-capture={microphone}%noloop")
    browser = await playwright.chromium.launch(
        executable_path=CHROMIUM, args=arguments, env={**os.environ, "HOME": str(home)} if home else None
    )
    try:
        yield browser
    finally:
        await browser.close()


async def new_page(browser: Browser, problems: list[str]) -> Page:
    """A page of a browser that nobody has used; what goes wrong in it is put on `problems`."""
    context = await browser.new_context(
        viewport={"width": 1366, "height": 768}, permissions=["camera", "microphone"], locale="fr-FR"
    )
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_S * 1000)
    await page.add_init_script(KEEP_CONNECTIONS)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    return page


async def open_page(
    browser: Browser, link: str, problems: list[str], *, told: list[str] | None = None
) -> Page:
    """A page of its own session, joined by its link; what goes wrong in it is put on `problems`.

    Every frame that its sockets are sent is put on `told`.
    """
    page = await new_page(browser, problems)
    if told is not None:
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: told.append(str(frame))))
    await page.goto(link)
    await page.wait_for_url(re.compile("/(seat|guest|replay|manager)"), timeout=PATIENCE_S * 1000)
    return page


async def press(page: Page, name: str, timeout_ms: float = PATIENCE_S * 1000) -> None:
    """Press the button whose name begins so."""
    button = page.get_by_role("button", name=re.compile("^" + name)).first
    await button.click(timeout=timeout_ms)


async def ring_and_answer(candidate: Page, juror: Page) -> None:
    """From the draw to the answer, as both press it, where the juror rings a candidate called Inès."""
    for name in ("Tirer", "Remettre", "Appeler Inès"):
        await press(juror, name)
    await press(candidate, "Décrocher")


async def choose_device(page: Page, kind: str, number: int) -> None:
    """Take the `number`-th device of a kind from the sheet of devices, which is open."""
    choice = page.locator(f"#swap-{kind}")
    await expect(choice.locator("option")).not_to_have_count(0)
    await choice.select_option(index=number)


async def inbound(page: Evaluates) -> list[dict[str, Any]]:
    """What the page's newest connection has received and sent (W3C WebRTC statistics)."""
    result: list[dict[str, Any]] = await page.evaluate(_INBOUND)
    return result


async def until_true(page: Evaluates, condition: str) -> None:
    """Wait until an expression of the page is true.

    Not `wait_for_function`: it evaluates a string in the page again and again, which the page's own policy
    forbids whenever the first look was too early.
    """

    async def holds() -> bool:
        return bool(await page.evaluate(condition))

    await until(holds, PATIENCE_S, lambda: f"not true in time: {condition}")


async def until(holds: Callable[[], Awaitable[bool]], timeout_s: float, missing: Callable[[], str]) -> None:
    """Wait until `holds()` is true; `missing` says what was still to come."""
    try:
        async with asyncio.timeout(timeout_s):
            # What is waited for happens in other processes: nothing here could set an event.
            while not await holds():  # noqa: ASYNC110
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(missing()) from None


SAVED = re.compile(r"Enregistré à \d")
"""What a page says once the server has what was typed; « Enregistré à chaque pause » is there before."""


async def watch_for(page: Page, *selectors: str) -> None:
    """From now on `window.seen` holds which of these have come to be in the page, however shortly."""
    await page.evaluate(
        """(selectors) => {
          window.seen = [];
          new MutationObserver(() => {
            for (const each of selectors) {
              if (window.seen.includes(each) || document.querySelector(each) === null) continue;
              window.seen.push(each);
            }
          }).observe(document.body, { subtree: true, childList: true, attributes: true });
        }""",
        selectors,
    )


async def has_seen(page: Page, selector: str) -> None:
    """Wait until what is watched for has been there."""
    await until_true(page, f"window.seen.includes({json.dumps(selector)})")


async def watch_sound(page: Page) -> None:
    """From now on `window.reached_s` is how far any sound was played, in its file; 0 while none was.

    A clip lasts a second: whoever looks now and then for the button that ends it misses it.
    """
    await page.evaluate(
        """() => {
          window.reached_s = 0;
          const note = ({ target }) => {
            if (!target.paused) window.reached_s = Math.max(window.reached_s, target.currentTime);
          };
          for (const what of ["playing", "timeupdate"]) document.addEventListener(what, note, true);
        }"""
    )


async def watch_marks(page: Page) -> None:
    """From now on `window.marked` holds every word that was marked as spoken, by its `data-word`.

    A word is spoken for a third of a second: whoever looks now and then misses it.
    """
    await page.evaluate(
        """() => {
          window.marked = [];
          new MutationObserver((changes) => {
            for (const { target } of changes) {
              if (target.matches(".word-now")) window.marked.push(target.dataset.word);
            }
          }).observe(document.body, { subtree: true, attributeFilter: ["class"] });
        }"""
    )
