"""Bounds that several places share."""

import re
from pathlib import Path

from oralexam.transcripts.transcript import UNCLEAR_BELOW

PAGE = Path(__file__).resolve().parents[2] / "web" / "js" / "state" / "transcript.js"


def test_the_page_and_the_files_hold_the_same_words_for_unclear() -> None:
    """A browser cannot read the constant of the server: it has its own."""
    (found,) = re.findall(r"export const UNCLEAR_BELOW = ([0-9.]+);", PAGE.read_text())
    assert float(found) == UNCLEAR_BELOW
