"""The live rooms of this server: one task a room, one way in, deadlines kept.

A room's task takes one request at a time, lets the rules decide, stores the events, and only then tells
anybody.
"""

import asyncio
import secrets
from collections.abc import Sequence
from datetime import datetime
from functools import partial

import structlog

from oralexam.clock import Clock
from oralexam.errors import OralExamError, SystemFault
from oralexam.exams.draw import CHANCE_BYTES
from oralexam.exams.eligibility import NOTHING_DRAWN
from oralexam.exams.grids import criteria_of
from oralexam.rooms import deadlines, decisions, events, ports
from oralexam.rooms.beginnings import Beginnings
from oralexam.rooms.commands import DrawScenario, ResumeClock
from oralexam.rooms.drawing import Lottery
from oralexam.rooms.engaged import engaged_elsewhere
from oralexam.rooms.folding import after
from oralexam.rooms.live_room import Decision, LiveRoom, settle, taken_up
from oralexam.rooms.permits import BEHIND_OTHER_STEPS
from oralexam.rooms.phases import OVER, RECORDED
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState
from oralexam.rooms.subscribers import Subscribers

_log = structlog.get_logger(__name__)

DECIDE_TIMEOUT_S = 15.0
"""Longer than the ten seconds that a locked database may hold an append up."""
RETRY_S = 0.5
"""How soon a deadline whose events could not be stored is tried again."""


class RoomSupervisor:
    """Owns the rooms: takes commands in, keeps deadlines, publishes events after they are stored."""

    def __init__(
        self,
        *,
        store: ports.EventStore,
        media: ports.CallMedia,
        scenarios: ports.ScenarioBank,
        clock: Clock,
        drawn_before: ports.DrawnBeforeOf = lambda _sitting_id: NOTHING_DRAWN,
        waits_for: ports.WaitsForOf = lambda _sitting_id: (),
        criteria: ports.CriteriaOf = lambda _sitting_id, part: criteria_of(part),
        room_for_calls: ports.RoomForCalls = lambda _promised: "",
    ) -> None:
        """Start nothing yet. `drawn_before` and `waits_for` tell of the others of a sitting's session."""
        self._store = store
        self._media = media
        self._scenarios = scenarios
        self._clock = clock
        self._drawn_before = drawn_before
        self._waits_for = waits_for
        self._criteria = criteria
        self._rooms: dict[str, LiveRoom] = {}
        self._subscribers = Subscribers()
        self._opening = asyncio.Lock()
        self._leaving: set[asyncio.Task[None]] = set()
        self._beginnings = Beginnings(room_for_calls)
        self._stopped = False

    def subscribe(self, subscriber: ports.Subscriber) -> None:
        """Have `subscriber` told of all events of all rooms, after they are stored."""
        self._subscribers.add(subscriber)

    async def start(self) -> None:
        """Take up every sitting that is not handed in, where it stood, with the same deadlines.

        One that cannot be read is logged and left where it is: it must not keep the others waiting.
        """
        for sitting_id in await asyncio.to_thread(self._store.open_sittings):
            try:
                await self.state(sitting_id)
            except Exception:  # noqa: BLE001 — an edge: one broken sitting must not keep the others closed
                _log.exception("sitting-not-taken-up", sitting_id=sitting_id)

    async def stop(self) -> None:
        """End every room's task; the rooms themselves stand in the store."""
        self._stopped = True
        for room in self._rooms.values():
            self._end_task(room)
        await asyncio.gather(*self._leaving, return_exceptions=True)
        self._rooms.clear()

    def refuse_new_calls(self) -> None:
        """From now on nothing begins that would need the server for long: it is about to stop."""
        self._beginnings.draining = True

    async def open_sitting(self, sitting_id: str, opened: events.SittingOpened) -> RoomState:
        """Make a new sitting and its room."""
        await asyncio.to_thread(self._store.append, sitting_id, after_seq=0, events=[opened])
        return await self.state(sitting_id)

    async def state(self, sitting_id: str) -> RoomState:
        """The present state of a room, taken up from the store if it is not live yet.

        Raises:
            NotFound: `unknown-sitting`.
        """
        return (await self._live(sitting_id)).state

    def live_states(self) -> dict[str, RoomState]:
        """The present states of all live rooms, by sitting."""
        return {sitting_id: room.state for sitting_id, room in self._rooms.items()}

    def forget(self, sitting_id: str) -> None:
        """Drop a room whose sitting has been wiped."""
        room = self._rooms.pop(sitting_id, None)
        if room:
            self._end_task(room)
        if room and room.state.phase in RECORDED:
            self._steer_media(room, recorded=False)

    def release(self, sitting_id: str) -> bool:
        """Drop a room that is over; it is folded again on demand. False while something is asked of it."""
        room = self._rooms.get(sitting_id)
        if room is None or room.state.phase not in OVER or room.asked:
            return False
        del self._rooms[sitting_id]
        self._end_task(room)
        return True

    async def command(
        self, sitting_id: str, seat: Seat, command: decisions.RoomCommand, *, author: str = ""
    ) -> RoomState:
        """Have the room decide on `command`; return its state once the events are stored and told.

        Raises:
            Refused, BadInput: the rules say no; nothing was changed.
            SystemFault: the events could not be stored; nothing was changed. `room-slow` alone leaves open
                whether it still happens.
        """
        self._beginnings.check(sitting_id, command, self.live_states())
        before = NOTHING_DRAWN
        if isinstance(command, DrawScenario):
            before = await asyncio.to_thread(self._drawn_before, sitting_id)
        behind = isinstance(command, BEHIND_OTHER_STEPS)
        waits_for = await asyncio.to_thread(self._waits_for, sitting_id) if behind else ()

        def decision(state: RoomState, now: datetime) -> Sequence[events.AnyEvent]:
            chance, scenarios = secrets.token_bytes(CHANCE_BYTES), self._scenarios.all()
            lottery = Lottery(sitting_id=sitting_id, scenarios=scenarios, chance=chance, before=before)
            criteria = self._criteria(sitting_id, state.sitting.part)
            engaged = engaged_elsewhere(sitting_id, state, self.live_states())
            given = decisions.Given(lottery=lottery, waits_for=waits_for, criteria=criteria, engaged=engaged)
            return decisions.decide(state, command, seat=seat, now=now, author=author, given=given)

        room = await self._live(sitting_id)
        state = await self._request(room, decision)
        if isinstance(command, ResumeClock) and (begins := room.begins):
            # Sound had arrived from all who send while the clock stood: the call begins now.
            return await self._request(room, begins)
        return state

    async def media_flowing(self, sitting_id: str, seat: Seat) -> None:
        """Every expected track of `seat` has arrived since the call was opened."""
        room = await self._live(sitting_id)
        room.heard(seat)
        if begins := room.begins:
            await self._request(room, begins)

    async def link_changed(self, sitting_id: str, seat: Seat, *, lost: bool, for_s: float = 0.0) -> None:
        """The media link of `seat` went away, or came back, and has been so for so long already."""
        room = await self._live(sitting_id)
        (room.cut.add if lost else room.cut.discard)(seat)
        changed = partial(decisions.link_changed, seat=seat, lost=lost, for_s=for_s)
        await self._request(room, lambda state, now: changed(state, now=now))

    async def note_incident(self, sitting_id: str, code: str, *, seat: Seat | None = None) -> None:
        """Put into the ledger what the software noticed."""
        await self.note(sitting_id, events.IncidentNoted(at=self._clock.now(), code=code, seat=seat))

    async def note(self, sitting_id: str, *noted: events.AnyEvent) -> None:
        """Append what the server itself has to say of a sitting; it changes nothing in the room."""
        await self._request(await self._live(sitting_id), lambda _state, _now: noted)

    async def returned(self, sitting_id: str, *, down_since: datetime, clock_stepped: bool = False) -> None:
        """Put into the ledger that the server was down, where the clock of a sitting ran meanwhile.

        And that the wall clock, by which all instants are told, was set in that time.
        """
        room = await self._live(sitting_id)
        told = partial(decisions.server_returned, down_since=down_since, clock_stepped=clock_stepped)
        await self._request(room, lambda state, now: told(state, now=now))

    async def _live(self, sitting_id: str) -> LiveRoom:
        if (here := self._rooms.get(sitting_id)) is not None:
            return here  # Whoever judges what was last week, and has it read, is not waited for.
        async with self._opening:
            if (room := self._rooms.get(sitting_id)) is not None:
                return room
            if self._stopped:
                raise SystemFault("server-stopped")
            room = await asyncio.to_thread(taken_up, self._store, sitting_id)
            self._rooms[sitting_id] = room
            if room.state.phase in RECORDED:
                self._steer_media(room, recorded=True)
            if room.state.phase not in OVER:
                self._start_task(room)
            return room

    def _start_task(self, room: LiveRoom) -> asyncio.Task[None]:
        room.task = asyncio.create_task(self._run(room), name=f"room-{room.sitting_id}")
        return room.task

    def _end_task(self, room: LiveRoom) -> None:
        if room.task is not None:
            self._leaving.add(room.task)
            room.task.add_done_callback(self._leaving.discard)
            room.task.cancel()

    async def _request(self, room: LiveRoom, decision: Decision) -> RoomState:
        task = room.task or self._start_task(room)
        if task.done():
            raise SystemFault("room-closed")
        answer: asyncio.Future[RoomState] = asyncio.get_running_loop().create_future()
        try:
            room.requests.put_nowait((decision, answer))
        except asyncio.QueueFull:
            raise SystemFault("room-busy") from None
        room.asked += 1
        try:
            async with asyncio.timeout(DECIDE_TIMEOUT_S):
                return await answer
        except TimeoutError:
            raise SystemFault("room-slow") from None

    async def _run(self, room: LiveRoom) -> None:
        """The room's one task: deadlines first, then the next request."""
        try:
            while True:
                wait_s = await self._keep_deadlines(room)
                try:
                    # Not `wait_for`: before Python 3.12 it loses a cancelling that comes together with a
                    # request (python/cpython#86296), and the server that is stopping waited for ever.
                    async with asyncio.timeout(wait_s):
                        decision, answer = await room.requests.get()
                except TimeoutError:
                    continue
                await self._carry_out(room, decision, answer)
                room.asked -= 1
        finally:
            while not room.requests.empty():
                _, answer = room.requests.get_nowait()
                settle(answer, SystemFault("room-closed"))

    async def _carry_out(self, room: LiveRoom, decision: Decision, answer: asyncio.Future[RoomState]) -> None:
        """Decide on one request at one instant, what was due by then included, and answer it.

        A deadline that passed while the request waited comes first: being first in the queue is no way
        around the end of a phase; and where that end cannot be stored, nothing that comes after it can be.
        """
        now = self._clock.now()
        try:
            await self._happen(room, deadlines.due(room.state, now=now))
            await self._happen(room, decision(room.state, now))
        except OralExamError as refusal:
            settle(answer, refusal)
        except asyncio.CancelledError:
            settle(answer, SystemFault("room-closed"))
            raise
        except Exception:  # noqa: BLE001 — the room's edge: one failed request must not end the room
            _log.exception("room-decision-failed", sitting_id=room.sitting_id)
            settle(answer, SystemFault("room-failed"))
        else:
            settle(answer, room.state)

    async def _keep_deadlines(self, room: LiveRoom) -> float | None:
        """Let everything happen that is due; return the seconds until the next deadline."""
        try:
            await self._happen(room, deadlines.due(room.state, now=self._clock.now()))
        except Exception:  # noqa: BLE001 — the room's edge: whatever kept it from being stored, try again
            _log.exception("deadline-not-stored", sitting_id=room.sitting_id)
            return RETRY_S
        deadline = deadlines.next_deadline(room.state)
        return None if deadline is None else max(0.0, (deadline - self._clock.now()).total_seconds())

    async def _happen(self, room: LiveRoom, happened: Sequence[events.AnyEvent]) -> None:
        if not happened:
            return
        try:
            room.last_seq = await asyncio.wrap_future(
                self._store.append_soon(room.sitting_id, after_seq=room.last_seq, events=happened)
            )
        except SystemFault as fault:
            if fault.reason == "events-conflict":
                await self._catch_up(room)
            raise
        await self._become(room, happened)

    async def _catch_up(self, room: LiveRoom) -> None:
        """Take in what the store has and the room has not: an append that was said to fail, and stands."""
        history = await asyncio.to_thread(self._store.load, room.sitting_id)
        missed = history[room.last_seq :]
        _log.error("room-caught-up", sitting_id=room.sitting_id, events=len(missed))
        room.last_seq = len(history)
        await self._become(room, missed)

    async def _become(self, room: LiveRoom, happened: Sequence[events.AnyEvent]) -> None:
        """Change the state by events that stand in the store, then tell everybody."""
        was = room.state.phase
        for event in happened:
            room.state = after(room.state, event)
        if (room.state.phase in RECORDED) is not (was in RECORDED):
            self._steer_media(room, recorded=room.state.phase in RECORDED)
        await self._subscribers.tell(room.sitting_id, room.state, happened)

    def _steer_media(self, room: LiveRoom, *, recorded: bool) -> None:
        """Open or close the call's media; what fails is logged: the events stand, it can be rung again."""
        room.flowing.clear()
        try:
            if recorded:
                self._media.open_call(room.sitting_id)
            else:
                self._media.close_call(room.sitting_id)
        except Exception:  # noqa: BLE001 — an edge, as said above
            _log.exception("media-not-steered", sitting_id=room.sitting_id, recorded=recorded)
