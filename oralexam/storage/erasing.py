"""Carries a confirmed deletion out: step by step, each of which may be done again after a crash.

Person by person, rows and then files; then the rewriting of the database's file, then the note that it is
done: a server that dies in between finds the deletion confirmed at its next start, and does all of it again.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum

import structlog
from sqlmodel import select

from oralexam.errors import Refused, Unavailable
from oralexam.jobs.job import JobState
from oralexam.jobs.queue import JobQueue
from oralexam.retention.deletions import Deletion
from oralexam.retention.kinds import OF_CENTRE, DataKind
from oralexam.storage import deletions
from oralexam.storage.engine import Database
from oralexam.storage.erased import rows_went
from oralexam.storage.erasing_centre import CentreEraser
from oralexam.storage.erasing_rows import Target, document, erase_rows, refuse_held
from oralexam.storage.files import DataFolder
from oralexam.storage.session_papers import SessionPapers
from oralexam.storage.tables import (
    ExamSessionRow,
    PartSittingRow,
)

_log = structlog.get_logger(__name__)


class Step(StrEnum):
    """The steps, in their order."""

    JOBS = "jobs"
    TARGET = "target"
    """Rows and files of one person."""
    ROWS = "rows"
    PAPERS = "papers"
    SCRUB = "scrub"
    DONE = "done"


class Eraser:
    """Knows every place in which something of a candidate stands. One deletion at a time, in a thread."""

    def __init__(self, *, database: Database, files: DataFolder, jobs: JobQueue) -> None:
        self._database = database
        self._files = files
        self._jobs = jobs
        self._papers = SessionPapers(database, files)
        self._centre = CentreEraser(database=database, files=files, jobs=jobs)

    def targets(self, deletion: Deletion) -> tuple[Target, ...]:
        """Whose data a deletion takes; of a session, everybody's."""
        if deletion.session_id is None and deletion.sitting_id is None:
            return ()
        if deletion.sitting_id is not None:
            return (Target(session_id=None, candidacy_id=None, sitting_ids=(deletion.sitting_id,)),)
        with self._database.reading() as reading:
            row = reading.get(ExamSessionRow, deletion.session_id)
            named = () if row is None else document(row).candidacies
            parts = reading.exec(
                select(PartSittingRow).where(PartSittingRow.session_id == deletion.session_id)
            ).all()
        sittings: dict[str, list[str]] = {each.candidacy_id: [] for each in named}
        for part in parts:
            sittings.setdefault(part.candidacy_id, []).append(part.sitting_id)
        return tuple(
            Target(session_id=deletion.session_id, candidacy_id=candidacy_id, sitting_ids=tuple(ids))
            for candidacy_id, ids in sittings.items()
            if deletion.candidacy_id in {None, candidacy_id}
        )

    def carry_out(
        self, deletion: Deletion, *, now: datetime, after: Callable[[Step], None] = lambda _: None
    ) -> tuple[Target, ...]:
        """Delete what `deletion` says; return whose data are gone. Of a session, who is held stays.

        `after` is called behind each step, for tests that end the process there.

        Raises:
            Refused: `under-legal-hold`, for a deletion of one person: nothing more is deleted.
            Unavailable: `worker-at-it`: a worker still writes about one of them; call again.
            SystemFault: `storage-failed`, `disk-full`, `data-folder-not-writable`, `erasure-incomplete`.
        """
        targets = tuple(self._not_held(deletion))
        if DataKind.NAMES in deletion.kinds:
            self._forget_jobs(targets)
        after(Step.JOBS)
        # A pack holds all kinds of data of its person, and can be made again of what stays.
        self._files.remove_packs()
        gone: list[Target] = []
        stopped: Refused | None = None
        for target in targets:
            try:
                self._erase(target, deletion, now=now)
            except Refused as refused:
                # A hold that came meanwhile protects what is left of this one; the others are none of its
                # business, and what is gone already must not stay in the database's file.
                stopped = refused
                _log.warning("deletion-leaves-held", deletion_id=deletion.deletion_id)
            else:
                gone.append(target)
            after(Step.TARGET)
        for kind in deletion.kinds:
            if kind in OF_CENTRE and deletion.before is not None:
                self._centre.remove(kind, before=deletion.before)
        # A pack that was begun since has read the rows as they were; one that begins now reads what stays.
        self._files.remove_packs()
        after(Step.ROWS)
        if DataKind.PAPERS in deletion.kinds and deletion.session_id is not None:
            self._papers.sweep(deletion.session_id)
        after(Step.PAPERS)
        self._database.scrub()
        after(Step.SCRUB)
        if stopped is not None and _alone(deletion):
            raise stopped
        with self._database.writing() as transaction:
            deletions.done(transaction, deletion, now=now)
        after(Step.DONE)
        _log.info("deletion-done", deletion_id=deletion.deletion_id, targets=len(gone))
        return tuple(gone)

    def _erase(self, target: Target, deletion: Deletion, *, now: datetime) -> None:
        """Rows, then files, of one person: what the rows' transaction has decided goes whole.

        Also where the server was killed between the two, and a hold has come since: words without sound and
        sound without words are nothing that a hold could keep whole.
        """
        is_decided = self._rows_went(target, deletion)
        try:
            for sitting_id in target.sitting_ids:
                self._files.refuse_if_held(sitting_id)
            with self._database.writing() as transaction:
                # Also where rows went before: somebody may have written one since.
                erase_rows(transaction, target, deletion, now=now)
        except Refused:
            if not is_decided:
                raise
        for sitting_id in target.sitting_ids:
            self._remove_files(sitting_id, deletion)

    def sweep(self, deletion: Deletion) -> None:
        """Remove files that a worker has put back after a deletion was done: it had them open, and was late.

        Raises:
            SystemFault: `data-folder-not-writable`.
        """
        for target in self._not_held(deletion):
            for sitting_id in target.sitting_ids:
                # Only what came back: removing takes every pack that waits along with it.
                if self._files.left_of(sitting_id) & _swept(deletion):
                    self._files.refuse_if_held(sitting_id)
                    self._remove_files(sitting_id, deletion)

    def _not_held(self, deletion: Deletion) -> Iterator[Target]:
        for target in self.targets(deletion):
            try:
                with self._database.reading() as reading:
                    refuse_held(reading, target)
            except Refused:
                if self._rows_went(target, deletion):
                    yield target
                elif _alone(deletion):
                    raise
            else:
                yield target

    def _rows_went(self, target: Target, deletion: Deletion) -> bool:
        with self._database.reading() as reading:
            return rows_went(reading, target.sitting_ids, deletion)

    def _forget_jobs(self, targets: Sequence[Target]) -> None:
        sitting_ids = [sitting_id for target in targets for sitting_id in target.sitting_ids]
        if any(job.state is JobState.RUNNING for job in self._jobs.of_sittings(sitting_ids)):
            raise Unavailable("worker-at-it")
        for sitting_id in sitting_ids:
            self._jobs.forget(sitting_id)

    def _remove_files(self, sitting_id: str, deletion: Deletion) -> None:
        if deletion.everything:
            self._files.remove_sitting(sitting_id, decided=True)
        if DataKind.RECORDINGS in deletion.kinds:
            self._files.remove_recordings(sitting_id, decided=True)
        if DataKind.LISTENING_COPIES in deletion.kinds:
            self._files.remove_listening(sitting_id, decided=True)


def _alone(deletion: Deletion) -> bool:
    """Whether it is about one person: then a hold stops it, and it is told so."""
    return deletion.candidacy_id is not None or deletion.sitting_id is not None


def _swept(deletion: Deletion) -> frozenset[str]:
    """The folders that a worker may have written to behind a deletion."""
    folders = {DataKind.RECORDINGS: "recordings", DataKind.LISTENING_COPIES: "listening"}
    return frozenset(folder for kind, folder in folders.items() if kind in deletion.kinds)
