"""The server, put together from its settings."""

import asyncio
from datetime import timedelta

import structlog

from oralexam.background import BackgroundTask
from oralexam.bootstrap.board_sources import BoardSources
from oralexam.bootstrap.data_lock import DataLock
from oralexam.bootstrap.desks import House, make_desk, make_digest_keeper, make_services
from oralexam.bootstrap.digest_keeper import DigestKeeper
from oralexam.bootstrap.disk_watch import DiskWatch
from oralexam.bootstrap.doors import Doors
from oralexam.bootstrap.entrance import Entrance, open_entrance
from oralexam.bootstrap.eviction import Eviction
from oralexam.bootstrap.exam_days import ExamDays
from oralexam.bootstrap.guest_gate import GuestGate
from oralexam.bootstrap.heartbeat import Heartbeat
from oralexam.bootstrap.job_planner import JobPlanner
from oralexam.bootstrap.media import expecting, make_media, media_gauges, refused_for
from oralexam.bootstrap.media_news import MediaNews
from oralexam.bootstrap.probes import probe_disk, probe_ffmpeg, probe_model
from oralexam.bootstrap.retention_keeper import RetentionKeeper
from oralexam.bootstrap.room_counts import calls_promised, calls_running, rooms_live
from oralexam.bootstrap.stores import open_stores
from oralexam.bootstrap.worker_process import WorkerProcess
from oralexam.clock import SystemClock
from oralexam.errors import SystemFault
from oralexam.exams.formats import FormatBook
from oralexam.jobs.forecast import Forecast
from oralexam.rooms.seats import Seat
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.settings import Settings
from oralexam.signaling.dispatch import Dispatcher
from oralexam.signaling.hub import Hub
from oralexam.storage.files import DataFolder
from oralexam.transcripts.kinds import TRANSCRIBE_TRACK
from oralexam.webapp.board.board import Board
from oralexam.webapp.health import Health

_log = structlog.get_logger(__name__)

SWEEP_S = 3600.0
"""How often sessions that have ended are removed."""
DRAIN_LOOK_S = 0.25


class Server:
    """One running server. Build it inside the event loop that will run it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        relays = settings.relays()
        self._files = DataFolder(settings.data)
        self._files.probe_writable()
        self._lock = DataLock(self._files.root)
        self._clock = SystemClock()
        self.entrance: Entrance = open_entrance(
            settings, self._files.root / "certificates", now=self._clock.now()
        )
        self.port = self.entrance.port
        self.url = self.entrance.url
        self.stores = open_stores(settings, self._files)
        formats = FormatBook(settings.formats)
        self.days = ExamDays(
            self.stores, clock=self._clock, formats=formats, public_url=self.url, reuse=settings.reuse
        )
        self._news = MediaNews()
        self._media = make_media(
            settings, recordings=self._files.recordings_dir(), clock=self._clock, listener=self._news
        )
        self.rooms = RoomSupervisor(
            store=self.stores.events,
            media=self._media,
            scenarios=self.stores.scenarios,
            clock=self._clock,
            drawn_before=self.stores.drawn,
            waits_for=self.days.order.waits_for,
            criteria=self.stores.grids.criteria,
            room_for_calls=self._room_for_calls,
        )
        self._hub = Hub(clock=self._clock)
        self._dispatcher = Dispatcher(
            rooms=self.rooms,
            hub=self._hub,
            media=self._media,
            scenarios=self.stores.scenarios,
            clock=self._clock,
            before=self.days.order.before,
            criteria=self.stores.grids.criteria,
            unrecorded=self._news.watch.unrecorded,
            guest_refused=GuestGate(
                self._media, ports=settings.port_range(), promised=lambda: calls_promised(self.rooms)
            ).why_not,
        )
        self._worker = WorkerProcess(
            worker_environment(settings),
            desert=lambda worker_id: self.stores.jobs.desert(worker_id, now=self._clock.now()),
        )
        self._forecast = Forecast(
            queue=self.stores.jobs,
            kind=TRANSCRIBE_TRACK,
            clock=self._clock,
            at_work=lambda: self._worker.alive,
        )
        self.board = Board(
            rooms=self.rooms,
            presence=self._hub,
            media=self._media,
            stored=BoardSources(
                self.stores, forecast=self._forecast, files=self._files, worker=self._worker_state
            ),
            scenarios=self.stores.scenarios,
            clock=self._clock,
            before=self.days.order.before,
            calls_full=lambda: bool(self._room_for_calls(calls_promised(self.rooms))),
        )
        self.rooms.subscribe(expecting(self._media))
        self.rooms.subscribe(self.board.happened)
        self.days.order.listen(self.board.mark)
        self.days.order.listen(self._dispatcher.again)
        self.rooms.subscribe(self.days.order.happened)
        # Behind the dispatcher and the board: three commits must not keep a phase from the pages.
        self._planner = JobPlanner(queue=self.stores.jobs, turns=self.stores.turns, clock=self._clock)
        self.rooms.subscribe(self._planner.happened)
        self._hub.listen(self.board.mark)
        self._house = House(
            settings=settings,
            files=self._files,
            stores=self.stores,
            formats=formats,
            clock=self._clock,
            rooms=self.rooms,
            hub=self._hub,
            media=self._media,
            dispatcher=self._dispatcher,
            board=self.board,
            forecast=self._forecast,
            entrance=self.entrance,
            relays=relays,
        )
        self.desk = make_desk(self._house)
        self._disk_watch = DiskWatch(lambda: probe_disk(self._files))
        self._heartbeat = Heartbeat(self._files.root / "alive")
        self.eviction = Eviction(
            rooms=self.rooms, dispatcher=self._dispatcher, media=self._media, clock=self._clock
        )
        self._health = self._make_health()
        self._sweeper = BackgroundTask("session-sweeper")
        self._keeper: RetentionKeeper | None = None
        self._digests: DigestKeeper | None = None
        self._doors = Doors()

    async def start(self) -> None:
        """Take up the sittings that were under way, then answer requests."""
        await self._media.start()
        self._news.start(self.rooms, ask_for_offer=self._dispatcher.ask_for_offer)
        self._news.watch.start(self.rooms, self._media, show=self._dispatcher.again_to_jury)
        await self.rooms.start()
        await self.days.order.start()
        await self._tell_of_absence()
        await self._plan_what_was_missed()
        if self._settings.manager_token:
            expires_at = self._clock.now() + timedelta(hours=self._settings.link_hours)
            await asyncio.to_thread(
                self.stores.tickets.create,
                None,
                Seat.MANAGER,
                expires_at=expires_at,
                token=self._settings.manager_token,
            )
        await self.board.start()
        services = make_services(self._house, desk=self.desk, days=self.days, health=self._health)
        await self._doors.open(self.entrance, services)
        self._keeper = RetentionKeeper(services.retention.work)
        self._keeper.start()
        self._digests = make_digest_keeper(self._house, services)
        self.rooms.subscribe(self._digests.happened)
        self._digests.start()
        if self._settings.worker:
            self._worker.start()
        self._sweeper.start(self._sweep())
        self._disk_watch.start()
        self.eviction.start()
        _log.info("server-ready", port=self.port)

    async def _plan_what_was_missed(self) -> None:
        """Ask for the jobs of sittings under way, and of those whose end the last server did not outlive."""
        missed = await asyncio.to_thread(self._missed)
        for sitting_id in (*self.rooms.live_states(), *missed):
            await self._planner.plan(sitting_id, await self.rooms.state(sitting_id))

    def _missed(self) -> list[str]:
        """Sittings that are over with no job; with a queue of its own no database knows it alone."""
        ended = self.stores.events.ended_without_jobs()
        asked = {job.sitting_id for job in self.stores.jobs.of_sittings(ended)}
        return [sitting_id for sitting_id in ended if sitting_id not in asked]

    async def drain(self) -> None:
        """Refuse new calls and let those that run go on, up to the set time."""
        self.rooms.refuse_new_calls()
        until = self._clock.now() + timedelta(seconds=self._settings.drain_s)
        await self._dispatcher.announce_draining(until)
        self.board.draining(until)
        # Polling: the end of a call is no event of its own here, and only systemd waits for this.
        while calls_running(self.rooms) and self._clock.now() < until:  # noqa: ASYNC110
            await asyncio.sleep(DRAIN_LOOK_S)

    async def stop(self) -> None:
        """Close everything in the order in which nothing is lost: sockets, rooms, journals, database.

        A step that fails is logged, and the next one is taken: no journal stays open since a socket would
        not close.

        Raises:
            ExceptionGroup: what failed, once all is closed that could be.
        """
        faults: list[Exception] = []
        # The worker needs nothing of what is closed here, and may take a moment to put its work down.
        worker_ends = asyncio.create_task(self._worker.stop(), name="worker-ends")
        for step in (
            self._sweeper.stop,
            self._disk_watch.stop,
            self.eviction.stop,
            *((self._keeper.stop,) if self._keeper is not None else ()),
            *((self._digests.stop,) if self._digests is not None else ()),
            self._heartbeat.stop,
            self._doors.close,
            self._close_entrance,
            self.board.stop,
            self._news.stop,
            self.rooms.stop,
            self._media.stop,
            lambda: worker_ends,
            self._close_stores,
        ):
            try:
                await step()
            except Exception as fault:  # noqa: BLE001 — an edge: what is left saves what would be lost
                _log.exception("not-closed-in-order")
                faults.append(fault)
        self._lock.release()
        _log.info("server-stopped")
        if faults:
            raise ExceptionGroup("not-closed-in-order", faults)

    async def _close_entrance(self) -> None:
        self.entrance.close()
        self._health.close()

    async def _close_stores(self) -> None:
        """Last: whoever has something to write has written it."""
        self.days.close()
        await asyncio.to_thread(self.stores.events.close)
        self.stores.close()

    async def _tell_of_absence(self) -> None:
        """Put into the ledgers of the sittings under way how long no server was there."""
        now = self._clock.now()
        absence = await self._heartbeat.absence(now)
        self._heartbeat.start()
        if absence is None:
            return
        down_since = now - timedelta(seconds=absence.down_s)
        for sitting_id in self.rooms.live_states():
            try:
                await self.rooms.returned(
                    sitting_id, down_since=down_since, clock_stepped=absence.clock_stepped
                )
            except SystemFault as fault:
                _log.error("absence-not-told", sitting_id=sitting_id, code=fault.reason)

    def _room_for_calls(self, promised: int) -> str:
        return refused_for(self._settings, self._media, promised)

    def _make_health(self) -> Health:
        return Health(
            probes={
                "database": self._probe_database,
                "files": self._files.probe_writable,
                "ffmpeg": probe_ffmpeg,
                "disk": lambda: probe_disk(self._files),
                "model": lambda: probe_model(self._settings, self._files),
            },
            advisory=frozenset({"model"}),
            gauges={
                "rooms_live": lambda: rooms_live(self.rooms),
                "calls_running": lambda: calls_running(self.rooms),
                "connections": self._hub.connections,
                "boards": self.board.boards,
                "disk_free_fraction": self._files.free_fraction,
                "wall_clock_step_seconds": self._clock.wall_clock_step_s,
                "worker_alive": lambda: float(self._worker.alive),
                **media_gauges(self._media),
            },
        )

    def _worker_state(self) -> str:
        if not self._settings.worker:
            return "off"
        return "alive" if self._worker.alive else "down"

    def _probe_database(self) -> None:
        self.stores.database.probe()

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_S)
            try:
                await asyncio.to_thread(self.stores.sessions.sweep, now=self._clock.now())
            except SystemFault as fault:
                _log.error("sweep-failed", code=fault.reason)


def worker_environment(settings: Settings) -> dict[str, str]:
    """What the worker's process must know of the server's settings."""
    return {
        "ORALEXAM_DATA": str(settings.data.resolve()),
        "ORALEXAM_WHISPER_MODEL": settings.whisper_model,
        "ORALEXAM_SPEECH_ENGINE": settings.speech_engine,
        "ORALEXAM_SPEECH_DEVICE": settings.speech_device,
        "ORALEXAM_SPEECH_PRECISION": settings.speech_precision,
        "ORALEXAM_SPEECH_THREADS": str(settings.speech_threads),
        "ORALEXAM_JOBS_DATABASE": settings.jobs_database,
        "ORALEXAM_LOG_JSON": str(settings.log_json),
    }
