"""Which work for the worker follows from what happens in the rooms."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from oralexam.clock import Clock
from oralexam.exams.parts import EXCHANGES
from oralexam.jobs.job import Job, JobState, Turn
from oralexam.jobs.queue import JobQueue
from oralexam.records.manifest import LISTENING_COPIES, VOICE_COPIES
from oralexam.rooms import events
from oralexam.rooms.phases import OVER, RECORDED, Phase
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState
from oralexam.transcripts.kinds import TRANSCRIBE_TRACK


class Turns(Protocol):
    """Which jobs come first; called in threads."""

    def turn_of(self, sitting_id: str, *, live: bool, audio_s: float | None) -> Turn:
        """The turn of a sitting's jobs."""
        ...

    def arrange(self, sitting_id: str, *, live: bool, audio_s: float | None) -> None:
        """Give those that are there the turn that the plan asks for now."""
        ...

    def part_is_over(self, sitting_id: str) -> None:
        """Look again at what this candidate's jobs were waiting for."""
        ...


class JobPlanner:
    """Asks for words from the answer on, for voices at each end of a call, for all copies at the last."""

    def __init__(self, *, queue: JobQueue, turns: Turns, clock: Clock) -> None:
        self._queue = queue
        self._turns = turns
        self._clock = clock

    async def happened(self, sitting_id: str, state: RoomState, happened: Sequence[events.AnyEvent]) -> None:
        """Subscriber of the rooms."""
        if any(isinstance(event, events.PhaseEntered) for event in happened):
            await self._plan(sitting_id, state, ended_again=True)

    async def plan(self, sitting_id: str, state: RoomState) -> None:
        """Ask for what the sitting's phase calls for; asking twice is asking once: a restart asks again."""
        await self._plan(sitting_id, state, ended_again=False)

    async def _plan(self, sitting_id: str, state: RoomState, *, ended_again: bool) -> None:
        """Words are written down from the answer on; a call that was hung up early may be taken up again.

        What was recorded before an abort is kept, and copied and transcribed like everything else.
        """
        if state.phase in RECORDED:
            await asyncio.to_thread(self._follow_live, sitting_id, state.sending)
        if ended_again and state.phase in OVER and state.sitting.part not in EXCHANGES:
            await asyncio.to_thread(self._turns.part_is_over, sitting_id)
        if state.zero_at is None or not (state.phase is Phase.WRITING or state.phase in OVER):
            return
        over = state.phase in OVER or not state.may_call_back(self._clock.now())
        await asyncio.to_thread(
            self._ask, sitting_id, state.sending, recorded_s(state), over=over, again=ended_again
        )
        if over and ended_again and state.attempt > 1:
            await asyncio.to_thread(self._copy_anew, sitting_id)

    def _copy_anew(self, sitting_id: str) -> None:
        """A part that was begun anew: copies that are made already are of the attempt before."""
        now = self._clock.now()
        copies = self._queue.enqueue(LISTENING_COPIES, sitting_id=sitting_id, now=now)
        if copies.state is JobState.DONE:
            self._queue.requeue(copies.job_id, now=now)

    def _follow_live(self, sitting_id: str, voices: frozenset[Seat]) -> None:
        turn = self._turns.turn_of(sitting_id, live=True, audio_s=None)
        for job in self._follow(sitting_id, voices, turn):
            if job.state is JobState.DONE:
                # A part that was over and is begun again: there is more to hear.
                self._queue.requeue(job.job_id, now=self._clock.now())
        self._turns.arrange(sitting_id, live=True, audio_s=None)

    def _follow(self, sitting_id: str, voices: frozenset[Seat], turn: Turn) -> list[Job]:
        now = self._clock.now()
        return [
            self._queue.enqueue(
                TRANSCRIBE_TRACK, sitting_id=sitting_id, subject=seat.value, now=now, turn=turn
            )
            for seat in sorted(voices)
        ]

    def _ask(
        self, sitting_id: str, heard: frozenset[Seat], audio_s: float, *, over: bool, again: bool
    ) -> None:
        now = self._clock.now()
        # A call that may be taken up again is still followed: a worker that was killed meanwhile, and leased
        # it as one that is over, would have it wait for others when it goes on.
        turn = self._turns.turn_of(sitting_id, live=not over, audio_s=audio_s)
        voices = self._queue.enqueue(VOICE_COPIES, sitting_id=sitting_id, now=now, turn=turn)
        if again and voices.state is JobState.DONE:
            # The call went on after it was made: the handler itself sees where all copies are there already.
            self._queue.requeue(voices.job_id, now=now)
        self._follow(sitting_id, heard, turn)
        if over:
            self._queue.enqueue(LISTENING_COPIES, sitting_id=sitting_id, now=now, turn=turn)
        self._turns.arrange(sitting_id, live=not over, audio_s=audio_s)


def recorded_s(state: RoomState) -> float:
    """For how long a call was recorded, all its connections together."""
    return sum(
        (span.ended_at - span.started_at).total_seconds()
        for span in state.spans
        if span.phase in RECORDED and span.ended_at is not None
    )


def copies_anew(queue: JobQueue, clock: Clock, sitting_id: str) -> bool:
    """An own copy came to its end: copies that are made already are made again.

    Before the call is over nothing is asked for: the job that comes then finds it. False where one runs: it
    may have looked for the last time; whoever must know compares when it has ended (`LateCopies`).
    """
    runs = False
    for job in queue.of_sitting(sitting_id):
        if job.kind != LISTENING_COPIES:
            continue
        if job.state in {JobState.DONE, JobState.FAILED}:
            queue.requeue(job.job_id, now=clock.now())
        runs |= job.state is JobState.RUNNING
    return not runs
