"""What every event of a room is: something that happened at an instant."""

from datetime import datetime
from typing import ClassVar

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """Something that happened at `at` (UTC)."""

    personal: ClassVar[frozenset[str]] = frozenset()
    """The fields that stand apart from the chain, and can be erased."""

    at: datetime
