"""To which kind of data the personal part of each event belongs."""

from types import MappingProxyType

from oralexam.retention.kinds import DataKind
from oralexam.rooms.event import Event
from oralexam.rooms.events import AnyEvent, NotesSaved, SheetSaved, TextSaved
from oralexam.rooms.paper_events import EnteredFromPaper

_WRITINGS: tuple[type[Event], ...] = (NotesSaved, TextSaved, SheetSaved)


def kind_of(event: type[Event]) -> DataKind:
    """The kind that an event's personal fields go with; what judges is told by the package it stands in."""
    if event in _WRITINGS:
        return DataKind.WRITINGS
    if event is EnteredFromPaper or event.__module__.startswith("oralexam.rooms.judging."):
        return DataKind.MARKS
    return DataKind.NAMES


KIND_OF_TAG = MappingProxyType(
    {str(each.__struct_config__.tag): kind_of(each) for each in AnyEvent.__args__ if each.personal}
)
"""By the event's `kind` in the text that was hashed; only events that have something personal."""
