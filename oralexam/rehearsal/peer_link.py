"""One seat's peer connection, with aiortc as the browser: sends what it is given, counts what it hears.

Nothing that arrives is decoded. A connection that breaks is replaced by a new one under the same seat, with
growing pauses, as a page does it.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable

import structlog
from aiortc import RTCPeerConnection, RTCRtpReceiver, RTCSessionDescription
from aiortc.codecs import CODECS
from aiortc.rtcrtpparameters import RTCRtcpFeedback, RTCRtpCodecCapability

from oralexam.errors import OralExamError, SystemFault
from oralexam.exams.parts import ExchangeMode
from oralexam.media import hooks
from oralexam.rehearsal.picture import Picture
from oralexam.rehearsal.voice import Voice
from oralexam.rooms.seats import PARTIES, Seat

_log = structlog.get_logger(__name__)

Offer = Callable[[str], Awaitable[str]]
"""Hands an SDP offer to the server and returns its answer."""

CONNECT_TIMEOUT_S = 15.0
"""aiortc never gives up by itself (shared media notes)."""
FIRST_BACK_OFF_S, LAST_BACK_OFF_S = 0.25, 2.0
GIVE_UP_S = 30.0
CLOSE_TIMEOUT_S = 5.0
SHADES = {Seat.CANDIDATE: 60, Seat.JUROR: 110}
"""So that whoever looks at the recordings tells the two apart."""
_BROKEN = frozenset({"failed", "closed"})


class NoMediaLink(SystemFault):
    """No peer connection could be had for a seat."""

    code = "no-media-link"


class PeerLink:
    """The media of one seat: a party sends a voice, in video mode a picture; the observer only receives."""

    def __init__(self, *, seat: Seat, mode: ExchangeMode, offer: Offer) -> None:
        self.seat = seat
        self.voice = Voice() if seat in PARTIES else None
        self.connections = 0
        """How many have been made; more than one means that one broke."""
        self._mode = mode
        self._offer = offer
        self._picture: Picture | None = None
        if seat in PARTIES and mode is ExchangeMode.VIDEO:
            self._picture = Picture(shade=SHADES[seat])
        self._peer: RTCPeerConnection | None = None
        self._connected = asyncio.Event()
        self._broken = asyncio.Event()
        self._heard: list[tuple[str, hooks.HeardPackets]] = []
        """A counter for each stream of each connection there has been."""
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Connect, and stay connected until `stop`."""
        self._task = asyncio.create_task(self._stay(), name=f"peer-{self.seat}")

    async def stop(self) -> None:
        """Close the connection for good."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError, OralExamError):
                await self._task
        for track in (self.voice, self._picture):
            if track is not None:
                track.stop()

    def renew(self) -> None:
        """The server has lost this connection: make another now, as a page does."""
        self._broken.set()

    async def until_connected(self, *, timeout_s: float = GIVE_UP_S) -> None:
        """Wait for the first connection.

        Raises:
            NoMediaLink
        """
        waiter = asyncio.create_task(self._connected.wait(), name=f"peer-{self.seat}-connected")
        tasks: set[asyncio.Task[None] | asyncio.Task[bool]] = {waiter}
        if self._task is not None:
            tasks.add(self._task)
        try:
            await asyncio.wait(tasks, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiter.cancel()
        if not self._connected.is_set():
            fault = self._task.exception() if self._task is not None and self._task.done() else None
            raise NoMediaLink(seat=self.seat) from fault

    def heard_packets(self) -> dict[str, int]:
        """Packets received so far, `audio` and `video`, repeated ones included, over all connections."""
        heard: dict[str, int] = {}
        for kind, counter in self._heard:
            heard[kind] = heard.get(kind, 0) + counter.packets
        return heard

    async def _stay(self) -> None:
        back_off = FIRST_BACK_OFF_S
        last_up = time.monotonic()
        while time.monotonic() - last_up < GIVE_UP_S:
            try:
                await self._connect()
            except (OralExamError, TimeoutError) as fault:
                _log.info("media-link-not-made", seat=self.seat, fault=type(fault).__name__)
            else:
                back_off = FIRST_BACK_OFF_S
                await self._broken.wait()
                last_up = time.monotonic()
            finally:
                await self._close()
            await asyncio.sleep(back_off)
            back_off = min(2 * back_off, LAST_BACK_OFF_S)
        raise NoMediaLink(seat=self.seat)

    async def _connect(self) -> None:
        _offer_audio_repair()
        self._broken.clear()
        peer = self._peer = hooks.new_peer()
        up = asyncio.Event()

        @peer.on("connectionstatechange")
        def _changed() -> None:
            if peer.connectionState == "connected":
                up.set()
            elif peer.connectionState in _BROKEN:
                self._broken.set()

        for track in (self.voice, self._picture):
            if track is not None and self.connections:
                track.skip_to_now()
        self._add_media(peer)
        hooks.gather_on(peer)
        await peer.setLocalDescription(await peer.createOffer())
        answer = await self._offer(peer.localDescription.sdp)
        await peer.setRemoteDescription(RTCSessionDescription(sdp=answer, type="answer"))
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            await up.wait()
        if self.connections:
            _log.info("media-link-again", seat=self.seat, connections=self.connections + 1)
        self.connections += 1
        self._connected.set()

    def _add_media(self, peer: RTCPeerConnection) -> None:
        """A party sends and receives one of each kind; the observer receives two and sends nothing."""
        kinds = ["audio"] if self._mode is ExchangeMode.TELEPHONE else ["audio", "video"]
        own = {"audio": self.voice, "video": self._picture}
        for kind in kinds:
            if (track := own[kind]) is not None:
                peer.addTrack(track)
            else:
                for _ in PARTIES:
                    peer.addTransceiver(kind, direction="recvonly")
        for transceiver in peer.getTransceivers():
            self._heard.append((transceiver.kind, hooks.hear_without_decoding(transceiver.receiver)))
            if transceiver.kind == "video":
                transceiver.setCodecPreferences(_vp8())
                if self._picture is not None:
                    hooks.on_keyframe_request(transceiver.sender, self._picture.send_keyframe)

    async def _close(self) -> None:
        peer, self._peer = self._peer, None
        if peer is None:
            return
        # The tracks go on in the next connection: aiortc would stop them together with the sender.
        for sender in peer.getSenders():
            sender.replaceTrack(None)
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await peer.close()
        except Exception as fault:  # noqa: BLE001 — the edge: aiortc's close can raise (shared media notes)
            _log.info("media-link-close", seat=self.seat, fault=type(fault).__name__)


def _offer_audio_repair() -> None:
    """Have our offers say that lost Opus packets are sent again when asked for (RFC 4585)."""
    opus = CODECS["audio"][0]
    opus.parameters = {"minptime": 10, "useinbandfec": 1}
    opus.rtcpFeedback = [RTCRtcpFeedback(type="nack")]


def _vp8() -> list[RTCRtpCodecCapability]:
    codecs = RTCRtpReceiver.getCapabilities("video")
    wanted = {"video/vp8", "video/rtx"}
    return [codec for codec in (codecs.codecs if codecs else ()) if codec.mimeType.lower() in wanted]
