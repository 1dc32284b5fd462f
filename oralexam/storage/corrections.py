"""What people did about transcripts: acts upon one version, never changed, erased with the sitting."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlmodel import Session, col, func, select

from oralexam.errors import NotFound, Refused
from oralexam.storage.engine import Database
from oralexam.storage.tables import CorrectionRow, SittingRow, TranscriptRow
from oralexam.transcripts.correction import CorrectionOrder, decide
from oralexam.transcripts.reading import CorrectionAct, TrackReading, Version, reading_of
from oralexam.transcripts.transcript import TrackTranscript

MOST_TRIES = 20
"""How often an act is worked out anew because somebody else was quicker: of so many people one is last."""


class SqlCorrections:
    """Readings of transcripts, and the acts that make them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def versions(self, sitting_id: str) -> tuple[Version, ...]:
        """The newest version of each seat, and every earlier one that people have read, in order."""
        with self._database.reading() as session:
            rows = session.exec(
                select(TranscriptRow)
                .where(TranscriptRow.sitting_id == sitting_id)
                .order_by(col(TranscriptRow.seat), col(TranscriptRow.version))
            ).all()
            acts = _acts(session, sitting_id)
            newest = {row.seat: row.version for row in rows}
            return tuple(
                _version(row, acts.get((row.seat, row.version), ()))
                for row in rows
                if newest[row.seat] == row.version or (row.seat, row.version) in acts
            )

    def readings(self, sitting_id: str) -> tuple[TrackReading, ...]:
        """How those versions read now.

        Raises:
            SystemFault: `transcript-altered`, `storage-failed`.
        """
        versions = self.versions(sitting_id)
        newest = {each.transcript.seat: each.version for each in versions}
        return tuple(
            reading_of(each, newest=newest[each.transcript.seat] == each.version) for each in versions
        )

    def version(self, sitting_id: str, seat: str, version: int) -> Version | None:
        """One version of one track with the acts upon it; None where there is none such."""
        with self._database.reading() as session:
            row = session.get(TranscriptRow, (sitting_id, seat, version))
            if row is None:
                return None
            return _version(
                row, _acts(session, sitting_id, seat=seat, version=version).get((seat, version), ())
            )

    def reading(self, sitting_id: str, seat: str, version: int) -> TrackReading | None:
        """How one version of one track reads now; None where there is none such.

        Raises:
            SystemFault: `transcript-altered`, `storage-failed`.
        """
        known = self.version(sitting_id, seat, version)
        if known is None:
            return None
        with self._database.reading() as session:
            newest = session.exec(
                select(func.max(TranscriptRow.version)).where(
                    TranscriptRow.sitting_id == sitting_id, TranscriptRow.seat == seat
                )
            ).one()
        return reading_of(known, newest=newest == version)

    def read_sittings(self) -> tuple[str, ...]:
        """The examinations of whose transcripts somebody has read something; rehearsals are none."""
        with self._database.reading() as session:
            return tuple(
                session.exec(
                    select(CorrectionRow.sitting_id)
                    .join(SittingRow, col(SittingRow.sitting_id) == col(CorrectionRow.sitting_id))
                    .where(~col(SittingRow.rehearsal))
                    .distinct()
                    .order_by(CorrectionRow.sitting_id)
                )
            )

    def act(
        self,
        sitting_id: str,
        seat: str,
        version: int,
        order: CorrectionOrder,
        *,
        author: str,
        now: datetime,
    ) -> CorrectionAct | None:
        """Carry out an order; the act, or None where all of it stood already.

        What it does is worked out before the database is locked for others (a text of single letters takes
        0.1 s to align), and written only where nobody has acted upon this version meanwhile; else it is
        worked out anew.

        Raises:
            NotFound: `unknown-transcript`, `unknown-utterance`.
            Refused: what `correction.decide` refuses; `transcript-changed` where others act all the time.
            SystemFault: `transcript-altered`, `storage-failed`, `disk-full`.
        """
        for _ in range(MOST_TRIES):
            known = self.version(sitting_id, seat, version)
            if known is None:
                raise NotFound("unknown-transcript")
            act = decide(known, order, author=author, at=now)
            if act is None or self._written(sitting_id, seat, version, act):
                return act
        raise Refused("transcript-changed")

    def _written(self, sitting_id: str, seat: str, version: int, act: CorrectionAct) -> bool:
        """Whether the act was the next one upon its version; if so it is kept."""
        with self._database.writing() as session:
            if session.get(TranscriptRow, (sitting_id, seat, version)) is None:
                raise NotFound("unknown-transcript")
            last = session.exec(
                select(func.max(CorrectionRow.revision)).where(
                    CorrectionRow.sitting_id == sitting_id,
                    CorrectionRow.seat == seat,
                    CorrectionRow.version == version,
                )
            ).one()
            if (last or 0) + 1 != act.revision:
                return False
            session.add(
                CorrectionRow(
                    sitting_id=sitting_id,
                    seat=seat,
                    version=version,
                    revision=act.revision,
                    body=msgspec.json.encode(act).decode(),
                )
            )
            return True


def _acts(
    session: Session, sitting_id: str, *, seat: str | None = None, version: int | None = None
) -> dict[tuple[str, int], list[CorrectionAct]]:
    wanted = select(CorrectionRow).where(CorrectionRow.sitting_id == sitting_id)
    if seat is not None:
        wanted = wanted.where(CorrectionRow.seat == seat, CorrectionRow.version == version)
    found: dict[tuple[str, int], list[CorrectionAct]] = {}
    for row in session.exec(wanted.order_by(col(CorrectionRow.revision))):
        act = msgspec.json.decode(row.body, type=CorrectionAct)
        found.setdefault((row.seat, row.version), []).append(act)
    return found


def _version(row: TranscriptRow, acts: Sequence[CorrectionAct]) -> Version:
    return Version(
        transcript=msgspec.json.decode(row.body, type=TrackTranscript),
        version=row.version,
        sha256=hashlib.sha256(row.body.encode()).hexdigest(),
        acts=tuple(acts),
    )
