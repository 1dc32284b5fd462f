"""Requests that tests ask with: a title session, and anything that hypothesis thinks of."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from oralexam.exams.session import PlaceKind
from oralexam.exams.timetable.request import (
    FixedBlock,
    PlanCandidate,
    PlanDay,
    PlanJury,
    PlanPlace,
    PlanRequest,
    PlanRules,
    Window,
)
from oralexam.exams.timetable.works import Work, WorkKind, WorkPhase

OPENS = datetime(2026, 12, 8, 7, 30, tzinfo=UTC)


def phase(name: str, minutes: float, *, jury: bool = False) -> WorkPhase:
    """A phase of some minutes."""
    return WorkPhase(name=name, seconds=round(minutes * 60), jury=jury)


def title_works(*, jury_in_preparation: bool = True, longer: float = 1.0) -> tuple[Work, ...]:
    """The oral parts of the title (exam document, RE AIE 2015); `longer` stretches the role-plays."""
    call = (
        phase("preparation", 15 * longer, jury=jury_in_preparation),
        phase("call", 10 * longer, jury=True),
        phase("writing", 10 * longer),
    )
    visitor = (
        phase("preparation", 5 * longer, jury=jury_in_preparation),
        phase("reception", 10 * longer, jury=True),
        phase("contact-sheet", 10 * longer),
    )
    interview = (phase("review", 10, jury=True), phase("questions", 20, jury=True))
    production = (phase("presentation", 10, jury=True), phase("questions", 10, jury=True))
    return (
        Work(kind=WorkKind.CALL, phases=call),
        Work(kind=WorkKind.VISITOR, phases=visitor),
        Work(kind=WorkKind.TECHNICAL_INTERVIEW, phases=interview),
        Work(kind=WorkKind.PRODUCTION_QUESTIONING, phases=production),
        Work(kind=WorkKind.FINAL_INTERVIEW, phases=(phase("interview", 15, jury=True),)),
    )


def jury_works(*, reading: int = 10, marking: int = 10, deliberation: int = 5) -> tuple[Work, ...]:
    """The jury's own time for one candidate."""
    return (
        Work(kind=WorkKind.READING, phases=(phase("reading", reading, jury=True),)),
        Work(kind=WorkKind.MARKING, phases=(phase("marking", marking, jury=True),)),
        Work(kind=WorkKind.DELIBERATION, phases=(phase("deliberation", deliberation, jury=True),)),
    )


def day(number: int = 0, *, hours: float = 11, pause: bool = True) -> PlanDay:
    """A day that opens at half past seven, UTC, with an hour's pause four hours later."""
    opens_at = OPENS + timedelta(days=number)
    noon = opens_at + timedelta(hours=4)
    pauses = (Window(starts_at=noon, ends_at=noon + timedelta(hours=1)),) if pause else ()
    return PlanDay(opens_at=opens_at, closes_at=opens_at + timedelta(hours=hours), pauses=pauses)


def places(*, exam_rooms: int, jury_rooms: int, receptions: int = 1) -> tuple[PlanPlace, ...]:
    """E0 …, J0 …, R0 …."""
    return tuple(
        PlanPlace(place_id=f"{letter}{number}", kind=kind)
        for letter, kind, count in (
            ("E", PlaceKind.EXAM_ROOM, exam_rooms),
            ("J", PlaceKind.JURY_ROOM, jury_rooms),
            ("R", PlaceKind.RECEPTION, receptions),
        )
        for number in range(count)
    )


def juries(count: int, *, in_person: bool = True) -> tuple[PlanJury, ...]:
    """Y0 with its two members and its room J0, and so on."""
    return tuple(
        PlanJury(
            jury_id=f"Y{number}",
            member_ids=(f"m{number}a", f"m{number}b"),
            jury_room_id=f"J{number}",
            in_person=in_person,
        )
        for number in range(count)
    )


def title_request(
    candidates: int = 4,
    jury_count: int = 1,
    *,
    days: tuple[PlanDay, ...] | None = None,
    rules: PlanRules | None = None,
    works: tuple[Work, ...] | None = None,
    exam_rooms: int | None = None,
    in_person: bool = True,
) -> PlanRequest:
    """A session for the title."""
    return PlanRequest(
        days=(day(),) if days is None else days,
        places=places(exam_rooms=exam_rooms or 2 * jury_count, jury_rooms=jury_count, receptions=jury_count),
        juries=juries(jury_count, in_person=in_person),
        candidates=tuple(
            PlanCandidate(
                candidacy_id=f"C{number}", jury_id=f"Y{number % jury_count}", works=works or title_works()
            )
            for number in range(candidates)
        ),
        rules=rules or PlanRules(),
    )


@st.composite
def requests(draw: st.DrawFn) -> PlanRequest:
    """Sessions of all kinds; some of them cannot be planned at all."""
    jury_count = draw(st.integers(1, 3))
    day_count = draw(st.integers(1, 3))
    hours = draw(st.integers(2, 11))
    written = draw(st.sampled_from([None, None, 60, 120]))
    common = draw(st.booleans())
    shared = draw(st.booleans())
    candidates = tuple(
        PlanCandidate(
            candidacy_id=f"C{number}",
            jury_id=f"Y{draw(st.integers(0, jury_count - 1))}",
            works=_works(draw, written),
            exam_room_id=draw(st.sampled_from([None, None, "E0"])),
            rest_s=draw(st.sampled_from([0, 0, 600])),
        )
        for number in range(draw(st.integers(1, 6)))
    )
    the_juries = list(juries(jury_count, in_person=draw(st.booleans())))
    if shared and jury_count > 1:  # one juror sits in two juries
        the_juries[1] = PlanJury(jury_id="Y1", member_ids=("m0a", "m1b"), jury_room_id="J1")
    return PlanRequest(
        days=tuple(day(number, hours=hours, pause=hours > 5) for number in range(day_count)),
        places=places(
            exam_rooms=draw(st.integers(1, 4)), jury_rooms=jury_count, receptions=draw(st.integers(0, 2))
        ),
        juries=tuple(the_juries),
        candidates=candidates,
        rules=PlanRules(
            moving_s=draw(st.sampled_from([0, 300, 420])),
            margin_s=draw(st.sampled_from([0, 0, 120])),
            turnover_s=draw(st.sampled_from([0, 300])),
            grid_s=draw(st.sampled_from([60, 300])),
            one_day=draw(st.booleans()),
            in_format_order=draw(st.booleans()),
        ),
        fixed_blocks=(FixedBlock(kind=WorkKind.WRITTEN, starts_at=OPENS),) if written and common else (),
    )


def _works(draw: st.DrawFn, written: int | None) -> tuple[Work, ...]:
    parts = title_works(
        jury_in_preparation=draw(st.booleans()), longer=draw(st.sampled_from([1.0, 1.0, 4 / 3, 1.5]))
    )
    chosen = tuple(part for part in parts if draw(st.integers(0, 3)) > 0) or parts[:1]
    blocks: tuple[Work, ...] = ()
    if written:
        blocks += (Work(kind=WorkKind.WRITTEN, phases=(phase("written", written),)),)
    if draw(st.booleans()):
        blocks += (Work(kind=WorkKind.QUESTIONNAIRE, phases=(phase("questionnaire", 45),)),)
    return (*blocks, *chosen, *(jury_works() if draw(st.booleans()) else ()))
