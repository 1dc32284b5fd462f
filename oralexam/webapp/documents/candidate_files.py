"""The candidate's file: brought by the manager, read by the jury of the interviews."""

import asyncio
from pathlib import Path

import msgspec

from oralexam.clock import Clock
from oralexam.errors import NotFound
from oralexam.exams.parts import EXCHANGES, PartKind
from oralexam.exams.session import PartSitting
from oralexam.papers.intake import AT_ONCE, PaperIntake
from oralexam.papers.paper import LIMITS, PaperFormat, PaperUse
from oralexam.rooms.seats import Seat
from oralexam.storage.candidate_papers import CandidatePaper, SqlCandidatePapers
from oralexam.storage.exam_sessions import SqlExamSessions
from oralexam.storage.files import DataFolder
from oralexam.storage.session_papers import SessionPapers
from oralexam.webapp.people.access import page_of


class UseLimits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a page says before somebody chooses a file."""

    use: PaperUse
    formats: tuple[PaperFormat, ...]
    most_bytes: int
    most_pages: int
    most_characters: int | None


class PartReplay(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a role-play of the candidate is replayed."""

    part: PartKind
    replay_page: str


class CandidateFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a candidate has brought, or others for them."""

    papers: tuple[CandidatePaper, ...]
    limits: tuple[UseLimits, ...]
    replays: tuple[PartReplay, ...] = ()
    """The role-plays of the candidate, for whoever goes through them in an interview."""


OF_CANDIDATES = (
    PaperUse.QUESTIONNAIRE_RESULT,
    PaperUse.WRITTEN_PART,
    PaperUse.SLIDES,
    PaperUse.SYNTHESIS,
    PaperUse.PROFESSIONAL_FILE,
)
"""What a candidate's file may hold (exam document, RE AIE 2015)."""


class CandidateFiles:
    """Papers of candidacies; each session's stand in a folder of their own, so that they can go together."""

    def __init__(
        self,
        *,
        papers: SqlCandidatePapers,
        sessions: SqlExamSessions,
        files: DataFolder,
        kept: SessionPapers,
        clock: Clock,
    ) -> None:
        self._papers = papers
        self._kept = kept
        self._sessions = sessions
        self._files = files
        self._clock = clock
        self._looking = asyncio.Semaphore(AT_ONCE)

    async def of_candidacy(self, session_id: str, candidacy_id: str) -> CandidateFile:
        """The file of a candidate.

        Raises:
            NotFound: `unknown-session`, `unknown-candidacy`.
        """
        await asyncio.to_thread(self._known, session_id, candidacy_id)
        return _file(await asyncio.to_thread(self._papers.of_candidacy, candidacy_id))

    async def bring(
        self, session_id: str, candidacy_id: str, content: bytes, *, name: str, use: PaperUse
    ) -> CandidatePaper:
        """Look at a paper and put it into a file.

        Raises:
            NotFound: `unknown-session`, `unknown-candidacy`.
            BadInput: what `PaperIntake.take` refuses.
            Refused: `too-many-papers`, `papers-erased`: then no byte of it is kept.
        """
        await asyncio.to_thread(self._known, session_id, candidacy_id)
        async with self._looking:
            return await self._bring(session_id, candidacy_id, content, name=name, use=use)

    async def _bring(
        self, session_id: str, candidacy_id: str, content: bytes, *, name: str, use: PaperUse
    ) -> CandidatePaper:
        with self._kept.coming(session_id) as folder:
            taken = folder / "taken"
            paper = await PaperIntake(taken).take(content, name=name, use=use, scratch_in=folder)
            return await asyncio.to_thread(
                self._papers.add,
                session_id,
                candidacy_id,
                use=use,
                paper=paper,
                now=self._clock.now(),
                settle=lambda: self._kept.settle(session_id, taken),
            )

    async def take_out(self, session_id: str, candidacy_id: str, entry_id: str) -> None:
        """Take a paper out of a file.

        Raises:
            NotFound: `unknown-session`, `unknown-candidacy`, `unknown-paper`.
        """
        await asyncio.to_thread(self._known, session_id, candidacy_id)
        await asyncio.to_thread(self._papers.remove, candidacy_id, entry_id)
        await asyncio.to_thread(self._kept.sweep, session_id)

    async def for_seat(self, sitting_id: str, seat: Seat) -> CandidateFile:
        """The file that the jury of an interview, or whoever replays a part, has at hand; else empty."""
        part = await asyncio.to_thread(self._sessions.part_of, sitting_id)
        if part is None or not may_read(part, seat):
            return _file(())
        papers = await asyncio.to_thread(self._papers.of_candidacy, part.candidacy_id)
        taken = await asyncio.to_thread(self._sessions.parts, part.session_id, part.candidacy_id)
        return _file(papers, tuple(each for each in taken if each.part in EXCHANGES))

    async def picture_for_seat(self, sitting_id: str, seat: Seat, picture: str) -> Path | None:
        """Where a page of that file stands; None where the seat has no such page at hand."""
        part = await asyncio.to_thread(self._sessions.part_of, sitting_id)
        held = (await self.for_seat(sitting_id, seat)).papers
        if part is None or not any(page.picture == picture for each in held for page in each.paper.pages):
            return None
        return PaperIntake(self._files.session_papers_dir(part.session_id)).picture_path(picture)

    def originals(self, session_id: str, candidacy_id: str) -> tuple[tuple[CandidatePaper, Path], ...]:
        """The papers of a candidate, each with where it stands as it was brought; called in a thread."""
        intake = PaperIntake(self._files.session_papers_dir(session_id))
        return tuple(
            (each, intake.original_path(each.paper.paper_id))
            for each in self._papers.of_candidacy(candidacy_id)
        )

    def picture(self, session_id: str, picture: str) -> Path:
        """Where a page of a session's papers stands, for the manager.

        Raises:
            BadInput: `bad-id`.
        """
        return PaperIntake(self._files.session_papers_dir(session_id)).picture_path(picture)

    def _known(self, session_id: str, candidacy_id: str) -> None:
        if self._sessions.get(session_id).session.candidacy(candidacy_id) is None:
            raise NotFound("unknown-candidacy")


def may_read(part: PartSitting, seat: Seat) -> bool:
    """Whether a seat of this part has the candidate's file at hand.

    The jury of the role-plays has not: it judges what it hears. The candidate has not: the papers are theirs.
    """
    jury = seat in {Seat.JUROR, Seat.OBSERVER}
    return seat is Seat.EVALUATOR or (jury and part.part not in EXCHANGES)


def _file(papers: tuple[CandidatePaper, ...], taken: tuple[PartSitting, ...] = ()) -> CandidateFile:
    limits = tuple(
        UseLimits(
            use=use,
            formats=tuple(sorted(LIMITS[use].formats)),
            most_bytes=LIMITS[use].most_bytes,
            most_pages=LIMITS[use].most_pages,
            most_characters=LIMITS[use].most_characters,
        )
        for use in OF_CANDIDATES
    )
    replays = tuple(
        PartReplay(part=each.part, replay_page=page_of(Seat.EVALUATOR, each.sitting_id)) for each in taken
    )
    return CandidateFile(papers=papers, limits=limits, replays=replays)
