"""Takes what was read in the check of a station to the worker, and tells managers what came of it."""

import asyncio
from collections import OrderedDict

from oralexam.clock import Clock
from oralexam.errors import NotFound, Refused, UserMistake
from oralexam.jobs.job import JobState
from oralexam.jobs.queue import JobQueue
from oralexam.rooms.seats import Seat
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.signaling.allowance import Allowance
from oralexam.storage.erased import SqlErased
from oralexam.transcripts.read_sentences import READ_SENTENCE, Compared, SentenceFiles

SOUNDS_A_SECOND = 0.2
SOUNDS_AT_ONCE = 5
"""Of one seat: who reads a sentence again needs ten seconds for it."""
KNOWN_SEATS = 1024


class StationDesk:
    """Everything here is for the technician: nothing waits for it, and no room is told."""

    def __init__(
        self, *, files: SentenceFiles, rooms: RoomSupervisor, jobs: JobQueue, erased: SqlErased, clock: Clock
    ) -> None:
        self._files = files
        self._rooms = rooms
        self._jobs = jobs
        self._erased = erased
        self._clock = clock
        self._allowances: OrderedDict[tuple[str, Seat], Allowance] = OrderedDict()

    async def take(self, sitting_id: str, seat: Seat, sentence: str, wave: bytes) -> None:
        """Keep a sound until the worker has compared it.

        Raises:
            NotFound: `unknown-sitting`.
            Refused: `no-device-check`, `recordings-erased`.
            UserMistake: `sentences-too-fast`.
            BadInput: `unknown-sentence`, `not-a-sound`.
        """
        state = await self._rooms.state(sitting_id)
        asked = state.sitting.formalities
        if asked is None or seat not in asked.devices_of:
            raise Refused("no-device-check", seat=seat)
        if not self._may(sitting_id, seat):
            raise UserMistake("sentences-too-fast")
        if not await asyncio.to_thread(self._erased.takes_recordings, sitting_id):
            raise Refused("recordings-erased")
        await asyncio.to_thread(self._keep, sitting_id, seat, sentence, wave)

    async def compared(self, sitting_id: str) -> list[Compared]:
        """What is known of a sitting's seats.

        Raises:
            NotFound: `unknown-sitting`.
        """
        if not await asyncio.to_thread(self._erased.takes_recordings, sitting_id):
            raise NotFound("unknown-sitting")
        return await asyncio.to_thread(self._files.of, sitting_id)

    def _may(self, sitting_id: str, seat: Seat) -> bool:
        key = (sitting_id, seat)
        allowance = self._allowances.setdefault(
            key, Allowance(a_second=SOUNDS_A_SECOND, at_once=SOUNDS_AT_ONCE)
        )
        self._allowances.move_to_end(key)
        while len(self._allowances) > KNOWN_SEATS:
            self._allowances.popitem(last=False)
        return allowance.take()

    def _keep(self, sitting_id: str, seat: Seat, sentence: str, wave: bytes) -> None:
        now = self._clock.now()
        self._files.put(sitting_id, seat.value, sentence, wave)
        job = self._jobs.enqueue(READ_SENTENCE, sitting_id=sitting_id, subject=seat.value, now=now)
        if job.state in {JobState.DONE, JobState.FAILED}:
            self._jobs.requeue(job.job_id, now=now)
