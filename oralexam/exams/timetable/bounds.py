"""What no timetable can beat, and what one without thought would be: the two marks beside a plan's end."""

from collections.abc import Iterable
from datetime import datetime

from oralexam.errors import Refused
from oralexam.exams.timetable.entries import Timetable, in_order
from oralexam.exams.timetable.placing import Board, NoTime
from oralexam.exams.timetable.request import PlanRequest, check_request
from oralexam.exams.timetable.tasks import Task, Tasks, entry_of, instant_of, tasks_of
from oralexam.exams.timetable.works import BLOCKS, WorkKind

Windows = Iterable[Iterable[tuple[int, int]]]


def lower_bound(request: PlanRequest) -> datetime:
    """No timetable of the request ends before this: the jury's own minutes, one after the other.

    Each jury works through its minutes from the first opening on, without walking, waiting or rounding, and
    stands still only in pauses and at night. Where a candidate's parts must be on one day, no more candidates
    are on a day than its minutes hold. A candidate's own works, one after another, bound it too.

    Raises:
        Refused: `not-enough-jury-time` where a jury has more minutes than the days; `not-enough-time` where
            a candidate has.
    """
    tasks = tasks_of(request)
    return instant_of(max(_jury_bound_s(tasks), _candidate_bound_s(tasks)))


def one_after_another(request: PlanRequest) -> Timetable:
    """The naive plan: each jury takes its next candidate when the one before has left, without interleaving.

    Its days may be as long as they must: it is there to be compared with.
    """
    check_request(request)
    tasks = tasks_of(request)
    day_of = {candidate.candidacy_id: 0 for candidate in request.candidates}
    not_before: dict[int, int] = {}
    left_s: dict[str, int] = {}
    placed: dict[int, tuple[int, str]] = {}
    for candidate in request.candidates:
        mine = [task for task in tasks.tasks if task.candidate is candidate]
        not_before.update(
            {task.index: left_s.get(candidate.jury_id, 0) for task in mine if task.work.kind not in BLOCKS}
        )
        board = _board_until_it_fits(
            tasks,
            day_of=day_of,
            candidacy_id=candidate.candidacy_id,
            not_before=not_before,
            placed=placed,
            mine=mine,
        )
        placed = {**placed, **{task.index: board.placed[task.index] for task in mine}}
        left_s[candidate.jury_id] = max(
            placed[task.index][0] + task.length_s for task in mine if task.work.kind not in BLOCKS
        )
    return Timetable(entries=in_order([entry_of(tasks.tasks[index], *at) for index, at in placed.items()]))


_ENDLESS_S = 14 * 3600
"""So late an evening may become in the naive plan."""


def _board_until_it_fits(
    tasks: Tasks,
    *,
    day_of: dict[str, int],
    candidacy_id: str,
    not_before: dict[int, int],
    placed: dict[int, tuple[int, str]],
    mine: list[Task],
) -> Board:
    fixed = [entry_of(tasks.tasks[index], *at) for index, at in placed.items()]
    while True:
        last = day_of[candidacy_id] == len(tasks.windows) - 1
        board = Board(
            tasks, day_of=day_of, fixed=fixed, not_before=not_before, overtime_s=_ENDLESS_S if last else 0
        )
        try:
            board.place_all([task.index for task in mine])
        except NoTime as failed:
            if last:
                raise Refused("not-enough-time", candidacy_id=failed.task.candidate.candidacy_id) from failed
            day_of[candidacy_id] += 1
        else:
            return board


def _jury_bound_s(tasks: Tasks) -> int:
    latest = 0
    for jury in tasks.request.juries:
        mine = [task for task in tasks.tasks if task.jury is jury]
        if not mine:
            continue
        earliest_s = min((_head_s(tasks, task) for task in mine), default=0)
        needed_s = sum(task.jury_length_s for task in mine)
        ended_s = work_through(tasks.windows, earliest_s, needed_s)
        if ended_s is None:
            raise Refused("not-enough-jury-time", jury_id=jury.jury_id, missing_s=_missing_s(tasks, needed_s))
        latest = max(latest, ended_s, _whole_candidates_s(tasks, mine))
    return latest


def _whole_candidates_s(tasks: Tasks, mine: list[Task]) -> int:
    """When the jury of `mine` has finished, if each candidate is heard on one day: the last day's minutes."""
    if not tasks.request.rules.one_day:
        return 0
    heard_s: dict[str, int] = {}
    afterwards_s: dict[str, int] = {}
    for task in mine:
        candidacy_id = task.candidate.candidacy_id
        if task.one_day:
            heard_s[candidacy_id] = heard_s.get(candidacy_id, 0) + task.jury_length_s
        elif task.work.kind is not WorkKind.READING:
            afterwards_s[candidacy_id] = afterwards_s.get(candidacy_id, 0) + task.jury_length_s
    shortest = sorted(heard_s.values())
    least_after_s = min((afterwards_s.get(candidacy_id, 0) for candidacy_id in heard_s), default=0)
    for number, day in enumerate(tasks.windows):
        capacity_s = sum(ends_s - begins_s for begins_s, ends_s in day)
        fits = sum(sum(shortest[: count + 1]) <= capacity_s for count in range(len(shortest)))
        if fits >= len(shortest):
            needed_s = sum(shortest) + len(shortest) * least_after_s
            return work_through(tasks.windows[number:], day[0][0], needed_s) or 0
        # Those that are left are taken for the shortest ones: a bound may only be too early.
        shortest = shortest[: len(shortest) - fits]
    return 0


def _candidate_bound_s(tasks: Tasks) -> int:
    latest = 0
    for candidate in tasks.request.candidates:
        mine = [task for task in tasks.tasks if task.candidate is candidate and task.work.needs_candidate]
        fixed_s = max((task.fixed_s + task.length_s for task in mine if task.fixed_s is not None), default=0)
        open_s = sum(task.length_s for task in mine if task.fixed_s is None)
        ended_s = work_through(tasks.windows, fixed_s, open_s)
        if ended_s is None:
            raise Refused("not-enough-time", candidacy_id=candidate.candidacy_id)
        latest = max(latest, ended_s)
    return latest


def _head_s(tasks: Tasks, task: Task) -> int:
    """The first second at which the jury can be needed in a task: after the fixed blocks before it."""
    blocks = (tasks.tasks[index] for index in task.waits_for)
    ended_s = (block.fixed_s + block.length_s for block in blocks if block.fixed_s is not None)
    return max(ended_s, default=0) + task.jury_from_s


def work_through(windows: Windows, from_s: int, needed_s: int) -> int | None:
    """When `needed_s` of work are done that begins at `from_s` and rests outside the windows; None: never."""
    if needed_s == 0:
        return from_s
    for day in windows:
        for begins_s, ends_s in day:
            starts_s = max(begins_s, from_s)
            if starts_s >= ends_s:
                continue
            if starts_s + needed_s <= ends_s:
                return starts_s + needed_s
            needed_s -= ends_s - starts_s
    return None


def _missing_s(tasks: Tasks, needed_s: int) -> int:
    return needed_s - sum(ends_s - begins_s for day in tasks.windows for begins_s, ends_s in day)
