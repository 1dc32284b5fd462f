"""The manager's desk for the plan: made, moved by hand, put right when the day slips, exported."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import msgspec

from oralexam.clock import Clock
from oralexam.errors import BadInput, NotFound, OralExamError, Refused
from oralexam.exams.day_acts import DayAct, held
from oralexam.exams.formats import Block, Format, FormatBook
from oralexam.exams.session import ExamSession, SessionState
from oralexam.exams.timetable.building import request_of
from oralexam.exams.timetable.checking import Breach, breaches
from oralexam.exams.timetable.entries import Happened, Timetable
from oralexam.exams.timetable.orders import ReplanOrder, SolveOrder
from oralexam.exams.timetable.plan_document import (
    EntryChange,
    Marks,
    PlanDocument,
    first_document,
    pins_of,
    with_changes,
)
from oralexam.exams.timetable.plan_settings import BlockTime, PlanSettings
from oralexam.exams.timetable.request import PlanRequest
from oralexam.exams.timetable.works import WorkKind
from oralexam.rooms.phases import NOT_BEGUN, OVER
from oralexam.storage.events import SqlEventStore
from oralexam.storage.exam_sessions import SqlExamSessions
from oralexam.storage.plans import KeptPlan, SqlPlans
from oralexam.webapp.day.order import DayOrder
from oralexam.webapp.plan.search import PlanSearch
from oralexam.webapp.sittings.rooms import SittingRooms


class PlanProblem(msgspec.Struct, frozen=True, kw_only=True):
    """Why no timetable can be asked for as the session stands."""

    code: str
    details: Mapping[str, str | float]


class PlanPage(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the page of a plan shows."""

    server_now: datetime
    session: ExamSession
    state: SessionState
    blocks: tuple[Block, ...]
    revision: int
    settings: PlanSettings
    timetable: Timetable | None
    marks: Marks | None
    made_at: datetime | None
    breaches: tuple[Breach, ...]
    happened: tuple[Happened, ...]
    problem: PlanProblem | None


class HeldReport(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the manager says has been held: a block that ended, an interview without the service."""

    candidacy_ids: tuple[str, ...]
    kind: WorkKind
    starts_at: datetime
    ends_at: datetime
    over: bool = True


class PlanDesk:
    """Plans of sessions; a plan is changed by whoever has read its last revision."""

    def __init__(
        self,
        *,
        sessions: SqlExamSessions,
        plans: SqlPlans,
        order: DayOrder,
        events: SqlEventStore,
        formats: FormatBook,
        search: PlanSearch,
        sitting_rooms: SittingRooms,
        clock: Clock,
        changed: Callable[[str], None] = lambda _session_id: None,
    ) -> None:
        self._sessions = sessions
        self._plans = plans
        self._order = order
        self._events = events
        self._formats = formats
        self._search = search
        self._sitting_rooms = sitting_rooms
        self._clock = clock
        self._changed = changed
        """Told, in a thread, of each session whose plan has changed."""

    async def page(self, session_id: str) -> PlanPage:
        """The plan of a session, made or not.

        Raises:
            NotFound: `unknown-session`, `unknown-format`.
        """
        return await asyncio.to_thread(self._page, session_id)

    def format_of(self, session: ExamSession) -> Format:
        """The format in which a session is held.

        Raises:
            NotFound: `unknown-format`.
        """
        return self._formats.named(session.format_id)

    async def solve(self, session_id: str, settings: PlanSettings, *, revision: int) -> PlanPage:
        """Make a timetable; pinned entries stay. Juries and rooms are written into the session.

        Raises:
            NotFound: `unknown-session`.
            Refused: why there is none; `day-has-begun`: `replan` keeps what has happened; `edited-meanwhile`.
        """
        plan, request = await asyncio.to_thread(self._asked, session_id, settings)
        if await asyncio.to_thread(self._has_begun, session_id, plan):
            raise Refused("day-has-begun")
        answer = await self._search.find(SolveOrder(request=request, fixed=pins_of(plan.timetable, request)))
        made = msgspec.structs.replace(
            plan,
            settings=settings,
            timetable=answer.timetable,
            marks=answer.marks,
            made_at=self._clock.now(),
        )
        return await self._keep(session_id, made, revision)

    async def check(self, session_id: str, changes: tuple[EntryChange, ...]) -> tuple[Breach, ...]:
        """What would be wrong if these entries were moved; nothing is kept.

        Raises:
            NotFound: `unknown-session`, `unknown-entry`.
            Refused: `no-plan`.
        """
        return await asyncio.to_thread(self._checked, session_id, changes)

    async def change(self, session_id: str, changes: tuple[EntryChange, ...], *, revision: int) -> PlanPage:
        """Keep what the manager has moved, breaches and all: the page shows them, a person answers for them.

        Raises:
            NotFound: `unknown-session`, `unknown-entry`.
            Refused: `no-plan`, `edited-meanwhile`.
        """
        plan, _ = await asyncio.to_thread(self._asked, session_id, None)
        moved = msgspec.structs.replace(plan, timetable=with_changes(_made(plan), changes))
        return await self._keep(session_id, moved, revision)

    async def replan(self, session_id: str, *, revision: int) -> PlanPage:
        """Put the day right from now on.

        Raises:
            NotFound: `unknown-session`.
            Refused: `no-plan`, `no-time-found`, `edited-meanwhile`, and what the session lacks.
        """
        plan, request = await asyncio.to_thread(self._asked, session_id, None)
        timetable = _made(plan)
        happened = await asyncio.to_thread(self._happened, session_id, plan)
        now = self._clock.now()
        order = ReplanOrder(request=request, timetable=timetable, now=now, happened=happened)
        answer = await self._search.find(order)
        moved = msgspec.structs.replace(plan, timetable=answer.timetable, made_at=now)
        return await self._keep(session_id, moved, revision)

    async def report(self, session_id: str, told: HeldReport, *, author: str = "") -> PlanPage:
        """Keep what was held without the service; reported again, it replaces what was reported before.

        Raises:
            NotFound: `unknown-session`, `unknown-candidate`.
            BadInput: `malformed-message`.
        """
        if told.starts_at.tzinfo is None or told.ends_at.tzinfo is None or told.ends_at < told.starts_at:
            raise BadInput("malformed-message")
        new = await asyncio.to_thread(self._reported, session_id, told, author)
        await self._order.say(session_id, lambda _: new)
        return await self.page(session_id)

    async def _keep(self, session_id: str, plan: PlanDocument, revision: int) -> PlanPage:
        """Keep a plan; its juries and rooms are the session's, and the sittings', from now on."""
        await asyncio.to_thread(self._save, session_id, plan, revision)
        await self._sitting_rooms.take_plan(session_id, _made(plan))
        return await self.page(session_id)

    def _page(self, session_id: str) -> PlanPage:
        kept_session = self._sessions.get(session_id)
        session = kept_session.session
        format_ = self._formats.named(session.format_id)
        kept = self._kept(session)
        plan = kept.plan
        found: tuple[Breach, ...] = ()
        problem = None
        try:
            request = request_of(session, format_, plan.settings)
            found = breaches(plan.timetable, request) if plan.timetable else ()
        except OralExamError as error:
            problem = PlanProblem(code=error.reason, details=error.details)
        return PlanPage(
            server_now=self._clock.now(),
            session=session,
            state=kept_session.state,
            blocks=format_.blocks,
            revision=kept.revision,
            settings=plan.settings,
            timetable=plan.timetable,
            marks=plan.marks,
            made_at=plan.made_at,
            breaches=found,
            happened=self._happened(session_id, plan),
            problem=problem,
        )

    def _kept(self, session: ExamSession) -> KeptPlan:
        kept = self._plans.get(session.session_id)
        if kept is not None:
            return kept
        return KeptPlan(plan=first_document(self._formats.named(session.format_id)), revision=0)

    def _asked(self, session_id: str, settings: PlanSettings | None) -> tuple[PlanDocument, PlanRequest]:
        session = self._sessions.get(session_id).session
        plan = self._kept(session).plan
        format_ = self._formats.named(session.format_id)
        return plan, request_of(session, format_, settings or plan.settings)

    def _checked(self, session_id: str, changes: tuple[EntryChange, ...]) -> tuple[Breach, ...]:
        plan, request = self._asked(session_id, None)
        return breaches(with_changes(_made(plan), changes), request)

    def _reported(self, session_id: str, told: HeldReport, author: str) -> list[DayAct]:
        session = self._sessions.get(session_id).session
        if not all(session.candidacy(candidacy_id) for candidacy_id in told.candidacy_ids):
            raise NotFound("unknown-candidate")
        now = self._clock.now()
        return [
            DayAct(
                candidacy_id=candidacy_id,
                kind=told.kind,
                at=now,
                by=author,
                happened=Happened(
                    candidacy_id=candidacy_id,
                    kind=told.kind,
                    starts_at=told.starts_at,
                    ends_at=told.ends_at,
                    over=told.over,
                ),
            )
            for candidacy_id in told.candidacy_ids
        ]

    def _has_begun(self, session_id: str, plan: PlanDocument) -> bool:
        """Whether something of the plan has been held; a block that was over before it is none of it."""
        before = {WorkKind(block.kind) for block in plan.settings.blocks if block.time is BlockTime.BEFORE}
        return any(each.kind not in before for each in self._happened(session_id, plan))

    def _save(self, session_id: str, plan: PlanDocument, revision: int) -> None:
        self._plans.save(session_id, plan, revision=revision, now=self._clock.now())
        self._changed(session_id)

    def _happened(self, session_id: str, plan: PlanDocument) -> tuple[Happened, ...]:
        """What the rooms know, then what was reported for the rest."""
        known = {(each.candidacy_id, each.kind): each for each in held(self._order.acts_of(session_id))}
        for each in self._of_rooms(session_id, plan.timetable):
            known[each.candidacy_id, each.kind] = each
        return tuple(known.values())

    def _of_rooms(self, session_id: str, timetable: Timetable | None) -> tuple[Happened, ...]:
        parts = {part.sitting_id: part for part in self._sessions.parts(session_id)}
        if not parts:
            return ()
        found = []
        for sitting in self._events.list_sittings():
            part = parts.get(sitting.sitting_id)
            begun = next((step.at for step in sitting.course if step.phase not in NOT_BEGUN), None)
            if part is None or begun is None:
                continue
            kind = WorkKind(part.part.value)
            entry = timetable.entry(part.candidacy_id, kind) if timetable else None
            over = sitting.phase in OVER
            length = timedelta(seconds=entry.seconds if entry else 0)
            ends_at = sitting.phase_since if over else max(begun + length, self._clock.now())
            found.append(
                Happened(
                    candidacy_id=part.candidacy_id, kind=kind, starts_at=begun, ends_at=ends_at, over=over
                )
            )
        return tuple(found)


def _made(plan: PlanDocument) -> Timetable:
    if plan.timetable is None:
        raise Refused("no-plan")
    return plan.timetable
