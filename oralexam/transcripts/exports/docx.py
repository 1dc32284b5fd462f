"""DOCX (ECMA-376), by python-docx: a document with headings, for people with Word or a screen reader.

python-docx brings lxml: both are imported when a document is made, and the server makes it in a process of
its own (`making`).
"""

import io
from typing import TYPE_CHECKING, Final

from oralexam.transcripts.exports.document import (
    SPEECH_LANGUAGE,
    Spoken,
    TranscriptDocument,
    among_words,
    is_unclear,
    turns,
)
from oralexam.transcripts.exports.plain import plain, short_time
from oralexam.transcripts.exports.sentences import FileLanguage, heard, name_of, say, source_lines, times_line
from oralexam.transcripts.exports.text import about, notes_on_marks
from oralexam.transcripts.transcript import Word

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.text.run import Run

LANGUAGE_TAGS: Final = {FileLanguage.FRENCH: "fr-FR", FileLanguage.ENGLISH: "en-GB"}
FONT: Final = "Arial"
"""Every office program has it or a substitute of the same widths."""


def to_docx(document: TranscriptDocument, language: FileLanguage) -> bytes:
    """The transcript as a Word document; what wrote it stands on the first page."""
    import docx  # noqa: PLC0415 -- brings lxml: only where a document is made

    made = docx.Document()
    _set_up(made, document, language)
    made.add_heading(_title(document, language), level=1)
    for label, value in about(document, language):
        paragraph = made.add_paragraph()
        paragraph.add_run(f"{label}{say('colon', language)}").bold = True
        paragraph.add_run(value)
    made.add_heading(say("about", language), level=2)
    notes = [*source_lines(document, language), times_line(document, language)]
    for line in (*notes, *notes_on_marks(document, language)):
        made.add_paragraph(line, style="List Bullet")
    made.add_heading(say("said", language), level=2)
    found = turns(document)
    for turn in found:
        _add_turn(made, turn, document, language)
    if not found:
        made.add_paragraph(say("silence", language))
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def _title(document: TranscriptDocument, language: FileLanguage) -> str:
    title = plain(document.title)
    return f"{say('heading', language)} – {title}" if title else say("heading", language)


def _set_up(made: "Document", document: TranscriptDocument, language: FileLanguage) -> None:
    from docx.shared import Cm, Pt  # noqa: PLC0415

    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(11)
    normal.paragraph_format.space_after = Pt(4)
    _tag(normal.element.get_or_add_rPr(), LANGUAGE_TAGS[language])
    for name in ("Heading 1", "Heading 2"):
        heading = made.styles[name]
        heading.font.name, heading.font.color.rgb = FONT, None
    properties = made.core_properties
    properties.title = _title(document, language)
    properties.author = "oralexam"
    properties.language = LANGUAGE_TAGS[language]
    properties.comments = ""
    if document.zero_utc is not None:
        # The template's own dates would be those of another document.
        properties.created = properties.modified = document.zero_utc.replace(tzinfo=None)


def _add_turn(made: "Document", turn: Spoken, document: TranscriptDocument, language: FileLanguage) -> None:
    from docx.enum.text import WD_UNDERLINE  # noqa: PLC0415
    from docx.shared import Cm, Pt  # noqa: PLC0415

    paragraph = made.add_paragraph()
    layout = paragraph.paragraph_format
    layout.left_indent, layout.first_line_indent = Cm(1.8), Cm(-1.8)
    layout.tab_stops.add_tab_stop(Cm(1.8))
    layout.space_after = Pt(6)
    paragraph.add_run(f"{short_time(turn.start_s)}\t")
    name = name_of(document.speaker(turn.seat), language)
    paragraph.add_run(f"{name}{say('colon', language)}").bold = True
    for index, item in enumerate(among_words(document, turn)):
        if index:
            paragraph.add_run(" ")
        if not isinstance(item, Word):
            paragraph.add_run(heard(item, language)).italic = True
            continue
        # The mark is a character too: who does not see the underline reads it.
        run = paragraph.add_run(plain(item.text) + (" (?)" if is_unclear(item) else ""))
        if is_unclear(item):
            run.underline = WD_UNDERLINE.DOTTED
        _speak(run)


def _speak(run: "Run") -> None:
    _tag(run.element.get_or_add_rPr(), SPEECH_LANGUAGE)


def _tag(properties: "BaseOxmlElement", language: str) -> None:
    """Say in which language something is written: a screen reader speaks it so (w:lang, 17.3.2.20)."""
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    for before in properties.findall(qn("w:lang")):
        properties.remove(before)
    tag = OxmlElement("w:lang")
    tag.set(qn("w:val"), language)
    properties.append(tag)
