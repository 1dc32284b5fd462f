"""What the cockpit has beside a sitting's bundle: clips, other parts, and what the candidate may see."""

import asyncio

import structlog

from oralexam.exams.parts import EXCHANGES, PartKind
from oralexam.exams.session import PartSitting
from oralexam.records.clips import Clip, ClipOrder
from oralexam.records.course import CoursePart
from oralexam.records.replay import phases_of
from oralexam.records.safe import SafeBundle, safe_bundle
from oralexam.rooms.folding import fold
from oralexam.rooms.interview_commands import BeginInterview, NextStep
from oralexam.rooms.phases import OVER
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.storage.clips import SqlClips
from oralexam.storage.events import SqlEventStore
from oralexam.storage.exam_sessions import SqlExamSessions
from oralexam.webapp.replay.archive import Archive
from oralexam.webapp.replay.correction_desk import CorrectionDesk

_log = structlog.get_logger(__name__)


class ReplayDesk:
    """Reads for the replay's pages, and keeps the clips; who may is asked before."""

    def __init__(
        self,
        *,
        clips: SqlClips,
        events: SqlEventStore,
        sessions: SqlExamSessions,
        archive: Archive,
        corrections: CorrectionDesk,
        rooms: RoomSupervisor,
    ) -> None:
        self._clips = clips
        self._events = events
        self._sessions = sessions
        self._archive = archive
        self._corrections = corrections
        self._rooms = rooms

    async def clips(self, sitting_id: str) -> tuple[Clip, ...]:
        """The clips of a sitting, in their order."""
        return await asyncio.to_thread(self._clips.of, sitting_id)

    async def act(self, sitting_id: str, order: ClipOrder) -> tuple[Clip, ...]:
        """Carry out an order; all clips as they stand then.

        Raises:
            NotFound, BadInput, Refused: what `records.clips.decide` says.
        """
        clips = await asyncio.to_thread(self._clips.act, sitting_id, order)
        _log.info("clips-ordered", sitting_id=sitting_id, order=type(order).__name__, clips=len(clips))
        return clips

    def course(self, sitting_id: str) -> tuple[CoursePart, ...]:
        """The role-plays of this sitting's candidate that are over, in their order; this one in any case.

        Called in a thread.

        Raises:
            NotFound: `unknown-sitting`.
        """
        part = self._sessions.part_of(sitting_id)
        others = self._parts(part) if part else ()
        parts = []
        for each in [each.sitting_id for each in others if each.part in EXCHANGES] or [sitting_id]:
            history = self._events.load(each)
            state = fold(history)
            if each == sitting_id or state.phase in OVER:
                kind = state.as_cast.part
                parts.append(CoursePart(sitting_id=each, part=kind, phases=phases_of(history)))
        return tuple(parts)

    def interview_of(self, sitting_id: str) -> str | None:
        """The technical interview of this sitting's candidate; None outside a session. Called in a thread."""
        part = self._sessions.part_of(sitting_id)
        parts = self._parts(part) if part else ()
        return next((each.sitting_id for each in parts if each.part is PartKind.TECHNICAL_INTERVIEW), None)

    async def interview(self, interview_id: str) -> RoomState:
        """How far an interview is."""
        return await self._rooms.state(interview_id)

    async def order_interview(
        self, interview_id: str, seat: Seat, command: BeginInterview | NextStep, *, author: str
    ) -> RoomState:
        """Let an interview begin or pass on, for a seat of its jury.

        Raises:
            Refused: as the rules say; `phase-changed` where somebody else has passed on meanwhile.
        """
        return await self._rooms.command(interview_id, seat, command, author=author)

    def safe(self, sitting_id: str) -> SafeBundle:
        """What the candidate may see of a sitting. Called in a thread.

        Raises:
            NotFound: `unknown-sitting`.
        """
        return safe_bundle(
            self._archive.bundle(sitting_id),
            transcripts=self._corrections.as_read(sitting_id),
            clips=self._clips.of(sitting_id),
            course=self.course(sitting_id),
        )

    def _parts(self, part: PartSitting) -> tuple[PartSitting, ...]:
        return self._sessions.parts(part.session_id, part.candidacy_id)
