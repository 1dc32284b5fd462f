"""The day as those see it who are examined and who examine: a candidate's way, a juror's list."""

import asyncio
import datetime as dt
import zoneinfo
from enum import StrEnum

import msgspec

from oralexam.clock import Clock
from oralexam.errors import NotFound, UserMistake
from oralexam.exams import codes
from oralexam.exams.parts import PartKind, Step
from oralexam.exams.people import Account, Role
from oralexam.exams.session import Candidacy, ExamSession, Member, PartSitting, SessionState, cast_of, room_of
from oralexam.exams.timetable.works import PARTS
from oralexam.rooms.phases import NOT_BEGUN, OVER, Phase
from oralexam.rooms.seats import Seat
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.storage.exam_sessions import KeptSession, SqlExamSessions
from oralexam.storage.plans import SqlPlans
from oralexam.webapp.day.judging import DayJudging, Standing, judges_here
from oralexam.webapp.day.order import DayOrder
from oralexam.webapp.people.access import page_of
from oralexam.webapp.people.rights import staff_seats

CODE_OUTLIVES_DAY = dt.timedelta(hours=6)
"""How long after the end of a session's last day its codes still work: days slip."""


class WayState(StrEnum):
    """Where a candidate stands in the day, between their parts."""

    TO_ADMIT = "to-admit"
    """The manager has not let them in to the part that comes next, or something is to be over before it."""
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
    waits_for: tuple[Step, ...]
    """What is to be over before the part may begin."""
    over: bool
    seat_page: str | None
    replay_page: str | None
    judging: Standing | None
    """How far whoever asks is with judging it; None where there is nothing to judge, or not by them."""
    judge_page: str | None
    starts_at: dt.datetime | None
    """As the accepted plan has it; None where there is none."""
    time_zone: str
    """In which the page says the hour."""


class DayDesk:
    """Reads sessions and rooms for people who see their own part of them only."""

    def __init__(
        self,
        *,
        sessions: SqlExamSessions,
        plans: SqlPlans,
        rooms: RoomSupervisor,
        order: DayOrder,
        judging: DayJudging,
        clock: Clock,
    ) -> None:
        self._sessions = sessions
        self._plans = plans
        self._order = order
        self._judging = judging
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
                    until = ends_at(kept.session)
                    if kept.state is SessionState.CLOSED or (until and self._clock.now() > until):
                        raise UserMistake("code-expired")
                    return candidacy.candidacy_id
        raise UserMistake("code-unknown")

    async def way(self, candidacy_id: str) -> CandidateWay:
        """Where a candidate stands.

        Raises:
            NotFound: `unknown-candidate`: the session is closed, or the code was replaced.
        """
        kept, candidacy = await self._find(candidacy_id)
        steps = await asyncio.to_thread(self._sessions.progress, kept.session.session_id, candidacy_id)
        part = next((part for part, phase in steps if phase not in OVER), None)
        room = room_of(kept.session, candidacy, part.part) if part else None
        if part is None:
            state = WayState.DONE
        else:
            state = WayState.GO if await self._let_in(part) else WayState.TO_ADMIT
        return CandidateWay(
            state=state,
            candidate_name=candidacy.name,
            session_title=kept.session.title,
            room_name=room.name if room else "",
            parts=tuple(WayPart(part=each.part, over=phase in OVER) for each, phase in steps),
            part=part.part if part else None,
            next=page_of(Seat.CANDIDATE, part.sitting_id) if part and state is WayState.GO else None,
            large_text=candidacy.large_text,
            contrast=candidacy.contrast,
        )

    async def lines(self, account: Account) -> list[DayLine]:
        """What concerns an account of the staff, in the order of the plan: parts, or replays."""
        if account.role not in {Role.JUROR, Role.EVALUATOR}:
            return []
        found = []
        for kept in await asyncio.to_thread(self._sessions.listed, SessionState.OPEN, SessionState.CLOSED):
            own = {each.member_id for each in kept.session.members if each.account_id == account.account_id}
            # Of a closed session only its members are asked for: years of them would be read for each list.
            if not own and (kept.state is not SessionState.OPEN or account.role is not Role.JUROR):
                continue
            judgings = await asyncio.to_thread(self._judging.of_session, kept.session.session_id)
            begun = {
                sitting_id for sitting_id, each in judgings.items() if judges_here(each, account.account_id)
            }
            if not own and not begun:
                continue
            planned = await asyncio.to_thread(self._planned, kept.session.session_id)
            mine = []
            for part, phase in await asyncio.to_thread(self._sessions.progress, kept.session.session_id):
                seats = staff_seats(kept.session, kept.state, account, part, phase=phase)
                if part.sitting_id in begun and phase in OVER:
                    seats |= {Seat.EVALUATOR}
                starts_at = planned.get((part.candidacy_id, part.part))
                if seats and (line := _line(kept.session, part, phase, seats, starts_at)) is not None:
                    waits_for = self._order.before(part.sitting_id).waits_for if phase in NOT_BEGUN else ()
                    standing = None
                    if line.over and account.role is Role.JUROR:
                        cast = _cast(kept.session, part)
                        standing = self._judging.standing(
                            part.part, judgings.get(part.sitting_id), cast, own, account.account_id
                        )
                    mine.append(
                        msgspec.structs.replace(
                            line,
                            waits_for=waits_for,
                            judging=standing,
                            judge_page=_judge_page(part.sitting_id, standing),
                        )
                    )
            # Stable: what no plan has an hour for stays in the order of candidates and parts, at the end.
            found += sorted(mine, key=lambda line: line.starts_at or dt.datetime.max.replace(tzinfo=dt.UTC))
        return found

    def _planned(self, session_id: str) -> dict[tuple[str, PartKind], dt.datetime]:
        """When each part is planned to begin, by candidacy and part."""
        kept = self._plans.get(session_id)
        entries = kept.plan.timetable.entries if kept and kept.plan.timetable else ()
        return {
            (each.candidacy_id, PartKind(each.kind.value)): each.starts_at
            for each in entries
            if each.kind in PARTS
        }

    async def _find(self, candidacy_id: str) -> tuple[KeptSession, Candidacy]:
        kept = await asyncio.to_thread(self._sessions.session_of, candidacy_id)
        candidacy = kept.session.candidacy(candidacy_id) if kept else None
        if kept is None or candidacy is None or kept.state is not SessionState.OPEN:
            raise NotFound("unknown-candidate")
        return kept, candidacy

    async def _let_in(self, part: PartSitting) -> bool:
        """Whether the candidate may come: what is before it is over, and it was checked who it is."""
        try:
            state = await self._rooms.state(part.sitting_id)
        except NotFound:
            return False  # Written down, and not opened yet.
        if state.phase in NOT_BEGUN and self._order.before(part.sitting_id).waits_for:
            return False
        return state.sitting.formalities is None or state.formalities.admitted_at is not None


def _line(
    session: ExamSession,
    part: PartSitting,
    phase: Phase,
    seats: frozenset[Seat],
    starts_at: dt.datetime | None,
) -> DayLine | None:
    candidacy = session.candidacy(part.candidacy_id)
    cast = cast_of(session, candidacy, part.part) if candidacy else None
    if candidacy is None or cast is None:
        return None
    room = room_of(session, candidacy, part.part)
    seat = next((each for each in (Seat.JUROR, Seat.OBSERVER) if each in seats), None)
    over = phase in OVER
    replay = page_of(Seat.EVALUATOR, part.sitting_id) if Seat.EVALUATOR in seats and over else None
    return DayLine(
        session_title=session.title,
        candidate_name=candidacy.name,
        number=candidacy.number,
        part=part.part,
        room_name=room.name if room else "",
        seat=seat,
        player_name=cast[0].name,
        observer_name=cast[1].name,
        phase=phase,
        waits_for=(),
        over=over,
        seat_page=page_of(seat, part.sitting_id) if seat and not over else None,
        replay_page=replay,
        judging=None,
        judge_page=None,
        starts_at=starts_at,
        time_zone=session.time_zone,
    )


def _cast(session: ExamSession, part: PartSitting) -> tuple[Member, ...]:
    candidacy = session.candidacy(part.candidacy_id)
    return (cast_of(session, candidacy, part.part) if candidacy else None) or ()


def _judge_page(sitting_id: str, standing: Standing | None) -> str | None:
    if standing is None:
        return None
    alone = standing in {Standing.TO_MARK, Standing.SEALED}
    return f"/judge/{sitting_id}" if alone else f"/deliberation/{sitting_id}"


def ends_at(session: ExamSession) -> dt.datetime | None:
    """When the session's codes end: after its last day, by the centre's clock; None where no day is known."""
    try:
        zone = zoneinfo.ZoneInfo(session.time_zone)
    except (KeyError, ValueError, OSError):
        return None
    closes = [dt.datetime.combine(day.date, day.closes, tzinfo=zone) for day in session.days]
    return max(closes).astimezone(dt.UTC) + CODE_OUTLIVES_DAY if closes else None
