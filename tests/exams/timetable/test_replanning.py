"""When the day slips: facts stay, nobody is called earlier, and what need not move does not."""

from datetime import datetime, timedelta

import msgspec
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from oralexam.errors import Refused
from oralexam.exams.timetable.checking import breaches
from oralexam.exams.timetable.entries import EntryState, Happened, Timetable
from oralexam.exams.timetable.replanning import replan
from oralexam.exams.timetable.request import FixedBlock, PlanRequest
from oralexam.exams.timetable.solving import solve
from oralexam.exams.timetable.works import JURY_OWN, Work, WorkKind
from tests.exams.timetable.requests import OPENS, day, jury_works, phase, requests, title_request, title_works


def happened_by(timetable: Timetable, now: datetime, *, late: timedelta = timedelta(0)) -> list[Happened]:
    """Every part that the timetable has begun by `now`; what was running then ends `late`."""
    return [
        Happened(
            candidacy_id=entry.candidacy_id,
            kind=entry.kind,
            starts_at=entry.starts_at,
            ends_at=entry.ends_at if entry.ends_at <= now else entry.ends_at + late,
            over=entry.ends_at <= now,
        )
        for entry in timetable.entries
        if entry.starts_at < now and entry.kind not in JURY_OWN
    ]


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(request=requests(), at=st.integers(0, 400), late=st.integers(0, 45))
def test_whatever_slips_only_closing_times_may_break(request: PlanRequest, at: int, late: int):
    """Facts are fixed, nobody comes earlier than told, and no rule is broken but the end of the day."""
    try:
        timetable = solve(request, placements=300)
    except Refused:
        assume(False)
    now = OPENS + timedelta(minutes=at)
    happened = happened_by(timetable, now, late=timedelta(minutes=late))
    refused = ""
    try:
        after = replan(timetable, request, now=now, happened=happened, placements=300)
    except Refused as error:
        refused = error.reason
    if refused:
        assert refused == "no-time-found"
        return
    told = {(each.candidacy_id, each.kind): each for each in happened}
    for entry in after.entries:
        before = timetable.entry(*entry.key)
        assert before is not None
        if entry.key in told:
            assert entry.starts_at == told[entry.key].starts_at
            assert entry.ends_at >= told[entry.key].ends_at
        elif entry.state is EntryState.PLANNED:
            assert entry.starts_at >= max(now, before.starts_at)
    assert {breach.code for breach in breaches(after, request)} <= {"outside-opening-hours"}


def test_a_day_that_keeps_its_times_stays_as_it_is():
    """Nothing late: nothing moves."""
    request = title_request(4)
    timetable = solve(request, placements=1000)
    now = OPENS + timedelta(minutes=95)
    after = replan(timetable, request, now=now, happened=happened_by(timetable, now))
    assert [(e.key, e.starts_at, e.place_id) for e in after.entries] == [
        (e.key, e.starts_at, e.place_id) for e in timetable.entries
    ]


def test_only_one_jury_is_late_and_only_its_candidates_move():
    """Two juries; a call of the first lasts twenty minutes more."""
    request = title_request(6, 2)
    timetable = solve(request, placements=1000)
    call = next(e for e in timetable.entries if e.kind is WorkKind.CALL and e.jury_id == "Y0")
    now = call.starts_at + timedelta(minutes=20)
    late = [
        msgspec.structs.replace(each, ends_at=each.ends_at + timedelta(minutes=20))
        if (each.candidacy_id, each.kind) == call.key else each
        for each in happened_by(timetable, now)
    ]  # fmt: skip
    after = replan(timetable, request, now=now, happened=late)
    moved = {e.key for e in after.entries if (old := timetable.entry(*e.key)) and old.starts_at < e.starts_at}
    assert moved
    assert {candidacy_id for candidacy_id, _ in moved} <= {"C0", "C2", "C4"}
    assert breaches(after, request) == ()


def test_a_block_whose_end_nobody_confirmed_lasts_until_now():
    """The written part should have ended at half past nine; at ten nobody has said that it did."""
    written = Work(kind=WorkKind.WRITTEN, phases=(phase("written", 120),))
    request = title_request(2, works=(written, *title_works()))
    request = msgspec.structs.replace(
        request, fixed_blocks=(FixedBlock(kind=WorkKind.WRITTEN, starts_at=OPENS),)
    )
    timetable = solve(request, placements=500)
    now = OPENS + timedelta(minutes=150)
    over_at = OPENS + timedelta(minutes=118)
    confirmed = Happened(
        candidacy_id="C0", kind=WorkKind.WRITTEN, starts_at=OPENS, ends_at=over_at, over=True
    )  # fmt: skip
    after = replan(timetable, request, now=now, happened=[confirmed])
    blocks = {e.candidacy_id: e for e in after.entries if e.kind is WorkKind.WRITTEN}
    assert (blocks["C0"].ends_at, blocks["C0"].state) == (over_at, EntryState.DONE)
    assert (blocks["C1"].ends_at, blocks["C1"].state) == (now, EntryState.RUNNING)
    assert all(e.starts_at >= now for e in after.entries if e.kind is WorkKind.CALL)
    assert breaches(after, request) == ()


def test_a_pinned_entry_stays_through_a_new_plan():
    """The manager has promised a time to somebody."""
    request = title_request(3, works=(*title_works(), *jury_works()))
    timetable = solve(request, placements=500)
    last = timetable.entry("C2", WorkKind.FINAL_INTERVIEW)
    assert last is not None
    pinned = msgspec.structs.replace(last, starts_at=last.starts_at + timedelta(minutes=60), pinned=True)
    timetable = Timetable(entries=(*(e for e in timetable.entries if e != last), pinned))
    now = OPENS + timedelta(minutes=30)
    after = replan(
        timetable, request, now=now, happened=happened_by(timetable, now, late=timedelta(minutes=15))
    )
    assert after.entry("C2", WorkKind.FINAL_INTERVIEW) == pinned


def test_a_day_too_short_runs_over_and_the_checker_says_by_how_much():
    """The manager decides about overtime; the plan does not hide it."""
    request = title_request(2, days=(day(hours=4.5, pause=False),), in_person=False)
    timetable = solve(request, placements=1000)
    now = OPENS + timedelta(minutes=90)
    after = replan(timetable, request, now=now, happened=())
    told = [breach for breach in breaches(after, request) if breach.code == "outside-opening-hours"]
    assert after.ends_at > request.days[0].closes_at
    assert (
        max(breach.seconds for breach in told) == (after.ends_at - request.days[0].closes_at).total_seconds()
    )
