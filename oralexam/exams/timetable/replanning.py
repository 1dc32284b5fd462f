"""A timetable that slipped, made to fit again: what happened is fixed, the rest moves as little as needed.

Nobody is asked to come earlier than told: an entry keeps its time or is put off. Who keeps the day's hours is
the manager: if they no longer hold what is left, the day runs over, and `breaches` says by how much.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from oralexam.errors import Refused
from oralexam.exams.timetable.entries import Entry, EntryState, Happened, Timetable
from oralexam.exams.timetable.placing import NoTime
from oralexam.exams.timetable.request import PlanRequest, check_request
from oralexam.exams.timetable.search import Cost, Found, Placed, Search
from oralexam.exams.timetable.solving import LONGEST_OVERTIME_S, first_days
from oralexam.exams.timetable.tasks import Tasks, seconds_of, tasks_of
from oralexam.exams.timetable.works import BLOCKS, JURY_OWN, WorkPhase

PLACEMENTS = 15_000
"""A day that slipped is put right while people stand waiting: in well under a second."""


def replan(
    timetable: Timetable,
    request: PlanRequest,
    *,
    now: datetime,
    happened: Iterable[Happened],
    placements: int = PLACEMENTS,
) -> Timetable:
    """The timetable from `now` on.

    Invigilated blocks whose end nobody has confirmed last at least until now; the jury's own works are taken
    for done at their time, unless a part held the jury then. Pinned entries stay unless that is impossible.

    Raises:
        Refused: what `check_request` says, or `no-time-found`: not even a very long day would do.
    """
    check_request(request)
    tasks = tasks_of(request)
    facts = tuple(_facts(timetable, now, tuple(happened)))
    known = {fact.key for fact in facts}
    wanted = {(task.candidate.candidacy_id, task.work.kind) for task in tasks.tasks}
    open_entries = [entry for entry in timetable.entries if entry.key not in known and entry.key in wanted]
    pins = tuple(entry for entry in open_entries if entry.pinned and entry.starts_at >= now)
    for fixed in (facts + pins, facts) if pins else (facts,):
        for overtime_s in (0, LONGEST_OVERTIME_S):
            found = _put_off(tasks, open_entries, fixed, now, overtime_s)
            if found is not None:
                search, first = found
                best = search.improve(first, placements=placements, enough=(0, 0))
                return _pinned_again(search.timetable(best), timetable)
    raise Refused("no-time-found", missing_s=LONGEST_OVERTIME_S)


def _put_off(
    tasks: Tasks, open_entries: list[Entry], fixed: tuple[Entry, ...], now: datetime, overtime_s: int
) -> tuple[Search, Found] | None:
    index_of = {(task.candidate.candidacy_id, task.work.kind): task.index for task in tasks.tasks}
    planned = {index_of[entry.key]: seconds_of(entry.starts_at) for entry in open_entries}
    now_s = seconds_of(now)
    search = Search(
        tasks=tasks,
        cost=_Delay(tasks, planned),
        fixed=fixed,
        not_before={task.index: max(now_s, planned.get(task.index, 0)) for task in tasks.tasks},
        preferred={
            index_of[entry.key]: entry.place_id for entry in open_entries if entry.place_id is not None
        },
        overtime_s=overtime_s,
    )
    order = sorted(range(len(tasks.tasks)), key=lambda index: (planned.get(index, now_s), index))
    try:
        first = search.fit_days(order, first_days(tasks, order, (*fixed, *open_entries)))
    except NoTime:
        return None
    return search, first


class _Delay:
    """Seconds after closing; by how much entries are put off, summed; how many are."""

    def __init__(self, tasks: Tasks, planned: Mapping[int, int]) -> None:
        self._tasks = tasks
        self._planned = planned

    def __call__(self, placed: Placed) -> Cost:
        over_s = delay_s = moved = 0
        for index, (starts_s, _) in placed.items():
            planned_s = self._planned.get(index)
            ends_s = starts_s + self._tasks.tasks[index].length_s
            if planned_s is not None:
                over_s = max(over_s, ends_s - self._tasks.closing_s(starts_s))
                delay_s += starts_s - planned_s
                moved += starts_s != planned_s
        return over_s, delay_s, moved


def _facts(timetable: Timetable, now: datetime, happened: tuple[Happened, ...]) -> Iterable[Entry]:
    told = {(each.candidacy_id, each.kind): each for each in happened}
    facts = []
    for entry in timetable.entries:
        known = told.get(entry.key)
        if known is not None:
            facts.append(_fact(entry, known, now))
        elif entry.state is EntryState.DONE:
            facts.append(entry)
        elif entry.kind in BLOCKS and entry.starts_at <= now:
            ends_at = max(entry.ends_at, now)
            facts.append(_as_it_was(entry, entry.starts_at, ends_at, EntryState.RUNNING))
    held = [(fact.jury_id, *fact.jury_span) for fact in facts if fact.jury_span is not None]
    for entry in timetable.entries:
        if entry.kind not in JURY_OWN or entry.key in told or entry.starts_at > now:
            continue
        if entry.state is EntryState.PLANNED and not any(
            jury_id == entry.jury_id and begins < entry.ends_at and entry.starts_at < ends
            for jury_id, begins, ends in held
        ):
            over = entry.ends_at <= now
            facts.append(
                msgspec.structs.replace(entry, state=EntryState.DONE if over else EntryState.RUNNING)
            )
    return facts


def _fact(entry: Entry, known: Happened, now: datetime) -> Entry:
    if known.over:
        return _as_it_was(entry, known.starts_at, known.ends_at, EntryState.DONE)
    return _as_it_was(entry, known.starts_at, max(known.ends_at, now), EntryState.RUNNING)


def _as_it_was(entry: Entry, starts_at: datetime, ends_at: datetime, state: EntryState) -> Entry:
    """An entry at its real times.

    What it lasted longer is taken for the jury's last phase, so that the jury is free no earlier than it is;
    what it lasted shorter has gone from its first phases.
    """
    phases = list(entry.phases)
    surplus_s = round((ends_at - starts_at) / timedelta(seconds=1)) - entry.seconds
    if surplus_s > 0:
        jury = [number for number, phase in enumerate(phases) if phase.jury]
        number = jury[-1] if jury else len(phases) - 1
        phases[number] = _longer(phases[number], surplus_s)
    for number, phase in enumerate(phases):
        cut_s = min(max(-surplus_s, 0), phase.seconds)
        phases[number] = _longer(phase, -cut_s)
        surplus_s += cut_s
    return msgspec.structs.replace(
        entry,
        starts_at=starts_at,
        phases=tuple(phase for phase in phases if phase.seconds > 0) or entry.phases[-1:],
        state=state,
    )


def _longer(phase: WorkPhase, by_s: int) -> WorkPhase:
    return msgspec.structs.replace(phase, seconds=phase.seconds + by_s)


def _pinned_again(timetable: Timetable, before: Timetable) -> Timetable:
    """An entry that did not move stays pinned if it was."""
    pinned = {(entry.key, entry.starts_at) for entry in before.entries if entry.pinned}
    return Timetable(
        entries=tuple(
            msgspec.structs.replace(entry, pinned=(entry.key, entry.starts_at) in pinned)
            for entry in timetable.entries
        )
    )
