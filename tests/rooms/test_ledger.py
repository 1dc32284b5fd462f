"""The time ledger: each second in one row, and the rows add up."""

from datetime import datetime, timedelta
from functools import partial

import msgspec

from oralexam.exams.accommodation import GrantedTime
from oralexam.rooms import call_events, commands, decisions, events
from oralexam.rooms.ledger import ledger_of
from oralexam.rooms.ledger_rows import Ledger, TimeKind
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from tests.rooms.situations import TableRoom, bring_to, sitting_opened


def ledger(room: TableRoom) -> Ledger:
    """The ledger as it stands now."""
    return ledger_of(room.history, now=room.clock.now())


def on_the_wall(instant: datetime) -> datetime:
    """What a clock with seconds shows."""
    return instant.replace(microsecond=0)


def rows(room: TableRoom, phase: Phase) -> list[tuple[str, int]]:
    """The stretches of a phase: kind and seconds."""
    return [(each.kind.value, each.seconds) for each in ledger(room).stretches if each.phase is phase]


def test_a_call_with_a_pause_a_lost_link_and_time_given_back() -> None:
    """Six hundred seconds, a pause of 90, 30 given back: 720 in all, and who decided each of them."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.pass_s(100)
    room.happen([call_events.LinkLost(at=room.clock.now(), seat=Seat.CANDIDATE)])
    room.pass_s(30)
    room.happen([call_events.LinkBack(at=room.clock.now(), seat=Seat.CANDIDATE)])
    room.manage(commands.GiveTime, seconds=30, reason="cable")
    room.pass_s(70)
    room.manage(commands.PauseClock, reason="alarm")
    room.pass_s(90)
    room.manage(commands.ResumeClock)
    room.pass_s(429)
    assert room.phase is Phase.CALL
    room.pass_s(1)
    assert room.phase is Phase.WRITING
    assert rows(room, Phase.CALL) == [
        ("running", 100),
        ("failed", 30),
        ("running", 70),
        ("paused", 90),
        ("running", 430),
    ]
    made = ledger(room)
    paused = next(each for each in made.stretches if each.kind is TimeKind.PAUSED)
    assert (paused.by, paused.reason) == (Seat.MANAGER, "alarm")
    failed = next(each for each in made.stretches if each.kind is TimeKind.FAILED)
    assert failed.failed == ("candidate",)
    (given,) = made.given
    assert (given.phase, given.seconds, given.by, given.reason) == (Phase.CALL, 30, Seat.MANAGER, "cable")
    total = next(each for each in made.totals if each.phase is Phase.CALL)
    assert (total.planned_s, total.given_s, total.running_s, total.paused_s, total.failed_s) == (
        600,
        30,
        600,
        90,
        30,
    )
    assert total.total_s == 720


def test_a_pause_counts_before_a_failure() -> None:
    """A link that is lost while the clock stands costs nobody anything; once the clock runs, it does."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.manage(commands.PauseClock, reason="alarm")
    room.happen([call_events.LinkLost(at=room.clock.now(), seat=Seat.JUROR)])
    room.pass_s(20)
    room.manage(commands.ResumeClock)
    room.pass_s(5)
    room.happen([call_events.LinkBack(at=room.clock.now(), seat=Seat.JUROR)])
    room.pass_s(1)
    assert rows(room, Phase.CALL) == [("paused", 20), ("failed", 5), ("running", 1)]


def test_a_server_that_was_down_is_failed_time_in_each_timed_phase() -> None:
    """Its deadlines ran on; what it slept through is told apart, across the change of phase."""
    room = bring_to(TableRoom(), Phase.PREPARATION)
    room.pass_s(880)
    down_since = room.clock.now()
    room.sleep_s(50)
    room.wake()
    room.happen([events.ServerReturned(at=room.clock.now(), down_since=down_since)])
    room.pass_s(10)
    assert rows(room, Phase.PREPARATION) == [("running", 880), ("failed", 20)]
    assert rows(room, Phase.RINGING) == [("failed", 30), ("running", 10)]
    assert [each.failed for each in ledger(room).stretches if each.failed] == [("server",)] * 2
    assert [(each.code, each.by) for each in ledger(room).incidents] == [("server-returned", None)]


def test_a_link_lost_is_failed_time_only_during_the_call() -> None:
    """A link that stays lost costs the text nothing."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.happen([call_events.LinkLost(at=room.clock.now(), seat=Seat.JUROR)])
    room.pass_s(660)
    assert rows(room, Phase.CALL) == [("failed", 600)]
    assert rows(room, Phase.WRITING) == [("running", 60)]


def test_failed_time_begins_with_the_silence_and_not_when_it_is_noticed() -> None:
    """Two seconds without a packet make a lost link: they are failed, too, but none before the call."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.pass_s(30)
    for silent_s, seat in ((2.0, Seat.CANDIDATE), (45.0, Seat.JUROR)):
        lost = decisions.link_changed(room.state, seat=seat, lost=True, now=room.clock.now(), for_s=silent_s)
        room.happen(lost)
        room.pass_s(10)
        room.happen(decisions.link_changed(room.state, seat=seat, lost=False, now=room.clock.now()))
        if seat is Seat.CANDIDATE:
            assert rows(room, Phase.CALL) == [("running", 28), ("failed", 12)]
    assert rows(room, Phase.CALL) == [("failed", 28), ("failed", 12), ("failed", 10)]
    assert {each.phase for each in ledger(room).stretches if each.failed} == {Phase.CALL}


def test_what_a_full_disk_took_only_later_is_failed_time_when_it_was() -> None:
    """Lost for ten seconds of the call, told in the writing: neither lost to the ledger, nor longer."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.pass_s(620)
    assert room.state.phase is Phase.WRITING
    now = room.clock.now()
    for lost, for_s in ((True, 100), (False, 90), (True, 60)):
        changed = partial(decisions.link_changed, room.state, seat=Seat.JUROR, now=now)
        room.happen(changed(lost=lost, for_s=for_s))
    assert rows(room, Phase.CALL) == [("running", 520), ("failed", 10), ("running", 30), ("failed", 40)]
    assert rows(room, Phase.WRITING) == [("running", 20)]


def test_a_link_that_is_lost_after_the_call_is_none_of_its_time() -> None:
    """Who leaves while the other writes is told of nowhere, as ever; nor who left before the call."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.pass_s(620)
    for for_s in (0.0, 19.0, 4000.0):
        assert (
            decisions.link_changed(room.state, seat=Seat.JUROR, lost=True, now=room.clock.now(), for_s=for_s)
            == []
        )


def test_a_link_that_was_lost_at_the_hang_up_is_heard_when_the_call_back_begins() -> None:
    """That call begins because both are heard: none of its time has failed, whenever media say so."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.pass_s(100)
    room.happen(decisions.link_changed(room.state, seat=Seat.CANDIDATE, lost=True, now=room.clock.now()))
    room.pass_s(5)
    room.press(Seat.CANDIDATE, commands.HangUp)
    room.pass_s(20)
    room.press(Seat.JUROR, commands.Ring)
    room.press(Seat.CANDIDATE, commands.Answer)
    assert room.state.lost_links == {Seat.CANDIDATE}
    room.happen(decisions.media_flowing(room.state, now=room.clock.now()))
    assert room.state.lost_links == frozenset()
    room.pass_s(0.25)
    room.happen(decisions.link_changed(room.state, seat=Seat.CANDIDATE, lost=False, now=room.clock.now()))
    room.pass_s(9.75)
    assert rows(room, Phase.CALL) == [("running", 100), ("failed", 5), ("running", 10)]


def test_an_aborted_part_ends_its_ledger_with_its_reason() -> None:
    """Aborted while the clock stood: the pause ends with the part, and no second comes after."""
    room = bring_to(TableRoom(), Phase.WRITING)
    room.pass_s(40)
    room.manage(commands.PauseClock, reason="alarm")
    room.pass_s(60)
    room.manage(commands.AbortPart, reason="evacuated")
    ended = room.clock.now()
    room.pass_s(4000)
    made = ledger(room)
    assert rows(room, Phase.WRITING) == [("running", 40), ("paused", 60)]
    assert (made.as_of, made.aborted_by, made.abort_reason) == (ended, Seat.MANAGER, "evacuated")
    assert not made.paused


def test_seconds_add_up_where_instants_are_no_whole_seconds() -> None:
    """A hundred pauses of a third of a second are 33 seconds in the sum, not nought and not a hundred."""
    room = bring_to(TableRoom(), Phase.PREPARATION)
    for _ in range(100):
        room.pass_s(1 / 3)
        room.manage(commands.PauseClock, reason="flutter")
        room.pass_s(1 / 3)
        room.manage(commands.ResumeClock)
    made = ledger(room)
    assert made.total_s == (made.as_of - on_the_wall(made.opened_at)) // timedelta(seconds=1)
    assert abs(made.total_s - 66) <= 1
    for stretch in made.stretches:
        shown = on_the_wall(stretch.ends_at) - on_the_wall(stretch.starts_at)
        assert shown == timedelta(seconds=stretch.seconds)
    assert sum(stretch.seconds for stretch in made.stretches) == made.total_s
    (total,) = (each for each in made.totals if each.phase is Phase.PREPARATION)
    assert abs(total.paused_s - 33) <= 1


def test_incidents_stand_in_their_phase_with_who_noted_them() -> None:
    """A person's words and the software's code, in order."""
    room = bring_to(TableRoom(), Phase.PREPARATION)
    room.manage(commands.NoteIncident, code=commands.IncidentCode.NOISE, text="drill next door")
    room.pass_s(900)
    room.happen([events.IncidentNoted(at=room.clock.now(), code="clock-stepped")])
    noted = [(each.phase, each.code, each.by, each.text) for each in ledger(room).incidents]
    assert noted == [
        (Phase.PREPARATION, "noise", Seat.MANAGER, "drill next door"),
        (Phase.RINGING, "clock-stepped", None, ""),
    ]


def test_extra_time_is_told_beside_what_was_planned() -> None:
    """How many seconds, and nothing of why."""
    room = TableRoom()
    opened = sitting_opened(room.clock.now())
    granted = GrantedTime(preparation_s=300, exchange_s=200, writing_s=200)
    room.history = [msgspec.structs.replace(opened, accommodation=granted)]
    room.pass_s(1)
    bring_to(room, Phase.CALL)
    room.pass_s(1)
    extra_s = {each.phase: each.extra_s for each in ledger(room).totals}
    assert (extra_s[Phase.PREPARATION], extra_s[Phase.CALL], extra_s[Phase.WAITING]) == (300, 200, 0)
