"""Blind second markings: asked for by a manager, marked by somebody who is told of no name, sealed."""

import asyncio
import secrets

import structlog

from oralexam.clock import Clock
from oralexam.errors import NotFound, Refused
from oralexam.exams.descriptors import cefr_descriptors
from oralexam.exams.grids import Grid
from oralexam.identifiers import new_id
from oralexam.records.blind import BlindBundle, blind_bundle
from oralexam.rooms.judging import commands
from oralexam.rooms.judging.drafts import Draft, MarkOrder, marked, new_draft
from oralexam.rooms.judging.events import SecondReason
from oralexam.rooms.judging.marks import lacks
from oralexam.rooms.judging.state import Second
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.storage.grids import GridShelf
from oralexam.storage.judgement_drafts import SqlJudgementDrafts
from oralexam.storage.second_markings import SqlSecondMarkings
from oralexam.storage.sessions import Holder
from oralexam.webapp.judging.jury import NONCE_BYTES, lines_of
from oralexam.webapp.judging.second_page import BlindPage, BlindTask, FirstSeen, SecondsPage, second_seen
from oralexam.webapp.judging.second_people import SecondPeople
from oralexam.webapp.replay.archive import Archive
from oralexam.webapp.replay.correction_desk import CorrectionDesk

_log = structlog.get_logger(__name__)


class SecondDesk:
    """One assignment at a time; that somebody is a manager, or has signed in, is checked before."""

    def __init__(
        self,
        *,
        rooms: RoomSupervisor,
        drafts: SqlJudgementDrafts,
        grids: GridShelf,
        assignments: SqlSecondMarkings,
        people: SecondPeople,
        archive: Archive,
        corrections: CorrectionDesk,
        clock: Clock,
    ) -> None:
        self._rooms = rooms
        self._drafts = drafts
        self._grids = grids
        self._assignments = assignments
        self._people = people
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
            seconds=tuple(second_seen(each, locked=locked) for each in judging.seconds),
            may_mark=await asyncio.to_thread(self._people.may_mark, sitting_id, state),
        )

    async def ask(
        self, sitting_id: str, *, account_id: str, reason: SecondReason, by: str, by_name: str
    ) -> str:
        """Have an account mark it blind; the assignment's id.

        Raises:
            Refused: `may-not-mark-blind`: it could know the examination (`SecondPeople`);
                `not-sealed-by-both`, `second-marking-waits`.
        """
        state = await self._rooms.state(sitting_id)
        may = await asyncio.to_thread(self._people.may_mark, sitting_id, state)
        account = next((each for each in may if each.account_id == account_id), None)
        if account is None:
            raise Refused("may-not-mark-blind")
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

    async def mine(self, holder: Holder) -> tuple[BlindTask, ...]:
        """What an account was asked to mark blind: what waits first; the newest first."""
        if holder.account_id is None:
            return ()
        assigned = await asyncio.to_thread(self._assignments.of_marker, holder.account_id)
        tasks = []
        for each in assigned:
            state = await self._rooms.state(each.sitting_id)
            open_ = each.sealed_at is not None or await asyncio.to_thread(
                self._people.is_stranger, each.sitting_id, state, holder
            )
            tasks.append(
                BlindTask(
                    assignment_id=each.assignment_id,
                    part=state.sitting.part,
                    reason=each.reason,
                    asked_at=each.asked_at,
                    sealed_at=each.sealed_at,
                    still_blind=open_,
                )
            )
        return tuple(sorted(tasks, key=lambda task: task.sealed_at is not None))

    async def page(self, assignment_id: str, holder: Holder) -> BlindPage:
        """What whoever marks blind sees.

        Raises:
            NotFound: `unknown-assignment`: none such, or not this account's.
            Refused: `no-longer-blind`: whoever asks has come to know the examination before sealing.
        """
        sitting_id, state, second = await self._assigned(assignment_id, holder)
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

    async def sitting_of(self, assignment_id: str, holder: Holder) -> str:
        """The sitting of an assignment, for the server's own log.

        Raises:
            NotFound: `unknown-assignment`.
        """
        return (await self._assigned(assignment_id, holder))[0]

    async def file(self, assignment_id: str, holder: Holder, name: str) -> str:
        """The sitting whose copy of that name may be played: sound and outlines, never a picture.

        Raises:
            NotFound: `unknown-assignment`, `unknown-recording`.
        """
        sitting_id, _, _ = await self._assigned(assignment_id, holder)
        if name not in await asyncio.to_thread(self._archive.heard, sitting_id):
            raise NotFound("unknown-recording")
        return sitting_id

    async def mark(self, assignment_id: str, holder: Holder, order: MarkOrder) -> Draft:
        """Write one order into the blind marks; what stands then.

        Raises:
            NotFound: `unknown-assignment`.
            Refused: `already-sealed`, and what `drafts.marked` refuses.
        """
        sitting_id, state, second = await self._assigned(assignment_id, holder)
        if second.sealed_at is not None:
            raise Refused("already-sealed", version=1)
        grid = self._grid(state)

        def decide(draft: Draft) -> Draft:
            return marked(draft, order, levels=len(grid.scale), sealed=None)

        return await asyncio.to_thread(
            self._drafts.write, sitting_id, second.key, decide, empty=_empty(grid), now=self._clock.now()
        )

    async def seal(self, assignment_id: str, holder: Holder, *, revision: int) -> None:
        """Seal the blind marks as they stood at `revision`.

        Raises:
            NotFound: `unknown-assignment`.
            Refused: `marks-changed`, and what `judging.second_acts` refuses.
        """
        sitting_id, state, second = await self._assigned(assignment_id, holder)
        grid = self._grid(state)
        draft = await asyncio.to_thread(self._drafts.of, sitting_id, second.key) or _empty(grid)
        if draft.revision != revision:
            raise Refused("marks-changed", revision=draft.revision)
        command = commands.SealSecondMarking(
            from_phase=state.phase,
            by=second.marker,
            assignment_id=assignment_id,
            lines=lines_of(sitting_id, grid),
            judgement=draft.judgement,
            nonce=secrets.token_hex(NONCE_BYTES),
        )
        await self._rooms.command(sitting_id, Seat.EVALUATOR, command)
        _log.info("second-marking-sealed", sitting_id=sitting_id, assignment_id=assignment_id)

    async def _assigned(self, assignment_id: str, holder: Holder) -> tuple[str, RoomState, Second]:
        sitting_id = await asyncio.to_thread(self._assignments.sitting_of, assignment_id)
        if sitting_id is None:
            raise NotFound("unknown-assignment")
        state = await self._rooms.state(sitting_id)
        second = state.judging.second(assignment_id)
        if second is None or holder.account_id is None or second.marker != holder.account_id:
            raise NotFound("unknown-assignment")
        if second.sealed_at is None and not await asyncio.to_thread(
            self._people.is_stranger, sitting_id, state, holder
        ):
            raise Refused("no-longer-blind")
        return sitting_id, state, second

    def _replay(self, sitting_id: str, state: RoomState, assignment_id: str) -> BlindBundle:
        jury = dict.fromkeys((*state.jurors.names.values(), state.juror_name, state.observer_name), "jury")
        return blind_bundle(
            self._archive.bundle(sitting_id),
            transcripts=self._corrections.as_read(sitting_id),
            at=f"/api/blind/{assignment_id}/media",
            names={**jury, state.sitting.candidate_name: "candidat"},
        )

    def _grid(self, state: RoomState) -> Grid:
        opened = state.judging.opened
        if opened is None:
            raise Refused("judging-not-opened")
        return self._grids.get(opened.grid_id, opened.grid_version)


def _empty(grid: Grid) -> Draft:
    return new_draft(grid.grid_id, grid.version, tuple(line.id for line in grid.criteria))
