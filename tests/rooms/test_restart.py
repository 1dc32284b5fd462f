"""A part that begins anew: the same scenario, all its minutes, and nothing of the first attempt lost."""

from datetime import timedelta

import pytest

from oralexam.errors import BadInput, Refused
from oralexam.rooms import commands
from oralexam.rooms.folding import fold
from oralexam.rooms.ledger import ledger_of
from oralexam.rooms.ledger_rows import TimeKind
from oralexam.rooms.phases import ANEW, ROLE_PLAY, Phase
from oralexam.rooms.projection import rail
from oralexam.rooms.seats import Seat
from tests.rooms.situations import TableRoom, answer, bring_to, entered, kinds, ring


def restart(room: TableRoom, to: Phase = Phase.PREPARATION) -> None:
    """The manager lets the part begin anew."""
    happened = room.manage(commands.RestartPart, to=to, reason="another computer")
    assert kinds(happened) == ["PartRestarted", "PhaseEntered"]


@pytest.mark.parametrize("phase", sorted(ROLE_PLAY))
@pytest.mark.parametrize("to", sorted(ANEW))
def test_from_each_phase_whose_clock_runs_it_can_begin_anew(phase: Phase, to: Phase) -> None:
    """Where the jury has the file, or with a preparation of full length; the scenario stays."""
    room = bring_to(TableRoom(), phase)
    drawn = room.state.drawn
    restart(room, to)
    assert (room.phase, room.state.drawn, room.state.attempt) == (to, drawn, 2)
    length = room.state.plan.seconds("preparation") if to is Phase.PREPARATION else None
    assert room.state.deadline == (length and room.clock.now() + length)


def test_the_second_attempt_has_all_its_minutes() -> None:
    """Ten of the call and ten of the text, the ring counted anew, the warning to come."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.pass_s(570)
    assert room.state.warned
    restart(room)
    assert (room.state.warned, room.state.call_ends_at, room.state.ring_attempt) == (False, None, 0)
    room.pass_s(900)
    ring(room)
    assert room.state.ring_attempt == 1
    answer(room)
    room.flow()
    assert room.state.call_ends_at == room.clock.now() + timedelta(minutes=10)
    happened = room.pass_s(1200)
    assert entered(happened) == [(Phase.WRITING, "deadline"), (Phase.HANDED_IN, "deadline")]


def test_the_zero_of_the_exam_clock_stays() -> None:
    """What was recorded in the first attempt keeps its times in the replay."""
    room = bring_to(TableRoom(), Phase.CALL)
    zero = room.clock.now()
    restart(room)
    assert (room.state.zero_at, room.state.call_started_at) == (zero, None)
    room.pass_s(900)
    ring(room)
    answer(room)
    room.flow()
    assert (room.state.zero_at, room.state.call_started_at) == (zero, room.clock.now())


def test_what_was_written_stays_and_its_task_is_closed_again() -> None:
    """Notes and text are on the page as they were; the text is saved again when it is open again."""
    room = bring_to(TableRoom(), Phase.WRITING)
    room.note("notes", 1)
    room.write("a text", 1)
    restart(room)
    assert (room.state.notes.text, room.state.text.text) == ("notes", "a text")
    assert not room.state.writing_opened
    with pytest.raises(Refused, match="not-now"):
        room.write("another", 2)
    assert kinds(room.note("more notes", 2)) == ["NotesSaved"]


def test_facts_are_given_anew() -> None:
    """The juror's ticks are those of this attempt."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.order(Seat.JUROR, commands.PressFact(from_phase=Phase.CALL, fact_id="when", given=True))
    restart(room)
    assert room.state.facts_given == ()


def test_a_clock_that_stands_ends_with_the_attempt() -> None:
    """The pause is over where the part begins anew; the ledger keeps both, and who restarted it and why."""
    room = bring_to(TableRoom(), Phase.PREPARATION)
    room.pass_s(100)
    room.manage(commands.PauseClock, reason="noise")
    room.pass_s(50)
    restart(room)
    room.pass_s(30)
    assert room.state.paused_since is None
    ledger = ledger_of(room.history, now=room.clock.now())
    assert [(row.phase, row.attempt, row.kind, row.seconds) for row in ledger.stretches] == [
        (Phase.PREPARATION, 1, TimeKind.RUNNING, 100),
        (Phase.PREPARATION, 1, TimeKind.PAUSED, 50),
        (Phase.PREPARATION, 2, TimeKind.RUNNING, 30),
    ]
    (incident,) = ledger.incidents
    assert (incident.code, incident.by, incident.text) == (
        "part-restarted",
        Seat.MANAGER,
        "another computer",
    )


def test_the_rail_is_that_of_the_attempt() -> None:
    """As if nothing had been before."""
    room = bring_to(TableRoom(), Phase.WRITING)
    restart(room)
    now = room.clock.now()
    assert [step.starts_at for step in rail(room.state)] == [
        now,
        now + timedelta(minutes=15),
        now + timedelta(minutes=25),
    ]


def test_nothing_begins_anew_where_it_is_not_meant_to() -> None:
    """Only by the manager, with a reason, back to the file or the preparation, before it is over."""
    room = bring_to(TableRoom(), Phase.CALL)
    for to in set(Phase) - ANEW:
        with pytest.raises(BadInput, match="no-such-beginning"):
            room.manage(commands.RestartPart, to=to, reason="a reason")
    with pytest.raises(BadInput, match="reason-missing"):
        room.manage(commands.RestartPart, to=Phase.DRAWN, reason=" ")
    for over in (Phase.HANDED_IN, Phase.ABORTED):
        with pytest.raises(Refused, match="not-now"):
            bring_to(TableRoom(), over).manage(commands.RestartPart, to=Phase.DRAWN, reason="a reason")
    assert fold(room.history).attempt == 1
