"""Has documents made in a process of their own: what sets them never comes into the server."""

from pathlib import Path
from typing import Final

import msgspec

from oralexam.apart import ApartFault, made_apart
from oralexam.dossier.language import DocumentLanguage
from oralexam.dossier.record import Record
from oralexam.errors import SystemFault

LONGEST_S: Final = 60
"""A record takes two seconds; a workbook of five hundred candidates some more."""


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


async def record_pdf(record: Record, language: DocumentLanguage, *, web: Path) -> bytes:
    """The record as PDF/UA.

    Raises:
        SystemFault: `record-failed`: what sets it is missing (`oralexam doctor`), or it took too long.
    """
    return await _made(RecordOrder(record=record, language=language, web=str(web)))


async def workbook(records: tuple[Record, ...], language: DocumentLanguage, *, web: Path) -> bytes:
    """The session as a workbook (ECMA-376).

    Raises:
        SystemFault: `record-failed`.
    """
    return await _made(WorkbookOrder(records=records, language=language, web=str(web)))


async def _made(order: Order) -> bytes:
    try:
        made = await made_apart(
            "oralexam.dossier.apart", given=msgspec.json.encode(order), longest_s=LONGEST_S
        )
    except ApartFault as fault:
        raise SystemFault("record-failed", **fault.details) from fault
    if not made:
        raise SystemFault("record-failed", cause="nothing")
    return made
