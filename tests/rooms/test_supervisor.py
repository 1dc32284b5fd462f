"""Live rooms: one task each, stored before told, deadlines kept whatever breaks around them."""

import asyncio
from collections import Counter
from collections.abc import Sequence

import pytest

from oralexam.clock import ManualClock, SystemClock
from oralexam.errors import NotFound, OralExamError, Refused, SystemFault
from oralexam.rooms import commands, events
from oralexam.rooms.folding import fold
from oralexam.rooms.phases import OVER, Phase
from oralexam.rooms.seats import PARTIES, Seat
from oralexam.rooms.state import RoomState
from tests.rooms.servers import LATE_S, SHORT, later, room_tasks, running, stored_history
from tests.rooms.situations import PHASES, kinds


async def test_a_room_has_one_task() -> None:
    """However many ask for it at once."""
    clock = ManualClock()
    async with running(clock, stored_history(Phase.PREPARATION, clock)) as server:
        states = await asyncio.gather(*(server.rooms.state("s") for _ in range(50)))
        assert len({id(state) for state in states}) == 1
        assert [task.get_name() for task in room_tasks()] == ["room-s"]


async def test_what_is_told_stands_in_the_store() -> None:
    """Nobody hears of an event before it is stored, and all hear of all, in order."""
    async with running() as server:
        await server.open()
        await server.prepare()
        await server.note("a", 1)
        assert server.listener.told_too_early == 0
        assert server.listener.of("s") == list(server.store.load("s"))[1:]
        assert fold(server.store.load("s")) == await server.rooms.state("s") == server.listener.states[-1]


async def test_a_command_is_answered_with_the_state_after_it() -> None:
    """Whoever asked is answered after everybody was told."""
    async with running() as server:
        await server.open()
        state = await server.press(Seat.JUROR, commands.DrawScenario)
        assert state.phase is Phase.DRAWN
        assert server.listener.states[-1] == state


async def test_a_refusal_stores_and_tells_nothing() -> None:
    """What the rules refuse leaves no trace."""
    async with running() as server:
        before = await server.open()
        with pytest.raises(Refused, match="not-your-command"):
            await server.press(Seat.CANDIDATE, commands.DrawScenario)
        assert await server.rooms.state("s") == before
        assert (server.listener.told, len(server.store.load("s"))) == ([], 1)


async def test_an_unknown_sitting_is_not_found() -> None:
    """Neither shown nor made by asking for it."""
    async with running() as server:
        with pytest.raises(NotFound, match="unknown-sitting"):
            await server.press(Seat.JUROR, commands.DrawScenario, "nowhere")
        assert room_tasks() == []


async def test_deadlines_are_kept_without_anybody_asking() -> None:
    """The whole exam by the clock: each change at its own instant, told soon after, and never before."""
    clock = SystemClock()
    lateness_s: list[float] = []

    async def measure(_: str, __: RoomState, happened: Sequence[events.AnyEvent]) -> None:
        lateness_s.extend((clock.now() - event.at).total_seconds() for event in happened)

    async with running(clock) as server:
        server.rooms.subscribe(measure)
        await server.open(plan=SHORT)
        await server.prepare()
        await server.reach(Phase.RINGING)
        await server.call()
        state = await server.reach(Phase.HANDED_IN)
        times = {span.phase: (span.started_at, span.ended_at) for span in state.spans}
        assert times[Phase.RINGING][0] == later(times[Phase.PREPARATION][0], 0.1)
        assert times[Phase.WRITING][0] == later(times[Phase.CALL][0], 0.25)
        assert times[Phase.HANDED_IN][0] == later(times[Phase.WRITING][0], 0.2)
        assert {"CallWarned", "CallTimeReached"} <= set(kinds(server.listener.of("s")))
        assert 0 <= min(lateness_s) <= max(lateness_s) < LATE_S
        assert server.media.asked == ["open s", "close s"]


async def test_a_command_that_comes_after_a_deadline_meets_the_next_phase() -> None:
    """The clock decides, not the order in which the room's task wakes."""
    clock = ManualClock()
    async with running(clock, stored_history(Phase.CALL, clock)) as server:
        clock.advance(600)
        with pytest.raises(Refused, match="stale-command"):
            await server.rooms.command("s", Seat.JUROR, commands.HangUp(from_phase=Phase.CALL))
        assert (await server.rooms.state("s")).spans[-1].cause == "deadline"


@pytest.mark.parametrize("phase", [phase for phase in PHASES if phase not in OVER])
async def test_a_restarted_server_goes_on_where_it_stood(phase: Phase) -> None:
    """Same phase, same deadline, same notes; media open exactly where one is recorded."""
    clock = ManualClock()
    store = stored_history(phase, clock)
    if phase not in {Phase.WAITING, Phase.DRAWN}:
        history = store.load("s")
        noted = events.NotesSaved(at=clock.now(), text="keep this", revision=3)
        store.append("s", after_seq=len(history), events=[noted])
    before = fold(store.load("s"))
    clock.advance(5)
    async with running(clock, store) as server:
        assert len(room_tasks()) == 1
        assert await server.rooms.state("s") == before
        recorded = phase in {Phase.CONNECTING, Phase.CALL}
        assert server.media.asked == (["open s"] if recorded else [])


async def test_deadlines_that_passed_while_the_server_was_down_are_caught_up() -> None:
    """From the call, after half an hour: the text was opened and handed in at its own instants."""
    clock = ManualClock()
    store = stored_history(Phase.CALL, clock)
    ends = fold(store.load("s")).call_ends_at
    clock.advance(1800)
    async with running(clock, store) as server:
        state = await server.reach(Phase.HANDED_IN)
        assert [span.started_at for span in state.spans[-2:]] == [ends, later(ends, 600)]
        assert server.media.asked == ["open s", "close s"]


async def test_a_room_that_was_handed_in_still_answers_after_a_restart() -> None:
    """A candidate who is done may call the manager, and nothing else."""
    clock = ManualClock()
    async with running(clock, stored_history(Phase.HANDED_IN, clock)) as server:
        assert room_tasks() == []
        assert (await server.press(Seat.CANDIDATE, commands.RingBell)).bell_rung_by is Seat.CANDIDATE
        with pytest.raises(Refused, match="not-now"):
            await server.press(Seat.CANDIDATE, commands.HandIn)


async def test_media_opens_with_the_answer_and_closes_with_the_call() -> None:
    """Nothing is forwarded or recorded while it only rings."""
    clock = ManualClock()
    async with running(clock, stored_history(Phase.RINGING, clock)) as server:
        await server.press(Seat.JUROR, commands.Ring)
        assert server.media.asked == []
        await server.press(Seat.CANDIDATE, commands.Answer)
        assert server.media.asked == ["open s"]
        for seat in PARTIES:
            await server.rooms.media_flowing("s", seat)
        await server.press(Seat.JUROR, commands.HangUp)
        assert server.media.asked == ["open s", "close s"]
        await server.call()
        assert server.media.asked == ["open s", "close s", "open s"]


async def test_the_call_starts_when_the_second_side_flows_and_not_before() -> None:
    """One side, however often it says so, starts no clock."""
    clock = ManualClock()
    async with running(clock, stored_history(Phase.RINGING, clock)) as server:
        await server.press(Seat.JUROR, commands.Ring)
        await server.press(Seat.CANDIDATE, commands.Answer)
        for _ in range(3):
            await server.rooms.media_flowing("s", Seat.CANDIDATE)
        await server.rooms.media_flowing("s", Seat.OBSERVER)
        clock.advance(4)
        assert (await server.rooms.state("s")).phase is Phase.CONNECTING
        await server.rooms.media_flowing("s", Seat.JUROR)
        state = await server.rooms.state("s")
        assert (state.phase, state.call_started_at) == (Phase.CALL, clock.now())


async def test_sound_from_an_earlier_attempt_does_not_count() -> None:
    """After a connection that came to nothing both sides must be heard again."""
    clock = ManualClock()
    async with running(clock, stored_history(Phase.RINGING, clock)) as server:
        await server.press(Seat.JUROR, commands.Ring)
        await server.press(Seat.CANDIDATE, commands.Answer)
        await server.rooms.media_flowing("s", Seat.CANDIDATE)
        clock.advance(30)
        with pytest.raises(Refused):
            await server.rooms.command("s", Seat.JUROR, commands.HangUp(from_phase=Phase.CALL))
        assert server.media.asked == ["open s", "close s"]
        await server.press(Seat.JUROR, commands.Ring)
        await server.press(Seat.CANDIDATE, commands.Answer)
        await server.rooms.media_flowing("s", Seat.JUROR)
        assert (await server.rooms.state("s")).phase is Phase.CONNECTING
        await server.rooms.media_flowing("s", Seat.CANDIDATE)
        assert (await server.rooms.state("s")).phase is Phase.CALL


async def test_links_and_incidents_come_into_the_ledger() -> None:
    """Lost, noticed, back: three events, at their instants."""
    clock = ManualClock()
    async with running(clock, stored_history(Phase.CALL, clock)) as server:
        await server.rooms.link_changed("s", Seat.CANDIDATE, lost=True)
        clock.advance(2)
        await server.rooms.note_incident("s", "disk-nearly-full")
        clock.advance(1)
        await server.rooms.link_changed("s", Seat.CANDIDATE, lost=False)
        assert kinds(server.listener.of("s")) == ["LinkLost", "IncidentNoted", "LinkBack"]
        assert [event.at for event in server.listener.of("s")] == [
            later(clock.now(), -3),
            later(clock.now(), -1),
            clock.now(),
        ]


async def test_of_a_thousand_presses_one_counts() -> None:
    """All saw the same phase: the first starts the preparation, the others are refused."""
    async with running() as server:
        await server.open()
        await server.press(Seat.JUROR, commands.DrawScenario)
        press = commands.StartPreparation(from_phase=Phase.DRAWN)
        outcomes = Counter[str]()
        busy: list[int] = []

        async def one() -> None:
            while True:
                try:
                    await server.rooms.command("s", Seat.JUROR, press)
                except SystemFault:
                    busy.append(1)
                    await asyncio.sleep(0.02)
                except OralExamError as refusal:
                    outcomes[refusal.reason] += 1
                    return
                else:
                    outcomes["accepted"] += 1
                    return

        await asyncio.gather(*(one() for _ in range(1000)))
        assert outcomes == {"accepted": 1, "stale-command": 999}
        assert busy
        assert kinds(server.store.load("s")) == [
            "SittingOpened",
            "DrawBegun",
            "ShareRevealed",
            "ScenarioDrawn",
            "PhaseEntered",
            "PhaseEntered",
        ]


async def test_a_thousand_saves_in_four_rooms_lose_nothing() -> None:
    """Rooms do not wait for each other; each keeps its last revision, chained without a gap."""
    async with running() as server:
        rooms = ("a", "b", "c", "d")
        for sitting_id in rooms:
            await server.open(sitting_id)
            await server.prepare(sitting_id)
        await asyncio.gather(
            *(
                server.note(f"{sitting_id}{revision}", revision, sitting_id)
                for revision in range(1, 251)
                for sitting_id in rooms
            )
        )
        for sitting_id in rooms:
            state = await server.rooms.state(sitting_id)
            assert (state.notes.text, state.notes.revision) == (f"{sitting_id}250", 250)
            assert fold(server.store.load(sitting_id)) == state
            assert server.listener.of(sitting_id) == list(server.store.load(sitting_id))[1:]


async def test_a_draining_server_begins_nothing_and_ends_what_runs() -> None:
    """Draw, preparation and ring are refused; hanging up and saving are not."""
    clock = ManualClock()
    async with running(clock, stored_history(Phase.CALL, clock)) as server:
        await server.open("new")
        server.rooms.refuse_new_calls()
        with pytest.raises(Refused, match="server-draining"):
            await server.press(Seat.JUROR, commands.DrawScenario, "new")
        await server.note("kept", 1)
        assert (await server.press(Seat.CANDIDATE, commands.HangUp)).phase is Phase.WRITING
        with pytest.raises(Refused, match="server-draining"):
            await server.press(Seat.CANDIDATE, commands.Ring)


async def test_a_wiped_sitting_leaves_no_task_and_no_open_call() -> None:
    """Forgotten in the middle of its call."""
    clock = ManualClock()
    async with running(clock, stored_history(Phase.CALL, clock)) as server:
        server.rooms.forget("s")
        server.rooms.forget("never-was")
        await asyncio.sleep(0)
        assert room_tasks() == []
        assert server.media.asked == ["open s", "close s"]


async def test_a_room_that_is_over_can_leave_the_memory() -> None:
    """It is folded again on demand, as it was; a room that is not over stays."""
    clock = ManualClock()
    async with running(clock, stored_history(Phase.HANDED_IN, clock)) as server:
        over = await server.rooms.state("s")
        assert server.rooms.release("s")
        assert server.rooms.live_states() == {}
        assert await server.rooms.state("s") == over
    async with running(clock, stored_history(Phase.PREPARATION, clock)) as server:
        assert not server.rooms.release("s")
        assert list(server.rooms.live_states()) == ["s"]


async def test_a_room_of_which_something_is_asked_is_not_dropped() -> None:
    """What was asked for is carried out, and then it can go."""
    clock = ManualClock()
    async with running(clock, stored_history(Phase.HANDED_IN, clock)) as server:
        await server.rooms.state("s")
        server.store.open_gate.clear()
        noting = asyncio.create_task(server.rooms.note_incident("s", "disk-full"))
        await asyncio.sleep(0.01)
        assert not server.rooms.release("s")
        server.store.open_gate.set()
        await noting
        await asyncio.sleep(0.01)
        assert server.rooms.release("s")
