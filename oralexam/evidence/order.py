"""What a pack is asked for with, and what is answered when it is there."""

from datetime import datetime
from typing import Literal

import msgspec


class PackOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One pack: of a candidacy with all its sittings, or of one sitting."""

    data: str
    """The data folder."""
    target: str
    """Where the pack is to stand when it is whole."""
    kind: Literal["candidacy", "sitting"]
    subject_id: str
    """The candidacy, or the sitting."""
    session_id: str | None
    sitting_ids: tuple[str, ...]
    """In the order of the day."""
    listening: bool
    """Whether the copies that any player plays go in, too."""
    made_by: str
    """Who had signed in; "" where the browser came by the manager's link."""
    made_at: datetime
    record: bytes = b""
    """The printed record as it would be printed now; nothing where it could not be made."""
    claim: str | None = None
    """A file beside the target from before the record was printed: an erasure takes it, with all packs."""
    scenarios: str | None = None
    """The folder of the centre's own scenarios, where there is one."""


class PackMade(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="what", tag="made"
):
    """What was made; or why nothing was, by code."""

    size: int = 0
    entries: int = 0
    fault: str = ""


class PackStep(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="what", tag="step"
):
    """How far it is: one line while it is made."""

    done_bytes: int
    of_bytes: int
