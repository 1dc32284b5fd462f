"""How alike a centre marks and plays, from what juries have locked; words are counted in a child process."""

import asyncio
from collections.abc import Sequence
from typing import TypeAlias

import msgspec

from oralexam.agreement.playing import Spoken
from oralexam.agreement.talk import TalkAnswer, TalkRequest
from oralexam.apart import ApartFault, made_apart
from oralexam.errors import NotFound, SystemFault
from oralexam.exams.session import ExamSession
from oralexam.rooms.folding import fold
from oralexam.rooms.phases import OVER
from oralexam.storage.corrections import SqlCorrections
from oralexam.storage.exam_sessions import SqlExamSessions
from oralexam.storage.grids import GridShelf
from oralexam.storage.judged_exams import SqlJudgedExams
from oralexam.storage.scenario_shelf import ScenarioShelf
from oralexam.transcripts.reading import Version, tracks_as_read
from oralexam.transcripts.transcript import TrackTranscript
from oralexam.webapp.quality.page import (
    JudgedPart,
    Juror,
    QualityPage,
    hears_both_apart,
    may_be_described,
    quality_page,
)

AT_ONCE = 20
"""Parts whose words lie in memory together: some megabytes."""
LONGEST_S = 60.0
"""For so many parts, at the lowest priority beside calls."""

_Read: TypeAlias = tuple[tuple[str, int, str, int], ...]
"""Which words were counted: seat, version, digest, and how many acts of people upon them."""


class QualityDesk:
    """Asks the database what juries have locked, and a child process what was said."""

    def __init__(
        self,
        *,
        judged: SqlJudgedExams,
        sessions: SqlExamSessions,
        grids: GridShelf,
        corrections: SqlCorrections,
        scenarios: ScenarioShelf,
    ) -> None:
        self._judged = judged
        self._sessions = sessions
        self._grids = grids
        self._corrections = corrections
        self._scenarios = scenarios
        self._turn = asyncio.Lock()
        self._counted: dict[str, tuple[_Read, Spoken | None]] = {}

    async def page(self) -> QualityPage:
        """The figures as of now; words are counted once, and what was erased is forgotten here too.

        Raises:
            SystemFault: `figures-not-computed`, `transcript-altered`, `storage-failed`.
        """
        async with self._turn:
            parts = await asyncio.to_thread(self._gather)
            # Words are read only of what was locked: `_gather` lets nothing else through.
            talked = [part for part in parts if may_be_described(part) and hears_both_apart(part.state)]
            kept = {part.sitting_id for part in talked}
            self._counted = {key: value for key, value in self._counted.items() if key in kept}
            for start in range(0, len(talked), AT_ONCE):
                await self._count(talked[start : start + AT_ONCE])
            spoken = {sitting_id: each for sitting_id, (_, each) in self._counted.items()}
            return await asyncio.to_thread(
                quality_page, parts, spoken=spoken, scenarios=self._scenarios.all()
            )

    def _gather(self) -> tuple[JudgedPart, ...]:
        sessions: dict[str, ExamSession | None] = {}
        found: list[JudgedPart] = []
        for sitting_id in self._judged.judged_by_two():
            state = fold(self._judged.course(sitting_id))
            judging = state.judging
            # Not as soon as both have sealed: who looks before and after would tell the marks of one part by
            # the difference, and a manager is shown none before the jury has decided (0161).
            if judging.opened is None or not judging.ever_locked or state.phase not in OVER:
                continue
            part = self._sessions.part_of(sitting_id)
            session = None
            if part is not None:
                if part.session_id not in sessions:
                    sessions[part.session_id] = self._session(part.session_id)
                session = sessions[part.session_id]
            found.append(
                JudgedPart(
                    sitting_id=sitting_id,
                    state=state,
                    grid=self._grids.get(judging.opened.grid_id, judging.opened.grid_version),
                    candidate=part.candidacy_id if part else sitting_id,
                    people=_people(session, tuple(judge.key for judge in judging.judges)),
                )
            )
        return tuple(found)

    def _session(self, session_id: str) -> ExamSession | None:
        try:
            return self._sessions.get(session_id).session
        except NotFound:
            return None

    async def _count(self, parts: Sequence[JudgedPart]) -> None:
        """Count the words of those that were not counted as they read now."""
        wanted: list[tuple[str, _Read, tuple[TrackTranscript, ...]]] = []
        for part in parts:
            versions = await asyncio.to_thread(self._corrections.versions, part.sitting_id)
            read = _read(versions)
            if part.sitting_id in self._counted and self._counted[part.sitting_id][0] == read:
                continue
            tracks = await asyncio.to_thread(tracks_as_read, versions)
            wanted.append((part.sitting_id, read, tuple(tracks.values())))
        if not wanted:
            return
        asked = TalkRequest(parts=tuple(tracks for _, _, tracks in wanted))
        spoken = await _compute(asked)
        for (sitting_id, read, _), each in zip(wanted, spoken, strict=True):
            self._counted[sitting_id] = (read, each)


def _read(versions: tuple[Version, ...]) -> _Read:
    return tuple((each.transcript.seat, each.version, each.sha256, len(each.acts)) for each in versions)


def _people(session: ExamSession | None, keys: tuple[str, ...]) -> dict[str, Juror]:
    """Who the judges are beyond one sitting; nobody whose name was erased."""
    if session is None:
        return {}
    members = [session.member(key) for key in keys]
    return {
        member.member_id: Juror(
            person=member.account_id or f"{session.session_id}/{member.member_id}", name=member.name
        )
        for member in members
        if member is not None and member.name
    }


async def _compute(asked: TalkRequest) -> tuple[Spoken | None, ...]:
    body = msgspec.json.encode(asked)
    try:
        answer = await made_apart("oralexam.agreement.talk_child", given=body, longest_s=LONGEST_S)
    except ApartFault as fault:
        raise SystemFault("figures-not-computed", **fault.details) from fault
    return msgspec.json.decode(answer, type=TalkAnswer).spoken
