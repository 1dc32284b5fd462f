"""A part whose turn has not come begins by no command; one that has begun is left alone."""

import itertools

import msgspec
import pytest

from oralexam.errors import OralExamError, Refused
from oralexam.exams.parts import PartKind, Step, WrittenBlock
from oralexam.rooms import commands, formality_commands, interview_commands
from oralexam.rooms.formalities import Formalities
from oralexam.rooms.permits import INTERVIEW_MAY, MAY, Table
from oralexam.rooms.phases import NOT_BEGUN, Phase
from oralexam.rooms.projection import view_for
from oralexam.rooms.seats import JURY, Seat
from oralexam.rooms.views import JuryView
from tests.rooms.devices import GOOD
from tests.rooms.situations import SCENARIO, TableRoom, bring_to, entered
from tests.rooms.test_interview import an_interview

WAITS: tuple[Step, ...] = (WrittenBlock.WRITTEN, PartKind.CALL)
FIELDS = {
    "device": "camera",
    "heard": True,
    "reason": "a reason",
    "seconds": 60,
    "to": Phase.DRAWN,
    "version": "1",
    "seat": Seat.JUROR,
    "name": "Mme Aubertin",
    "decision": "on paper",
    "text": "words",
    "revision": 1,
    "number": 1,
    "commitment": "11" * 32,
    "share": "22" * 32,
    "room_name": "Salle 2",
    "fact_id": "when",
    "given": True,
    "fields": {},
    "help": commands.OutsideHelp.PASTE,
    "where": commands.WrittenWork.NOTES,
    "characters": 3,
    "refused": False,
    "code": commands.IncidentCode.NOISE,
    "marker_id": "0b8b8b52-93a9-4a64-8a28-0a3d9a64a001",
    "criterion_id": "call-1",
    "sign": "+",
    "note": "a note",
    "fault": None,
    "figures": GOOD,
    "devices": "ab",
    "trouble": "muted",
    "busy": True,
    "begins": True,
    "played": True,
    "other_sitting": "5f0c1f2e-3a54-4d6e-9a0b-0d8f6f0d2c12",
    "other_room": "Salle 3",
    "attenuation_db": 43.0,
    "at_least": False,
}
"""Something fit for every field that a command needs."""


def refused(room: TableRoom, seat: Seat, command: commands.AnyCommand) -> Refused:
    """Why nothing happened."""
    before = list(room.history)
    with pytest.raises(Refused) as refusal:
        room.order(seat, command)
    assert room.history == before
    return refusal.value


def admitted_room() -> TableRoom:
    """A room that asks for an identity check, as every sitting of a session does."""
    room = TableRoom()
    room.history[0] = msgspec.structs.replace(room.state.sitting, formalities=Formalities(notice_version="1"))
    return room


def test_nobody_is_let_in_and_nothing_is_drawn_before_its_turn() -> None:
    """The code is stable, and says of which part and what is missing."""
    room = admitted_room()
    room.waits_for = WAITS
    for seat, command in (
        (Seat.MANAGER, formality_commands.AdmitCandidate(from_phase=Phase.WAITING)),
        (Seat.JUROR, commands.DrawScenario(from_phase=Phase.WAITING)),
    ):
        refusal = refused(room, seat, command)
        assert refusal.reason == "part-not-yet"
        assert refusal.details == {"part": "call", "waits_for": "written call"}


def test_what_was_drawn_is_not_handed_over_before_its_turn() -> None:
    """A confirmation was withdrawn between the draw and the preparation."""
    room = bring_to(TableRoom(), Phase.DRAWN)
    room.waits_for = WAITS
    command = commands.StartPreparation(from_phase=Phase.DRAWN)
    assert refused(room, Seat.JUROR, command).reason == "part-not-yet"
    room.waits_for = ()
    assert entered(room.order(Seat.JUROR, command)) == [(Phase.PREPARATION, "pressed")]


@pytest.mark.parametrize("to", [Phase.DRAWN, Phase.PREPARATION])
def test_a_restart_is_no_way_round(to: Phase) -> None:
    """The part that runs goes on; it does not begin anew."""
    room = bring_to(TableRoom(), Phase.PREPARATION)
    room.waits_for = WAITS
    command = commands.RestartPart(from_phase=Phase.PREPARATION, to=to, reason="a reason")
    assert refused(room, Seat.MANAGER, command).reason == "part-not-yet"
    room.pass_s(room.state.plan.preparation_s)
    assert room.phase is Phase.RINGING


def test_a_draw_after_a_void_one_waits_as_the_first_did() -> None:
    """Back in `waiting`, nothing is drawn anew before its turn."""
    room = bring_to(TableRoom(scenarios=(SCENARIO, OTHER)), Phase.DRAWN)
    room.waits_for = WAITS
    room.manage(commands.VoidDraw, reason="it leaked")
    assert room.phase is Phase.WAITING
    assert refused(room, Seat.JUROR, commands.DrawScenario(from_phase=Phase.WAITING)).reason == "part-not-yet"


@pytest.mark.parametrize("seat", JURY)
def test_an_interview_does_not_begin_before_its_turn(seat: Seat) -> None:
    """Neither for the juror who plays nor for the one who observes; then it does."""
    room = an_interview()
    room.waits_for = (WrittenBlock.QUESTIONNAIRE,)
    command = interview_commands.BeginInterview(from_phase=Phase.WAITING)
    assert refused(room, seat, command).details["waits_for"] == "questionnaire"
    room.waits_for = ()
    assert entered(room.order(seat, command)) == [(Phase.REVIEW, "pressed")]


@pytest.mark.parametrize(
    ("table", "phase"), [*itertools.product([MAY], NOT_BEGUN), (INTERVIEW_MAY, Phase.WAITING)]
)
def test_no_command_of_anybody_begins_a_part_before_its_turn(table: Table, phase: Phase) -> None:
    """Whatever the tables allow now, or will: nobody's time runs afterwards."""
    for kind, seat in itertools.product(table, Seat):
        room = an_interview() if table is INTERVIEW_MAY else bring_to(TableRoom(), phase)
        room.waits_for = WAITS
        fields = {name: FIELDS[name] for name in kind.__struct_fields__ if name in FIELDS}
        command = msgspec.convert({"type": kind.__struct_config__.tag, "from_phase": phase, **fields}, kind)
        try:
            room.order(seat, command)  # type: ignore[arg-type]
        except OralExamError:
            continue
        assert room.phase in {*NOT_BEGUN, Phase.ABORTED}, (kind, seat)


def test_a_part_that_has_begun_goes_on() -> None:
    """What is said later of the day stops no clock and no call."""
    room = bring_to(TableRoom(), Phase.RINGING)
    room.waits_for = WAITS
    room.press(Seat.JUROR, commands.Ring)
    room.press(Seat.CANDIDATE, commands.Answer)
    room.flow()
    assert room.phase is Phase.CALL


@pytest.mark.parametrize(("phase", "told"), [(Phase.WAITING, ("written", "call")), (Phase.PREPARATION, ())])
def test_the_jury_sees_beforehand_what_its_part_waits_for(phase: Phase, told: tuple[str, ...]) -> None:
    """Until it begins; the candidate's view has no such field."""
    room = bring_to(TableRoom(), phase)
    seen = {
        seat: view_for(
            seat,
            room.state,
            sitting_id="s",
            scenario=room.scenario,
            present=frozenset(),
            now=room.clock.now(),
            waits_for=WAITS,
        )
        for seat in (Seat.JUROR, Seat.CANDIDATE)
    }
    jurors = seen[Seat.JUROR]
    assert isinstance(jurors, JuryView)
    assert jurors.part_waits_for == told
    assert not hasattr(seen[Seat.CANDIDATE], "part_waits_for")


def test_preparation_follows_the_draw_and_nothing_else() -> None:
    """No way into it but from a drawn scenario, and from a preparation that begins anew."""
    room = TableRoom()
    command = commands.StartPreparation(from_phase=Phase.WAITING)
    assert refused(room, Seat.JUROR, command).reason == "not-now"
    room.press(Seat.JUROR, commands.DrawScenario)
    assert room.state.drawn is not None
    assert entered(room.press(Seat.JUROR, commands.StartPreparation)) == [(Phase.PREPARATION, "pressed")]


OTHER = msgspec.structs.replace(SCENARIO, scenario_id="zinc-tubs", number=13)
