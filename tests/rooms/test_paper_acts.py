"""What was noted on paper is entered beside what the software saw, and marked as such."""

from datetime import timedelta

import pytest

from oralexam.errors import BadInput
from oralexam.rooms.ledger import ledger_of
from oralexam.rooms.paper_commands import EnterFromPaper, PaperTime
from oralexam.rooms.paper_events import EnteredFromPaper
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from tests.rooms.situations import TableRoom, bring_to


def _order(room: TableRoom, **fields: object) -> EnterFromPaper:
    return EnterFromPaper(from_phase=room.state.phase, **{"text": "Panne de courant", **fields})  # type: ignore[arg-type]


def test_times_marks_and_an_incident_are_entered_and_say_that_they_are_from_paper() -> None:
    """The call of half an hour ago; `at` is now, the times are those of the watch."""
    room = bring_to(TableRoom(), Phase.WAITING)
    now = room.clock.now()
    call = PaperTime(
        phase=Phase.CALL, starts_at=now - timedelta(minutes=30), ends_at=now - timedelta(minutes=20)
    )
    (event,) = room.order(Seat.MANAGER, _order(room, times=(call,), marks={"call-1": "acquis"}))
    assert event == EnteredFromPaper(
        at=now, times=(call,), marks={"call-1": "acquis"}, text="Panne de courant"
    )
    assert {"author", "marks", "text"} == EnteredFromPaper.personal


def test_what_the_software_saw_is_not_altered() -> None:
    """Phase and ledger are what they were: paper stands beside them."""
    room = bring_to(TableRoom(), Phase.WRITING)
    now = room.clock.now()
    phase, before = room.state.phase, ledger_of(room.history, now=now)
    room.order(Seat.MANAGER, _order(room))
    assert room.state.phase is phase
    assert ledger_of(room.history, now=now).stretches == before.stretches


@pytest.mark.parametrize(("from_min", "to_min"), [(-10, -20), (-10, 1), (1, 2)])
def test_times_that_cannot_be_are_refused(from_min: int, to_min: int) -> None:
    """An end before its beginning, or one that is still to come."""
    room = bring_to(TableRoom(), Phase.WAITING)
    now = room.clock.now()
    time = PaperTime(
        phase=Phase.CALL, starts_at=now + timedelta(minutes=from_min), ends_at=now + timedelta(minutes=to_min)
    )
    with pytest.raises(BadInput, match="paper-time-out-of-range"):
        room.order(Seat.MANAGER, _order(room, times=(time,)))


@pytest.mark.parametrize(
    ("fields", "code"), [({"text": " "}, "reason-missing"), ({"marks": {"a": "x" * 301}}, "mark-too-long")]
)
def test_why_there_is_paper_is_said_and_a_mark_fits_its_cell(fields: dict[str, object], code: str) -> None:
    """Nothing is entered without its reason."""
    room = bring_to(TableRoom(), Phase.WAITING)
    with pytest.raises(BadInput, match=code):
        room.order(Seat.MANAGER, _order(room, **fields))
