"""Notes that somebody looks at a recording, before a byte of it leaves. There is no way to switch it off."""

import asyncio
from collections import OrderedDict
from datetime import datetime
from typing import Final

from aiohttp import web

from oralexam.clock import Clock
from oralexam.errors import UserMistake
from oralexam.retention.viewing import ONE_VIEWING, Viewed, Viewer, ViewingKind
from oralexam.rooms.seats import Seat
from oralexam.storage.viewings import SqlViewings
from oralexam.webapp.people.access import Doorkeeper

MOST_REMEMBERED: Final = 4096
"""Viewings under way, each some hundred bytes; one that is forgotten is only written down again."""

_Key = tuple[str, Seat, Viewed]


class ViewingLog:
    """One for the whole server. A request that cannot be written down is not answered."""

    def __init__(self, *, viewings: SqlViewings, doorkeeper: Doorkeeper, clock: Clock) -> None:
        self._viewings = viewings
        self._doorkeeper = doorkeeper
        self._clock = clock
        self._under_way: OrderedDict[_Key, datetime] = OrderedDict()
        self._turn = asyncio.Lock()

    async def note(
        self,
        request: web.Request,
        seat: Seat,
        kind: ViewingKind,
        *,
        sitting_id: str | None = None,
        session_id: str | None = None,
        candidacy_id: str | None = None,
        detail: str = "",
    ) -> None:
        """Write down that whoever asks, who has the right to it as `seat`, is about to be shown something.

        On return it is on the disk. Of one browser asking again for the same thing within `ONE_VIEWING`,
        nothing is written, and the database is not asked: playing goes on as if there were no log.

        Raises:
            NotFound: `unknown-sitting`.
            SystemFault: `storage-failed`, `disk-full`: then nothing may be shown.
        """
        viewed = Viewed(
            kind=kind,
            detail=detail,
            sitting_id=sitting_id,
            session_id=session_id,
            candidacy_id=candidacy_id,
        )
        key = (self._doorkeeper.browser_of(request), seat, viewed)
        if self._is_under_way(key):
            return
        # One after the other: of a player's first requests, which come together, one is written down.
        async with self._turn:
            if self._is_under_way(key):
                return
            viewer = await self._viewer(request, seat, browser=key[0])
            now = self._clock.now()
            await asyncio.to_thread(self._viewings.add, viewed, viewer, now=now)
            self._under_way[key] = now
            self._under_way.move_to_end(key)
            while len(self._under_way) > MOST_REMEMBERED:
                self._under_way.popitem(last=False)

    def _is_under_way(self, key: _Key) -> bool:
        since = self._under_way.get(key)
        return since is not None and self._clock.now() - since < ONE_VIEWING

    async def _viewer(self, request: web.Request, seat: Seat, *, browser: str) -> Viewer:
        try:
            account = await self._doorkeeper.require_account(request)
        except UserMistake:
            return Viewer(seat=seat, browser=browser)
        return Viewer(seat=seat, browser=browser, account_id=account.account_id, name=account.name)
