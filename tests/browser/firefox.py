"""Debian's Firefox ESR, driven over WebDriver BiDi: its pages do what tests ask of Playwright's."""

import asyncio
import contextlib
import itertools
import json
import os
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.browser.exam_pages import KEEP_CONNECTIONS, until, until_true
from tests.browser.virtual_sound import MICROPHONE, SoundCard
from tests.patience import PATIENCE_S

PROGRAM = shutil.which("firefox-esr")
_DRIVER = Path(__file__).with_name("firefox_driver.mjs")
_LONGEST_LINE_BYTES = 1 << 24
FAKE_DEVICES: Mapping[str, object] = {
    "media.navigator.streams.fake": True,
    # Fake is then the camera alone.
    "media.audio_loopback_dev": MICROPHONE,
    # Without rights to real time, on a crowded machine, short buffers run dry.
    "media.cubeb_latency_mtg_frames": 4096,
    "media.navigator.permission.disabled": True,
    "intl.accept_languages": "fr-FR, fr",
}


class Firefox:
    """One running Firefox; what goes wrong in its pages is put on `problems`."""

    def __init__(self, process: asyncio.subprocess.Process, problems: list[str]) -> None:
        self._process = process
        self._problems = problems
        self._refs = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}

    async def listen(self) -> None:
        """Take in what the driver says, until it ends."""
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            said = json.loads(line)
            if "problem" in said:
                self._problems.append(said["problem"])
                continue
            waiting = self._waiting.pop(said["ref"])
            if "error" in said:
                waiting.set_exception(AssertionError(f"Firefox: {said['error']}"))
            else:
                waiting.set_result(said["value"])
        for waiting in self._waiting.values():
            waiting.set_exception(AssertionError("Firefox's driver has ended"))

    async def do(self, act: str, **given: object) -> Any:  # noqa: ANN401 -- whatever the page answers
        """Have the driver do one thing; its answer."""
        assert self._process.stdin is not None
        ref = next(self._refs)
        answer = self._waiting[ref] = asyncio.get_running_loop().create_future()
        line = json.dumps({"ref": ref, "act": act, **given}) + "\n"
        self._process.stdin.write(line.encode())
        async with asyncio.timeout(2 * PATIENCE_S):
            return await answer

    async def page(self, url: str, *, before: str = "", size: tuple[int, int] = (1366, 768)) -> "FirefoxPage":
        """A page of a session of its own; `before` runs in it before its own scripts."""
        width, height = size
        script = KEEP_CONNECTIONS + before
        number = await self.do("open", url=url, before=script, width=width, height=height)
        return FirefoxPage(self, number)

    async def join(self, link: str, *, before: str = "") -> "FirefoxPage":
        """A page that has joined by its link."""
        page = await self.page(link, before=before)
        await until_true(page, "/^.(seat|replay|manager)/.test(location.pathname)")
        return page


class FirefoxPage:
    """One page of it."""

    def __init__(self, firefox: Firefox, number: int) -> None:
        self._firefox = firefox
        self._number = number

    async def _do(self, act: str, **given: object) -> Any:  # noqa: ANN401
        return await self._firefox.do(act, page=self._number, **given)

    async def evaluate(self, expression: str, arg: object = None) -> Any:  # noqa: ANN401
        """What an expression of the page comes to; a function is called."""
        return await self._do("evaluate", script=expression, given=arg)

    async def goto(self, url: str) -> None:
        """Open an address in it."""
        await self._do("goto", url=url)

    async def press(self, name: str) -> None:
        """Press the button whose name begins so."""
        await self._do("press", name=f"^{name}", withinMs=20000)

    async def type(self, selector: str, text: str) -> None:
        """Type into a field, key by key."""
        await self._do("type", selector=selector, text=text)

    async def shows(self, text: str) -> None:
        """Wait until the page shows a text."""

        async def shown() -> bool:
            return text in await self.evaluate("document.body.innerText")

        await until(shown, PATIENCE_S, lambda: f"Firefox does not show: {text}")

    async def shot(self, path: Path) -> None:
        """Take a picture of it."""
        await self._do("shot", path=str(path))

    async def close(self) -> None:
        """Close it, as one closes a tab."""
        await self._do("close")


@asynccontextmanager
async def firefox_with(card: SoundCard, problems: list[str], **preferences: object) -> AsyncIterator[Firefox]:
    """A Firefox at a sound card, whose camera shows changing colours, and which asks nobody for either."""
    process = await asyncio.create_subprocess_exec(
        "node",
        str(_DRIVER),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=_LONGEST_LINE_BYTES,
        env={**os.environ, **card.environment},
    )
    firefox = Firefox(process, problems)
    listening = asyncio.create_task(firefox.listen(), name="firefox-driver")
    try:
        await firefox.do("launch", program=PROGRAM, prefs={**FAKE_DEVICES, **preferences})
        yield firefox
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            async with asyncio.timeout(PATIENCE_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
        with contextlib.suppress(asyncio.CancelledError):
            await listening
