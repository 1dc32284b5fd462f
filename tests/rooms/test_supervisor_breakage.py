"""Live rooms while the store, the media or a listener breaks, or the server stops."""

import asyncio
from collections.abc import Sequence

import pytest

from oralexam.clock import ManualClock, SystemClock
from oralexam.errors import Refused, SystemFault
from oralexam.rooms import commands, events, live_room, subscribers, supervisor
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState
from tests.rooms.fakes import BreakableEventStore, Listener
from tests.rooms.servers import SHORT, later, running, stored_history
from tests.rooms.situations import sitting_opened


@pytest.mark.parametrize(
    ("failure", "code"),
    [(SystemFault("storage-failed"), "storage-failed"), (RuntimeError("disk on fire"), "room-failed")],
)
async def test_what_cannot_be_stored_has_not_happened(failure: Exception, code: str) -> None:
    """State, listeners and store stand as before; the next try works."""
    async with running() as server:
        before = await server.open()
        server.store.failures.append(failure)
        with pytest.raises(SystemFault, match=code):
            await server.press(Seat.JUROR, commands.DrawScenario)
        assert await server.rooms.state("s") == before
        assert server.listener.told == []
        assert len(server.store.load("s")) == 1
        assert (await server.press(Seat.JUROR, commands.DrawScenario)).phase is Phase.DRAWN


async def test_a_room_catches_up_with_what_stands_after_all() -> None:
    """An append that reached the disk and was said to have failed: the next press finds it."""
    async with running() as server:
        before = await server.open()
        stands = events.BellRung(at=before.spans[0].started_at, by=Seat.CANDIDATE)
        server.store.append("s", after_seq=1, events=[stands])
        with pytest.raises(SystemFault, match="events-conflict"):
            await server.press(Seat.JUROR, commands.DrawScenario)
        assert (await server.rooms.state("s")).bell_rung_by is Seat.CANDIDATE
        assert server.listener.of("s") == [stands]
        assert (await server.press(Seat.JUROR, commands.DrawScenario)).phase is Phase.DRAWN


async def test_a_deadline_that_cannot_be_stored_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """And happens at its own instant, however often the disk was full."""
    monkeypatch.setattr(supervisor, "RETRY_S", 0.02)
    async with running(SystemClock()) as server:

        async def break_the_store(_: str, state: RoomState, __: Sequence[events.AnyEvent]) -> None:
            if state.phase is Phase.PREPARATION:
                server.store.failures += [SystemFault("storage-failed"), RuntimeError("disk on fire")] * 2

        server.rooms.subscribe(break_the_store)
        await server.open(plan=SHORT)
        started = (await server.prepare()).spans[-1].started_at
        state = await server.reach(Phase.RINGING)
        assert server.store.failures == []
        assert state.spans[-1].started_at == later(started, 0.1)


async def test_nothing_passes_a_deadline_that_cannot_be_stored() -> None:
    """A text that comes after its end is refused, even where the end itself could not be stored yet."""
    clock = ManualClock()
    async with running(clock, stored_history(Phase.WRITING, clock)) as server:
        await server.note("the room is awake", 1)
        clock.advance(601)
        server.store.failures.append(SystemFault("storage-failed"))
        late = commands.SaveText(from_phase=Phase.WRITING, text="too late", revision=1)
        with pytest.raises(SystemFault, match="storage-failed"):
            await server.rooms.command("s", Seat.CANDIDATE, late)
        with pytest.raises(Refused, match="not-now"):
            await server.rooms.command("s", Seat.CANDIDATE, late)
        state = await server.rooms.state("s")
        assert (state.phase, state.text.text) == (Phase.HANDED_IN, "")


async def test_a_sitting_that_cannot_be_read_leaves_the_others_alone() -> None:
    """The server starts, with the rooms that it can read."""
    store = BreakableEventStore()
    opened = sitting_opened(ManualClock().now())
    for sitting_id in ("broken", "whole"):
        store.append(sitting_id, after_seq=0, events=[opened])
    store.unreadable.add("broken")
    async with running(store=store) as server:
        assert list(server.rooms.live_states()) == ["whole"]


async def test_media_that_do_not_open_keep_nobody_from_hearing() -> None:
    """The answer is stored and told; without sound the room rings again by its own bound."""
    clock = ManualClock()
    async with running(clock, stored_history(Phase.RINGING, clock)) as server:
        server.media.broken = True
        await server.press(Seat.JUROR, commands.Ring)
        state = await server.press(Seat.CANDIDATE, commands.Answer)
        assert state.phase is Phase.CONNECTING
        assert server.listener.states[-1] == state
        clock.advance(30)
        await server.note("still alive", 1)
        assert (await server.rooms.state("s")).spans[-1].cause == "no-media"


async def test_a_subscriber_that_fails_or_hangs_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are told, the command is answered, the next one works."""
    monkeypatch.setattr(subscribers, "SUBSCRIBER_TIMEOUT_S", 0.02)

    async def fails(_: str, __: RoomState, ___: Sequence[events.AnyEvent]) -> None:
        raise RuntimeError("deaf")

    async def hangs(_: str, __: RoomState, ___: Sequence[events.AnyEvent]) -> None:
        await asyncio.Event().wait()

    async with running() as server:
        server.rooms.subscribe(fails)
        server.rooms.subscribe(hangs)
        last = Listener(server.store)
        server.rooms.subscribe(last)
        await server.open()
        await server.prepare()
        assert last.of("s") == server.listener.of("s")
        assert (await server.note("a", 1)).notes.text == "a"


async def test_too_many_waiting_requests_are_refused_at_once() -> None:
    """A room whose store hangs says that it is busy, and forgets nobody whom it let wait."""
    async with running() as server:
        await server.open()
        await server.prepare()
        server.store.open_gate.clear()
        waiting = [asyncio.create_task(server.note("x", revision)) for revision in range(1, 400)]
        await asyncio.sleep(0.05)
        refused = [task for task in waiting if task.done()]
        assert {task.exception().reason for task in refused} == {"room-busy"}  # type: ignore[union-attr]
        assert len(waiting) - len(refused) in {live_room.REQUESTS_WAITING, live_room.REQUESTS_WAITING + 1}
        server.store.open_gate.set()
        await asyncio.gather(*(task for task in waiting if task not in refused))


async def test_a_room_that_takes_too_long_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits is not kept for ever, and what was under way is still stored."""
    monkeypatch.setattr(supervisor, "DECIDE_TIMEOUT_S", 0.05)
    async with running() as server:
        await server.open()
        await server.prepare()
        server.store.open_gate.clear()
        with pytest.raises(SystemFault, match="room-slow"):
            await server.note("slow", 1)
        server.store.open_gate.set()
        await server.listener.until(lambda state: state.notes.text == "slow")


async def test_stopping_answers_whoever_waits() -> None:
    """Nobody is left waiting for a room that is gone; nothing begins afterwards."""
    async with running() as server:
        await server.open()
        await server.prepare()
        server.store.open_gate.clear()
        waiting = [asyncio.create_task(server.note("x", revision)) for revision in (1, 2, 3)]
        await asyncio.sleep(0.02)
        stopping = asyncio.create_task(server.rooms.stop())
        await asyncio.sleep(0.02)
        server.store.open_gate.set()
        await stopping
        outcomes = await asyncio.gather(*waiting, return_exceptions=True)
        assert [getattr(outcome, "reason", outcome) for outcome in outcomes] == ["room-closed"] * 3
        with pytest.raises(SystemFault, match="server-stopped"):
            await server.rooms.state("s")
