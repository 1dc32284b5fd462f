"""The day as those see it who are examined and who examine: a candidate's way, a juror's list."""

import asyncio
import datetime as dt
import zoneinfo
from enum import StrEnum

import msgspec

from oralexam.clock import Clock
from oralexam.errors import NotFound, UserMistake
from oralexam.exams import codes
from oralexam.exams.parts import PartKind
from oralexam.exams.people import Account, Role
from oralexam.exams.session import Candidacy, ExamSession, PartSitting, SessionState
from oralexam.rooms.phases import OVER, Phase
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.storage.exam_sessions import KeptSession, SqlExamSessions
from oralexam.webapp.access import page_of
from oralexam.webapp.rights import staff_seats

CODE_OUTLIVES_DAY = dt.timedelta(hours=6)
"""How long after the end of a session's last day its codes still work: days slip."""


class WayState(StrEnum):
    """Where a candidate stands in the day, between their parts."""

    TO_ADMIT = "to-admit"
    """The manager has not let them in to the part that comes next."""
    GO = "go"
    """The part is open to them."""
    DONE = "done"
    """All their parts are over."""


class WayPart(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a candidate's way."""

    part: PartKind
    over: bool


class CandidateWay(msgspec.Struct, frozen=True, kw_only=True):
    """What a candidate's page shows between parts; nothing of it is secret from the candidate."""

    state: WayState
    candidate_name: str
    session_title: str
    room_name: str
    parts: tuple[WayPart, ...]
    part: PartKind | None
    """The one that comes next, or is under way."""
    next: str | None
    """The page to go to, once the candidate is let in."""
    large_text: bool
    contrast: bool


class DayLine(msgspec.Struct, frozen=True, kw_only=True):
    """One part on a juror's list."""

    session_title: str
    candidate_name: str
    number: str
    part: PartKind
    room_name: str
    seat: Seat | None
    """None: nothing to sit in now."""
    player_name: str
    observer_name: str
    phase: Phase
    over: bool
    seat_page: str | None
    replay_page: str | None


class DayDesk:
    """Reads sessions and rooms for people who see their own part of them only."""

    def __init__(self, *, sessions: SqlExamSessions, rooms: RoomSupervisor, clock: Clock) -> None:
        self._sessions = sessions
        self._rooms = rooms
        self._clock = clock

    async def candidacy_of_code(self, written: str) -> str:
        """The candidacy whose sheet has that code.

        Raises:
            UserMistake: `code-unknown`; `code-expired`: the session's days are over.
        """
        code = codes.typed(written)
        if code is None:
            raise UserMistake("code-unknown")
        for kept in await asyncio.to_thread(self._sessions.listed, SessionState.OPEN, SessionState.CLOSED):
            for candidacy in kept.session.candidacies:
                if candidacy.code == code:
                    if kept.state is SessionState.CLOSED or self._clock.now() > ends_at(kept.session):
                        raise UserMistake("code-expired")
                    return candidacy.candidacy_id
        raise UserMistake("code-unknown")

    async def way(self, candidacy_id: str) -> CandidateWay:
        """Where a candidate stands.

        Raises:
            NotFound: `unknown-candidate`: the session is closed, or the code was replaced.
        """
        kept, candidacy = await self._find(candidacy_id)
        parts = await asyncio.to_thread(self._sessions.parts, kept.session.session_id, candidacy_id)
        states = [await self._rooms.state(part.sitting_id) for part in parts]
        over = [state.phase in OVER for state in states]
        current = next((place for place, done in enumerate(over) if not done), None)
        part = None if current is None else parts[current]
        room = kept.session.place(candidacy.exam_room_id)
        if current is None:
            state = WayState.DONE
        else:
            admitted = _let_in(states[current])
            state = WayState.GO if admitted else WayState.TO_ADMIT
        return CandidateWay(
            state=state,
            candidate_name=candidacy.name,
            session_title=kept.session.title,
            room_name=room.name if room else "",
            parts=tuple(WayPart(part=each.part, over=done) for each, done in zip(parts, over, strict=True)),
            part=part.part if part else None,
            next=page_of(Seat.CANDIDATE, part.sitting_id) if part and state is WayState.GO else None,
            large_text=candidacy.large_text,
            contrast=candidacy.contrast,
        )

    async def lines(self, account: Account) -> list[DayLine]:
        """What concerns an account of the staff: a juror's parts, an evaluator's replays."""
        if account.role not in {Role.JUROR, Role.EVALUATOR}:
            return []
        found = []
        for kept in await asyncio.to_thread(self._sessions.listed, SessionState.OPEN, SessionState.CLOSED):
            if not any(member.account_id == account.account_id for member in kept.session.members):
                continue
            for part in await asyncio.to_thread(self._sessions.parts, kept.session.session_id):
                seats = staff_seats(kept.session, kept.state, account, part)
                if seats:
                    found.append(await self._line(kept, part, seats))
        return found

    async def _line(self, kept: KeptSession, part: PartSitting, seats: frozenset[Seat]) -> DayLine:
        state = await self._rooms.state(part.sitting_id)
        over = state.phase in OVER
        candidacy = kept.session.candidacy(part.candidacy_id)
        seat = next((each for each in (Seat.JUROR, Seat.OBSERVER) if each in seats), None)
        return DayLine(
            session_title=kept.session.title,
            candidate_name=state.sitting.candidate_name,
            number=candidacy.number if candidacy else "",
            part=part.part,
            room_name=state.sitting.room_name,
            seat=seat,
            player_name=state.sitting.juror_name,
            observer_name=state.sitting.observer_name,
            phase=state.phase,
            over=over,
            seat_page=page_of(seat, part.sitting_id) if seat and not over else None,
            replay_page=page_of(Seat.EVALUATOR, part.sitting_id)
            if Seat.EVALUATOR in seats and over
            else None,
        )

    async def _find(self, candidacy_id: str) -> tuple[KeptSession, Candidacy]:
        for kept in await asyncio.to_thread(self._sessions.listed, SessionState.OPEN):
            candidacy = kept.session.candidacy(candidacy_id)
            if candidacy is not None:
                return kept, candidacy
        raise NotFound("unknown-candidate")


def _let_in(state: RoomState) -> bool:
    """Whether the candidate may come to the seat: the manager has checked who it is, where that counts."""
    return state.sitting.formalities is None or state.formalities.admitted_at is not None


def ends_at(session: ExamSession) -> dt.datetime:
    """When the session's codes end: after its last day, by the centre's clock."""
    zone = zoneinfo.ZoneInfo(session.time_zone)
    closes = (dt.datetime.combine(day.date, day.closes, tzinfo=zone) for day in session.days)
    return max(closes).astimezone(dt.UTC) + CODE_OUTLIVES_DAY
