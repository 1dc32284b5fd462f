"""The manager's desk: sittings opened, links given out, the day's list, rehearsals wiped."""

import asyncio
from collections.abc import Collection
from datetime import datetime, timedelta

import msgspec

from oralexam.clock import Clock
from oralexam.errors import BadInput, NotFound, Refused, Unavailable
from oralexam.exams.accommodation import NO_EXTRA, PLAIN, Display, ExtraTime, GrantedTime, extend
from oralexam.exams.formats import FormatBook, exchange_plan
from oralexam.exams.parts import ExchangeMode, PartKind, StationSetup
from oralexam.exams.plan import ExchangePlan
from oralexam.identifiers import is_id, new_id
from oralexam.jobs.job import Job
from oralexam.jobs.queue import JobQueue
from oralexam.media.service import MediaService
from oralexam.rooms import commands
from oralexam.rooms.drawing import mode_of
from oralexam.rooms.events import SittingOpened
from oralexam.rooms.seats import JURY, Seat
from oralexam.rooms.state import RoomState
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.signaling.hub import Hub
from oralexam.storage.events import SqlEventStore
from oralexam.storage.files import LEAST_FREE, DataFolder
from oralexam.storage.scenario_shelf import ScenarioShelf
from oralexam.storage.summaries import SittingSummary
from oralexam.storage.tickets import Tickets
from oralexam.webapp.board import Board
from oralexam.webapp.sitting_line import SittingLine

GIVEN_OUT = (Seat.CANDIDATE, Seat.JUROR, Seat.OBSERVER, Seat.EVALUATOR)
"""The seats of a sitting that are opened by a link."""
LONGEST_NAME, LONGEST_CALL_S = 80, 3600.0


class SittingRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the manager fills in; what follows `rehearsal` is for rehearsals only."""

    candidate_name: str
    juror_name: str
    observer_name: str
    room_name: str
    format_id: str = "aie-title"
    part: PartKind = PartKind.CALL
    """Call or visitor."""
    candidacy_id: str | None = None
    """Whose parts belong together, in an exam session."""
    station_setup: StationSetup | None = None
    """What hears a visitor who is received in person; None: by video."""
    clock_shown: bool = True
    """Whether the candidate sees the time left."""
    breaks: bool = False
    """Whether the candidate may have breaks; why is asked nowhere."""
    display: Display = PLAIN
    paste_allowed: bool = True
    """Whether text from outside may be put into the candidate's work; it is noted either way."""
    shares_from: tuple[Seat, ...] = JURY
    """Who adds chance to the draw: both, or the juror at the only workstation; rehearsals: or nobody."""
    grace_s: float | None = None
    """None: what the centre's settings say."""
    extra_time: ExtraTime | None = None
    """What the candidate is granted; why is asked nowhere."""
    rehearsal: bool = False
    pace: float = 1.0
    call_s: float | None = None
    scenario: str | None = None
    """`scenario_id`, or `scenario_id@version`: the only one in the draw."""
    loss: float = 0.0
    """The share of datagrams that the server's sockets lose, 0 to 0.5, both ways."""
    seed: int = 0


class Desk:
    """What a session manager does before, during and after the calls."""

    def __init__(
        self,
        *,
        rooms: RoomSupervisor,
        hub: Hub,
        media: MediaService,
        events: SqlEventStore,
        files: DataFolder,
        tickets: Tickets,
        jobs: JobQueue,
        board: Board,
        scenarios: ScenarioShelf,
        clock: Clock,
        formats: FormatBook,
        grace_s: float,
        public_url: str,
        link_life: timedelta,
    ) -> None:
        self._rooms = rooms
        self._hub = hub
        self._media = media
        self._events = events
        self._files = files
        self._tickets = tickets
        self._jobs = jobs
        self._board = board
        self._scenarios = scenarios
        self._clock = clock
        self._formats = formats
        self._grace_s = grace_s
        self._public_url = public_url
        self._link_life = link_life

    async def open(self, wanted: SittingRequest) -> tuple[str, dict[Seat, str]]:
        """Open a sitting; return its id and a link for each seat.

        Raises:
            BadInput: `rehearsal-only`, `name-missing`, `unknown-scenario`, `no-station-in-a-call`,
                `shares-not-by-the-jury`; `loss-`, `plan-`, `pace-` or `extra-time-out-of-range`.
            NotFound: `unknown-format`.
            Refused: `format-without-part`, `minutes-not-given`, `no-scenario-for-part`.
            Unavailable: `disk-full`: what is left is for the calls that run.
        """
        sitting_id = new_id()
        await self.open_as(sitting_id, wanted)
        if wanted.loss > 0:
            self._media.impair(sitting_id, loss=wanted.loss, seed=wanted.seed)
        return sitting_id, {seat: await self.link(sitting_id, seat) for seat in GIVEN_OUT}

    async def open_as(self, sitting_id: str, wanted: SittingRequest) -> None:
        """Open a sitting under an id that is written down already, without links.

        Raises:
            BadInput, NotFound, Refused, Unavailable: as `open` says.
        """
        _check(wanted)
        plan, accommodation = self._plan_of(wanted)
        eligible = self._eligible(wanted)
        if await asyncio.to_thread(self._files.free_fraction) < LEAST_FREE:
            raise Unavailable("disk-full")
        await self._rooms.open_sitting(
            sitting_id,
            SittingOpened(
                at=self._clock.now(),
                format_id=wanted.format_id,
                part=wanted.part,
                candidacy_id=wanted.candidacy_id,
                station_setup=wanted.station_setup,
                paste_allowed=wanted.paste_allowed,
                plan=plan,
                eligible=eligible,
                rehearsal=wanted.rehearsal,
                pace=wanted.pace,
                room_name=wanted.room_name,
                candidate_name=wanted.candidate_name,
                juror_name=wanted.juror_name,
                observer_name=wanted.observer_name,
                shares_from=wanted.shares_from,
                accommodation=accommodation,
                clock_shown=wanted.clock_shown,
                breaks=wanted.breaks,
                display=wanted.display,
            ),
        )

    async def link(self, sitting_id: str, seat: Seat) -> str:
        """A fresh single-use link to a seat of a sitting.

        Raises:
            NotFound: `unknown-sitting`, `unknown-seat`.
        """
        if not is_id(sitting_id):
            raise NotFound("unknown-sitting")
        if seat not in GIVEN_OUT:
            raise NotFound("unknown-seat")
        await self._rooms.state(sitting_id)
        return await self._link(sitting_id, seat)

    async def manager_link(self) -> str:
        """A fresh single-use link to the manager's page."""
        return await self._link(None, Seat.MANAGER)

    def now(self) -> datetime:
        """The server's time."""
        return self._clock.now()

    async def sittings(self) -> list[SittingLine]:
        """All sittings, the oldest first: what is live as it is, the others as they were stored."""
        stored = await asyncio.to_thread(self._events.list_sittings)
        jobs: dict[str, list[Job]] = {}
        for job in await asyncio.to_thread(self._jobs.of_sittings, [line.sitting_id for line in stored]):
            jobs.setdefault(job.sitting_id, []).append(job)
        live = self._rooms.live_states()
        return [
            self._line(line, live.get(line.sitting_id), tuple(jobs.get(line.sitting_id, ())))
            for line in stored
        ]

    async def clear_bell(self, sitting_id: str, seat: Seat | None = None, *, author: str = "") -> None:
        """The manager has come."""
        state = await self._rooms.state(sitting_id)
        await self._rooms.command(
            sitting_id, Seat.MANAGER, commands.ClearBell(from_phase=state.phase, seat=seat), author=author
        )

    async def wipe_rehearsals(self) -> int:
        """Remove every rehearsal, live ones included; return how many there were."""
        sittings = await asyncio.to_thread(self._events.list_sittings)
        rehearsals = {sitting.sitting_id for sitting in sittings if sitting.rehearsal}
        await self._end_live(rehearsals)
        wiped = await asyncio.to_thread(self._events.wipe_rehearsals)
        # Again: a page that came back before its sitting was gone has taken the room up from the database.
        await self._end_live(rehearsals.union(wiped))
        for sitting_id in rehearsals.union(wiped):
            await asyncio.to_thread(self._files.remove_sitting, sitting_id)
        return len(wiped)

    async def _end_live(self, sitting_ids: Collection[str]) -> None:
        """End what is live of sittings: their rooms, sockets and calls."""
        for sitting_id in sitting_ids:
            self._rooms.forget(sitting_id)
            self._hub.forget(sitting_id)
            await self._media.end(sitting_id)
        self._board.forget(sitting_ids)

    async def require_rehearsal(self, sitting_id: str) -> RoomState:
        """The state of a sitting that is a rehearsal.

        Raises:
            Refused: `not-a-rehearsal`.
        """
        state = await self._rooms.state(sitting_id)
        if not state.sitting.rehearsal:
            raise Refused("not-a-rehearsal")
        return state

    async def _link(self, sitting_id: str | None, seat: Seat) -> str:
        expires_at = self._clock.now() + self._link_life
        token = await asyncio.to_thread(self._tickets.create, sitting_id, seat, expires_at=expires_at)
        # In the fragment: it reaches no server log and no referrer (RFC 9110 §4.2.5).
        return f"{self._public_url}/join#{token}"

    def _plan_of(self, wanted: SittingRequest) -> tuple[ExchangePlan, GrantedTime]:
        """The times of a sitting as they are frozen, and what of them is extra."""
        grace_s = self._grace_s if wanted.grace_s is None else wanted.grace_s
        plan = exchange_plan(self._formats.named(wanted.format_id), wanted.part, grace_s=grace_s)
        if wanted.rehearsal and (wanted.pace != 1 or wanted.call_s is not None):
            plan = plan.at_pace(wanted.pace, call_s=wanted.call_s)
        return extend(plan, wanted.extra_time, pace=wanted.pace) if wanted.extra_time else (plan, NO_EXTRA)

    def _eligible(self, wanted: SittingRequest) -> tuple[str, ...]:
        known = self._scenarios.drawable()
        named = {
            key: scenario
            for key, scenario in known.items()
            if wanted.scenario is None or wanted.scenario in {key, scenario.scenario_id}
        }
        if not named:
            raise BadInput("unknown-scenario")
        mode = None
        if wanted.part is PartKind.VISITOR:
            mode = ExchangeMode.IN_PERSON if wanted.station_setup else ExchangeMode.VIDEO
        fitting = (key for key, scenario in named.items() if scenario.played_in(wanted.part, mode))
        if not (eligible := tuple(sorted(fitting))):
            raise Refused("no-scenario-for-part", part=wanted.part)
        return eligible

    def _line(self, summary: SittingSummary, state: RoomState | None, jobs: tuple[Job, ...]) -> SittingLine:
        opened = state.as_cast if state else summary.opened
        scenario = self._scenarios.all().get(summary.scenario)
        return SittingLine(
            sitting_id=summary.sitting_id,
            candidate_name=opened.candidate_name,
            juror_name=opened.juror_name,
            observer_name=opened.observer_name,
            room_name=opened.room_name,
            rehearsal=opened.rehearsal,
            part=opened.part,
            candidacy_id=opened.candidacy_id,
            phase=state.phase if state else summary.phase,
            phase_since=state.spans[-1].started_at if state else summary.phase_since,
            deadline=state.deadline if state else None,
            paused_since=state.paused_since if state else None,
            accommodation=opened.accommodation,
            title=scenario.title if scenario else "",
            mode=mode_of(opened, scenario) if scenario else None,
            present=tuple(sorted(self._hub.present(summary.sitting_id))),
            lost=tuple(sorted(state.lost_links)) if state else (),
            bell_rung_by=state.bell_rung_by if state else None,
            opened_at=summary.opened_at,
            jobs=jobs,
        )


def _check(wanted: SittingRequest) -> None:
    names = wanted.candidate_name, wanted.juror_name, wanted.observer_name, wanted.room_name
    if not all(name.strip() and len(name) <= LONGEST_NAME for name in names):
        raise BadInput("name-missing", longest=LONGEST_NAME)
    special = (wanted.pace, wanted.call_s, wanted.scenario, wanted.loss) != (1, None, None, 0)
    if special and not wanted.rehearsal:
        raise BadInput("rehearsal-only")
    if wanted.shares_from not in (JURY, (Seat.JUROR,), *([()] if wanted.rehearsal else [])):
        raise BadInput("shares-not-by-the-jury")
    if wanted.station_setup is not None and wanted.part is not PartKind.VISITOR:
        raise BadInput("no-station-in-a-call")
    if not 0 <= wanted.loss <= 0.5:
        raise BadInput("loss-out-of-range")
    if wanted.call_s is not None and not 1 <= wanted.call_s <= LONGEST_CALL_S:
        raise BadInput("plan-out-of-range")
