"""What the jury has marked while it listened. Only who pressed it sees it, until both jurors have sealed."""

from datetime import datetime
from typing import ClassVar

from oralexam.rooms.event import Event
from oralexam.rooms.judging.marker_commands import Sign
from oralexam.rooms.seats import Seat


class MarkerSet(Event, frozen=True, kw_only=True, tag="marker-set"):
    """A juror marked a moment. `at` is when the server was told."""

    personal: ClassVar[frozenset[str]] = frozenset({"criterion_id", "sign", "note"})
    """A sign on a criterion judges a person: it goes with the marks. Erased, it reads as an empty note."""

    marker_id: str
    judge: str
    """Who pressed it, as `judging.jurors` keys the jury: it stays theirs when jurors change places."""
    seat: Seat
    """Where they sat."""
    criterion_id: str
    sign: Sign
    note: str
    pressed_at: datetime
    """The moment that is marked, on the server's clock."""
    attempt: int = 1
    """Of the part, as restarts count."""


class MarkerNoted(Event, frozen=True, kw_only=True, tag="marker-noted"):
    """What stands beside a marker was written, or rewritten."""

    personal: ClassVar[frozenset[str]] = frozenset({"note"})

    marker_id: str
    judge: str
    note: str


class MarkerRemoved(Event, frozen=True, kw_only=True, tag="marker-removed"):
    """A marker was taken back by who had set it."""

    marker_id: str
    judge: str


MarkerEvent = MarkerSet | MarkerNoted | MarkerRemoved
MARKER_EVENTS = (MarkerSet, MarkerNoted, MarkerRemoved)
