"""The centre's dictionaries and documentation: what every candidate may have at hand, kept for ever."""

from datetime import datetime
from enum import StrEnum
from typing import cast

import msgspec
from sqlalchemy.orm import QueryableAttribute, defer
from sqlmodel import col, func, select

from oralexam.errors import NotFound, Refused, SystemFault
from oralexam.identifiers import new_id
from oralexam.papers.paper import Paper
from oralexam.storage.engine import Database
from oralexam.storage.tables import ReferenceWorkRow

MOST_WORKS = 30
"""At hand at once: a shelf that can be overlooked."""

_BODY = cast("QueryableAttribute[str]", ReferenceWorkRow.body)


class WorkLanguage(StrEnum):
    """What language a work is read in."""

    FRENCH = "fr"
    ENGLISH = "en"
    BOTH = "fr-en"


class ReferenceLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One work in the list: its pages are asked for when it is opened."""

    work_id: str
    title: str
    language: WorkLanguage
    page_count: int
    added_at: datetime
    withdrawn_at: datetime | None


class SqlReferenceWorks:
    """Works of the whole centre. None is ever changed or removed: another edition is another work."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, paper: Paper, *, title: str, language: WorkLanguage, now: datetime) -> ReferenceLine:
        """Put a work on the shelf.

        Raises:
            Refused: `too-many-papers`.
        """
        row = ReferenceWorkRow(
            work_id=new_id(),
            title=title,
            language=language.value,
            page_count=len(paper.pages),
            body=msgspec.json.encode(paper).decode(),
            added_at=now,
        )
        with self._database.writing() as transaction:
            at_hand = transaction.exec(
                select(func.count())
                .select_from(ReferenceWorkRow)
                .where(col(ReferenceWorkRow.withdrawn_at).is_(None))
            ).one()
            if at_hand >= MOST_WORKS:
                raise Refused("too-many-papers", most=MOST_WORKS)
            transaction.add(row)
            return ReferenceLine(
                work_id=row.work_id,
                title=title,
                language=language,
                page_count=row.page_count,
                added_at=now,
                withdrawn_at=None,
            )

    def listed(self) -> tuple[ReferenceLine, ...]:
        """Every work there ever was, without its pages: by title, the newest edition first."""
        with self._database.reading() as transaction:
            rows = transaction.exec(
                select(ReferenceWorkRow)
                # The text of a whole dictionary is not read for its title.
                .options(defer(_BODY))
                .order_by(col(ReferenceWorkRow.title), col(ReferenceWorkRow.added_at).desc())
            ).all()
            return tuple(_line(row) for row in rows)

    def paper(self, work_id: str) -> Paper:
        """The pages of a work, withdrawn or not: whoever has it open goes on reading.

        Raises:
            NotFound: `unknown-paper`.
            SystemFault: `paper-malformed`.
        """
        with self._database.reading() as transaction:
            row = transaction.get(ReferenceWorkRow, work_id)
            if row is None:
                raise NotFound("unknown-paper")
            body = row.body
        try:
            return msgspec.json.decode(body, type=Paper)
        except msgspec.DecodeError as error:
            raise SystemFault("paper-malformed", work_id=work_id) from error

    def withdraw(self, work_id: str, *, now: datetime) -> None:
        """Take a work off the shelf; it is kept, for whoever asks later what was at hand.

        Raises:
            NotFound: `unknown-paper`.
        """
        with self._database.writing() as transaction:
            row = transaction.get(ReferenceWorkRow, work_id)
            if row is None:
                raise NotFound("unknown-paper")
            if row.withdrawn_at is None:
                row.withdrawn_at = now
                transaction.add(row)


def _line(row: ReferenceWorkRow) -> ReferenceLine:
    return ReferenceLine(
        work_id=row.work_id,
        title=row.title,
        language=WorkLanguage(row.language),
        page_count=row.page_count,
        added_at=row.added_at,
        withdrawn_at=row.withdrawn_at,
    )
