"""A timetable holds every rule, is the same every time, and is near what no timetable can beat."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from oralexam.errors import Refused
from oralexam.exams.timetable.bounds import lower_bound, one_after_another
from oralexam.exams.timetable.checking import breaches
from oralexam.exams.timetable.request import FixedBlock, PlanRequest
from oralexam.exams.timetable.solving import solve
from oralexam.exams.timetable.works import Work, WorkKind
from tests.exams.timetable.requests import OPENS, day, jury_works, phase, requests, title_request, title_works

QUICK = 600
"""Placements: enough to look for a better order, few enough for hundreds of examples."""
REASONS = {
    "blocks-overlap",
    "no-place-of-kind",
    "no-time-found",
    "not-enough-jury-time",
    "not-enough-time",
    "work-longer-than-any-day",
}


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(request=requests())
def test_whatever_is_asked_every_rule_holds_or_a_reason_is_given(request: PlanRequest):
    """The search and the checker know nothing of each other, and agree."""
    refused = ""
    try:
        timetable = solve(request, placements=QUICK)
    except Refused as error:
        refused = error.reason
    if refused:
        assert refused in REASONS
        return
    assert breaches(timetable, request) == ()
    assert lower_bound(request) <= timetable.ends_at


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(request=requests())
def test_one_request_gives_one_timetable(request: PlanRequest):
    """Chance has a fixed seed, and no clock decides when to stop."""
    try:
        first = solve(request, placements=QUICK)
    except Refused as refused:
        with pytest.raises(Refused, match=refused.reason):
            solve(request, placements=QUICK)
        return
    assert solve(request, placements=QUICK) == first


def test_where_rooms_cost_nothing_the_jury_never_waits():
    """By video the jury stays in its room: its own minutes are the day, and the search finds that."""
    request = title_request(4, in_person=False)
    assert solve(request).ends_at == lower_bound(request) == OPENS + timedelta(minutes=4 * 105 + 60)


def test_walking_to_visitors_costs_little_beside_one_after_another():
    """In person the jury walks; most of what the naive plan loses is still saved."""
    request = title_request(4)
    ends_at, naive, bound = solve(request).ends_at, one_after_another(request).ends_at, lower_bound(request)
    assert bound <= ends_at <= bound + timedelta(minutes=40)
    assert naive - ends_at >= timedelta(minutes=60)


def test_the_jury_hears_another_while_one_prepares_if_the_centre_decides_so():
    """Without the jury in the preparation, its minutes are 85 a candidate and the day is shorter."""
    with_jury = title_request(4, in_person=False)
    without = title_request(4, in_person=False, works=title_works(jury_in_preparation=False))
    assert solve(without).ends_at < solve(with_jury).ends_at
    assert breaches(solve(without), without) == ()


def test_nothing_lies_in_a_pause_nor_outside_the_hours():
    """Two days of a full jury; the checker is asked, and the pause once more by hand."""
    request = title_request(6, days=(day(0, hours=9), day(1, hours=9)), works=(*title_works(), *jury_works()))
    timetable = solve(request, placements=4000)
    assert breaches(timetable, request) == ()
    for entry in timetable.entries:
        for pause in (pause for day_ in request.days for pause in day_.pauses):
            assert entry.ends_at <= pause.starts_at or entry.starts_at >= pause.ends_at


def test_written_part_and_questionnaire_come_before_what_follows_them():
    """A common written part from the opening on; each questionnaire somewhere before the interview."""
    written = Work(kind=WorkKind.WRITTEN, phases=(phase("written", 120),))
    questionnaire = Work(kind=WorkKind.QUESTIONNAIRE, phases=(phase("questionnaire", 45),))
    request = title_request(2, works=(written, questionnaire, *title_works()))
    common = FixedBlock(kind=WorkKind.WRITTEN, starts_at=OPENS)
    request = msgspec.structs.replace(request, fixed_blocks=(common,))
    timetable = solve(request, placements=4000)
    assert breaches(timetable, request) == ()
    for candidate in request.candidates:
        entries = {entry.kind: entry for entry in timetable.of_candidate(candidate.candidacy_id)}
        assert entries[WorkKind.WRITTEN].starts_at == OPENS
        assert entries[WorkKind.CALL].starts_at >= entries[WorkKind.WRITTEN].ends_at
        assert entries[WorkKind.TECHNICAL_INTERVIEW].starts_at >= entries[WorkKind.QUESTIONNAIRE].ends_at


def test_a_pinned_entry_stays_and_the_others_go_round_it():
    """The manager has set one candidate's call at ten."""
    request = title_request(3)
    free = solve(request, placements=2000)
    call = free.entry("C2", WorkKind.CALL)
    assert call is not None
    pinned = msgspec.structs.replace(call, starts_at=OPENS + timedelta(minutes=150), pinned=True)
    timetable = solve(request, fixed=(pinned,), placements=2000)
    assert timetable.entry("C2", WorkKind.CALL) == pinned
    assert breaches(timetable, request) == ()


def test_pins_that_clash_are_refused():
    """Two candidates cannot be set before one jury at one time."""
    request = title_request(2)
    timetable = solve(request, placements=500)
    one, other = (timetable.entry(name, WorkKind.CALL) for name in ("C0", "C1"))
    assert one is not None
    assert other is not None
    both = (
        msgspec.structs.replace(one, pinned=True),
        msgspec.structs.replace(other, starts_at=one.starts_at, pinned=True),
    )
    with pytest.raises(Refused, match="pins-clash"):
        solve(request, fixed=both)


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (title_request(0), "no-candidate"),
        (msgspec.structs.replace(title_request(1), days=()), "no-day"),
        (msgspec.structs.replace(title_request(1), places=title_request(1).places[1:2]), "wrong-place-kind"),
        (msgspec.structs.replace(title_request(1), places=title_request(1).places[2:]), "no-place-of-kind"),
        (msgspec.structs.replace(title_request(1), juries=()), "unknown-jury"),
        (title_request(9), "not-enough-jury-time"),
        (title_request(1, works=title_works(longer=14)), "work-longer-than-any-day"),
        (title_request(1, days=(day(hours=2, pause=False),)), "not-enough-time"),
        (title_request(2, days=(day(hours=3.6, pause=False),)), "no-time-found"),
        (title_request(1, days=(day(1), day(0))), "days-overlap"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(request_: PlanRequest, code: str):
    """Before the day, and so that a person knows what to change."""
    with pytest.raises(Refused) as refused:
        solve(request_, placements=2000)
    assert refused.value.reason == code
