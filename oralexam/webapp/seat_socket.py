"""One client's WebSocket: bounded both ways, one hello, then messages in their order."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog
from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from oralexam.errors import BadInput, OralExamError
from oralexam.rooms.seats import Seat
from oralexam.signaling.allowance import Allowance
from oralexam.signaling.client_messages import AnyClientMessage, Hello, MediaOffer
from oralexam.signaling.codec import LARGEST_FRAME_BYTES, decode
from oralexam.signaling.dispatch import Dispatcher
from oralexam.signaling.hub import Connection
from oralexam.webapp.socket_connection import CLOSE_SECONDS, SocketConnection, attended

_log = structlog.get_logger(__name__)

HELLO_TIMEOUT_S = 10.0
ASK_S = 1.0
"""A page pings every second, if its browser lets it: a hidden page may wait for a minute. So whoever was not
heard for this long is asked by a control frame, which the browser itself answers (RFC 6455, 5.5.2)."""
QUIET_S = 2.5
"""Whoever has answered nothing for this long is shown as away: noticed within 3 s (shared exam-day notes)."""
SILENCE_S = 15.0
"""Whoever has answered nothing for this long is gone: a machine that stood still need not come back."""
MESSAGES_A_SECOND = 40.0
MESSAGES_AT_ONCE = 120.0
OFFERS_WAITING = 2
"""Offers being answered at once on one socket; a page makes one at a time."""
CLOSE_TOO_MANY = 4008
CLOSE_MALFORMED = 4002
MALFORMED_ALLOWED = 20
"""After so many malformed messages the socket is closed: this is no page of ours."""


class RoomDoor(Protocol):
    """What the socket needs of the dispatcher."""

    async def arrive(self, sitting_id: str, seat: Seat, connection: Connection, hello: Hello) -> None:
        """Seat a new connection."""
        ...

    async def leave(self, sitting_id: str, seat: Seat, connection: Connection) -> None:
        """Note that a connection is gone."""
        ...

    async def hush(self, sitting_id: str, seat: Seat, connection: Connection, *, quiet: bool) -> None:
        """Note that a connection has fallen quiet, or is heard again."""
        ...

    async def take(self, sitting_id: str, seat: Seat, message: AnyClientMessage) -> None:
        """Carry out what a client says."""
        ...

    def refuse(self, sitting_id: str, seat: Seat, ref: int | None, code: str) -> None:
        """Tell a seat that something was not done."""
        ...


async def serve_seat(
    request: web.Request,
    dispatcher: Dispatcher,
    sitting_id: str,
    seat: Seat,
    *,
    still_held: Callable[[], Awaitable[bool]],
) -> web.WebSocketResponse:
    """Run one socket from its hello to its end; `still_held` tells whether its session has the seat."""
    # No compression: a context kept for each client is memory that a flood can ask for. Control frames are
    # not answered out of our sight: they count against the allowance like all others.
    socket = web.WebSocketResponse(
        max_msg_size=LARGEST_FRAME_BYTES, compress=False, timeout=CLOSE_SECONDS, autoping=False
    )
    await socket.prepare(request)
    async with attended(request, socket, name=f"{sitting_id}-{seat}", still_held=still_held) as connection:
        hello = await _hear_hello(socket)
        if hello is None:
            _log.info("socket-closed", sitting_id=sitting_id, seat=seat, code="hello-missing")
            await connection.end(CLOSE_MALFORMED)
            return socket
        try:
            # Whoever has come and cannot be shown the room leaves it: a seat must not look taken for ever.
            await dispatcher.arrive(sitting_id, seat, connection, hello)
            await _Conversation(socket, dispatcher, sitting_id, seat, connection).run()
        finally:
            await dispatcher.leave(sitting_id, seat, connection)
    return socket


async def _hear_hello(socket: web.WebSocketResponse) -> Hello | None:
    try:
        message = await socket.receive(timeout=HELLO_TIMEOUT_S)
        if message.type is not WSMsgType.TEXT:
            return None
        said = decode(message.data)
    except (TimeoutError, BadInput):
        return None
    return said if isinstance(said, Hello) else None


class _Conversation:
    """The messages of one socket after its hello."""

    def __init__(
        self,
        socket: web.WebSocketResponse,
        door: RoomDoor,
        sitting_id: str,
        seat: Seat,
        connection: SocketConnection,
    ) -> None:
        self._socket = socket
        self._connection = connection
        self._quiet = False
        self._door = door
        self._sitting_id = sitting_id
        self._seat = seat
        self._malformed = 0
        self._offers: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Take messages until the socket closes, falls silent or misbehaves."""
        allowance = Allowance(a_second=MESSAGES_A_SECOND, at_once=MESSAGES_AT_ONCE)
        try:
            while True:
                message = await self._next()
                if message is None:
                    await self._close("silent", WSCloseCode.GOING_AWAY)
                    return
                if not allowance.take():
                    await self._close("too-many-messages", CLOSE_TOO_MANY)
                    return
                if not await self._take_message(message):
                    return
        finally:
            for offer in self._offers:
                offer.cancel()
            await asyncio.gather(*self._offers, return_exceptions=True)

    async def _next(self) -> WSMessage | None:
        """The next message; None after a long silence. A shorter one is asked about, then told."""
        loop = asyncio.get_running_loop()
        since = loop.time()
        while (silent_s := loop.time() - since) < SILENCE_S:
            if silent_s >= QUIET_S and not self._quiet:
                await self._hush(quiet=True)
            elif silent_s >= ASK_S:
                await self._ask()
            try:
                message = await self._socket.receive(timeout=min(ASK_S, QUIET_S / 2))
            except TimeoutError:
                continue
            if self._quiet:
                await self._hush(quiet=False)
            return message
        return None

    async def _ask(self) -> None:
        # What cannot be asked will not answer: that is noticed by itself.
        with contextlib.suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(ASK_S / 2):
                await self._socket.ping()

    async def _say_that_we_are_here(self, ping: bytes) -> None:
        # Whoever takes nothing must not keep us from hearing what it says, nor that it says no more.
        with contextlib.suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(ASK_S / 2):
                await self._socket.pong(ping)

    async def _hush(self, *, quiet: bool) -> None:
        self._quiet = quiet
        try:
            await self._door.hush(self._sitting_id, self._seat, self._connection, quiet=quiet)
        except OralExamError as error:
            _log.warning("quiet-untold", sitting_id=self._sitting_id, seat=self._seat, code=error.reason)

    async def _take_message(self, message: WSMessage) -> bool:
        """Take one message of any kind; False when the conversation is over."""
        match message.type:
            case WSMsgType.TEXT:
                if await self._take_frame(message.data):
                    return True
                await self._close("too-much-malformed", CLOSE_MALFORMED)
            case WSMsgType.PING:
                await self._say_that_we_are_here(message.data)
                return True
            case WSMsgType.PONG:
                return True
            case WSMsgType.BINARY:
                await self._close("binary-frame", WSCloseCode.UNSUPPORTED_DATA)
            case WSMsgType.ERROR:
                # Too big, or no WebSocket frame at all: aiohttp has closed it with the code for that.
                self._tell("frame-refused", self._socket.close_code)
            case _:
                pass
        return False

    async def _close(self, why: str, close_code: int) -> None:
        self._tell(why, close_code)
        await self._connection.end(close_code)

    def _tell(self, why: str, close_code: int | None) -> None:
        told = int(close_code or WSCloseCode.ABNORMAL_CLOSURE)
        _log.warning("socket-closed", sitting_id=self._sitting_id, seat=self._seat, code=why, close_code=told)

    async def _take_frame(self, frame: str) -> bool:
        """Take one frame; False when there has been too much nonsense."""
        try:
            message = decode(frame)
        except BadInput as error:
            self._malformed += 1
            self._door.refuse(self._sitting_id, self._seat, None, error.reason)
            return self._malformed < MALFORMED_ALLOWED
        if isinstance(message, MediaOffer):
            self._answer_aside(message)
        else:
            await self._take(message)
        return True

    def _answer_aside(self, offer: MediaOffer) -> None:
        """Answer an offer in a task of its own: gathering takes time, and notes must not wait for it."""
        if len(self._offers) >= OFFERS_WAITING:
            self._door.refuse(self._sitting_id, self._seat, offer.ref, "offer-too-soon")
            return
        task = asyncio.create_task(self._take(offer), name=f"offer-{self._sitting_id}-{self._seat}")
        self._offers.add(task)
        task.add_done_callback(self._offers.discard)

    async def _take(self, message: AnyClientMessage) -> None:
        try:
            await self._door.take(self._sitting_id, self._seat, message)
        except OralExamError as error:
            self._door.refuse(self._sitting_id, self._seat, None, error.reason)
        except Exception:  # noqa: BLE001 — the edge: one message must not end the conversation
            _log.exception("message-failed", sitting_id=self._sitting_id, seat=self._seat)
            self._door.refuse(self._sitting_id, self._seat, None, "system-fault")
