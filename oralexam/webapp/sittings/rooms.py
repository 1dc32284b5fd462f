"""The rooms of a session's sittings follow the session: what a plan decides, the opened sittings hear of."""

import asyncio

import structlog

from oralexam.clock import Clock
from oralexam.errors import Refused
from oralexam.exams.session import room_name_of
from oralexam.exams.timetable.accepted import as_planned
from oralexam.exams.timetable.entries import Timetable
from oralexam.rooms.commands import MoveToRoom
from oralexam.rooms.phases import NOT_BEGUN
from oralexam.rooms.seats import Seat
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.storage.exam_sessions import SqlExamSessions

_log = structlog.get_logger(__name__)


class SittingRooms:
    """Takes rooms from plans into sessions, and from sessions into their sittings."""

    def __init__(self, *, sessions: SqlExamSessions, rooms: RoomSupervisor, clock: Clock) -> None:
        self._sessions = sessions
        self._rooms = rooms
        self._clock = clock

    async def take_plan(self, session_id: str, timetable: Timetable) -> None:
        """Write an accepted timetable's juries and rooms into its session, then into the sittings.

        Raises:
            NotFound: `unknown-session`.
        """
        await asyncio.to_thread(self._write, session_id, timetable)
        await self.follow(session_id)

    async def follow(self, session_id: str) -> None:
        """Move the sittings that have not begun to where their session has them now.

        Raises:
            NotFound: `unknown-session`.
        """
        kept = await asyncio.to_thread(self._sessions.get, session_id)
        live = self._rooms.live_states()
        for part in await asyncio.to_thread(self._sessions.parts, session_id):
            state, candidacy = live.get(part.sitting_id), kept.session.candidacy(part.candidacy_id)
            if state is None or candidacy is None or state.phase not in NOT_BEGUN:
                continue
            name = room_name_of(kept.session, candidacy, part.part)
            if not name or name == state.room_name:
                continue
            move = MoveToRoom(from_phase=state.phase, room_name=name)
            try:
                await self._rooms.command(part.sitting_id, Seat.MANAGER, move)
            except Refused as refusal:
                # It began, or went on, in this very instant: it is held where it is.
                _log.info("room-not-moved", sitting_id=part.sitting_id, code=refusal.reason)

    def _write(self, session_id: str, timetable: Timetable) -> None:
        begun = {
            (part.candidacy_id, part.part)
            for part, phase in self._sessions.progress(session_id)
            if phase not in NOT_BEGUN
        }
        self._sessions.rewrite(
            session_id, lambda session: as_planned(session, timetable, begun=begun), now=self._clock.now()
        )
