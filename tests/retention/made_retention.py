"""A session of two candidates with everything that may be kept of somebody, full of words to search for."""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from oralexam.exams.day_acts import DayAct
from oralexam.exams.parts import PartKind
from oralexam.exams.session import ExamSession, PartSitting, SessionState
from oralexam.exams.timetable.works import WorkKind
from oralexam.identifiers import new_id
from oralexam.jobs.queue import JobQueue
from oralexam.papers.paper import Paper, PaperFormat, PaperPage, PaperUse
from oralexam.retention.deletions import Deletion, Ground
from oralexam.retention.kinds import OF_CANDIDATES, DataKind
from oralexam.retention.two_people import Person
from oralexam.retention.viewing import Viewed, Viewer, ViewingKind
from oralexam.rooms.events import PhaseEntered, SheetSaved, TextSaved
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.storage.candidate_papers import SqlCandidatePapers
from oralexam.storage.corrections import SqlCorrections
from oralexam.storage.day_acts import SqlDayActs
from oralexam.storage.deletions import SqlDeletions
from oralexam.storage.engine import Database
from oralexam.storage.erasing import Eraser
from oralexam.storage.events import SqlEventStore
from oralexam.storage.exam_sessions import SqlExamSessions
from oralexam.storage.files import DataFolder
from oralexam.storage.jobs import SqlJobQueue
from oralexam.storage.sessions import PersonKind, Sessions
from oralexam.storage.tickets import Tickets
from oralexam.storage.transcripts import SqlTranscriptStore
from oralexam.storage.viewings import SqlViewings
from oralexam.transcripts.correction import Confirm
from tests.contracts.event_store import NOW, later, notes, opened
from tests.exams.made_sessions import id_of, ready_session
from tests.storage.samples import transcript

CANARY = "canary-zq9"
"""In everything of the first candidate."""
KEEP = "keep-me-7"
"""In everything of the second."""
ASKS = Person(account_id="a-1", name="Claire Morel")
CONFIRMS = Person(account_id="a-2", name="Hassan Idrissi")
SHARED = "5" * 64
"""The SHA-256 of a paper that both have brought."""


@dataclass(frozen=True, kw_only=True)
class Centre:
    """A data folder with its database."""

    database: Database
    files: DataFolder
    session: ExamSession

    @property
    def first(self) -> str:
        """The candidacy that is erased."""
        return self.session.candidacies[0].candidacy_id

    @property
    def second(self) -> str:
        """The one that stays."""
        return self.session.candidacies[1].candidacy_id

    def sittings(self, candidacy_id: str) -> list[str]:
        """The sittings of a candidacy."""
        parts = SqlExamSessions(self.database).parts(self.session.session_id, candidacy_id)
        return [part.sitting_id for part in parts]

    def eraser(self, jobs: JobQueue | None = None) -> Eraser:
        """What carries deletions out."""
        return Eraser(database=self.database, files=self.files, jobs=jobs or SqlJobQueue(self.database))

    def holds_words(self, words: str) -> list[str]:
        """The files of the data folder in which these words stand."""
        return sorted(
            str(path.relative_to(self.files.root))
            for path in self.files.root.rglob("*")
            if path.is_file() and (words.encode() in path.read_bytes() or words in path.name)
        )


def fill(database: Database, files: DataFolder) -> Centre:
    """Two candidates of a closed session, each with two sittings and all that belongs to them."""
    session = ready_session(candidates=2)
    words = (CANARY, KEEP)
    session = msgspec.structs.replace(
        session,
        candidacies=tuple(
            msgspec.structs.replace(each, name=f"Zed {word}", number=word, code=word)
            for each, word in zip(session.candidacies, words, strict=True)
        ),
    )
    sessions = SqlExamSessions(database)
    sessions.create(session, now=NOW)
    causes = {each.candidacy_id: each.name for each in session.candidacies}
    sessions.save(session, revision=1, now=NOW, causes=causes)
    centre = Centre(database=database, files=files, session=session)
    for number, (candidacy, word) in enumerate(zip(session.candidacies, words, strict=True), start=1):
        sessions.reserve(
            PartSitting(
                session_id=session.session_id,
                candidacy_id=candidacy.candidacy_id,
                part=part,
                position=position,
                sitting_id=id_of(f"sitting-{part}", number),
            )
            for position, part in enumerate((PartKind.CALL, PartKind.VISITOR))
        )
        for sitting_id in centre.sittings(candidacy.candidacy_id):
            _fill_sitting(centre, sitting_id, word)
        _fill_file(centre, candidacy.candidacy_id, word)
    sessions.set_state(session.session_id, SessionState.CLOSED, now=later(7200))
    return centre


def deletion(centre: Centre, *kinds: DataKind, candidacy_id: str | None = None) -> Deletion:
    """A deletion of the first candidate, of everything unless told, which somebody has asked for."""
    asked = Deletion(
        deletion_id=new_id(),
        session_id=centre.session.session_id,
        candidacy_id=candidacy_id or centre.first,
        kinds=kinds or OF_CANDIDATES,
        ground=Ground.REQUEST,
        reason=f"{CANARY} has asked by letter",
        asked_at=NOW,
        asked_by=ASKS,
    )
    SqlDeletions(centre.database).add(asked)
    return asked


def _fill_sitting(centre: Centre, sitting_id: str, word: str) -> None:
    database, store = centre.database, SqlEventStore(centre.database)
    first = msgspec.structs.replace(opened(), candidate_name=f"Zed {word}")
    written = [notes(f"{word} {number} " * 40, revision=number) for number in range(1, 30)]
    store.append(
        sitting_id,
        after_seq=0,
        events=[
            first,
            *written,
            TextSaved(at=later(50), text=f"text {word}", revision=1),
            SheetSaved(at=later(51), fields={"name": f"sheet {word}"}, revision=1),
            PhaseEntered(at=later(60), phase=Phase.HANDED_IN, deadline=None, cause="deadline"),
        ],
    )
    store.close()
    SqlTranscriptStore(database).save(sitting_id, transcript(sitting_id, "candidate", f"said {word}"))
    SqlCorrections(database).act(
        sitting_id,
        "candidate",
        1,
        Confirm(utterance_id="heard-0", revision=0),
        author=f"read {word}",
        now=NOW,
    )
    SqlJobQueue(database).enqueue("transcribe-track", sitting_id=sitting_id, subject="candidate", now=NOW)
    link = Tickets(database).create(sitting_id, Seat.CANDIDATE, expires_at=later(60))
    Tickets(database).redeem(link, cookie=None, now=NOW)
    SqlViewings(database).add(
        Viewed(kind=ViewingKind.REPLAY, sitting_id=sitting_id),
        Viewer(seat=Seat.MANAGER, browser="0" * 12, account_id=ASKS.account_id, name=ASKS.name),
        now=NOW,
    )
    for folder in (
        centre.files.recordings_dir() / sitting_id,
        centre.files.listening_dir(sitting_id),
        centre.files.root / "packs",
    ):
        folder.mkdir(exist_ok=True)
    (centre.files.recordings_dir() / sitting_id / "candidate-audio-001.mjr").write_bytes(word.encode())
    (centre.files.listening_dir(sitting_id) / "mix.webm").write_bytes(word.encode())
    (centre.files.root / "packs" / f"{sitting_id}.zip").write_bytes(word.encode())


def _fill_file(centre: Centre, candidacy_id: str, word: str) -> None:
    database, session_id = centre.database, centre.session.session_id
    folder = centre.files.session_papers_dir(session_id)
    folder.mkdir(parents=True, exist_ok=True)
    own = "".join(f"{ord(letter):02x}" for letter in word).ljust(64, "0")
    for paper_id, content in ((own, word), (SHARED, "questions for everybody")):
        paper = Paper(
            paper_id=paper_id,
            name=f"{content}.md",
            format=PaperFormat.MARKDOWN,
            size_bytes=4,
            pages=(PaperPage(picture=paper_id, text=content),),
        )
        SqlCandidatePapers(database).add(
            session_id, candidacy_id, use=PaperUse.SYNTHESIS, paper=paper, now=NOW
        )
        for name in (f"{paper_id}.original", f"{paper_id}.webp"):
            (folder / name).write_bytes(content.encode())
    act = DayAct(
        candidacy_id=candidacy_id, kind=WorkKind.WRITTEN, at=NOW, by=f"said {word}", reason=f"late {word}"
    )
    SqlDayActs(database).add(session_id, lambda _: [act])
    Sessions(database).become(PersonKind.CANDIDACY, candidacy_id, cookie=None, now=NOW)


def files_of(root: Path) -> DataFolder:
    """A data folder there."""
    root.mkdir(parents=True, exist_ok=True)
    return DataFolder(root)
