"""The media of every sitting, carried by worker processes; a sitting is with one of them.

What a worker's death takes is told and given to another: the links are lost, the clients are asked for new
offers, and with the first of them the sitting's call is open again, in new segments of its recording.
"""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import structlog

from oralexam.background import BackgroundTask
from oralexam.clock import Clock
from oralexam.errors import OralExamError, Refused, Unavailable
from oralexam.media.layout import Mode, may_connect
from oralexam.media.pool import messages as say
from oralexam.media.pool.placing import choose, superfluous, wants_spare
from oralexam.media.pool.sitting import CarriedSitting
from oralexam.media.pool.worker import STOP_TIMEOUT_S, FromWorker, MediaWorker, Question, WorkerGone
from oralexam.media.ports import MediaListener, MediaLoad, MediaSettings, SeatTelemetry, VoiceWritten
from oralexam.media.supported import assert_versions
from oralexam.rooms.seats import Seat

_log = structlog.get_logger(__name__)

LOOK_S: Final = 0.25
ANSWER_MARGIN_S: Final = 2.0
"""What the way to a worker and back may take beyond its own deadline for an answer."""
START_AGAIN_S: Final = 1.0
"""How soon after one that did not come up another is started: offers are made again meanwhile."""


class MediaPool:
    """Implements `media.ports.Media` with at most `most` processes, and one more that waits for the next."""

    def __init__(
        self,
        *,
        recordings: Path,
        clock: Clock,
        listener: MediaListener,
        most: int,
        program: Sequence[str],
        settings: MediaSettings | None = None,
    ) -> None:
        self._recordings = recordings
        self._clock = clock
        self._listener = listener
        self._most = most
        self._program = program
        self._settings = settings or MediaSettings()
        self._sittings: dict[str, CarriedSitting] = {}
        self._workers: list[MediaWorker] = []
        self._ticker = BackgroundTask("media-pool")
        self._ending: set[asyncio.Task[None]] = set()
        self._start_again_s = 0.0
        self._stopping = False
        self._lost = 0

    async def start(self) -> None:
        """Check the libraries; nothing is started before somebody is about to call.

        Raises:
            SystemFault: `media-library-unsupported`.
        """
        assert_versions()
        self._ticker.start(self._look_for_ever())

    async def stop(self) -> None:
        """End every worker in order; none is left behind."""
        self._stopping = True
        await self._ticker.stop()
        await asyncio.gather(*(worker.stop() for worker in tuple(self._workers)), *self._ending)

    async def connect(self, *, sitting_id: str, seat: Seat, mode: Mode, offer_sdp: str) -> str:
        """Answer an offer; one whose worker dies meanwhile is answered by the next.

        Raises:
            UserMistake: `sdp-refused`, `sdp-sends-refused`, `seat-has-no-media`, `connection-replaced`.
            Unavailable: `media-stopping`, `media-busy`.
        """
        if not may_connect(mode, seat):
            raise Refused("seat-has-no-media", seat=seat)
        sitting = self._sittings.setdefault(sitting_id, CarriedSitting())
        sitting.seats.discard(seat)  # its client has let go of what it had
        for _ in range(2):
            try:
                worker = await self._carrier(sitting_id, sitting)
                answer = await worker.ask(
                    lambda number: say.Connect(
                        number=number, sitting_id=sitting_id, seat=seat, mode=mode, offer_sdp=offer_sdp
                    ),
                    self._settings.connect_deadline_s + ANSWER_MARGIN_S,
                )
            except WorkerGone:
                continue
            sitting.seats.add(seat)
            return answer
        raise Unavailable("media-busy")

    async def disconnect(self, sitting_id: str, seat: Seat) -> None:
        """End a seat's connections; the listener is not told what was asked for."""
        sitting = self._sittings.get(sitting_id)
        if sitting is not None:
            sitting.seats.discard(seat)
            await self._ask_carrier(
                sitting, lambda number: say.Disconnect(number=number, sitting_id=sitting_id, seat=seat)
            )

    def open_call(self, sitting_id: str) -> None:
        """From now on forward and record what the two parties send."""
        sitting = self._sittings.setdefault(sitting_id, CarriedSitting())
        sitting.is_open = True
        self.expect_calls()
        self._tell_carrier(sitting, say.OpenCall(sitting_id=sitting_id))

    def close_call(self, sitting_id: str) -> None:
        """Stop forwarding and recording; the journals are closed in the background."""
        sitting = self._sittings.get(sitting_id)
        if sitting is not None:
            sitting.is_open = False
            self._tell_carrier(sitting, say.CloseCall(sitting_id=sitting_id))

    async def end(self, sitting_id: str) -> None:
        """Close all of a sitting, and forget it; its journals are complete then."""
        sitting = self._sittings.pop(sitting_id, None)
        if sitting is None:
            return
        sitting.is_open = False
        await self._ask_carrier(sitting, lambda number: say.End(number=number, sitting_id=sitting_id))
        if sitting.worker is not None:
            sitting.worker.sittings.discard(sitting_id)

    def impair(self, sitting_id: str, loss: float, seed: int) -> None:
        """Lose this share of packets on every connection of a sitting: for rehearsals."""
        sitting = self._sittings.setdefault(sitting_id, CarriedSitting())
        sitting.impairment = loss, seed
        self._tell_carrier(sitting, say.Impair(sitting_id=sitting_id, loss=loss, seed=seed))

    def telemetry(self, sitting_id: str) -> list[SeatTelemetry]:
        """How the media of each sending seat is doing, as its worker told within the last half second."""
        sitting = self._sittings.get(sitting_id)
        return sitting.take_telemetry() if sitting is not None else []

    def voices_written(self, sitting_id: str) -> list[VoiceWritten]:
        """What is recorded of each voice, as its worker told within the last half second."""
        sitting = self._sittings.get(sitting_id)
        return sitting.voices_written() if sitting is not None else []

    def open_calls(self) -> int:
        """How many calls are to be forwarded and recorded."""
        return sum(sitting.is_open for sitting in self._sittings.values())

    def loads(self) -> tuple[MediaLoad, ...]:
        """How busy each worker is that carries something."""
        return tuple(worker.load for worker in self._workers if worker.sittings)

    def load_of(self, sitting_id: str) -> MediaLoad | None:
        """How busy the worker of this sitting is."""
        sitting = self._sittings.get(sitting_id)
        worker = sitting.worker if sitting is not None else None
        return worker.load if worker is not None and not worker.has_ended else None

    def most_loops(self) -> int:
        """How many workers may carry calls."""
        return self._most

    def workers(self) -> int:
        """How many processes carry media, or wait for it."""
        return len(self._workers)

    def workers_lost(self) -> int:
        """How many workers have died."""
        return self._lost

    def pids(self) -> dict[int, frozenset[str]]:
        """The processes that answer, and whose sittings each carries."""
        return {
            worker.pid: frozenset(worker.sittings)
            for worker in self._workers
            if worker.is_ready and worker.pid
        }

    def expect_calls(self) -> None:
        """Have a worker ready for the first offer."""
        if not self._workers and not self._stopping:
            self._start()

    def _tell_carrier(self, sitting: CarriedSitting, order: say.Order) -> None:
        """One that has not been briefed hears of it then."""
        if sitting.worker is not None and sitting.is_briefed and not sitting.worker.has_ended:
            sitting.worker.tell(order)

    async def _ask_carrier(self, sitting: CarriedSitting, question: Question) -> None:
        """What a dead worker does not do has been done by its death; a fault is logged."""
        if sitting.worker is None or sitting.worker.has_ended:
            return
        try:
            await sitting.worker.ask(question, STOP_TIMEOUT_S)
        except WorkerGone:
            return
        except OralExamError as fault:
            _log.error("media-question-failed", code=fault.reason)

    async def _carrier(self, sitting_id: str, sitting: CarriedSitting) -> MediaWorker:
        """The worker of a sitting, told what is wanted for it.

        Raises:
            WorkerGone, Unavailable: `media-stopping`, `media-busy`.
        """
        if self._stopping or not self._ticker.is_running:
            raise Unavailable("media-stopping")
        worker = sitting.worker
        if worker is None or worker.has_ended:
            worker = choose(self._workers, most=self._most, apart=sitting.has_lost_worker) or self._start()
            if worker is None:
                raise Unavailable("media-busy")
            sitting.worker, sitting.is_briefed = worker, False
            worker.sittings.add(sitting_id)
        await worker.ready()
        if sitting.worker is worker and not sitting.is_briefed:
            sitting.is_briefed = True
            if sitting.impairment is not None:
                loss, seed = sitting.impairment
                worker.tell(say.Impair(sitting_id=sitting_id, loss=loss, seed=seed))
            if sitting.is_open:
                worker.tell(say.OpenCall(sitting_id=sitting_id))
        return worker

    def _start(self) -> MediaWorker | None:
        if time.monotonic() < self._start_again_s:
            return None
        utc_us = int(self._clock.now().timestamp() * 1e6)
        worker = MediaWorker(
            program=self._program,
            begin=say.Begin(
                recordings=str(self._recordings.absolute()),
                utc_offset_us=utc_us - int(time.monotonic() * 1e6),
                settings=self._settings,
            ),
            on_news=self._heard,
            on_end=self._ended,
        )
        self._workers.append(worker)
        return worker

    def _heard(self, worker: MediaWorker, news: FromWorker) -> None:
        match news:
            case say.Flowing(sitting_id=sitting_id, seat=seat, kinds=kinds):
                self._listener.media_flowing(sitting_id, seat, kinds)
            case say.LinkChanged(sitting_id=sitting_id, seat=seat, state=state, silent_s=silent_s):
                if (sitting := self._sittings.get(sitting_id)) is not None:
                    (sitting.linked.add if state == "connected" else sitting.linked.discard)(seat)
                self._listener.link_changed(sitting_id, seat, state, silent_s)
            case say.RecordingFault(sitting_id=sitting_id, seat=seat, code=code):
                self._listener.recording_fault(sitting_id, seat, code)
            case say.Beat(telemetry=told):
                for sitting_id in worker.sittings:
                    if (sitting := self._sittings.get(sitting_id)) is not None:
                        sitting.note(told.get(sitting_id, ()))

    def _ended(self, worker: MediaWorker) -> None:
        """Tell what its death took, and have the next one ready."""
        self._workers.remove(worker)
        if self._stopping or worker.is_dismissed:
            return
        self._lost += 1
        if not worker.was_ready:
            self._start_again_s = time.monotonic() + START_AGAIN_S
        taken = [
            (sitting_id, sitting)
            for sitting_id in sorted(worker.sittings)
            if (sitting := self._sittings.get(sitting_id)) is not None and sitting.worker is worker
        ]
        _log.error("media-worker-died", sittings=len(taken), left=len(self._workers))
        if taken and not any(other.is_free for other in self._workers):
            self._start()
        for sitting_id, sitting in taken:
            for seat in sorted(sitting.lose_worker()):
                self._listener.link_changed(sitting_id, seat, "lost", worker.silent_s)
            for seat in sorted(sitting.seats):
                self._listener.connection_gone(sitting_id, seat)

    async def _look_for_ever(self) -> None:
        looked_s = time.monotonic()
        while True:
            await asyncio.sleep(LOOK_S)
            now = time.monotonic()
            # One that stood still itself has looked once, however long ago.
            passed_s, looked_s = min(now - looked_s, 2 * LOOK_S), now
            try:
                self._look(passed_s)
            except Exception:  # noqa: BLE001 -- the edge: workers are watched as long as the server lives
                _log.exception("media-pool-look-failed")

    def _look(self, passed_s: float) -> None:
        now = asyncio.get_running_loop().time()
        for worker in self._workers:
            worker.look(passed_s)
            if worker.sittings:
                worker.idle_since_s = now
        if wants_spare(self._workers, now):
            self._start()
        for worker in superfluous(self._workers, now):
            worker.is_dismissed = True
            ending = asyncio.create_task(worker.stop(), name="media-worker-ends")
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)
