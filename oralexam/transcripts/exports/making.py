"""Makes a file from a document: here, or in a process of its own where it needs heavy libraries."""

import asyncio
import contextlib
import os
import sys
from typing import Final

import msgspec
import structlog

from oralexam.errors import SystemFault
from oralexam.transcripts.exports.document import TranscriptDocument
from oralexam.transcripts.exports.formats import ExportFormat
from oralexam.transcripts.exports.sentences import FileLanguage

_log = structlog.get_logger(__name__)

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
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "oralexam.transcripts.exports.apart",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        # No settings, no tokens: it needs none of the server's environment.
        env={"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    try:
        async with asyncio.timeout(LONGEST_S):
            made, _ = await process.communicate(order)
    except TimeoutError:
        raise SystemFault("export-failed", cause="timeout") from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode != 0 or not made:
        _log.warning("export-failed", exit_code=process.returncode)
        raise SystemFault("export-failed", cause="process")
    return made
