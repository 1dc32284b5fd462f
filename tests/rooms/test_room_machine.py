"""Any sequence of commands and jumps in time keeps what a room promises."""

from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant

from oralexam.exams.parts import PartKind
from oralexam.rooms import deadlines, events
from oralexam.rooms.folding import after, fold
from oralexam.rooms.ledger import ledger_of
from oralexam.rooms.phases import OVER, TIMED, WAYS, Phase
from oralexam.rooms.seats import PARTIES
from oralexam.rooms.state import RoomState
from tests.rooms.people import PeopleAtAnExam


class AnyExam(PeopleAtAnExam):
    """What holds after each thing that they do."""

    def __init__(self) -> None:
        super().__init__()
        self.live = fold(self.room.history[:1])
        self.folded = 0
        self.granted_s = 0.0
        """Pauses since the call began, and time given to it."""

    @invariant()
    def each_part_keeps_its_own_work(self) -> None:
        """No text of a visitor, no sheet of a call, and nothing before the writing was open."""
        state = self.room.state
        opened = any(span.phase is Phase.WRITING for span in state.spans)  # in whichever attempt
        visitor = state.sitting.part is PartKind.VISITOR
        assert state.text.revision == 0 or (opened and not visitor)
        assert state.sheet.revision == 0 or (opened and visitor)
        assert set(state.sheet.fields) <= {"name"}

    @invariant()
    def the_fold_is_the_state(self) -> None:
        """Event by event, or all at once: the same."""
        self.catch_up()
        assert fold(self.room.history) == self.live

    def catch_up(self) -> None:
        """Look at each new event: invariants come in no order."""
        if self.folded == 0:
            self.live, self.folded = fold(self.room.history[:1]), 1
        for event in self.room.history[self.folded :]:
            self.check_step(self.live, event)
            self.live = after(self.live, event)
        self.folded = len(self.room.history)

    def check_step(self, before: RoomState, event: events.AnyEvent) -> None:
        """What a single event may do."""
        state = after(before, event)
        if isinstance(event, events.PhaseEntered):
            assert event.phase in WAYS[before.phase]
        else:
            assert state.phase is before.phase
        self.check_deadline_moved_by_rule(before, event, state)
        assert before.zero_at is None or state.zero_at == before.zero_at
        if isinstance(event, events.PartRestarted):
            assert (state.attempt, state.call_ends_at) == (before.attempt + 1, None)
            self.granted_s = 0.0
        elif before.call_started_at is not None and before.call_ends_at is not None:
            granted = self.granted_by(before, event)
            assert state.call_started_at == before.call_started_at
            assert state.call_ends_at == before.call_ends_at + granted
            self.granted_s += granted.total_seconds()

    def granted_by(self, before: RoomState, event: events.AnyEvent) -> timedelta:
        """By how much an event moves the end of the call: a pause as long as it was, time given as it is."""
        match event:
            case events.ClockResumed(at=at) if before.paused_since is not None:
                return at - before.paused_since
            case events.TimeGiven(seconds=seconds) if before.phase is Phase.CALL:
                return timedelta(seconds=seconds)
            case _:
                return timedelta(0)

    def check_deadline_moved_by_rule(
        self, before: RoomState, event: events.AnyEvent, state: RoomState
    ) -> None:
        """Only a phase, a ring, its end, the grace and the manager set a deadline; nothing else moves it."""
        match event:
            case events.PhaseEntered() | events.CallRung():
                assert state.deadline == event.deadline
                assert event.deadline is None or event.deadline >= event.at
            case events.RingUnanswered():
                assert before.deadline is not None
                assert event.at == before.deadline or (event.by and event.at <= before.deadline)
                assert state.deadline is None
            case events.ClockResumed():
                stood = event.at - (before.paused_since or event.at)
                assert state.deadline == (before.deadline and before.deadline + stood)
                assert state.writing_ends_at == (before.writing_ends_at and before.writing_ends_at + stood)
            case events.TimeGiven():
                assert before.deadline is not None
                assert state.deadline is not None
                given = timedelta(seconds=event.seconds)
                back = timedelta(
                    seconds=state.plan.grace_s if before.time_reached > state.time_reached else 0
                )
                assert state.deadline == before.deadline + given - back
            case events.CallTimeReached():
                assert event.at == before.deadline
                assert state.deadline == event.at + timedelta(seconds=state.plan.grace_s)
            case _:
                assert state.deadline == before.deadline

    @invariant()
    def time_runs_forward(self) -> None:
        """No event stands before the one that led to it, and none after now."""
        instants: list[datetime] = [event.at for event in self.room.history]
        assert instants == sorted(instants)
        assert instants[-1] <= self.room.clock.now()

    @invariant()
    def the_ledger_has_no_gap(self) -> None:
        """Each second belongs to one phase and one row, and the rows add up to the second."""
        spans = self.room.state.spans
        now = self.room.clock.now()
        ledger = ledger_of(self.room.history, now=now)
        rows = ledger.stretches
        assert not rows or (rows[0].starts_at, rows[-1].ends_at) == (ledger.opened_at, ledger.as_of)
        assert [row.ends_at for row in rows[:-1]] == [row.starts_at for row in rows[1:]]
        assert all(row.starts_at < row.ends_at for row in rows)
        whole_s = (ledger.as_of - ledger.opened_at.replace(microsecond=0)) // timedelta(seconds=1)
        assert ledger.total_s == whole_s == sum(row.seconds for row in rows)
        for total in ledger.totals:
            assert total.total_s == total.running_s + total.paused_s + total.failed_s
        assert [span.ended_at for span in spans[:-1]] == [span.started_at for span in spans[1:]]
        assert spans[-1].ended_at is None

    @invariant()
    def nobody_talks_longer_than_granted(self) -> None:
        """All the call's stretches lie within its ten minutes, the grace, pauses and what was given."""
        self.catch_up()
        state = self.live
        if state.call_started_at is None:
            return
        length_s = state.plan.call_s + state.plan.grace_s + self.granted_s
        last = state.call_started_at + timedelta(seconds=length_s)
        if state.phase in OVER:
            return  # aborted while the clock stood, the last stretch holds a pause that was never over
        calls = [span for span in state.attempt_spans if span.phase is Phase.CALL]
        assert all(span.ended_at is None or span.ended_at <= last for span in calls)
        if state.phase is Phase.CALL:
            assert state.deadline is not None
            assert state.deadline <= last

    @invariant()
    def the_text_has_an_end(self) -> None:
        """Once the text was open, it closes by itself, whatever rings meanwhile."""
        state = self.room.state
        if state.paused_since is not None:
            assert deadlines.next_deadline(state) is None
        elif state.writing_ends_at is not None and state.phase not in OVER:
            assert deadlines.next_deadline(state) is not None
            assert deadlines.next_deadline(state) <= state.writing_ends_at  # type: ignore[operator]

    @invariant()
    def a_clock_that_stands_is_ahead_of_its_ends(self) -> None:
        """What was due had happened before the clock was stopped; and nothing happens while it stands."""
        state = self.room.state
        if state.paused_since is not None:
            assert state.phase in TIMED
            assert state.deadline is None or state.paused_since < state.deadline
            assert deadlines.due(state, now=self.room.clock.now()) == []

    @invariant()
    def a_seat_has_one_bell(self) -> None:
        """However often it rang; an answer comes after the ring."""
        bells = self.room.state.bells
        assert len({bell.seat for bell in bells}) == len(bells)
        assert all(bell.answered_at is None or bell.answered_at >= bell.rung_at for bell in bells)

    @invariant()
    def what_rings_is_rung_by_a_party(self) -> None:
        """It rings only in the ringing phase, and only the two who talk ring."""
        state = self.room.state
        if state.rung_by is not None:
            assert state.phase is Phase.RINGING
            assert state.rung_by in PARTIES

    @invariant()
    def late_is_the_same_as_in_time(self) -> None:
        """Woken at each deadline, or once at the end: the same events."""
        now = self.room.clock.now()
        at_once = deadlines.due(self.room.state, now=now)
        state, one_by_one = self.room.state, []
        while (deadline := deadlines.next_deadline(state)) is not None and deadline <= now:
            happened = deadlines.due(state, now=deadline)
            one_by_one += happened
            for event in happened:
                state = after(state, event)
        assert one_by_one == at_once


AnyExam.TestCase.settings = settings(
    max_examples=150,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],  # a busy machine is no fault of the rules
)
TestAnyExam = AnyExam.TestCase
