"""Has documents made in a process of their own: what sets them never comes into the server."""

from pathlib import Path
from typing import Final

import msgspec

from oralexam.apart import ApartFault, made_apart
from oralexam.dossier.language import DocumentLanguage
from oralexam.dossier.orders import Order, RecordOrder, WorkbookOrder
from oralexam.dossier.record import Record
from oralexam.errors import SystemFault

LONGEST_S: Final = 60
"""A record takes two seconds; a workbook of five hundred candidates some more."""


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
