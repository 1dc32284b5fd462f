"""Which of two streams with one payload type a packet belongs to (RFC 9143 section 9.2)."""

from oralexam.media.rtp import EXTENSION_BIT, UNPACK_HEADER, extension_value, payload_start
from oralexam.media.source import Source


class SharedPayloadType:
    """The sources of one payload type: a packet says by its MID to which it belongs, later by its SSRC.

    Chromium leaves the MID away once a receiver report shows that the SSRC has been seen, so the SSRC that a
    source last took is the first thing to ask. A packet that says neither is dropped: a voice must never land
    on another person's track.
    """

    def __init__(self, mid_extension_id: int | None) -> None:
        self.refused = 0
        self._mid_id = mid_extension_id
        self._sources: list[Source] = []
        self._by_mid: dict[bytes, Source] = {}

    def add(self, source: Source, mid: str) -> None:
        """Have `source` take the packets of the media section named `mid`."""
        self._sources.append(source)
        self._by_mid[mid.encode()] = source

    @property
    def is_shared(self) -> bool:
        """Whether there is anything to tell apart; a payload type of one source takes every SSRC."""
        return len(self._sources) > 1

    def receive(self, packet: bytes, now: float) -> None:
        """Give a decrypted packet to the source that it is for."""
        flags, _, _, _, ssrc = UNPACK_HEADER(packet)
        for source in self._sources:
            if source.ssrc == ssrc and source.reception is not None:
                source.receive(packet, now)
                return
        named = self._named(packet, flags)
        if named is None:
            self.refused += 1
        else:
            named.receive(packet, now)

    def _named(self, packet: bytes, flags: int) -> Source | None:
        if self._mid_id is None or not flags & EXTENSION_BIT or payload_start(packet, flags) < 0:
            return None
        mid = extension_value(packet, flags, self._mid_id)
        return None if mid is None else self._by_mid.get(mid)
