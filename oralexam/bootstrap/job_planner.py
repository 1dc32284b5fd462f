"""Which work for the worker follows from what happens in the rooms."""

import asyncio
from collections.abc import Sequence

from oralexam.clock import Clock
from oralexam.jobs.queue import JobQueue
from oralexam.records.manifest import LISTENING_COPIES
from oralexam.rooms import events
from oralexam.rooms.phases import OVER, Phase
from oralexam.rooms.seats import PARTIES
from oralexam.rooms.state import RoomState
from oralexam.transcripts.kinds import TRANSCRIBE_TRACK


class JobPlanner:
    """Asks for listening copies and transcripts once a call cannot be taken up again."""

    def __init__(self, *, queue: JobQueue, clock: Clock) -> None:
        self._queue = queue
        self._clock = clock

    async def happened(self, sitting_id: str, state: RoomState, happened: Sequence[events.AnyEvent]) -> None:
        """Subscriber of the rooms."""
        if any(isinstance(event, events.PhaseEntered) for event in happened):
            await self.plan(sitting_id, state)

    async def plan(self, sitting_id: str, state: RoomState) -> None:
        """Ask for what the sitting's phase calls for; asking twice is asking once, so a restart asks again.

        A call that was hung up early may be taken up again until its time is over; its jobs wait for the
        hand-in. What was recorded before an abort is kept, and copied and transcribed like everything else.
        """
        if state.zero_at is None:
            return
        over = state.phase is Phase.WRITING and not state.may_call_back(self._clock.now())
        if over or state.phase in OVER:
            await asyncio.to_thread(self._ask, sitting_id)

    def _ask(self, sitting_id: str) -> None:
        now = self._clock.now()
        self._queue.enqueue(LISTENING_COPIES, sitting_id=sitting_id, now=now)
        for seat in PARTIES:
            self._queue.enqueue(TRANSCRIBE_TRACK, sitting_id=sitting_id, subject=seat.value, now=now)
