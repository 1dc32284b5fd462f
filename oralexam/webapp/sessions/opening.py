"""From a session to its sittings: one a part a candidate, frozen as the session says them at that moment."""

import asyncio

from oralexam.errors import NotFound, Refused
from oralexam.exams.accommodation import Display
from oralexam.exams.formats import Format, Part
from oralexam.exams.parts import PartKind
from oralexam.exams.session import Candidacy, ExamSession, PartSitting, cast_of, parts_of, room_name_of
from oralexam.identifiers import new_id
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.storage.exam_sessions import SqlExamSessions
from oralexam.webapp.sittings.desk import Desk
from oralexam.webapp.sittings.request import SittingRequest


class SessionOpening:
    """Opens the sittings of candidates."""

    def __init__(self, *, sessions: SqlExamSessions, desk: Desk, rooms: RoomSupervisor) -> None:
        self._sessions = sessions
        self._desk = desk
        self._rooms = rooms

    async def open(self, session: ExamSession, format_: Format, candidacy: Candidacy) -> None:
        """Make one sitting of each part of a candidate; what was made before stays as it is.

        Raises:
            Refused: `session-has-problems`.
            Unavailable: `disk-full`.
        """
        parts = parts_of(format_, candidacy, session.settings)
        reserved = [
            PartSitting(
                session_id=session.session_id,
                candidacy_id=candidacy.candidacy_id,
                part=part.kind,
                position=position,
                sitting_id=new_id(),
            )
            for position, part in enumerate(parts)
        ]
        # First the ids, then the sittings: a server that was killed in between goes on where it was.
        await asyncio.to_thread(self._sessions.reserve, reserved)
        by_kind = {part.kind: part for part in parts}
        for kept in await asyncio.to_thread(self._sessions.parts, session.session_id, candidacy.candidacy_id):
            try:
                await self._rooms.state(kept.sitting_id)
            except NotFound:
                await self._desk.open_as(kept.sitting_id, request_of(session, candidacy, by_kind[kept.part]))


def request_of(session: ExamSession, candidacy: Candidacy, part: Part) -> SittingRequest:
    """One part of a candidate, as the desk opens sittings."""
    cast = cast_of(session, candidacy, part.kind)
    jury = session.jury_of(candidacy)
    if cast is None or jury is None:
        raise Refused("session-has-problems", count=1)
    received = part.kind is PartKind.VISITOR and jury.station_setup is not None
    return SittingRequest(
        candidate_name=candidacy.name,
        juror_name=cast[0].name,
        observer_name=cast[1].name,
        room_name=room_name_of(session, candidacy, part.kind),
        format_id=session.format_id,
        part=part.kind,
        minutes=tuple(phase.minutes for phase in part.phases if phase.minutes is not None),
        candidacy_id=candidacy.candidacy_id,
        jury_keys=(cast[0].member_id, cast[1].member_id),
        station_setup=jury.station_setup if received else None,
        # Nobody begins before the identity check and the notice on recording (exam document: it is an exam).
        formalities=True,
        paste_allowed=session.settings.paste_allowed,
        grace_s=session.settings.grace_s,
        extra_time=candidacy.extra_time,
        clock_shown=session.settings.clock_shown,
        narrow_band=session.settings.narrow_band,
        breaks=candidacy.breaks,
        display=Display(large_text=candidacy.large_text, contrast=candidacy.contrast),
    )
