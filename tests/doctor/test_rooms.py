"""How many rooms the centre plans to use."""

import datetime as dt
from pathlib import Path

from oralexam.doctor.rooms import busiest, planned_rooms
from oralexam.exams.session import Day, ExamSession, Place, PlaceKind
from oralexam.identifiers import new_id
from oralexam.storage.engine import open_database
from oralexam.storage.exam_sessions import SqlExamSessions
from oralexam.storage.files import DataFolder

TODAY = dt.date(2026, 11, 23)


def session(*names: str, on: dt.date = TODAY) -> ExamSession:
    """A session of one day, in these rooms and one for the jury."""
    rooms = [Place(place_id=new_id(), name=name, kind=PlaceKind.EXAM_ROOM) for name in names]
    jury = Place(place_id=new_id(), name="Salle du jury", kind=PlaceKind.JURY_ROOM)
    day = Day(date=on, opens=dt.time(8), closes=dt.time(18))
    return ExamSession(
        session_id=new_id(), title="Session", format_id="re-aie-2015", days=(day,), places=(*rooms, jury)
    )


def test_the_busiest_day_counts_and_days_that_are_over_do_not():
    """Two sessions of one day in one room are one room."""
    tomorrow = TODAY + dt.timedelta(days=1)
    sessions = [session("1", "2"), session("2", "3"), session("1", on=tomorrow)]
    assert busiest(sessions, today=TODAY) == 3
    assert busiest(sessions, today=tomorrow) == 1
    assert busiest(sessions, today=tomorrow + dt.timedelta(days=1)) == 0


def test_what_is_planned_is_read_from_the_database_as_it_is(tmp_path: Path):
    """No folder, a file that is no database, what the system refuses, and one with a session."""
    file = DataFolder(tmp_path).database_path
    assert planned_rooms(tmp_path, today=TODAY) == 0
    file.write_text("no database")
    assert planned_rooms(tmp_path, today=TODAY) == 0
    assert planned_rooms(Path("x" * 300), today=TODAY) == 0
    file.unlink()
    database = open_database(file)
    database.migrate()
    SqlExamSessions(database).create(session("1", "2"), now=dt.datetime(2026, 11, 22, 8, 0, tzinfo=dt.UTC))
    database.close()
    assert planned_rooms(tmp_path, today=TODAY) == 2
