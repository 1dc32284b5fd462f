"""Recordings heard by real engines on the path of an examination, and the command that does it."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from oralexam.cli.program import program
from oralexam.transcripts.engines.opening import LoadedRecognizer
from oralexam.transcripts.evaluation.listening import evaluate
from oralexam.transcripts.evaluation.references import Reference, find_references
from oralexam.transcripts.evaluation.report import as_json
from oralexam.transcripts.evaluation.sound import samples_of
from oralexam.transcripts.speech_detection import SileroSpeechDetector
from tests.transcripts.rehearsal_speech import MODEL, REHEARSAL, SHARED_SPEECH

LINES = {
    each["file"]: each["text"]
    for each in json.loads((REHEARSAL / "lines" / "lines.json").read_text(encoding="utf-8"))
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two lines of the rehearsal with their words, and what people leave in folders beside them."""
    made = tmp_path / "references"
    made.mkdir()
    for name in list(LINES)[:2]:
        shutil.copy(REHEARSAL / "lines" / name, made)
        (made / name).with_suffix(".txt").write_text(LINES[name], encoding="utf-8")
    return made


def _spoil(folder: Path) -> dict[str, str]:
    """Add what cannot be used; what it is to be called."""
    (folder / "cut.flac").write_bytes(b"fLaC" + bytes(40))
    (folder / "empty.wav").write_bytes(b"")
    (folder / "noise.mp3").write_bytes(b"not sound at all" * 50)
    for name in ("cut", "empty", "noise"):
        (folder / f"{name}.txt").write_text("some words")
    (folder / "alone.wav").write_bytes(b"x")
    return {
        "alone.wav": "reference-missing",
        "cut.flac": "audio-unreadable",
        "empty.wav": "audio-empty",
        "noise.mp3": "audio-unreadable",
    }


def test_lines_that_are_known_have_no_word_wrong(
    folder: Path, rehearsal_recognizer: LoadedRecognizer, detector: SileroSpeechDetector
) -> None:
    """Both engines, the real path; what cannot be used is named, the rest is measured."""
    spoiled = _spoil(folder)
    found = evaluate(find_references(folder), recognizer=rehearsal_recognizer, detector=detector, seed=3)
    assert {each.file: each.code for each in found.problems} == spoiled
    assert [each.normalised.count for each in found.files] == [0, 0]
    total = found.total
    assert total is not None
    assert (total.files, total.normalised.rate) == (2, 0.0)
    assert total.interval is not None
    assert (total.interval.low, total.interval.high) == (0, 0)
    assert total.cost.audio_s > 5
    assert total.cost.real_time_factor > 0
    assert total.cost.cpu_s > 0
    assert total.cost.peak_memory_mb > 20
    assert found.recognizer == rehearsal_recognizer.identity
    built = as_json(found)
    assert built["total"]["wer"] == 0.0
    assert built["files"][0]["heard"]


def test_silence_is_heard_as_nothing(
    tmp_path: Path, rehearsal_recognizer: LoadedRecognizer, detector: SileroSpeechDetector
) -> None:
    """Speech detection stands in front, as in an examination: nothing is invented."""
    (tmp_path / "silence.raw").write_bytes(bytes(2 * 16_000 * 3))
    (tmp_path / "silence.txt").write_text("three words here")
    found = evaluate(find_references(tmp_path), recognizer=rehearsal_recognizer, detector=detector, seed=0)
    assert found.files[0].heard == ""
    assert found.files[0].normalised.deleted == 3


@pytest.mark.parametrize(("encoding", "rate_hz"), [("s16le", 8000), ("mulaw", 8000), ("s16le", 16_000)])
def test_sound_without_a_header_keeps_its_length(encoding: str, rate_hz: int, tmp_path: Path) -> None:
    """Two seconds are two seconds, mono at 16 kHz, whatever the rate."""
    wide = 2 if encoding == "s16le" else 1
    path = tmp_path / "a.raw"
    path.write_bytes(bytes([127]) * (2 * rate_hz * wide))
    samples = samples_of(Reference(name="a.raw", path=path, text="x", encoding=encoding, rate_hz=rate_hz))
    assert samples.dtype == np.float32
    assert abs(len(samples) - 32_000) < 200


def test_the_command_prints_a_table_or_json(folder: Path, tmp_path: Path) -> None:
    """Exit code 1 where something could not be used, 0 where all could."""
    data = ["--data", str(tmp_path / "data"), "--model", str(MODEL), "--engine", "openai-whisper"]
    runner = CliRunner()
    done = runner.invoke(program, ["evaluate", "--references", str(folder), *data])
    assert done.exit_code == 0, done.output
    assert "word error rate 0.0% (95 % of 0.0% to 0.0%), over 2 recordings" in done.stdout
    assert "rehearsal model: knows only the rehearsal's lines" in done.stdout
    _spoil(folder)
    done = runner.invoke(program, ["evaluate", "--references", str(folder), *data, "--json"])
    assert done.exit_code == 1
    read = json.loads(done.stdout)
    assert read["total"]["files"] == 2
    assert len(read["problems"]) == 4
    assert read["recognizer"]["engine"] == "openai-whisper"


@pytest.mark.skipif(not SHARED_SPEECH.is_dir(), reason="the shared speech is not here")
def test_memorised_recordings_of_real_people_have_no_word_wrong(
    tmp_path: Path, open_model, detector: SileroSpeechDetector
) -> None:
    """Real voices in real files: flac of read speech, telephone µ-law with a corpus's own marks."""
    entries = json.loads((SHARED_SPEECH / "memorised-12-clips.json").read_text(encoding="utf-8"))
    places = {path.name: path for path in SHARED_SPEECH.rglob("*") if path.is_file()}
    known = [each for each in entries if each["clip"] in places]
    assert len(known) >= 8
    for each in known:
        shutil.copy(places[each["clip"]], tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps(known))
    found = evaluate(
        find_references(tmp_path),
        recognizer=open_model(SHARED_SPEECH / "memorised-12-clips.pt"),
        detector=detector,
        seed=0,
    )
    assert found.problems == ()
    assert found.total is not None
    assert found.total.normalised.rate <= 0.02, [(each.reference, each.heard) for each in found.files]
