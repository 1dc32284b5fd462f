"""A part that is over, with its two judges, and judgements that lack nothing."""

from typing import Any

import msgspec

from oralexam.errors import UserMistake
from oralexam.rooms.judging import commands, events
from oralexam.rooms.judging.deliberating import Deliberation, Outcome
from oralexam.rooms.judging.marks import Judgement, Mark
from oralexam.rooms.judging.moments import Moment, MomentSource
from oralexam.rooms.judging.state import Judging
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from tests.rooms.situations import SITTING, TableRoom, bring_to

LINES = commands.Lines(
    sitting_id=SITTING,
    grid_id="call",
    grid_version=1,
    digest="ab" * 32,
    criteria=("call-1", "call-2"),
    levels=4,
)
MOMENT = Moment(moment_id="m1", source=MomentSource.EXCHANGE, starts_s=12.5, label="« nine lamps »")
PLAYER, OBSERVER = "juror", "observer"


def judgement(level: int = 3, **fields: object) -> Judgement:
    """A whole one: every line at `level`, tied to a moment."""
    marks = tuple(
        Mark(criterion_id=each, level=level, moments=(MOMENT,), comment=f"Sur {each}")
        for each in LINES.criteria
    )
    whole = Judgement(grid_id="call", grid_version=1, marks=marks, acquired=True, comment="En tout")
    return msgspec.structs.replace(whole, **fields)


def deliberation(**fields: object) -> Deliberation:
    """A whole one: agreed on the first line, dissent on the second."""
    whole = Deliberation(
        grid_id="call",
        grid_version=1,
        outcomes=(
            Outcome(criterion_id="call-1", agreed=3),
            Outcome(criterion_id="call-2", dissenting=True, words="Nous avons entendu autre chose"),
        ),
        acquired=True,
        present=("Paul Aubin", "Mme Aubertin"),
    )
    return msgspec.structs.replace(whole, **fields)


class JudgedRoom(TableRoom):
    """A room on the table whose part is over, and short ways to judge in it."""

    def __init__(self, *, phase: Phase = Phase.HANDED_IN) -> None:
        super().__init__()
        bring_to(self, phase)

    @property
    def judging(self) -> Judging:
        """Where the judging stands."""
        return self.state.judging

    def act(self, kind: Any, *, seat: Seat = Seat.EVALUATOR, **fields: Any) -> list[events.JudgingEvent]:  # noqa: ANN401
        """One order of judging, a second later; what happened."""
        self.clock.advance(1)
        return self.order(seat, kind(from_phase=self.phase, **fields))

    def open(self, by: str = PLAYER) -> list[events.JudgingEvent]:
        """Begin to judge."""
        return self.act(commands.OpenJudging, by=by, lines=LINES)

    def seal(self, by: str, level: int = 3, **fields: Any) -> list[events.JudgingEvent]:  # noqa: ANN401
        """Seal a whole judgement."""
        given = {"judgement": judgement(level), "version": 1, "nonce": "00" * 32, "lines": LINES, **fields}
        return self.act(commands.SealJudgement, by=by, **given)

    def correct(self, by: str, level: int, **fields: Any) -> list[events.JudgingEvent]:  # noqa: ANN401
        """Seal a correction."""
        version = len(self.judging.sealed_by(by)) + 1
        given = {"correction": True, "reason": "Réécouté", "version": version, **fields}
        return self.seal(by, level, **given)

    def both_seal(self) -> None:
        """Open, and have both seal."""
        self.open()
        self.seal(PLAYER)
        self.seal(OBSERVER, 2)

    def propose(self, by: str = PLAYER, **fields: Any) -> list[events.JudgingEvent]:  # noqa: ANN401
        """Lay a whole deliberation down."""
        given = {"deliberation": deliberation(), "nonce": "11" * 32, "lines": LINES, **fields}
        return self.act(commands.ProposeDeliberation, by=by, **given)

    def sign(self, by: str, **fields: Any) -> list[events.JudgingEvent]:  # noqa: ANN401
        """Sign what lies there."""
        lies = self.judging.proposals[-1] if self.judging.proposals else None
        given = {
            "version": lies.version if lies else 1,
            "digest": lies.digest if lies else "00" * 32,
            **fields,
        }
        return self.act(commands.SignDeliberation, by=by, **given)

    def lock(self) -> None:
        """Everything, to the lock."""
        self.both_seal()
        self.propose()
        self.sign(PLAYER)
        self.sign(OBSERVER)

    def ask(
        self, by: str = PLAYER, *, seat: Seat = Seat.EVALUATOR, name: str = ""
    ) -> list[events.JudgingEvent]:
        """Ask for it to be reopened."""
        said = name or f"N. {by}"
        return self.act(commands.AskReopening, seat=seat, by=by, by_name=said, reason="Un recours")

    def agree(self, by: str, *, seat: Seat = Seat.EVALUATOR, name: str = "") -> list[events.JudgingEvent]:
        """Agree to that."""
        return self.act(commands.AgreeReopening, seat=seat, by=by, by_name=name or f"N. {by}")

    def refusal(self, act: str, *given: Any, **fields: Any) -> str:  # noqa: ANN401
        """The code with which an act is refused; nothing has changed then. "" where it is not."""
        before = list(self.history)
        try:
            getattr(self, act)(*given, **fields)
        except UserMistake as refused:
            assert self.history == before
            return refused.reason
        return ""
