"""What the server has kept of a part, by digests: nothing of it says who somebody is, or what was said.

A digest stands in the chain once. What comes later (a browser's own copy, a transcript that was made anew) is
a further event; what an earlier one says never changes.
"""

from typing import Annotated

import msgspec

from oralexam.rooms.event import Event

Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Size = Annotated[int, msgspec.Meta(ge=0)]


class FileDigest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of a sitting's recordings, whole."""

    name: Annotated[str, msgspec.Meta(pattern="^[a-z0-9]+([-./][a-z0-9]+)*$", max_length=200)]
    """Below the sitting's folder; the server has made it."""
    bytes: Size
    sha256: Sha256


class RecordingsNoted(Event, frozen=True, kw_only=True, tag="recordings-noted"):
    """The journals of a part are closed, or further files have come: these are what they are from now on."""

    files: tuple[FileDigest, ...]


class TranscriptNoted(Event, frozen=True, kw_only=True, tag="transcript-noted"):
    """A version of a transcript was written down."""

    seat: str
    version: int
    bytes: Size
    sha256: Sha256
    """Of its JSON as it stands in the table, as UTF-8."""


DigestEvent = RecordingsNoted | TranscriptNoted
