"""What an own copy looks like, byte by byte: a run is one microphone, encoded without a break.

`<voice>-<run>.own` holds segments of about two seconds, one behind the other; `<voice>-<run>.jsonl` beside it
holds the run's head and when what came. A segment is `OWN1`, the fields of `_FIELDS` (big-endian throughout),
and what AES-256-GCM made of its packets (NIST SP 800-38D); those are `u16 length, packet` again and again.
Nothing else: a file that was cut anywhere is a shorter file.
"""

import base64
import binascii
import hashlib
import struct
from collections.abc import Iterator
from typing import Final, Literal

import msgspec

from oralexam.errors import BadInput
from oralexam.identifiers import is_id
from oralexam.journal.opus import LONGEST_PACKET_SAMPLES, RATE_HZ, packet_samples

MAGIC: Final = b"OWN1"
_FIELDS: Final = struct.Struct("!4sIQIIIqqI")
HEAD_BYTES: Final = _FIELDS.size
TAG_BYTES: Final = 16
"""What GCM adds to prove that nothing was changed."""
MAX_SEGMENT_BYTES: Final = 64 * 1024
"""Two seconds take 16 KB at 64 kbit/s; nobody needs four times as much."""
MAX_SEGMENT_SAMPLES: Final = 10 * RATE_HZ
MAX_HEADER_BYTES: Final = 1500
MAX_INDEX: Final = 1 << 24
"""More than a year of segments."""
MAX_SAMPLE: Final = 1 << 48
LAST: Final = 1
"""A flag: the run ends with this segment; its final packets also hold what the encoder still had."""
_POINT_BYTES: Final = 65
"""A P-256 point, not compressed (SEC 1, section 2.3.3)."""
_HASH_BYTES: Final = 32
ID_DIGITS: Final = 32
"""128 bits of the head's digest name a run."""

Voice = Literal["candidate", "juror"]


class RunHeader(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a page says of a run when it begins; its exact text is bound into every segment."""

    format: Literal["oralexam-own-copy"]
    version: Literal[1]
    sitting_id: str
    by: Voice
    """The seat whose page it is."""
    seat: Voice
    """Whose microphone it is: a station with two of them brings two runs."""
    codec: Literal["opus"]
    rate_hz: Literal[48000]
    bit_s: int
    server_key: str
    """The id of the key that it was encrypted to."""
    ephemeral: str
    """The page's half of the key agreement: a P-256 point, base64url without padding."""
    page_us: int
    """The page's own steady clock, in microseconds, when recording began."""
    server_us: int
    """The server's clock (UTC) at that instant, as the page knew it."""

    @property
    def point(self) -> bytes:
        """The page's public point.

        Raises:
            BadInput: `copy-malformed`.
        """
        return unpack_bytes(self.ephemeral, _POINT_BYTES)


class Segment(msgspec.Struct, frozen=True, kw_only=True):
    """One stored piece of a run, still sealed."""

    index: int
    first_sample: int
    samples: int
    filled: int
    """How many of them the browser never gave and the page filled with silence, so that nothing shifts."""
    flags: int
    page_us: int
    """The page's steady clock when the sample behind the last was due, by the least delayed arrival."""
    server_us: int
    """The server's clock at that instant, as the page knew it."""
    head: bytes
    sealed: bytes

    @property
    def last(self) -> bool:
        """Whether the run ends here."""
        return bool(self.flags & LAST)

    @property
    def end_sample(self) -> int:
        """The sample behind it."""
        return self.first_sample + self.samples

    @property
    def raw(self) -> bytes:
        """As it stands in the file."""
        return self.head + self.sealed


def unpack_bytes(text: str, length: int) -> bytes:
    """Base64url without padding, of exactly that many bytes.

    Raises:
        BadInput: `copy-malformed`.
    """
    try:
        found = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise BadInput("copy-malformed") from error
    if len(found) != length or pack_bytes(found) != text:
        raise BadInput("copy-malformed")
    return found


def pack_bytes(content: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def parse_header(text: bytes) -> RunHeader:
    """The head of a run.

    Raises:
        BadInput: `copy-malformed`.
    """
    if len(text) > MAX_HEADER_BYTES:
        raise BadInput("copy-malformed")
    try:
        header = msgspec.json.decode(text, type=RunHeader)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput("copy-malformed") from error
    _ = header.point
    if not is_id(header.sitting_id):
        raise BadInput("copy-malformed")
    return header


def header_digest(text: bytes) -> bytes:
    """What every segment is bound to; also where the chain of a run begins."""
    return hashlib.sha256(text).digest()


def run_id(text: bytes) -> str:
    """The name of a run: of the same head it is the same, whoever asks and how often."""
    return header_digest(text).hex()[:ID_DIGITS]


def linked(chain: bytes, segment: bytes) -> bytes:
    """The chain with one segment more: SHA-256 over the chain so far and the segment's own SHA-256."""
    return hashlib.sha256(chain + hashlib.sha256(segment).digest()).digest()


def pack_head(
    *,
    index: int,
    first_sample: int,
    samples: int,
    filled: int,
    flags: int,
    page_us: int,
    server_us: int,
    sealed_bytes: int,
) -> bytes:
    """The fields of a segment: what its seal also covers."""
    return _FIELDS.pack(MAGIC, index, first_sample, samples, filled, flags, page_us, server_us, sealed_bytes)


def next_segment(content: bytes, at: int) -> Segment | None:
    """The segment that begins at a place; None where it is not whole, or is none."""
    if len(content) - at < HEAD_BYTES:
        return None
    head = content[at : at + HEAD_BYTES]
    magic, index, first_sample, samples, filled, flags, page_us, server_us, size = _FIELDS.unpack(head)
    begin, end = at + HEAD_BYTES, at + HEAD_BYTES + size
    sane = (
        magic == MAGIC
        and TAG_BYTES <= size <= MAX_SEGMENT_BYTES - HEAD_BYTES
        and end <= len(content)
        and index < MAX_INDEX
        and first_sample < MAX_SAMPLE
        and 0 <= filled <= samples <= MAX_SEGMENT_SAMPLES
        and (samples or flags & LAST)
        and flags & ~LAST == 0
    )
    if not sane:
        return None
    return Segment(
        index=index,
        first_sample=first_sample,
        samples=samples,
        filled=filled,
        flags=flags,
        page_us=page_us,
        server_us=server_us,
        head=head,
        sealed=content[begin:end],
    )


def segments_of(content: bytes, at: int = 0) -> Iterator[Segment]:
    """Every segment that is whole, up to the first that is not."""
    while (segment := next_segment(content, at)) is not None:
        yield segment
        at += HEAD_BYTES + len(segment.sealed)


def pack_packets(packets: list[bytes]) -> bytes:
    """Opus packets as they are sealed."""
    return b"".join(len(packet).to_bytes(2, "big") + packet for packet in packets)


def unpack_packets(plain: bytes, segment: Segment) -> tuple[bytes, ...]:
    """The Opus packets of an opened segment: together exactly as long as it says, the last one excepted.

    Raises:
        BadInput: `copy-malformed`.
    """
    packets, at, sounding = [], 0, 0
    while at < len(plain):
        begin = at + 2
        at = begin + int.from_bytes(plain[at:begin], "big")
        packet = plain[begin:at]
        each = packet_samples(packet)
        if at > len(plain) or not each:
            raise BadInput("copy-malformed")
        sounding += each
        packets.append(packet)
    over = sounding - segment.samples
    if over < 0 or over > (LONGEST_PACKET_SAMPLES if segment.last else 0):
        raise BadInput("copy-malformed")
    return tuple(packets)


def follows(segment: Segment, *, index: int, end_sample: int) -> bool:
    """Whether a segment may stand behind one that ends there: holes are told, nothing overlaps."""
    return segment.index > index and segment.first_sample >= end_sample


def digest_of(text: str) -> bytes:
    """A SHA-256 in lower-case hex.

    Raises:
        BadInput: `copy-malformed`.
    """
    try:
        found = bytes.fromhex(text)
    except ValueError as error:
        raise BadInput("copy-malformed") from error
    if len(found) != _HASH_BYTES:
        raise BadInput("copy-malformed")
    return found
