"""Interviews: steps on the clock, begun by the jury, passed on by it or by the server; nothing else."""

from datetime import timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oralexam.clock import ManualClock
from oralexam.errors import BadInput, Refused
from oralexam.exams.accommodation import ExtraLength, ExtraTime, extend_interview
from oralexam.exams.formats import format_named, interview_plan
from oralexam.exams.parts import PartKind
from oralexam.exams.plan import ExchangePlan, InterviewPlan, InterviewStep
from oralexam.rooms import commands, deadlines, events
from oralexam.rooms.command import Command
from oralexam.rooms.folding import fold
from oralexam.rooms.interview_commands import BeginInterview, NextStep
from oralexam.rooms.ledger import ledger_of
from oralexam.rooms.permits import INTERVIEW_MAY, MAY
from oralexam.rooms.phases import INTERVIEWS, OVER, WAYS, Phase
from oralexam.rooms.projection import rail, view_for
from oralexam.rooms.seats import JURY, PARTIES, Seat
from oralexam.rooms.views import CandidateView
from tests.rooms.devices import GOOD
from tests.rooms.situations import TableRoom, entered, kinds, sitting_opened

KINDS = (
    PartKind.TECHNICAL_INTERVIEW,
    PartKind.PRODUCTION_QUESTIONING,
    PartKind.FINAL_INTERVIEW,
)


def an_interview(
    kind: PartKind = PartKind.TECHNICAL_INTERVIEW, plan: InterviewPlan | None = None
) -> TableRoom:
    """The room of an interview of the title."""
    room = TableRoom(clock=ManualClock())
    room.history[0] = msgspec.structs.replace(
        sitting_opened(room.clock.now()),
        plan=None,
        interview=plan or interview_plan(format_named("aie-title"), kind),
        eligible=(),
        part=kind,
    )
    return room


def begin(room: TableRoom, seat: Seat = Seat.JUROR) -> list[tuple[Phase, str]]:
    """The jury lets the clock run."""
    return entered(room.press(seat, BeginInterview))


@pytest.mark.parametrize(
    ("kind", "steps"),
    [
        (PartKind.TECHNICAL_INTERVIEW, [(Phase.REVIEW, 600), (Phase.QUESTIONS, 1200)]),
        (PartKind.PRODUCTION_QUESTIONING, [(Phase.PRESENTATION, 600), (Phase.QUESTIONS, 600)]),
        (PartKind.FINAL_INTERVIEW, [(Phase.INTERVIEW, 900)]),
    ],
)
def test_the_server_moves_on_by_itself_at_each_deadline(
    kind: PartKind, steps: list[tuple[Phase, int]]
) -> None:
    """10 and 20, 10 and 10, 15 minutes (exam document, RE AIE 2015), however late it wakes."""
    room = an_interview(kind)
    assert begin(room) == [(steps[0][0], "pressed")]
    began = room.clock.now()
    happened = room.pass_s(3 * 3600)
    assert entered(happened) == [
        *((phase, "deadline") for phase, _ in steps[1:]),
        (Phase.HANDED_IN, "deadline"),
    ]
    assert happened[-1].at == began + timedelta(seconds=sum(seconds for _, seconds in steps))


@pytest.mark.parametrize("seat", JURY)
def test_either_juror_begins_and_passes_on(seat: Seat) -> None:
    """Before the time is over; the next step has its whole length."""
    room = an_interview()
    begin(room, seat)
    room.pass_s(100)
    assert entered(room.press(seat, NextStep)) == [(Phase.QUESTIONS, "pressed")]
    assert room.state.deadline == room.clock.now() + timedelta(minutes=20)
    assert entered(room.press(seat, NextStep)) == [(Phase.HANDED_IN, "pressed")]


@pytest.mark.parametrize("seat", sorted(set(Seat) - set(JURY)))
def test_nobody_else_touches_the_steps(seat: Seat) -> None:
    """Neither the candidate nor the manager, who has the clock."""
    room = an_interview()
    with pytest.raises(Refused, match="not-your-command"):
        begin(room, seat)
    begin(room)
    with pytest.raises(Refused, match="not-your-command"):
        room.press(seat, NextStep)


def test_two_presses_at_once_pass_one_step_on() -> None:
    """The second one saw a step that is over."""
    room = an_interview()
    begin(room)
    room.press(Seat.JUROR, NextStep)
    with pytest.raises(Refused, match="stale-command"):
        room.order(Seat.OBSERVER, NextStep(from_phase=Phase.REVIEW))
    assert room.phase is Phase.QUESTIONS


@pytest.mark.parametrize("kind", sorted(set(MAY) - set(INTERVIEW_MAY), key=lambda kind: kind.__name__))
def test_what_belongs_to_a_role_play_is_no_command_here(kind: type[Command]) -> None:
    """And the other way round."""
    extras: dict[str, object] = {
        "SaveNotes": {"text": "", "revision": 1},
        "SaveText": {"text": "", "revision": 1},
        "SaveSheet": {"fields": {}, "revision": 1},
        "PressFact": {"fact_id": "when", "given": True},
        "SetMarker": {"marker_id": "m", "criterion_id": "call-1", "sign": "+"},
        "NoteMarker": {"marker_id": "m", "note": "hm"},
        "RemoveMarker": {"marker_id": "m"},
        "NoteOutsideHelp": {"help": "paste", "where": "text", "characters": 3},
        "CommitShare": {"number": 1, "commitment": "0" * 64},
        "RevealShare": {"number": 1, "share": "0" * 64},
        "VoidDraw": {"reason": "a reason"},
        "AcknowledgeNotice": {"version": "1"},
        "ReportDevices": {"fault": None, "figures": GOOD, "devices": "ab"},
        "ReportDevicesSwapped": {"device": "camera", "devices": "ab", "heard": True},
        "AllowCall": {"reason": "a reason"},
        "OverrideDeviceCheck": {"seat": Seat.CANDIDATE, "reason": "a reason"},
        "InviteGuest": {"name": "Ada Lenoir"},
        "DismissGuest": {"seat": Seat.GUEST_1},
        "NoteLeak": {
            "seat": Seat.CANDIDATE,
            "played": True,
            "other_sitting": "5f0c1f2e-3a54-4d6e-9a0b-0d8f6f0d2c12",
            "other_room": "salle 2",
            "attenuation_db": 43.0,
            "at_least": False,
        },
        "DecideRefusal": {"seat": Seat.JUROR, "decision": "a decision"},
        "MarkLine": {"busy": True},
        "NoteTrouble": {"trouble": "muted", "begins": True},
    }
    room = an_interview()
    command = msgspec.convert(
        {
            "type": kind.__struct_config__.tag,
            "from_phase": "waiting",
            **_plain(extras.get(kind.__name__, {})),
        },
        commands.AnyCommand,
    )
    for seat in Seat:
        with pytest.raises(Refused, match="not-in-this-part"):
            room.order(seat, command)
    for own in (BeginInterview, NextStep):
        with pytest.raises(Refused, match="not-in-this-part"):
            TableRoom().press(Seat.JUROR, own)


def _plain(fields: object) -> dict[str, object]:
    return msgspec.to_builtins(fields)  # type: ignore[no-any-return]


def test_the_managers_clock_works_as_in_a_role_play() -> None:
    """Pause, resume, give time, note, abort; the ledger adds up."""
    room = an_interview()
    begin(room)
    room.pass_s(60)
    room.manage(commands.PauseClock, reason="fire alarm")
    with pytest.raises(Refused, match="clock-stopped"):
        room.press(Seat.JUROR, NextStep)
    room.pass_s(300)
    room.manage(commands.ResumeClock)
    room.manage(commands.GiveTime, seconds=30, reason="fire alarm")
    room.manage(commands.NoteIncident, code=commands.IncidentCode.EVACUATION)
    room.press(Seat.CANDIDATE, commands.RingBell)
    room.pass_s(600 - 60 + 30 - 1)
    assert room.phase is Phase.REVIEW
    room.pass_s(1)
    assert room.phase is Phase.QUESTIONS
    room.manage(commands.AbortPart, reason="unwell")
    ledger = ledger_of(room.history, now=room.clock.now())
    (review,) = (total for total in ledger.totals if total.phase is Phase.REVIEW)
    assert (review.planned_s, review.given_s, review.running_s, review.paused_s) == (600, 30, 630, 300)
    assert ledger.total_s == sum(row.seconds for row in ledger.stretches)


def test_the_extra_time_of_each_step_is_told() -> None:
    """As in a role-play: beside what was planned, and nothing of why."""
    third = ExtraTime(interview=ExtraLength(fraction="1/3"))
    planned = interview_plan(format_named("aie-title"), PartKind.TECHNICAL_INTERVIEW)
    plan, granted = extend_interview(planned, third)
    room = an_interview(plan=plan)
    room.history[0] = msgspec.structs.replace(room.history[0], accommodation=granted)
    begin(room)
    room.pass_s(801)
    ledger = ledger_of(room.history, now=room.clock.now())
    told = {total.phase: (total.planned_s, total.extra_s) for total in ledger.totals}
    assert (told[Phase.REVIEW], told[Phase.QUESTIONS]) == ((800, 200), (1600, 400))


def test_an_interview_begins_anew_where_it_waited() -> None:
    """With all its minutes; back to anything else is refused."""
    room = an_interview()
    begin(room)
    room.pass_s(700)
    with pytest.raises(BadInput, match="no-such-beginning"):
        room.manage(commands.RestartPart, to=Phase.PREPARATION, reason="a reason")
    assert kinds(room.manage(commands.RestartPart, to=Phase.WAITING, reason="a reason")) == [
        "PartRestarted",
        "PhaseEntered",
    ]
    assert (room.phase, room.state.attempt) == (Phase.WAITING, 2)
    assert begin(room) == [(Phase.REVIEW, "pressed")]
    assert rail(room.state)[0].starts_at == room.clock.now()


def test_the_views_carry_the_steps() -> None:
    """The jury's with their times; the candidate's too, but where the clock is not shown."""
    room = an_interview()
    began = room.clock.now()
    begin(room)

    def seen(seat: Seat) -> object:
        return view_for(
            seat,
            room.state,
            sitting_id="s",
            scenario=None,
            present=frozenset(PARTIES),
            now=room.clock.now(),
        )

    jury = seen(Seat.OBSERVER)
    assert [(step.phase, step.starts_at, step.ends_at) for step in jury.rail] == [  # type: ignore[attr-defined]
        (Phase.REVIEW, began, began + timedelta(minutes=10)),
        (Phase.QUESTIONS, began + timedelta(minutes=10), began + timedelta(minutes=30)),
    ]
    candidate = seen(Seat.CANDIDATE)
    assert isinstance(candidate, CandidateView)
    assert (candidate.part, candidate.deadline, candidate.mode) == (
        PartKind.TECHNICAL_INTERVIEW,
        began + timedelta(minutes=10),
        None,
    )


def test_a_sitting_is_a_role_play_or_an_interview() -> None:
    """One that is both, or neither, is a broken store."""
    opened = an_interview().state.sitting
    for wrong in ({"plan": ExchangePlan()}, {"interview": None}):
        with pytest.raises(ValueError):  # noqa: PT011 — no message: it is nobody's mistake at a desk
            msgspec.convert(
                msgspec.to_builtins(opened)
                | {name: msgspec.to_builtins(value) for name, value in wrong.items()},
                events.AnyEvent,
            )


acts = st.lists(
    st.one_of(
        st.tuples(st.just("pass"), st.floats(0, 2000)),
        st.tuples(st.sampled_from(["begin", "next", "pause", "resume", "give", "restart"]), st.just(0.0)),
    ),
    max_size=25,
)


@given(acts, st.lists(st.integers(1, 1800), min_size=2, max_size=2))
def test_whatever_is_pressed_the_steps_come_in_order_and_late_is_in_time(
    pressed: list[tuple[str, float]], lengths: list[int]
) -> None:
    """Each phase follows by the table; a server that sleeps finds the same events; the fold is the state."""
    plan = InterviewPlan(
        steps=(
            InterviewStep(phase="review", length_s=lengths[0]),
            InterviewStep(phase="questions", length_s=lengths[1]),
        )
    )
    room = an_interview(plan=plan)
    for what, seconds in pressed:
        if what == "pass":
            room.sleep_s(seconds)
            continue
        room.wake()
        phase = room.phase
        command: commands.AnyCommand = {
            "begin": BeginInterview(from_phase=phase),
            "next": NextStep(from_phase=phase),
            "pause": commands.PauseClock(from_phase=phase, reason="a reason"),
            "resume": commands.ResumeClock(from_phase=phase),
            "give": commands.GiveTime(from_phase=phase, seconds=60, reason="a reason"),
            "restart": commands.RestartPart(from_phase=phase, to=Phase.WAITING, reason="a reason"),
        }[what]
        try:
            room.order(Seat.JUROR if what in {"begin", "next"} else Seat.MANAGER, command)
        except Refused:
            continue
    room.wake()
    phases = [span.phase for span in room.state.spans]
    assert all(then in WAYS[first] for first, then in pairwise(phases))
    assert set(phases) <= {Phase.WAITING, *INTERVIEWS, *OVER}
    instants = [event.at for event in room.history]
    assert instants == sorted(instants)
    assert fold(room.history) == room.state
    assert (
        room.phase not in INTERVIEWS
        or deadlines.next_deadline(room.state) is not None
        or (room.state.paused_since is not None)
    )
    ledger = ledger_of(room.history, now=room.clock.now())
    assert ledger.total_s == sum(row.seconds for row in ledger.stretches)
