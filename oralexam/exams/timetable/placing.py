"""Entries placed one after another, each at the first time that fits: the inner step of the search.

A serial schedule with insertion: a task fills a gap that earlier ones have left. Among the schedules that
some order of the tasks gives is one that no other beats in its end (Kolisch 1996, on active schedules): the
search only has to look for an order.
"""

from collections.abc import Iterable, Mapping, Sequence

from oralexam.exams.session import PlaceKind
from oralexam.exams.timetable.entries import Entry
from oralexam.exams.timetable.request import INVIGILATED
from oralexam.exams.timetable.tasks import Task, Tasks, seconds_of
from oralexam.exams.timetable.timelines import Timeline
from oralexam.exams.timetable.works import JURY_OWN


class NoTime(Exception):
    """A task found no time: an answer within the search, never shown to anybody."""

    def __init__(self, task: Task) -> None:
        self.task = task
        super().__init__(task.candidate.candidacy_id, task.work.kind)


class Board:
    """What is taken while tasks are placed; made afresh for each order that is tried."""

    def __init__(
        self,
        tasks: Tasks,
        *,
        day_of: Mapping[str, int],
        fixed: Iterable[Entry] = (),
        not_before: Mapping[int, int] | None = None,
        preferred: Mapping[int, str] | None = None,
        overtime_s: int = 0,
    ) -> None:
        """By candidate: the day; by a task's index: `not_before` its first second, `preferred` its room."""
        self._tasks = tasks
        self._day_of = day_of
        self._not_before = not_before or {}
        self._preferred = preferred or {}
        self._windows = _with_overtime(tasks.windows, overtime_s)
        rules = tasks.request.rules
        self._grid_s = rules.grid_s
        self._persons = {
            candidate.candidacy_id: Timeline(moving_s=rules.moving_s, least_gap_s=candidate.rest_s)
            for candidate in tasks.request.candidates
        }
        for jury in tasks.request.juries:
            for member_id in jury.member_ids:
                line = Timeline(moving_s=rules.moving_s, least_gap_s=rules.margin_s)
                self._persons.setdefault(member_id, line)
        self._rooms = {
            place.place_id: Timeline(least_gap_s=0 if place.kind is PlaceKind.JURY_ROOM else rules.turnover_s)
            for place in tasks.request.places
        }
        self.placed: dict[int, tuple[int, str]] = {}
        """By the task's index: when it begins, and where."""
        self._ends_s: dict[int, int] = {}
        self._due: dict[int, int] = {}
        self._take_fixed(tuple(fixed))
        for task in tasks.tasks:
            if task.fixed_s is not None and task.index not in self.placed:
                self._take(task, max(task.fixed_s, self._not_before.get(task.index, 0)), task.rooms[0])

    def place_all(self, order: Sequence[int]) -> None:
        """Place every task that is not placed yet, in `order`; what a task waits for comes before it.

        Raises:
            NoTime: one does not fit; what was placed before stays.
        """
        for index in order:
            self._place(self._tasks.tasks[index])

    def _place(self, task: Task) -> None:
        if task.index in self.placed:
            return
        for earlier in task.waits_for:
            self._place(self._tasks.tasks[earlier])
        starts_s, room = self._first_time(task)
        self._take(task, starts_s, room)

    def _take(self, task: Task, starts_s: int, room: str) -> None:
        ends_s = starts_s + task.length_s
        self.placed[task.index] = (starts_s, room)
        self._ends_s[task.index] = ends_s
        if task.work.needs_candidate:
            self._persons[task.candidate.candidacy_id].take(starts_s, ends_s, room)
        if room != INVIGILATED:
            self._rooms[room].take(starts_s, ends_s, room)
        if task.jury is not None:
            jury_s = starts_s + task.jury_from_s
            where = task.jury_room or room
            for member_id in task.jury.member_ids:
                self._persons[member_id].take(jury_s, jury_s + task.jury_length_s, where)
            if task.jury_room is not None:
                self._rooms[where].take(jury_s, jury_s + task.jury_length_s, where)

    def _first_time(self, task: Task) -> tuple[int, str]:
        ready_s = max((self._ends_s[index] for index in task.waits_for), default=0)
        ready_s = max(ready_s, self._not_before.get(task.index, 0))
        best: tuple[int, str] | None = None
        for room in self._by_preference(task, ready_s):
            starts_s = self._first_time_in(task, room, ready_s, None if best is None else best[0])
            if starts_s is not None and (best is None or starts_s < best[0]):
                best = (starts_s, room)
        if best is None or best[0] + task.length_s > self._due.get(task.index, best[0] + task.length_s):
            raise NoTime(task)
        return best

    def _by_preference(self, task: Task, ready_s: int) -> Iterable[str]:
        """The rooms in question; the preferred one, or where the candidate is already, comes first."""
        if len(task.rooms) == 1:
            return task.rooms
        here = self._preferred.get(task.index)
        if here is None:
            here = self._persons[task.candidate.candidacy_id].last_place(ready_s + 1)
        return sorted(task.rooms, key=lambda room: room != here)

    def _first_time_in(self, task: Task, room: str, ready_s: int, before_s: int | None) -> int | None:
        """The first second at which a task fits in `room`; None where there is none (before `before_s`)."""
        lines: list[tuple[Timeline, int, int, str]] = []
        if task.jury is not None:
            where = task.jury_room or room
            lines += [
                (self._persons[member_id], task.jury_from_s, task.jury_length_s, where)
                for member_id in task.jury.member_ids
            ]
            if task.jury_room is not None:
                lines.append((self._rooms[where], task.jury_from_s, task.jury_length_s, where))
        if task.work.needs_candidate:
            lines.append((self._persons[task.candidate.candidacy_id], 0, task.length_s, room))
        if room != INVIGILATED:
            lines.append((self._rooms[room], 0, task.length_s, room))
        day = self._day_of[task.candidate.candidacy_id] if task.one_day else None
        at_s = ready_s
        while True:
            asked_s = self._in_window(at_s, task.length_s, day)
            if asked_s is None or (before_s is not None and asked_s >= before_s):
                return None
            at_s = asked_s
            for line, from_s, length_s, where in lines:
                at_s = line.next_free(at_s + from_s, length_s, where) - from_s
            if at_s == asked_s:
                return at_s

    def _in_window(self, from_s: int, length_s: int, day: int | None) -> int | None:
        """The first second of the grid from which a length fits into a stretch of the day, or of any day."""
        grid_s = self._grid_s
        days = self._windows if day is None else self._windows[day : day + 1]
        for windows in days:
            for begins_s, ends_s in windows:
                at_s = -(-max(from_s, begins_s) // grid_s) * grid_s
                if at_s + length_s <= ends_s:
                    return at_s
        return None

    def _take_fixed(self, fixed: tuple[Entry, ...]) -> None:
        """Entries that stand where they are; what they wait for is due before they begin."""
        indices = {(task.candidate.candidacy_id, task.work.kind): task.index for task in self._tasks.tasks}
        for entry in fixed:
            index = indices.get(entry.key)
            if index is None:
                continue
            starts_s = seconds_of(entry.starts_at)
            self._take_entry(entry)
            self.placed[index] = (starts_s, entry.place_id or INVIGILATED)
            self._ends_s[index] = seconds_of(entry.ends_at)
            for waited in self._tasks.tasks[index].waits_for:
                self._due[waited] = min(self._due.get(waited, starts_s), starts_s)

    def _take_entry(self, entry: Entry) -> None:
        starts_s, ends_s = seconds_of(entry.starts_at), seconds_of(entry.ends_at)
        room = entry.place_id or INVIGILATED
        if entry.kind not in JURY_OWN:
            self._persons[entry.candidacy_id].take(starts_s, ends_s, room)
        if room in self._rooms:
            self._rooms[room].take(starts_s, ends_s, room)
        jury = None if entry.jury_id is None else self._tasks.request.jury(entry.jury_id)
        if jury is not None and entry.jury_span is not None:
            begins_s, over_s = (seconds_of(instant) for instant in entry.jury_span)
            where = entry.jury_room_id or room
            for member_id in jury.member_ids:
                self._persons[member_id].take(begins_s, over_s, where)
            if entry.jury_room_id in self._rooms:
                self._rooms[where].take(begins_s, over_s, where)


def _with_overtime(
    windows: tuple[tuple[tuple[int, int], ...], ...], overtime_s: int
) -> tuple[tuple[tuple[int, int], ...], ...]:
    """The same days, each open longer by `overtime_s`; never into the next one."""
    if overtime_s == 0:
        return windows
    longer = []
    for number, day in enumerate(windows):
        begins_s, ends_s = day[-1]
        next_s = windows[number + 1][0][0] if number + 1 < len(windows) else None
        until_s = ends_s + overtime_s if next_s is None else min(ends_s + overtime_s, next_s)
        longer.append((*day[:-1], (begins_s, until_s)))
    return tuple(longer)
