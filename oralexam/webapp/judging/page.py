"""What a judge's page shows of the judging: one's own always, a colleague's through the one gate only."""

from datetime import datetime

import msgspec

from oralexam.exams.descriptors import Descriptor, cefr_descriptors
from oralexam.exams.grids import Grid
from oralexam.exams.parts import PartKind
from oralexam.rooms.judging.deliberating import DeliberationBody, deliberation_lacks
from oralexam.rooms.judging.deliberation_drafts import DeliberationDraft, new_deliberation
from oralexam.rooms.judging.drafts import Draft, new_draft
from oralexam.rooms.judging.judge import Judge
from oralexam.rooms.judging.marker_commands import Sign
from oralexam.rooms.judging.marks import Judgement, Lack, lacks
from oralexam.rooms.judging.state import Proposal, Reopening, Sealed, Signature
from oralexam.rooms.seats import JURY
from oralexam.rooms.state import RoomState


class MarkerOnClock(msgspec.Struct, frozen=True, kw_only=True):
    """A marker where it lies on the exam clock."""

    marker_id: str
    criterion_id: str
    sign: Sign
    note: str
    at_s: float
    attempt: int


class SealedVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One sealed version, readable."""

    version: int
    at: datetime
    digest: str
    reason: str
    independent: bool
    """Sealed before anything of the colleague's could be seen."""
    judgement: Judgement | None
    """None once erased."""


class JudgeStanding(msgspec.Struct, frozen=True, kw_only=True):
    """How far one of the two is: whether they have sealed, never what."""

    judge: Judge
    sealed: bool
    sealed_at: datetime | None


class JudgeMarks(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one of the two has marked."""

    judge: Judge
    sealed: tuple[SealedVersion, ...]
    """Oldest first; the last one stands."""
    markers: tuple[MarkerOnClock, ...]


class ProposalSeen(msgspec.Struct, frozen=True, kw_only=True):
    """What was laid down to be signed."""

    by: Judge
    version: int
    at: datetime
    digest: str
    body: DeliberationBody | None
    signatures: tuple[Signature, ...]
    withdrawn: bool
    locked_at: datetime | None


class DeliberationSeen(msgspec.Struct, frozen=True, kw_only=True):
    """Where the deliberation stands."""

    draft: DeliberationDraft | None
    """None for whoever is no judge."""
    lacks: tuple[Lack, ...]
    proposal: ProposalSeen | None
    """What lies there to be signed, or is locked."""
    earlier: tuple[ProposalSeen, ...]
    reopening: Reopening | None
    """Asked for, and not agreed to yet."""
    reopenings: tuple[Reopening, ...]


class JudgingPage(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the pages of scoring and deliberation show."""

    sitting_id: str
    part: PartKind
    candidate_name: str
    rehearsal: bool
    grid: Grid
    descriptors: tuple[Descriptor, ...]
    moments_needed: bool
    """False for a part of which nothing is recorded."""
    judge: Judge | None
    """Who asks; None: reads, and marks nothing."""
    may_judge_as: tuple[str, ...]
    """The keys of which `judge` may be; more than one on a browser that holds both seats."""
    judges: tuple[JudgeStanding, ...]
    draft: Draft | None
    lacks: tuple[Lack, ...]
    changed_since_sealed: bool
    mine: JudgeMarks | None
    both_sealed: bool
    others: tuple[JudgeMarks, ...]
    """Empty until both have sealed; for whoever is no judge, until the deliberation is locked."""
    deliberation: DeliberationSeen | None
    locked: bool


def page_of(
    sitting_id: str,
    state: RoomState,
    *,
    grid: Grid,
    judge: Judge | None,
    may_judge_as: tuple[str, ...],
    draft: Draft | None,
    together: DeliberationDraft | None,
) -> JudgingPage:
    """The page for whoever asks; `judge` is who of the two that is, None for nobody of them."""
    judging, judges = state.judging, judges_of(state)
    criteria, levels = tuple(line.id for line in grid.criteria), len(grid.scale)
    needed = state.sitting.plan is not None
    open_to = judging.both_sealed if judge is not None else judging.locked is not None
    mine = None
    if judge is not None:
        draft = draft or new_draft(grid.grid_id, grid.version, criteria)
        mine = _marks(state, judge)
    standing = judging.standing_of(judge.key) if judge else None
    body = standing.read() if standing else None
    missing = lacks(draft.judgement, criteria=criteria, levels=levels, moments_needed=needed) if draft else ()
    return JudgingPage(
        sitting_id=sitting_id,
        part=state.sitting.part,
        candidate_name=state.sitting.candidate_name,
        rehearsal=state.sitting.rehearsal,
        grid=grid,
        descriptors=cefr_descriptors(),
        moments_needed=needed,
        judge=judge,
        may_judge_as=may_judge_as,
        judges=tuple(_standing(state, each) for each in judges),
        draft=draft if judge else None,
        lacks=missing if judge else (),
        changed_since_sealed=bool(draft and body and draft.judgement != body.judgement),
        mine=mine,
        both_sealed=judging.both_sealed,
        others=tuple(_marks(state, each) for each in judges if each != judge) if open_to else (),
        deliberation=_deliberation(state, grid, judge, together) if open_to else None,
        locked=judging.locked is not None,
    )


def judges_of(state: RoomState) -> tuple[Judge, ...]:
    """The two of the jury: as fixed when judging began, before that as they sat at the end of the part."""
    if state.judging.opened is not None:
        return state.judging.judges
    names = (state.juror_name, state.observer_name)
    return tuple(
        Judge(key=state.jurors.seated[seat], name=name) for seat, name in zip(JURY, names, strict=True)
    )


def _standing(state: RoomState, judge: Judge) -> JudgeStanding:
    sealed = state.judging.standing_of(judge.key)
    return JudgeStanding(judge=judge, sealed=sealed is not None, sealed_at=sealed.at if sealed else None)


def _marks(state: RoomState, judge: Judge) -> JudgeMarks:
    zero = state.zero_at or state.sitting.at
    return JudgeMarks(
        judge=judge,
        sealed=tuple(_version(each) for each in state.judging.sealed_by(judge.key)),
        markers=tuple(
            MarkerOnClock(
                marker_id=each.marker_id,
                criterion_id=each.criterion_id,
                sign=each.sign,
                note=each.note,
                at_s=(each.pressed_at - zero).total_seconds(),
                attempt=each.attempt,
            )
            for each in state.markers.of(judge.key)
        ),
    )


def _version(sealed: Sealed) -> SealedVersion:
    body = sealed.read()
    return SealedVersion(
        version=sealed.version,
        at=sealed.at,
        digest=sealed.digest,
        reason=sealed.reason,
        independent=sealed.independent,
        judgement=body.judgement if body else None,
    )


def _deliberation(
    state: RoomState, grid: Grid, judge: Judge | None, together: DeliberationDraft | None
) -> DeliberationSeen:
    judging = state.judging
    criteria = tuple(line.id for line in grid.criteria)
    draft = together or new_deliberation(grid.grid_id, grid.version, criteria)
    missing = deliberation_lacks(draft.deliberation, criteria=criteria, levels=len(grid.scale))
    seen = tuple(_proposal(state, each) for each in judging.proposals)
    stands = judging.proposal is not None
    return DeliberationSeen(
        draft=draft if judge else None,
        lacks=missing if judge else (),
        proposal=seen[-1] if stands else None,
        earlier=seen[:-1] if stands else seen,
        reopening=judging.reopening,
        reopenings=judging.reopenings,
    )


def _proposal(state: RoomState, proposal: Proposal) -> ProposalSeen:
    return ProposalSeen(
        by=Judge(key=proposal.judge, name=state.judging.name_of(proposal.judge)),
        version=proposal.version,
        at=proposal.at,
        digest=proposal.digest,
        body=proposal.read(),
        signatures=proposal.signatures,
        withdrawn=proposal.withdrawn,
        locked_at=proposal.locked_at,
    )
