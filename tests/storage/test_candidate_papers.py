"""The papers of a candidate's file: kept in order, taken out, gone with their session."""

from datetime import UTC, datetime, timedelta

import pytest

from oralexam.errors import NotFound, Refused
from oralexam.exams.session import ExamSession
from oralexam.identifiers import new_id
from oralexam.papers.paper import Paper, PaperFormat, PaperPage, PaperUse
from oralexam.storage.candidate_papers import MOST_PAPERS, SqlCandidatePapers
from oralexam.storage.engine import Database
from oralexam.storage.exam_sessions import SqlExamSessions

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
PAPER = Paper(
    paper_id="0" * 64,
    name="Synthèse.md",
    format=PaperFormat.MARKDOWN,
    size_bytes=4,
    pages=(PaperPage(text="text"),),
)


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
