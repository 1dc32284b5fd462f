"""What media notices, carried to the rooms: media must not wait for a room, nor a room for media."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Literal

import msgspec
import structlog

from oralexam.background import BackgroundTask
from oralexam.bootstrap.recording_watch import RecordingWatch
from oralexam.errors import OralExamError
from oralexam.media.layout import Kind
from oralexam.rooms.seats import Seat
from oralexam.rooms.supervisor import RoomSupervisor

_log = structlog.get_logger(__name__)

NEWS_WAITING = 1024
"""Beyond this, news is dropped and logged: each piece is told again by the next change of the link."""

NEWS_UNTOLD = 1024
"""On a full disk each recording says twice what there is to say, and a link is lost and found again at most
once in two seconds; beyond this the oldest news is dropped and logged."""
ROOM_AGAIN_S = 5.0
"""How soon what a full disk refused is told again, where nothing else happens; since when goes with it."""
_NO_ROOM = "disk-full"

_Telling = Callable[[RoomSupervisor], Awaitable[None]]


class _News(msgspec.Struct, frozen=True, kw_only=True):
    sitting_id: str
    telling: _Telling
    waits_for_room: bool = False
    """A full disk takes no event either: that it was full is noted once there is room, in its order."""


class MediaNews:
    """Implements `media.ports.MediaListener`: takes news at once, tells the rooms in their order."""

    def __init__(self) -> None:
        self._news: asyncio.Queue[_News] = asyncio.Queue(NEWS_WAITING)
        self._untold: deque[_News] = deque(maxlen=NEWS_UNTOLD)
        self._task = BackgroundTask("media-news")
        self._ask_for_offer: Callable[[str, Seat], None] = _nobody
        self.watch = RecordingWatch()

    def start(self, rooms: RoomSupervisor, *, ask_for_offer: Callable[[str, Seat], None]) -> None:
        """Begin to tell `rooms`; a client whose connection is gone is asked for an offer."""
        self._ask_for_offer = ask_for_offer
        self._task.start(self._tell(rooms))

    async def stop(self) -> None:
        """Stop telling; what has not been told is dropped with the server."""
        await self.watch.stop()
        await self._task.stop()

    def media_flowing(self, sitting_id: str, seat: Seat, kinds: frozenset[Kind]) -> None:
        """Every expected track of `seat` arrives and is recorded."""
        _log.info("media-flowing", sitting_id=sitting_id, seat=seat, kinds=sorted(kinds))
        self._put(sitting_id, lambda rooms: rooms.media_flowing(sitting_id, seat))

    def link_changed(
        self, sitting_id: str, seat: Seat, state: Literal["connected", "lost"], silent_s: float = 0.0
    ) -> None:
        """A seat's link came up, or its media stopped coming."""
        _log.info("link-changed", sitting_id=sitting_id, seat=seat, state=state)
        since_s = time.monotonic() - silent_s
        self._put(
            sitting_id,
            lambda rooms: rooms.link_changed(
                sitting_id, seat, lost=state == "lost", for_s=time.monotonic() - since_s
            ),
            waits_for_room=True,
        )

    def recording_fault(self, sitting_id: str, seat: Seat, code: str) -> None:
        """The disk does not take what is recorded."""
        _log.error("recording-fault", sitting_id=sitting_id, seat=seat, code=code)
        self.watch.fault(sitting_id, seat, code)
        self._put(sitting_id, lambda rooms: rooms.note_incident(sitting_id, code), waits_for_room=True)

    def connection_gone(self, sitting_id: str, seat: Seat) -> None:
        """A seat's connection is gone with what carried it: its client need not wait until it notices."""
        _log.error("connection-gone", sitting_id=sitting_id, seat=seat)
        self._ask_for_offer(sitting_id, seat)

    def _put(self, sitting_id: str, telling: _Telling, *, waits_for_room: bool = False) -> None:
        news = _News(sitting_id=sitting_id, telling=telling, waits_for_room=waits_for_room)
        try:
            self._news.put_nowait(news)
        except asyncio.QueueFull:
            _log.error("media-news-dropped", sitting_id=sitting_id)

    async def _tell(self, rooms: RoomSupervisor) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(ROOM_AGAIN_S if self._untold else None):
                    news = await self._news.get()
                if not news.waits_for_room:
                    await self._told(rooms, news)
                    continue
                if len(self._untold) == NEWS_UNTOLD:
                    _log.error("media-news-dropped", sitting_id=self._untold[0].sitting_id)
                self._untold.append(news)
            while self._untold and await self._told(rooms, self._untold[0]):
                self._untold.popleft()

    async def _told(self, rooms: RoomSupervisor, news: _News) -> bool:
        """Tell it; False where nothing but room on the disk was missing."""
        try:
            await news.telling(rooms)
        except (OralExamError, TimeoutError) as error:
            # A room that is over, or wiped, has no use for the news.
            _log.info("media-news-refused", sitting_id=news.sitting_id, code=str(error))
            return not (isinstance(error, OralExamError) and error.reason == _NO_ROOM)
        except Exception:  # noqa: BLE001 — an edge: the next piece of news must still be told
            _log.exception("media-news-failed", sitting_id=news.sitting_id)
        return True


def _nobody(_sitting_id: str, _seat: Seat) -> None:
    """Nobody is connected before the server has started."""
