"""One seat's WebSocket, as protocol v1 asks: hello, views, orders, heartbeats, and coming back by itself."""

import asyncio
import contextlib
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass

import aiohttp
import msgspec
import structlog

from oralexam.background import BackgroundTask
from oralexam.errors import OralExamError, Refused, SystemFault
from oralexam.rehearsal.web_client import WebClient
from oralexam.rooms.commands import AnyCommand
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.rooms.views import AnyView
from oralexam.signaling import client_messages as ask
from oralexam.signaling import server_messages as told

_log = structlog.get_logger(__name__)

ANSWER_TIMEOUT_S = 15.0
"""As long as a server may take over a room's decision; a media answer needs far less."""
HEARTBEAT_S = 2.0
FIRST_BACK_OFF_S, LAST_BACK_OFF_S = 0.25, 2.0
GIVE_UP_S = 30.0
"""A server that is away for longer than this has failed the rehearsal."""
CLOSE_REPLACED = 4001
_FINAL = frozenset({401, 403, 404, 409})
"""Not signed in, not this seat, no such sitting, not a rehearsal: trying again changes nothing."""

_decoder: msgspec.json.Decoder[told.AnyServerMessage] = msgspec.json.Decoder(told.AnyServerMessage)
_encoder = msgspec.json.Encoder()


class SeatLost(SystemFault):
    """The seat's connection is gone for good, or what was waited for did not happen in time."""

    code = "seat-lost"


@dataclass(frozen=True, kw_only=True)
class PhaseSeen:
    """A phase, and when it was first seen."""

    phase: Phase
    at: float
    """Monotonic seconds here."""
    told_at: float
    """POSIX seconds on the server's clock, as it stood when the server told it: after the phase's events were
    on the disk, and before our own event loop had its say."""


class SeatClient:
    """Sits in one seat of one sitting; its owner starts it, stops it and is told why it ended."""

    def __init__(self, *, web: WebClient, sitting_id: str, seat: Seat) -> None:
        self.seat = seat
        self.phases_seen: list[PhaseSeen] = []
        self.saved: dict[str, int] = {}
        """The last revision of `notes` and `text` that the server says it has."""
        self.reconnected = 0
        self._web = web
        self._sitting_id = sitting_id
        self._view: AnyView | None = None
        self._view_at = 0.0
        self._server_now = 0.0
        self._changed = asyncio.Condition()
        self._refs = itertools.count(1)
        self._answers: dict[int, asyncio.Future[told.AnyServerMessage]] = {}
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._epoch: str | None = None
        self._last_seq: int | None = None
        self._task: asyncio.Task[None] | None = None
        self.on_media_gone: Callable[[], None] = _nothing
        """Called when the server says that this seat's media connection is gone."""
        self._heard_at = 0.0
        """Monotonic seconds: when the server said something last."""
        self._over = False
        self._fault: Exception | None = None

    async def start(self) -> None:
        """Connect, and stay connected until `stop`.

        Raises:
            SeatLost: The server gave no view in time.
        """
        self._task = asyncio.create_task(self._stay(), name=f"seat-{self.seat}")
        await self.until(lambda _: True, what="first-view", timeout_s=ANSWER_TIMEOUT_S)

    async def stop(self) -> None:
        """Leave the seat."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError, OralExamError):
                await self._task

    @property
    def view(self) -> AnyView:
        """What this seat sees of the room now.

        Raises:
            SeatLost: Nothing yet.
        """
        if self._view is None:
            raise SeatLost(seat=self.seat, what="first-view")
        return self._view

    def at_server_time(self, instant_s: float) -> float:
        """When (monotonic seconds here) it is `instant_s` (POSIX seconds) on the server's clock."""
        return self._view_at + instant_s - self._server_now

    async def until(self, holds: Callable[[AnyView], bool], *, what: str, timeout_s: float) -> AnyView:
        """Wait for a view for which `holds`; `what` names it where it does not come.

        Raises:
            SeatLost: It did not come in time, or the connection ended.
        """

        def done() -> bool:
            return self._over or (self._view is not None and holds(self._view))

        try:
            async with asyncio.timeout(timeout_s), self._changed:
                await self._changed.wait_for(done)
        except TimeoutError as fault:
            raise SeatLost(seat=self.seat, what=what) from fault
        if self._over:
            raise SeatLost(seat=self.seat, what=what) from self._fault
        return self.view

    async def order(self, command: Callable[[Phase], AnyCommand]) -> None:
        """Give a command, made for the phase that this seat sees.

        Raises:
            Refused: The server's code.
            SeatLost: No answer.
        """
        ref = next(self._refs)
        await self._ask(ref, ask.Order(ref=ref, command=command(self.view.phase)))

    async def offer(self, sdp: str) -> str:
        """Offer this seat's one peer connection; return the answer's SDP.

        Raises:
            Refused: The server's code.
            SeatLost: No answer.
        """
        ref = next(self._refs)
        answer = await self._ask(ref, ask.MediaOffer(ref=ref, sdp=sdp))
        if not isinstance(answer, told.MediaAnswer):
            raise SeatLost(seat=self.seat, what="media-answer")
        return answer.sdp

    async def _ask(self, ref: int, message: ask.AnyClientMessage) -> told.AnyServerMessage:
        answer: asyncio.Future[told.AnyServerMessage] = asyncio.get_running_loop().create_future()
        self._answers[ref] = answer
        what = type(message).__name__
        try:
            async with asyncio.timeout(ANSWER_TIMEOUT_S):
                await self._send(message)
                said = await answer
        except (TimeoutError, aiohttp.ClientError, OSError) as fault:
            raise SeatLost(seat=self.seat, what=what) from fault
        finally:
            self._answers.pop(ref, None)
        if isinstance(said, told.Refused):
            raise Refused(said.code, seat=self.seat, what=what)
        return said

    async def _send(self, message: ask.AnyClientMessage) -> None:
        """Send on the connection that there is, or on the next one: what never left is not said twice."""
        frame = _encoder.encode(message).decode()
        broken: set[aiohttp.ClientWebSocketResponse | None] = {None}
        while True:
            async with self._changed:
                await self._changed.wait_for(lambda: self._over or self._socket not in broken)
            socket = self._socket
            if self._over or socket is None:
                raise SeatLost(seat=self.seat, what="socket") from self._fault
            try:
                await socket.send_str(frame)
            except (aiohttp.ClientError, OSError):
                broken.add(socket)
            else:
                return

    async def _stay(self) -> None:
        """Be connected, again and again with growing pauses, until replaced, stopped or given up."""
        back_off = FIRST_BACK_OFF_S
        self._heard_at = time.monotonic()
        try:
            while time.monotonic() - self._heard_at < GIVE_UP_S:
                heard_before = self._heard_at
                try:
                    await self._sit()
                except (aiohttp.ClientError, OSError, TimeoutError) as fault:
                    _log.info("seat-disconnected", seat=self.seat, fault=type(fault).__name__)
                if self._heard_at > heard_before:
                    back_off = FIRST_BACK_OFF_S
                    self.reconnected += 1
                await asyncio.sleep(back_off)
                back_off = min(2 * back_off, LAST_BACK_OFF_S)
            self._fault = SeatLost(seat=self.seat, what="server")
        except OralExamError as fault:
            self._fault = fault
        except Exception as fault:  # noqa: BLE001 — the edge: whatever the server sent, whoever waits is told
            _log.exception("seat-failed", seat=self.seat)
            self._fault = fault
        finally:
            self._over = True
            async with self._changed:
                self._changed.notify_all()

    async def _sit(self) -> None:
        """One connection, from hello to its end."""
        url = self._web.base_url / "api" / "ws" / self._sitting_id / self.seat.value
        try:
            async with self._web.session.ws_connect(url, max_msg_size=1 << 20) as socket:
                hello = ask.Hello(epoch=self._epoch, last_seq=self._last_seq)
                await socket.send_str(_encoder.encode(hello).decode())
                beats = BackgroundTask(f"seat-{self.seat}-heartbeat")
                beats.start(self._beat(socket))
                try:
                    await self._listen(socket)
                finally:
                    await beats.stop()
                if socket.close_code == CLOSE_REPLACED:
                    raise SeatLost(seat=self.seat, what="replaced")
        except aiohttp.WSServerHandshakeError as fault:
            if fault.status in _FINAL:
                raise SeatLost(seat=self.seat, what="seat", status=fault.status) from fault
            raise
        finally:
            self._socket = None

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Take what the server says until it hangs up; a silence of some heartbeats is an end, too."""
        while (frame := await socket.receive(timeout=4 * HEARTBEAT_S)).type is aiohttp.WSMsgType.TEXT:
            message = _decoder.decode(frame.data)
            self._heard_at = time.monotonic()
            async with self._changed:
                self._socket = socket
                self._take(message)
                self._changed.notify_all()

    async def _beat(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        with contextlib.suppress(aiohttp.ClientError, OSError):
            while not socket.closed:
                await asyncio.sleep(HEARTBEAT_S)
                await socket.send_str(_encoder.encode(ask.Ping(ref=next(self._refs))).decode())

    def _take(self, message: told.AnyServerMessage) -> None:
        match message:
            case told.Welcome():
                self._epoch = message.epoch
                return
            case told.View():
                self._see(message)
            case told.Saved():
                self.saved[message.what] = max(message.revision, self.saved.get(message.what, 0))
            case told.Accepted() | told.Refused() | told.MediaAnswer():
                answer = self._answers.get(message.ref or 0)
                if answer is not None and not answer.done():
                    answer.set_result(message)
            case told.MediaGone():
                self.on_media_gone()
            case told.Pong() | told.Replaced() | told.Draining():
                return
        self._last_seq = message.seq

    def _see(self, message: told.View) -> None:
        now = time.monotonic()
        self._view, self._view_at, self._server_now = message.view, now, message.server_now.timestamp()
        if not self.phases_seen or self.phases_seen[-1].phase is not message.view.phase:
            self.phases_seen.append(PhaseSeen(phase=message.view.phase, at=now, told_at=self._server_now))


def _nothing() -> None:
    """Whoever has no media loses none."""
