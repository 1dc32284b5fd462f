"""The centre's documentation: by title, withdrawn and never removed."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from oralexam.errors import NotFound, Refused
from oralexam.identifiers import new_id
from oralexam.papers.paper import Paper, PaperFormat, PaperPage
from oralexam.storage.engine import Database
from oralexam.storage.reference_works import MOST_WORKS, SqlReferenceWorks, WorkLanguage

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
PAPER = Paper(
    paper_id="0" * 64,
    name="Incoterms.md",
    format=PaperFormat.MARKDOWN,
    size_bytes=4,
    pages=(PaperPage(text="EXW"), PaperPage(text="FOB")),
)


def test_works_stand_by_title_and_bring_their_pages_when_asked(database: Database) -> None:
    """The newest edition of a title comes first; the list carries no page, the work all of them."""
    works = SqlReferenceWorks(database)
    old = works.add(PAPER, title="Incoterms", language=WorkLanguage.ENGLISH, now=NOW)
    new = works.add(PAPER, title="Incoterms", language=WorkLanguage.ENGLISH, now=NOW + timedelta(days=1))
    first = works.add(PAPER, title="Dictionnaire", language=WorkLanguage.BOTH, now=NOW)
    assert works.listed() == (first, new, old)
    assert first.page_count == 2
    assert works.paper(first.work_id) == PAPER


def test_a_withdrawn_work_is_kept(database: Database) -> None:
    """It says when it was withdrawn, for good, and its pages stand as they did."""
    works = SqlReferenceWorks(database)
    work = works.add(PAPER, title="Incoterms", language=WorkLanguage.FRENCH, now=NOW)
    for later in (timedelta(hours=1), timedelta(hours=2)):
        works.withdraw(work.work_id, now=NOW + later)
    assert works.listed() == (msgspec.structs.replace(work, withdrawn_at=NOW + timedelta(hours=1)),)
    assert works.paper(work.work_id) == PAPER
    for unknown in (lambda: works.paper(new_id()), lambda: works.withdraw(new_id(), now=NOW)):
        with pytest.raises(NotFound, match="unknown-paper"):
            unknown()


def test_a_shelf_is_full_of_what_is_at_hand(database: Database) -> None:
    """So many works and no more, but the withdrawn ones take no room."""
    works = SqlReferenceWorks(database)
    held = [works.add(PAPER, title=str(n), language=WorkLanguage.FRENCH, now=NOW) for n in range(MOST_WORKS)]
    with pytest.raises(Refused, match="too-many-papers"):
        works.add(PAPER, title="more", language=WorkLanguage.FRENCH, now=NOW)
    works.withdraw(held[0].work_id, now=NOW)
    works.add(PAPER, title="more", language=WorkLanguage.FRENCH, now=NOW)
