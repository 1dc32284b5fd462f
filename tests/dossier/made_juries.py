"""The two who judge a part on the table: marks, corrections, a deliberation, its reopening."""

from collections.abc import Callable

from oralexam.exams.grids import Grid, all_grids
from oralexam.exams.parts import PartKind
from oralexam.rooms.commands import AnyCommand
from oralexam.rooms.judging import commands as judging
from oralexam.rooms.judging.deliberating import Deliberation, Outcome
from oralexam.rooms.judging.events import SecondReason
from oralexam.rooms.judging.marks import Judgement, Mark
from oralexam.rooms.judging.moments import Moment, MomentSource
from oralexam.rooms.seats import Seat
from tests.rooms.situations import TableRoom

MOMENT = Moment(moment_id="m1", source=MomentSource.EXCHANGE, starts_s=134.0, label="« five per cent »")
IN_THE_TEXT = Moment(moment_id="m2", source=MomentSource.TEXT, starts_s=1210.0)


def grid(part: PartKind) -> Grid:
    """The package's own."""
    return next(each for each in all_grids() if each.part is part)


class Jury:
    """The two who judge a part that is over; nobody can see more than they sealed."""

    def __init__(self, room: TableRoom, part: PartKind) -> None:
        self._room = room
        self._ids = tuple(each.id for each in grid(part).criteria)
        self._lines = judging.Lines(
            sitting_id=room.sitting_id,
            grid_id=grid(part).grid_id,
            grid_version=1,
            digest=grid(part).digest,
            criteria=self._ids,
            levels=4,
        )
        self._act(judging.OpenJudging, by="juror", lines=self._lines)

    def seal(self, by: str, *levels: int, reason: str = "") -> None:
        """Marks on all lines; the first rests on moments, the others say why they do not."""
        given = (*levels, *[levels[-1]] * (len(self._ids) - len(levels)))
        marks = tuple(
            Mark(
                criterion_id=criterion,
                level=level,
                moments=(MOMENT, IN_THE_TEXT) if place == 0 else (),
                no_moment="" if place == 0 else "visible dans toute l’épreuve",
                comment="Propose une remise, et en précise la limite." if place == 0 else "",
            )
            for place, (criterion, level) in enumerate(zip(self._ids, given, strict=True))
        )
        self._act(
            judging.SealJudgement,
            by=by,
            lines=self._lines,
            judgement=Judgement(
                grid_id=self._lines.grid_id,
                grid_version=1,
                marks=marks,
                acquired=True,
                comment="Calme, précise ; vérifie ce qu’elle a compris.",
            ),
            version=len(self._room.state.judging.sealed_by(by)) + 1,
            nonce="00" * 32,
            correction=bool(reason),
            reason=reason,
        )

    def lock(self, *, dissent: bool = True) -> None:
        """Agreed but for the last line, signed by both."""
        outcomes = [Outcome(criterion_id=each, agreed=3) for each in self._ids]
        if dissent:
            words = "Plusieurs reformulations étaient nécessaires."
            outcomes[-1] = Outcome(criterion_id=self._ids[-1], dissenting=True, words=words)
        present = ("Claire Morel", "Hassan Idrissi", "Sophie Renard (responsable de session)")
        deliberation = Deliberation(
            grid_id=self._lines.grid_id,
            grid_version=1,
            outcomes=tuple(outcomes),
            acquired=True,
            present=present,
        )
        self._act(
            judging.ProposeDeliberation,
            by="juror",
            lines=self._lines,
            deliberation=deliberation,
            nonce="11" * 32,
        )
        lies = self._room.state.judging.proposals[-1]
        for by in ("juror", "observer"):
            self._act(judging.SignDeliberation, by=by, version=lies.version, digest=lies.digest)

    def reopen(self) -> None:
        """Asked for by one, agreed to by the other."""
        self._act(judging.AskReopening, by="juror", by_name="Claire Morel", reason="Recours du 9 décembre")
        self._act(judging.AgreeReopening, by="observer", by_name="Hassan Idrissi")

    def ask_second(self, *, sealed: int | None = None) -> None:
        """A blind marking by somebody else, asked for by the manager; sealed at that level."""
        self._act(
            judging.AskSecondMarking,
            seat=Seat.MANAGER,
            by="manager",
            by_name="Sophie Renard",
            assignment_id="second",
            reason=SecondReason.APPEAL,
            marker="account",
            marker_name="Inès Duval",
        )
        if sealed is not None:
            marks = tuple(
                Mark(criterion_id=each, level=sealed, moments=(MOMENT,), comment="Avis du deuxième regard.")
                for each in self._ids
            )
            self._act(
                judging.SealSecondMarking,
                by="account",
                assignment_id="second",
                lines=self._lines,
                judgement=Judgement(grid_id=self._lines.grid_id, grid_version=1, marks=marks, acquired=False),
                nonce="22" * 32,
            )

    def _act(self, kind: Callable[..., AnyCommand], *, seat: Seat = Seat.EVALUATOR, **fields: object) -> None:
        self._room.clock.advance(60)
        self._room.order(seat, kind(from_phase=self._room.phase, **fields))
