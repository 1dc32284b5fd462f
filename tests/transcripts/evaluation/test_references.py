"""Recordings and their words, found in folders as people and corpora leave them."""

import json
from pathlib import Path

import pytest

from oralexam.errors import BadInput
from oralexam.transcripts.evaluation.references import cleaned, find_references


def _sounds(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_bytes(b"sound")


def _found(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    found = find_references(folder)
    return {each.name: each.text for each in found.references}, {
        each.file: each.code for each in found.problems
    }


def test_a_text_file_of_the_same_name_is_the_reference(tmp_path: Path) -> None:
    """What has no partner is named, whichever one is missing; a README is nobody's reference."""
    _sounds(tmp_path, "a.wav", "b.opus", "c.FLAC", "d.ulaw")
    for name, text in (
        ("a", "Good morning"),
        ("c", " \n"),
        ("e", "gone"),
        ("README", "about"),
        ("d", "um yes"),
    ):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    references, problems = _found(tmp_path)
    assert references == {"a.wav": "Good morning", "d.ulaw": "um yes"}
    assert problems == {"b.opus": "reference-missing", "c.FLAC": "reference-empty", "e": "audio-missing"}
    (raw,) = [each for each in find_references(tmp_path).references if each.encoding]
    assert (raw.encoding, raw.rate_hz) == ("mulaw", 8000)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"file": "a.wav", "text": "Good morning"}, "a.wav"),
        ({"fileName": "a.wav", "transcription": "Good morning"}, "a.wav"),
        ({"clip": "a.wav", "text": "Good morning"}, "a.wav"),
        ({"id": "a", "text": "Good morning", "dur": 3.1}, "a.wav"),
        ({"file": "../elsewhere/a.wav", "text": "Good morning"}, "a.wav"),
    ],
)
def test_a_manifest_may_call_its_fields_as_corpora_do(
    fields: dict[str, object], named: str, tmp_path: Path
) -> None:
    """With or without the ending; no path leaves the folder."""
    _sounds(tmp_path, "a.wav", "b.wav")
    (tmp_path / "manifest.json").write_text(json.dumps([fields, {"file": "c.wav", "text": "lost"}]))
    references, problems = _found(tmp_path)
    assert references == {named: "Good morning"}
    assert problems == {"b.wav": "reference-missing", "c.wav": "audio-missing"}


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_csv_file_is_a_manifest(separator: str, tmp_path: Path) -> None:
    """As a French spreadsheet writes it, too."""
    _sounds(tmp_path, "a.wav", "b.raw")
    lines = ["file;text;encoding;rate_hz", "a.wav;Good morning;;", "b.raw;Four cartons;s16le;8000"]
    (tmp_path / "manifest.csv").write_text("\n".join(lines).replace(";", separator), encoding="utf-8-sig")
    found = find_references(tmp_path)
    assert [(each.name, each.text, each.encoding, each.rate_hz) for each in found.references] == [
        ("a.wav", "Good morning", "", 0),
        ("b.raw", "Four cartons", "s16le", 8000),
    ]


def test_a_transcription_file_of_sphinx_is_a_manifest(tmp_path: Path) -> None:
    """`<s> words </s> (id)`, a line each."""
    _sounds(tmp_path, "one.wav")
    (tmp_path / "transcription").write_text("<s> he was not </s> (one)\n\n")
    assert _found(tmp_path) == ({"one.wav": "he was not"}, {})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("manifest.json", b"{"),
        ("manifest.json", b'[{"file": 3, "text": "x"}]'),
        ("manifest.json", b'[{"text": "x"}]'),
        ("manifest.json", b"\xff\xfe\x00"),
        ("manifest.csv", b"file;text;rate_hz\na.wav;x;many\n"),
        ("transcription", b"no id here\n"),
    ],
)
def test_a_manifest_that_is_none_is_named(name: str, content: bytes, tmp_path: Path) -> None:
    """Nothing is guessed from it."""
    _sounds(tmp_path, "a.wav")
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput) as bad:
        find_references(tmp_path)
    assert bad.value.reason == "references-unreadable"


def test_a_folder_that_is_not_there_or_empty_is_said(tmp_path: Path) -> None:
    """Two different mistakes."""
    with pytest.raises(BadInput, match="references-not-there"):
        find_references(tmp_path / "nowhere")
    with pytest.raises(BadInput, match="references-none"):
        find_references(tmp_path)


def test_marks_of_corpora_are_no_words() -> None:
    """Noises and ways of speaking are left out; hesitations are words."""
    given = "{smack} well I'm +gonna ^Veton um [laughs] say <s> it's fine </s> twenty-one"
    assert cleaned(given) == "well I'm gonna Veton um say it's fine twenty-one"
    assert cleaned("%um %Uh this is 5 % more") == "um Uh this is 5 % more"
