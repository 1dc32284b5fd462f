"""Bounds that several places share."""

import re
from pathlib import Path

from oralexam.transcripts.transcript import UNCLEAR_BELOW, LanguageCheck

PAGE = Path(__file__).resolve().parents[2] / "web" / "js" / "state" / "transcript.js"


def test_the_page_and_the_files_hold_the_same_words_for_unclear() -> None:
    """A browser cannot read the constant of the server: it has its own."""
    (found,) = re.findall(r"export const UNCLEAR_BELOW = ([0-9.]+);", PAGE.read_text())
    assert float(found) == UNCLEAR_BELOW


def test_the_page_doubts_a_language_where_we_do():
    """More than half of what was checked."""
    assert "return checked.other_s > checked.checked_s / 2;" in PAGE.read_text()
    half = LanguageCheck(checked_s=10.0, other_s=5.0, other="fr")
    assert (half.doubtful, LanguageCheck(checked_s=10.0, other_s=5.1, other="fr").doubtful) == (False, True)
