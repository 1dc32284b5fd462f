"""The sittings as the board shows them: from their live rooms, or from what is stored of them. No I/O."""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Protocol

import msgspec

from oralexam.exams.day_acts import NOTHING_BEFORE, StepsBefore
from oralexam.exams.scenario import Scenario
from oralexam.jobs.job import Job, JobState
from oralexam.rooms.drawing import mode_of
from oralexam.rooms.events import SittingOpened
from oralexam.rooms.formalities import Standing
from oralexam.rooms.phases import NOT_BEGUN, OVER, Phase
from oralexam.rooms.ports import ScenarioBank
from oralexam.rooms.projection import rail, troubles_seen
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import Bell, RoomState
from oralexam.rooms.views import TroubleSeen
from oralexam.signaling.board_messages import BoardGuest, BoardJob, BoardSitting, BoardStep
from oralexam.signaling.dispatch import drawn_scenario
from oralexam.storage.summaries import SittingSummary

SHOWN_FOR = timedelta(hours=18)
"""A sitting that is over stays on the board for the day."""
_UNSEEN = OVER | {Phase.WAITING, Phase.DRAWN}
"""Phases in which nobody's time runs: the day's rule leaves them empty."""


class Rooms(Protocol):
    """What the board needs of the supervisor."""

    def live_states(self) -> Mapping[str, RoomState]:
        """The present states of all live rooms."""
        ...


class Presence(Protocol):
    """What the board needs of the hub."""

    def present(self, sitting_id: str) -> AbstractSet[Seat]:
        """The seats with a live connection."""
        ...


class Lines:
    """The lines that are shown, and which of them have changed since they were looked at."""

    def __init__(
        self,
        *,
        rooms: Rooms,
        presence: Presence,
        scenarios: ScenarioBank,
        before: Callable[[str], StepsBefore] = lambda _sitting_id: NOTHING_BEFORE,
    ) -> None:
        self.shown: dict[str, BoardSitting] = {}
        self._rooms = rooms
        self._presence = presence
        self._scenarios = scenarios
        self._before = before
        self._ended: dict[str, BoardSitting] = {}
        self._jobs: dict[str, tuple[BoardJob, ...]] = {}
        self._words_ready_at: Mapping[str, datetime] = {}
        self._changed: set[str] = set()

    def take_ended(self, summaries: Iterable[SittingSummary]) -> None:
        """Take in sittings that were over before this server started."""
        scenarios = self._scenarios.all()
        for summary in summaries:
            self._ended[summary.sitting_id] = stored_line(summary, scenarios)
            self._changed.add(summary.sitting_id)

    def take_jobs(self, jobs: Iterable[Job], words_ready_at: Mapping[str, datetime]) -> None:
        """Take in how the jobs stand, and when words will be there."""
        told: dict[str, list[BoardJob]] = {}
        for job in jobs:
            told.setdefault(job.sitting_id, []).append(
                BoardJob(kind=job.kind, subject=job.subject, state=job.state, reason=job.reason)
            )
        before, self._jobs = self._jobs, {sitting_id: tuple(mine) for sitting_id, mine in told.items()}
        either = {*before, *self._jobs}
        self._changed.update(key for key in either if before.get(key) != self._jobs.get(key))
        told_before, self._words_ready_at = self._words_ready_at, words_ready_at
        self._changed.update(key for key in self._jobs if told_before.get(key) != words_ready_at.get(key))

    def jobs_waiting(self) -> int:
        """How many jobs are still to be done."""
        ended = {JobState.DONE, JobState.FAILED}
        return sum(job.state not in ended for jobs in self._jobs.values() for job in jobs)

    def mark(self, sitting_id: str) -> None:
        """Look at this sitting again."""
        self._changed.add(sitting_id)

    def end(self, sitting_id: str, state: RoomState) -> None:
        """Keep the line of a sitting that is over: its room will leave the memory."""
        self._ended[sitting_id] = live_line(sitting_id, state, self._scenarios.all(), frozenset())

    def forget(self, sitting_id: str) -> None:
        """Show a sitting no more."""
        self._ended.pop(sitting_id, None)
        self._jobs.pop(sitting_id, None)
        self._changed.add(sitting_id)

    def look(self, now: datetime) -> tuple[tuple[BoardSitting, ...], tuple[str, ...]]:
        """The lines that have changed since the last look, and the sittings that are not shown any more."""
        live = self._rooms.live_states()
        self._changed.update(sitting_id for sitting_id in live if sitting_id not in self.shown)
        for old in [line for line in self._ended.values() if now - line.phase_since > SHOWN_FOR]:
            self.forget(old.sitting_id)
        changed: list[BoardSitting] = []
        gone: list[str] = []
        for sitting_id in self._changed:
            line = self._line_of(sitting_id, live.get(sitting_id))
            if line is None:
                if self.shown.pop(sitting_id, None) is not None:
                    gone.append(sitting_id)
            elif line != self.shown.get(sitting_id):
                self.shown[sitting_id] = line
                changed.append(line)
        self._changed.clear()
        return tuple(changed), tuple(gone)

    def _line_of(self, sitting_id: str, state: RoomState | None) -> BoardSitting | None:
        """The line as it is now; None for what is not, or no longer, shown."""
        line = self._ended.get(sitting_id)
        if state is not None and (line is not None or state.phase not in OVER):
            line = live_line(sitting_id, state, self._scenarios.all(), self._presence.present(sitting_id))
        if line is None:
            return None
        steps = self._before(sitting_id)
        return msgspec.structs.replace(
            line,
            jobs=self._jobs.get(sitting_id, ()),
            words_ready_at=self._words_ready_at.get(sitting_id),
            waits_for=tuple(steps.waits_for) if line.phase in NOT_BEGUN else (),
            blocks=steps.blocks,
        )


def live_line(
    sitting_id: str, state: RoomState, scenarios: Mapping[str, Scenario], present: AbstractSet[Seat]
) -> BoardSitting:
    """The line of a live room."""
    scenario = drawn_scenario(state, scenarios)
    return _line(
        sitting_id,
        state.as_cast,
        phase=state.phase,
        phase_since=state.spans[-1].started_at,
        deadline=state.deadline,
        paused_since=state.paused_since,
        scenario=scenario,
        steps=tuple(
            BoardStep(phase=step.phase, starts_at=step.starts_at, ends_at=step.ends_at)
            for step in rail(state)
            if step.starts_at and step.ends_at
        ),
        present=tuple(sorted(present)),
        lost=tuple(sorted(state.lost_links)),
        troubles=troubles_seen(state),
        bells=state.bells,
        formalities=state.formalities if state.sitting.formalities else None,
        guests=tuple(BoardGuest(seat=guest.seat, name=guest.name) for guest in state.guests.seated),
        devices_of=state.sitting.formalities.devices_of if state.sitting.formalities else (),
        was_called=state.zero_at is not None,
    )


def stored_line(summary: SittingSummary, scenarios: Mapping[str, Scenario]) -> BoardSitting:
    """The line of a sitting that is over, without its events."""
    return _line(
        summary.sitting_id,
        summary.opened,
        phase=summary.phase,
        phase_since=summary.phase_since,
        scenario=scenarios.get(summary.scenario),
        steps=tuple(
            BoardStep(phase=step.phase, starts_at=step.at, ends_at=following.at)
            for step, following in pairwise(summary.course)
            if step.phase not in _UNSEEN
        ),
        was_called=summary.was_called,
    )


def _line(
    sitting_id: str,
    opened: SittingOpened,
    *,
    phase: Phase,
    phase_since: datetime,
    scenario: Scenario | None,
    steps: tuple[BoardStep, ...],
    was_called: bool,
    deadline: datetime | None = None,
    paused_since: datetime | None = None,
    present: tuple[Seat, ...] = (),
    lost: tuple[Seat, ...] = (),
    troubles: tuple[TroubleSeen, ...] = (),
    bells: tuple[Bell, ...] = (),
    formalities: Standing | None = None,
    guests: tuple[BoardGuest, ...] = (),
    devices_of: tuple[Seat, ...] = (),
) -> BoardSitting:
    return BoardSitting(
        sitting_id=sitting_id,
        candidacy_id=opened.candidacy_id,
        part=opened.part,
        rehearsal=opened.rehearsal,
        candidate_name=opened.candidate_name,
        juror_name=opened.juror_name,
        observer_name=opened.observer_name,
        room_name=opened.room_name,
        opened_at=opened.at,
        accommodation=opened.accommodation,
        phase=phase,
        phase_since=phase_since,
        deadline=deadline,
        paused_since=paused_since,
        title=scenario.title if scenario else "",
        mode=mode_of(opened, scenario) if scenario else None,
        steps=steps,
        present=present,
        lost=lost,
        troubles=troubles,
        bells=bells,
        formalities=formalities,
        guests=guests,
        devices_of=devices_of,
        was_called=was_called,
        jobs=(),
    )
