"""A juror who changes: the room is told, the old links open nothing more, fresh ones are made."""

import asyncio
from collections.abc import Sequence

import msgspec

from oralexam.clock import Clock
from oralexam.errors import Refused
from oralexam.exams.session import ExamSession, Member, PartSitting, cast_of, recast
from oralexam.exams.session_check import same_name
from oralexam.identifiers import new_id
from oralexam.rooms import commands
from oralexam.rooms.phases import OVER, Phase
from oralexam.rooms.seats import JURY, Seat
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.signaling.hub import Hub
from oralexam.storage.exam_sessions import Recast, SqlExamSessions
from oralexam.storage.tickets import Tickets
from oralexam.webapp.sittings.desk import Desk


class JuryDesk:
    """Swaps and replaces jurors of live sittings."""

    def __init__(
        self,
        *,
        rooms: RoomSupervisor,
        hub: Hub,
        tickets: Tickets,
        desk: Desk,
        sessions: SqlExamSessions,
        clock: Clock,
    ) -> None:
        self._rooms = rooms
        self._sessions = sessions
        self._clock = clock
        self._hub = hub
        self._tickets = tickets
        self._desk = desk

    async def swap(self, sitting_id: str, command: commands.SwapJurors, *, author: str) -> dict[Seat, str]:
        """Let the jurors change places; return a fresh link for each.

        Raises:
            NotFound: `unknown-sitting`.
            Refused, BadInput: as the rules say.
        """
        await self._rooms.command(sitting_id, Seat.MANAGER, command, author=author)
        await self._recast(sitting_id, swapped)
        return await self._give_anew(sitting_id, (Seat.JUROR, Seat.OBSERVER))

    async def replace(
        self, sitting_id: str, command: commands.ReplaceJuror, *, author: str
    ) -> dict[Seat, str]:
        """Let another juror take a seat; return a fresh link to it.

        Raises:
            NotFound: `unknown-sitting`.
            Refused: `jury-without-b2`: nobody would be left who judges English at B2; `juror-sits-elsewhere`:
                in another part that is under way; as the rules say.
            BadInput: as the rules say.
        """
        member_id = await asyncio.to_thread(self._member_who_comes, sitting_id, command)
        command = msgspec.structs.replace(command, member_id=member_id)
        await self._rooms.command(sitting_id, Seat.MANAGER, command, author=author)
        await self._recast(sitting_id, lambda session, part: replaced(session, part, command))
        return await self._give_anew(sitting_id, (command.seat,))

    def _member_who_comes(self, sitting_id: str, command: commands.ReplaceJuror) -> str:
        """Who that will be in the session; "" outside sessions.

        What keeps a session from being opened keeps a juror out (exam document, RE AIE 2015).
        """
        part = self._sessions.part_of(sitting_id)
        if part is None:
            return ""
        command = msgspec.structs.replace(command, member_id=new_id())
        after = replaced(self._sessions.get(part.session_id).session, part, command)
        candidacy = after.candidacy(part.candidacy_id)
        cast = cast_of(after, candidacy, part.part) if candidacy else None
        if cast is not None and not any(member.judges_b2 for member in cast):
            raise Refused("jury-without-b2")
        comes = cast[JURY.index(command.seat)] if cast and command.seat in JURY else None
        if comes is not None and self._sits_elsewhere(after, part, comes):
            raise Refused("juror-sits-elsewhere")
        return "" if comes is None else comes.member_id

    def _sits_elsewhere(self, session: ExamSession, part: PartSitting, member: Member) -> bool:
        """Whether a juror has a seat in another part of the session that is under way: one is in one room."""
        for other, phase in self._sessions.progress(session.session_id):
            if other.sitting_id == part.sitting_id or phase is Phase.WAITING or phase in OVER:
                continue
            candidacy = session.candidacy(other.candidacy_id)
            cast = cast_of(session, candidacy, other.part) if candidacy else None
            if cast is not None and member.member_id in {each.member_id for each in cast}:
                return True
        return False

    async def _recast(self, sitting_id: str, cast: Recast) -> None:
        """The rights of jurors who sign in follow the session: it must know before old pages come back."""
        await asyncio.to_thread(self._sessions.recast, sitting_id, cast, now=self._clock.now())

    async def _give_anew(self, sitting_id: str, seats: Sequence[Seat]) -> dict[Seat, str]:
        """Who came by an old link is out at once: no browser holds the seat, no page of it is connected."""
        for seat in seats:
            await asyncio.to_thread(self._tickets.revoke, sitting_id, seat)
            self._hub.dismiss(sitting_id, seat)
        return {seat: await self._desk.link(sitting_id, seat) for seat in seats}


def swapped(session: ExamSession, part: PartSitting) -> ExamSession:
    """The session in which the two have changed places in that part."""
    candidacy = session.candidacy(part.candidacy_id)
    cast = cast_of(session, candidacy, part.part) if candidacy else None
    if cast is None:
        return session
    return recast(session, part.candidacy_id, part.part, player=cast[1], observer=cast[0])


def replaced(session: ExamSession, part: PartSitting, command: commands.ReplaceJuror) -> ExamSession:
    """The session in which the named juror sits at that seat: one of its own, or a new one."""
    candidacy = session.candidacy(part.candidacy_id)
    cast = cast_of(session, candidacy, part.part) if candidacy else None
    if cast is None:
        return session
    named = (each for each in session.members if same_name(each.name) == same_name(command.name))
    fresh = next(named, None) or Member(
        member_id=command.member_id or new_id(), name=command.name.strip(), judges_b2=command.judges_b2
    )
    player, observer = (fresh, cast[1]) if command.seat is Seat.JUROR else (cast[0], fresh)
    return recast(session, part.candidacy_id, part.part, player=player, observer=observer)
