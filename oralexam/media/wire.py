"""The datagrams of one peer connection: filtered, decrypted and handed on in the socket's own call.

The filter against hostile datagrams (shared media notes, 1 and 2), and the short way of RTP: no queue,
no task and no object between the socket and the one who rewrites the packet.
"""

import socket
import time
from collections.abc import Callable
from typing import Any, Final

import structlog
from aiortc import RTCPeerConnection

from oralexam.media.hooks import MAX_DATAGRAM_BYTES, Address, Cipher, Transport
from oralexam.media.impairment import Impairment

_log = structlog.get_logger(__name__)

MAX_TRUSTED_ADDRESSES: Final = 64
PacketHandler = Callable[[bytes, float], None]
"""Called with a decrypted packet and its arrival on the monotonic clock."""


class Wire:
    """Receives and sends for one peer connection; impaired where a test asks for it."""

    def __init__(self, peer: RTCPeerConnection, *, on_rtp: PacketHandler, on_rtcp: PacketHandler) -> None:
        self.impairment: Impairment | None = None
        self.refused = self.unauthentic = self.faults = self.unsent = 0
        self._transport = Transport(peer)
        self._on_rtp = on_rtp
        self._on_rtcp = on_rtcp
        self._cipher: Cipher | None = None
        self._pair: object = None
        self._socket: socket.socket | None = None
        self._address: Address = ()
        self._logged_s = -1e9

    def intercept(self) -> None:
        """Put the filter before every socket; after gathering."""
        for protocol in self._transport.sockets():
            protocol.datagram_received = self._filter(protocol)

    def _filter(self, protocol: Any) -> Callable[[bytes, Address], None]:  # noqa: ANN401 -- aioice's
        stun = protocol.datagram_received
        trusted: set[Address] = set()
        monotonic = time.monotonic

        def datagram_received(data: bytes, address: Address) -> None:
            if not 0 < len(data) <= MAX_DATAGRAM_BYTES:
                self.refused += 1
                return
            try:
                first = data[0]
                if first < 4:  # STUN (RFC 7983 section 7)
                    if self._transport.admits_stun(data):
                        stun(data, address)
                    else:
                        self.refused += 1
                    return
                if address not in trusted:
                    if not self._transport.has_proved(address):
                        self.refused += 1
                        return
                    if len(trusted) >= MAX_TRUSTED_ADDRESSES:
                        trusted.clear()
                    trusted.add(address)
                if 127 < first < 192 and len(data) > 12:  # RTP and RTCP
                    cipher = self._cipher
                    if cipher is None:
                        return
                    if self.impairment is not None and self.impairment.loses_inbound():
                        return
                    if 191 < data[1] < 224:  # RTCP (RFC 5761 section 4)
                        plain = cipher.unprotect_rtcp(data)
                        handle = self._on_rtcp
                    else:
                        plain = cipher.unprotect(data)
                        handle = self._on_rtp
                    if plain is None:
                        self.unauthentic += 1  # not from this peer, or a replay
                    else:
                        handle(plain, monotonic())
                elif 19 < first < 64:  # DTLS
                    self._transport.deliver_dtls(data)
                else:
                    self.refused += 1
            except Exception:  # noqa: BLE001 -- the edge: one bad packet must not hurt a call
                self._fault()

        return datagram_received

    def _fault(self) -> None:
        self.faults += 1
        now = time.monotonic()
        if now - self._logged_s >= 1.0:  # a flood must not fill the log
            self._logged_s = now
            _log.exception("packet-failed", faults=self.faults)

    def refresh(self) -> bool:
        """Take up keys and the nominated path as they come or change; whether packets can be sent."""
        if self._cipher is None:
            self._cipher = self._transport.cipher()
        pair = self._transport.nominated()
        if self._cipher is None or pair is None:
            return False
        if pair is not self._pair:
            self._close_socket()
            self._socket, self._address = self._transport.path(pair)
            self._pair = pair
        return True

    def send_rtp(self, packet: bytes) -> None:
        """Protect and send one RTP packet; what cannot be sent now is dropped, as a network would."""
        if self._cipher is not None:
            self._send(self._cipher.protect(packet))

    def send_rtcp(self, packet: bytes) -> None:
        """Protect and send one compound RTCP packet."""
        if self._cipher is not None:
            self._send(self._cipher.protect_rtcp(packet))

    def _send(self, data: bytes | None) -> None:
        if data is None or self._socket is None:
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
        self._cipher = None
        self._close_socket()

    def _close_socket(self) -> None:
        self._pair = None
        if self._socket is not None:
            self._socket.close()
            self._socket = None
