"""What a timetable is asked for: days, rooms, juries, candidates with their works, and the centre's rules.

Instants are UTC; what the centre writes in local time is resolved before (`local_time`). Lengths hold extra
time already (`building`). Names are nowhere: a timetable knows ids.
"""

from datetime import datetime, timedelta
from itertools import pairwise

import msgspec

from oralexam.errors import Refused
from oralexam.exams.session import PlaceKind
from oralexam.exams.timetable.works import PARTS, Work, WorkKind

INVIGILATED = "invigilated"
"""The place of the written part and the questionnaire: a room of many places, which never clashes."""


class Window(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From one instant to another."""

    starts_at: datetime
    ends_at: datetime


class PlanDay(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One day: when the centre is open, and the pauses in which nobody examines."""

    opens_at: datetime
    closes_at: datetime
    pauses: tuple[Window, ...] = ()


class PlanPlace(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One room."""

    place_id: str
    kind: PlaceKind


class PlanJury(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two jurors, and the rooms that are theirs."""

    jury_id: str
    member_ids: tuple[str, ...]
    jury_room_id: str
    reception_id: str | None = None
    """Where they receive; None: whichever reception space is free."""
    in_person: bool = True
    """The visitor comes to the reception space; otherwise by video, between exam room and jury room."""


class PlanCandidate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One candidate: before whom, in which room, and what there is to do."""

    candidacy_id: str
    jury_id: str
    works: tuple[Work, ...]
    exam_room_id: str | None = None
    """The candidate's own room; None: whichever is free."""
    rest_s: int = 0
    """Between two works of this candidate, at least."""


class PlanRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the centre decided for every candidate."""

    moving_s: int = 300
    """From one room to another, for whoever changes rooms."""
    margin_s: int = 0
    """Between two works of a juror: for the minutes that a ring, a greeting or a printer costs."""
    turnover_s: int = 0
    """Between two candidates in one exam room or reception space: to clear the table."""
    grid_s: int = 300
    """Works begin at multiples of this; people are called at 10 h 25, not at 10 h 23 min 20 s."""
    one_day: bool = True
    """A candidate's oral parts are all on one day."""
    in_format_order: bool = True
    """A candidate takes the parts in the order of the format; otherwise any that the exam document allows."""


class FixedBlock(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An invigilated block that begins for everybody at one instant."""

    kind: WorkKind
    starts_at: datetime


class PlanRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that a timetable depends on: the same request gives the same timetable."""

    days: tuple[PlanDay, ...]
    places: tuple[PlanPlace, ...]
    juries: tuple[PlanJury, ...]
    candidates: tuple[PlanCandidate, ...]
    rules: PlanRules = PlanRules()
    fixed_blocks: tuple[FixedBlock, ...] = ()
    """Blocks that are not among these begin when the timetable says."""

    def jury(self, jury_id: str) -> PlanJury | None:
        """The jury with this id."""
        return next((jury for jury in self.juries if jury.jury_id == jury_id), None)

    def place(self, place_id: str | None) -> PlanPlace | None:
        """The room with this id."""
        return next((place for place in self.places if place.place_id == place_id), None)

    def candidate(self, candidacy_id: str) -> PlanCandidate | None:
        """The candidate with this id."""
        return next((each for each in self.candidates if each.candidacy_id == candidacy_id), None)

    def fixed_start(self, kind: WorkKind) -> datetime | None:
        """When a block begins for everybody; None where it has no common beginning."""
        return next((block.starts_at for block in self.fixed_blocks if block.kind is kind), None)


def place_kind(kind: WorkKind, *, in_person: bool) -> PlaceKind | None:
    """The kind of room in which a work is held; None for the invigilated ones.

    An in-person visitor part stays in the reception space from preparation to contact sheet: its minutes
    (exam document: 5, 10 and 10) leave none for walking.
    """
    match kind:
        case WorkKind.WRITTEN | WorkKind.QUESTIONNAIRE:
            return None
        case WorkKind.CALL:
            return PlaceKind.EXAM_ROOM
        case WorkKind.VISITOR:
            return PlaceKind.RECEPTION if in_person else PlaceKind.EXAM_ROOM
        case _:
            return PlaceKind.JURY_ROOM


def check_request(request: PlanRequest) -> None:
    """Refuse what no timetable can satisfy, before anything is searched, and say why.

    Raises:
        Refused: `no-day`, `no-candidate`, `day-ends-before-it-begins`, `days-overlap`, `pause-outside-day`,
            `doubled-candidate`, `doubled-place`, `doubled-jury`, `unknown-jury`, `jury-without-members`,
            `no-place-of-kind`, `wrong-place-kind`, `length-not-positive`, `work-longer-than-any-day`,
            `doubled-work`, `no-part`, `blocks-overlap`.
    """
    _check_days(request)
    _check_names(request)
    for jury in request.juries:
        _check_jury(request, jury)
    for candidate in request.candidates:
        _check_candidate(request, candidate)


def _check_days(request: PlanRequest) -> None:
    if not request.days:
        raise Refused("no-day")
    before: datetime | None = None
    for day in request.days:
        if day.closes_at <= day.opens_at:
            raise Refused("day-ends-before-it-begins")
        if before is not None and day.opens_at < before:
            raise Refused("days-overlap")
        before = day.closes_at
        for pause in day.pauses:
            if not day.opens_at <= pause.starts_at < pause.ends_at <= day.closes_at:
                raise Refused("pause-outside-day")


def _check_names(request: PlanRequest) -> None:
    if not request.candidates:
        raise Refused("no-candidate")
    for code, ids in (
        ("doubled-candidate", [each.candidacy_id for each in request.candidates]),
        ("doubled-place", [each.place_id for each in request.places]),
        ("doubled-jury", [each.jury_id for each in request.juries]),
    ):
        if len(set(ids)) < len(ids):
            raise Refused(code)


def _check_jury(request: PlanRequest, jury: PlanJury) -> None:
    if not jury.member_ids:
        raise Refused("jury-without-members", jury_id=jury.jury_id)
    for place_id, kind in (
        (jury.jury_room_id, PlaceKind.JURY_ROOM),
        (jury.reception_id, PlaceKind.RECEPTION),
    ):
        place = request.place(place_id)
        if place_id is not None and (place is None or place.kind is not kind):
            raise Refused("wrong-place-kind", place_id=place_id, kind=kind)


def _check_candidate(request: PlanRequest, candidate: PlanCandidate) -> None:
    named = {"candidacy_id": candidate.candidacy_id}
    jury = request.jury(candidate.jury_id)
    if jury is None:
        raise Refused("unknown-jury", **named)
    room = request.place(candidate.exam_room_id)
    if candidate.exam_room_id is not None and (room is None or room.kind is not PlaceKind.EXAM_ROOM):
        raise Refused("wrong-place-kind", place_id=candidate.exam_room_id, kind=PlaceKind.EXAM_ROOM)
    kinds = {place.kind for place in request.places}
    longest_s = max(_longest_window_s(day) for day in request.days)
    for work in candidate.works:
        if any(phase.seconds <= 0 for phase in work.phases) or not work.phases:
            raise Refused("length-not-positive", kind=work.kind, **named)
        needed = place_kind(work.kind, in_person=jury.in_person)
        if needed is not None and needed not in kinds:
            raise Refused("no-place-of-kind", place_kind=needed)
        if request.fixed_start(work.kind) is None and work.seconds > longest_s:
            raise Refused("work-longer-than-any-day", kind=work.kind, **named)
    if len({work.kind for work in candidate.works}) < len(candidate.works):
        raise Refused("doubled-work", **named)
    if not any(work.kind in PARTS for work in candidate.works):
        raise Refused("no-part", **named)
    _check_blocks(request, candidate)


def _check_blocks(request: PlanRequest, candidate: PlanCandidate) -> None:
    taken = sorted(
        (starts_at, starts_at + timedelta(seconds=work.seconds + candidate.rest_s))
        for work in candidate.works
        if (starts_at := request.fixed_start(work.kind)) is not None
    )
    if any(second[0] < first[1] for first, second in pairwise(taken)):
        raise Refused("blocks-overlap", candidacy_id=candidate.candidacy_id)


def windows_of(day: PlanDay) -> tuple[tuple[datetime, datetime], ...]:
    """The stretches of a day in which one may examine: opening hours without the pauses."""
    found = []
    begins = day.opens_at
    for pause in sorted(day.pauses, key=lambda each: each.starts_at):
        if pause.starts_at > begins:
            found.append((begins, pause.starts_at))
        begins = max(begins, pause.ends_at)
    if day.closes_at > begins:
        found.append((begins, day.closes_at))
    return tuple(found)


def _longest_window_s(day: PlanDay) -> float:
    return max(((ends - begins).total_seconds() for begins, ends in windows_of(day)), default=0.0)
