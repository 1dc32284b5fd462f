"""Transcripts: every version is kept, the latest is read."""

import msgspec
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from oralexam.errors import NotFound
from oralexam.retention.kinds import DataKind
from oralexam.storage.engine import Database
from oralexam.storage.retention_tables import ErasureRow
from oralexam.storage.tables import TranscriptRow
from oralexam.transcripts.transcript import TrackTranscript


class SqlTranscriptStore:
    """Implements `oralexam.transcripts.ports.TranscriptStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, sitting_id: str, transcript: TrackTranscript) -> None:
        """Keep `transcript` as the newest version of its seat; earlier ones stay.

        One that says nothing new is no new version: a worker that was killed after it had written, or that
        lost its lease, is followed by one that hears the same.

        Raises:
            NotFound: `unknown-sitting`: a rehearsal that was wiped while its speech was written down, or an
                examination whose transcripts were deleted meanwhile.
            SystemFault: `storage-failed`, `disk-full`.
        """
        body = msgspec.json.encode(transcript).decode()
        try:
            with self._database.writing() as session:
                if session.get(ErasureRow, (sitting_id, DataKind.TRANSCRIPTS.value)) is not None:
                    raise NotFound("unknown-sitting")
                latest = session.exec(
                    select(TranscriptRow)
                    .where(TranscriptRow.sitting_id == sitting_id, TranscriptRow.seat == transcript.seat)
                    .order_by(col(TranscriptRow.version).desc())
                    .limit(1)
                ).first()
                if latest is not None and latest.body == body:
                    return
                version = latest.version + 1 if latest is not None else 1
                session.add(
                    TranscriptRow(sitting_id=sitting_id, seat=transcript.seat, version=version, body=body)
                )
        except IntegrityError as error:
            raise NotFound("unknown-sitting") from error

    def load(self, sitting_id: str) -> list[TrackTranscript]:
        """The latest transcript of each seat, by seat; empty where there is none yet."""
        with self._database.reading() as session:
            bodies = session.exec(
                select(TranscriptRow.seat, TranscriptRow.body)
                .where(TranscriptRow.sitting_id == sitting_id)
                .order_by(col(TranscriptRow.seat), col(TranscriptRow.version))
            ).all()
        latest = dict(bodies)
        return [msgspec.json.decode(body, type=TrackTranscript) for body in latest.values()]
