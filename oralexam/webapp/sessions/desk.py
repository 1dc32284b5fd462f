"""The manager's desk for whole sessions: written, checked, filled from lists, opened into sittings."""

import asyncio
import secrets
from collections.abc import Mapping

import msgspec
import structlog

from oralexam.clock import Clock
from oralexam.errors import BadInput, NotFound, Refused
from oralexam.exams import codes
from oralexam.exams.eligibility import Reuse
from oralexam.exams.formats import Format, FormatBook
from oralexam.exams.parts import PartKind
from oralexam.exams.roster import Roster
from oralexam.exams.session import (
    ExamSession,
    PartSitting,
    SessionState,
    parts_of,
)
from oralexam.exams.session_check import Problem, problems
from oralexam.exams.session_frozen import changes_opened
from oralexam.exams.timetable.accepted import keeping_rooms
from oralexam.identifiers import new_id
from oralexam.rooms.state import RoomState
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.storage.exam_sessions import KeptSession, SqlExamSessions
from oralexam.storage.scenario_shelf import ScenarioShelf
from oralexam.storage.session_papers import SessionPapers
from oralexam.webapp.day.order import DayOrder
from oralexam.webapp.sessions.opening import SessionOpening
from oralexam.webapp.sessions.roster_merge import read_list, with_candidates, with_jurors
from oralexam.webapp.sittings.desk import Desk
from oralexam.webapp.sittings.rooms import SittingRooms

_log = structlog.get_logger(__name__)

LONGEST_CAUSE = 500


class SessionChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A session as the manager's page has changed it."""

    session: ExamSession
    revision: int
    """The one that the page had read."""
    causes: dict[str, str] | None = None
    """Why extra time was granted, by candidacy; None leaves what is there."""


class SessionPage(msgspec.Struct, frozen=True, kw_only=True):
    """A session as the manager's page shows it."""

    session: ExamSession
    revision: int
    state: SessionState
    causes: dict[str, str]
    problems: tuple[Problem, ...]
    format: Format | None
    parts: dict[str, tuple[PartKind, ...]]
    """The parts of each candidacy, in order."""
    sittings: tuple[PartSitting, ...]
    reuse: Reuse
    """What holds for used scenarios where the session says nothing."""


class SessionDesk:
    """What a manager does before the day; every change goes through here."""

    def __init__(
        self,
        *,
        sessions: SqlExamSessions,
        papers: SessionPapers,
        desk: Desk,
        rooms: RoomSupervisor,
        order: DayOrder,
        formats: FormatBook,
        scenarios: ScenarioShelf,
        reuse: Reuse,
        clock: Clock,
    ) -> None:
        self._sessions = sessions
        self._papers = papers
        self._opener = SessionOpening(sessions=sessions, desk=desk, rooms=rooms)
        self._rooms = rooms
        self._sitting_rooms = SittingRooms(sessions=sessions, rooms=rooms, clock=clock)
        self._order = order
        self._formats = formats
        self._scenarios = scenarios
        self._reuse = reuse
        self._clock = clock
        self._opening = asyncio.Lock()

    async def listed(self) -> tuple[KeptSession, ...]:
        """Every session, the newest first."""
        return await asyncio.to_thread(self._sessions.listed)

    async def create(self, *, title: str, format_id: str) -> str:
        """A new draft; return its id.

        Raises:
            NotFound: `unknown-format`.
            BadInput: `title-missing`.
        """
        if not title.strip():
            raise BadInput("title-missing")
        session = ExamSession(
            session_id=new_id(), title=title.strip(), format_id=self._formats.named(format_id).id
        )
        await asyncio.to_thread(self._sessions.create, session, now=self._clock.now())
        return session.session_id

    async def page(self, session_id: str) -> SessionPage:
        """Everything that the page of a session shows.

        Raises:
            NotFound: `unknown-session`.
        """
        return await self._page(await asyncio.to_thread(self._sessions.get, session_id))

    async def change(self, session_id: str, change: SessionChange) -> SessionPage:
        """Write what the manager has changed. Codes and planned rooms are the server's.

        Raises:
            NotFound: `unknown-session`.
            BadInput: `malformed-message`, `cause-too-long`.
            Refused: `edited-meanwhile`, `session-closed`, `candidate-opened`, `under-legal-hold`.
        """
        if change.session.session_id != session_id or _ids_repeat(change.session):
            raise BadInput("malformed-message")
        if change.causes and any(len(cause) > LONGEST_CAUSE for cause in change.causes.values()):
            raise BadInput("cause-too-long", longest=LONGEST_CAUSE)
        before = await asyncio.to_thread(self._sessions.get, session_id)
        await self._refuse_changes_of_opened(before.session, change.session)
        session = keeping_rooms(before.session, change.session)
        page = await self._save(before, session, revision=change.revision, causes=change.causes)
        await self._sitting_rooms.follow(session_id)
        return page

    async def read_roster(self, session_id: str, kind: str, content: bytes) -> Roster:
        """What a list holds and what is wrong with it; nothing is imported.

        Raises:
            NotFound: `unknown-session`, `unknown-list`.
        """
        kept = await asyncio.to_thread(self._sessions.get, session_id)
        return await asyncio.to_thread(read_list, kept.session, kind, content)

    async def import_roster(
        self, session_id: str, kind: str, content: bytes, *, revision: int
    ) -> SessionPage:
        """Add everybody of a clean list to the session.

        Raises:
            NotFound: `unknown-session`, `unknown-list`.
            Refused: `roster-not-clean`: nothing was imported; `edited-meanwhile`, `session-closed`.
        """
        kept = await asyncio.to_thread(self._sessions.get, session_id)
        roster = await asyncio.to_thread(read_list, kept.session, kind, content)
        if not roster.clean:
            raise Refused("roster-not-clean", faults=len(roster.faults))
        add = with_candidates if kind == "candidates" else with_jurors
        session = add(kept.session, roster, new_id=new_id)
        _log.info("roster-imported", session_id=session_id, kind=kind)
        return await self._save(kept, session, revision=revision, imported=roster)

    async def fresh_code(self, session_id: str, candidacy_id: str) -> SessionPage:
        """Another code for a candidate whose sheet was lost; the old one opens nothing from now on.

        Raises:
            NotFound: `unknown-session`, `unknown-candidate`.
            Refused: `edited-meanwhile`, `session-closed`.
        """
        kept = await asyncio.to_thread(self._sessions.get, session_id)
        if kept.session.candidacy(candidacy_id) is None:
            raise NotFound("unknown-candidate")
        blank = _replaced(kept.session, candidacy_id, code="")
        without = msgspec.structs.replace(kept, session=blank)
        return await self._save(without, blank, revision=kept.revision)

    async def open(self, session_id: str) -> SessionPage:
        """Make one sitting of each part of each candidate; what was made before stays as it is.

        Raises:
            NotFound: `unknown-session`.
            Refused: `session-has-problems`: the page says which; `session-closed`.
            Unavailable: `disk-full`.
        """
        async with self._opening:
            kept = await asyncio.to_thread(self._sessions.get, session_id)
            if kept.state is SessionState.CLOSED:
                raise Refused("session-closed")
            found = await self._problems(kept.session)
            if found:
                raise Refused("session-has-problems", count=len(found))
            format_ = self._formats.named(kept.session.format_id)
            for candidacy in kept.session.candidacies:
                await self._opener.open(kept.session, format_, candidacy)
            kept = await asyncio.to_thread(
                self._sessions.set_state, session_id, SessionState.OPEN, now=self._clock.now()
            )
            await self._order.refresh(session_id)
        _log.info("session-opened", session_id=session_id, candidates=len(kept.session.candidacies))
        return await self._page(kept)

    async def close(self, session_id: str) -> SessionPage:
        """End a session: its codes open nothing any more. Its sittings and their records stay.

        Raises:
            NotFound: `unknown-session`.
        """
        kept = await asyncio.to_thread(
            self._sessions.set_state, session_id, SessionState.CLOSED, now=self._clock.now()
        )
        return await self._page(kept)

    async def remove(self, session_id: str) -> None:
        """Remove a draft.

        Raises:
            NotFound: `unknown-session`.
            Refused: `session-not-a-draft`.
        """
        await asyncio.to_thread(self._sessions.remove, session_id)
        await asyncio.to_thread(self._papers.sweep, session_id)

    async def states(self, session_id: str) -> dict[str, RoomState]:
        """The rooms of a session's parts, by sitting."""
        parts = await asyncio.to_thread(self._sessions.parts, session_id)
        return {part.sitting_id: await self._rooms.state(part.sitting_id) for part in parts}

    async def _save(
        self,
        before: KeptSession,
        session: ExamSession,
        *,
        revision: int,
        causes: Mapping[str, str] | None = None,
        imported: Roster | None = None,
    ) -> SessionPage:
        session = await self._with_codes(before.session, session, imported)
        kept = await asyncio.to_thread(
            self._sessions.save, session, revision=revision, now=self._clock.now(), causes=causes
        )
        # Papers of candidates who are no longer in it have lost their rows.
        await asyncio.to_thread(self._papers.sweep, kept.session.session_id)
        return await self._page(kept)

    async def _with_codes(
        self, before: ExamSession, session: ExamSession, imported: Roster | None
    ) -> ExamSession:
        """Each candidacy with its code: the one it has, the one of the list, or a new one."""
        own = {each.candidacy_id: each.code for each in before.candidacies if each.code}
        listed = {each.code for each in imported.candidates if each.code} if imported else set()
        taken = set(own.values()) | listed
        for other in await asyncio.to_thread(self._sessions.listed, SessionState.DRAFT, SessionState.OPEN):
            taken |= {each.code for each in other.session.candidacies}
        candidacies = []
        for each in session.candidacies:
            code = own.get(each.candidacy_id) or (each.code if each.code in listed else "")
            while not code:
                fresh = codes.code_from(secrets.token_bytes(codes.CHANCE_BYTES))
                code = fresh if fresh not in taken else ""
                taken.add(fresh)
            candidacies.append(msgspec.structs.replace(each, code=code))
        return msgspec.structs.replace(session, candidacies=tuple(candidacies))

    async def _refuse_changes_of_opened(self, before: ExamSession, after: ExamSession) -> None:
        """What a candidate's sittings were opened with is frozen: the plan holds it already."""
        opened = {
            part.candidacy_id for part in await asyncio.to_thread(self._sessions.parts, before.session_id)
        }
        if changes_opened(before, after, opened):
            raise Refused("candidate-opened")

    async def _page(self, kept: KeptSession) -> SessionPage:
        session = kept.session
        format_ = self._formats.all().get(session.format_id)
        return SessionPage(
            session=session,
            revision=kept.revision,
            state=kept.state,
            causes=await asyncio.to_thread(self._sessions.causes, session.session_id),
            problems=await self._problems(session) if kept.state is not SessionState.CLOSED else (),
            format=format_,
            parts={
                each.candidacy_id: tuple(part.kind for part in parts_of(format_, each, session.settings))
                for each in session.candidacies
            }
            if format_
            else {},
            sittings=await asyncio.to_thread(self._sessions.parts, session.session_id),
            reuse=self._reuse,
        )

    async def _problems(self, session: ExamSession) -> tuple[Problem, ...]:
        others = await asyncio.to_thread(self._sessions.listed, SessionState.DRAFT, SessionState.OPEN)
        return problems(
            session,
            format_=self._formats.all().get(session.format_id),
            scenario_parts=[each.part for each in self._scenarios.drawable().values()],
            others=[kept.session for kept in others],
            reuse=self._reuse,
        )


def _ids_repeat(session: ExamSession) -> bool:
    """Whether one id names two things: then nobody knows which is meant."""
    ids = [
        *(each.candidacy_id for each in session.candidacies),
        *(each.jury_id for each in session.juries),
        *(each.member_id for each in session.members),
        *(each.place_id for each in session.places),
    ]
    return len(set(ids)) < len(ids)


def _replaced(session: ExamSession, candidacy_id: str, **fields: str) -> ExamSession:
    return msgspec.structs.replace(
        session,
        candidacies=tuple(
            msgspec.structs.replace(each, **fields) if each.candidacy_id == candidacy_id else each
            for each in session.candidacies
        ),
    )
