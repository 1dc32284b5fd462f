"""Orders of the tasks are tried, the best schedule that one gives is kept: a late-acceptance hill climb.

What is better is told by a cost, so that a first timetable and one that slipped are sought alike.
Chance is a generator of its own with a fixed seed, and the number of tries is fixed: the same tasks give the
same timetable, on any machine (Burke & Bykov 2017, on late acceptance).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from oralexam.exams.timetable.chance import Chance
from oralexam.exams.timetable.entries import Entry, Timetable, in_order
from oralexam.exams.timetable.placing import Board, NoTime
from oralexam.exams.timetable.tasks import Tasks, entry_of
from oralexam.exams.timetable.works import PARTS

LATE = 30
"""A new order is kept if it is no worse than the one kept so many tries before."""
SEED = 2015
NEAR = 12
"""A task is moved so many places at most: farther moves are exchanges."""

Placed = Mapping[int, tuple[int, str]]
"""By a task's index: when it begins, and where."""
Cost = tuple[int, ...]
"""Less is better, the first figure above all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A schedule, and what it costs."""

    day_of: Mapping[str, int]
    placed: Placed
    cost: Cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What a search may not change, and what it looks for."""

    tasks: Tasks
    cost: Callable[[Placed], Cost]
    fixed: tuple[Entry, ...] = ()
    not_before: Mapping[int, int] = field(default_factory=dict)
    preferred: Mapping[int, str] = field(default_factory=dict)
    overtime_s: int = 0

    def schedule(self, order: Sequence[int], day_of: Mapping[str, int]) -> Found:
        """The schedule that an order gives.

        Raises:
            NoTime: a task does not fit.
        """
        board = Board(
            self.tasks,
            day_of=day_of,
            fixed=self.fixed,
            not_before=self.not_before,
            preferred=self.preferred,
            overtime_s=self.overtime_s,
        )
        board.place_all(order)
        return Found(day_of=day_of, placed=board.placed, cost=self.cost(board.placed))

    def fit_days(self, order: Sequence[int], day_of: Mapping[str, int]) -> Found:
        """The same; a candidate for whom no time is left on a day is put on the next.

        Raises:
            NoTime: there is no next day.
        """
        held = {entry.candidacy_id for entry in self.fixed if entry.kind in PARTS}
        while True:
            try:
                return self.schedule(order, day_of)
            except NoTime as failed:
                candidacy_id = failed.task.candidate.candidacy_id
                last = day_of[candidacy_id] + 1 >= len(self.tasks.windows)
                if not failed.task.one_day or candidacy_id in held or last:
                    raise
                day_of = {**day_of, candidacy_id: day_of[candidacy_id] + 1}

    def improve(self, best: Found, *, placements: int, enough: Cost = ()) -> Found:
        """The best schedule found while about so many tasks are placed; `enough` ends the search."""
        chance = Chance(SEED)
        current = best
        kept = [best.cost] * LATE
        for number in range(placements // max(1, len(self.tasks.tasks))):
            if best.cost[: len(enough)] <= enough and enough:
                break
            try:
                found = self.schedule(self._moved(current, chance), current.day_of)
            except NoTime:
                continue
            if found.cost <= kept[number % LATE] or found.cost <= current.cost:
                current = found
            kept[number % LATE] = min(kept[number % LATE], current.cost)
            if current.cost < best.cost:
                best = current
        return best

    def timetable(self, found: Found) -> Timetable:
        """The entries of a schedule; those that were fixed are as they were."""
        kept = {entry.key: entry for entry in self.fixed}
        entries = []
        for index, (starts_s, room) in found.placed.items():
            task = self.tasks.tasks[index]
            key = (task.candidate.candidacy_id, task.work.kind)
            entries.append(kept.get(key) or entry_of(task, starts_s, room))
        return Timetable(entries=in_order(entries))

    def _moved(self, current: Found, chance: Chance) -> tuple[int, ...]:
        """The order of a schedule with one task elsewhere, two exchanged, or two candidates exchanged."""
        order = sorted(current.placed, key=lambda index: (current.placed[index][0], index))
        what = chance.below(8)
        one, other = chance.below(len(order)), chance.below(len(order))
        if what < 4:
            place = max(0, min(len(order) - 1, one + chance.below(2 * NEAR + 1) - NEAR))
            order.insert(place, order.pop(one))
        elif what < 7:
            order[one], order[other] = order[other], order[one]
        else:
            order = self._exchanged(order, one, other)
        return tuple(order)

    def _exchanged(self, order: list[int], one: int, other: int) -> list[int]:
        first, second = (self.tasks.tasks[order[place]].candidate for place in (one, other))
        indices = {
            (task.candidate.candidacy_id, task.work.kind): task.index
            for task in self.tasks.tasks
            if task.candidate in (first, second)
        }
        swap: dict[int, int] = {}
        for (candidacy_id, kind), index in indices.items():
            partner = second if candidacy_id == first.candidacy_id else first
            swap[index] = indices.get((partner.candidacy_id, kind), index)
        return [swap.get(index, index) for index in order]
