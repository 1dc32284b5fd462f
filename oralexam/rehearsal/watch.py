"""When the transcripts stood: looked at from the end of the call on, while the candidate still writes."""

import asyncio
import time

import structlog

from oralexam.background import BackgroundTask
from oralexam.errors import OralExamError
from oralexam.rehearsal.manager_desk import ManagerDesk, Replay
from oralexam.rooms.seats import PARTIES

_log = structlog.get_logger(__name__)

LOOK_EVERY_S = 0.25


def transcribed(replay: Replay) -> bool:
    """Whether both parties' transcripts stand."""
    there = {transcript.seat for transcript in replay.transcripts}
    return replay.transcript_state == "ready" and there.issuperset(PARTIES)


class TranscriptWatch:
    """Notes how long after the call both transcripts stood; its owner begins it and ends it."""

    def __init__(self, desk: ManagerDesk, sitting_id: str) -> None:
        self.ready_after_s: float | None = None
        """Seconds from the end of the call; None as long as they do not stand."""
        self._desk = desk
        self._sitting_id = sitting_id
        self._task = BackgroundTask("transcript-watch")

    def begin(self) -> None:
        """The call has ended just now."""
        self._task.start(self._look(time.monotonic()))

    async def end(self) -> None:
        """Look no more."""
        await self._task.stop()

    async def _look(self, call_ended_at: float) -> None:
        while True:
            try:
                ready = transcribed(await self._desk.replay(self._sitting_id))
            except OralExamError as fault:
                _log.warning("replay-not-readable", code=fault.reason)
                ready = False
            if ready:
                self.ready_after_s = round(time.monotonic() - call_ended_at, 2)
                return
            await asyncio.sleep(LOOK_EVERY_S)
