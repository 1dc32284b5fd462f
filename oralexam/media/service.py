"""The media of every sitting: offers in, answers out, calls opened, recorded, closed."""

import asyncio
import time
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any, Final

import structlog

from oralexam.background import BackgroundTask
from oralexam.clock import Clock
from oralexam.errors import Refused, Unavailable
from oralexam.journal.disk import JournalDisk
from oralexam.journal.writer import TrackJournal
from oralexam.media import hooks
from oralexam.media.impairment import Impairment
from oralexam.media.layout import ONLOOKERS, Mode, may_connect
from oralexam.media.load import LoadMeter
from oralexam.media.peer import Peer
from oralexam.media.ports import MediaListener, MediaLoad, MediaSettings, SeatTelemetry, VoiceWritten
from oralexam.media.room import MediaRoom
from oralexam.media.sdp_gate import admit
from oralexam.rooms.seats import GUESTS, PARTIES, Seat

_log = structlog.get_logger(__name__)

TICK_S: Final = 0.25
STOP_TIMEOUT_S: Final = 15.0
MEDIA_SEATS: Final = (*PARTIES, *ONLOOKERS)


class MediaService:
    """Implements `media.ports.Media` in this process. Use it from one event loop."""

    def __init__(
        self,
        *,
        recordings: Path,
        clock: Clock,
        listener: MediaListener,
        settings: MediaSettings | None = None,
    ) -> None:
        self._clock = clock
        self._listener = listener
        self._settings = settings or MediaSettings()
        self._disk = JournalDisk(recordings, on_fault=self._fault_from_thread)
        self._rooms: dict[str, MediaRoom] = {}
        self._impairments: dict[str, tuple[float, int]] = {}
        self._utc_offset_us = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ticker = BackgroundTask("media-ticker")
        self._background: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._meter = LoadMeter()

    async def start(self) -> None:
        """Check the libraries, start the disk's threads and the ticker.

        Raises:
            SystemFault: `media-library-unsupported`.
        """
        hooks.assert_supported()
        self._loop = asyncio.get_running_loop()
        self._utc_offset_us = int((self._clock.now().timestamp() - time.monotonic()) * 1e6)
        self._disk.start()
        self._ticker.start(self._tick_for_ever())
        self._meter.start()

    async def connect(self, *, sitting_id: str, seat: Seat, mode: Mode, offer_sdp: str) -> str:
        """Answer an offer; once it is connected it replaces the connection that the seat had.

        Raises:
            SdpRefused: `sdp-refused`, SdpSendsRefused: `sdp-sends-refused`, Refused: `seat-has-no-media`.
            Unavailable: `media-stopping`, or `media-busy` when no answer was ready within the deadline.
        """
        if not may_connect(mode, seat):
            raise Refused("seat-has-no-media", seat=seat)
        if self._stopping or not self._ticker.is_running:
            raise Unavailable("media-stopping")
        offer = admit(offer_sdp, seat=seat, mode=mode)
        room = self._room(sitting_id)
        peer = Peer(
            sitting_id=sitting_id, seat=seat, mode=mode, settings=self._settings, on_state=self._peer_changed
        )
        pending = room.pending.setdefault(seat, [])
        pending.append(peer)
        while len(pending) > self._settings.max_pending_connections:
            self._drop(pending[0], "too-many-pending")
        try:
            answer = await asyncio.wait_for(peer.answer(offer), self._settings.connect_deadline_s)
        except TimeoutError:
            self._drop(peer, "not-answered")
            raise Unavailable("media-busy") from None
        except BaseException:
            self._drop(peer, "not-answered")
            raise
        if peer.state == "closed":  # a newer offer of this seat came meanwhile
            raise Refused("connection-replaced")
        self._impair(peer)
        peer.give_up_after(self._settings.connect_deadline_s, lambda: self._drop(peer, "connect-deadline"))
        return answer

    async def disconnect(self, sitting_id: str, seat: Seat) -> None:
        """End a seat's connections, also those on their way; the listener is not told what was asked for."""
        room = self._rooms.get(sitting_id)
        if room is None:
            return
        peers = [*room.pending.get(seat, ()), *([room.live[seat]] if seat in room.live else ())]
        for peer in peers:
            room.remove(peer, time.monotonic(), told=False)
        await asyncio.gather(*(peer.close() for peer in peers))

    def open_call(self, sitting_id: str) -> None:
        """From now on forward and record what the two parties send."""
        self._room(sitting_id).open(time.monotonic())

    def close_call(self, sitting_id: str) -> None:
        """Stop forwarding and recording; the journals are closed in the background."""
        room = self._rooms.get(sitting_id)
        if room is not None:
            room.close(time.monotonic())

    async def end(self, sitting_id: str) -> None:
        """Close the call and every connection of a sitting, and forget it; its journals are complete then."""
        room = self._rooms.get(sitting_id)
        if room is not None:
            room.close(time.monotonic())
            for seat in MEDIA_SEATS:
                await self.disconnect(sitting_id, seat)
            self._rooms.pop(sitting_id, None)
        await self._settle("journal-close-")
        self._disk.forget(sitting_id)
        self._impairments.pop(sitting_id, None)

    async def stop(self) -> None:
        """Refuse new connections, end every call, close every journal, end every task and thread."""
        self._stopping = True
        for sitting_id in tuple(self._rooms):
            await self.end(sitting_id)
        await self._ticker.stop()
        await self._meter.stop()
        await self._settle("")
        await self._disk.stop(self._utc_us())

    def impair(self, sitting_id: str, loss: float, seed: int) -> None:
        """Lose this share of RTP and RTCP on every connection of a sitting, both ways, from now on.

        For rehearsal sittings and tests only: the caller has checked that it is one.
        """
        self._impairments[sitting_id] = (loss, seed)
        room = self._room(sitting_id)
        for peer in (*room.live.values(), *(peer for waiting in room.pending.values() for peer in waiting)):
            self._impair(peer)

    def telemetry(self, sitting_id: str) -> list[SeatTelemetry]:
        """How the media of each sending seat is doing; empty for an unknown sitting."""
        room = self._rooms.get(sitting_id)
        return room.telemetry(time.monotonic()) if room is not None else []

    def voices_written(self, sitting_id: str) -> list[VoiceWritten]:
        """What is recorded of each voice that comes; empty for an unknown sitting."""
        room = self._rooms.get(sitting_id)
        return room.voices_written() if room is not None else []

    def open_calls(self) -> int:
        """How many calls are being forwarded and recorded."""
        return sum(room.is_open for room in self._rooms.values())

    def sittings(self) -> tuple[str, ...]:
        """The sittings that have a connection or an open call."""
        return tuple(self._rooms)

    def loads(self) -> tuple[MediaLoad, ...]:
        """How busy this process is."""
        return (self._meter.load(self.open_calls(), self._connections(), self._connections(GUESTS)),)

    def load_of(self, _sitting_id: str) -> MediaLoad:
        """How busy this process is: it carries every sitting."""
        return self.loads()[0]

    def _connections(self, seats: Sequence[Seat] = MEDIA_SEATS) -> int:
        return sum(
            (seat in room.live) + len(room.pending.get(seat, ()))
            for room in self._rooms.values()
            for seat in seats
        )

    def expect_calls(self) -> None:
        """All that is needed runs already."""

    def most_loops(self) -> int:
        """One: this process's."""
        return 1

    def workers(self) -> int:
        """None: this process carries everything."""
        return 0

    def workers_lost(self) -> int:
        """None: with this process, all would be gone."""
        return 0

    def _room(self, sitting_id: str) -> MediaRoom:
        room = self._rooms.get(sitting_id)
        if room is None:
            room = self._rooms[sitting_id] = MediaRoom(
                sitting_id,
                settings=self._settings,
                disk=self._disk,
                listener=self._listener,
                utc_offset_us=self._utc_offset_us,
                close_journal=self._close_journal,
            )
        return room

    def _impair(self, peer: Peer) -> None:
        asked = self._impairments.get(peer.sitting_id)
        if asked is not None and peer.wire is not None:
            loss, seed = asked
            peer.wire.impairment = Impairment(loss=loss, seed=f"{seed} {peer.seat}") if loss else None

    def _peer_changed(self, peer: Peer) -> None:
        room = self._rooms.get(peer.sitting_id)
        if room is None:
            self._drop(peer, "sitting-ended")
        elif peer.state == "closed":
            self._drop(peer, "gone")
        elif peer in (waiting := room.pending.get(peer.seat, [])):
            older = waiting[: waiting.index(peer)]
            waiting.remove(peer)
            replaced = room.seat_peer(peer, time.monotonic())
            for former in (*older, *((replaced,) if replaced is not None else ())):
                self._drop(former, "replaced")
            _log.info("media-connected", sitting_id=peer.sitting_id, seat=peer.seat)

    def _drop(self, peer: Peer, why: str) -> None:
        room = self._rooms.get(peer.sitting_id)
        if room is not None:
            room.remove(peer, time.monotonic())
        peer.state = "closed"
        _log.info("media-dropped", sitting_id=peer.sitting_id, seat=peer.seat, why=why)
        self._spawn(peer.close(), f"media-close-{peer.connection_id}")

    def _close_journal(self, journal: TrackJournal) -> None:
        self._spawn(self._disk.close_track(journal, self._utc_us()), f"journal-close-{id(journal)}")

    def _fault_from_thread(self, journal: TrackJournal, code: str) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._fault, journal, code)

    def _fault(self, journal: TrackJournal, code: str) -> None:
        opened = journal.opened
        _log.error(
            "recording-fault", sitting_id=opened.sitting_id, seat=opened.seat, kind=opened.kind, code=code
        )
        self._listener.recording_fault(opened.sitting_id, Seat(opened.seat), code)

    def _utc_us(self) -> int:
        return int(time.monotonic() * 1e6) + self._utc_offset_us

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._background.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._background.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("media-task-failed", task=task.get_name(), error=repr(error))

    async def _settle(self, prefix: str) -> None:
        """Wait for the background tasks whose name begins with `prefix`."""
        waiting = {task for task in self._background if task.get_name().startswith(prefix)}
        if waiting:
            await asyncio.wait(waiting, timeout=STOP_TIMEOUT_S)

    async def _tick_for_ever(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            now = time.monotonic()
            for room in tuple(self._rooms.values()):
                if room.is_idle:
                    del self._rooms[room.sitting_id]
                    continue
                try:
                    room.tick(now)
                except Exception:  # noqa: BLE001 -- the edge: the watchdog of the other sittings goes on
                    _log.exception("media-tick-failed", sitting_id=room.sitting_id)
