"""The papers of a candidate's file: kept in order, taken out, gone with their session."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from oralexam.errors import NotFound, Refused
from oralexam.exams.session import ExamSession
from oralexam.identifiers import new_id
from oralexam.papers.paper import Paper, PaperFormat, PaperPage, PaperUse
from oralexam.storage.candidate_papers import MOST_PAPERS, SqlCandidatePapers
from oralexam.storage.engine import Database
from oralexam.storage.exam_sessions import SqlExamSessions
from oralexam.storage.files import DataFolder
from oralexam.storage.session_papers import COMING, SessionPapers

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
PAPER = Paper(
    paper_id="0" * 64,
    name="Synthèse.md",
    format=PaperFormat.MARKDOWN,
    size_bytes=4,
    pages=(PaperPage(text="text"),),
)


@pytest.fixture
def kept(database: Database, tmp_path: Path) -> SessionPapers:
    """The files of papers, in a data folder of their own."""
    return SessionPapers(database, DataFolder(tmp_path / "data"))


def bring(
    papers: SqlCandidatePapers, kept: SessionPapers, session_id: str, candidacy_id: str, name: str
) -> str:
    """Bring a paper with its file, as the desk does; return its entry."""
    paper = msgspec.structs.replace(PAPER, paper_id=name * 64)
    with kept.coming(session_id) as folder:
        taken = folder / "taken"
        taken.mkdir()
        (taken / f"{paper.paper_id}.original").write_bytes(b"own words")
        return papers.add(
            session_id,
            candidacy_id,
            use=PaperUse.SYNTHESIS,
            paper=paper,
            now=NOW,
            settle=lambda: kept.settle(session_id, taken),
        ).entry_id


def files(kept: SessionPapers, session_id: str) -> set[str]:
    """The first letters of the files that stand there."""
    folder = kept._files.session_papers_dir(session_id)
    return {path.name[0] for path in folder.iterdir()} if folder.is_dir() else set()


@pytest.fixture
def session_id(database: Database) -> str:
    """A session without anybody."""
    wanted = new_id()
    SqlExamSessions(database).create(
        ExamSession(session_id=wanted, title="Titre", format_id="aie-title"), now=NOW
    )
    return wanted


def test_papers_stand_in_the_order_in_which_they_came(database: Database, session_id: str) -> None:
    """Each candidate has their own; the wrong one is taken out by whose it is."""
    papers, candidacy_id, other = SqlCandidatePapers(database), new_id(), new_id()
    entries = [
        papers.add(session_id, candidacy_id, use=use, paper=PAPER, now=NOW + timedelta(minutes=minute))
        for minute, use in enumerate((PaperUse.SYNTHESIS, PaperUse.SLIDES))
    ]
    assert papers.of_candidacy(candidacy_id) == tuple(entries)
    assert papers.of_candidacy(other) == ()
    with pytest.raises(NotFound, match="unknown-paper"):
        papers.remove(other, entries[0].entry_id)
    papers.remove(candidacy_id, entries[0].entry_id)
    assert papers.of_candidacy(candidacy_id) == (entries[1],)


def test_a_file_is_no_store_room(database: Database, session_id: str) -> None:
    """So many papers and no more."""
    papers, candidacy_id = SqlCandidatePapers(database), new_id()
    for _ in range(MOST_PAPERS):
        papers.add(session_id, candidacy_id, use=PaperUse.SYNTHESIS, paper=PAPER, now=NOW)
    with pytest.raises(Refused, match="too-many-papers"):
        papers.add(session_id, candidacy_id, use=PaperUse.SYNTHESIS, paper=PAPER, now=NOW)


def test_papers_go_with_their_session(database: Database, session_id: str) -> None:
    """A draft that is removed leaves none behind; an unknown session takes none."""
    papers, candidacy_id = SqlCandidatePapers(database), new_id()
    papers.add(session_id, candidacy_id, use=PaperUse.SYNTHESIS, paper=PAPER, now=NOW)
    SqlExamSessions(database).remove(session_id)
    assert papers.of_candidacy(candidacy_id) == ()
    with pytest.raises(NotFound, match="unknown-session"):
        papers.add(session_id, candidacy_id, use=PaperUse.SYNTHESIS, paper=PAPER, now=NOW)


def test_files_stand_there_only_with_their_row(
    database: Database, kept: SessionPapers, session_id: str
) -> None:
    """Taken out, one too many, of a draft that was removed: no file is left; a shared one is."""
    papers, candidacy_id, other = SqlCandidatePapers(database), new_id(), new_id()
    entry = bring(papers, kept, session_id, candidacy_id, "a")
    shared = bring(papers, kept, session_id, candidacy_id, "b")
    bring(papers, kept, session_id, other, "b")
    for each in (entry, shared):
        papers.remove(candidacy_id, each)
    kept.sweep(session_id)
    assert files(kept, session_id) == {"b"}
    for _ in range(MOST_PAPERS):
        papers.add(session_id, candidacy_id, use=PaperUse.SYNTHESIS, paper=PAPER, now=NOW)
    with pytest.raises(Refused, match="too-many-papers"):
        bring(papers, kept, session_id, candidacy_id, "c")
    assert files(kept, session_id) == {"b"}
    SqlExamSessions(database).remove(session_id)
    kept.sweep(session_id)
    assert files(kept, session_id) == set()


def test_what_a_killed_server_left_goes_at_the_start(
    database: Database, kept: SessionPapers, session_id: str
) -> None:
    """Half of a paper, a file whose row was never written; what is being looked at now is left alone."""
    papers, candidacy_id = SqlCandidatePapers(database), new_id()
    bring(papers, kept, session_id, candidacy_id, "a")
    folder = kept._files.session_papers_dir(session_id)
    (folder / f"{'c' * 64}.webp").write_bytes(b"without a row")
    (folder / f"{COMING}x").mkdir()
    gone_session = kept._files.session_papers_dir(new_id())
    gone_session.mkdir()
    (gone_session / f"{'d' * 64}.original").write_bytes(b"of a draft")
    assert kept.sweep(session_id) == 1
    assert files(kept, session_id) == {"a", "."}
    assert kept.sweep_all() == 2
    assert (files(kept, session_id), gone_session.exists()) == ({"a"}, False)


def test_who_is_no_longer_in_the_session_leaves_no_paper(
    database: Database, kept: SessionPapers, session_id: str
) -> None:
    """A candidate who is taken out of a draft goes with the papers."""
    papers, candidacy_id = SqlCandidatePapers(database), new_id()
    bring(papers, kept, session_id, candidacy_id, "a")
    sessions = SqlExamSessions(database)
    found = sessions.get(session_id)
    sessions.save(found.session, revision=found.revision, now=NOW)
    kept.sweep(session_id)
    assert (papers.of_candidacy(candidacy_id), files(kept, session_id)) == ((), set())
