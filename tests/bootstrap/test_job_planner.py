"""Which jobs a room's phases ask for: words from the answer on, voices at each end, copies at the last."""

from datetime import timedelta

import pytest

from oralexam.bootstrap.job_planner import JobPlanner
from oralexam.clock import ManualClock
from oralexam.exams.parts import StationSetup
from oralexam.jobs.job import JobState, Turn
from oralexam.jobs.memory import InMemoryJobQueue
from oralexam.records.manifest import LISTENING_COPIES, VOICE_COPIES
from oralexam.rooms import commands, events
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState
from oralexam.transcripts.kinds import TRANSCRIBE_TRACK
from tests.rooms.situations import SCENARIO, VISITOR, TableRoom, answer, bring_to, ring

WORDS = {(TRANSCRIBE_TRACK, "candidate"), (TRANSCRIBE_TRACK, "juror")}
VOICES = {(VOICE_COPIES, "")}
COPIES = {(LISTENING_COPIES, "")}


class NoPlan:
    """Turns without any plan; what is live is noted in the queue."""

    def __init__(self, queue: InMemoryJobQueue) -> None:
        self._queue = queue

    def turn_of(self, _sitting_id: str, *, live: bool, audio_s: float | None) -> Turn:
        """Nobody has planned anything."""
        return Turn(live=live, audio_s=audio_s)

    def arrange(self, sitting_id: str, *, live: bool, audio_s: float | None) -> None:
        """As it is said."""
        self._queue.arrange({sitting_id: self.turn_of(sitting_id, live=live, audio_s=audio_s)})

    def part_is_over(self, _sitting_id: str) -> None:
        """Nothing waits for it."""


class Desk:
    """A planner beside a room on a table."""

    def __init__(self, phase: Phase, *, visitor: StationSetup | None = None) -> None:
        self.clock = ManualClock()
        self.queue = InMemoryJobQueue()
        self.planner = JobPlanner(queue=self.queue, turns=NoPlan(self.queue), clock=self.clock)
        scenario = SCENARIO if visitor is None else VISITOR
        room = TableRoom(clock=self.clock, scenarios=(scenario,), station_setup=visitor)
        self.room = bring_to(room, phase)

    @property
    def state(self) -> RoomState:
        """The room now."""
        return self.room.state

    async def hear(self) -> set[tuple[str, str]]:
        """Tell it that a phase was entered; what it has asked for by then."""
        entered = [each for each in self.room.history if isinstance(each, events.PhaseEntered)][-1:]
        await self.planner.happened("s", self.state, entered)
        return {(job.kind, job.subject) for job in self.queue.of_sitting("s")}


@pytest.mark.parametrize(
    ("phase", "asked"),
    [
        (Phase.PREPARATION, set()),
        (Phase.RINGING, set()),
        (Phase.CONNECTING, WORDS),
        (Phase.CALL, WORDS),
        (Phase.HANDED_IN, WORDS | VOICES | COPIES),
    ],
)
async def test_each_phase_asks_for_its_own(phase: Phase, asked: set[tuple[str, str]]) -> None:
    """Nothing before the answer; everything once it is over."""
    assert await Desk(phase).hear() == asked


async def test_an_early_hang_up_asks_for_voices_and_not_for_all_copies() -> None:
    """It may be undone; taken up and hung up again, the voices are made again."""
    desk = Desk(Phase.CALL)
    desk.room.press(Seat.CANDIDATE, commands.HangUp)
    assert desk.state.phase is Phase.WRITING
    assert await desk.hear() == WORDS | VOICES
    (voices,) = [job for job in desk.queue.of_sitting("s") if job.kind == VOICE_COPIES]
    while (job := desk.queue.lease("w", now=desk.clock.now(), lease_s=60)) is not None:
        desk.queue.done(job.job_id, "w", now=desk.clock.now())
    await desk.planner.plan("s", desk.state)
    states = {job.kind: job.state for job in desk.queue.of_sitting("s")}
    assert states == {TRANSCRIBE_TRACK: JobState.DONE, VOICE_COPIES: JobState.DONE}, (
        "a restart asks nothing anew"
    )
    await desk.hear()
    again = next(job for job in desk.queue.of_sitting("s") if job.job_id == voices.job_id)
    assert again.state is JobState.QUEUED


async def test_a_call_whose_time_is_over_cannot_be_taken_up_again() -> None:
    """All copies are asked for while the text is written."""
    desk = Desk(Phase.CALL)
    desk.room.press(Seat.CANDIDATE, commands.HangUp)
    desk.clock.advance(timedelta(minutes=11).total_seconds())
    assert await desk.hear() == WORDS | VOICES | COPIES


async def test_one_microphone_for_two_is_written_down_once() -> None:
    """The juror has no recording of their own: a job for it would wait for what cannot come."""
    both = await Desk(Phase.CALL, visitor=StationSetup.TWO_MICROPHONES).hear()
    one = await Desk(Phase.CALL, visitor=StationSetup.ONE_MICROPHONE).hear()
    assert both == WORDS
    assert one == {(TRANSCRIBE_TRACK, "candidate")}


async def test_a_part_that_was_begun_anew_is_copied_anew() -> None:
    """The copies that were made of the first attempt lack the second."""
    desk = Desk(Phase.WRITING)
    assert await desk.hear() == WORDS | VOICES | COPIES
    while (job := desk.queue.lease("w", now=desk.clock.now(), lease_s=60)) is not None:
        desk.queue.done(job.job_id, "w", now=desk.clock.now())
    desk.room.manage(commands.RestartPart, to=Phase.PREPARATION, reason="another computer")
    desk.room.pass_s(900)
    ring(desk.room)
    answer(desk.room)
    desk.room.flow()
    desk.room.pass_s(1200)
    assert desk.state.phase is Phase.HANDED_IN
    await desk.hear()
    states = {job.kind: job.state for job in desk.queue.of_sitting("s")}
    assert states[LISTENING_COPIES] is JobState.QUEUED


async def test_a_call_is_live_until_it_is_hung_up_and_then_has_a_length() -> None:
    """From the answer on nothing goes before it; once it is over it waits for its turn like the others."""
    desk = Desk(Phase.CALL)
    await desk.hear()
    assert {job.turn.live for job in desk.queue.of_sitting("s")} == {True}
    desk.room.pass_s(600)
    assert desk.state.phase is Phase.WRITING
    await desk.hear()
    turns = {job.turn for job in desk.queue.of_sitting("s")}
    assert {turn.live for turn in turns} == {False}
    (length,) = {turn.audio_s for turn in turns}
    assert length is not None
    assert 590 <= length < 610


async def test_a_call_that_may_be_taken_up_again_stays_live() -> None:
    """A worker that is killed in a hang-up that may be undone takes its voices up as it had them."""
    desk = Desk(Phase.CALL)
    await desk.hear()
    assert desk.queue.lease("killed", now=desk.clock.now(), lease_s=60) is not None
    desk.clock.advance(90)
    desk.room.press(Seat.CANDIDATE, commands.HangUp)
    await desk.hear()
    desk.queue.desert("killed", now=desk.clock.now())
    await desk.planner.plan("s", desk.state)
    again = desk.queue.lease("w", now=desk.clock.now(), lease_s=60)
    assert again is not None
    assert again.kind == TRANSCRIBE_TRACK
    assert again.turn.live
    assert again.turn.audio_s is not None
    assert 90 <= again.turn.audio_s < 100
    desk.clock.advance(600)
    await desk.planner.plan("s", desk.state)
    assert {job.turn.live for job in desk.queue.of_sitting("s")} == {False}
