"""The checker finds each breach: a timetable that holds is spoilt in one way, and that is what it says."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest

from oralexam.exams.timetable.checking import breaches
from oralexam.exams.timetable.entries import Entry, EntryState, Timetable
from oralexam.exams.timetable.request import FixedBlock, PlanCandidate, PlanRequest, PlanRules
from oralexam.exams.timetable.solving import solve
from oralexam.exams.timetable.works import Work, WorkKind
from tests.exams.timetable.requests import OPENS, day, juries, phase, places, title_works

WRITTEN = Work(kind=WorkKind.WRITTEN, phases=(phase("written", 60),))
REQUEST = PlanRequest(
    days=(day(0), day(1)),
    places=places(exam_rooms=2, jury_rooms=2, receptions=2),
    juries=juries(2),
    candidates=tuple(
        PlanCandidate(
            candidacy_id=f"C{number}", jury_id=f"Y{number}", exam_room_id=f"E{number}",
            works=(WRITTEN, *title_works()), rest_s=600,
        )
        for number in range(2)
    ),
    rules=PlanRules(turnover_s=300),
    fixed_blocks=(FixedBlock(kind=WorkKind.WRITTEN, starts_at=OPENS),),
)  # fmt: skip
GOOD = solve(REQUEST, placements=500)


def entry(candidacy_id: str, kind: WorkKind) -> Entry:
    """An entry of the timetable that holds."""
    found = GOOD.entry(candidacy_id, kind)
    assert found is not None
    return found


def with_entry(*changed: Entry) -> Timetable:
    """The timetable that holds, with other entries in the place of some."""
    keys = {each.key for each in changed}
    return Timetable(entries=(*(each for each in GOOD.entries if each.key not in keys), *changed))


def moved(candidacy_id: str, kind: WorkKind, **minutes: int) -> Timetable:
    """One entry so much later."""
    old = entry(candidacy_id, kind)
    return with_entry(msgspec.structs.replace(old, starts_at=old.starts_at + timedelta(**minutes)))


def in_place_of(candidacy_id: str, kind: WorkKind, **fields: object) -> Timetable:
    """One entry with other fields."""
    return with_entry(msgspec.structs.replace(entry(candidacy_id, kind), **fields))


def test_the_timetable_that_is_spoilt_below_holds():
    """Otherwise nothing below would say anything."""
    assert breaches(GOOD, REQUEST) == ()


CALL, VISITOR = entry("C0", WorkKind.CALL), entry("C0", WorkKind.VISITOR)
FINAL = entry("C0", WorkKind.FINAL_INTERVIEW)
SHORT = (msgspec.structs.replace(CALL.phases[0], seconds=60), *CALL.phases[1:])


@pytest.mark.parametrize(
    ("code", "spoilt"),
    [
        ("missing-entry", lambda: Timetable(entries=tuple(e for e in GOOD.entries if e != CALL))),
        ("doubled-entry", lambda: Timetable(entries=(*GOOD.entries, CALL))),
        ("unknown-entry", lambda: with_entry(msgspec.structs.replace(CALL, candidacy_id="C9"))),
        ("wrong-length", lambda: in_place_of("C0", WorkKind.CALL, phases=SHORT)),
        ("wrong-place", lambda: in_place_of("C0", WorkKind.CALL, place_id="J0")),
        ("wrong-place", lambda: in_place_of("C0", WorkKind.WRITTEN, place_id="E0")),
        ("not-the-candidates-room", lambda: in_place_of("C0", WorkKind.CALL, place_id="E1")),
        ("wrong-jury", lambda: in_place_of("C0", WorkKind.CALL, jury_id="Y1")),
        ("wrong-jury-room", lambda: in_place_of("C0", WorkKind.CALL, jury_room_id="J1")),
        ("wrong-jury-room", lambda: in_place_of("C0", WorkKind.FINAL_INTERVIEW, place_id="J1")),
        ("before-the-common-start", lambda: moved("C0", WorkKind.WRITTEN, minutes=-5)),
        ("outside-opening-hours", lambda: moved("C0", WorkKind.FINAL_INTERVIEW, hours=12)),
        ("in-a-pause", lambda: in_place_of("C0", FINAL.kind, starts_at=OPENS + timedelta(hours=4))),
        ("wrong-order", lambda: in_place_of("C0", WorkKind.CALL, starts_at=FINAL.ends_at)),
        ("person-twice", lambda: in_place_of("C0", VISITOR.kind, starts_at=CALL.starts_at)),
        ("person-twice", lambda: in_place_of("C1", WorkKind.CALL, starts_at=CALL.starts_at, jury_id="Y0")),
        ("no-time-to-move", lambda: in_place_of("C0", VISITOR.kind, starts_at=CALL.ends_at)),
        ("no-time-to-rest", lambda: in_place_of(
            "C0", VISITOR.kind, starts_at=CALL.ends_at + timedelta(minutes=6))),
        ("room-twice", lambda: in_place_of("C1", WorkKind.CALL, starts_at=CALL.starts_at, place_id="E0")),
        ("no-time-to-clear", lambda: in_place_of("C1", WorkKind.CALL, starts_at=CALL.ends_at, place_id="E0")),
        ("parts-on-two-days", lambda: moved("C0", WorkKind.FINAL_INTERVIEW, days=1)),
    ],
)  # fmt: skip
def test_each_breach_is_found(code: str, spoilt: Callable[[], Timetable]):
    """By its code; a page says the sentence."""
    assert code in {breach.code for breach in breaches(spoilt(), REQUEST)}


def test_a_breach_names_what_it_is_about_and_by_how_much():
    """The entries, the person, and the seconds that are missing."""
    found = breaches(in_place_of("C0", VISITOR.kind, starts_at=CALL.ends_at), REQUEST)
    told = next(breach for breach in found if breach.code == "no-time-to-move")
    assert told.entries == ("C0/call", "C0/visitor")
    assert told.subject_id == "C0"
    assert told.seconds == 300


def test_what_has_happened_breaks_no_rule():
    """A call that was held twenty minutes into the pause, and before its time, is a fact."""
    done = msgspec.structs.replace(
        CALL, starts_at=OPENS + timedelta(minutes=-20), phases=SHORT, state=EntryState.DONE
    )
    codes = {breach.code for breach in breaches(with_entry(done), REQUEST)}
    assert codes <= {"person-twice"}
