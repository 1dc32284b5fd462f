"""Whether a moment may be marked, and what then happens. Pure."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta

from oralexam.errors import BadInput, Refused
from oralexam.rooms.judging.marker_commands import (
    LONGEST_AGO_S,
    LONGEST_NOTE,
    NoteMarker,
    RemoveMarker,
    SetMarker,
    Sign,
)
from oralexam.rooms.judging.marker_events import MarkerNoted, MarkerRemoved, MarkerSet
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import PhaseSpan, RoomState

MOST_MARKERS = 400
"""Of one juror in one sitting: one every 1.5 s of a call; what is more comes from a page gone wrong."""
MARGIN_S = 3.0
"""How far outside the exchange a press may seem to lie: it was on its way when the exchange ended, or reached
its page before the news that it had begun."""
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def set_marker(
    state: RoomState, command: SetMarker, seat: Seat, now: datetime, criteria: Collection[str]
) -> list[MarkerSet]:
    """Mark the moment at which the key was pressed; one that stands already, or was taken back, is none.

    Raises:
        BadInput: `marker-id-malformed`, `unknown-criterion`, `note-too-long`, `note-empty`.
        Refused: `not-your-marker`, `marks-sealed`, `marker-too-late`, `not-in-the-exchange`,
            `too-many-markers`.
    """
    judge = state.jurors.seated[seat]
    if not _UUID.fullmatch(command.marker_id):
        raise BadInput("marker-id-malformed")
    if (owner := state.markers.owner(command.marker_id)) is not None:
        if owner != judge:
            raise Refused("not-your-marker")
        return []
    if state.judging.sealed_by(judge):
        # What the colleague sees afterwards is what was there when the marks were sealed.
        raise Refused("marks-sealed")
    note = _note(command.note)
    if command.sign is Sign.NOTE and note == "":
        raise BadInput("note-empty")
    if command.criterion_id not in ({""} if command.sign is Sign.NOTE else set(criteria)):
        raise BadInput("unknown-criterion")
    if command.ago_ms > LONGEST_AGO_S * 1000:
        raise Refused("marker-too-late", longest_s=LONGEST_AGO_S)
    pressed_at = now - timedelta(milliseconds=command.ago_ms)
    if state.changed_jury is not None and pressed_at < state.changed_jury.at:
        # Somebody else sat there: what that page had pressed cannot be told from what this one did.
        raise Refused("marker-too-late")
    pressed_at, span = _in_the_exchange(state, pressed_at)
    if len(state.markers.of(judge)) >= MOST_MARKERS:
        raise Refused("too-many-markers", most=MOST_MARKERS)
    return [
        MarkerSet(
            at=now,
            marker_id=command.marker_id,
            judge=judge,
            seat=seat,
            criterion_id=command.criterion_id,
            sign=command.sign,
            note=note,
            pressed_at=pressed_at,
            attempt=span.attempt,
        )
    ]


def note_marker(state: RoomState, command: NoteMarker, seat: Seat, now: datetime) -> list[MarkerNoted]:
    """Write beside one's own marker; the same words again, or one taken back, change nothing.

    Raises:
        BadInput: `note-too-long`, `note-empty` (a note alone is taken back, not emptied).
        Refused: `unknown-marker`, `not-your-marker`.
    """
    judge = _own(state, command.marker_id, seat)
    note = _note(command.note)
    marker = state.markers.standing_one(command.marker_id)
    if marker is None or marker.note == note:
        return []
    if marker.sign is Sign.NOTE and note == "":
        raise BadInput("note-empty")
    return [MarkerNoted(at=now, marker_id=command.marker_id, judge=judge, note=note)]


def remove_marker(state: RoomState, command: RemoveMarker, seat: Seat, now: datetime) -> list[MarkerRemoved]:
    """Take one's own marker back; twice is once.

    Raises:
        Refused: `unknown-marker`, `not-your-marker`, `marks-sealed`.
    """
    judge = _own(state, command.marker_id, seat)
    if state.markers.standing_one(command.marker_id) is None:
        return []
    return [MarkerRemoved(at=now, marker_id=command.marker_id, judge=judge)]


def _note(text: str) -> str:
    if len(text) > LONGEST_NOTE:
        raise BadInput("note-too-long", longest=LONGEST_NOTE)
    return text.strip()


def _own(state: RoomState, marker_id: str, seat: Seat) -> str:
    judge = state.jurors.seated[seat]
    owner = state.markers.owner(marker_id)
    if owner is None:
        raise Refused("unknown-marker")
    if owner != judge:
        raise Refused("not-your-marker")
    return judge


def _in_the_exchange(state: RoomState, pressed_at: datetime) -> tuple[datetime, PhaseSpan]:
    """The moment inside the stretch of the exchange that it belongs to."""
    margin = timedelta(seconds=MARGIN_S)
    for span in reversed(state.spans):
        ended_at = span.ended_at or pressed_at
        if span.phase is Phase.CALL and span.started_at - margin <= pressed_at <= ended_at + margin:
            return min(max(pressed_at, span.started_at), max(ended_at, span.started_at)), span
    raise Refused("not-in-the-exchange")
