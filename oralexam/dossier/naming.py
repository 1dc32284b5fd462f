"""What a document's file is called."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from oralexam.dossier.language import DocumentLanguage
from oralexam.dossier.record import Record, RecordKind
from oralexam.transcripts.exports.naming import disposition
from oralexam.transcripts.exports.plain import plain

_LONGEST_STEM: Final = 80
_NOT_IN_NAMES: Final = re.compile(r'[\\/:*?"<>|;%\s]+')
"""What file systems and header fields would stumble over."""
_WORDS: Final = {
    RecordKind.RECORD: ("proces-verbal", "record"),
    RecordKind.ATTESTATION: ("attestation", "attestation"),
}


def record_name(record: Record, language: DocumentLanguage) -> str:
    """Content-Disposition of a record: whose it is, and of which day."""
    word = _WORDS[record.kind][0 if language is DocumentLanguage.FRENCH else 1]
    return _disposition((word, record.candidate_name, _day(record.session.days)), "pdf")


def workbook_name(title: str, days: Sequence[date]) -> str:
    """Content-Disposition of a session's workbook."""
    return _disposition((title, _day(days)), "xlsx")


def _day(days: Sequence[date]) -> str:
    return days[0].isoformat() if days else ""


def _disposition(parts: Sequence[str], extension: str) -> str:
    stem = "-".join(plain(part) for part in parts if plain(part))
    return disposition(_NOT_IN_NAMES.sub("-", stem)[:_LONGEST_STEM].strip("-.") or "document", extension)
