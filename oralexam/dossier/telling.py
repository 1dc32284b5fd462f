"""From what judging has come to, to what a record may tell of it. Pure.

A record is the manager's, who sees marks once a deliberation was locked, and before that who has sealed
(docs/judging.md).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from oralexam.dossier.record import Held, Judged, Judging, MarkGiven, Reopened, SecondTold, Wordings
from oralexam.exams.grids import Grid, Wording
from oralexam.rooms.judging import state
from oralexam.rooms.judging.deliberating import Deliberation, Outcome
from oralexam.rooms.judging.marks import SealedBody


class GridWords(msgspec.Struct, frozen=True, kw_only=True):
    """What a grid says: its criteria in order, and the words of its levels."""

    criteria: Mapping[str, Wordings]
    levels: Mapping[int, Wordings]

    def criterion(self, criterion_id: str) -> Wordings:
        """Its words; its id where the grid is not known any more."""
        return self.criteria.get(criterion_id) or {"fr": criterion_id, "en": criterion_id}

    def level(self, level: int | None) -> Wordings:
        """The scale's word; the number where the scale is not known any more."""
        if level is None:
            return {}
        return self.levels.get(level) or {"fr": str(level), "en": str(level)}


NO_GRID: Final = GridWords(criteria={}, levels={})
"""Nobody knows its words any more: ids and numbers stand in their place."""


def words_of(grid: Grid) -> GridWords:
    """What a grid says, in both languages."""
    return GridWords(
        criteria={each.id: _both(each.text) for each in (*grid.criteria, *grid.transversal)},
        levels={each.value: _both(each.word) for each in grid.scale},
    )


def _both(words: Wording) -> Wordings:
    return {"fr": words.fr, "en": words.en}


def told_of(judging: state.Judging, words: GridWords) -> Judging | None:
    """What a record tells; None where nobody has begun to judge."""
    if judging.opened is None:
        return None
    sealed_by = tuple(each.name for each in judging.judges if judging.sealed_by(each.key))
    locked = judging.ever_locked
    if not locked:
        return Judging(sealed_by=sealed_by, seconds=_seconds(judging, words, shown=False))
    return Judging(
        sealed_by=sealed_by,
        seconds=_seconds(judging, words, shown=True),
        versions=tuple(_sealed(judging, each, words) for each in judging.sealed),
        deliberations=tuple(_deliberation(judging, each, words) for each in locked),
        reopened=tuple(
            Reopened(
                of_version=each.of_version,
                asked_at=each.asked_at,
                asked_by=each.asked_by_name,
                reason=each.reason,
                agreed_at=each.agreed_at,
                agreed_by=each.agreed_by_name,
            )
            for each in judging.reopenings
        ),
    )


def _seconds(judging: state.Judging, words: GridWords, *, shown: bool) -> tuple[SecondTold, ...]:
    """That they were asked for and sealed, always; what they say, when the jury's own marks are shown."""
    return tuple(
        SecondTold(
            reason=each.reason,
            asked_at=each.asked_at,
            asked_by=each.asked_by_name,
            marker=each.marker_name,
            sealed=_judged(
                each.read(), words, name=each.marker_name, version=1, at=each.sealed_at, digest=each.digest
            )
            if shown and each.sealed_at is not None
            else None,
            sealed_at=each.sealed_at,
            digest=each.digest,
        )
        for each in judging.seconds
    )


def _sealed(judging: state.Judging, sealed: state.Sealed, words: GridWords) -> Judged:
    return _judged(
        sealed.read(),
        words,
        name=judging.name_of(sealed.judge),
        version=sealed.version,
        at=sealed.at,
        digest=sealed.digest,
        reason=sealed.reason,
    )


def _judged(
    body: SealedBody | None,
    words: GridWords,
    *,
    name: str,
    version: int,
    at: datetime,
    digest: str,
    reason: str = "",
) -> Judged:
    marks = body.judgement.marks if body else ()
    return Judged(
        judges=(name,),
        version=version,
        at=at,
        digest=digest,
        reason=reason,
        marks=tuple(
            MarkGiven(
                criterion=words.criterion(mark.criterion_id),
                level=words.level(mark.level),
                moments=mark.moments,
                no_moment=mark.no_moment,
                comment=mark.comment,
            )
            for mark in marks
        ),
        acquired=body.judgement.acquired if body else None,
        comment=body.judgement.comment if body else "",
        erased=body is None,
    )


def _deliberation(judging: state.Judging, proposal: state.Proposal, words: GridWords) -> Judged:
    body = proposal.read()
    agreed = body.deliberation if body else None
    return Judged(
        judges=tuple(each.name for each in proposal.signatures),
        version=proposal.version,
        at=proposal.locked_at or proposal.at,
        digest=proposal.digest,
        marks=_outcomes(judging, agreed, body.rests_on if body else (), words) if agreed else (),
        acquired=agreed.acquired if agreed else None,
        acquired_dissent=agreed.acquired_dissenting if agreed else False,
        comment=agreed.comment if agreed else "",
        present=agreed.present if agreed else (),
        withdrawn=proposal.withdrawn,
        erased=body is None,
    )


def _outcomes(
    judging: state.Judging, agreed: Deliberation, rests_on: tuple[str, ...], words: GridWords
) -> tuple[MarkGiven, ...]:
    """What came out, a criterion a line; where they do not agree, what each has sealed stands beside it."""
    versions = [each for each in judging.sealed if each.digest in rests_on]
    return tuple(
        MarkGiven(
            criterion=words.criterion(outcome.criterion_id),
            level=words.level(outcome.agreed),
            comment=outcome.words,
            dissent=tuple(_held(judging, outcome, each, words) for each in versions)
            if outcome.dissenting
            else (),
        )
        for outcome in agreed.outcomes
    )


def _held(judging: state.Judging, outcome: Outcome, sealed: state.Sealed, words: GridWords) -> Held:
    body = sealed.read()
    level = body.judgement.mark(outcome.criterion_id).level if body else None
    return Held(judge=judging.name_of(sealed.judge), level=words.level(level))
