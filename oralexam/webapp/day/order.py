"""The order of a candidate's day: what managers say is over, and what each part still waits for.

The rules are `exams.order`, what was said `exams.day_acts`. Rooms ask the stores before a part begins; pages
are told what is kept in memory, which follows every act and every end of a part.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from oralexam.clock import Clock
from oralexam.errors import NotFound, Refused
from oralexam.exams.day_acts import NOTHING_BEFORE, DayAct, StepsBefore, blocks_of, steps_before
from oralexam.exams.formats import FormatBook
from oralexam.exams.parts import PartKind, Step, WrittenBlock
from oralexam.exams.session import SessionState
from oralexam.exams.timetable.entries import Happened
from oralexam.exams.timetable.works import WorkKind
from oralexam.rooms import events
from oralexam.rooms.clock_acts import reason_of
from oralexam.rooms.phases import INTERVIEWS, NOT_BEGUN, OVER, Phase
from oralexam.rooms.state import RoomState
from oralexam.storage.day_acts import Decision, SqlDayActs
from oralexam.storage.exam_sessions import KeptSession, SqlExamSessions
from oralexam.storage.plans import SqlPlans

_log = structlog.get_logger(__name__)

_FREES = OVER | NOT_BEGUN
_BUSIES = frozenset({Phase.PREPARATION, *INTERVIEWS})
"""The phases with which a part begins: the candidate can be in no other one until it is over."""


class DayOrder:
    """Keeps the acts of all sessions, and what follows from them for each part."""

    def __init__(
        self,
        *,
        sessions: SqlExamSessions,
        acts: SqlDayActs,
        plans: SqlPlans,
        formats: FormatBook,
        said: Callable[[str], None],
        clock: Clock,
    ) -> None:
        """Know of nothing yet. `said` is told of sessions whose day was spoken of, in a thread."""
        self._sessions = sessions
        self._acts = acts
        self._plans = plans
        self._formats = formats
        self._said = said
        self._clock = clock
        self._before: dict[str, StepsBefore] = {}
        self._session_of: dict[str, str] = {}
        self._listeners: list[Callable[[str], None]] = []
        self._reading = asyncio.Lock()

    def listen(self, listener: Callable[[str], None]) -> None:
        """Have `listener` told of each sitting before which something else stands than did."""
        self._listeners.append(listener)

    async def start(self) -> None:
        """Take in every session whose day may be under way."""
        for kept in await asyncio.to_thread(self._sessions.listed, SessionState.OPEN):
            await self.refresh(kept.session.session_id)

    def before(self, sitting_id: str) -> StepsBefore:
        """What stands before a part, as it was read last."""
        return self._before.get(sitting_id, NOTHING_BEFORE)

    def waits_for(self, sitting_id: str) -> tuple[Step, ...]:
        """What a part waits for, read now. Synchronous: rooms call it in a thread.

        Raises:
            SystemFault: `storage-failed`.
        """
        part = self._sessions.part_of(sitting_id)
        if part is None:
            return ()
        return self._read(part.session_id, part.candidacy_id)[sitting_id].waits_for

    async def happened(self, sitting_id: str, state: RoomState, happened: Sequence[events.AnyEvent]) -> None:
        """Subscriber of the rooms: where a part is over, others may begin; where one begins, they wait."""
        session_id = self._session_of.get(sitting_id)
        entered = any(isinstance(event, events.PhaseEntered) for event in happened)
        if session_id is not None and entered and state.phase in _FREES | _BUSIES:
            await self.refresh(session_id)

    def acts_of(self, session_id: str) -> tuple[DayAct, ...]:
        """Everything that was said of a session's day. Synchronous."""
        return self._acts.of(session_id)

    def said_around(self, sitting_id: str) -> tuple[DayAct, ...]:
        """What was said of the day of a sitting's candidate; nothing outside sessions. Synchronous."""
        part = self._sessions.part_of(sitting_id)
        if part is None:
            return ()
        return tuple(act for act in self._acts.of(part.session_id) if act.candidacy_id == part.candidacy_id)

    async def say(self, session_id: str, decide: Decision) -> None:
        """Add acts, and let every page see what follows.

        Raises:
            NotFound: `unknown-session`; and whatever `decide` raises.
        """
        await asyncio.to_thread(self._acts.add, session_id, decide)
        await asyncio.to_thread(self._said, session_id)
        await self.refresh(session_id)

    async def confirm(self, candidacy_id: str, kind: WrittenBlock, *, author: str) -> None:
        """The end of a candidate's written block, now; confirmed once more, nothing changes.

        Raises:
            NotFound: `unknown-candidate`.
            Refused: `no-such-block` in the format, `session-closed`.
        """
        kept = await asyncio.to_thread(self._of_candidate, candidacy_id, kind)
        session_id, work, now = kept.session.session_id, WorkKind(kind.value), self._clock.now()
        began = await asyncio.to_thread(self._began, session_id, candidacy_id, work, now)
        happened = Happened(candidacy_id=candidacy_id, kind=work, starts_at=began, ends_at=now, over=True)
        act = DayAct(candidacy_id=candidacy_id, kind=work, at=now, by=author, happened=happened)
        await self.say(session_id, lambda acts: [] if _ended(acts, candidacy_id, kind) else [act])
        _log.info("block-confirmed", session_id=session_id, kind=kind)

    async def withdraw(self, candidacy_id: str, kind: WrittenBlock, *, reason: str, author: str) -> None:
        """That end was confirmed wrongly; a part that has begun meanwhile goes on.

        Raises:
            NotFound: `unknown-candidate`.
            Refused: `no-such-block`, `session-closed`, `nothing-confirmed`.
            BadInput: `reason-missing`, `reason-too-long`.
        """
        given = reason_of(reason)
        kept = await asyncio.to_thread(self._of_candidate, candidacy_id, kind)
        act = DayAct(
            candidacy_id=candidacy_id,
            kind=WorkKind(kind.value),
            at=self._clock.now(),
            by=author,
            reason=given,
        )

        def decide(acts: tuple[DayAct, ...]) -> list[DayAct]:
            if not _ended(acts, candidacy_id, kind):
                raise Refused("nothing-confirmed")
            return [act]

        await self.say(kept.session.session_id, decide)
        _log.info("block-withdrawn", session_id=kept.session.session_id, kind=kind)

    async def refresh(self, session_id: str) -> None:
        """Read a session anew, and tell of what has changed before its parts."""
        async with self._reading:
            found = await asyncio.to_thread(self._read, session_id)
            changed = [key for key, steps in found.items() if steps != self._before.get(key)]
            self._before.update(found)
            self._session_of.update(dict.fromkeys(found, session_id))
        for sitting_id in changed:
            for listener in self._listeners:
                listener(sitting_id)

    def _read(self, session_id: str, candidacy_id: str | None = None) -> dict[str, StepsBefore]:
        format_ = self._formats.all().get(self._sessions.get(session_id).session.format_id)
        blocks = [block.kind for block in format_.blocks] if format_ else []
        acts = self._acts.of(session_id)
        progress = self._sessions.progress(session_id, candidacy_id)
        parts: dict[str, dict[PartKind, bool]] = {}
        under_way: dict[str, set[PartKind]] = {}
        for each, phase in progress:
            parts.setdefault(each.candidacy_id, {})[each.part] = phase in OVER
            if phase not in OVER | NOT_BEGUN:
                under_way.setdefault(each.candidacy_id, set()).add(each.part)
        return {
            each.sitting_id: steps_before(
                each.part,
                candidacy_id=each.candidacy_id,
                parts=parts[each.candidacy_id],
                blocks=blocks,
                acts=acts,
                under_way=under_way.get(each.candidacy_id, ()),
            )
            for each, _ in progress
        }

    def _of_candidate(self, candidacy_id: str, kind: WrittenBlock) -> KeptSession:
        kept = self._sessions.session_of(candidacy_id)
        if kept is None:
            raise NotFound("unknown-candidate")
        if kept.state is SessionState.CLOSED:
            raise Refused("session-closed")
        if kind not in {block.kind for block in self._formats.named(kept.session.format_id).blocks}:
            raise Refused("no-such-block", kind=kind)
        return kept

    def _began(self, session_id: str, candidacy_id: str, work: WorkKind, now: datetime) -> datetime:
        """When a block began as planned, where the plan has it; else nobody knows: no time is claimed."""
        kept = self._plans.get(session_id)
        timetable = kept.plan.timetable if kept else None
        entry = timetable.entry(candidacy_id, work) if timetable else None
        return min(entry.starts_at, now) if entry else now


def _ended(acts: Sequence[DayAct], candidacy_id: str, kind: WrittenBlock) -> bool:
    (block,) = blocks_of(acts, candidacy_id, (kind,))
    return block.ended_at is not None
