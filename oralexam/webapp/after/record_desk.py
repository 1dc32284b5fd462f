"""A session after its day: how far each part is, and the documents that are made of it.

What builds and makes documents is loaded when one is asked for: a server that only serves calls keeps the
memory.
"""

import asyncio
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from oralexam.clock import Clock
from oralexam.errors import NotFound
from oralexam.evidence.centre_key import known_centre_key
from oralexam.exams.formats import FormatBook
from oralexam.exams.parts import PartKind
from oralexam.exams.session import Candidacy, SessionState, parts_of
from oralexam.rooms.events import AnyEvent, ScenarioDrawn
from oralexam.rooms.judging.events import JudgingOpened
from oralexam.rooms.judging.state import Judging
from oralexam.rooms.phases import Phase
from oralexam.storage.corrections import SqlCorrections
from oralexam.storage.events import SqlEventStore
from oralexam.storage.exam_sessions import KeptSession, SqlExamSessions
from oralexam.storage.files import DataFolder
from oralexam.storage.grids import GridShelf
from oralexam.storage.judging_progress import SqlJudgingProgress
from oralexam.storage.scenario_shelf import ScenarioShelf

if TYPE_CHECKING:
    from oralexam.dossier.building import PartSource
    from oralexam.dossier.language import DocumentLanguage
    from oralexam.dossier.record import Record, RecordKind
    from oralexam.dossier.telling import GridWords

KEY_FOLDER = "centre-key"
"""Where in the data folder the centre's key stands (`evidence.centre_key`)."""
AT_ONCE = 1
"""Documents made at one time: calls share these cores."""


class PartAfter(msgspec.Struct, frozen=True, kw_only=True):
    """One part of one candidate, as the page lists it. It says who is behind, never what was given."""

    part: PartKind
    sitting_id: str
    """"" where the session names it and it was never opened."""
    phase: Phase
    judging: bool = False
    """Somebody has begun to judge."""
    sealed: int = 0
    """How many of the two have sealed."""
    locked: bool = False


class CandidateAfter(msgspec.Struct, frozen=True, kw_only=True):
    """One candidate; `name` is "" once erased."""

    candidacy_id: str
    name: str
    number: str
    jury_name: str
    parts: tuple[PartAfter, ...]


class AfterPage(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the page of a session after its day shows."""

    session_id: str
    title: str
    centre: str
    format_title: str
    state: SessionState
    days: tuple[date, ...]
    key_fingerprint: str
    """"" where the centre has no key yet."""
    candidates: tuple[CandidateAfter, ...]


class RecordDesk:
    """Reads what is kept; changes nothing."""

    def __init__(
        self,
        *,
        sessions: SqlExamSessions,
        events: SqlEventStore,
        progress: SqlJudgingProgress,
        corrections: SqlCorrections,
        scenarios: ScenarioShelf,
        formats: FormatBook,
        grids: GridShelf,
        files: DataFolder,
        web: Path,
        clock: Clock,
    ) -> None:
        self._sessions = sessions
        self._events = events
        self._progress = progress
        self._corrections = corrections
        self._scenarios = scenarios
        self._formats = formats
        self._grids = grids
        self._files = files
        self._web = web
        self._clock = clock
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def page(self, session_id: str) -> AfterPage:
        """How far each part of each candidate is; the id may be that of one of its candidacies, too.

        Raises:
            NotFound: `unknown-session`.
            SystemFault: `storage-failed`, `centre-key-unreadable`.
        """
        return await asyncio.to_thread(self._page, session_id)

    async def pdf(
        self, session_id: str, candidacy_id: str, kind: "RecordKind", language: "DocumentLanguage"
    ) -> "tuple[Record, bytes]":
        """The record of a candidate, or its attestation, and the file.

        Raises:
            NotFound: `unknown-session`, `unknown-candidate`.
            SystemFault: `record-failed`, `storage-failed`, `centre-key-unreadable`.
        """
        from oralexam.dossier.making import record_pdf  # noqa: PLC0415 -- see above

        record = await asyncio.to_thread(self.record, session_id, candidacy_id, kind)
        async with self._turn:
            return record, await record_pdf(record, language, web=self._web)

    async def printed(self, session_id: str, candidacy_id: str) -> bytes:
        """The record as it goes into an appeal pack: in French.

        Raises:
            NotFound, SystemFault: as `pdf` says.
        """
        from oralexam.dossier.language import DocumentLanguage  # noqa: PLC0415 -- see above
        from oralexam.dossier.record import RecordKind  # noqa: PLC0415

        _, made = await self.pdf(session_id, candidacy_id, RecordKind.RECORD, DocumentLanguage.FRENCH)
        return made

    async def workbook(self, session_id: str, language: "DocumentLanguage") -> bytes:
        """The session as a workbook.

        Raises:
            NotFound: `unknown-session`.
            SystemFault: `record-failed`, `storage-failed`.
        """
        from oralexam.dossier.making import workbook  # noqa: PLC0415
        from oralexam.dossier.record import RecordKind  # noqa: PLC0415

        kept = await asyncio.to_thread(self._sessions.get, session_id)
        async with self._turn:
            # One candidate after the other: whoever wants something else meanwhile comes between them.
            records = [
                await asyncio.to_thread(self._record, kept, each, RecordKind.RECORD)
                for each in kept.session.candidacies
            ]
            return await workbook(tuple(records), language, web=self._web)

    def record(self, session_id: str, candidacy_id: str, kind: "RecordKind") -> "Record":
        """The record of a candidate, as a value; called in a thread.

        Raises:
            NotFound: `unknown-session`, `unknown-candidate`.
            SystemFault: `storage-failed`, `centre-key-unreadable`.
        """
        kept = self._sessions.get(session_id)
        candidacy = kept.session.candidacy(candidacy_id)
        if candidacy is None:
            raise NotFound("unknown-candidate")
        return self._record(kept, candidacy, kind)

    def _record(self, kept: KeptSession, candidacy: Candidacy, kind: "RecordKind") -> "Record":
        from oralexam.dossier.building import build_record  # noqa: PLC0415

        return build_record(
            kept.session,
            self._formats.all().get(kept.session.format_id),
            candidacy,
            [self._source(each) for each in self._parts(kept, candidacy)],
            kind=kind,
            key_fingerprint=self._fingerprint(),
            software=f"oralexam {version('oralexam')}",
            now=self._clock.now(),
        )

    def _parts(self, kept: KeptSession, candidacy: Candidacy) -> list[tuple[PartKind, str]]:
        """Every part with its sitting, in order; those that the format names and nobody opened, too."""
        opened = {
            each.part: each.sitting_id
            for each in self._sessions.parts(kept.session.session_id, candidacy.candidacy_id)
        }
        format_ = self._formats.all().get(kept.session.format_id)
        planned = [part.kind for part in parts_of(format_, candidacy)] if format_ else []
        kinds = [*planned, *(kind for kind in opened if kind not in planned)]
        return [(kind, opened.get(kind, "")) for kind in kinds]

    def _source(self, part: tuple[PartKind, str]) -> "PartSource":
        from oralexam.dossier.building import PartSource  # noqa: PLC0415
        from oralexam.dossier.recordings import recordings_of  # noqa: PLC0415

        kind, sitting_id = part
        try:
            history = self._events.history(sitting_id) if sitting_id else ()
        except NotFound:
            # Written down before it is opened: a server that was killed in between leaves that.
            history = ()
        if not history:
            return PartSource(part=kind, sitting_id=sitting_id)
        happened = [each.event for each in history]
        drawn = [each.lot.drawn for each in happened if isinstance(each, ScenarioDrawn)]
        return PartSource(
            part=kind,
            sitting_id=sitting_id,
            history=happened,
            head=history[-1].hash,
            scenario=self._scenarios.all().get(drawn[-1]) if drawn else None,
            versions=self._corrections.versions(sitting_id),
            recordings=recordings_of(self._files.recordings_dir(), sitting_id),
            grid=self._grid(happened),
        )

    def _grid(self, happened: "Sequence[AnyEvent]") -> "GridWords":
        """By which the part was judged: that version, whatever the centre has published since."""
        from oralexam.dossier.telling import NO_GRID, words_of  # noqa: PLC0415

        opened = next((each for each in happened if isinstance(each, JudgingOpened)), None)
        if opened is None:
            return NO_GRID
        try:
            return words_of(self._grids.get(opened.grid_id, opened.grid_version))
        except NotFound:
            return NO_GRID

    def _fingerprint(self) -> str:
        known = known_centre_key(self._files.root / KEY_FOLDER)
        return known.groups if known else ""

    def _page(self, an_id: str) -> AfterPage:
        # The board knows candidacies, and links here from each.
        kept = self._sessions.session_of(an_id) or self._sessions.get(an_id)
        session, session_id = kept.session, kept.session.session_id
        phases = {part.sitting_id: phase for part, phase in self._sessions.progress(session_id)}
        progress = self._progress.of_session(session_id)
        format_ = self._formats.all().get(session.format_id)
        return AfterPage(
            session_id=session_id,
            title=session.title,
            centre=session.centre,
            format_title=format_.title if format_ else session.format_id,
            state=kept.state,
            days=tuple(sorted(day.date for day in session.days)),
            key_fingerprint=self._fingerprint(),
            candidates=tuple(
                CandidateAfter(
                    candidacy_id=each.candidacy_id,
                    name=each.name,
                    number=each.number,
                    jury_name=jury.name if (jury := session.jury_of(each)) else "",
                    parts=tuple(
                        _after(kind, sitting_id, phases.get(sitting_id, Phase.WAITING), progress)
                        for kind, sitting_id in self._parts(kept, each)
                    ),
                )
                for each in session.candidacies
            ),
        )


def _after(kind: PartKind, sitting_id: str, phase: Phase, progress: dict[str, Judging]) -> PartAfter:
    judging = progress.get(sitting_id)
    if judging is None:
        return PartAfter(part=kind, sitting_id=sitting_id, phase=phase)
    return PartAfter(
        part=kind,
        sitting_id=sitting_id,
        phase=phase,
        judging=True,
        sealed=sum(bool(judging.sealed_by(judge.key)) for judge in judging.judges),
        locked=judging.locked is not None,
    )
