"""How long a timetable takes: 24 title candidates before 3 juries, over two days (issue 3, « How fast »).

Before it, how good timetables are: the end of the day beside the naive plan (one candidate after another) and
beside what no plan can beat (each jury's own minutes, back to back), for 4 candidates with one jury and for
12 with three. Where visitors are received in person the jury walks to the reception space, and no plan can
save all of that: both ways are printed.
"""

import time
from datetime import UTC, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from benchmarks.result import print_result
from oralexam.exams.formats import format_named
from oralexam.exams.parts import PartKind
from oralexam.exams.session import PlaceKind
from oralexam.exams.timetable.bounds import lower_bound, one_after_another
from oralexam.exams.timetable.checking import breaches
from oralexam.exams.timetable.request import (
    PlanCandidate,
    PlanDay,
    PlanJury,
    PlanPlace,
    PlanRequest,
    Window,
)
from oralexam.exams.timetable.solving import PLACEMENTS, solve
from oralexam.exams.timetable.works import Work, WorkKind, WorkPhase

GOAL_S = 5.0
REPEATS = 3
OPENS = datetime(2026, 12, 8, 7, 30, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
JURY_OWN = ((WorkKind.READING, 10), (WorkKind.MARKING, 10), (WorkKind.DELIBERATION, 5))
"""Minutes of the jury's own for each candidate: the documents give none; a centre's usual ones."""


def main() -> None:
    """Print how good timetables are, then how long the large one takes."""
    print("end of day, Europe/Paris             plan    one by one  bound   above the bound")
    for candidates, juries in ((4, 1), (12, 3)):
        for words, in_person in (("video visitor", False), ("visitor in person", True)):
            _compare(
                f"{candidates} title, {juries} jury, {words}",
                a_request(candidates, juries, in_person=in_person),
            )
    request = a_request(24, 3, days=2, jury_own=True)
    took_s = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        timetable = solve(request)
        took_s.append(time.perf_counter() - began)
    broken = breaches(timetable, request)
    ends_at, naive = timetable.ends_at, one_after_another(request).ends_at
    print(
        f"24 title, 3 juries, 2 days, with the jury's own work: ends {_hour(ends_at)}, "
        f"one by one {_hour(naive)}, bound {_hour(lower_bound(request))}; breaches: {len(broken)}"
    )
    print_result(
        name="plan",
        value=median(took_s),
        unit="s",
        goal=f"<= {GOAL_S:g} s",
        holds=median(took_s) <= GOAL_S and not broken,
        rests_on={
            "candidates": 24,
            "juries": 3,
            "entries": len(timetable.entries),
            "placements": PLACEMENTS,
            "took_s": [round(value, 3) for value in took_s],
            "breaches": len(broken),
            "figures": "median; the whole of solve(), in one process, the same timetable each time",
        },
    )


def a_request(
    candidates: int,
    juries: int,
    *,
    days: int = 1,
    in_person: bool = True,
    jury_own: bool = False,
) -> PlanRequest:
    """A title session: half past eight to seven in the evening, an hour at noon, two exam rooms a jury."""
    places = [
        PlanPlace(place_id=f"{kind.value}-{number}", kind=kind)
        for kind, count in (
            (PlaceKind.EXAM_ROOM, 2 * juries),
            (PlaceKind.JURY_ROOM, juries),
            (PlaceKind.RECEPTION, juries),
        )
        for number in range(count)
    ]
    return PlanRequest(
        days=tuple(_day(number) for number in range(days)),
        places=tuple(places),
        juries=tuple(
            PlanJury(
                jury_id=f"jury-{n}",
                member_ids=(f"{n}a", f"{n}b"),
                jury_room_id=f"jury-room-{n}",
                in_person=in_person,
            )
            for n in range(juries)
        ),
        candidates=tuple(
            PlanCandidate(
                candidacy_id=f"candidate-{n:02}",
                jury_id=f"jury-{n % juries}",
                works=_works(jury_own=jury_own),
            )
            for n in range(candidates)
        ),
    )


def _day(number: int) -> PlanDay:
    opens_at = OPENS + timedelta(days=number)
    noon = opens_at + timedelta(hours=4)
    return PlanDay(
        opens_at=opens_at,
        closes_at=opens_at + timedelta(hours=10, minutes=30),
        pauses=(Window(starts_at=noon, ends_at=noon + timedelta(hours=1)),),
    )


def _works(*, jury_own: bool) -> tuple[Work, ...]:
    alone = {"writing", "contact-sheet"}
    parts = [
        Work(
            kind=WorkKind(part.kind.value),
            phases=tuple(
                WorkPhase(name=phase.name, seconds=(phase.minutes or 0) * 60, jury=phase.name not in alone)
                for phase in part.phases
            ),
        )
        for part in format_named("aie-title").parts
    ]
    assert [part.kind for part in parts[:2]] == [PartKind.CALL, PartKind.VISITOR]
    for kind, minutes in JURY_OWN if jury_own else ():
        parts.append(Work(kind=kind, phases=(WorkPhase(name=kind.value, seconds=minutes * 60, jury=True),)))
    return tuple(parts)


def _compare(words: str, request: PlanRequest) -> None:
    ends_at, bound = solve(request).ends_at, lower_bound(request)
    above_min = (ends_at - bound).total_seconds() / 60
    naive = one_after_another(request).ends_at
    print(f"{words:<36} {_hour(ends_at)}   {_hour(naive)}       {_hour(bound)}   {above_min:g} min")


def _hour(instant: datetime) -> str:
    local = instant.astimezone(PARIS)
    return local.strftime("%H:%M") if local.day == OPENS.day else local.strftime("%-d. %H:%M")


if __name__ == "__main__":
    main()
