"""What a judge does alone: marks are written and sealed; the rooms decide, and keep it."""

import asyncio
import secrets

from oralexam.clock import Clock
from oralexam.errors import NotFound, Refused
from oralexam.exams.grids import Grid
from oralexam.rooms.judging import commands
from oralexam.rooms.judging.drafts import Draft, MarkOrder, marked, new_draft
from oralexam.rooms.phases import OVER
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.storage.judgement_drafts import SqlJudgementDrafts
from oralexam.webapp.judging.asker import Asker
from oralexam.webapp.judging.jury import NONCE_BYTES, Jury, lines_of, refuse_if_locked, standing_of
from oralexam.webapp.judging.page import JudgingPage, judges_of, page_of
from oralexam.webapp.people.judge_accounts import JudgeAccounts


class JudgingDesk:
    """One sitting at a time; who may ask at all is checked before, who judges is checked here."""

    def __init__(
        self,
        *,
        jury: Jury,
        rooms: RoomSupervisor,
        drafts: SqlJudgementDrafts,
        accounts: JudgeAccounts,
        clock: Clock,
    ) -> None:
        self._jury = jury
        self._rooms = rooms
        self._accounts = accounts
        self._drafts = drafts
        self._clock = clock

    async def page(self, sitting_id: str, asker: Asker) -> JudgingPage:
        """Everything that whoever asks may see of the judging.

        Raises:
            NotFound: `unknown-sitting`, `no-grid`.
            Refused: `not-now`: the part is not over.
        """
        state = await self._jury.over(sitting_id)
        keys = await self._jury.keys(sitting_id, state, asker)
        judge = next((each for each in judges_of(state) if each.key in keys[:1]), None)
        draft = await asyncio.to_thread(self._drafts.of, sitting_id, judge.key) if judge else None
        together = None
        if judge is not None and state.judging.both_sealed:
            together = await asyncio.to_thread(self._drafts.together, sitting_id)
        return page_of(
            sitting_id,
            state,
            grid=self._jury.grid(state),
            judge=judge,
            may_judge_as=keys,
            draft=draft,
            together=together,
        )

    async def can_be_asked(self, sitting_id: str) -> bool:
        """Whether `page` has an answer: the part is over, and there is a grid for it.

        Raises:
            NotFound: `unknown-sitting`.
        """
        state = await self._rooms.state(sitting_id)
        try:
            return state.phase in OVER and self._jury.grid(state) is not None
        except NotFound:
            return False

    async def refuse_before_both_sealed(self, sitting_id: str) -> None:
        """Keep what waits for both judges.

        Raises:
            NotFound: `unknown-sitting`.
            Refused: `not-sealed-by-both`.
        """
        if not (await self._rooms.state(sitting_id)).judging.both_sealed:
            raise Refused("not-sealed-by-both")

    async def gate(self, sitting_id: str, asker: Asker) -> RoomState:
        """The room, for whoever may see what lies behind the gate.

        Raises:
            Refused: `not-sealed-by-both`; `not-locked`, for whoever is no judge.
        """
        state = await self._jury.over(sitting_id)
        if not state.judging.both_sealed:
            raise Refused("not-sealed-by-both")
        if not await self._jury.keys(sitting_id, state, asker) and state.judging.locked is None:
            raise Refused("not-locked")
        return state

    async def mark(self, sitting_id: str, asker: Asker, order: MarkOrder) -> Draft:
        """Write one order into the asker's own marks; what stands then.

        Raises:
            Refused: `not-your-candidate`, `deliberation-locked`, and what `drafts.marked` refuses.
            BadInput: what `drafts.marked` says.
        """
        state, judge = await self._jury.judge(sitting_id, asker)
        refuse_if_locked(state)
        grid = self._jury.grid(state)
        if state.judging.opened is None:
            # What is refused fixes nothing: the order is tried before it is recorded that judging began.
            marked(_empty(grid), order, levels=len(grid.scale), sealed=None)
            await asyncio.to_thread(self._drafts.refuse_if_erased, sitting_id)
            lines = lines_of(sitting_id, grid)
            accounts = await asyncio.to_thread(self._accounts.of, sitting_id, state)
            player, observer = judges_of(state)
            opening = commands.OpenJudging(
                from_phase=state.phase,
                by=judge.key,
                lines=lines,
                player_account=accounts[player.key],
                observer_account=accounts[observer.key],
            )
            state = await self._rooms.command(sitting_id, Seat.EVALUATOR, opening)
            grid = self._jury.grid(state)
        sealed = standing_of(state, judge.key)

        def decide(draft: Draft) -> Draft:
            return marked(draft, order, levels=len(grid.scale), sealed=sealed)

        empty = _empty(grid)
        return await asyncio.to_thread(
            self._drafts.write, sitting_id, judge.key, decide, empty=empty, now=self._clock.now()
        )

    async def seal(self, sitting_id: str, asker: Asker, *, revision: int, reason: str | None) -> None:
        """Seal the asker's marks as they stood at `revision`; with a reason, as a correction.

        Raises:
            Refused: `not-your-candidate`, `marks-changed`, and what `judging.acts` refuses.
            BadInput: `reason-missing`, `reason-too-long`.
        """
        state, judge = await self._jury.judge(sitting_id, asker)
        draft = await asyncio.to_thread(self._drafts.of, sitting_id, judge.key)
        if draft is None:
            raise Refused("judging-not-opened")
        if draft.revision != revision:
            raise Refused("marks-changed", revision=draft.revision)
        command = commands.SealJudgement(
            from_phase=state.phase,
            by=judge.key,
            lines=lines_of(sitting_id, self._jury.grid(state)),
            judgement=draft.judgement,
            version=len(state.judging.sealed_by(judge.key)) + 1,
            nonce=secrets.token_hex(NONCE_BYTES),
            correction=reason is not None,
            reason=reason or "",
        )
        await self._jury.command(sitting_id, Seat.EVALUATOR, command)


def _empty(grid: Grid) -> Draft:
    return new_draft(grid.grid_id, grid.version, tuple(line.id for line in grid.criteria))
