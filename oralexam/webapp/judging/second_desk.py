"""Blind second markings: asked for by a manager, marked by somebody who is told of no name, sealed."""

import asyncio
import secrets
from datetime import datetime

import msgspec
import structlog

from oralexam.clock import Clock
from oralexam.errors import NotFound, Refused
from oralexam.exams.descriptors import Descriptor, cefr_descriptors
from oralexam.exams.grids import Grid
from oralexam.exams.parts import PartKind
from oralexam.exams.people import Account, Role
from oralexam.identifiers import new_id
from oralexam.records.blind import BlindBundle, blind_bundle, blind_files
from oralexam.rooms.judging import commands
from oralexam.rooms.judging.drafts import Draft, MarkOrder, marked, new_draft
from oralexam.rooms.judging.events import SecondReason
from oralexam.rooms.judging.marks import Judgement, Lack, lacks
from oralexam.rooms.judging.state import Second
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.storage.accounts import Accounts
from oralexam.storage.grids import GridShelf
from oralexam.storage.judgement_drafts import SqlJudgementDrafts
from oralexam.storage.second_markings import SqlSecondMarkings
from oralexam.storage.sessions import Holder
from oralexam.webapp.judging.desk import NONCE_BYTES, lines_of
from oralexam.webapp.people.rights import Rights
from oralexam.webapp.replay.archive import Archive
from oralexam.webapp.replay.correction_desk import CorrectionDesk

_log = structlog.get_logger(__name__)


class BlindPage(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that whoever marks blind is told."""

    assignment_id: str
    reason: SecondReason
    part: PartKind
    grid: Grid
    descriptors: tuple[Descriptor, ...]
    moments_needed: bool
    draft: Draft
    lacks: tuple[Lack, ...]
    sealed_at: datetime | None
    digest: str
    judgement: Judgement | None
    """As it was sealed; None before, and once erased."""
    replay: BlindBundle


class SecondSeen(msgspec.Struct, frozen=True, kw_only=True):
    """One second marking, for the manager."""

    assignment_id: str
    reason: SecondReason
    marker_name: str
    asked_by_name: str
    asked_at: datetime
    sealed_at: datetime | None
    digest: str
    judgement: Judgement | None
    """None until it is sealed, and until the jury's deliberation is locked."""


class FirstSeen(msgspec.Struct, frozen=True, kw_only=True):
    """What a judge sealed first, alone."""

    name: str
    judgement: Judgement | None


class SecondsPage(msgspec.Struct, frozen=True, kw_only=True):
    """The jury's first marks and the second ones side by side: a person decides what follows."""

    sitting_id: str
    part: PartKind
    candidate_name: str
    grid: Grid
    locked: bool
    both_sealed: bool
    firsts: tuple[FirstSeen, ...]
    """Empty until the jury's deliberation is locked: a manager sees no mark before."""
    seconds: tuple[SecondSeen, ...]
    may_mark: tuple[Account, ...]
    """Accounts that can be asked: jurors and evaluators who neither judged it nor may open its replay."""


class SecondDesk:
    """One assignment at a time; that somebody is a manager, or has signed in, is checked before."""

    def __init__(
        self,
        *,
        rooms: RoomSupervisor,
        drafts: SqlJudgementDrafts,
        grids: GridShelf,
        assignments: SqlSecondMarkings,
        accounts: Accounts,
        rights: Rights,
        archive: Archive,
        corrections: CorrectionDesk,
        clock: Clock,
    ) -> None:
        self._rooms = rooms
        self._drafts = drafts
        self._grids = grids
        self._assignments = assignments
        self._accounts = accounts
        self._rights = rights
        self._archive = archive
        self._corrections = corrections
        self._clock = clock

    async def seconds(self, sitting_id: str) -> SecondsPage:
        """What the manager is shown of a sitting's second markings.

        Raises:
            NotFound: `unknown-sitting`.
            Refused: `judging-not-opened`.
        """
        state = await self._rooms.state(sitting_id)
        judging = state.judging
        grid, locked = self._grid(state), judging.locked is not None
        firsts = [(judge.name, judging.sealed_by(judge.key)) for judge in judging.judges]
        return SecondsPage(
            sitting_id=sitting_id,
            part=state.sitting.part,
            candidate_name=state.sitting.candidate_name,
            grid=grid,
            locked=locked,
            both_sealed=judging.both_sealed,
            firsts=tuple(
                FirstSeen(name=name, judgement=body.judgement if (body := sealed[0].read()) else None)
                for name, sealed in firsts
                if locked and sealed
            ),
            seconds=tuple(_seen(each, locked=locked) for each in judging.seconds),
            may_mark=await asyncio.to_thread(self._may_mark, sitting_id),
        )

    async def ask(
        self, sitting_id: str, *, account_id: str, reason: SecondReason, by: str, by_name: str
    ) -> str:
        """Have an account mark it blind; the assignment's id.

        Raises:
            Refused: `may-not-mark-blind`: it judged, may open the replay, or is no juror's nor evaluator's;
                `not-sealed-by-both`, `second-marking-waits`.
        """
        may = await asyncio.to_thread(self._may_mark, sitting_id)
        account = next((each for each in may if each.account_id == account_id), None)
        if account is None:
            raise Refused("may-not-mark-blind")
        state = await self._rooms.state(sitting_id)
        assignment_id = new_id()
        command = commands.AskSecondMarking(
            from_phase=state.phase,
            by=by,
            by_name=by_name,
            assignment_id=assignment_id,
            reason=reason,
            marker=account.account_id,
            marker_name=account.name,
        )
        await self._rooms.command(sitting_id, Seat.MANAGER, command)
        _log.info("second-marking-asked", sitting_id=sitting_id, assignment_id=assignment_id)
        return assignment_id

    async def page(self, assignment_id: str, account: Account) -> BlindPage:
        """What whoever marks blind sees.

        Raises:
            NotFound: `unknown-assignment`: none such, or not this account's.
        """
        sitting_id, state, second = await self._assigned(assignment_id, account)
        grid = self._grid(state)
        draft = await asyncio.to_thread(self._drafts.of, sitting_id, second.key) or _empty(grid)
        sealed = second.read()
        return BlindPage(
            assignment_id=assignment_id,
            reason=second.reason,
            part=state.sitting.part,
            grid=grid,
            descriptors=cefr_descriptors(),
            moments_needed=state.sitting.plan is not None,
            draft=draft,
            lacks=lacks(
                draft.judgement,
                criteria=tuple(line.id for line in grid.criteria),
                levels=len(grid.scale),
                moments_needed=state.sitting.plan is not None,
            ),
            sealed_at=second.sealed_at,
            digest=second.digest,
            judgement=sealed.judgement if sealed else None,
            replay=await asyncio.to_thread(self._replay, sitting_id, state, assignment_id),
        )

    async def sitting_of(self, assignment_id: str, account: Account) -> str:
        """The sitting of an assignment, for the server's own log.

        Raises:
            NotFound: `unknown-assignment`.
        """
        return (await self._assigned(assignment_id, account))[0]

    async def file(self, assignment_id: str, account: Account, name: str) -> str:
        """The sitting whose copy of that name may be played: sound and outlines, never a picture.

        Raises:
            NotFound: `unknown-assignment`, `unknown-recording`.
        """
        sitting_id, state, _ = await self._assigned(assignment_id, account)
        replay = await asyncio.to_thread(self._replay, sitting_id, state, assignment_id)
        if name not in blind_files(replay):
            raise NotFound("unknown-recording")
        return sitting_id

    async def mark(self, assignment_id: str, account: Account, order: MarkOrder) -> Draft:
        """Write one order into the blind marks; what stands then.

        Raises:
            NotFound: `unknown-assignment`.
            Refused: `already-sealed`, and what `drafts.marked` refuses.
        """
        sitting_id, state, second = await self._assigned(assignment_id, account)
        if second.sealed_at is not None:
            raise Refused("already-sealed", version=1)
        grid = self._grid(state)

        def decide(draft: Draft) -> Draft:
            return marked(draft, order, levels=len(grid.scale), sealed=None)

        return await asyncio.to_thread(
            self._drafts.write, sitting_id, second.key, decide, empty=_empty(grid), now=self._clock.now()
        )

    async def seal(self, assignment_id: str, account: Account, *, revision: int) -> None:
        """Seal the blind marks as they stood at `revision`.

        Raises:
            NotFound: `unknown-assignment`.
            Refused: `marks-changed`, and what `judging.second_acts` refuses.
        """
        sitting_id, state, second = await self._assigned(assignment_id, account)
        grid = self._grid(state)
        draft = await asyncio.to_thread(self._drafts.of, sitting_id, second.key) or _empty(grid)
        if draft.revision != revision:
            raise Refused("marks-changed", revision=draft.revision)
        command = commands.SealSecondMarking(
            from_phase=state.phase,
            by=account.account_id,
            assignment_id=assignment_id,
            lines=lines_of(sitting_id, grid),
            judgement=draft.judgement,
            nonce=secrets.token_hex(NONCE_BYTES),
        )
        await self._rooms.command(sitting_id, Seat.EVALUATOR, command)
        _log.info("second-marking-sealed", sitting_id=sitting_id, assignment_id=assignment_id)

    async def _assigned(self, assignment_id: str, account: Account) -> tuple[str, RoomState, Second]:
        sitting_id = await asyncio.to_thread(self._assignments.sitting_of, assignment_id)
        if sitting_id is None:
            raise NotFound("unknown-assignment")
        state = await self._rooms.state(sitting_id)
        second = state.judging.second(assignment_id)
        if second is None or second.marker != account.account_id:
            raise NotFound("unknown-assignment")
        return sitting_id, state, second

    def _replay(self, sitting_id: str, state: RoomState, assignment_id: str) -> BlindBundle:
        jury = dict.fromkeys((*state.jurors.names.values(), state.juror_name, state.observer_name), "jury")
        return blind_bundle(
            self._archive.bundle(sitting_id),
            transcripts=self._corrections.as_read(sitting_id),
            at=f"/api/blind/{assignment_id}/media",
            names={**jury, state.sitting.candidate_name: "candidat"},
        )

    def _may_mark(self, sitting_id: str) -> tuple[Account, ...]:
        """Whoever may open the replay, as a judge may, would mark nothing blind."""
        found = []
        for account in self._accounts.listed():
            holder = Holder(account_id=account.account_id)
            if account.active and account.role in {Role.JUROR, Role.EVALUATOR}:
                seats = self._rights.seats(holder, sitting_id)
                if not seats and not self._rights.jury_seats(holder, sitting_id):
                    found.append(account)
        return tuple(found)

    def _grid(self, state: RoomState) -> Grid:
        opened = state.judging.opened
        if opened is None:
            raise Refused("judging-not-opened")
        return self._grids.get(opened.grid_id, opened.grid_version)


def _empty(grid: Grid) -> Draft:
    return new_draft(grid.grid_id, grid.version, tuple(line.id for line in grid.criteria))


def _seen(second: Second, *, locked: bool) -> SecondSeen:
    body = second.read() if locked else None
    return SecondSeen(
        assignment_id=second.assignment_id,
        reason=second.reason,
        marker_name=second.marker_name,
        asked_by_name=second.asked_by_name,
        asked_at=second.asked_at,
        sealed_at=second.sealed_at,
        digest=second.digest,
        judgement=body.judgement if body else None,
    )
