"""What a paper is once it has been looked at, and what each kind of paper may be. Pure."""

from enum import StrEnum
from types import MappingProxyType

import msgspec

from oralexam.errors import BadInput

MB = 1_000_000
LONGEST_NAME = 120
"""Characters of a file's name that are kept, to be shown."""


class PaperFormat(StrEnum):
    """What the bytes are, told from the bytes: names and declared types are not asked."""

    PDF = "pdf"
    PICTURE = "picture"
    """PNG, JPEG or WebP."""
    MARKDOWN = "markdown"
    """Any UTF-8 text; what Markdown's marks mean is shown, raw HTML is text."""


class PaperPage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One page: its picture, and the text that a screen reader reads."""

    picture: str = ""
    """SHA-256 (hex) of the WebP picture; "" for a page that is text alone."""
    width_px: int = 0
    height_px: int = 0
    text: str = ""


class Paper(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A paper that was looked at and taken."""

    paper_id: str
    """SHA-256 (hex) of the file as it was brought: the same file is the same paper."""
    name: str
    format: PaperFormat
    size_bytes: int
    pages: tuple[PaperPage, ...]

    @property
    def characters(self) -> int:
        """The characters of its text, white space counted once: what a limit in characters means."""
        return sum(len(" ".join(page.text.split())) for page in self.pages)


class Reading(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was found: pages, or the code of what is wrong with the file."""

    format: PaperFormat | None = None
    pages: tuple[PaperPage, ...] = ()
    problem: str = ""


class PaperUse(StrEnum):
    """What a paper is brought for."""

    SCENARIO_DOCUMENT = "scenario-document"
    QUESTIONNAIRE_RESULT = "questionnaire-result"
    WRITTEN_PART = "written-part"
    SLIDES = "slides"
    SYNTHESIS = "synthesis"
    PROFESSIONAL_FILE = "professional-file"
    """*Dossier professionnel*."""
    REFERENCE_WORK = "reference-work"
    """A dictionary or other documentation of the centre, allowed beside the written work."""


class PaperLimits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How large a paper of one use may be."""

    formats: frozenset[PaperFormat] = frozenset(PaperFormat)
    most_bytes: int = 10 * MB
    most_pages: int = 12
    most_characters: int | None = None
    longest_look_s: int = 60
    """A page of small print takes a quarter of a second (measured on two loaded cores)."""


LIMITS: MappingProxyType[PaperUse, PaperLimits] = MappingProxyType(
    {
        # A document of a role-play is read in minutes: twelve pages are a mistake, not a file.
        PaperUse.SCENARIO_DOCUMENT: PaperLimits(),
        PaperUse.QUESTIONNAIRE_RESULT: PaperLimits(),
        PaperUse.WRITTEN_PART: PaperLimits(most_bytes=30 * MB, most_pages=40),
        # Exam document (RE AIE 2015): at most six slides; two to three pages, 6,000 characters at most.
        PaperUse.SLIDES: PaperLimits(formats=frozenset({PaperFormat.PDF}), most_bytes=30 * MB, most_pages=6),
        PaperUse.SYNTHESIS: PaperLimits(most_pages=3, most_characters=6000),
        PaperUse.PROFESSIONAL_FILE: PaperLimits(most_bytes=50 * MB, most_pages=120),
        PaperUse.REFERENCE_WORK: PaperLimits(most_bytes=50 * MB, most_pages=200, longest_look_s=240),
    }
)
"""Type, size and length of each use. Bytes and pages without a source are what a printer's queue stands."""


def check_length(paper: Paper, limits: PaperLimits) -> None:
    """Refuse a paper that is longer than its use allows.

    Raises:
        BadInput: `paper-format-refused`, `paper-too-many-pages`, `paper-too-many-characters`.
    """
    if paper.format not in limits.formats:
        raise BadInput("paper-format-refused", format=paper.format)
    if len(paper.pages) > limits.most_pages:
        raise BadInput("paper-too-many-pages", pages=len(paper.pages), most=limits.most_pages)
    most = limits.most_characters
    if most is not None and paper.characters > most:
        raise BadInput("paper-too-many-characters", characters=paper.characters, most=most)


def shown_name(name: str) -> str:
    """A file's name as it may be shown: the last part of a path, printable, bounded."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(sign for sign in last if sign.isprintable()).strip()
    return printable[:LONGEST_NAME] or "document"
