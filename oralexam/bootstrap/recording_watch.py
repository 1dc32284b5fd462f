"""Whose voice comes and is not written down, for the jury: the board tells managers by its own look."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Protocol

import structlog

from oralexam.background import BackgroundTask
from oralexam.media.ports import VoiceWritten
from oralexam.rooms.phases import RECORDED
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState

_log = structlog.get_logger(__name__)

LOOK_S = 0.5
"""As often as a media worker tells what it has recorded."""
STALLED_PACKETS = 150
"""Three seconds of voice, 20 ms each (RFC 7587, 4.2). Journals reach the kernel once a second. It is counted
in packets, not in time: a voice that does not come at all is a lost link, and told as that."""
RESUMED = "recording-resumed"
DROPPED = "recording-dropped"
"""Told once and taken back by nothing: what stands because of it is seen by looking."""

Voice = tuple[str, Seat]


class Calls(Protocol):
    """What it asks the rooms."""

    def live_states(self) -> Mapping[str, RoomState]:
        """The rooms in memory."""
        ...


class Written(Protocol):
    """What it asks the media."""

    def voices_written(self, sitting_id: str) -> list[VoiceWritten]:
        """What is recorded of each voice that comes."""
        ...


class RecordingWatch:
    """Looks at every call, and says when what stands still has changed.

    It stands beside the chain of events: what keeps a recording from the disk keeps an event from it too.
    """

    def __init__(self) -> None:
        self._task = BackgroundTask("recording-watch")
        self._show: Callable[[str], None] = _nobody
        self._grown: dict[Voice, VoiceWritten] = {}
        """As it was when it last grew."""
        self._stalled: dict[str, frozenset[Seat]] = {}
        self._faulty: set[Voice] = set()

    def start(self, calls: Calls, written: Written, *, show: Callable[[str], None]) -> None:
        """Begin to look; `show` is told of each sitting in which something has changed."""
        self._show = show
        self._task.start(self._look_for_ever(calls, written))

    async def stop(self) -> None:
        """Look no more."""
        await self._task.stop()

    def unrecorded(self, sitting_id: str) -> frozenset[Seat]:
        """Whose voice is not written down now."""
        faulty = {seat for where, seat in self._faulty if where == sitting_id}
        return self._stalled.get(sitting_id, frozenset()) | faulty

    def fault(self, sitting_id: str, seat: Seat, code: str) -> None:
        """The disk does not take what is recorded of a seat, or takes it again."""
        before = self.unrecorded(sitting_id)
        if code == RESUMED:
            self._faulty.discard((sitting_id, seat))
        elif code != DROPPED:
            self._faulty.add((sitting_id, seat))
        self._tell(sitting_id, before)

    def look(self, calls: Calls, written: Written) -> None:
        """Compare what has come with what is written, in every call."""
        running = {key for key, state in calls.live_states().items() if state.phase in RECORDED}
        self._forget_all_but(running)
        for sitting_id in running:
            before = self.unrecorded(sitting_id)
            voices = written.voices_written(sitting_id)
            stalled = frozenset(voice.seat for voice in voices if not self._grows(sitting_id, voice))
            self._stalled[sitting_id] = stalled
            self._tell(sitting_id, before)

    def _grows(self, sitting_id: str, voice: VoiceWritten) -> bool:
        known = self._grown.get((sitting_id, voice.seat))
        is_new = known is not None and voice.packets < known.packets
        if is_new:
            # Another recording of this voice: one that is refused, too, tells so itself.
            self._faulty.discard((sitting_id, voice.seat))
        if known is None or is_new or voice.octets != known.octets:
            self._grown[sitting_id, voice.seat] = voice
            return True
        return voice.packets - known.packets < STALLED_PACKETS

    def _tell(self, sitting_id: str, before: frozenset[Seat]) -> None:
        now = self.unrecorded(sitting_id)
        if now != before:
            _log.warning("recording-stands" if now else "recording-goes-on", sitting_id=sitting_id)
            self._show(sitting_id)

    def _forget_all_but(self, running: set[str]) -> None:
        self._grown = {key: value for key, value in self._grown.items() if key[0] in running}
        self._stalled = {key: value for key, value in self._stalled.items() if key in running}
        self._faulty = {key for key in self._faulty if key[0] in running}

    async def _look_for_ever(self, calls: Calls, written: Written) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                self.look(calls, written)
            except Exception:  # noqa: BLE001 — an edge: the next look may work, and the exam goes on anyway
                _log.exception("recording-look-failed")


def _nobody(_sitting_id: str) -> None:
    """Nobody is told before the server has started."""
