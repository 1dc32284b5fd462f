"""Who judges a sitting and by which grid, and how its room is told: what marking and deliberating share."""

import asyncio
from typing import Final

import structlog

from oralexam.errors import NotFound, Refused
from oralexam.exams.grids import Grid
from oralexam.rooms.judging import commands
from oralexam.rooms.judging.judge import Judge
from oralexam.rooms.judging.marks import Judgement
from oralexam.rooms.phases import OVER
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.storage.grids import GridShelf
from oralexam.storage.judgement_drafts import SqlJudgementDrafts
from oralexam.webapp.judging.asker import Asker, keys_of
from oralexam.webapp.judging.page import judges_of
from oralexam.webapp.people.judge_accounts import JudgeAccounts

_log = structlog.get_logger(__name__)

NONCE_BYTES: Final = 32
"""As long as the digest that it keeps from being guessed."""


class Jury:
    """The two judges of each sitting that is over, as its room and the accounts say."""

    def __init__(
        self,
        *,
        rooms: RoomSupervisor,
        drafts: SqlJudgementDrafts,
        grids: GridShelf,
        accounts: JudgeAccounts,
    ) -> None:
        self._rooms = rooms
        self._drafts = drafts
        self._grids = grids
        self._accounts = accounts

    async def command(self, sitting_id: str, seat: Seat, command: commands.JudgingCommand) -> None:
        """Let the room decide; what was erased takes no more acts.

        Raises:
            NotFound: `unknown-sitting`.
            Refused: `marks-erased`, and what `judging.acts` refuses.
        """
        await asyncio.to_thread(self._drafts.refuse_if_erased, sitting_id)
        await self._rooms.command(sitting_id, seat, command)
        _log.info("judged", sitting_id=sitting_id, seat=seat, act=type(command).__name__)

    async def over(self, sitting_id: str) -> RoomState:
        """The room of a sitting that is over.

        Raises:
            Refused: `not-now`.
        """
        state = await self._rooms.state(sitting_id)
        if state.phase not in OVER:
            raise Refused("not-now", phase=state.phase)
        return state

    async def judge(self, sitting_id: str, asker: Asker) -> tuple[RoomState, Judge]:
        """The room, and who of its two judges asks.

        Raises:
            Refused: `not-now`, `not-your-candidate`.
        """
        state = await self.over(sitting_id)
        keys = await self.keys(sitting_id, state, asker)
        judge = next((each for each in judges_of(state) if each.key in keys[:1]), None)
        if judge is None:
            raise Refused("not-your-candidate")
        return state, judge

    async def keys(self, sitting_id: str, state: RoomState, asker: Asker) -> tuple[str, ...]:
        """By which of a sitting's keys somebody may judge: by the account's places, or by a link."""
        own: tuple[str, ...] = ()
        if asker.juror_account is not None:
            own = await asyncio.to_thread(self._accounts.keys_of, sitting_id, state, asker.juror_account)
        return keys_of(state, asker, own)

    def grid(self, state: RoomState) -> Grid:
        """By which a sitting is judged: the version of its beginning; before that the one in use."""
        if (opened := state.judging.opened) is not None:
            return self._grids.get(opened.grid_id, opened.grid_version)
        grid = self._grids.current(state.sitting.part)
        if grid is None:
            raise NotFound("no-grid")
        return grid


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


def standing_of(state: RoomState, key: str) -> Judgement | None:
    """What a judge's latest sealed version says; nothing before the first, and once it was erased."""
    sealed = state.judging.standing_of(key)
    body = sealed.read() if sealed else None
    return body.judgement if body else None


def refuse_if_locked(state: RoomState) -> None:
    """Nothing is written under a lock.

    Raises:
        Refused: `deliberation-locked`.
    """
    if state.judging.locked is not None:
        raise Refused("deliberation-locked")
