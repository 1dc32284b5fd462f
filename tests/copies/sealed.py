"""What a page does, in Python: makes runs and their sealed segments."""

import base64

import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from oralexam.copies.format import (
    HEAD_BYTES,
    LAST,
    header_digest,
    pack_bytes,
    pack_head,
    pack_packets,
    run_id,
)
from oralexam.copies.key import CopiesKey, run_key, seal

SITTING = "3f1a8d52-9a53-4c0e-8a55-0f5a2f6f7c11"
SILENT_PACKET = bytes([0xF8, 0xFF, 0xFE])
"""20 ms of silence, CELT fullband (RFC 6716 section 3.1)."""


class PageRun:
    """One run as a page makes it; `segment` gives the next two seconds."""

    def __init__(
        self,
        key: CopiesKey,
        *,
        sitting_id: str = SITTING,
        seat: str = "candidate",
        by: str = "candidate",
        server_us: int = 1_790_000_000_000_000,
    ) -> None:
        ephemeral = ec.generate_private_key(ec.SECP256R1())
        point = ephemeral.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        self.fields: dict[str, object] = {
            "format": "oralexam-own-copy",
            "version": 1,
            "sitting_id": sitting_id,
            "by": by,
            "seat": seat,
            "codec": "opus",
            "rate_hz": 48000,
            "bit_s": 64000,
            "server_key": key.key_id,
            "ephemeral": pack_bytes(point),
            "page_us": 1_000_000,
            "server_us": server_us,
        }
        self._server_us = server_us
        self.text = msgspec.json.encode(self.fields)
        self.run = run_id(self.text)
        self.digest = header_digest(self.text)
        server = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key.point)
        self._key = run_key(ephemeral.exchange(ec.ECDH(), server), self.text)
        self.index = -1
        self.end_sample = 0

    def segment(
        self,
        packets: list[bytes] | None = None,
        *,
        samples: int | None = None,
        skip: int = 0,
        last: bool = False,
        index: int | None = None,
        plain: bytes | None = None,
    ) -> bytes:
        """The next segment, sealed; `skip` samples were lost before it."""
        packets = [SILENT_PACKET] * 100 if packets is None else packets
        plain = pack_packets(packets) if plain is None else plain
        self.index = self.index + 1 if index is None else index
        samples = 960 * len(packets) if samples is None else samples
        first = self.end_sample + skip
        self.end_sample = first + samples
        due_us = self.end_sample * 1_000_000 // 48_000
        head = pack_head(
            index=self.index,
            first_sample=first,
            samples=samples,
            filled=0,
            flags=LAST if last else 0,
            page_us=1_000_000 + due_us,
            server_us=self._server_us + due_us,
            sealed_bytes=len(plain) + 16,
        )
        assert len(head) == HEAD_BYTES
        return head + seal(self._key, self.digest, self.index, head, plain)

    @property
    def metadata(self) -> str:
        """As the tus header `Upload-Metadata` carries it."""
        return "run " + base64.b64encode(self.text).decode()
