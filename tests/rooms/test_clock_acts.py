"""What the manager does to a clock: to the microsecond, in every phase, and only the manager."""

from datetime import timedelta

import msgspec
import pytest

from oralexam.errors import BadInput, Refused
from oralexam.exams.plan import ExchangePlan
from oralexam.rooms import commands, deadlines, events
from oralexam.rooms.folding import fold
from oralexam.rooms.phases import GIVEN_TO, INTERVIEWS, ROLE_PLAY, Phase
from oralexam.rooms.projection import view_for
from oralexam.rooms.seats import PARTIES, Seat
from tests.rooms.situations import PHASES, TableRoom, answer, bring_to, entered, kinds, ring

REASON = "canary: the candidate is ill"
IN_THE_ROOM = (Seat.CANDIDATE, Seat.JUROR, Seat.OBSERVER)


@pytest.mark.parametrize("phase", sorted(ROLE_PLAY))
def test_a_pause_moves_every_end_by_as_long_as_it_was(phase: Phase) -> None:
    """Nothing comes due while it stands; resumed, everything comes as much later as it stood."""
    plain, paused = bring_to(TableRoom(), phase), bring_to(TableRoom(), phase)
    paused.pass_s(3)
    paused.manage(commands.PauseClock, reason=REASON)
    assert deadlines.next_deadline(paused.state) is None
    assert paused.pass_s(4000) == []
    paused.manage(commands.ResumeClock)
    stood = timedelta(seconds=4000)
    for end in ("deadline", "call_ends_at", "writing_ends_at"):
        was = getattr(plain.state, end)
        assert getattr(paused.state, end) == (was and was + stood), end
    plain.pass_s(3000)
    paused.pass_s(2997)
    later = [event.at for event in paused.history if event.at > paused.clock.now() - timedelta(seconds=2997)]
    asleep = [event.at for event in plain.history[-len(later) :]] if later else []
    assert later == [at + stood for at in asleep]


def test_the_warning_comes_a_minute_before_the_moved_end() -> None:
    """A call that was stopped at five minutes for a minute and a half is warned at ten and a half."""
    room = bring_to(TableRoom(), Phase.CALL)
    started = room.clock.now()
    room.pass_s(300)
    room.manage(commands.PauseClock, reason=REASON)
    room.pass_s(90)
    room.manage(commands.ResumeClock)
    happened = room.pass_s(3000)
    assert kinds(happened)[0] == "CallWarned"
    assert happened[0].at == started + timedelta(seconds=540 + 90)
    assert happened[1].at == started + timedelta(seconds=600 + 90)


def test_a_killed_server_finds_the_clock_standing() -> None:
    """Folded from the events, the clock stands at the same instant, and is resumed with the same ends."""
    room = bring_to(TableRoom(), Phase.WRITING)
    room.pass_s(60)
    room.manage(commands.PauseClock, reason=REASON)
    stopped = room.clock.now()
    room.sleep_s(7200)
    again = fold(room.history)
    assert (again.paused_since, deadlines.due(again, now=room.clock.now())) == (stopped, [])
    room.manage(commands.ResumeClock)
    assert room.state.deadline == room.clock.now() + timedelta(seconds=540)


def test_a_pause_that_comes_after_the_deadline_meets_the_next_phase() -> None:
    """Late by a moment, it is refused as stale: the phase that the manager saw is over."""
    room = bring_to(TableRoom(), Phase.PREPARATION)
    room.sleep_s(900)
    with pytest.raises(Refused, match="stale-command"):
        room.order(Seat.MANAGER, commands.PauseClock(from_phase=Phase.PREPARATION, reason=REASON))
    assert room.phase is Phase.RINGING
    assert room.state.paused_since is None


def test_two_presses_are_one_pause() -> None:
    """Stopping what stands, and running what runs, is refused and changes nothing."""
    room = bring_to(TableRoom(), Phase.CALL)
    with pytest.raises(Refused, match="clock-runs"):
        room.manage(commands.ResumeClock)
    room.manage(commands.PauseClock, reason=REASON)
    since = room.clock.now()
    room.pass_s(5)
    with pytest.raises(Refused, match="clock-stopped"):
        room.manage(commands.PauseClock, reason="again")
    assert room.state.paused_since == since


def test_while_the_clock_stands_nothing_leads_to_another_phase() -> None:
    """Neither ring, answer, hang-up nor hand-in; but notes and text are kept, and the bell rings."""
    room = bring_to(TableRoom(), Phase.RINGING)
    ring(room)
    room.manage(commands.PauseClock, reason=REASON)
    for seat in PARTIES:
        for kind in (commands.Ring, commands.Answer, commands.HangUp):
            with pytest.raises(Refused, match="clock-stopped"):
                room.press(seat, kind)
    room.manage(commands.ResumeClock)
    answer(room)
    room.flow()
    room.manage(commands.PauseClock, reason=REASON)
    for seat in PARTIES:
        with pytest.raises(Refused, match="clock-stopped"):
            room.press(seat, commands.HangUp)
    room.manage(commands.ResumeClock)
    room.press(Seat.JUROR, commands.HangUp)
    room.manage(commands.PauseClock, reason=REASON)
    with pytest.raises(Refused, match="clock-stopped"):
        room.press(Seat.CANDIDATE, commands.HandIn)
    assert kinds(room.write("kept", 1)) == ["TextSaved"]
    assert kinds(room.note("kept", 1)) == ["NotesSaved"]
    assert kinds(room.press(Seat.CANDIDATE, commands.RingBell)) == ["BellRung"]


def test_the_line_stays_open_and_recorded_while_the_clock_stands() -> None:
    """A pause is no hang-up."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.manage(commands.PauseClock, reason=REASON)
    for seat in IN_THE_ROOM:
        assert seen(room, seat).line.recording


def test_sound_that_arrives_while_the_clock_stands_starts_no_call() -> None:
    """Asked again once it runs, it does."""
    room = bring_to(TableRoom(), Phase.CONNECTING)
    room.manage(commands.PauseClock, reason=REASON)
    assert room.flow() == []
    room.pass_s(50)
    room.manage(commands.ResumeClock)
    assert entered(room.flow()) == [(Phase.CALL, "media-flowing")]
    assert room.state.call_started_at == room.clock.now()


def test_calling_back_has_as_long_as_before_the_pause() -> None:
    """Hung up with five minutes left, stopped for an hour: five minutes are left."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.pass_s(300)
    room.press(Seat.JUROR, commands.HangUp)
    room.manage(commands.PauseClock, reason=REASON)
    room.pass_s(3600)
    assert room.state.may_call_back(room.clock.now())
    room.manage(commands.ResumeClock)
    room.pass_s(299)
    assert room.state.may_call_back(room.clock.now())
    room.pass_s(1)
    assert not room.state.may_call_back(room.clock.now())


@pytest.mark.parametrize("phase", sorted(GIVEN_TO - INTERVIEWS))
@pytest.mark.parametrize("standing", [False, True])
def test_time_given_back_moves_the_end_of_the_phase(phase: Phase, *, standing: bool) -> None:
    """By what was given, whether the clock stands or runs."""
    room = bring_to(TableRoom(), phase)
    before = room.state.deadline
    assert before is not None
    if standing:
        room.manage(commands.PauseClock, reason=REASON)
    room.manage(commands.GiveTime, seconds=75, reason=REASON)
    assert room.state.deadline == before + timedelta(seconds=75)
    if standing:
        room.manage(commands.ResumeClock)
    left_s = (before - room.clock.now()).total_seconds()
    assert room.pass_s(left_s) == [] or room.phase is phase
    room.pass_s(75)
    assert room.phase is not phase


def test_time_given_in_the_last_minute_of_a_call_unsays_the_warning() -> None:
    """The last minute comes again, and is said again."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.pass_s(570)
    assert room.state.warned
    room.manage(commands.GiveTime, seconds=20, reason=REASON)
    assert room.state.warned, "fifty seconds are left: it is still the last minute"
    room.manage(commands.GiveTime, seconds=60, reason=REASON)
    assert not room.state.warned
    assert kinds(room.pass_s(50)) == ["CallWarned"]
    assert entered(room.pass_s(60)) == [(Phase.WRITING, "deadline")]


def test_time_given_in_the_grace_gives_the_call_its_time_again() -> None:
    """Ten seconds into the grace, a minute is given: fifty seconds of call, and then the whole grace."""
    room = bring_to(TableRoom(plan=ExchangePlan(grace_s=30)), Phase.CALL)
    room.pass_s(610)
    assert room.state.time_reached
    room.manage(commands.GiveTime, seconds=60, reason=REASON)
    assert not room.state.time_reached
    assert room.state.deadline == room.state.call_ends_at == room.clock.now() + timedelta(seconds=50)
    assert kinds(room.pass_s(50)) == ["CallTimeReached"]
    assert entered(room.pass_s(30)) == [(Phase.WRITING, "deadline")]


def test_a_little_given_in_the_grace_lengthens_the_grace() -> None:
    """Five seconds, ten seconds after the time was over: it stays over, and the call closes five later."""
    room = bring_to(TableRoom(plan=ExchangePlan(grace_s=30)), Phase.CALL)
    room.pass_s(610)
    room.manage(commands.GiveTime, seconds=5, reason=REASON)
    assert room.state.time_reached
    assert room.pass_s(24.9) == []
    assert entered(room.pass_s(0.1)) == [(Phase.WRITING, "deadline")]


@pytest.mark.parametrize("seconds", [0, 3601, 2**53 - 1])
def test_time_given_has_bounds(seconds: int) -> None:
    """From a second to an hour in one act."""
    room = bring_to(TableRoom(), Phase.WRITING)
    with pytest.raises(BadInput, match="given-time-out-of-range"):
        room.manage(commands.GiveTime, seconds=seconds, reason=REASON)


@pytest.mark.parametrize(("reason", "code"), [("", "missing"), (" \n", "missing"), ("x" * 501, "too-long")])
def test_every_act_has_its_reason(reason: str, code: str) -> None:
    """A sentence, neither nothing nor a report; an incident that has no code of its own is explained."""
    room = bring_to(TableRoom(), Phase.CALL)
    before = room.state
    acts = [
        (commands.PauseClock, {"reason": reason}),
        (commands.GiveTime, {"seconds": 5, "reason": reason}),
        (commands.AbortPart, {"reason": reason}),
        (commands.NoteIncident, {"code": commands.IncidentCode.OTHER, "text": reason}),
    ]
    for kind, fields in acts:
        with pytest.raises(BadInput, match=f"reason-{code}"):
            room.manage(kind, **fields)
    assert room.state == before


@pytest.mark.parametrize(
    "phase", [phase for phase in PHASES if phase not in {Phase.HANDED_IN, Phase.ABORTED}]
)
def test_an_abort_ends_the_part_for_good(phase: Phase) -> None:
    """Wherever it stands: nothing is recorded, nothing comes due, and nobody takes it up again."""
    room = bring_to(TableRoom(), phase)
    happened = room.manage(commands.AbortPart, reason=REASON)
    assert kinds(happened) == ["PartAborted", "PhaseEntered"]
    assert (room.phase, room.state.deadline, room.state.rung_by) == (Phase.ABORTED, None, None)
    assert not seen(room, Seat.CANDIDATE).line.recording
    assert room.pass_s(1e6) == []
    with pytest.raises(Refused):
        room.press(Seat.JUROR, commands.Ring)


def test_an_aborted_part_promises_nothing_more() -> None:
    """The rail keeps what was and says no time for what will not be."""
    room = bring_to(TableRoom(), Phase.PREPARATION)
    room.pass_s(60)
    room.manage(commands.AbortPart, reason=REASON)
    preparation, call, writing = seen(room, Seat.CANDIDATE).rail
    assert preparation.ends_at == room.clock.now()
    assert (call.starts_at, writing.ends_at) == (None, None)


@pytest.mark.parametrize("seat", IN_THE_ROOM)
def test_everybody_sees_the_same_clock_standing_and_nobody_why(seat: Seat) -> None:
    """Since when, with the end as it was then; the reason stands in no view, the candidate's above all."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.pass_s(60)
    room.manage(commands.PauseClock, reason=REASON)
    room.manage(commands.GiveTime, seconds=10, reason=REASON)
    room.manage(commands.NoteIncident, code=commands.IncidentCode.UNWELL, text=REASON)
    stopped = room.clock.now()
    room.pass_s(200)
    view = seen(room, seat)
    assert view.paused_since == stopped
    assert view.deadline == view.line.call_ends_at == stopped + timedelta(seconds=550)
    room.manage(commands.ResumeClock)
    assert seen(room, seat).paused_since is None
    room.manage(commands.AbortPart, reason=REASON)
    assert b"canary" not in msgspec.json.encode([view, seen(room, seat)])


def test_what_a_manager_writes_can_be_erased() -> None:
    """Reasons and incidents may name somebody: they are personal fields of their events."""
    for kind in (events.ClockPaused, events.TimeGiven, events.PartAborted):
        assert kind.personal == {"author", "reason"}
    assert events.IncidentReported.personal == {"author", "text"}


def seen(room: TableRoom, seat: Seat):
    """What a seat sees now."""
    return view_for(
        seat,
        room.state,
        sitting_id="s",
        scenario=room.scenario,
        present=frozenset(IN_THE_ROOM),
        now=room.clock.now(),
    )
