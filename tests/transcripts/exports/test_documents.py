"""Plain text, JSON and DOCX, read back."""

import io
import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from oralexam.transcripts.exports.apart import write
from oralexam.transcripts.exports.document import turns
from oralexam.transcripts.exports.docx import to_docx
from oralexam.transcripts.exports.formats import FORMATS
from oralexam.transcripts.exports.json_file import SCHEMA_FILE, json_schema, to_json
from oralexam.transcripts.exports.making import ExportOrder
from oralexam.transcripts.exports.plain import plain
from oralexam.transcripts.exports.sentences import FileLanguage
from oralexam.transcripts.exports.text import to_text
from oralexam.transcripts.transcript import HeardSound, SoundKind
from tests.transcripts.exports.made_documents import HOSTILE, document, expected_words, hostile

ROOT = Path(__file__).resolve().parents[3]
FRENCH, ENGLISH = FileLanguage.FRENCH, FileLanguage.ENGLISH
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@given(some.text())
def test_plain_text_fits_one_line_of_xml(text: str) -> None:
    """Whatever comes in, an XML parser takes what comes out, and reads the same."""
    kept = plain(text)
    assert len(kept.splitlines()) <= 1
    element = ET.Element("a")
    element.text = kept
    assert (ET.fromstring(ET.tostring(element)).text or "") == kept  # noqa: S314 -- our own


def test_text_has_headings_times_names_and_words() -> None:
    """One line a turn, unclear words marked, what wrote it before the first."""
    lines = to_text(document(), FRENCH).decode().split("\r\n")
    assert lines[0] == "TRANSCRIPTION"
    people = "Inès Marchetti (candidat)\u202f; Joanna Pike (membre du jury qui joue l’interlocuteur)"
    assert f"Personnes\u00a0: {people}" in lines
    assert "[00:03] Inès Marchetti\u00a0: Good morning how many cartons (?) are missing" in lines
    assert any("openai-whisper 20250625, modèle base.en" in line for line in lines)
    assert any("l’appel commence à 0,500 s" in line for line in lines)


def test_speech_without_words_has_a_line_of_its_own() -> None:
    """Where somebody spoke and no text could be trusted nobody reads silence: in text and in Word."""
    made = document({"candidate": ()})
    heard = HeardSound(kind=SoundKind.NO_WORDS, start_s=5.0, end_s=7.0)
    tracks = tuple(msgspec.structs.replace(each, sounds=(heard,)) for each in made.tracks)
    made = msgspec.structs.replace(made, tracks=tracks)
    line = "[00:05] Inès Marchetti: [speech without words]"
    text = to_text(made, ENGLISH).decode()
    assert line in text.split("\r\n")
    assert "No speech was written down." not in text
    body = ET.fromstring(ZipFile(io.BytesIO(to_docx(made, ENGLISH))).read("word/document.xml"))  # noqa: S314
    assert "[speech without words]" in "".join(body.itertext())


def test_text_in_english() -> None:
    """Headings follow the language that was asked for; speech does not."""
    text = to_text(document(), ENGLISH).decode()
    assert "TRANSCRIPT\r\n" in text
    assert "the call begins at 0.500 s" in text
    assert "[00:08] Joanna Pike: Thank you and goodbye" in text


def test_hostile_text_stays_on_its_line() -> None:
    """No word and no name begins a line of its own."""
    lines = to_text(hostile(), FRENCH).decode().split("\r\n")
    spoken = [line for line in lines if line.startswith("[")]
    assert len(spoken) == len(turns(hostile()))
    assert not any("\u202e" in line or "\n" in line for line in lines)


def test_json_fits_its_published_schema() -> None:
    """The schema in docs/ is that of what is exported; the words and their times come back."""
    schema = json.loads((ROOT / SCHEMA_FILE).read_text(encoding="utf-8"))
    for made in (document(), hostile(), document({"candidate": ()})):
        jsonschema.validate(json.loads(to_json(made, FRENCH)), schema)
    read = json.loads(to_json(document(), FRENCH))
    words = [
        (word["text"], round(word["start_s"] * 1000))
        for each in read["utterances"]
        if each["seat"] == "candidate"
        for word in each["words"]
    ]
    assert words == expected_words("candidate")
    assert read["call_starts_s"] == 0.5
    assert read["speakers"][0]["recognizer"]["model"] == "base.en"
    unclear = [word["text"] for each in read["utterances"] for word in each["words"] if word["unclear"]]
    assert unclear == ["cartons"]


def test_json_keeps_every_character_and_is_ascii() -> None:
    """A program reads exactly what was written down; an editor shows nothing turned around."""
    content = to_json(hostile(), FRENCH)
    assert content.isascii()
    words = [word["text"] for each in json.loads(content)["utterances"] for word in each["words"]]
    assert words == [each.strip() for each in HOSTILE if plain(each)]


def test_the_schema_file_is_up_to_date() -> None:
    """Run `python -m oralexam.transcripts.exports.json_file` after a change."""
    assert (ROOT / SCHEMA_FILE).read_text(encoding="utf-8") == json_schema()


def _paragraphs(content: bytes) -> list[ET.Element]:
    with ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        root = ET.fromstring(archive.read("word/document.xml"))  # noqa: S314 -- what we have just written
    return list(root.iter(f"{W}p"))


def _text(paragraph: ET.Element) -> str:
    return "".join(
        "\t" if each.tag == f"{W}tab" else each.text or ""
        for each in paragraph.iter()
        if each.tag in {f"{W}t", f"{W}tab"} and each.get(f"{W}val") is None
    )


def test_docx_has_headings_and_says_in_which_language_one_speaks() -> None:
    """Headings by style, speech tagged en-GB, what wrote it on the first page, unclear words marked twice."""
    paragraphs = _paragraphs(to_docx(document(), FRENCH))
    styles = [(style.get(f"{W}val"), _text(each)) for each in paragraphs for style in each.iter(f"{W}pStyle")]
    assert [text for style, text in styles if style == "Heading1"] == ["Transcription – Missing cartons"]
    assert [text for style, text in styles if style == "Heading2"] == [
        "À propos de ce document",
        "Ce qui a été dit",
    ]
    texts = [_text(each) for each in paragraphs]
    said = texts.index("Ce qui a été dit")
    assert any("openai-whisper 20250625" in text for text in texts[:said])
    line = next(each for each in paragraphs if "how many" in _text(each))
    assert _text(line).endswith("Good morning how many cartons (?) are missing")
    languages = {tag.get(f"{W}val") for tag in line.iter(f"{W}lang")}
    assert languages == {"en-GB"}
    assert [each.get(f"{W}val") for each in line.iter(f"{W}u")] == ["dotted"]


def test_docx_opens_again_with_its_library() -> None:
    """python-docx reads what it wrote; the title and the language of the document are set."""
    import docx

    made = docx.Document(io.BytesIO(to_docx(hostile(), FRENCH)))
    assert made.core_properties.title == "Transcription – Missing cartons"
    assert made.core_properties.language == "fr-FR"
    whole = "\n".join(paragraph.text for paragraph in made.paragraphs)
    assert "<script>alert(1)</script>" in whole
    assert "\u202e" not in whole


@pytest.mark.parametrize("name", [*FORMATS])
@pytest.mark.parametrize("language", [FRENCH, ENGLISH])
def test_every_format_says_what_wrote_it(name: str, language: FileLanguage) -> None:
    """In both languages, and with the same bytes each time."""
    order = ExportOrder(format=name, language=language, document=document())
    content = write(order)
    if name == "docx":
        content = "\n".join(_text(each) for each in _paragraphs(content)).encode()
    else:
        assert write(order) == content
    text = content.decode()
    assert "openai-whisper" in text
    assert "base.en" in text
    assert "machine" in text


@pytest.mark.parametrize("name", [*FORMATS])
def test_a_rehearsal_and_a_missing_voice_are_said(name: str) -> None:
    """A file that leaves the house tells what it is worth."""
    made = msgspec.structs.replace(document(), complete=False, rehearsal=True)
    content = write(ExportOrder(format=name, language=ENGLISH, document=made))
    text = "\n".join(_text(each) for each in _paragraphs(content)) if name == "docx" else content.decode()
    assert "Incomplete" in text
    assert "Rehearsal" in text


_MAKES_ONE = """
import asyncio, sys
from oralexam.transcripts.exports.formats import FORMATS
from oralexam.transcripts.exports.making import make
from oralexam.transcripts.exports.sentences import FileLanguage
from tests.transcripts.exports.made_documents import document
made = asyncio.run(make(document(), FORMATS["docx"], FileLanguage.FRENCH))
assert not {"docx", "lxml"} & set(sys.modules)
sys.stdout.buffer.write(made)
"""


def test_word_documents_are_made_in_a_process_of_their_own() -> None:
    """Whoever asks for one gets it, and never loads python-docx or lxml."""
    done = subprocess.run(
        [sys.executable, "-c", _MAKES_ONE], capture_output=True, cwd=ROOT, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert any("Inès Marchetti" in _text(each) for each in _paragraphs(done.stdout))
