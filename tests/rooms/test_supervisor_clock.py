"""The manager's acts in a live room: restarts, media, a server that was down."""

from datetime import timedelta

from oralexam.clock import ManualClock
from oralexam.rooms import commands, events
from oralexam.rooms.ledger import ledger_of
from oralexam.rooms.ledger_rows import TimeKind
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import PARTIES, Seat
from tests.rooms.servers import later, running, stored_history
from tests.rooms.situations import kinds


async def test_a_restarted_server_keeps_the_clock_standing() -> None:
    """However long it was down: nothing came due, and the end is as far as it was then."""
    clock = ManualClock()
    store = stored_history(Phase.WRITING, clock)
    paused = events.ClockPaused(at=clock.now(), by=Seat.MANAGER, reason="alarm")
    store.append("s", after_seq=len(store.load("s")), events=[paused])
    clock.advance(5000)
    async with running(clock, store) as server:
        assert (await server.rooms.state("s")).phase is Phase.WRITING
        state = await server.press(Seat.MANAGER, commands.ResumeClock)
        assert state.deadline == later(clock.now(), 600)


async def test_sound_that_arrived_while_the_clock_stood_starts_the_call_when_it_runs() -> None:
    """Both tracks were there: nobody has to ring again."""
    clock = ManualClock()
    async with running(clock, stored_history(Phase.CONNECTING, clock)) as server:
        pause = commands.PauseClock(from_phase=Phase.CONNECTING, reason="alarm")
        await server.rooms.command("s", Seat.MANAGER, pause)
        for seat in PARTIES:
            await server.rooms.media_flowing("s", seat)
        assert (await server.rooms.state("s")).phase is Phase.CONNECTING
        clock.advance(100)
        state = await server.press(Seat.MANAGER, commands.ResumeClock)
        assert (state.phase, state.call_started_at) == (Phase.CALL, clock.now())


async def test_a_link_that_goes_between_the_first_sound_and_the_call_is_lost_in_it() -> None:
    """Heard, cut, and then the other is heard: the call begins, and one of them is not there."""
    clock = ManualClock()
    store = stored_history(Phase.CONNECTING, clock)
    async with running(clock, store) as server:
        await server.rooms.media_flowing("s", Seat.CANDIDATE)
        await server.rooms.link_changed("s", Seat.CANDIDATE, lost=True, for_s=2.0)
        clock.advance(5)
        await server.rooms.media_flowing("s", Seat.JUROR)
        state = await server.rooms.state("s")
        assert (state.phase, state.lost_links) == (Phase.CALL, {Seat.CANDIDATE})
        clock.advance(7)
        await server.rooms.link_changed("s", Seat.CANDIDATE, lost=False)
        clock.advance(3)
    ledger = ledger_of(store.load("s"), now=clock.now())
    rows = [(each.failed, each.seconds) for each in ledger.stretches if each.phase is Phase.CALL]
    assert rows == [(("candidate",), 7), ((), 3)]


async def test_an_abort_closes_what_is_recorded() -> None:
    """Media are closed at once, and the room waits for nothing more."""
    clock = ManualClock()
    async with running(clock, stored_history(Phase.CALL, clock)) as server:
        abort = commands.AbortPart(from_phase=Phase.CALL, reason="alarm")
        assert (await server.rooms.command("s", Seat.MANAGER, abort)).phase is Phase.ABORTED
        assert server.media.asked == ["open s", "close s"]
        assert list(server.store.open_sittings()) == []


async def test_a_server_that_came_back_says_so_where_a_clock_ran() -> None:
    """In a timed phase the ledger gets it; a sitting that waits for people lost nothing."""
    clock = ManualClock()
    for phase, said in (
        (Phase.CALL, ["ServerReturned", "LinkLost", "LinkLost"]),
        (Phase.WRITING, ["ServerReturned"]),
        (Phase.WAITING, []),
        (Phase.HANDED_IN, []),
    ):
        store = stored_history(phase, clock)
        down_since = clock.now()
        clock.advance(5)
        async with running(clock, store) as server:
            await server.rooms.returned("s", down_since=down_since)
            assert kinds(server.listener.of("s")) == said


async def test_a_wall_clock_that_was_set_back_while_the_server_was_down_hides_nothing() -> None:
    """By an hour, in a call: that the server was down is told, that links are lost, and of the clock."""
    clock = ManualClock()
    store = stored_history(Phase.CALL, clock)
    clock.advance(-3600)
    async with running(clock, store) as server:
        await server.rooms.returned("s", down_since=later(clock.now(), -5), clock_stepped=True)
        assert kinds(server.listener.of("s")) == ["ServerReturned", "IncidentNoted", "LinkLost", "LinkLost"]
        assert (await server.rooms.state("s")).lost_links == set(PARTIES)
    told = store.load("s")[-4]
    assert isinstance(told, events.ServerReturned)
    assert told.at - told.down_since == timedelta(seconds=5)
    codes = [each.code for each in ledger_of(store.load("s"), now=clock.now()).incidents]
    assert codes == ["server-returned", "clock-stepped"]


async def test_who_does_not_come_back_to_a_returned_server_is_failed_time() -> None:
    """No connection outlives a server: the call has failed until both are there, or to its end."""
    clock = ManualClock()
    store = stored_history(Phase.CALL, clock)
    clock.advance(100)
    down_since = clock.now()
    clock.advance(5)
    async with running(clock, store) as server:
        await server.rooms.link_changed("s", Seat.JUROR, lost=True)
        await server.rooms.returned("s", down_since=down_since)
        assert (await server.rooms.state("s")).lost_links == set(PARTIES)
        for seat, after_s in ((Seat.JUROR, 3), (Seat.CANDIDATE, 17)):
            clock.advance(after_s)
            await server.rooms.link_changed("s", seat, lost=False)
        clock.advance(60)
        await server.rooms.returned("s", down_since=later(clock.now(), -1))
        clock.advance(30)
        await server.rooms.link_changed("s", Seat.JUROR, lost=False)
        clock.advance(400)
        await server.rooms.link_changed("s", Seat.CANDIDATE, lost=False)
        assert (await server.rooms.state("s")).phase is Phase.WRITING
    ledger = ledger_of(store.load("s"), now=clock.now())
    assert [(each.failed, each.seconds) for each in ledger.stretches if each.phase is Phase.CALL] == [
        ((), 100),
        (("server",), 5),
        (("candidate", "juror"), 3),
        (("candidate",), 17),
        ((), 59),
        (("server",), 1),
        (("candidate", "juror"), 30),
        (("candidate",), 385),
    ]


async def test_a_server_that_slept_through_the_end_says_so_too() -> None:
    """The text was closed while it was down: what the candidate lost is failed time up to that end."""
    clock = ManualClock()
    store = stored_history(Phase.WRITING, clock)
    clock.advance(200)
    down_since = clock.now()
    clock.advance(1000)
    async with running(clock, store) as server:
        await server.rooms.returned("s", down_since=down_since)
        assert (await server.rooms.state("s")).phase is Phase.HANDED_IN
    ledger = ledger_of(store.load("s"), now=clock.now())
    assert [(each.kind, each.seconds) for each in ledger.stretches if each.phase is Phase.WRITING] == [
        (TimeKind.RUNNING, 200),
        (TimeKind.FAILED, 400),
    ]
