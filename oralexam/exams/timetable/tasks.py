"""A request in whole seconds, as the search works on it: tasks with what they take and what they wait for."""

from dataclasses import dataclass
from datetime import UTC, datetime

from oralexam.exams.session import PlaceKind
from oralexam.exams.timetable.entries import Entry
from oralexam.exams.timetable.request import (
    INVIGILATED,
    PlanCandidate,
    PlanJury,
    PlanRequest,
    place_kind,
    windows_of,
)
from oralexam.exams.timetable.works import BLOCKS, JURY_OWN, PARTS, Work, WorkKind, must_precede


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One work of one candidate; `index` is its place in `Tasks.tasks`."""

    index: int
    candidate: PlanCandidate
    work: Work
    jury: PlanJury | None
    length_s: int
    jury_from_s: int
    jury_length_s: int
    rooms: tuple[str, ...]
    """Where it may be held, the preferred first."""
    jury_room: str | None
    """A second room, where the jury is; None: it is in the first."""
    fixed_s: int | None
    waits_for: tuple[int, ...]
    one_day: bool
    """Whether it is held on the candidate's day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tasks:
    """All tasks of a request, and the stretches of its days."""

    request: PlanRequest
    tasks: tuple[Task, ...]
    windows: tuple[tuple[tuple[int, int], ...], ...]
    """By day, the stretches in which one may examine."""

    def day_at(self, second: int) -> int:
        """The day that began last before an instant; the first one before any has begun."""
        begun = sum(windows[0][0] <= second for windows in self.windows)
        return max(0, begun - 1)

    def closing_s(self, second: int) -> int:
        """When the day of an instant closes."""
        return self.windows[self.day_at(second)][-1][1]


def seconds_of(instant: datetime) -> int:
    """Whole seconds since the epoch."""
    return int(instant.timestamp())


def instant_of(seconds: int) -> datetime:
    """The instant, in UTC."""
    return datetime.fromtimestamp(seconds, tz=UTC)


def tasks_of(request: PlanRequest) -> Tasks:
    """The tasks of a request that `check_request` has accepted."""
    tasks: list[Task] = []
    for candidate in request.candidates:
        first = len(tasks)
        for offset, work in enumerate(candidate.works):
            tasks.append(_task(request, candidate, work, first + offset, first))
    windows = tuple(
        tuple((seconds_of(begins), seconds_of(ends)) for begins, ends in windows_of(day))
        for day in request.days
    )
    return Tasks(request=request, tasks=tuple(tasks), windows=windows)


def _task(request: PlanRequest, candidate: PlanCandidate, work: Work, index: int, first: int) -> Task:
    jury = request.jury(candidate.jury_id) if work.needs_jury else None
    jury_from_s = jury_length_s = 0
    if jury is not None:
        jury_from_s, jury_length_s = jury_stretch(work)
    rooms = _rooms(request, candidate, work, jury)
    kind = None if jury is None else place_kind(work.kind, in_person=jury.in_person)
    fixed_at = request.fixed_start(work.kind)
    return Task(
        index=index,
        candidate=candidate,
        work=work,
        jury=jury,
        length_s=work.seconds,
        jury_from_s=jury_from_s,
        jury_length_s=jury_length_s,
        rooms=rooms,
        jury_room=jury.jury_room_id if jury is not None and kind is PlaceKind.EXAM_ROOM else None,
        fixed_s=None if fixed_at is None else seconds_of(fixed_at),
        waits_for=tuple(
            first + offset
            for offset, other in enumerate(candidate.works)
            if must_precede(other.kind, work.kind)
            or (request.rules.in_format_order and _earlier_part(candidate, other.kind, work.kind))
        ),
        one_day=request.rules.one_day and work.kind in PARTS,
    )


def _earlier_part(candidate: PlanCandidate, other: WorkKind, kind: WorkKind) -> bool:
    parts = [work.kind for work in candidate.works if work.kind in PARTS]
    return kind in parts and other in parts and parts.index(other) < parts.index(kind)


def jury_stretch(work: Work) -> tuple[int, int]:
    """From which second of a work the jury is there, and how long."""
    before, first, last = 0, None, 0
    for phase in work.phases:
        if phase.jury:
            first = before if first is None else first
            last = before + phase.seconds
        before += phase.seconds
    return (0, 0) if first is None else (first, last - first)


def _rooms(
    request: PlanRequest, candidate: PlanCandidate, work: Work, jury: PlanJury | None
) -> tuple[str, ...]:
    if work.kind in BLOCKS:
        return (INVIGILATED,)
    kind = place_kind(work.kind, in_person=jury is None or jury.in_person)
    if kind is PlaceKind.JURY_ROOM or work.kind in JURY_OWN:
        return (jury.jury_room_id,) if jury is not None else ()
    if kind is PlaceKind.RECEPTION and jury is not None and jury.reception_id is not None:
        return (jury.reception_id,)
    if kind is PlaceKind.EXAM_ROOM and candidate.exam_room_id is not None:
        return (candidate.exam_room_id,)
    return tuple(place.place_id for place in request.places if place.kind is kind)


def entry_of(task: Task, starts_s: int, room: str) -> Entry:
    """The entry of a task that has found its time and room."""
    return Entry(
        candidacy_id=task.candidate.candidacy_id,
        kind=task.work.kind,
        starts_at=instant_of(starts_s),
        phases=task.work.phases,
        jury_id=None if task.jury is None else task.jury.jury_id,
        place_id=None if room == INVIGILATED else room,
        jury_room_id=task.jury_room,
    )
