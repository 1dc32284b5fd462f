"""The server's end of a WebSocket: frames in a bounded queue, one task that writes, a session watched."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from oralexam.errors import SystemFault
from oralexam.signaling.hub import CLOSE_GONE

_log = structlog.get_logger(__name__)

OUTGOING_FRAMES = 512
"""What may wait for a slow client; one that cannot take it is closed and comes back for what it missed."""
SESSION_LOOK_S = 30 * 60.0
"""How often the session is asked while a socket is open: a page that only listens is a sign of life (the idle
limit is four hours), and a session that has lost the seat must not keep it by never hanging up."""
CLOSE_SECONDS = 1.0
"""How long a closed client may take to say goodbye; what a flooder sends until then is still parsed."""
CLOSE_TOO_SLOW = 4009


class SocketConnection:
    """The hub's end of a WebSocket: frames are queued here and written by one task."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket
        self._frames: asyncio.Queue[str | int] = asyncio.Queue(OUTGOING_FRAMES)
        self._closing: int | None = None

    def send(self, frame: str) -> None:
        """Queue a frame; what does not fit closes the socket: the client comes back for it."""
        if self._closing is not None:
            return
        try:
            self._frames.put_nowait(frame)
        except asyncio.QueueFull:
            while not self._frames.empty():
                self._frames.get_nowait()
            self.close(CLOSE_TOO_SLOW)

    def close(self, code: int) -> None:
        """Close after what is queued has been sent."""
        if self._closing is None:
            self._closing = code
            if self._frames.full():
                self._frames.get_nowait()
            self._frames.put_nowait(code)

    async def write(self) -> None:
        """Write frames until told to close. One task runs this."""
        while True:
            item = await self._frames.get()
            if isinstance(item, int):
                await self._socket.close(code=item)
                return
            await self._socket.send_str(item)


async def watch_session(connection: SocketConnection, still_held: Callable[[], Awaitable[bool]]) -> None:
    """Close the socket of a session that holds the seat no more."""
    while True:
        await asyncio.sleep(SESSION_LOOK_S)
        try:
            if not await still_held():
                connection.close(CLOSE_GONE)
                return
        except SystemFault as fault:
            # The database is busy or full: nobody is put out of a call for that.
            _log.warning("session-not-asked", code=fault.reason)


async def end_task(task: asyncio.Task[None]) -> None:
    """Stop a task of the socket and read how it ended; a socket that broke under it is no news."""
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        if (current := asyncio.current_task()) is not None and current.cancelling():
            raise
    except (ConnectionError, RuntimeError):
        _log.debug("socket-broke")
