"""A first timetable for a request: the orders that people use, and the best one improved."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from oralexam.errors import Refused
from oralexam.exams.timetable.bounds import lower_bound
from oralexam.exams.timetable.checking import breaches
from oralexam.exams.timetable.entries import Entry, EntryState, Timetable
from oralexam.exams.timetable.placing import NoTime
from oralexam.exams.timetable.request import PlanRequest, check_request
from oralexam.exams.timetable.search import Cost, Found, Placed, Search
from oralexam.exams.timetable.tasks import Task, Tasks, seconds_of, tasks_of
from oralexam.exams.timetable.works import AFTERWARDS, BLOCKS, PARTS

PLACEMENTS = 40_000
"""Tasks placed in one search, about: at some 30 µs each a search stays near a second (benchmarks/plan.py)."""
LONGEST_OVERTIME_S = 6 * 3600
"""Where no order fits the hours at once, one is sought that needs fewer hours; from no farther than this."""


def solve(request: PlanRequest, *, fixed: Iterable[Entry] = (), placements: int = PLACEMENTS) -> Timetable:
    """A timetable that holds every rule and keeps the entries of `fixed` where they are.

    Raises:
        Refused: why there is none: what `check_request` and `lower_bound` say; `pins-clash` where fixed
            entries break a rule among themselves; `no-time-found`, with the seconds that a day is too short.
    """
    check_request(request)
    fixed = tuple(fixed)
    _check_fixed(request, fixed)
    bound_s = seconds_of(lower_bound(request))
    tasks = tasks_of(request)
    cost = _CostOf(tasks)
    search = Search(tasks=tasks, cost=cost, fixed=fixed)
    best = _best_usual(search)
    if best is None:
        search = Search(tasks=tasks, cost=cost, fixed=fixed, overtime_s=LONGEST_OVERTIME_S)
        best = _best_usual(search)
    if best is None:
        raise Refused("no-time-found", missing_s=LONGEST_OVERTIME_S)
    best = search.improve(best, placements=placements, enough=(0, bound_s))
    if len(tasks.windows) > 1:
        best = _fuller_days(tasks, cost, fixed, best, placements=placements // 5)
        best = search.improve(best, placements=placements // 5, enough=(0, bound_s))
    if best.cost[0] > 0:
        raise Refused("no-time-found", missing_s=best.cost[0])
    return search.timetable(best)


def _check_fixed(request: PlanRequest, fixed: tuple[Entry, ...]) -> None:
    pinned = tuple(entry for entry in fixed if entry.state is EntryState.PLANNED)
    for breach in breaches(Timetable(entries=fixed), request):
        if breach.code != "missing-entry" and any(
            f"{e.candidacy_id}/{e.kind}" in breach.entries for e in pinned
        ):
            raise Refused("pins-clash", breach=breach.code, entry=breach.entries[0])


class _CostOf:
    """Seconds after closing; when the session ends; when each jury ends, summed; how long candidates stay."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks

    def __call__(self, placed: Placed) -> Cost:
        juries: dict[str, int] = {}
        firsts: dict[str, int] = {}
        lasts: dict[str, int] = {}
        end_s = 0
        over_s = 0
        for index, (starts_s, _) in placed.items():
            task = self._tasks.tasks[index]
            ends_s = starts_s + task.length_s
            end_s = max(end_s, ends_s)
            if task.fixed_s is None:
                over_s = max(over_s, ends_s - self._tasks.closing_s(starts_s))
            if task.jury is not None:
                left_s = starts_s + task.jury_from_s + task.jury_length_s
                juries[task.jury.jury_id] = max(juries.get(task.jury.jury_id, 0), left_s)
            if task.work.kind in PARTS:
                candidacy_id = task.candidate.candidacy_id
                firsts[candidacy_id] = min(firsts.get(candidacy_id, starts_s), starts_s)
                lasts[candidacy_id] = max(lasts.get(candidacy_id, ends_s), ends_s)
        stays_s = sum(lasts[candidacy_id] - firsts[candidacy_id] for candidacy_id in lasts)
        return over_s, end_s, sum(juries.values()), stays_s


def _fuller_days(
    tasks: Tasks, cost: _CostOf, fixed: tuple[Entry, ...], best: Found, *, placements: int
) -> Found:
    """Candidates moved to the day before, one at a time, where minutes allow it and it is better."""
    search = Search(tasks=tasks, cost=cost, fixed=fixed, overtime_s=LONGEST_OVERTIME_S)
    for jury in tasks.request.juries:
        while (earlier := _one_day_earlier(tasks, best, jury.jury_id, fixed)) is not None:
            order = sorted(
                best.placed,
                key=lambda index: (tasks.tasks[index].work.kind in AFTERWARDS, best.placed[index][0]),
            )
            try:
                found = search.improve(search.schedule(order, earlier), placements=placements, enough=(0,))
            except NoTime:
                break
            before, after = ((each.cost[0], _late_s(tasks, each, jury.jury_id)) for each in (best, found))
            if after >= before:
                break
            best = found
    return best


def _one_day_earlier(
    tasks: Tasks, best: Found, jury_id: str, fixed: tuple[Entry, ...]
) -> Mapping[str, int] | None:
    """The jury's last candidate put on the day before its day; None where that day's minutes are too few."""
    held = {entry.candidacy_id for entry in fixed}
    mine = {
        candidate.candidacy_id: sum(work.jury_seconds for work in candidate.works if work.kind in PARTS)
        for candidate in tasks.request.candidates
        if candidate.jury_id == jury_id
    }
    movable = [candidacy_id for candidacy_id in mine if candidacy_id not in held]
    if not movable:
        return None
    last = max(movable, key=lambda candidacy_id: best.day_of[candidacy_id])
    day = best.day_of[last] - 1
    if day < _first_day_after_blocks(tasks, last):
        return None
    needed_s = mine[last] + sum(mine[each] for each in mine if best.day_of[each] == day)
    has_s = sum(ends_s - begins_s for begins_s, ends_s in tasks.windows[day])
    return {**best.day_of, last: day} if needed_s <= has_s else None


def _late_s(tasks: Tasks, found: Found, jury_id: str) -> int:
    """When a jury's last work is over."""
    return max(
        starts_s + task.length_s
        for index, (starts_s, _) in found.placed.items()
        if (task := tasks.tasks[index]).candidate.jury_id == jury_id
    )


def _best_usual(search: Search) -> Found | None:
    best: Found | None = None
    for order in _usual_orders(search.tasks):
        try:
            found = search.fit_days(order, first_days(search.tasks, order, search.fixed))
        except NoTime:
            continue
        if best is None or found.cost < best.cost:
            best = found
    return best


def _usual_orders(tasks: Tasks) -> Iterator[tuple[int, ...]]:
    """Waves of 1, 2, 3 candidates a jury and more: in a wave all do one work, then the next."""
    mine: dict[str, list[list[Task]]] = {}
    for candidate in tasks.request.candidates:
        works = [task for task in tasks.tasks if task.candidate is candidate]
        works.sort(key=lambda task: (task.work.kind not in BLOCKS, task.index))
        mine.setdefault(candidate.jury_id, []).append(works)
    most = max(len(each) for each in mine.values())
    for size in range(1, most + 1):
        order: list[int] = []
        for begins in range(0, most, size):
            wave = [works for each in mine.values() for works in each[begins : begins + size]]
            longest = max((len(works) for works in wave), default=0)
            order += [works[stage].index for stage in range(longest) for works in wave if stage < len(works)]
        yield tuple(order)


def first_days(tasks: Tasks, order: Sequence[int], fixed: Iterable[Entry]) -> Mapping[str, int]:
    """As many candidates on each day as the jury has minutes for; who is first in the order comes first."""
    day_of: dict[str, int] = {}
    for entry in fixed:
        if entry.kind in PARTS:
            day_of[entry.candidacy_id] = tasks.day_at(seconds_of(entry.starts_at))
    left_s = {
        jury.jury_id: [sum(ends_s - begins_s for begins_s, ends_s in day) for day in tasks.windows]
        for jury in tasks.request.juries
    }
    for index in order:
        candidate = tasks.tasks[index].candidate
        if candidate.candidacy_id in day_of:
            continue
        needed_s = sum(work.jury_seconds for work in candidate.works if work.kind in PARTS)
        minutes = left_s[candidate.jury_id]
        first = _first_day_after_blocks(tasks, candidate.candidacy_id)
        day = next((day for day in range(first, len(minutes)) if minutes[day] >= needed_s), len(minutes) - 1)
        minutes[day] -= needed_s
        day_of[candidate.candidacy_id] = day
    return day_of


def _first_day_after_blocks(tasks: Tasks, candidacy_id: str) -> int:
    ended_s = max(
        (
            task.fixed_s + task.length_s
            for task in tasks.tasks
            if task.candidate.candidacy_id == candidacy_id and task.fixed_s is not None
        ),
        default=0,
    )
    return next((day for day, windows in enumerate(tasks.windows) if windows[-1][1] > ended_s), 0)
