"""Which digests of recordings and transcripts stand in the chains, and of which sittings they are missing."""

from collections.abc import Mapping

import msgspec
from sqlalchemy import text
from sqlmodel import col, select

from oralexam.rooms.digest_events import DigestEvent, FileDigest, RecordingsNoted, TranscriptNoted
from oralexam.rooms.phases import OVER
from oralexam.storage.engine import Database
from oralexam.storage.tables import EventRow, TranscriptRow


class Noted(msgspec.Struct, frozen=True, kw_only=True):
    """What a chain holds: of a file the last digest counts."""

    files: Mapping[str, FileDigest]
    transcripts: frozenset[tuple[str, int]]
    """Seat and version."""


class SqlDigests:
    """Read only; the events themselves are appended by the rooms."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def noted(self, sitting_id: str) -> Noted:
        """What stands in the chain of a sitting."""
        kind = text("json_extract(canonical, '$.event.kind') IN ('recordings-noted', 'transcript-noted')")
        with self._database.reading() as reading:
            rows = reading.exec(
                select(EventRow.canonical)
                .where(EventRow.sitting_id == sitting_id, kind)
                .order_by(col(EventRow.seq))
            ).all()
        events = [msgspec.json.decode(each, type=_Link).event for each in rows]
        files = [file for each in events if isinstance(each, RecordingsNoted) for file in each.files]
        return Noted(
            files={each.name: each for each in files},
            transcripts=frozenset(
                (each.seat, each.version) for each in events if isinstance(each, TranscriptNoted)
            ),
        )

    def transcripts(self, sitting_id: str) -> tuple[tuple[str, int, str], ...]:
        """Seat, number and JSON of every version of a sitting's transcripts."""
        with self._database.reading() as reading:
            rows = reading.exec(
                select(TranscriptRow.seat, TranscriptRow.version, TranscriptRow.body)
                .where(TranscriptRow.sitting_id == sitting_id)
                .order_by(col(TranscriptRow.seat), col(TranscriptRow.version))
            ).all()
        return tuple((seat, version, body) for seat, version, body in rows)

    def over_without_recordings(self) -> tuple[str, ...]:
        """The sittings that are over and whose chain names no recordings: perhaps there are none."""
        return self._ids("""
            SELECT sitting_id FROM sittings AS s WHERE phase IN :over AND NOT EXISTS (
                SELECT 1 FROM events AS e WHERE e.sitting_id = s.sitting_id
                AND json_extract(e.canonical, '$.event.kind') = 'recordings-noted'
                AND json_extract(e.canonical, '$.event.files[0].name') NOT LIKE 'own/%'
            )""")

    def own_copies(self) -> dict[str, dict[str, int]]:
        """Of every sitting whose chain names own copies: their files' names, and how many bytes it covers."""
        query = text("""
            SELECT sitting_id, canonical FROM events
            WHERE json_extract(canonical, '$.event.kind') = 'recordings-noted'
            AND json_extract(canonical, '$.event.files[0].name') LIKE 'own/%'
            ORDER BY sitting_id, seq""")
        found: dict[str, dict[str, int]] = {}
        with self._database.reading() as reading:
            for sitting_id, canonical in reading.connection().execute(query):
                event = msgspec.json.decode(canonical, type=_Link).event
                if isinstance(event, RecordingsNoted):
                    found.setdefault(sitting_id, {}).update((each.name, each.bytes) for each in event.files)
        return found

    def over_with_new_transcripts(self) -> tuple[str, ...]:
        """The sittings that are over and have a version of a transcript that their chain does not name."""
        return self._ids("""
            SELECT s.sitting_id FROM sittings AS s
            JOIN (SELECT sitting_id, count(*) AS n FROM transcripts GROUP BY sitting_id) AS t
                ON t.sitting_id = s.sitting_id
            WHERE s.phase IN :over AND t.n > (
                SELECT count(*) FROM events AS e WHERE e.sitting_id = s.sitting_id
                AND json_extract(e.canonical, '$.event.kind') = 'transcript-noted'
            )""")

    def transcripts_until(self) -> int:
        """A number that grows with each transcript that is written down."""
        with self._database.reading() as reading:
            return int(reading.connection().execute(text("SELECT max(rowid) FROM transcripts")).scalar() or 0)

    def with_transcripts_after(self, until: int) -> tuple[str, ...]:
        """The sittings of the transcripts that were written down since."""
        with self._database.reading() as reading:
            found = reading.connection().execute(
                text("SELECT DISTINCT sitting_id FROM transcripts WHERE rowid > :until"), {"until": until}
            )
            return tuple(found.scalars().all())

    def _ids(self, query: str) -> tuple[str, ...]:
        phases = ", ".join(f"'{phase.value}'" for phase in sorted(OVER))
        with self._database.reading() as reading:
            # The phases are our own words.
            found = reading.connection().execute(text(query.replace(":over", f"({phases})")))
            return tuple(found.scalars().all())


class _Link(msgspec.Struct, frozen=True, kw_only=True):
    event: DigestEvent
