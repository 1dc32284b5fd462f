"""The markers of a sitting as they stand: the fold of their events."""

from datetime import datetime

import msgspec

from oralexam.rooms.judging.marker_commands import Sign
from oralexam.rooms.judging.marker_events import MarkerNoted, MarkerRemoved, MarkerSet


class Marker(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A moment that a juror marked."""

    marker_id: str
    judge: str
    criterion_id: str
    sign: Sign
    note: str
    pressed_at: datetime
    attempt: int


class Markers(msgspec.Struct, frozen=True, kw_only=True):
    """All markers of a sitting, whoever set them."""

    standing: tuple[Marker, ...] = ()
    """In the order in which they came."""
    removed: tuple[tuple[str, str], ...] = ()
    """(id, judge) of those that were taken back: one that is sent again afterwards does not return."""

    def of(self, judge: str) -> tuple[Marker, ...]:
        """One juror's own, in the order of their moments."""
        own = (marker for marker in self.standing if marker.judge == judge)
        return tuple(sorted(own, key=lambda marker: marker.pressed_at))

    def owner(self, marker_id: str) -> str | None:
        """Who set it, also where it was taken back; None where nobody has."""
        held = ((marker.marker_id, marker.judge) for marker in self.standing)
        return dict([*held, *self.removed]).get(marker_id)

    def standing_one(self, marker_id: str) -> Marker | None:
        """The marker of that id, unless it was taken back."""
        return next((marker for marker in self.standing if marker.marker_id == marker_id), None)


def after_marker(markers: Markers, event: MarkerSet | MarkerNoted | MarkerRemoved) -> Markers:
    """The markers once `event` has happened."""
    match event:
        case MarkerSet():
            made = Marker(
                marker_id=event.marker_id,
                judge=event.judge,
                criterion_id=event.criterion_id,
                sign=event.sign,
                note=event.note,
                pressed_at=event.pressed_at,
                attempt=event.attempt,
            )
            return msgspec.structs.replace(markers, standing=(*markers.standing, made))
        case MarkerNoted():
            return msgspec.structs.replace(
                markers,
                standing=tuple(
                    msgspec.structs.replace(marker, note=event.note)
                    if marker.marker_id == event.marker_id
                    else marker
                    for marker in markers.standing
                ),
            )
        case MarkerRemoved():
            return msgspec.structs.replace(
                markers,
                standing=tuple(marker for marker in markers.standing if marker.marker_id != event.marker_id),
                removed=(*markers.removed, (event.marker_id, event.judge)),
            )
