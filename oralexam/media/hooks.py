"""The only place that touches private names of aiortc, aioice and pylibsrtp.

We take ICE, DTLS, SRTP keys and SDP from aiortc; its senders and receivers (jitter buffer, decoder
threads, RTCP tasks) are never started. Versions are pinned in pyproject.toml and checked at start, with every
name used here. Datagrams pass `Wire` first: it is the filter against hostile ones (shared media notes, 1 and
2) and the short way of RTP.
"""

import os
import socket
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Any, Final

import structlog
from aioice.ice import CandidatePair
from aiortc import (
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpReceiver,
    RTCRtpSender,
    RTCRtpTransceiver,
)
from aiortc.rtcrtpparameters import RTCRtcpFeedback
from pylibsrtp import _binding

from oralexam.errors import SystemFault
from oralexam.media.impairment import Impairment

_log = structlog.get_logger(__name__)

SUPPORTED_VERSIONS: Final = {"aiortc": "1.16.0", "aioice": "0.13.0"}
MAX_DATAGRAM_BYTES: Final = 2048
"""Nothing on an Ethernet path is longer; what is, is dropped (shared media notes, hostile input 2)."""
MAX_TRUSTED_ADDRESSES: Final = 64
_SRTP_ROOM: Final = MAX_DATAGRAM_BYTES + 256  # libsrtp's trailer (tag and MKI) is at most 148 bytes


class _Cipher:
    """One direction of SRTP on a buffer of its own: no object is made for a packet but its bytes."""

    def __init__(self, session: Any) -> None:  # noqa: ANN401 -- pylibsrtp has no types
        self._session = session  # keeps the C context alive
        self._context = session._srtp[0]  # noqa: SLF001
        self._memory = _binding.ffi.new("char[]", _SRTP_ROOM)
        self._view = _binding.ffi.buffer(self._memory)
        self._size = _binding.ffi.new("int *")

    def run(self, function: Any, data: bytes) -> bytes | None:  # noqa: ANN401 -- a C function
        """Protect or unprotect `data`; None where libsrtp refuses it."""
        size, view = self._size, self._view
        size[0] = length = len(data)
        view[0:length] = data
        if function(self._context, self._memory, size):
            return None
        result: bytes = view[0 : size[0]]
        return result


class Wire:
    """The datagrams of one peer connection, filtered on the way in, impaired where a test asks for it."""

    def __init__(
        self,
        peer: RTCPeerConnection,
        *,
        on_rtp: Callable[[bytes, float], None],
        on_rtcp: Callable[[bytes, float], None],
    ) -> None:
        self.impairment: Impairment | None = None
        self.refused = self.unauthentic = self.faults = self.unsent = 0
        self._dtls = peer.getTransceivers()[0].receiver.transport
        self._ice = self._dtls.transport._connection  # noqa: SLF001
        self._deliver = self._ice.data_received
        self._ice.data_received = _drop
        self._on_rtp = on_rtp
        self._on_rtcp = on_rtcp
        self._receiving: _Cipher | None = None
        self._sending: _Cipher | None = None
        self._pair: CandidatePair | None = None
        self._socket: socket.socket | None = None
        self._address: tuple[str, int] = ("", 0)
        self._logged_s = -1e9

    def bind_only_to(self, host: str) -> None:
        """Gather candidates on this address alone."""
        gather = self._ice.get_component_candidates

        async def get_component_candidates(component: int, addresses: list[str], timeout: int = 5) -> object:  # noqa: ARG001, ASYNC109 -- aioice's signature
            return await gather(component, [host], timeout)

        self._ice.get_component_candidates = get_component_candidates

    def intercept(self) -> None:
        """Put the filter before every socket that was gathered."""
        for protocol in self._ice._protocols:  # noqa: SLF001
            protocol.datagram_received = self._filter(protocol)

    def _filter(self, protocol: Any) -> Callable[[bytes, tuple[Any, ...]], None]:  # noqa: ANN401 -- aioice is untyped here
        stun = protocol.datagram_received
        trusted: set[tuple[Any, ...]] = set()
        unprotect, unprotect_rtcp = _binding.lib.srtp_unprotect, _binding.lib.srtp_unprotect_rtcp
        monotonic = time.monotonic

        def datagram_received(data: bytes, address: tuple[Any, ...]) -> None:
            if not 0 < len(data) <= MAX_DATAGRAM_BYTES:
                self.refused += 1
                return
            try:
                first = data[0]
                if first < 4:  # STUN (RFC 7983 section 7); it checks itself who sends
                    stun(data, address)
                    return
                if address not in trusted:
                    if not self._has_proved(protocol, address):
                        self.refused += 1
                        return
                    if len(trusted) >= MAX_TRUSTED_ADDRESSES:
                        trusted.clear()
                    trusted.add(address)
                if 127 < first < 192 and len(data) > 12:  # RTP and RTCP
                    cipher = self._receiving
                    if cipher is None:
                        return
                    if self.impairment is not None and self.impairment.loses_inbound():
                        return
                    if 191 < data[1] < 224:  # RTCP (RFC 5761 section 4)
                        plain = cipher.run(unprotect_rtcp, data)
                        handle = self._on_rtcp
                    else:
                        plain = cipher.run(unprotect, data)
                        handle = self._on_rtp
                    if plain is None:
                        self.unauthentic += 1  # not from this peer, or a replay
                    else:
                        handle(plain, monotonic())
                elif 19 < first < 64:  # DTLS
                    self._deliver(data, 1)
                else:
                    self.refused += 1
            except Exception:  # noqa: BLE001 -- the edge: one bad packet must not hurt a call
                self._fault()

        return datagram_received

    def _has_proved(self, protocol: object, address: tuple[Any, ...]) -> bool:
        """Whether this address has passed a connectivity check on this socket (RFC 8445 section 7)."""
        succeeded = CandidatePair.State.SUCCEEDED
        return any(
            pair.protocol is protocol and pair.state == succeeded and pair.remote_addr == address[:2]
            for pair in self._ice._check_list  # noqa: SLF001
        )

    def _fault(self) -> None:
        self.faults += 1
        now = time.monotonic()
        if now - self._logged_s >= 1.0:  # a flood must not fill the log
            self._logged_s = now
            _log.exception("packet-failed", faults=self.faults)

    def refresh(self) -> bool:
        """Take up keys and the nominated path as they come or change; whether packets can be sent."""
        if self._dtls.state != "connected":
            return False
        pair = self._ice._nominated.get(1)  # noqa: SLF001
        if pair is None:
            return False
        if self._receiving is None or self._sending is None:
            self._receiving = _Cipher(self._dtls._rx_srtp)  # noqa: SLF001
            self._sending = _Cipher(self._dtls._tx_srtp)  # noqa: SLF001
        if pair is not self._pair:
            self._close_socket()
            given = pair.protocol.transport.get_extra_info("socket")
            self._socket = socket.socket(given.family, given.type, fileno=os.dup(given.fileno()))
            self._socket.setblocking(False)
            self._address = pair.remote_addr
            self._pair = pair
        return True

    def send_rtp(self, packet: bytes) -> None:
        """Protect and send one RTP packet; what cannot be sent now is dropped, as a network would."""
        self._send(_binding.lib.srtp_protect, packet)

    def send_rtcp(self, packet: bytes) -> None:
        """Protect and send one compound RTCP packet."""
        self._send(_binding.lib.srtp_protect_rtcp, packet)

    def _send(self, function: Any, packet: bytes) -> None:  # noqa: ANN401 -- a C function
        if self._sending is None or self._socket is None:
            return
        data = self._sending.run(function, packet)
        if data is None:
            self.unsent += 1
            return
        if self.impairment is not None and self.impairment.loses_outbound():
            return
        try:
            self._socket.sendto(data, self._address)
        except OSError:  # a full socket buffer, a route that is gone
            self.unsent += 1

    def close(self) -> None:
        """Stop sending; the connection's own sockets are aiortc's to close."""
        self._receiving = self._sending = None
        self._close_socket()

    def _close_socket(self) -> None:
        self._pair = None
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def _drop(_data: bytes, _component: int) -> None:
    """What reaches aioice's queue past the filter is dropped: the queue has no bound."""


def new_peer() -> RTCPeerConnection:
    """A peer connection without STUN servers: the default one delays gathering by seconds when offline."""
    return RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))


def idle_aiortc_media(transceiver: RTCRtpTransceiver) -> None:
    """Keep aiortc's own sender and receiver of this transceiver from ever starting."""

    async def stay_idle(_parameters: object) -> None:
        return

    transceiver.sender.send = stay_idle  # type: ignore[method-assign, assignment]
    transceiver.receiver.receive = stay_idle  # type: ignore[method-assign, assignment]


def keep_codecs(transceiver: RTCRtpTransceiver) -> int | None:
    """Negotiate Opus (with FEC and NACK, without DTX) or VP8 (with RTX) and nothing else.

    Returns:
        The payload type of the codec, None where the offer does not have it.
    """
    wanted = "audio/opus" if transceiver.kind == "audio" else "video/vp8"
    main = next((codec for codec in transceiver._codecs if codec.mimeType.lower() == wanted), None)  # noqa: SLF001
    if main is None:
        return None
    kept = [main]
    if transceiver.kind == "audio":
        main.parameters = {"minptime": 10, "useinbandfec": 1, "usedtx": 0}
        main.rtcpFeedback = [RTCRtcpFeedback(type="nack")]
    else:
        kept += [
            codec
            for codec in transceiver._codecs  # noqa: SLF001
            if codec.mimeType.lower() == "video/rtx" and codec.parameters.get("apt") == main.payloadType
        ][:1]
    transceiver._codecs = kept  # noqa: SLF001
    return main.payloadType


def retransmission_payload_type(transceiver: RTCRtpTransceiver) -> int | None:
    """The payload type of RTX, where it was negotiated."""
    kept = transceiver._codecs  # noqa: SLF001
    return kept[1].payloadType if len(kept) > 1 else None


def extension_ids(transceiver: RTCRtpTransceiver) -> dict[str, int]:
    """The header extensions that were negotiated: URI to id."""
    return {extension.uri: extension.id for extension in transceiver._headerExtensions}  # noqa: SLF001


def offered_direction(transceiver: RTCRtpTransceiver) -> str:
    """What the offer asks for, seen from this side: `recvonly` where the client only sends."""
    return str(transceiver._offerDirection)  # noqa: SLF001


def outgoing_ssrcs(transceiver: RTCRtpTransceiver) -> tuple[int, int]:
    """The SSRCs that the answer announces for this transceiver: media and RTX."""
    return transceiver.sender._ssrc, transceiver.sender._rtx_ssrc  # noqa: SLF001


def name_stream(transceiver: RTCRtpTransceiver, stream_id: str, track_id: str) -> None:
    """Say in the answer (msid, RFC 8830) whose stream this is."""
    transceiver.sender._stream_id = stream_id  # noqa: SLF001
    transceiver.sender._track_id = track_id  # noqa: SLF001


async def assert_supported() -> None:
    """Check the versions and every private name used here, before the first call needs them.

    Raises:
        SystemFault: `media-library-unsupported`, with what is wrong.
    """
    for package, wanted in SUPPORTED_VERSIONS.items():
        found = version(package)
        if found != wanted:
            raise SystemFault("media-library-unsupported", package=package, found=found, wanted=wanted)
    peer = new_peer()
    try:
        transceiver = peer.addTransceiver("audio", direction="sendrecv")
        dtls = transceiver.receiver.transport
        ice = getattr(dtls.transport, "_connection", None)
        needed = (
            (transceiver, ("_codecs", "_headerExtensions", "_offerDirection")),
            (transceiver.sender, ("_ssrc", "_rtx_ssrc", "_stream_id", "_track_id", "send")),
            (transceiver.receiver, ("receive",)),
            (dtls, ("_rx_srtp", "_tx_srtp", "state")),
            (ice, ("data_received", "get_component_candidates", "_protocols", "_check_list", "_nominated")),
            (CandidatePair.State, ("SUCCEEDED",)),
            (_binding.lib, ("srtp_protect", "srtp_unprotect", "srtp_protect_rtcp", "srtp_unprotect_rtcp")),
            (_binding.ffi, ("new", "buffer")),
        )
        for owner, names in needed:
            for name in names:
                if not hasattr(owner, name):
                    raise SystemFault("media-library-unsupported", missing=f"{type(owner).__name__}.{name}")
    finally:
        await peer.close()


class _Uncollected:
    """Stands where aiortc's jitter buffer stands: packets are counted before it, and no frame comes out."""

    def add(self, _packet: object) -> tuple[bool, None]:
        """No picture is to be asked for again, and no frame is complete."""
        return False, None


def hear_without_decoding(receiver: RTCRtpReceiver) -> None:
    """For our own clients: let a receiver count and report what arrives, and decode nothing of it.

    Call it before the answer is applied: that starts the receiver.
    """
    receiver._RTCRtpReceiver__jitter_buffer = _Uncollected()  # type: ignore[attr-defined]  # noqa: SLF001


def on_keyframe_request(sender: RTCRtpSender, send_keyframe: Callable[[], None]) -> None:
    """For our own clients: have PLI and FIR (RFC 4585, RFC 5104) answered by whoever makes the pictures."""
    sender._send_keyframe = send_keyframe  # type: ignore[method-assign]  # noqa: SLF001
