"""Sittings for tests: what happened in them, as events."""

from datetime import datetime, timedelta

from oralexam.exams.draw import draw
from oralexam.exams.parts import ExchangeMode
from oralexam.exams.plan import ExchangePlan
from oralexam.exams.scenario import (
    CallDirection,
    CandidateBrief,
    FactIfAsked,
    JuryBrief,
    Language,
    OtherParty,
    Scenario,
    TextTask,
)
from oralexam.rooms import events
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat

SITTING = "5f0c1f2e-3a54-4d6e-9a0b-0d8f6f0d2c11"
SECRET = "the jury alone knows this"  # noqa: S105 -- a canary, no password
SCENARIO = Scenario(
    scenario_id="late-kettles",
    version=1,
    number=7,
    title="Late kettles",
    mode=ExchangeMode.VIDEO,
    direction=CallDirection.JUROR_RINGS,
    other_party=OtherParty(name="R. Moss", role="Buyer", organisation="Amberline", place="Leeds"),
    candidate=CandidateBrief(company="Lumen", mission="Answer.", data=(), to_do=("Listen",), documents=()),
    jury=JuryBrief(
        role=SECRET,
        objectives=(SECRET,),
        facts_if_asked=(FactIfAsked(fact_id="how-many", question="Combien ?", answer="Forty"),),
        cues=(SECRET,),
        if_silent=SECRET,
        expected_in_text=(SECRET,),
    ),
    text_task=TextTask(language=Language.ENGLISH, title="Mail", instructions="Write.", recipient="R. Moss"),
)


class Story:
    """Events told in seconds from an instant."""

    def __init__(self, zero: datetime, *, rehearsal: bool = False, plan: ExchangePlan | None = None) -> None:
        self.zero = zero
        self.events: list[events.AnyEvent] = []
        opened = events.SittingOpened(
            at=self.at(-1800),
            format_id="aie",
            plan=plan or ExchangePlan(),
            eligible=("late-kettles@1",),
            rehearsal=rehearsal,
            pace=1,
            room_name="Salle 2",
            candidate_name="Camille Roux",
            juror_name="Dominique Vidal",
            observer_name="Alix Morel",
        )
        self.events.append(opened)

    def at(self, seconds: float) -> datetime:
        """The instant `seconds` after the story's zero."""
        return self.zero + timedelta(seconds=seconds)

    def enter(self, seconds: float, phase: Phase, cause: str = "pressed", by: Seat | None = None) -> None:
        """A phase begins."""
        entered = events.PhaseEntered(at=self.at(seconds), phase=phase, deadline=None, cause=cause, by=by)
        self.events.append(entered)

    def draw(self, seconds: float) -> None:
        """The lot falls on the one scenario."""
        drawn = events.ScenarioDrawn(
            at=self.at(seconds),
            by=Seat.JUROR,
            lot=draw(["late-kettles@1"], chance=bytes(32)),
            number=7,
            mode=ExchangeMode.VIDEO,
            direction=CallDirection.JUROR_RINGS,
        )
        self.events.append(drawn)
        self.enter(seconds, Phase.DRAWN)

    def ring(self, seconds: float, attempt: int, by: Seat = Seat.JUROR) -> None:
        """It rings."""
        rung = events.CallRung(at=self.at(seconds), by=by, attempt=attempt, deadline=self.at(seconds + 120))
        self.events.append(rung)

    def until_the_call(self) -> "Story":
        """Drawn, prepared, rung twice, answered; the call begins at the story's zero."""
        self.draw(-1000)
        self.enter(-935, Phase.PREPARATION)
        self.enter(-35, Phase.RINGING, "deadline")
        self.ring(-30, 1)
        self.events.append(events.RingUnanswered(at=self.at(-15), attempt=1))
        self.ring(-10, 2)
        self.enter(-2, Phase.CONNECTING, "answered", Seat.CANDIDATE)
        self.enter(0, Phase.CALL, "media-flowing")
        return self


def call_history(zero: datetime) -> list[events.AnyEvent]:
    """A whole call part without any trouble; the call began at `zero`."""
    story = Story(zero).until_the_call()
    story.enter(600, Phase.WRITING, "deadline")
    story.enter(1200, Phase.HANDED_IN, "deadline")
    return story.events
