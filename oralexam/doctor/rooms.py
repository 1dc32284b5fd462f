"""How many rooms the centre's sessions plan to use, read from the database as it is."""

import contextlib
from datetime import date
from pathlib import Path

import msgspec

from oralexam.errors import SystemFault
from oralexam.exams.session import ExamSession, PlaceKind, SessionState
from oralexam.storage.engine import open_read_only
from oralexam.storage.exam_sessions import SqlExamSessions
from oralexam.storage.files import DataFolder


def planned_rooms(data_folder: Path, *, today: date) -> int:
    """The exam rooms of the busiest day from today on; 0 where none is planned, or nothing can be read."""
    file = DataFolder(data_folder).database_path
    try:
        if not file.is_file():
            return 0
        with contextlib.closing(open_read_only(file)) as database:
            kept = SqlExamSessions(database).listed(SessionState.DRAFT, SessionState.OPEN)
    except (OSError, SystemFault, msgspec.DecodeError):
        return 0
    return busiest([each.session for each in kept], today=today)


def busiest(sessions: list[ExamSession], *, today: date) -> int:
    """The most exam rooms of one day; two sessions that write the same name mean the same room."""
    rooms: dict[date, set[str]] = {}
    for session in sessions:
        names = {place.name for place in session.places if place.kind is PlaceKind.EXAM_ROOM}
        for day in session.days:
            if day.date >= today:
                rooms.setdefault(day.date, set()).update(names)
    return max((len(names) for names in rooms.values()), default=0)
