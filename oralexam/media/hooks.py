"""The only place that touches private names of aiortc, aioice and pylibsrtp.

We take ICE, DTLS, SRTP keys and SDP from aiortc; its senders and receivers (jitter buffer, decoder threads,
RTCP tasks) are never started. Versions are pinned in pyproject.toml and checked at start, with every name.
"""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final, cast

from aioice.candidate import Candidate, candidate_foundation, candidate_priority
from aioice.ice import StunProtocol
from aioice.turn import UDP_SOCKET_BUFFER_SIZE
from aiortc import (
    RTCBundlePolicy,
    RTCCertificate,
    RTCConfiguration,
    RTCDtlsTransport,
    RTCIceGatherer,
    RTCIceTransport,
    RTCPeerConnection,
    RTCRtpReceiver,
    RTCRtpSender,
    RTCRtpTransceiver,
)
from aiortc.rtcrtpparameters import RTCRtcpFeedback
from pylibsrtp import _binding

from oralexam.errors import SystemFault
from oralexam.media.ports import MediaSettings, PortRange
from oralexam.media.stun_gate import is_admissible
from oralexam.media.supported import assert_versions
from oralexam.media.told_candidates import also_told
from oralexam.media.udp_ports import bound_socket

MAX_DATAGRAM_BYTES: Final = 2048
"""Nothing on an Ethernet path is longer; what is, is dropped (shared media notes, hostile input 2)."""
LOOPBACK: Final = ["127.0.0.1", "::1"]
_ESTIMATOR: Final = "_RTCRtpReceiver__remote_bitrate_estimator"
_SRTP_ROOM: Final = MAX_DATAGRAM_BYTES + 256  # libsrtp's trailer (tag and MKI) is at most 148 bytes

Address = tuple[Any, ...]
"""(host, port), with two more numbers for IPv6."""


class Cipher:
    """Both directions of SRTP on buffers of its own: no object is made for a packet but its bytes."""

    def __init__(self, receiving: Any, sending: Any) -> None:  # noqa: ANN401 -- pylibsrtp has no types
        self._sessions = (receiving, sending)  # keep the C contexts alive
        self._receiving, self._sending = receiving._srtp[0], sending._srtp[0]  # noqa: SLF001
        self._memory = _binding.ffi.new("char[]", _SRTP_ROOM)
        self._view = _binding.ffi.buffer(self._memory)
        self._size = _binding.ffi.new("int *")

    def unprotect(self, data: bytes) -> bytes | None:
        """The RTP packet inside; None where it is not authentic, or a replay."""
        return self._run(_binding.lib.srtp_unprotect, self._receiving, data)

    def unprotect_rtcp(self, data: bytes) -> bytes | None:
        """The compound RTCP packet inside; None where it is not authentic, or a replay."""
        return self._run(_binding.lib.srtp_unprotect_rtcp, self._receiving, data)

    def protect(self, packet: bytes) -> bytes | None:
        """The RTP packet as it may be sent; None where libsrtp refuses it."""
        return self._run(_binding.lib.srtp_protect, self._sending, packet)

    def protect_rtcp(self, packet: bytes) -> bytes | None:
        """The compound RTCP packet as it may be sent; None where libsrtp refuses it."""
        return self._run(_binding.lib.srtp_protect_rtcp, self._sending, packet)

    def _run(self, function: Any, context: Any, data: bytes) -> bytes | None:  # noqa: ANN401 -- C
        size, view = self._size, self._view
        size[0] = length = len(data)
        view[0:length] = data
        if function(context, self._memory, size):
            return None
        result: bytes = view[0 : size[0]]
        return result


class Transport:
    """ICE and DTLS of one peer connection, as far as its datagrams need them."""

    def __init__(self, peer: RTCPeerConnection) -> None:
        self._dtls = peer.getTransceivers()[0].receiver.transport
        self._ice = self._dtls.transport._connection  # noqa: SLF001
        self._deliver = self._ice.data_received
        # What reaches aioice's own queue past a filter is dropped: the queue has no bound.
        self._ice.data_received = lambda _data, _component: None

    def sockets(self) -> Iterable[Any]:
        """The datagram protocol of each socket that was gathered."""
        return tuple(self._ice._protocols)  # noqa: SLF001

    def deliver_dtls(self, data: bytes) -> None:
        """Give a datagram to the DTLS loop."""
        self._deliver(data, 1)

    def admits_stun(self, data: bytes) -> bool:
        """Whether a STUN message is worth aioice's look at it (media/stun_gate.py)."""
        return is_admissible(data, self._ice.local_password)

    def has_proved(self, address: Address) -> bool:
        """Whether an authenticated connectivity check has come from this address (RFC 8445 section 7.3).

        Offers come without candidates, so aioice knows no remote candidate but those that showed the password
        (peer-reflexive ones). That one of its own pairs succeeded would ask too much: aioice drops the others
        once it has one, while the client may settle on another, IPv6 where we have IPv4. Its DTLS was refused
        then until the next consent check: 3 of 36 connections took 7 to 15 s (measured, two addresses).
        """
        return any(
            candidate.host == address[0] and candidate.port == address[1]
            for candidate in self._ice.remote_candidates
        )

    def cipher(self) -> Cipher | None:
        """The keys, once DTLS has agreed on them."""
        if self._dtls.state != "connected":
            return None
        return Cipher(self._dtls._rx_srtp, self._dtls._tx_srtp)  # noqa: SLF001

    def nominated(self) -> Any:  # noqa: ANN401 -- aioice is untyped here
        """The candidate pair in use, to be compared and given to `path`; None while there is none."""
        return self._ice._nominated.get(1)  # noqa: SLF001

    @staticmethod
    def path(pair: Any) -> tuple[socket.socket, Address]:  # noqa: ANN401 -- aioice is untyped here
        """A socket of our own on the pair's port, to send from, and where to."""
        given = pair.protocol.transport.get_extra_info("socket")
        own = socket.socket(given.family, given.type, fileno=os.dup(given.fileno()))
        own.setblocking(False)
        return own, pair.remote_addr


def new_peer() -> RTCPeerConnection:
    """A peer connection without STUN servers: the default one delays gathering by seconds when offline."""
    return RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))


def gather_on(peer: RTCPeerConnection, settings: MediaSettings | None = None) -> None:
    """Gather candidates as the settings say; on what the machine has, be it only loopback, where they do not.

    aioice leaves 127.0.0.1 and ::1 out: a laptop without a network would have no candidate; and it takes any
    port. To be called when the transceivers stand. Gathering raises `media-ports-full` where none is free.
    """
    for transceiver in peer.getTransceivers():
        ice = transceiver.receiver.transport.transport._connection  # noqa: SLF001
        ice.get_component_candidates = _gathering(ice, settings or MediaSettings())


def _gathering(ice: Any, settings: MediaSettings) -> Callable[..., Awaitable[list[Candidate]]]:  # noqa: ANN401 -- aioice
    host, ports = settings.host, settings.ports
    gather = ice.get_component_candidates if ports is None else _patched_gathering(ice, ports)

    async def gather_there(component: int, addresses: list[str]) -> list[Candidate]:
        try:
            own = await gather(component, [host] if host else addresses or LOOPBACK)
            return [*own, *also_told(own, settings.told)]
        finally:
            if ice._closing:  # noqa: SLF001 -- dropped meanwhile: aioice would leave these open for ever
                for protocol in ice._protocols:  # noqa: SLF001
                    protocol.transport.close()

    return gather_there


def _patched_gathering(ice: Any, ports: PortRange) -> Callable[..., Awaitable[Any]]:  # noqa: ANN401 -- aioice
    """PATCH of `aioice.ice.Connection.get_component_candidates`, its gathering of host candidates.

    aioice binds port 0 and has no other wish. This is its first half with sockets of ours; the second (STUN
    and TURN servers) is never reached here, since the server has none. `tests/media/test_udp_ports.py` fails
    when aioice's own text is no longer the one that this was written from.
    """

    async def gather(component: int, addresses: list[str]) -> list[Candidate]:
        loop, protocols = asyncio.get_running_loop(), []
        try:
            for address in addresses:
                try:
                    own = bound_socket(address, ports)
                except OSError:  # an address that has just gone: the others are tried, as aioice does
                    continue
                own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, UDP_SOCKET_BUFFER_SIZE)
                _, protocol = await loop.create_datagram_endpoint(lambda: StunProtocol(ice), sock=own)
                protocols.append(protocol)
                host, port = own.getsockname()[:2]
                protocol.local_candidate = Candidate(
                    foundation=candidate_foundation("host", "udp", host),
                    component=component,
                    transport="udp",
                    priority=candidate_priority(component, "host"),
                    host=host,
                    port=port,
                    type="host",
                )
        finally:
            ice._protocols += protocols  # noqa: SLF001 -- also of a gathering that fails: closed with the rest
        return [protocol.local_candidate for protocol in protocols]

    return gather


def idle_aiortc_media(transceiver: RTCRtpTransceiver) -> None:
    """Keep aiortc's own sender and receiver from starting, and its estimate (1000 objects) from staying."""

    async def stay_idle(_parameters: object) -> None:
        return

    transceiver.sender.send = stay_idle  # type: ignore[method-assign, assignment]
    transceiver.receiver.receive = stay_idle  # type: ignore[method-assign, assignment]
    setattr(transceiver.receiver, _ESTIMATOR, None)


def keep_codecs(transceiver: RTCRtpTransceiver) -> int | None:
    """Negotiate Opus (with FEC and NACK, without DTX) or VP8 (with RTX) alone; its payload type, if any."""
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


def assert_supported() -> None:
    """Check the versions and every private name used here, before the first call needs them.

    To be called in an event loop: what it looks at makes futures.

    Raises:
        SystemFault: `media-library-unsupported`, with what is wrong.
    """
    assert_versions()
    transceiver = _unconnected()
    dtls = transceiver.receiver.transport
    ice = getattr(dtls.transport, "_connection", None)
    needed = (
        (transceiver, ("_codecs", "_headerExtensions", "_offerDirection")),
        (transceiver.sender, ("_ssrc", "_rtx_ssrc", "_stream_id", "_track_id", "send")),
        (transceiver.receiver, ("receive", _ESTIMATOR)),
        (dtls, ("_rx_srtp", "_tx_srtp", "state")),
        (ice, ("data_received", "get_component_candidates", "_protocols", "_nominated", "_closing")),
        (ice, ("local_password", "remote_candidates")),
        (_binding.lib, ("srtp_protect", "srtp_unprotect", "srtp_protect_rtcp", "srtp_unprotect_rtcp")),
        (_binding.ffi, ("new", "buffer")),
    )
    for owner, names in needed:
        for name in names:
            if not hasattr(owner, name):
                raise SystemFault("media-library-unsupported", missing=f"{type(owner).__name__}.{name}")


def _unconnected() -> RTCRtpTransceiver:
    """A transceiver of the parts that a peer connection makes, but without the certificate that goes with it.

    A certificate brings 2 MB of cryptography into an idle server's memory; nothing here is ever started.
    """
    dtls = RTCDtlsTransport(RTCIceTransport(RTCIceGatherer()), cast("list[RTCCertificate]", [None]))
    return RTCRtpTransceiver(
        kind="audio",
        sender=RTCRtpSender("audio", dtls),
        receiver=RTCRtpReceiver("audio", dtls),
        direction="sendrecv",
    )


class HeardPackets:
    """Stands where aiortc's jitter buffer stands: counts packets, repeated ones included, and makes no frame.

    aiortc's own statistics tell only one SSRC of a receiver: with RTX, that of the repeated packets.
    """

    def __init__(self) -> None:
        self.packets = 0

    def add(self, _packet: object) -> tuple[bool, None]:
        """Count it; no picture is to be asked for again, and no frame is complete."""
        self.packets += 1
        return False, None


def hear_without_decoding(receiver: RTCRtpReceiver, heard: HeardPackets | None = None) -> HeardPackets:
    """For our own clients: a receiver counts, and decodes nothing; before the answer starts it."""
    heard = heard or HeardPackets()
    receiver._RTCRtpReceiver__jitter_buffer = heard  # type: ignore[attr-defined]  # noqa: SLF001
    return heard


def on_keyframe_request(sender: RTCRtpSender, send_keyframe: Callable[[], None]) -> None:
    """For our own clients: have PLI and FIR (RFC 4585, RFC 5104) answered by whoever makes the pictures."""
    sender._send_keyframe = send_keyframe  # type: ignore[method-assign]  # noqa: SLF001
