"""Calls over bad wires, four at once: what the journal misses, and that nothing is missing after backfill."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import msgspec
import pytest

from oralexam.bootstrap.server import Server
from oralexam.copies.gaps import CopyMap
from oralexam.journal.reader import TrackSummary
from oralexam.rooms.seats import Seat
from oralexam.settings import Settings
from tests.faults.bad_wire import BadWire
from tests.faults.calls import TOKEN, RunningCall, manager_of, until_closed
from tests.faults.kept import KeptVoice, own_runs, reconciled, said

CALL_S = 17.0
"""Three windows of five seconds and the rest: less lays no copy beside a journal (docs/decisions/0183)."""


class Wire(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a wire, and what share of a voice's packets may be missing in the journal."""

    name: str
    loss: float = 0.0
    reordered: float = 0.0
    jitter_s: float = 0.0
    most_missing: float = 0.0


WIRES = (
    Wire(name="5 % lost", loss=0.05, most_missing=0.002),
    Wire(name="20 % lost", loss=0.20, most_missing=0.02),
    Wire(name="2 % reordered", reordered=0.02),
    Wire(name="100 ms jitter", jitter_s=0.1),
)
"""Media notes: 0 and 1.0 % with repeated NACKs; one packet of 850 is 0.0012. What is late is not lost."""


@pytest.fixture
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    """A server whose calls run in worker processes, and which refuses none: the machine may be crowded."""
    monkeypatch.setattr("oralexam.bootstrap.media.has_room", lambda *_, **__: True)
    running = Server(Settings(data=tmp_path / "data", port=0, worker=False, manager_token=TOKEN, drain_s=0))
    await running.start()
    yield running
    await running.stop()


@pytest.mark.slow
async def test_a_bad_wire_loses_nothing_that_was_said(server: Server, tmp_path: Path) -> None:
    """The journal misses what no NACK brought again; after backfill 0 samples are missing."""
    said("candidate")  # encoded now: in a call it would hold up both voices
    data = tmp_path / "data"
    async with manager_of(server.url) as manager, AsyncExitStack() as opened:
        calls: list[tuple[RunningCall, KeptVoice]] = []
        for seed, wire in enumerate(WIRES, start=11):
            late = BadWire(seed=seed, jitter_s=wire.jitter_s, reordered=wire.reordered)
            more: dict[str, Any] = {"loss": wire.loss, "seed": seed}
            call = await opened.enter_async_context(RunningCall(manager, wire=late, **more))
            kept = KeptVoice(call.people[Seat.CANDIDATE], data, call.sitting_id)
            calls.append((call, await opened.enter_async_context(kept)))
        await asyncio.sleep(CALL_S)
        for call, kept in calls:
            assert [person.connections for person in call.people.values()] == [1, 1]
            await call.hang_up()
            await kept.finish()
        told = [await until_closed(data, call.sitting_id) for call, _ in calls]
    for wire, (call, _), tracks in zip(WIRES, calls, told, strict=True):
        maps = await asyncio.to_thread(reconciled, data, call.sitting_id)
        (run,) = own_runs(data, call.sitting_id)
        assert (run.whole, run.missing_samples) == (True, 0), wire
        check(wire, tracks, maps["candidate"])


def check(wire: Wire, tracks: list[TrackSummary], voice: CopyMap | None) -> None:
    """One segment each, no more missing in the journal than may be, nothing in both copies together."""
    assert voice is not None
    print(  # noqa: T201 — the figures
        f"{wire.name}: journals miss {[each.missing_packets for each in tracks]} of "
        f"{[each.packets for each in tracks]} packets; the candidate's {voice.journal_missing_samples} "
        f"samples, with the own copy {voice.missing_samples}"
    )
    assert [each.segment for each in tracks] == [1, 1], wire
    for each in tracks:
        share = each.missing_packets / (each.packets + each.missing_packets)
        assert share <= wire.most_missing, (wire, each)
    assert voice.missing_samples == 0, (wire, voice)
    assert not voice.runs[0].reason, (wire, voice)
