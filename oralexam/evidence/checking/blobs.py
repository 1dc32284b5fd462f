"""The bytes of files, wherever they lie, and how they are hashed and read."""

import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

CHUNK = 1 << 20
LARGEST_TEXT = 64 << 20
"""No list, record or transcript is longer; a hostile file is not read into memory."""
HEX = re.compile(r"[0-9a-f]{64}")
"""A hash as it is written: one way to write it, so that a changed letter is always a change."""


class Blob(Protocol):
    """The bytes of one file, in pieces."""

    @property
    def size(self) -> int:
        """Its length in bytes."""
        ...

    def chunks(self) -> Iterator[bytes | memoryview]:
        """All of them, in order."""
        ...


@dataclass(frozen=True)
class View:
    """A file that lies in memory, or in a mapped file."""

    data: memoryview

    @property
    def size(self) -> int:
        """Its length in bytes."""
        return len(self.data)

    def chunks(self) -> Iterator[memoryview]:
        """In pieces of a megabyte."""
        for start in range(0, len(self.data), CHUNK):
            yield self.data[start : start + CHUNK]


def crc_of(blob: Blob) -> int:
    """CRC-32 as ZIP means it."""
    crc = 0
    for chunk in blob.chunks():
        crc = zlib.crc32(chunk, crc)
    return crc


def sha256_of(blob: Blob) -> str:
    """SHA-256 in hex."""
    digest = hashlib.sha256()
    for chunk in blob.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def text_of(blob: Blob) -> str:
    """A file that is text, whole.

    Raises:
        ValueError
    """
    if blob.size > LARGEST_TEXT:
        raise ValueError(blob.size)
    return b"".join(blob.chunks()).decode()


def lines_in(blob: Blob) -> list[str]:
    """The lines of a list, each of which ends with a line feed.

    Raises:
        ValueError: the last one does not.
    """
    *lines, rest = text_of(blob).split("\n")
    if rest:
        raise ValueError(rest[:40])
    return lines


def canonical_json(value: object) -> str:
    """JSON in the one way that it is written here: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def read_json(text: str) -> Any:  # noqa: ANN401 -- whatever JSON holds
    """A value that was written in that one way.

    Raises:
        ValueError: it was not: also where a key stands twice.
    """
    value = json.loads(text)
    if canonical_json(value) != text:
        raise ValueError(text[:40])
    return value
