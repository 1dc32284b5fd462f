"""Carries a confirmed deletion out: step by step, each of which may be done again after a crash.

Person by person, rows and then files; then the rewriting of the database's file, then the note that it is
done: a server that dies in between finds the deletion confirmed at its next start, and does all of it again.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec
import structlog
from sqlalchemy import bindparam, delete, text
from sqlmodel import Session, col, select

from oralexam.errors import Refused, Unavailable
from oralexam.exams.session import ExamSession
from oralexam.exams.session_people import without_candidate
from oralexam.jobs.job import JobState
from oralexam.jobs.queue import JobQueue
from oralexam.retention.deletions import Deletion
from oralexam.retention.event_kinds import KIND_OF_TAG
from oralexam.retention.kinds import OF_CENTRE, DataKind
from oralexam.storage import deletions
from oralexam.storage.day_acts import forget_who_said_of
from oralexam.storage.engine import Database
from oralexam.storage.erasing_centre import CentreEraser
from oralexam.storage.files import DataFolder
from oralexam.storage.holds import forget_reasons, refuse_if_held
from oralexam.storage.retention_tables import ErasureRow
from oralexam.storage.session_papers import SessionPapers
from oralexam.storage.sessions import PersonKind
from oralexam.storage.tables import (
    CandidatePaperRow,
    ExamSessionRow,
    PartSittingRow,
    PersonalPayloadRow,
    SessionPersonRow,
    SittingRow,
)

_log = structlog.get_logger(__name__)

STAYS = frozenset(
    {
        "sittings",
        "events",
        "personal_payloads",
        "part_sittings",
        "day_acts",
        "viewings",
        "erasures",
        "deletions",
        "legal_holds",
    }
)
"""Tables with a sitting or a candidacy whose rows stay, or are erased in a way of their own. The rows of any
other table go: what a later release adds is erased unless it is named here."""
_KIND_OF_TABLE = {
    "transcripts": DataKind.TRANSCRIPTS,
    "corrections": DataKind.TRANSCRIPTS,
    "candidate_papers": DataKind.PAPERS,
    "accommodation_causes": DataKind.NAMES,
    "links": DataKind.NAMES,
    "session_seats": DataKind.NAMES,
    "jobs": DataKind.NAMES,
}
"""What is in no list here is the work of evaluators: drafts, clips."""


class Step(StrEnum):
    """The steps, in their order."""

    JOBS = "jobs"
    TARGET = "target"
    """Rows and files of one person."""
    ROWS = "rows"
    PAPERS = "papers"
    SCRUB = "scrub"
    DONE = "done"


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """Whose data go: a candidacy with its sittings, or one sitting."""

    session_id: str | None
    candidacy_id: str | None
    sitting_ids: tuple[str, ...]


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
            named = () if row is None else _document(row).candidacies
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
        """Rows, then files, of one person: what the rows' transaction has decided goes whole."""
        for sitting_id in target.sitting_ids:
            self._files.refuse_if_held(sitting_id)
        with self._database.writing() as transaction:
            _erase_rows(transaction, target, deletion, now=now)
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
                    _refuse_held(reading, target)
            except Refused:
                if _alone(deletion):
                    raise
            else:
                yield target

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


def _refuse_held(transaction: Session, target: Target) -> None:
    refuse_if_held(transaction, sitting_ids=target.sitting_ids, candidacy_id=target.candidacy_id)


def _erase_rows(transaction: Session, target: Target, deletion: Deletion, *, now: datetime) -> None:
    """Everything of one person that stands in the database, in the caller's transaction."""
    # Asked again: somebody may have put it under hold since.
    _refuse_held(transaction, target)
    kinds = frozenset(deletion.kinds)
    known = transaction.exec(
        select(SittingRow).where(col(SittingRow.sitting_id).in_(target.sitting_ids))
    ).all()
    for sitting in known:
        _erase_payloads(transaction, sitting.sitting_id, kinds)
        for kind in kinds:
            if transaction.get(ErasureRow, (sitting.sitting_id, kind.value)) is None:
                transaction.add(ErasureRow(sitting_id=sitting.sitting_id, kind=kind.value, at=now))
        if DataKind.NAMES in kinds:
            sitting.erased_at = sitting.erased_at or now
    transaction.flush()
    _empty_tables(transaction, "sitting_id", target.sitting_ids, kinds)
    if target.candidacy_id is not None:
        _empty_tables(transaction, "candidacy_id", (target.candidacy_id,), kinds)
        if DataKind.PAPERS in kinds:
            transaction.exec(
                delete(CandidatePaperRow).where(col(CandidatePaperRow.candidacy_id) == target.candidacy_id)
            )
        if DataKind.NAMES in kinds:
            _forget_person(transaction, target.session_id, target.candidacy_id, now=now)
    if DataKind.NAMES in kinds:
        forget_reasons(transaction, target.candidacy_id, target.sitting_ids)
        deletions.forget_reasons_about(transaction, target.candidacy_id, target.sitting_ids)
        deletions.forget_reason(transaction, deletion)


def _erase_payloads(transaction: Session, sitting_id: str, kinds: frozenset[DataKind]) -> None:
    if DataKind.NAMES in kinds:
        # Also of events that a later release has written and this one does not know.
        transaction.exec(delete(PersonalPayloadRow).where(col(PersonalPayloadRow.sitting_id) == sitting_id))
        return
    tags = [tag for tag, kind in KIND_OF_TAG.items() if kind in kinds]
    transaction.connection().execute(
        text("""
        DELETE FROM personal_payloads WHERE sitting_id = :sitting_id AND seq IN (
            SELECT seq FROM events
            WHERE sitting_id = :sitting_id AND json_extract(canonical, '$.event.kind') IN :tags
        )""").bindparams(bindparam("tags", expanding=True)),
        {"sitting_id": sitting_id, "tags": tags},
    )


def _empty_tables(transaction: Session, column: str, ids: Sequence[str], kinds: frozenset[DataKind]) -> None:
    """Delete the rows of these sittings, or of this candidacy, from every table that has any."""
    connection = transaction.connection()
    tables = connection.execute(
        text("""
        SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
        WHERE m.type = 'table' AND c.name = :column ORDER BY m.name"""),
        {"column": column},
    ).scalars()
    for table in tables.all():
        if table in STAYS or _KIND_OF_TABLE.get(table, DataKind.MARKS) not in kinds:
            continue
        # The names are the schema's own.
        connection.execute(
            text(f"DELETE FROM {table} WHERE {column} IN :ids").bindparams(  # noqa: S608
                bindparam("ids", expanding=True)
            ),
            {"ids": list(ids)},
        )


def _forget_person(transaction: Session, session_id: str | None, candidacy_id: str, *, now: datetime) -> None:
    row = None if session_id is None else transaction.get(ExamSessionRow, session_id)
    if row is not None:
        body = msgspec.json.encode(without_candidate(_document(row), candidacy_id)).decode()
        if body != row.body:
            row.body, row.changed_at = body, now
            row.revision += 1
        forget_who_said_of(transaction, row.session_id, candidacy_id)
    transaction.exec(
        delete(SessionPersonRow).where(
            col(SessionPersonRow.kind) == PersonKind.CANDIDACY.value,
            col(SessionPersonRow.subject_id) == candidacy_id,
        )
    )


def _document(row: ExamSessionRow) -> ExamSession:
    return msgspec.json.decode(row.body, type=ExamSession)
