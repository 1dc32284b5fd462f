"""A room on the table: the pure rules with a clock that the test moves, and the way to every situation."""

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from oralexam.clock import ManualClock
from oralexam.exams.bank import key_of
from oralexam.exams.eligibility import NOTHING_DRAWN
from oralexam.exams.grids import criteria_of
from oralexam.exams.parts import ExchangeMode, PartKind, StationSetup, Step
from oralexam.exams.plan import ExchangePlan
from oralexam.exams.scenario import (
    CallDirection,
    CandidateBrief,
    ContactSheetTask,
    Datum,
    Document,
    FactIfAsked,
    FieldKind,
    JuryBrief,
    Language,
    OtherParty,
    Scenario,
    SheetField,
    SheetSection,
    TextTask,
)
from oralexam.rooms import commands, deadlines, decisions, events, line_acts
from oralexam.rooms.drawing import Lottery
from oralexam.rooms.folding import after, fold
from oralexam.rooms.phases import INTERVIEWS, Phase
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState

PLAN = ExchangePlan()
PHASES = tuple(phase for phase in Phase if phase not in INTERVIEWS)
"""The phases of a role-play."""
CHANCE = bytes(range(32))
SITTING = "5f0c1f2e-3a54-4d6e-9a0b-0d8f6f0d2c11"

SCENARIO = Scenario(
    scenario_id="paper-lamps",
    version=1,
    number=12,
    title="Late lamps",
    mode=ExchangeMode.TELEPHONE,
    direction=CallDirection.JUROR_RINGS,
    other_party=OtherParty(name="Ann Field", role="Buyer", organisation="Field Ltd", place="Leeds"),
    candidate=CandidateBrief(
        company="A company",
        mission="A mission",
        data=(Datum(label="Order", value="12"),),
        to_do=("Listen",),
        documents=(Document(title="Mail", text="A mail"),),
    ),
    jury=JuryBrief(
        role="You are Ann Field",
        objectives=("Understands",),
        facts_if_asked=(
            FactIfAsked(fact_id="how-many", question="Combien ?", answer="Nine"),
            FactIfAsked(fact_id="when", question="Quand ?", answer="On Monday"),
        ),
        cues=("Hello",),
        if_silent="So?",
        expected_in_text=("Nine",),
    ),
    text_task=TextTask(
        language=Language.ENGLISH, title="E-mail", instructions="Write", recipient="Ann Field"
    ),
)


VISITOR = msgspec.structs.replace(
    SCENARIO,
    scenario_id="a-visitor",
    number=13,
    title="At the stand",
    part=PartKind.VISITOR,
    mode=None,
    direction=None,
    text_task=None,
    contact_sheet=ContactSheetTask(
        language=Language.ENGLISH,
        title="Contact sheet",
        instructions="Fill in",
        sections=(
            SheetSection(
                title="Visitor",
                fields=(
                    SheetField(field_id="name", label="Name"),
                    SheetField(field_id="needs", label="Needs", kind=FieldKind.LINES),
                    SheetField(field_id="day", label="Day", kind=FieldKind.DATE),
                    SheetField(
                        field_id="interest", label="Interest", kind=FieldKind.CHOICE, options=("high", "low")
                    ),
                ),
            ),
        ),
    ),
)


def ringing_from_candidate(scenario: Scenario = SCENARIO) -> Scenario:
    """The same scenario, rung by the candidate."""
    return msgspec.structs.replace(scenario, direction=CallDirection.CANDIDATE_RINGS)


def sitting_opened(
    at: datetime,
    *,
    plan: ExchangePlan = PLAN,
    scenarios: Sequence[Scenario] = (SCENARIO,),
    station_setup: StationSetup | None = None,
    shares_from: tuple[Seat, ...] = (),
) -> events.SittingOpened:
    """The first event of a sitting; its part is that of its scenarios."""
    return events.SittingOpened(
        at=at,
        format_id="aie-title",
        plan=plan,
        eligible=tuple(key_of(scenario) for scenario in scenarios),
        rehearsal=False,
        pace=1.0,
        room_name="Salle 1",
        candidate_name="Inès Marchetti",
        juror_name="Paul Aubin",
        observer_name="Mme Aubertin",
        part=scenarios[0].part,
        station_setup=station_setup,
        shares_from=shares_from,
    )


class TableRoom:
    """One room without a server: what happens is what the rules say, at the clock's instant."""

    def __init__(
        self,
        *,
        plan: ExchangePlan = PLAN,
        scenarios: Sequence[Scenario] = (SCENARIO,),
        clock: ManualClock | None = None,
        station_setup: StationSetup | None = None,
        shares_from: tuple[Seat, ...] = (),
        sitting_id: str = SITTING,
    ) -> None:
        self.sitting_id = sitting_id
        self.clock = clock or ManualClock()
        self.chance = CHANCE
        """The server's share of the next draw."""
        self.before = NOTHING_DRAWN
        self.waits_for: tuple[Step, ...] = ()
        """What the candidate's day puts before this part, and is not over."""
        self.scenarios = {key_of(scenario): scenario for scenario in scenarios}
        self.history: list[events.AnyEvent] = [
            sitting_opened(
                self.clock.now(),
                plan=plan,
                scenarios=scenarios,
                station_setup=station_setup,
                shares_from=shares_from,
            )
        ]
        self._folded = (1, self.history[0], fold(self.history))

    @property
    def state(self) -> RoomState:
        """The fold of everything that happened; what was folded before is not folded again."""
        count, first, state = self._folded
        if first is not self.history[0] or count > len(self.history):
            count, first, state = len(self.history), self.history[0], fold(self.history)
        for event in self.history[count:]:
            state = after(state, event)
        self._folded = (len(self.history), first, state)
        return state

    @property
    def phase(self) -> Phase:
        """Where the room stands."""
        return self.state.phase

    @property
    def scenario(self) -> Scenario | None:
        """What was drawn."""
        drawn = self.state.drawn
        return self.scenarios[drawn.lot.drawn] if drawn else None

    def happen(self, happened: Sequence[events.AnyEvent]) -> list[events.AnyEvent]:
        """Append what the rules said."""
        self.history.extend(happened)
        return list(happened)

    def wake(self) -> list[events.AnyEvent]:
        """Let everything happen that has come due."""
        return self.happen(deadlines.due(self.state, now=self.clock.now()))

    def pass_s(self, seconds: float) -> list[events.AnyEvent]:
        """Let time pass, and wake."""
        self.clock.advance(seconds)
        return self.wake()

    def sleep_s(self, seconds: float) -> None:
        """Let time pass without anybody looking: a server that is down."""
        self.clock.advance(seconds)

    def order(self, seat: Seat, command: commands.AnyCommand) -> list[events.AnyEvent]:
        """What the server does with a command: deadlines first, then the rules."""
        self.wake()
        lottery = Lottery(
            sitting_id=self.sitting_id, scenarios=self.scenarios, chance=self.chance, before=self.before
        )
        given = decisions.Given(
            lottery=lottery, waits_for=self.waits_for, criteria=criteria_of(self.state.sitting.part)
        )
        return self.happen(
            decisions.decide(self.state, command, seat=seat, now=self.clock.now(), given=given)
        )

    def press(
        self, seat: Seat, kind: Callable[..., commands.AnyCommand], **fields: object
    ) -> list[events.AnyEvent]:
        """A command from somebody whose page is up to date."""
        self.wake()
        return self.order(seat, kind(from_phase=self.phase, **fields))

    def manage(self, kind: Callable[..., commands.AnyCommand], **fields: object) -> list[events.AnyEvent]:
        """An act of the manager, whose page is up to date."""
        self.wake()
        return self.order(Seat.MANAGER, kind(from_phase=self.phase, **fields))

    def flow(self) -> list[events.AnyEvent]:
        """Both parties' tracks have arrived."""
        self.wake()
        return self.happen(decisions.media_flowing(self.state, now=self.clock.now()))

    def write(self, text: str, revision: int) -> list[events.AnyEvent]:
        """The candidate's page saves the text."""
        return self.order(
            Seat.CANDIDATE, commands.SaveText(from_phase=self.phase, text=text, revision=revision)
        )

    def note(self, text: str, revision: int) -> list[events.AnyEvent]:
        """The candidate's page saves the notes."""
        return self.order(
            Seat.CANDIDATE, commands.SaveNotes(from_phase=self.phase, text=text, revision=revision)
        )

    def fill_in(self, fields: dict[str, str], revision: int) -> list[events.AnyEvent]:
        """The candidate's page saves the contact sheet."""
        return self.order(
            Seat.CANDIDATE, commands.SaveSheet(from_phase=self.phase, fields=fields, revision=revision)
        )


def bring_to(room: TableRoom, phase: Phase) -> TableRoom:
    """Bring a fresh room to `phase` by the straight way; in `ringing` nobody has rung yet.

    A part that is aborted is aborted in its call.
    """
    if phase is Phase.ABORTED:
        bring_to(room, Phase.CALL)
        room.manage(commands.AbortPart, reason="a reason")
        return room
    steps: list[tuple[Phase, Callable[[], object]]] = [
        (Phase.DRAWN, lambda: room.press(Seat.JUROR, commands.DrawScenario)),
        (Phase.PREPARATION, lambda: room.press(Seat.JUROR, commands.StartPreparation)),
        (Phase.RINGING, lambda: room.pass_s(room.state.plan.preparation_s)),
        (Phase.CONNECTING, lambda: (ring(room), answer(room))),
        (Phase.CALL, room.flow),
        (Phase.WRITING, lambda: room.pass_s(room.state.plan.call_s + room.state.plan.grace_s)),
        (Phase.HANDED_IN, lambda: room.press(Seat.CANDIDATE, commands.HandIn)),
    ]
    for reached, step in steps:
        if room.phase is phase:
            break
        step()
        assert room.phase is reached
    assert room.phase is phase
    return room


def ring(room: TableRoom) -> list[events.AnyEvent]:
    """The one whose part it is rings."""
    return room.press(line_acts.caller(room.state), commands.Ring)


def answer(room: TableRoom) -> list[events.AnyEvent]:
    """The one who is rung picks up."""
    rung_by = room.state.rung_by
    assert rung_by is not None
    return room.press(rung_by.other_party, commands.Answer)


def entered(happened: Sequence[events.AnyEvent]) -> list[tuple[Phase, str]]:
    """The phases that were entered, each with its cause."""
    return [(event.phase, event.cause) for event in happened if isinstance(event, events.PhaseEntered)]


def kinds(happened: Sequence[events.AnyEvent]) -> list[str]:
    """The kinds of the events, in order."""
    return [type(event).__name__ for event in happened]
