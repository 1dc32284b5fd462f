"""A bad day in one call between two Chromium pages: a cable, a media worker and the server go in turn."""

import asyncio
import os
import time
from pathlib import Path

import psutil
import pytest

from tests.browser.exam_pages import CHROMIUM, until
from tests.lan.cable import Cable, heard_again, link_of, seconds_until
from tests.lan.namespaces import NoNamespacesError
from tests.patience import PATIENCE_S

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Debian's Chromium is not installed"),
]

BEFORE_S = 11.0
CUT_S = 30.0
"""The fault's own figure (issue 6, point 1)."""
CROWDED = 20.0
"""At a load above it Chromium's sound breaks inside each window of two cores: such a copy is not trusted."""


async def test_a_bad_day_loses_nothing_that_was_said(tmp_path: Path) -> None:
    """The cut is told; both hear each other again by themselves; 0 samples are missing.

    How soon is printed; it has its bounds where one thing happens at a time: `benchmarks backfill`,
    test_killed_media_worker, test_server_killed.
    """
    took: dict[str, float] = {}
    try:
        async with Cable(tmp_path, speaks_s=150) as call:
            await asyncio.sleep(BEFORE_S)

            out = await call.pull()
            took["told"] = await seconds_until(
                lambda: is_lost(call), out, within_s=PATIENCE_S, what="the page says nothing of the cut"
            )
            await asyncio.sleep(max(0.0, CUT_S - (time.time() - out)))
            hears = await heard_again(call.juror)
            took["after the cut"] = await again(hears, await call.plug())
            await settled(call)

            hears = await heard_again(call.juror)
            kill_worker(call.server_pid)
            took["after the worker"] = await again(hears, time.time())
            await settled(call)

            hears = await heard_again(call.juror)
            await call.kill_server()
            await call.start_server()
            took["after the server"] = await again(hears, time.time())
            await settled(call)

            await call.hang_up()
            maps = await asyncio.to_thread(call.reconciled)
            own = {seat: [run.missing_samples for run in call.runs(seat)] for seat in maps}
    except NoNamespacesError as reason:
        pytest.skip(str(reason))
    print(took, {seat: each and each.runs for seat, each in maps.items()})  # noqa: T201 — the figures
    assert own == {"candidate": [0], "juror": [0]}
    voices = {seat: each for seat, each in maps.items() if each is not None}
    doubted = {seat: [run.reason for run in each.runs if run.reason] for seat, each in voices.items()}
    if any(doubted.values()) and os.getloadavg()[0] > CROWDED:
        pytest.skip(f"the machine is too crowded for Chromium's own sound: {doubted}")
    assert doubted == {"candidate": [], "juror": []}
    assert {seat: each.missing_samples for seat, each in voices.items()} == {"candidate": 0, "juror": 0}


async def is_lost(call: Cable) -> bool:
    """Whether the candidate's page says that its link is cut."""
    return await link_of(call.candidate) == "lost"


async def again(hears: object, since: float) -> float:
    """How long until the juror hears the candidate again."""
    assert callable(hears)
    return await seconds_until(hears, since, within_s=PATIENCE_S, what="nothing is heard again")


async def settled(call: Cable) -> None:
    """Both pages are live, and both hear each other: what comes next is another fault."""
    hear = [await heard_again(page) for page in (call.candidate, call.juror)]

    async def are() -> bool:
        live = [await link_of(page) == "live" for page in (call.candidate, call.juror)]
        return all(live) and all([await each() for each in hear])

    await until(are, PATIENCE_S, lambda: "not both live, and heard, again")
    await asyncio.sleep(2.0)


def kill_worker(server_pid: int) -> None:
    """SIGKILL for the media worker that was started first: it carries the call, the next one is the spare."""
    children = psutil.Process(server_pid).children()
    workers = [child for child in children if "oralexam.bootstrap.media_worker" in child.cmdline()]
    min(workers, key=lambda worker: worker.create_time()).kill()
