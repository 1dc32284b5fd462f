"""The manager's board: what is seen of all rooms, kept in memory and sent as it changes.

Events and connections mark a sitting as changed; levels and what grows are read four times a second, and
only while a board is open. A board that comes gets everything, then what every other board gets.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Protocol

import structlog

from oralexam.background import BackgroundTask
from oralexam.clock import Clock
from oralexam.errors import OralExamError
from oralexam.exams.day_acts import NOTHING_BEFORE, StepsBefore
from oralexam.jobs.job import Job
from oralexam.rooms import call_events, events
from oralexam.rooms.judging.events import JudgingEvent
from oralexam.rooms.judging.marker_events import MARKER_EVENTS
from oralexam.rooms.phases import OVER
from oralexam.rooms.ports import ScenarioBank
from oralexam.rooms.seats import PARTIES, Seat
from oralexam.rooms.state import RoomState
from oralexam.signaling.board_messages import Alarm, BoardUpdate, House, PlannedWork
from oralexam.signaling.hub import Connection
from oralexam.storage.summaries import SittingSummary
from oralexam.webapp.board import alarms as board_alarms
from oralexam.webapp.board.lines import SHOWN_FOR, Lines, Presence, Rooms
from oralexam.webapp.board.readings import Recordings, Telemetry
from oralexam.webapp.payload import encoded

_log = structlog.get_logger(__name__)

LOOK_S = 0.25
"""How often levels are read: a needle, not a film (issue 3, point 10)."""
LEAST_GAP_S = 0.04
"""Between two updates: what many rooms do at the same instant goes out together."""
ASK_S = 2.0
"""How often jobs and the machine are asked."""
MOST_BOARDS = 32

_UNSEEN = (events.NotesSaved, events.TextSaved, events.SheetSaved, events.FactPressed, *MARKER_EVENTS)
"""Events that the board does not show: fifty candidates save every second."""


class Stored(Protocol):
    """What the board needs of the stores; called in a thread of the board's own."""

    def ended_since(self, since: datetime) -> Iterable[SittingSummary]:
        """The sittings that were over at `since` or later."""
        ...

    def jobs_of(self, sitting_ids: Sequence[str]) -> Iterable[Job]:
        """The jobs of these sittings."""
        ...

    def planned(self, now: datetime) -> Iterable[PlannedWork]:
        """What the accepted plans of open sessions have for the day."""
        ...

    def words_ready_at(self) -> Mapping[str, datetime]:
        """By sitting: when the transcript that waits will be there, where that can be known."""
        ...

    def machine(self) -> tuple[float, str]:
        """The free share of the disk, and how the worker is: `alive`, `down` or `off`."""
        ...


class Board:
    """All that boards are told. One task sends; everything else only marks what has changed."""

    def __init__(
        self,
        *,
        rooms: Rooms,
        presence: Presence,
        media: Telemetry,
        stored: Stored,
        scenarios: ScenarioBank,
        clock: Clock,
        before: Callable[[str], StepsBefore] = lambda _sitting_id: NOTHING_BEFORE,
        calls_full: Callable[[], bool] = lambda: False,
    ) -> None:
        self._calls_full = calls_full
        self._presence = presence
        self._stored = stored
        self._clock = clock
        self._recordings = Recordings(media)
        self._boards: list[Connection] = []
        self._lines = Lines(rooms=rooms, presence=presence, scenarios=scenarios, before=before)
        self._away_since: dict[tuple[str, Seat], datetime] = {}
        self._faults: dict[str, tuple[str, datetime]] = {}
        self._copy_faults: dict[tuple[str, Seat], tuple[str, datetime]] = {}
        self._alarms: tuple[Alarm, ...] = ()
        self._alarm_since: dict[board_alarms.Key, datetime] = {}
        self._house: House | None = None
        self._planned: tuple[PlannedWork, ...] = ()
        self._planned_last: tuple[PlannedWork, ...] = ()
        """As the boards were told."""
        self._machine: tuple[float, str] | None = None
        self._draining_until: datetime | None = None
        self._woken = asyncio.Event()
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="board")
        self._sending = BackgroundTask("board")
        self._asking = BackgroundTask("board-questions")
        self._ask_now = asyncio.Event()

    async def start(self) -> None:
        """Take in what was over before this start, and begin to send."""
        loop = asyncio.get_running_loop()
        since = self._clock.now() - SHOWN_FOR
        self._lines.take_ended(await loop.run_in_executor(self._threads, self._stored.ended_since, since))
        self._sending.start(self._send_for_ever())
        self._asking.start(self._ask_for_ever())

    async def stop(self) -> None:
        """Send no more."""
        await self._sending.stop()
        await self._asking.stop()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def happened(self, sitting_id: str, state: RoomState, happened: Sequence[events.AnyEvent]) -> None:
        """Subscriber of the rooms."""
        if all(isinstance(event, JudgingEvent) for event in happened):
            return
        for event in happened:
            match event:
                case call_events.LinkLost(at=at, seat=seat):
                    self._alarm_since["link-lost", sitting_id, seat] = at
                case events.IncidentNoted(at=at, code=code) if code.startswith("recording-"):
                    self._faults[sitting_id] = (code, at)
                    if code == "recording-resumed":
                        del self._faults[sitting_id]
                case events.IncidentNoted(at=at, code="own-copy-resumed", seat=Seat() as seat):
                    self._copy_faults.pop((sitting_id, seat), None)
                case events.IncidentNoted(at=at, code=code, seat=Seat() as seat):
                    self._copy_faults[sitting_id, seat] = (code, at)
                case _:
                    pass
        if state.phase in OVER:
            self._faults.pop(sitting_id, None)
            for seat in PARTIES:
                self._copy_faults.pop((sitting_id, seat), None)
            self._lines.end(sitting_id, state)
        if not all(isinstance(event, _UNSEEN) for event in happened):
            self.mark(sitting_id)

    def mark(self, sitting_id: str) -> None:
        """Note that something of a sitting, or who is connected to it, has changed."""
        here, now = self._presence.present(sitting_id), self._clock.now()
        for seat in (Seat.CANDIDATE, Seat.JUROR):
            if seat in here:
                self._away_since.pop((sitting_id, seat), None)
            else:
                self._away_since.setdefault((sitting_id, seat), now)
        self._lines.mark(sitting_id)
        self._woken.set()

    def forget(self, sitting_ids: Iterable[str]) -> None:
        """Show sittings no more: they were wiped."""
        for sitting_id in sitting_ids:
            self._lines.forget(sitting_id)
        self._woken.set()

    def draining(self, until: datetime) -> None:
        """Say that the server is about to stop."""
        self._draining_until = until
        self._ask_now.set()

    def has_room(self) -> bool:
        """Whether one more board may come."""
        return len(self._boards) < MOST_BOARDS

    def attach(self, connection: Connection) -> None:
        """Give a board everything, and from now on what changes."""
        self._send(self._look())
        whole = BoardUpdate(
            whole=True,
            server_now=self._clock.now(),
            sittings=tuple(self._lines.shown.values()),
            readings=tuple(self._recordings.readings.values()),
            alarms=self._alarms,
            house=self._house,
            planned=self._planned_last,
        )
        connection.send(encoded(whole))
        self._boards.append(connection)
        self._ask_now.set()
        self._woken.set()

    def detach(self, connection: Connection) -> None:
        """A board is gone."""
        if connection in self._boards:
            self._boards.remove(connection)

    def boards(self) -> int:
        """How many boards are open."""
        return len(self._boards)

    def _send(self, update: BoardUpdate | None) -> None:
        if update is None:
            return
        frame = encoded(update)
        for board in self._boards:
            board.send(frame)

    def _look(self) -> BoardUpdate | None:
        """What has changed since the last look; None if nothing has."""
        now = self._clock.now()
        sittings, gone = self._lines.look(now)
        readings = self._recordings.look(self._lines.shown.values(), now)
        before, house = self._alarms, self._house_now()
        self._alarms = board_alarms.alarms(
            board_alarms.Seen(
                sittings=self._lines.shown.values(),
                readings=self._recordings.readings,
                away_since=self._away_since,
                heard_at=self._recordings.heard_at,
                faults=self._faults,
                copy_faults=self._copy_faults,
                house=house,
                now=now,
            ),
            self._alarm_since,
        )
        alarms = None if self._alarms == before else self._alarms
        planned = None if self._planned == self._planned_last else self._planned
        self._planned_last = self._planned
        told_house, self._house = (None if house == self._house else house), house
        if not (sittings or gone or readings or told_house) and alarms is None and planned is None:
            return None
        return BoardUpdate(
            whole=False,
            server_now=now,
            sittings=sittings,
            gone=gone,
            readings=readings,
            alarms=alarms,
            house=told_house,
            planned=planned,
        )

    def _house_now(self) -> House | None:
        """The machine as it was asked last; None before the first answer."""
        if self._machine is None:
            return None
        disk_free, worker = self._machine
        return House(
            disk_free=round(disk_free, 2),
            worker=worker,
            jobs_waiting=self._lines.jobs_waiting(),
            draining_until=self._draining_until,
            calls_full=self._calls_full(),
        )

    async def _send_for_ever(self) -> None:
        while True:
            try:
                async with asyncio.timeout(LOOK_S if self._boards else None):
                    await self._woken.wait()
            except TimeoutError:
                pass
            self._woken.clear()
            try:
                if self._boards:
                    self._send(self._look())
            except Exception:  # noqa: BLE001 — an edge: the next look may work, and the exam goes on anyway
                _log.exception("board-look-failed")
            await asyncio.sleep(LEAST_GAP_S)

    async def _ask_for_ever(self) -> None:
        """Ask the stores and the machine while somebody looks."""
        while True:
            self._ask_now.clear()
            try:
                await self._ask()
            except (OralExamError, OSError) as problem:
                _log.warning("board-not-answered", code=str(problem))
            except Exception:  # noqa: BLE001 — an edge, as above: the next answer may come
                _log.exception("board-not-answered")
            self._woken.set()
            try:
                async with asyncio.timeout(ASK_S if self._boards else None):
                    await self._ask_now.wait()
            except TimeoutError:
                pass

    async def _ask(self) -> None:
        loop = asyncio.get_running_loop()
        self._machine = await loop.run_in_executor(self._threads, self._stored.machine)
        planned = await loop.run_in_executor(self._threads, self._stored.planned, self._clock.now())
        self._planned = tuple(planned)
        with_jobs = [line.sitting_id for line in self._lines.shown.values() if line.was_called]
        jobs = await loop.run_in_executor(self._threads, self._stored.jobs_of, with_jobs)
        ready = await loop.run_in_executor(self._threads, self._stored.words_ready_at)
        self._lines.take_jobs(jobs, ready)
