"""The manager's desk: sittings opened, links given out, the day's list, rehearsals wiped."""

import asyncio
from collections.abc import Collection
from datetime import datetime, timedelta

from oralexam.clock import Clock
from oralexam.errors import NotFound, Refused, Unavailable
from oralexam.exams.formats import FormatBook
from oralexam.identifiers import is_id, new_id
from oralexam.jobs.job import Job
from oralexam.jobs.queue import JobQueue
from oralexam.media.ports import Media
from oralexam.rooms import commands
from oralexam.rooms.drawing import mode_of
from oralexam.rooms.judging.commands import GiveJurorLink
from oralexam.rooms.phases import OVER
from oralexam.rooms.seats import JURY, Seat
from oralexam.rooms.state import RoomState
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.signaling.hub import Hub
from oralexam.storage.events import SqlEventStore
from oralexam.storage.files import LEAST_FREE, DataFolder
from oralexam.storage.scenario_shelf import ScenarioShelf
from oralexam.storage.summaries import SittingSummary
from oralexam.storage.tickets import Tickets
from oralexam.webapp.board.board import Board
from oralexam.webapp.people.judge_accounts import JudgeAccounts
from oralexam.webapp.sittings.line import SittingLine
from oralexam.webapp.sittings.request import SittingRequest, first_event

GIVEN_OUT = (Seat.CANDIDATE, Seat.JUROR, Seat.OBSERVER, Seat.EVALUATOR)
"""The seats of a sitting that are opened by a link."""


class Desk:
    """What a session manager does before, during and after the calls."""

    def __init__(
        self,
        *,
        rooms: RoomSupervisor,
        hub: Hub,
        media: Media,
        events: SqlEventStore,
        files: DataFolder,
        tickets: Tickets,
        jobs: JobQueue,
        board: Board,
        scenarios: ScenarioShelf,
        judges: JudgeAccounts,
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
        self._judges = judges
        self._clock = clock
        self._formats = formats
        self._grace_s = grace_s
        self._public_url = public_url
        self._link_life = link_life

    async def open(self, wanted: SittingRequest) -> tuple[str, dict[Seat, str]]:
        """Open a sitting; return its id and a link for each seat.

        Raises:
            BadInput, NotFound, Refused: as `first_event` says.
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
        opened = first_event(
            wanted,
            formats=self._formats,
            scenarios=self._scenarios.drawable(),
            grace_s=self._grace_s,
            at=self._clock.now(),
        )
        if await asyncio.to_thread(self._files.free_fraction) < LEAST_FREE:
            raise Unavailable("disk-full")
        await self._rooms.open_sitting(sitting_id, opened)

    async def link(
        self, sitting_id: str, seat: Seat, *, by: str = Seat.MANAGER.value, by_name: str = ""
    ) -> str:
        """A fresh single-use link to a seat of a sitting; `by` is `manager`, or that and an account's id.

        After the part a juror's link is there to judge by: that it was made is an event, for nobody could
        tell later who came by it.

        Raises:
            NotFound: `unknown-sitting`, `unknown-seat`.
            Refused: `juror-has-account`: after the part, whoever sat there judges under it; `marks-erased`.
        """
        if not is_id(sitting_id):
            raise NotFound("unknown-sitting")
        if seat not in GIVEN_OUT:
            raise NotFound("unknown-seat")
        state = await self._rooms.state(sitting_id)
        if seat in JURY and state.phase in OVER:
            # A sitting is never opened without a name: it reads as "" only once it was erased.
            if state.sitting.candidate_name == "":
                raise Refused("marks-erased")
            if await asyncio.to_thread(self._judges.at, sitting_id, state, seat) is not None:
                raise Refused("juror-has-account")
            given = GiveJurorLink(from_phase=state.phase, by=by, by_name=by_name, seat=seat)
            await self._rooms.command(sitting_id, Seat.MANAGER, given)
        return await self.give_link(sitting_id, seat)

    async def manager_link(self) -> str:
        """A fresh single-use link to the manager's page."""
        return await self.give_link(None, Seat.MANAGER)

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
        await self.let_go(rehearsals)
        wiped = await asyncio.to_thread(self._events.wipe_rehearsals)
        # Again: a page that came back before its sitting was gone has taken the room up from the database.
        await self.let_go(rehearsals.union(wiped))
        for sitting_id in rehearsals.union(wiped):
            await asyncio.to_thread(self._files.remove_sitting, sitting_id)
            # Gone with the sitting already, unless they are in a database of their own.
            await asyncio.to_thread(self._jobs.forget, sitting_id)
        return len(wiped)

    async def let_go(self, sitting_ids: Collection[str]) -> None:
        """End what is live of sittings: their rooms, sockets and calls."""
        for sitting_id in sitting_ids:
            self._rooms.forget(sitting_id)
            self._hub.forget(sitting_id)
            await self._media.end(sitting_id)
        self._board.forget(sitting_ids)

    def fold_anew(self, sitting_ids: Collection[str]) -> None:
        """Forget what stands in memory of sittings that are over: the next who asks hears what is stored."""
        for sitting_id in sitting_ids:
            self._rooms.forget(sitting_id)
            self._hub.forget(sitting_id)

    async def require_rehearsal(self, sitting_id: str) -> RoomState:
        """The state of a sitting that is a rehearsal.

        Raises:
            Refused: `not-a-rehearsal`.
        """
        state = await self._rooms.state(sitting_id)
        if not state.sitting.rehearsal:
            raise Refused("not-a-rehearsal")
        return state

    async def give_link(self, sitting_id: str | None, seat: Seat) -> str:
        """A fresh single-use link; whether one may be given was asked before."""
        expires_at = self._clock.now() + self._link_life
        token = await asyncio.to_thread(self._tickets.create, sitting_id, seat, expires_at=expires_at)
        # In the fragment: it reaches no server log and no referrer (RFC 9110 §4.2.5).
        return f"{self._public_url}/join#{token}"

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
            formalities=state.formalities if state and opened.formalities else None,
            opened_at=summary.opened_at,
            jobs=jobs,
        )
