"""What stands of one sitting, as it stands: for whoever checks it, or hands it over as evidence."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from sqlmodel import Session, col, select

from oralexam.errors import NotFound
from oralexam.retention.event_kinds import KIND_OF_TAG
from oralexam.retention.kinds import DataKind
from oralexam.rooms.phases import Phase
from oralexam.storage.chain import ChainedEvent, ChainHead, Personal
from oralexam.storage.engine import Database
from oralexam.storage.retention_tables import ErasureRow
from oralexam.storage.tables import CorrectionRow, EventRow, PersonalPayloadRow, SittingRow, TranscriptRow


class RawCorrection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One act upon a version of a transcript; `body` is its JSON."""

    revision: int
    body: str


class RawTranscript(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of what was heard on a seat's track, and what people did about it; `body` is its JSON."""

    seat: str
    version: int
    body: str
    corrections: tuple[RawCorrection, ...]


class RawSitting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rows of one sitting in one state of the database."""

    sitting_id: str
    rehearsal: bool
    opened_at: datetime
    phase: Phase
    scenario: str
    """`scenario_id@version` of the last draw; "" before it."""
    head: ChainHead
    erased_at: datetime | None
    erasures: Mapping[str, datetime]
    """Since when which kind of its data is gone."""
    erased_tags: frozenset[str]
    """The kinds of events whose personal fields were deleted with them."""
    links: tuple[ChainedEvent, ...]
    transcripts: tuple[RawTranscript, ...]
    """Every version, by seat and number."""


def read_raw(database: Database, sitting_id: str) -> RawSitting:
    """Every row of a sitting that is evidence.

    Raises:
        NotFound: `unknown-sitting`.
        SystemFault: `storage-failed`.
    """
    with database.reading() as session:
        sitting = session.get(SittingRow, sitting_id)
        if sitting is None:
            raise NotFound("unknown-sitting")
        erasures = {
            row.kind: row.at
            for row in session.exec(select(ErasureRow).where(ErasureRow.sitting_id == sitting_id))
        }
        return RawSitting(
            sitting_id=sitting_id,
            rehearsal=sitting.rehearsal,
            opened_at=sitting.opened_at,
            phase=Phase(sitting.phase),
            scenario=sitting.scenario,
            head=ChainHead(seq=sitting.last_seq, hash=sitting.head_hash),
            erased_at=sitting.erased_at,
            erasures=erasures or ({DataKind.NAMES.value: sitting.erased_at} if sitting.erased_at else {}),
            erased_tags=frozenset(tag for tag, kind in KIND_OF_TAG.items() if kind in erasures),
            links=_links(session, sitting_id),
            transcripts=_transcripts(session, sitting_id),
        )


def _links(session: Session, sitting_id: str) -> tuple[ChainedEvent, ...]:
    personal = {
        row.seq: Personal(salt=row.salt, payload=row.payload)
        for row in session.exec(select(PersonalPayloadRow).where(PersonalPayloadRow.sitting_id == sitting_id))
    }
    events = session.exec(
        select(EventRow).where(EventRow.sitting_id == sitting_id).order_by(col(EventRow.seq))
    )
    return tuple(
        ChainedEvent(seq=row.seq, canonical=row.canonical, hash=row.hash, personal=personal.get(row.seq))
        for row in events
    )


def _transcripts(session: Session, sitting_id: str) -> tuple[RawTranscript, ...]:
    acts: dict[tuple[str, int], list[RawCorrection]] = {}
    for act in session.exec(
        select(CorrectionRow)
        .where(CorrectionRow.sitting_id == sitting_id)
        .order_by(col(CorrectionRow.revision))
    ):
        acts.setdefault((act.seat, act.version), []).append(
            RawCorrection(revision=act.revision, body=act.body)
        )
    rows = session.exec(
        select(TranscriptRow)
        .where(TranscriptRow.sitting_id == sitting_id)
        .order_by(col(TranscriptRow.seat), col(TranscriptRow.version))
    )
    return tuple(
        RawTranscript(
            seat=row.seat,
            version=row.version,
            body=row.body,
            corrections=tuple(acts.get((row.seat, row.version), ())),
        )
        for row in rows
    )
