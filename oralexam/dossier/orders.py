"""What the short process is told to make: it loads this, and nothing of what starts it."""

import msgspec

from oralexam.dossier.language import DocumentLanguage
from oralexam.dossier.record import Record


class RecordOrder(msgspec.Struct, frozen=True, kw_only=True, tag_field="make", tag="record"):
    """One record, to be set as a PDF."""

    record: Record
    language: DocumentLanguage
    web: str
    """Where the front end stands: its letters, and its words for codes."""


class WorkbookOrder(msgspec.Struct, frozen=True, kw_only=True, tag_field="make", tag="workbook"):
    """All candidates of a session, to be written as a workbook."""

    records: tuple[Record, ...]
    language: DocumentLanguage
    web: str


Order = RecordOrder | WorkbookOrder
