"""People who press anything at any time, in front of a server that sometimes sleeps: the machine's rules.

What must hold whatever they do stands in test_room_machine.py.
"""

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from oralexam.exams.plan import ExchangePlan
from oralexam.exams.scenario import Scenario
from oralexam.rooms import commands, decisions, events, line_acts
from oralexam.rooms.command import Command
from oralexam.rooms.judging.marker_commands import NoteMarker, RemoveMarker, SetMarker, Sign
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import JURY, Seat
from tests.rooms.drawing_machine import PeopleWhoDraw
from tests.rooms.lots import draw_by_lot
from tests.rooms.situations import SCENARIO, VISITOR, TableRoom, ringing_from_candidate

seats = st.sampled_from([Seat.CANDIDATE, Seat.JUROR, Seat.CANDIDATE, Seat.JUROR, *Seat])
phases = st.sampled_from(Phase)
presses = st.sampled_from(
    [
        commands.DrawScenario,
        commands.BeginDrawAnew,
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


class PeopleAtAnExam(PeopleWhoDraw):
    """People who press anything at any time, in front of a server that sometimes sleeps."""

    def __init__(self) -> None:
        super().__init__()
        self.revision = 0

    @initialize(
        plan=plans,
        scenario=st.sampled_from([SCENARIO, ringing_from_candidate(), VISITOR]),
        jury_draws=st.booleans(),
        reach=st.sampled_from(["waiting", "ringing", "call"]),
    )
    def open(self, plan: ExchangePlan, scenario: Scenario, jury_draws: bool, reach: str) -> None:  # noqa: FBT001 — hypothesis
        """A sitting with any plan, a call in either direction or a visitor, some way into the exam."""
        other = msgspec.structs.replace(scenario, scenario_id="zinc-tubs", number=13)
        givers = JURY if jury_draws else ()
        self.room = TableRoom(plan=plan, scenarios=(scenario, other), shares_from=givers)
        if reach == "waiting":
            return
        draw_by_lot(self.room)
        self.room.press(Seat.JUROR, commands.StartPreparation)
        self.room.pass_s(plan.preparation_s)
        if reach == "call":
            caller = line_acts.caller(self.room.state)
            self.room.press(caller, commands.Ring)
            self.room.press(caller.other_party, commands.Answer)
            self.room.flow()

    @rule(seat=seats, kind=presses)
    def press(self, seat: Seat, kind: type[Command]) -> None:
        """Somebody presses what their page shows."""
        self.attempt(seat, kind(from_phase=self.phase_now()))

    @rule(seat=seats, kind=presses, seen=phases)
    def press_stale(self, seat: Seat, kind: type[Command], seen: Phase) -> None:
        """Somebody presses what an old page showed."""
        self.attempt(seat, kind(from_phase=seen))

    @rule(
        seat=seats, older=st.integers(-1, 2), what=st.sampled_from(["notes", "text", "sheet", "wrong sheet"])
    )
    def save(self, seat: Seat, older: int, what: str) -> None:
        """Somebody's page saves, now and then an older revision, or a sheet with a field that is none."""
        self.revision += 1
        phase, revision, text = self.phase_now(), self.revision - older, f"revision {self.revision}"
        if what in {"notes", "text"}:
            kind = commands.SaveNotes if what == "notes" else commands.SaveText
            self.attempt(seat, kind(from_phase=phase, text=text, revision=revision))
        else:
            fields = {"name" if what == "sheet" else "surname": text}
            self.attempt(seat, commands.SaveSheet(from_phase=phase, fields=fields, revision=revision))

    @rule(seat=seats, fact_id=st.sampled_from(["how-many", "when", "unknown"]), given=st.booleans())
    def press_fact(self, seat: Seat, fact_id: str, given: bool) -> None:  # noqa: FBT001 — hypothesis
        """A fact is pressed, or taken back."""
        self.attempt(seat, commands.PressFact(from_phase=self.phase_now(), fact_id=fact_id, given=given))

    @rule(
        seat=seats,
        which=st.integers(0, 6),
        criterion_id=st.sampled_from(["call-1", "visitor-1", ""]),
        ago_s=st.sampled_from([0, 1, 40, 4000]),
        act=st.sampled_from(["set", "set", "note", "remove"]),
    )
    def mark(self, seat: Seat, which: int, criterion_id: str, ago_s: int, act: str) -> None:
        """A moment is marked, in time or late, written beside, or taken back; by whoever it is."""
        marker_id, seen = f"0b8b8b52-93a9-4a64-8a28-0a3d9a64a00{which}", self.phase_now()
        sign = Sign.PLUS if criterion_id else Sign.NOTE
        command: commands.AnyCommand
        match act:
            case "set":
                command = SetMarker(
                    from_phase=seen,
                    marker_id=marker_id,
                    criterion_id=criterion_id,
                    sign=sign,
                    note="hm",
                    ago_ms=1000 * ago_s,
                )
            case "note":
                command = NoteMarker(from_phase=seen, marker_id=marker_id, note=f"hm {ago_s}")
            case _:
                command = RemoveMarker(from_phase=seen, marker_id=marker_id)
        self.attempt(seat, command)

    @rule(seat=st.sampled_from([*[Seat.MANAGER] * 9, *Seat]), stop=st.booleans())
    def stop_or_run(self, seat: Seat, stop: bool) -> None:  # noqa: FBT001 — hypothesis
        """The manager stops the clock, or lets it run; others try to."""
        phase = self.phase_now()
        act = commands.PauseClock(from_phase=phase, reason="a reason") if stop else None
        self.attempt(seat, act or commands.ResumeClock(from_phase=phase))

    @rule(seconds=st.one_of(st.integers(-1, 90), st.integers(0, 4000)))
    def give_time(self, seconds: int) -> None:
        """The manager gives time back, now and then too much."""
        phase = self.phase_now()
        self.attempt(Seat.MANAGER, commands.GiveTime(from_phase=phase, seconds=seconds, reason="a reason"))

    @rule(code=st.sampled_from(commands.IncidentCode), text=st.sampled_from(["", "what happened"]))
    def note_incident(self, code: commands.IncidentCode, text: str) -> None:
        """The manager notes something."""
        self.attempt(Seat.MANAGER, commands.NoteIncident(from_phase=self.phase_now(), code=code, text=text))

    @precondition(lambda self: len(self.room.history) > 12)
    @rule(to=st.sampled_from([Phase.DRAWN, Phase.PREPARATION, Phase.DRAWN, Phase.PREPARATION, *Phase]))
    def restart(self, to: Phase) -> None:
        """The manager lets the part begin anew, now and then from where it cannot."""
        command = commands.RestartPart(from_phase=self.phase_now(), to=to, reason="a reason")
        self.attempt(Seat.MANAGER, command)

    @rule(seat=st.sampled_from(Seat), swap=st.booleans())
    def change_jury(self, seat: Seat, swap: bool) -> None:  # noqa: FBT001 — hypothesis
        """The jurors swap, or another one comes in."""
        phase = self.phase_now()
        replace = commands.ReplaceJuror(from_phase=phase, seat=seat, name="Zoé Blin", reason="a reason")
        self.attempt(
            Seat.MANAGER, commands.SwapJurors(from_phase=phase, reason="a reason") if swap else replace
        )

    @rule(seat=st.sampled_from(Seat), answered=st.booleans())
    def hear_the_bell(self, seat: Seat, answered: bool) -> None:  # noqa: FBT001 — hypothesis
        """The manager answers a seat's bell, or has come to it."""
        kind = commands.AnswerBell if answered else commands.ClearBell
        self.attempt(Seat.MANAGER, kind(from_phase=self.phase_now(), seat=seat))

    @precondition(lambda self: len(self.room.history) > 25)
    @rule()
    def abort(self) -> None:
        """The manager ends it: late enough for something to have been under way."""
        self.attempt(Seat.MANAGER, commands.AbortPart(from_phase=self.phase_now(), reason="a reason"))

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
            self.attempt(rung_by.other_party, commands.Answer(from_phase=self.room.phase))
