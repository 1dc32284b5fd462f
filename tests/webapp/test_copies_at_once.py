"""Own copies while somebody else asks how far they have come: nothing that was confirmed is cut off."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from oralexam.bootstrap.server import Server
from oralexam.copies import shelf
from oralexam.copies.reader import Received, read_runs, received_of
from tests.copies.sealed import PageRun
from tests.patience import PATIENCE_S
from tests.webapp.test_copies import key_of, seated
from tests.webapp.visitors import Visitor

TAKES_S = 0.3
"""Long enough for a PATCH that waits for nobody; one that waits is not hurried by it."""


class Held:
    """Holds whoever has read a run from the disk, once, until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.here, self.go_on = threading.Event(), threading.Event()

        def held(sidecar: Path) -> list[Received]:
            monkeypatch.setattr(shelf, "received_of", received_of)
            found = received_of(sidecar)
            self.here.set()
            assert self.go_on.wait(PATIENCE_S)
            return found

        monkeypatch.setattr(shelf, "received_of", held)


@pytest.mark.parametrize("asks", ["page", "creation"])
async def test_who_asks_how_far_a_run_has_come_cuts_nothing_off(
    server: Server, manager: Visitor, visitor: Visitor, monkeypatch: pytest.MonkeyPatch, asks: str
) -> None:
    """A page is opened, or asks for its run once more, while a segment comes: all stays, more may come."""
    sitting_id, page = await seated(manager, visitor)
    key = key_of(server)
    run = PageRun(key, sitting_id=sitting_id)
    assert (await page.begin(run))[0] == 201
    first, second, third = run.segment(), run.segment(), run.segment(last=True)
    assert (await page.patch(run, first, 0))[0] == 204
    held = Held(monkeypatch)
    asking: asyncio.Task[Any] = asyncio.create_task(
        visitor.request("GET", page.path) if asks == "page" else page.begin(run)
    )
    assert await asyncio.to_thread(held.here.wait, PATIENCE_S)
    bringing = asyncio.create_task(page.patch(run, second, len(first)))
    await asyncio.wait({bringing}, timeout=TAKES_S)
    held.go_on.set()
    status, told = (await asking)[:2]
    assert (await bringing)[0] == 204
    assert status == (200 if asks == "page" else 201), told
    assert (await page.patch(run, third, len(first) + len(second)))[0] == 204
    (read,) = read_runs(server._files.recordings_dir(), sitting_id, key)
    assert (read.whole, read.damaged, read.end_sample) == (True, False, 288_000)
