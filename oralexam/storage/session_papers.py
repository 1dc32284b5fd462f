"""The files of a session's papers: they come with their row, and what no row names goes.

A paper is looked at in a folder of its own; its files take their place inside the transaction that writes its
row, and what no row names is removed inside such a transaction, too: neither sees the other half done.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from sqlmodel import Session, col, select

from oralexam.errors import SystemFault
from oralexam.identifiers import is_id
from oralexam.papers.paper import Paper
from oralexam.storage.engine import Database
from oralexam.storage.files import DataFolder
from oralexam.storage.retention_tables import LegalHoldRow
from oralexam.storage.tables import CandidatePaperRow

COMING = ".coming-"
"""How the folder begins in which a paper is looked at; a killed server's is swept at the next start."""


class SessionPapers:
    """The files below `session-papers/`; one server at a time writes there."""

    def __init__(self, database: Database, files: DataFolder) -> None:
        self._database = database
        self._files = files

    @contextmanager
    def coming(self, session_id: str) -> Iterator[Path]:
        """A folder for a paper that is being looked at; whatever is still in it at the end goes.

        Raises:
            BadInput: `bad-id`.
            SystemFault: `data-folder-not-writable`.
        """
        folder = self._files.session_papers_dir(session_id)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            scratch = Path(tempfile.mkdtemp(dir=folder, prefix=COMING))
        except OSError as error:
            raise _not_writable(error) from error
        try:
            yield scratch
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def settle(self, session_id: str, scratch: Path) -> None:
        """Give the files that have come their place; called inside the transaction that writes their row.

        Raises:
            SystemFault: `data-folder-not-writable`.
        """
        folder = self._files.session_papers_dir(session_id)
        try:
            for path in scratch.iterdir():
                path.replace(folder / path.name)
        except OSError as error:
            raise _not_writable(error) from error

    def sweep(self, session_id: str, *, coming: bool = False) -> int:
        """Remove the files of a session's papers that no row names; how many there were.

        Args:
            session_id: whose; of a session that is not there (a draft that was removed), all of them go.
            coming: also what is being looked at: true while nobody can bring anything yet.

        Raises:
            BadInput: `bad-id`.
            SystemFault: `storage-failed`, `data-folder-not-writable`.
        """
        folder = self._files.session_papers_dir(session_id)
        if not folder.is_dir():
            return 0
        with self._database.writing() as transaction:
            if self._held_by_another_database(transaction, session_id):
                return 0
            named = _named(transaction, session_id)
            try:
                return _remove_all_but(folder, named, coming=coming)
            except OSError as error:
                raise _not_writable(error) from error

    def sweep_all(self) -> int:
        """The same for every session, at the start: what a killed server left goes, too.

        Raises:
            SystemFault: `storage-failed`, `data-folder-not-writable`.
        """
        root = self._files.root / "session-papers"
        found = sorted(root.iterdir()) if root.is_dir() else []
        return sum(self.sweep(each.name, coming=True) for each in found if is_id(each.name))

    def _held_by_another_database(self, transaction: Session, session_id: str) -> bool:
        """Whether files are marked as held and this database knows of no hold: they came with another."""
        if not self._files.is_held(session_id):
            return False
        held = select(LegalHoldRow.hold_id).where(
            LegalHoldRow.session_id == session_id, col(LegalHoldRow.released_at).is_(None)
        )
        return transaction.exec(held.limit(1)).first() is None


def _named(transaction: Session, session_id: str) -> frozenset[str]:
    """The files that rows name. Files are named by what is in them: two who bring the same share one."""
    rows = transaction.exec(select(CandidatePaperRow.body).where(CandidatePaperRow.session_id == session_id))
    papers = [msgspec.json.decode(body, type=Paper) for body in rows.all()]
    return frozenset(
        name
        for paper in papers
        for name in (f"{paper.paper_id}.original", *(f"{page.picture}.webp" for page in paper.pages))
    )


def _remove_all_but(folder: Path, named: frozenset[str], *, coming: bool) -> int:
    gone = 0
    for path in folder.iterdir():
        if path.name in named or (path.name.startswith(COMING) and not coming):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
        gone += 1
    if not any(folder.iterdir()):
        folder.rmdir()
    return gone


def _not_writable(error: OSError) -> SystemFault:
    return SystemFault("data-folder-not-writable", cause=type(error).__name__)
