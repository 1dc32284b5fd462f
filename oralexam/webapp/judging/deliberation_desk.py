"""What two judges do together: write one deliberation, lay it down, sign it, and ask to reopen it."""

import asyncio
import secrets
from weakref import WeakValueDictionary

from oralexam.clock import Clock
from oralexam.errors import Refused
from oralexam.rooms.judging import commands
from oralexam.rooms.judging.deliberation_drafts import (
    DeliberationDraft,
    DeliberationOrder,
    deliberated,
    new_deliberation,
)
from oralexam.rooms.seats import Seat
from oralexam.storage.judgement_drafts import TOGETHER, SqlJudgementDrafts
from oralexam.webapp.judging.asker import Asker
from oralexam.webapp.judging.jury import NONCE_BYTES, Jury, lines_of, refuse_if_locked, standing_of
from oralexam.webapp.judging.page import judges_of


class DeliberationDesk:
    """One sitting at a time; who may ask at all is checked before, who judges is checked here."""

    def __init__(self, *, jury: Jury, drafts: SqlJudgementDrafts, clock: Clock) -> None:
        self._jury = jury
        self._drafts = drafts
        self._clock = clock
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def _alone(self, sitting_id: str) -> asyncio.Lock:
        """Nobody writes while somebody signs: words that came between would stand under a lock, unsigned."""
        return self._turns.setdefault(sitting_id, asyncio.Lock())

    async def deliberate(self, sitting_id: str, asker: Asker, order: DeliberationOrder) -> DeliberationDraft:
        """Write one order into what both write together; what stands then.

        Raises:
            Refused: `not-your-candidate`, `not-sealed-by-both`, `deliberation-locked`, and what
                `deliberation_drafts.deliberated` refuses.
            BadInput: what `deliberation_drafts.deliberated` says.
        """
        async with self._alone(sitting_id):
            return await self._write(sitting_id, asker, order)

    async def _write(self, sitting_id: str, asker: Asker, order: DeliberationOrder) -> DeliberationDraft:
        state, _ = await self._jury.judge(sitting_id, asker)
        if not state.judging.both_sealed:
            raise Refused("not-sealed-by-both")
        refuse_if_locked(state)
        grid = self._jury.grid(state)
        stand = [standing_of(state, each.key) for each in judges_of(state)]
        sealed = tuple(each for each in stand if each is not None)

        def decide(draft: DeliberationDraft) -> DeliberationDraft:
            return deliberated(draft, order, levels=len(grid.scale), sealed=sealed)

        empty = new_deliberation(grid.grid_id, grid.version, tuple(line.id for line in grid.criteria))
        return await asyncio.to_thread(
            self._drafts.write, sitting_id, TOGETHER, decide, empty=empty, now=self._clock.now()
        )

    async def propose(self, sitting_id: str, asker: Asker, *, revision: int) -> None:
        """Lay down what both have written, as it stood at `revision`, to be signed.

        Raises:
            Refused: `not-your-candidate`, `marks-changed`, and what `judging.acts` refuses.
        """
        state, judge = await self._jury.judge(sitting_id, asker)
        if not state.judging.both_sealed:
            raise Refused("not-sealed-by-both")
        grid = self._jury.grid(state)
        draft = await asyncio.to_thread(self._drafts.together, sitting_id)
        if draft is None:
            draft = new_deliberation(grid.grid_id, grid.version, tuple(line.id for line in grid.criteria))
        if draft.revision != revision:
            raise Refused("marks-changed", revision=draft.revision)
        command = commands.ProposeDeliberation(
            from_phase=state.phase,
            by=judge.key,
            lines=lines_of(sitting_id, grid),
            deliberation=draft.deliberation,
            nonce=secrets.token_hex(NONCE_BYTES),
        )
        await self._jury.command(sitting_id, Seat.EVALUATOR, command)

    async def sign(self, sitting_id: str, asker: Asker, *, version: int, digest: str) -> None:
        """Sign what was laid down, exactly that; with the second signature it is locked.

        Raises:
            Refused: `not-your-candidate`; `deliberation-changed`, also where something was written since;
                and what `judging.acts` refuses.
        """
        async with self._alone(sitting_id):
            state, judge = await self._jury.judge(sitting_id, asker)
            draft = await asyncio.to_thread(self._drafts.together, sitting_id)
            body = state.judging.proposal.read() if state.judging.proposal else None
            if state.judging.locked is None and draft and body and draft.deliberation != body.deliberation:
                # What either has written since would be in nothing that is signed: it is laid down first.
                raise Refused("deliberation-changed")
            command = commands.SignDeliberation(
                from_phase=state.phase, by=judge.key, version=version, digest=digest
            )
            await self._jury.command(sitting_id, Seat.EVALUATOR, command)

    async def reopen(self, sitting_id: str, asker: Asker, *, reason: str | None) -> None:
        """Ask for a locked deliberation to be taken up again; without a reason, agree to what was asked.

        Raises:
            Refused: `not-your-candidate`; `account-needed`, for a manager who came by a link; and what
                `judging.acts` refuses.
            BadInput: `reason-missing`, `reason-too-long`.
        """
        state = await self._jury.over(sitting_id)
        sat = asker.jury_seats or await self._jury.keys(sitting_id, state, asker)
        if asker.seat is Seat.MANAGER and not sat:
            if asker.account_id is None:
                # One of two people must be somebody: a link is nobody in particular (0166).
                raise Refused("account-needed")
            by, name, seat = f"manager-{asker.account_id}", asker.name, Seat.MANAGER
        else:
            state, judge = await self._jury.judge(sitting_id, asker)
            by, name, seat = judge.key, judge.name, Seat.EVALUATOR
        if reason is None:
            agreed = commands.AgreeReopening(from_phase=state.phase, by=by, by_name=name)
            await self._jury.command(sitting_id, seat, agreed)
        else:
            asked = commands.AskReopening(from_phase=state.phase, by=by, by_name=name, reason=reason)
            await self._jury.command(sitting_id, seat, asked)
