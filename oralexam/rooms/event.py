"""What every event is: something that happened at an instant. The events themselves stand in `events`."""

from datetime import datetime
from typing import ClassVar

import msgspec

from oralexam.rooms.seats import Seat


class Event(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """Something that happened at `at` (UTC)."""

    personal: ClassVar[frozenset[str]] = frozenset()
    """The fields that stand apart from the chain, and can be erased."""

    at: datetime


class ManagerAct(Event, frozen=True, kw_only=True):
    """Something that the manager did; `author` is who had signed in as that, where the service knows."""

    personal: ClassVar[frozenset[str]] = frozenset({"author"})

    by: Seat = Seat.MANAGER
    author: str = ""
