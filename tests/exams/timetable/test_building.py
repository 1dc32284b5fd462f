"""From what a manager writes to what a timetable is asked for."""

import datetime as dt

import msgspec
import pytest

from oralexam.errors import BadInput, Refused
from oralexam.exams.accommodation import ExtraLength, ExtraTime
from oralexam.exams.formats import format_named
from oralexam.exams.parts import StationSetup, WrittenBlock
from oralexam.exams.session import Day, SessionSettings
from oralexam.exams.timetable.building import request_of, works_of
from oralexam.exams.timetable.checking import breaches
from oralexam.exams.timetable.plan_settings import BlockChoice, BlockTime, Pause, PlanSettings
from oralexam.exams.timetable.solving import solve
from oralexam.exams.timetable.works import WorkKind
from tests.exams.timetable.sessions import DAY, INES, JURY, MAELLE, ROOMS, a_session, an_id

TITLE = format_named("aie-title")
UTC = dt.UTC
IN_THE_GAP = Day(date=dt.date(2026, 3, 29), opens=dt.time(2, 30), closes=dt.time(9))


def lengths(candidacy: object, settings: PlanSettings | None = None) -> dict[str, list[int]]:
    """The seconds of each phase by work."""
    works = works_of(a_session(), TITLE, candidacy, settings or PlanSettings())  # type: ignore[arg-type]
    return {work.kind.value: [phase.seconds for phase in work.phases] for work in works}


def test_the_official_minutes_stand_in_the_request():
    """The title's oral parts, as the exam document (RE AIE 2015) gives them."""
    assert lengths(INES) == {
        "call": [900, 600, 600],
        "visitor": [300, 600, 600],
        "technical-interview": [600, 1200],
        "production-questioning": [600, 600],
        "final-interview": [900],
    }


def test_a_third_more_is_there_in_full():
    """A third of ten minutes is 200 s; interviews only where that was granted."""
    assert lengths(MAELLE) | {"final-interview": []} == {
        "call": [1200, 800, 800],
        "visitor": [400, 800, 800],
        "technical-interview": [600, 1200],
        "production-questioning": [600, 600],
        "final-interview": [],
    }


def test_extra_time_is_in_the_timetable_that_comes_out():
    """From the session to the entry: nothing in between takes a second away."""
    request = request_of(a_session(), TITLE, PlanSettings())
    timetable = solve(request, placements=300)
    call = timetable.entry(MAELLE.candidacy_id, WorkKind.CALL)
    assert call is not None
    assert [phase.seconds for phase in call.phases] == [1200, 800, 800]
    assert breaches(timetable, request) == ()


def test_the_jury_is_there_in_the_preparation_unless_the_centre_says_otherwise():
    """The exam document's times count it so; after the exchange nobody watches."""
    with_jury = works_of(a_session(), TITLE, INES, PlanSettings())[0]
    absent = SessionSettings(jury_in_preparation=False)
    without = works_of(a_session(settings=absent), TITLE, INES, PlanSettings())[0]
    assert [phase.jury for phase in with_jury.phases] == [True, True, False]
    assert [phase.jury for phase in without.phases] == [False, True, False]


def test_blocks_are_in_the_plan_where_the_manager_puts_them():
    """The written part together at eight, lengthened as writing is; the questionnaire where it fits."""
    day = msgspec.structs.replace(DAY, opens=dt.time(8, 0), closes=dt.time(20, 0))
    settings = PlanSettings(
        blocks=(
            BlockChoice(
                kind=WrittenBlock.WRITTEN, time=BlockTime.TOGETHER, date=day.date, starts=dt.time(8, 0)
            ),
            BlockChoice(kind=WrittenBlock.QUESTIONNAIRE, time=BlockTime.PLACED),
        )
    )
    assert lengths(INES, settings)["written"] == [270 * 60]
    assert lengths(MAELLE, settings)["written"] == [360 * 60]
    assert lengths(MAELLE, settings)["questionnaire"] == [60 * 60]
    request = request_of(a_session(days=(day,)), TITLE, settings)
    assert request.fixed_start(WorkKind.WRITTEN) == dt.datetime(2026, 12, 8, 7, 0, tzinfo=UTC)
    assert breaches(solve(request, placements=300), request) == ()


def test_hours_are_the_centres_on_both_sides_of_the_change_of_clocks():
    """25 October 2026: Saturday opens at half past six UTC, Monday at half past seven."""
    days = tuple(
        Day(date=dt.date(2026, 10, number), opens=dt.time(8, 30), closes=dt.time(18)) for number in (24, 26)
    )
    request = request_of(a_session(days=days), TITLE, PlanSettings())
    assert [day.opens_at.time() for day in request.days] == [dt.time(6, 30), dt.time(7, 30)]
    assert [day.pauses[0].starts_at.time() for day in request.days] == [dt.time(10, 30), dt.time(11, 30)]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"juries": ()}, "no-jury"),
        ({"places": ROOMS[:2]}, "no-place-of-kind"),
        ({"days": (msgspec.structs.replace(DAY, closes=dt.time(8, 0)),)}, "day-ends-before-it-begins"),
        ({"days": (IN_THE_GAP,)}, "time-does-not-exist"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(fields: dict[str, object], code: str):
    """With the code that the page explains."""
    with pytest.raises(Refused) as refused:
        request_of(a_session(**fields), TITLE, PlanSettings())
    assert refused.value.reason == code


def test_minutes_that_the_documents_leave_open_must_be_given():
    """The CCI's oral defence has none until the centre says them."""
    with pytest.raises(Refused, match="minutes-not-given"):
        request_of(a_session(), format_named("cci-import-export"), PlanSettings())


def test_a_zone_that_nobody_knows_is_refused():
    """A misspelt name would be UTC in silence otherwise."""
    with pytest.raises(BadInput, match="unknown-time-zone"):
        request_of(a_session(time_zone="Europe/Pariss"), TITLE, PlanSettings())


def test_candidates_without_a_jury_are_shared_out_by_minutes():
    """Maëlle, who has none and longer phases, goes to the jury that has less to do."""
    other = msgspec.structs.replace(JURY, jury_id=an_id(22), member_ids=(an_id(13), an_id(14)))
    request = request_of(a_session(juries=(JURY, other)), TITLE, PlanSettings())
    assert [each.jury_id for each in request.candidates] == [JURY.jury_id, other.jury_id]


def test_breaks_are_a_rest_between_works():
    """Who was granted breaks has ten minutes at least; a pause outside a day's hours is left out."""
    settings = PlanSettings(pauses=(Pause(starts=dt.time(19), ends=dt.time(20)),))
    request = request_of(a_session(), TITLE, settings)
    assert [each.rest_s for each in request.candidates] == [0, 600]
    assert request.days[0].pauses == ()


def test_a_visitor_comes_where_the_jury_has_a_station_for_that():
    """By video the jury stays in its room; the session says for each jury what it has."""
    there = msgspec.structs.replace(JURY, station_setup=StationSetup.TWO_MICROPHONES)
    for jury, place in ((JURY, ROOMS[0]), (there, ROOMS[3])):
        request = request_of(a_session(juries=(jury,), candidacies=(INES,)), TITLE, PlanSettings())
        visitor = solve(request, placements=50).entry(INES.candidacy_id, WorkKind.VISITOR)
        assert visitor is not None
        assert visitor.place_id == place.place_id


def test_interviews_are_longer_where_that_was_granted():
    """Each step of an interview; a quarter of ten minutes is 150 s."""
    longer = ExtraTime(interview=ExtraLength(fraction="1/4"))
    candidacy = msgspec.structs.replace(INES, extra_time=longer)
    assert lengths(candidacy)["technical-interview"] == [750, 1500]
    assert lengths(candidacy)["call"] == [900, 600, 600]
