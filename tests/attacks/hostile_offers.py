"""Offers that nobody should make, and canaries at the addresses to which some of them point."""

import json
import socket
from collections.abc import Iterator, Sequence
from typing import Self

from tests.attacks.test_ssrf import pointed_at

INSIDE = (
    "127.0.0.1",
    "169.254.169.254",
    "10.0.0.1",
    "192.168.1.1",
    "::1",
    "fe80::1",
    "fd00::1",
    "canary.local",
)


class Canaries:
    """Sockets on addresses of this machine that hear what is sent to them."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []

    async def __aenter__(self) -> Self:
        for host in {"127.0.0.1", socket.gethostbyname(socket.gethostname())}:
            for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
                own = socket.socket(socket.AF_INET, kind)
                own.bind((host, 0))
                own.setblocking(False)
                if kind is socket.SOCK_STREAM:
                    own.listen()
                self._sockets.append(own)
        return self

    async def __aexit__(self, *_: object) -> None:
        for own in self._sockets:
            own.close()

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """Where they are."""
        return [own.getsockname() for own in self._sockets]

    def heard(self) -> list[object]:
        """What has come, datagrams and connections."""
        heard: list[object] = []
        for own in self._sockets:
            try:
                heard.append(own.accept()[1] if own.type is socket.SOCK_STREAM else own.recv(2048))
            except BlockingIOError:
                continue
        return heard


FRAME_BYTES = 60_000
"""What one frame may bring, about; a longer one ends its socket before anybody reads it (test_floods)."""


def offers_of(good: str, canaries: Sequence[tuple[str, int]]) -> Iterator[tuple[str, str]]:
    """The strange offers, as long as a frame can bring them."""
    for name, sdp in _strange_offers(good, canaries):
        most = FRAME_BYTES
        while len(json.dumps(sdp[:most])) > FRAME_BYTES:
            most = most * 9 // 10
        yield name, sdp[:most]


def _strange_offers(good: str, canaries: Sequence[tuple[str, int]]) -> Iterator[tuple[str, str]]:
    """(name, SDP): a good offer for a telephone call, spoilt in one way each."""
    head, _, section = good.partition("m=")
    section = "m=" + section
    lines = good.split("\r\n")
    (fingerprint,) = [line for line in lines if line.startswith("a=fingerprint:sha-256 ")]
    (group,) = [line for line in lines if line.startswith("a=group:BUNDLE")]
    (mid,) = [line for line in lines if line.startswith("a=mid:")]
    other = fingerprint[:-2] + ("00" if fingerprint[-2:] != "00" else "01")
    candidate = "a=candidate:1 1 udp 2130706431 {} {} typ host\r\n"

    yield (
        "false-fingerprint",
        "\r\n".join(other if line.startswith("a=fingerprint:") else line for line in lines),
    )
    yield "thousand-sections", head + section * 1000
    yield "five-sections", head + section * 5
    yield "thousand-candidates", good + candidate.format("10.0.0.1", 9)[:-1] * 200
    yield "too-many-candidates", good + candidate.format("10.0.0.1", 9) * 4000
    yield "huge-line", good + "a=ice-options:" + "x" * 100_000 + "\r\n"
    yield "huge-number", good.replace("UDP/TLS/RTP/SAVPF ", "UDP/TLS/RTP/SAVPF " + "9" * 5000 + " ")
    yield "many-lines", good + "a=x\r\n" * 2000
    yield "empty-lines", good + "\r\n" * 8000
    yield "foreign-codecs", good.replace("opus/48000", "speex/16000")
    yield "no-codecs", "\r\n".join(line for line in lines if not line.startswith("a=rtpmap"))
    yield (
        "data-channel",
        good.replace("m=audio", "m=application").replace("UDP/TLS/RTP/SAVPF", "UDP/DTLS/SCTP"),
    )
    yield "telephone-video", good.replace("m=audio", "m=video")
    yield "port-zero", good.replace(lines[[line[:2] for line in lines].index("m=")].split()[1], "0", 1)
    for name, bad in (
        ("no-fingerprint", ""),
        ("short-fingerprint", "a=fingerprint:sha-256 00:11\r\n"),
        ("unknown-fingerprint", "a=fingerprint:rot-13 " + "00:" * 31 + "00\r\n"),
        ("empty-fingerprint", "a=fingerprint:\r\n"),
    ):
        kept = "".join(line + "\r\n" for line in lines if line and not line.startswith("a=fingerprint:"))
        yield name, kept + bad
    yield "no-password", "\r\n".join(line for line in lines if not line.startswith("a=ice-pwd"))
    yield "no-role", "\r\n".join(line for line in lines if not line.startswith("a=setup"))
    yield "strange-role", good.replace("a=setup:actpass", "a=setup:everything")
    yield "bundle-lies", good.replace(group, "a=group:BUNDLE " + "0 " * 50)
    yield "huge-name", good.replace(mid, "a=mid:" + "m" * 10_000)
    yield "not-ascii", good.replace("s=-", "s=\N{SNOWMAN}")
    yield "with-nul", good.replace("s=-", "s=\x00")
    yield "plain-profile", good.replace("UDP/TLS/RTP/SAVPF", "RTP/AVP")
    pointed = good
    for host, port in (*canaries, *((inside, 9) for inside in INSIDE)):
        pointed = pointed_at(good, host, port) if pointed is good else pointed + candidate.format(host, port)
    yield "inner-addresses", pointed
