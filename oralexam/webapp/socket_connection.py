"""The server's end of a WebSocket: frames in a bounded queue, one task that writes, a session watched."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol

import structlog
from aiohttp import web

from oralexam.background import BackgroundTask
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
TAKEN_WITHIN_S = 30.0
"""What is written goes into buffers; only who has left 64 KB untaken is waited for at all (asyncio's mark for
a full buffer), and the thinnest link that carries a voice takes these in this time (24 kbit/s)."""
GOODBYE_WITHIN_S = 2 * CLOSE_SECONDS
"""The goodbye has to be taken, too, before it can be answered."""


class Socket(Protocol):
    """What is written to (`aiohttp.web.WebSocketResponse`)."""

    async def send_str(self, data: str) -> None:
        """Send a frame; return when there is room for the next."""
        ...

    async def close(self, *, code: int) -> object:
        """Say goodbye, and wait a moment for the answer."""
        ...


class SocketConnection:
    """The hub's end of a WebSocket: frames are queued here and written by one task."""

    def __init__(self, socket: Socket, *, abort: Callable[[], None]) -> None:
        """`abort` ends the connection below, with all that was not taken."""
        self._socket = socket
        self._abort = abort
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

    async def end(self, code: int) -> None:
        """Close at once; whoever takes nothing takes no goodbye either, and is not waited for."""
        try:
            async with asyncio.timeout(GOODBYE_WITHIN_S):
                await self._socket.close(code=code)
        except TimeoutError:
            self._abort()

    async def write(self) -> None:
        """Write frames until told to close, or until the socket breaks. One task runs this."""
        try:
            while True:
                item = await self._frames.get()
                if isinstance(item, int):
                    await self.end(item)
                    return
                async with asyncio.timeout(TAKEN_WITHIN_S):
                    await self._socket.send_str(item)
        except TimeoutError:
            # Its machine lives and its page does not read: else the kernel would have given it up.
            _log.warning("socket-takes-nothing", close_code=CLOSE_TOO_SLOW)
            self._abort()
        except (ConnectionError, RuntimeError):
            _log.debug("socket-broke")


@contextlib.asynccontextmanager
async def attended(
    request: web.Request,
    socket: web.WebSocketResponse,
    *,
    name: str,
    still_held: Callable[[], Awaitable[bool]],
) -> AsyncIterator[SocketConnection]:
    """A connection that is written, and whose session is watched, for as long as the block lasts."""

    def abort() -> None:
        if request.transport is not None:
            request.transport.abort()

    connection = SocketConnection(socket, abort=abort)
    writer, watch = BackgroundTask(f"socket-writer-{name}"), BackgroundTask(f"socket-session-{name}")
    writer.start(connection.write())
    watch.start(_watch_session(connection, still_held))
    try:
        yield connection
    finally:
        await watch.stop()
        await writer.stop()


async def _watch_session(connection: SocketConnection, still_held: Callable[[], Awaitable[bool]]) -> None:
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
