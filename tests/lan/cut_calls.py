"""A call between two machines whose links are cut: when a page says so, and when media is back, by one clock.

All namespaces are on one machine: its wall clock is Chromium's `Date.now()` and Python's `time.time()`.
"""

import asyncio
import contextlib
import re
import shutil
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright

from tests.browser.exam_pages import CHROMIUM, open_page, ring_and_answer
from tests.lan.calling import ask, hear_each_other
from tests.lan.lan_day import TOKEN, URL, Day, chromium_at, install
from tests.lan.namespaces import EXAM_ROOM, JURY_ROOM
from tests.patience import PATIENCE_S

TWO_CHROMIUMS = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(shutil.which("certutil") is None, reason="certutil (libnss3-tools) is not installed"),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Debian's Chromium is not installed"),
]
"""What marks a file of tests that hold such a call."""
FLOWS_S = 1.0
FLOWS_PACKETS = 40
"""Media is back with the first packet that is followed by so many in a second, of the fifty that are sent:
one of the old way that is then given up is no voice that is back."""
SAID = re.compile("liaison est coupée|liaison avec le serveur est coupée")
"""What a page says of its own link (web/i18n/fr.json, `call.state.own-lost` and `link.lost`)."""
SAID_OF_THE_OTHER = re.compile("n’arrive plus")
_WATCH = """([own, other]) => {
  const watched = window.watched = { arrivals: [], said: [], saidOfOther: [] };
  let counted = 0;
  let total = 0;
  let of = null;
  const tell = (list, is) => { if ((list.length % 2 === 1) !== is) list.push(Date.now()); };
  setInterval(async () => {
    const words = document.body.textContent;
    tell(watched.said, new RegExp(own).test(words));
    tell(watched.saidOfOther, new RegExp(other).test(words));
    const last = window.connections.at(-1);
    if (last === undefined) return;
    let count = 0;
    for (const receiver of last.getReceivers()) {
      if (receiver.track.kind !== "audio") continue;
      (await receiver.getStats()).forEach((report) => {
        if (report.type === "inbound-rtp") count += report.packetsReceived ?? 0;
      });
    }
    if (last !== of) [of, counted] = [last, 0];
    if (count > counted) {
      total += count - counted;
      counted = count;
      watched.arrivals.push([Date.now(), total]);
    }
  }, 40);
}"""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a page has shown and got, in seconds of the wall clock."""

    arrivals: list[tuple[float, int]]
    """When more of the other party's sound had come, 25 looks a second, and how many packets in all."""
    said: list[float]
    """When it began to say that its own link is cut, when it no longer did, and so on."""
    said_of_other: list[float]

    def back_at(self, since: float) -> float | None:
        """From when on the sound has flowed for a second; None while that is not certain."""
        after = [(at, count) for at, count in self.arrivals if at > since]
        for first, before in after:
            later = [count for at, count in after if first < at <= first + FLOWS_S]
            if later and after[-1][0] >= first + FLOWS_S and later[-1] - before >= FLOWS_PACKETS:
                return first
        return None

    def first_said(self, since: float) -> float | None:
        """When it began to say so after `since`, or `since` where it still said so of an earlier cut."""
        if sum(at <= since for at in self.said) % 2:
            return since
        return next((at for at in self.said[::2] if at > since), None)


@dataclass(frozen=True, kw_only=True)
class LanCall:
    """A video call that runs: the candidate in the exam room, the juror in the jury room."""

    day: Day
    sitting_id: str
    candidate: Page
    juror: Page
    manager: Page
    problems: list[str]

    async def seen(self, page: Page) -> Seen:
        """What a page has noted until now."""
        watched: dict[str, Any] = await page.evaluate("window.watched")
        return Seen(
            arrivals=[(at / 1000, count) for at, count in watched["arrivals"]],
            said=[at / 1000 for at in watched["said"]],
            said_of_other=[at / 1000 for at in watched["saidOfOther"]],
        )

    async def until_back(self, since: float) -> float:
        """Wait until both hear each other again; when the later one did."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                back = [(await self.seen(page)).back_at(since) for page in (self.candidate, self.juror)]
                if None not in back:
                    return max(at for at in back if at is not None)
                await asyncio.sleep(0.1)

    async def cut(self, place: str, seconds: float, *, cable: bool) -> tuple[float, float]:
        """Cut a PC off for so long; when the cut began and when the link was back."""
        lan = self.day.lan
        began = time.time()
        await (lan.pull_cable(place) if cable else lan.cut_behind(place))
        await asyncio.sleep(seconds)
        back = time.time()
        await (lan.plug_in(place) if cable else lan.join_behind(place))
        return began, back

    async def asked(self, path: str) -> Any:  # noqa: ANN401
        """What the manager is told at an address."""
        return await ask(self.manager, "GET", path)


@contextlib.asynccontextmanager
async def lan_call(day: Day, folder: Path, *, call_s: float, scenario: str) -> AsyncIterator[LanCall]:
    """Two Chromiums at their places, who hear each other; the manager's page runs beside the server."""
    problems: list[str] = []
    homes = {place: folder / place for place in (EXAM_ROOM, JURY_ROOM, "desk")}
    for home in homes.values():
        await install(day.authority, home)
    async with (
        async_playwright() as playwright,
        chromium_at(playwright, day.lan, EXAM_ROOM, homes[EXAM_ROOM]) as exam,
        chromium_at(playwright, day.lan, JURY_ROOM, homes[JURY_ROOM]) as jury,
        chromium_at(playwright, day.lan, "server", homes["desk"]) as desk,
    ):
        manager = await open_page(desk, f"{URL}/join#{TOKEN}", [])
        names = dict.fromkeys(("candidate_name", "juror_name", "observer_name", "room_name"), "Inès")
        wanted = {**names, "rehearsal": True, "pace": 300, "call_s": call_s, "scenario": scenario}
        opened = await ask(manager, "POST", "/api/manager/sittings", {**wanted, "shares_from": ["juror"]})
        candidate = await open_page(exam, opened["links"]["candidate"], problems)
        juror = await open_page(jury, opened["links"]["juror"], problems)
        await ring_and_answer(candidate, juror)
        await hear_each_other(candidate, juror, pictures=False, within_s=PATIENCE_S)
        for page in (candidate, juror):
            await page.evaluate(_WATCH, [SAID.pattern, SAID_OF_THE_OTHER.pattern])
        yield LanCall(
            day=day,
            sitting_id=opened["sitting_id"],
            candidate=candidate,
            juror=juror,
            manager=manager,
            problems=problems,
        )
