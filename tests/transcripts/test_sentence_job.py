"""What was read in a station's check is compared, kept as figures alone, and gone within a day either way."""

import io
import json
import os
import re
import wave
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from oralexam.clock import ManualClock
from oralexam.errors import BadInput
from oralexam.identifiers import new_id
from oralexam.jobs.job import Job
from oralexam.transcripts import sentence_job
from oralexam.transcripts.clips import Clip
from oralexam.transcripts.ports import RecognizedSpeech, SpeechSpan
from oralexam.transcripts.read_sentences import KEPT, READ_SENTENCE, SENTENCES, SentenceFiles
from oralexam.transcripts.sentence_job import CompareSentence, plain, read_samples
from oralexam.transcripts.transcription import HeardAll

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SITTING = new_id()
SPAN = SpeechSpan(start_samples=0, end_samples=1)


def wave_of(seconds: float, rate_hz: int = 48_000) -> bytes:
    """A tone, as a page sends it."""
    tone = 0.2 * np.sin(np.arange(int(seconds * rate_hz)) * 0.05)
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes((tone * 32767).astype("<i2").tobytes())
    return written.getvalue()


def compare(files: SentenceFiles, monkeypatch: pytest.MonkeyPatch, texts: Sequence[str]) -> None:
    """Do the job with ears that hear these texts, one a clip."""
    said = tuple((Clip(speech=SPAN, cut=SPAN), RecognizedSpeech(text=text, words=())) for text in texts)
    monkeypatch.setattr(sentence_job, "hear_all", lambda *_, **__: HeardAll(said=said, hesitations=()))
    job = Job(
        job_id=new_id(),
        kind=READ_SENTENCE,
        sitting_id=SITTING,
        subject="candidate",
        created_at=NOW,
        updated_at=NOW,
        not_before=NOW,
    )
    no_ears = lambda *_: None  # noqa: E731 — nothing is asked of them
    CompareSentence(files=files, recognizer=no_ears, detector=no_ears, clock=ManualClock(NOW))(job)  # type: ignore[arg-type]


def test_the_sound_goes_once_it_is_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stays is how many words there were and how many the machine had otherwise: no word of them."""
    files = SentenceFiles(tmp_path)
    files.put(SITTING, "candidate", "office-1", wave_of(0.5))
    compare(files, monkeypatch, ["Good morning I would like to know", "when the coffee opens, on Monday!"])
    (figures,) = files.of(SITTING)
    assert (figures.seat, figures.words, figures.wrong, figures.at) == ("candidate", 13, 1, NOW)
    assert [each.suffix for each in (tmp_path / "read-sentences" / SITTING).iterdir()] == [".json"]
    assert "coffee" not in (tmp_path / "read-sentences" / SITTING / "candidate.json").read_text()


def test_what_is_read_again_takes_the_place_of_what_was_read(tmp_path: Path) -> None:
    """One sound a seat at most."""
    files = SentenceFiles(tmp_path)
    files.put(SITTING, "candidate", "office-1", wave_of(0.1))
    files.put(SITTING, "candidate", "train-1", wave_of(0.1))
    files.put(SITTING, "juror", "train-1", wave_of(0.1))
    assert len(files.waiting(SITTING, "candidate")) == len(files.waiting(SITTING, "juror")) == 1


def test_a_sound_that_nobody_compares_is_gone_after_a_day(tmp_path: Path) -> None:
    """There may be no model, and no worker."""
    files = SentenceFiles(tmp_path)
    files.put(SITTING, "candidate", "office-1", wave_of(0.1))
    (sound,) = files.waiting(SITTING, "candidate")
    os.utime(sound, (NOW.timestamp(), NOW.timestamp()))
    assert files.sweep(NOW + KEPT - timedelta(minutes=1)) == 0
    assert files.sweep(NOW + KEPT + timedelta(minutes=1)) == 1
    assert files.waiting(SITTING, "candidate") == []


def test_what_is_no_sound_is_refused_or_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page may send anything; a job never fails over it."""
    files = SentenceFiles(tmp_path)
    for sentence, sound in (("office-1", b"RIFF"), ("../../x", wave_of(0.1)), ("office-1", b"\0" * 400)):
        with pytest.raises(BadInput):
            files.put(SITTING, "candidate", sentence, sound)
    with pytest.raises(BadInput):
        files.put("../..", "candidate", "office-1", wave_of(0.1))
    files.put(SITTING, "candidate", "office-1", wave_of(0.1)[:44] + b"\1\2\3")
    files.put(SITTING, "juror", "office-1", b"RIFF\0\0\0\0WAVEfmt " + b"\xff" * 200)
    compare(files, monkeypatch, [])
    assert files.waiting(SITTING, "candidate") == []


def test_a_page_s_sound_becomes_what_a_recogniser_takes(tmp_path: Path) -> None:
    """Mono at 16 kHz, as long as it was."""
    path = tmp_path / "a.wav"
    path.write_bytes(wave_of(2.0, 44_100))
    samples = read_samples(path)
    assert abs(len(samples) / 16_000 - 2.0) < 0.01
    assert abs(float(np.sqrt(np.mean(samples**2))) - 0.2 / np.sqrt(2)) < 0.01


def test_case_signs_and_accents_are_no_errors() -> None:
    """Only words count."""
    assert plain("The small café, near  the BRIDGE!") == "the small cafe near the bridge"


def test_page_and_server_have_the_same_sentences() -> None:
    """What is compared is what stood on the page."""
    source = (Path(__file__).resolve().parents[2] / "web/js/devices/sentences.js").read_text()
    shown = re.findall(r'id: ("[^"]+"), text: ("[^"]+")', source)
    assert {json.loads(key): json.loads(text) for key, text in shown} == dict(SENTENCES)
