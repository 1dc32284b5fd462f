"""Makes a file from a document: here, or in a process of its own where it needs heavy libraries."""

import asyncio
from typing import Final

import msgspec

from oralexam.apart import ApartFault, made_apart
from oralexam.errors import SystemFault
from oralexam.transcripts.exports.document import TranscriptDocument
from oralexam.transcripts.exports.formats import ExportFormat
from oralexam.transcripts.exports.sentences import FileLanguage

LONGEST_S: Final = 30
"""A document of a ten-minute call takes a second, most of it the start of the process."""


class ExportOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What the other process (`apart`) is told."""

    format: str
    language: FileLanguage
    document: TranscriptDocument


async def make(document: TranscriptDocument, format_: ExportFormat, language: FileLanguage) -> bytes:
    """The file's bytes.

    Raises:
        SystemFault: `export-failed`.
    """
    if format_.write is not None:
        return await asyncio.to_thread(format_.write, document, language)
    return await _made_apart(
        msgspec.json.encode(ExportOrder(format=format_.name, language=language, document=document))
    )


async def _made_apart(order: bytes) -> bytes:
    try:
        made = await made_apart("oralexam.transcripts.exports.apart", given=order, longest_s=LONGEST_S)
    except ApartFault as fault:
        raise SystemFault("export-failed", **fault.details) from fault
    if not made:
        raise SystemFault("export-failed", cause="nothing")
    return made
