"""The event store: chained events in SQLite, appended in one transaction, personal fields erasable."""

import secrets
from collections.abc import Sequence
from concurrent.futures import Future
from datetime import datetime

import msgspec
from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from oralexam.errors import NotFound, SystemFault, UserMistake
from oralexam.retention.event_kinds import KIND_OF_TAG, kind_of
from oralexam.rooms.events import AnyEvent, SittingOpened
from oralexam.rooms.phases import OVER, Phase
from oralexam.storage import chain
from oralexam.storage.appending import MOST_AT_ONCE, Append, Appends
from oralexam.storage.clip_table import ClipRow
from oralexam.storage.engine import Database
from oralexam.storage.holds import refuse_if_held
from oralexam.storage.judging_table import JudgementDraftRow
from oralexam.storage.retention_tables import ErasureRow
from oralexam.storage.summaries import (
    CourseStep,
    SittingSummary,
    course_text,
    keep_summary,
    summaries,
    summary,
)
from oralexam.storage.tables import EventRow, JobRow, PersonalPayloadRow, SittingRow, TranscriptRow
from oralexam.storage.wiped_table import remember_wiped


class StoredEvent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An event with its number and the hash that stands behind it."""

    seq: int
    hash: str
    event: AnyEvent


class SqlEventStore:
    """Implements `oralexam.rooms.ports.EventStore`."""

    def __init__(self, database: Database, *, most_at_once: int = MOST_AT_ONCE) -> None:
        """`most_at_once` appends that wait together are one transaction."""
        self._database = database
        self._appends = Appends(database, _write, most_at_once=most_at_once)

    def append(self, sitting_id: str, *, after_seq: int, events: Sequence[AnyEvent]) -> int:
        """Append `events` behind number `after_seq`; on return they are on the disk.

        Raises:
            SystemFault: `events-conflict`, `storage-failed`, `disk-full`.
        """
        return self.append_soon(sitting_id, after_seq=after_seq, events=events).result()

    def append_soon(self, sitting_id: str, *, after_seq: int, events: Sequence[AnyEvent]) -> Future[int]:
        """The same without waiting: the future is answered once the events are on the disk."""
        return self._appends.put(Append(sitting_id=sitting_id, after_seq=after_seq, events=events))

    def close(self) -> None:
        """Write what waits to be appended, then no more; the database is closed after this."""
        self._appends.close()

    def load(self, sitting_id: str) -> Sequence[AnyEvent]:
        """All events of a sitting, in order.

        Raises:
            NotFound: `unknown-sitting`.
            SystemFault: `storage-failed`.
        """
        return [stored.event for stored in self.history(sitting_id)]

    def history(self, sitting_id: str) -> tuple[StoredEvent, ...]:
        """All events of a sitting with their numbers and hashes; the times are the events' own.

        Raises:
            NotFound: `unknown-sitting`.
            SystemFault: `storage-failed`.
        """
        _, links = self._links(sitting_id)
        return tuple(StoredEvent(seq=link.seq, hash=link.hash, event=chain.restore(link)) for link in links)

    def phase_of(self, sitting_id: str) -> Phase | None:
        """How far a sitting is, without folding it; None where there is none such."""
        with self._database.reading() as session:
            sitting = session.get(SittingRow, sitting_id)
            return None if sitting is None else Phase(sitting.phase)

    def open_sittings(self) -> Sequence[str]:
        """Ids of the sittings that are not over, oldest first."""
        with self._database.reading() as session:
            return session.exec(
                select(SittingRow.sitting_id)
                .where(col(SittingRow.phase).not_in([phase.value for phase in OVER]))
                .order_by(col(SittingRow.opened_at), col(SittingRow.sitting_id))
            ).all()

    def list_sittings(self, *, since: datetime | None = None) -> tuple[SittingSummary, ...]:
        """All sittings, oldest first, in one query that folds nothing.

        Args:
            since: leave out those that were over before that instant.
        """
        with self._database.reading() as session:
            return tuple(summary(*row) for row in session.execute(summaries(since)))

    def ended_without_jobs(self) -> tuple[str, ...]:
        """Sittings with a call that are over, with no job: the server died before it could ask for one."""
        asked = select(JobRow.job_id).where(JobRow.sitting_id == SittingRow.sitting_id).exists()
        with self._database.reading() as session:
            return tuple(
                session.exec(
                    select(SittingRow.sitting_id).where(
                        col(SittingRow.phase).in_([phase.value for phase in OVER]),
                        col(SittingRow.course).contains(f'"{Phase.CALL.value}"'),
                        ~asked,
                        # Nothing is made of what was deleted.
                        ~col(SittingRow.sitting_id).in_(select(ErasureRow.sitting_id)),
                    )
                )
            )

    def chain_head(self, sitting_id: str) -> chain.ChainHead:
        """How far the sitting's chain goes: what is printed on the day.

        Raises:
            NotFound: `unknown-sitting`.
        """
        with self._database.reading() as session:
            return _head(_sitting(session, sitting_id))

    def verify(self, sitting_id: str, *, head: chain.ChainHead | None = None) -> tuple[chain.ChainBreak, ...]:
        """Where the sitting's chain does not hold, against `head` or else against the stored head.

        Raises:
            NotFound: `unknown-sitting`.
        """
        sitting, links = self._links(sitting_id)
        return chain.verify(
            sitting_id,
            links,
            head=head or _head(sitting),
            erased=sitting.erased_at is not None,
            erased_tags=self._erased_tags(sitting_id),
        )

    def erase_personal(self, sitting_id: str, *, now: datetime) -> None:
        """Erase what the sitting holds of persons: names, notes, texts, speech; the chain still holds.

        On return no byte of it is in the database's files. Recordings are files: `DataFolder` removes them.

        Raises:
            NotFound: `unknown-sitting`.
            Refused: `under-legal-hold`.
            SystemFault: `storage-failed`; `erasure-incomplete`: rows are gone, bytes are not: call again.
        """
        with self._database.writing() as session:
            sitting = _sitting(session, sitting_id)
            refuse_if_held(session, sitting_ids=(sitting_id,))
            sitting.erased_at = sitting.erased_at or now
            session.exec(delete(PersonalPayloadRow).where(col(PersonalPayloadRow.sitting_id) == sitting_id))
            session.exec(delete(TranscriptRow).where(col(TranscriptRow.sitting_id) == sitting_id))
            session.exec(delete(JudgementDraftRow).where(col(JudgementDraftRow.sitting_id) == sitting_id))
            session.exec(delete(ClipRow).where(col(ClipRow.sitting_id) == sitting_id))
        self._database.scrub()

    def wipe(self, sitting_id: str) -> None:
        """Remove a rehearsal with all that hangs on it, events too; no byte of it stays.

        Raises:
            NotFound: `unknown-sitting`.
            UserMistake: `not-a-rehearsal`; an exam is evidence.
            SystemFault: `storage-failed`; `erasure-incomplete`: rows are gone, bytes are not.
        """
        with self._database.writing() as session:
            sitting = _sitting(session, sitting_id)
            if not sitting.rehearsal:
                raise UserMistake("not-a-rehearsal")
            refuse_if_held(session, sitting_ids=(sitting_id,))
            # The foreign keys take everything else of the sitting with it.
            session.delete(sitting)
            remember_wiped(session, (sitting_id,))
        self._database.scrub()

    def wipe_rehearsals(self) -> tuple[str, ...]:
        """Remove every rehearsal as `wipe` does, in one go; return their ids, for their files to follow.

        Raises:
            SystemFault: `storage-failed`; `erasure-incomplete`: rows are gone, bytes are not.
        """
        with self._database.writing() as session:
            rehearsals = session.exec(select(SittingRow).where(col(SittingRow.rehearsal))).all()
            refuse_if_held(session, sitting_ids=[sitting.sitting_id for sitting in rehearsals])
            for sitting in rehearsals:
                session.delete(sitting)
            wiped = tuple(sitting.sitting_id for sitting in rehearsals)
            remember_wiped(session, wiped)
        self._database.scrub()
        return wiped

    def _erased_tags(self, sitting_id: str) -> frozenset[str]:
        """The kinds of events whose personal fields were deleted, and may be missing."""
        with self._database.reading() as session:
            kinds = session.exec(select(ErasureRow.kind).where(ErasureRow.sitting_id == sitting_id)).all()
        return frozenset(tag for tag, kind in KIND_OF_TAG.items() if kind in kinds)

    def _links(self, sitting_id: str) -> tuple[SittingRow, list[chain.ChainedEvent]]:
        with self._database.reading() as session:
            sitting = _sitting(session, sitting_id)
            events = session.exec(
                select(EventRow).where(EventRow.sitting_id == sitting_id).order_by(col(EventRow.seq))
            ).all()
            payloads = session.exec(
                select(PersonalPayloadRow).where(PersonalPayloadRow.sitting_id == sitting_id)
            ).all()
            personal = {row.seq: chain.Personal(salt=row.salt, payload=row.payload) for row in payloads}
            session.expunge(sitting)
            return sitting, [
                chain.ChainedEvent(
                    seq=row.seq, canonical=row.canonical, hash=row.hash, personal=personal.get(row.seq)
                )
                for row in events
            ]


def _sitting(session: Session, sitting_id: str) -> SittingRow:
    sitting = session.get(SittingRow, sitting_id)
    if sitting is None:
        raise NotFound("unknown-sitting")
    return sitting


def _head(sitting: SittingRow) -> chain.ChainHead:
    return chain.ChainHead(seq=sitting.last_seq, hash=sitting.head_hash)


def _new_sitting(sitting_id: str, first: AnyEvent) -> SittingRow:
    if not isinstance(first, SittingOpened):
        raise SystemFault("events-without-opening")
    return SittingRow(
        sitting_id=sitting_id,
        rehearsal=first.rehearsal,
        opened_at=first.at,
        phase=Phase.WAITING.value,
        phase_since=first.at,
        course=course_text((CourseStep(Phase.WAITING, first.at),)),
        last_seq=0,
        head_hash=chain.GENESIS,
    )


def _write(session: Session, append: Append) -> int:
    """Chain and store the events of one append in the present transaction."""
    sitting = session.get(SittingRow, append.sitting_id)
    head = chain.EMPTY if sitting is None else _head(sitting)
    if head.seq != append.after_seq:
        raise SystemFault("events-conflict", expected=append.after_seq, found=head.seq)
    if not append.events:
        return append.after_seq
    if sitting is None:
        sitting = _new_sitting(append.sitting_id, append.events[0])
        session.add(sitting)
        session.flush()
    salts = (secrets.token_bytes(chain.SALT_BYTES) for _ in append.events)
    links = chain.extend(append.sitting_id, head, append.events, salts)
    _store(session, append.sitting_id, _without_erased(session, sitting, append.events, links))
    sitting.last_seq, sitting.head_hash = links[-1].seq, links[-1].hash
    keep_summary(sitting, append.events)
    return sitting.last_seq


def _without_erased(
    session: Session, sitting: SittingRow, events: Sequence[AnyEvent], links: Sequence[chain.ChainedEvent]
) -> Sequence[chain.ChainedEvent]:
    """What of them is stored: a kind of data that was deleted does not come back, whoever was late."""
    if Phase(sitting.phase) not in OVER:
        return links  # It goes on: what is written now is new. And every keystroke passes here.
    gone = set(session.exec(select(ErasureRow.kind).where(ErasureRow.sitting_id == sitting.sitting_id)))
    if sitting.erased_at is None and not gone:
        return links
    return [
        msgspec.structs.replace(link, personal=None)
        if sitting.erased_at is not None or kind_of(type(event)) in gone
        else link
        for event, link in zip(events, links, strict=True)
    ]


def _store(session: Session, sitting_id: str, links: Sequence[chain.ChainedEvent]) -> None:
    # Plain inserts: nobody reads these rows again in this session, and a unit of work costs twice the time.
    session.execute(
        insert(EventRow),
        [
            {"sitting_id": sitting_id, "seq": link.seq, "canonical": link.canonical, "hash": link.hash}
            for link in links
        ],
    )
    personal = [
        {
            "sitting_id": sitting_id,
            "seq": link.seq,
            "salt": link.personal.salt,
            "payload": link.personal.payload,
        }
        for link in links
        if link.personal
    ]
    if personal:
        session.execute(insert(PersonalPayloadRow), personal)
