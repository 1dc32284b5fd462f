"""What judges do: marks are written, sealed, deliberated upon and signed; the rooms decide, and keep it."""

import asyncio
import secrets

import structlog

from oralexam.clock import Clock
from oralexam.errors import NotFound, Refused
from oralexam.exams.grids import Grid
from oralexam.rooms.judging import commands
from oralexam.rooms.judging.deliberation_drafts import (
    DeliberationDraft,
    DeliberationOrder,
    deliberated,
    new_deliberation,
)
from oralexam.rooms.judging.drafts import Draft, MarkOrder, marked, new_draft
from oralexam.rooms.judging.judge import Judge
from oralexam.rooms.judging.marks import Judgement
from oralexam.rooms.phases import OVER
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.storage.grids import GridShelf
from oralexam.storage.judgement_drafts import TOGETHER, SqlJudgementDrafts
from oralexam.webapp.judging.asker import Asker, keys_of
from oralexam.webapp.judging.page import JudgingPage, judges_of, page_of
from oralexam.webapp.people.judge_accounts import JudgeAccounts

_log = structlog.get_logger(__name__)

NONCE_BYTES = 32
"""As long as the digest that it keeps from being guessed."""


class JudgingDesk:
    """One sitting at a time; who may ask at all is checked before, who judges is checked here."""

    def __init__(
        self,
        *,
        rooms: RoomSupervisor,
        drafts: SqlJudgementDrafts,
        grids: GridShelf,
        accounts: JudgeAccounts,
        clock: Clock,
    ) -> None:
        self._rooms = rooms
        self._accounts = accounts
        self._drafts = drafts
        self._grids = grids
        self._clock = clock

    async def page(self, sitting_id: str, asker: Asker) -> JudgingPage:
        """Everything that whoever asks may see of the judging.

        Raises:
            NotFound: `unknown-sitting`, `no-grid`.
            Refused: `not-now`: the part is not over.
        """
        state = await self._over(sitting_id)
        keys = await self._keys(sitting_id, state, asker)
        judge = next((each for each in judges_of(state) if each.key in keys[:1]), None)
        draft = await asyncio.to_thread(self._drafts.of, sitting_id, judge.key) if judge else None
        together = None
        if judge is not None and state.judging.both_sealed:
            together = await asyncio.to_thread(self._drafts.together, sitting_id)
        return page_of(
            sitting_id,
            state,
            grid=self._grid(state),
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
            return state.phase in OVER and self._grid(state) is not None
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
        state = await self._over(sitting_id)
        if not state.judging.both_sealed:
            raise Refused("not-sealed-by-both")
        if not await self._keys(sitting_id, state, asker) and state.judging.locked is None:
            raise Refused("not-locked")
        return state

    async def mark(self, sitting_id: str, asker: Asker, order: MarkOrder) -> Draft:
        """Write one order into the asker's own marks; what stands then.

        Raises:
            Refused: `not-your-candidate`, `deliberation-locked`, and what `drafts.marked` refuses.
            BadInput: what `drafts.marked` says.
        """
        state, judge = await self._judge(sitting_id, asker)
        _unlocked(state)
        grid = self._grid(state)
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
            grid = self._grid(state)
        sealed = _standing_of(state, judge.key)

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
        state, judge = await self._judge(sitting_id, asker)
        draft = await asyncio.to_thread(self._drafts.of, sitting_id, judge.key)
        if draft is None:
            raise Refused("judging-not-opened")
        if draft.revision != revision:
            raise Refused("marks-changed", revision=draft.revision)
        command = commands.SealJudgement(
            from_phase=state.phase,
            by=judge.key,
            lines=lines_of(sitting_id, self._grid(state)),
            judgement=draft.judgement,
            version=len(state.judging.sealed_by(judge.key)) + 1,
            nonce=secrets.token_hex(NONCE_BYTES),
            correction=reason is not None,
            reason=reason or "",
        )
        await self._command(sitting_id, Seat.EVALUATOR, command)

    async def deliberate(self, sitting_id: str, asker: Asker, order: DeliberationOrder) -> DeliberationDraft:
        """Write one order into what both write together; what stands then.

        Raises:
            Refused: `not-your-candidate`, `not-sealed-by-both`, `deliberation-locked`, and what
                `deliberation_drafts.deliberated` refuses.
            BadInput: what `deliberation_drafts.deliberated` says.
        """
        state, _ = await self._judge(sitting_id, asker)
        if not state.judging.both_sealed:
            raise Refused("not-sealed-by-both")
        _unlocked(state)
        grid = self._grid(state)
        stand = [_standing_of(state, each.key) for each in judges_of(state)]
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
        state, judge = await self._judge(sitting_id, asker)
        if not state.judging.both_sealed:
            raise Refused("not-sealed-by-both")
        grid = self._grid(state)
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
        await self._command(sitting_id, Seat.EVALUATOR, command)

    async def sign(self, sitting_id: str, asker: Asker, *, version: int, digest: str) -> None:
        """Sign what was laid down, exactly that; with the second signature it is locked.

        Raises:
            Refused: `not-your-candidate`; `deliberation-changed`, also where something was written since;
                and what `judging.acts` refuses.
        """
        state, judge = await self._judge(sitting_id, asker)
        draft = await asyncio.to_thread(self._drafts.together, sitting_id)
        body = state.judging.proposal.read() if state.judging.proposal else None
        if state.judging.locked is None and draft and body and draft.deliberation != body.deliberation:
            # What either has written since would be in nothing that is signed: it is laid down first.
            raise Refused("deliberation-changed")
        command = commands.SignDeliberation(
            from_phase=state.phase, by=judge.key, version=version, digest=digest
        )
        await self._command(sitting_id, Seat.EVALUATOR, command)

    async def reopen(self, sitting_id: str, asker: Asker, *, reason: str | None) -> None:
        """Ask for a locked deliberation to be taken up again; without a reason, agree to what was asked.

        Raises:
            Refused: `not-your-candidate`; `account-needed`, for a manager who came by a link; and what
                `judging.acts` refuses.
            BadInput: `reason-missing`, `reason-too-long`.
        """
        state = await self._over(sitting_id)
        sat = asker.jury_seats or await self._keys(sitting_id, state, asker)
        if asker.seat is Seat.MANAGER and not sat:
            if asker.account_id is None:
                # One of two people must be somebody: a link is nobody in particular (0166).
                raise Refused("account-needed")
            by, name, seat = f"manager-{asker.account_id}", asker.name, Seat.MANAGER
        else:
            state, judge = await self._judge(sitting_id, asker)
            by, name, seat = judge.key, judge.name, Seat.EVALUATOR
        if reason is None:
            agreed = commands.AgreeReopening(from_phase=state.phase, by=by, by_name=name)
            await self._command(sitting_id, seat, agreed)
        else:
            asked = commands.AskReopening(from_phase=state.phase, by=by, by_name=name, reason=reason)
            await self._command(sitting_id, seat, asked)

    async def _command(self, sitting_id: str, seat: Seat, command: commands.JudgingCommand) -> None:
        await asyncio.to_thread(self._drafts.refuse_if_erased, sitting_id)
        await self._rooms.command(sitting_id, seat, command)
        _log.info("judged", sitting_id=sitting_id, seat=seat, act=type(command).__name__)

    async def _over(self, sitting_id: str) -> RoomState:
        state = await self._rooms.state(sitting_id)
        if state.phase not in OVER:
            raise Refused("not-now", phase=state.phase)
        return state

    async def _judge(self, sitting_id: str, asker: Asker) -> tuple[RoomState, Judge]:
        """The room, and who of its two judges asks."""
        state = await self._over(sitting_id)
        keys = await self._keys(sitting_id, state, asker)
        judge = next((each for each in judges_of(state) if each.key in keys[:1]), None)
        if judge is None:
            raise Refused("not-your-candidate")
        return state, judge

    async def _keys(self, sitting_id: str, state: RoomState, asker: Asker) -> tuple[str, ...]:
        own: tuple[str, ...] = ()
        if asker.juror_account is not None:
            own = await asyncio.to_thread(self._accounts.keys_of, sitting_id, state, asker.juror_account)
        return keys_of(state, asker, own)

    def _grid(self, state: RoomState) -> Grid:
        """By which a sitting is judged: the version of its beginning; before that the one in use."""
        if (opened := state.judging.opened) is not None:
            return self._grids.get(opened.grid_id, opened.grid_version)
        grid = self._grids.current(state.sitting.part)
        if grid is None:
            raise NotFound("no-grid")
        return grid


def _empty(grid: Grid) -> Draft:
    return new_draft(grid.grid_id, grid.version, tuple(line.id for line in grid.criteria))


def lines_of(sitting_id: str, grid: Grid) -> commands.Lines:
    """What the rules need to know of a sitting's grid."""
    return commands.Lines(
        sitting_id=sitting_id,
        grid_id=grid.grid_id,
        grid_version=grid.version,
        digest=grid.digest,
        criteria=tuple(line.id for line in grid.criteria),
        levels=len(grid.scale),
    )


def _standing_of(state: RoomState, key: str) -> Judgement | None:
    sealed = state.judging.standing_of(key)
    body = sealed.read() if sealed else None
    return body.judgement if body else None


def _unlocked(state: RoomState) -> None:
    if state.judging.locked is not None:
        raise Refused("deliberation-locked")
