"""Any sequence of commands and jumps in time keeps what a room promises."""

from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from oralexam.errors import BadInput, Refused
from oralexam.exams.plan import ExchangePlan
from oralexam.rooms import commands, deadlines, decisions, events, line_acts
from oralexam.rooms.folding import after, fold
from oralexam.rooms.ledger import ledger_of
from oralexam.rooms.phases import OVER, TIMED, WAYS, Phase
from oralexam.rooms.seats import PARTIES, Seat
from oralexam.rooms.state import RoomState
from tests.rooms.situations import SCENARIO, TableRoom, ringing_from_candidate

seats = st.sampled_from([Seat.CANDIDATE, Seat.JUROR, Seat.CANDIDATE, Seat.JUROR, *Seat])
phases = st.sampled_from(Phase)
presses = st.sampled_from(
    [
        commands.DrawScenario,
        commands.StartPreparation,
        commands.Ring,
        commands.Answer,
        commands.HangUp,
        commands.HandIn,
        commands.RingBell,
        commands.ClearBell,
    ]
)
jumps_s = st.one_of(
    st.floats(0, 5), st.floats(0, 130), st.floats(0, 1000), st.sampled_from([30.0, 120.0, 600.0, 5000.0])
)
plans = st.builds(
    ExchangePlan,
    preparation_s=st.sampled_from([60.0, 900.0]),
    connecting_s=st.sampled_from([5.0, 30.0]),
    call_s=st.sampled_from([90.0, 600.0]),
    grace_s=st.sampled_from([0.0, 30.0, 60.0]),
    warning_s=st.sampled_from([0.0, 60.0]),
    writing_s=st.sampled_from([20.0, 600.0]),
)


class AnyExam(RuleBasedStateMachine):
    """People who press anything at any time, in front of a server that sometimes sleeps."""

    def __init__(self) -> None:
        super().__init__()
        self.room = TableRoom()
        self.live = self.room.state
        self.folded = 1
        self.revision = 0
        self.granted_s = 0.0
        """Pauses since the call began, and time given to it."""

    @initialize(
        plan=plans, candidate_rings=st.booleans(), reach=st.sampled_from(["waiting", "ringing", "call"])
    )
    def open(self, plan: ExchangePlan, candidate_rings: bool, reach: str) -> None:  # noqa: FBT001 — hypothesis
        """A sitting with any plan and either direction, some way into the exam."""
        scenario = ringing_from_candidate() if candidate_rings else SCENARIO
        self.room = TableRoom(plan=plan, scenarios=(scenario,))
        self.live = self.room.state
        if reach == "waiting":
            return
        self.room.press(Seat.JUROR, commands.DrawScenario)
        self.room.press(Seat.JUROR, commands.StartPreparation)
        self.room.pass_s(plan.preparation_s)
        if reach == "call":
            caller = line_acts.caller(self.room.state)
            self.room.press(caller, commands.Ring)
            self.room.press(caller.other_party, commands.Answer)
            self.room.flow()

    @rule(seat=seats, kind=presses)
    def press(self, seat: Seat, kind: type[commands.Command]) -> None:
        """Somebody presses what their page shows."""
        self._try(seat, kind(from_phase=self._phase_now()))

    @rule(seat=seats, kind=presses, seen=phases)
    def press_stale(self, seat: Seat, kind: type[commands.Command], seen: Phase) -> None:
        """Somebody presses what an old page showed."""
        self._try(seat, kind(from_phase=seen))

    @rule(seat=seats, older=st.integers(-1, 2), notes=st.booleans())
    def save(self, seat: Seat, older: int, notes: bool) -> None:  # noqa: FBT001 — hypothesis
        """Somebody's page saves, now and then an older revision."""
        self.revision += 1
        kind = commands.SaveNotes if notes else commands.SaveText
        text = f"revision {self.revision}"
        self._try(seat, kind(from_phase=self._phase_now(), text=text, revision=self.revision - older))

    @rule(seat=seats, fact_id=st.sampled_from(["how-many", "when", "unknown"]), given=st.booleans())
    def press_fact(self, seat: Seat, fact_id: str, given: bool) -> None:  # noqa: FBT001 — hypothesis
        """A fact is pressed, or taken back."""
        self._try(seat, commands.PressFact(from_phase=self._phase_now(), fact_id=fact_id, given=given))

    @rule(seat=st.sampled_from([*[Seat.MANAGER] * 9, *Seat]), stop=st.booleans())
    def stop_or_run(self, seat: Seat, stop: bool) -> None:  # noqa: FBT001 — hypothesis
        """The manager stops the clock, or lets it run; others try to."""
        phase = self._phase_now()
        act = commands.PauseClock(from_phase=phase, reason="a reason") if stop else None
        self._try(seat, act or commands.ResumeClock(from_phase=phase))

    @rule(seconds=st.one_of(st.integers(-1, 90), st.integers(0, 4000)))
    def give_time(self, seconds: int) -> None:
        """The manager gives time back, now and then too much."""
        phase = self._phase_now()
        self._try(Seat.MANAGER, commands.GiveTime(from_phase=phase, seconds=seconds, reason="a reason"))

    @rule(code=st.sampled_from(commands.IncidentCode), text=st.sampled_from(["", "what happened"]))
    def note_incident(self, code: commands.IncidentCode, text: str) -> None:
        """The manager notes something."""
        self._try(Seat.MANAGER, commands.NoteIncident(from_phase=self._phase_now(), code=code, text=text))

    @precondition(lambda self: len(self.room.history) > 25)
    @rule()
    def abort(self) -> None:
        """The manager ends it: late enough for something to have been under way."""
        self._try(Seat.MANAGER, commands.AbortPart(from_phase=self._phase_now(), reason="a reason"))

    @rule()
    def media_flows(self) -> None:
        """Tracks arrive."""
        self.room.flow()

    @rule(seat=seats, lost=st.booleans())
    def link_changes(self, seat: Seat, lost: bool) -> None:  # noqa: FBT001 — hypothesis
        """A cable is drawn, or put back."""
        self.room.wake()
        now = self.room.clock.now()
        self.room.happen(decisions.link_changed(self.room.state, seat=seat, lost=lost, now=now))

    @rule(seconds=jumps_s)
    def time_passes(self, seconds: float) -> None:
        """The server looks at the clock."""
        self.room.pass_s(seconds)

    @rule(seconds=jumps_s)
    def server_sleeps(self, seconds: float) -> None:
        """Nobody looks."""
        self.room.sleep_s(seconds)

    @rule(seconds=jumps_s)
    def server_is_down(self, seconds: float) -> None:
        """It comes back, catches up, and says since when it was down."""
        self.room.wake()
        down_since = self.room.clock.now()
        self.room.pass_s(seconds)
        self.room.happen([events.ServerReturned(at=self.room.clock.now(), down_since=down_since)])

    @rule()
    def answers_if_it_rings(self) -> None:
        """The one who is rung picks up: chance alone would rarely come this far."""
        if rung_by := self.room.state.rung_by:
            self._try(rung_by.other_party, commands.Answer(from_phase=self.room.phase))

    def _phase_now(self) -> Phase:
        self.room.wake()
        return self.room.phase

    def _try(self, seat: Seat, command: commands.AnyCommand) -> None:
        self.room.wake()
        before = self.room.state
        count = len(self.room.history)
        try:
            self.room.order(seat, command)
        except (Refused, BadInput):
            assert self.room.state == before
            assert len(self.room.history) == count

    @invariant()
    def the_fold_is_the_state(self) -> None:
        """Event by event, or all at once: the same."""
        self.catch_up()
        assert fold(self.room.history) == self.live

    def catch_up(self) -> None:
        """Look at each new event: invariants come in no order."""
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
        if before.call_started_at is not None and before.call_ends_at is not None:
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
        calls = [span for span in state.spans if span.phase is Phase.CALL]
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
