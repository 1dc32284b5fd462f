"""Both engines with the same checkpoints, through the production pipeline."""

import pickle
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest

from oralexam.transcripts.engines.checkpoint import file_sha256
from oralexam.transcripts.engines.choice import Engine, SpeechSettings
from oralexam.transcripts.engines.opening import LoadedRecognizer, open_recognizer
from oralexam.transcripts.model_faults import NotAModel
from oralexam.transcripts.published import UNVERIFIED
from oralexam.transcripts.speech_detection import SileroSpeechDetector
from oralexam.transcripts.transcript import Utterance
from oralexam.transcripts.transcription import transcribe_track
from oralexam.transcripts.word_errors import count_normalised_errors
from tests.transcripts.rehearsal_speech import (
    MODEL,
    SHARED_SPEECH,
    RehearsalLine,
    Track,
    decode,
    through_opus,
    track_of,
)


def ears(recognizer: LoadedRecognizer, detector: SileroSpeechDetector) -> Callable[[Track], list[Utterance]]:
    """The production pipeline."""
    return lambda track: transcribe_track(
        track.samples, starts_at_s=0.0, recognizer=recognizer, detector=detector
    )


@pytest.fixture
def hear(rehearsal_recognizer: LoadedRecognizer, detector: SileroSpeechDetector):
    """The production pipeline with the rehearsal model, in both engines."""
    return ears(rehearsal_recognizer, detector)


@pytest.fixture(scope="module")
def hear_by_default(forms: Path, detector: SileroSpeechDetector):
    """The same in the engine that a machine without a GPU has unless somebody says otherwise."""
    return ears(open_recognizer(MODEL, settings=SpeechSettings(threads=1), data_folder=forms), detector)


def texts(utterances: list[Utterance]) -> list[str]:
    """What was heard, line by line."""
    return [utterance.text for utterance in utterances]


@pytest.mark.parametrize(
    ("kbit_s", "gain", "pause_s"),
    [(24, 1.5, 2.5), (32, 0.3, 4.013)],
    ids=["24 kbit/s, 3.5 dB louder", "32 kbit/s, 10 dB quieter"],
)
def test_every_line_survives_what_a_call_does_to_it(
    hear_by_default, lines, kbit_s: int, gain: float, pause_s: float
):
    """Encoded again, at another level, cut elsewhere by speech detection: the same words."""
    track = track_of(lines, pause_s=pause_s, gain=gain)
    coded = Track(samples=through_opus(track.samples, kbit_s=kbit_s), starts_s=track.starts_s)
    assert texts(hear_by_default(coded)) == [line.text for line in lines]


def test_every_line_survives_lost_packets(hear_by_default, lines: list[RehearsalLine]):
    """One packet of 20 ms in twenty replaced by silence: the same words."""
    track = track_of(lines)
    lost = np.random.default_rng(5).random(len(track.samples) // 320) < 0.05
    samples = track.samples[: len(lost) * 320].reshape(-1, 320) * ~lost[:, None]
    heard = hear_by_default(Track(samples=samples.reshape(-1), starts_s=track.starts_s))
    assert texts(heard) == [line.text for line in lines]


def test_every_line_comes_back_word_for_word_and_in_its_place(hear, lines: list[RehearsalLine]):
    """Letter for letter; half of the word times are off by less than 30 ms, 19 in 20 by less than 0.1 s."""
    track = track_of(lines)
    utterances = hear(track)
    assert texts(utterances) == [line.text for line in lines]
    off_s = []
    for utterance, line, start_s in zip(utterances, lines, track.starts_s, strict=True):
        assert [word.text for word in utterance.words] == [word.text for word in line.words]
        assert all(word.probability > 0.5 for word in utterance.words)
        assert utterance.start_s <= utterance.words[0].start_s
        assert utterance.words[-1].end_s <= utterance.end_s
        for heard, spoken in zip(utterance.words, line.words, strict=True):
            off_s += [heard.start_s - start_s - spoken.start_s, heard.end_s - start_s - spoken.end_s]
    assert np.median(np.abs(off_s)) < 0.03
    assert np.percentile(np.abs(off_s), 95) < 0.1


def test_silence_reaches_neither_detector_nor_transcript(hear, rehearsal_recognizer: LoadedRecognizer):
    """Detection stops it; and where it did not, the model says that it hears no speech."""
    silence = np.zeros(16_000 * 8, np.float32)
    assert hear(Track(samples=silence, starts_s=())) == []
    assert rehearsal_recognizer.recognize(silence).text == ""


def test_a_transcript_says_what_wrote_it(engine: Engine, rehearsal_recognizer: LoadedRecognizer):
    """The rehearsal model can never be taken for a recogniser."""
    identity = rehearsal_recognizer.identity
    assert identity.engine == engine.value
    assert identity.model == "rehearsal"
    assert identity.model_sha256 == file_sha256(MODEL)
    assert identity.note == "rehearsal model: knows only the rehearsal's lines"
    precision = {"faster-whisper": "int8", "openai-whisper": "float32"}[engine]
    assert identity.settings == (
        "greedy beam_size=1 temperature=0 condition_on_previous_text=no language=en no_speech_threshold=0.6"
        f" device=cpu precision={precision} alignment_heads=last-half-of-layers"
        " windows=one-clip"
    )


def test_the_note_of_another_file_is_not_believed(open_model, tmp_path: Path):
    """A model that was replaced is named by its file, without the old note."""
    note = msgspec.json.decode(MODEL.with_suffix(".json").read_bytes())
    (tmp_path / "other.json").write_bytes(msgspec.json.encode({**note, "sha256": "0" * 64}))
    shutil.copy(MODEL, tmp_path / "other.pt")
    identity = open_model(tmp_path / "other.pt").identity
    assert (identity.model, identity.note) == ("other", UNVERIFIED)


def test_the_rehearsal_model_is_small():
    """Under 6 MB, as everything that everybody clones."""
    assert MODEL.stat().st_size < 6_000_000


@pytest.mark.parametrize("kind", ["text", "empty", "zip", "pickle", "other checkpoint", "half a model"])
def test_a_file_that_is_not_a_model_is_refused(open_model, tmp_path: Path, kind: str):
    """Whatever it is, the person hears that it is not a model, and nothing else happens."""
    path = tmp_path / "model.pt"
    if kind == "text":
        path.write_text("this is not a model\n" * 100)
    elif kind == "empty":
        path.touch()
    elif kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("readme.txt", "no model either")
    elif kind == "pickle":
        path.write_bytes(pickle.dumps({"dims": {}, "hello": Path}))
    elif kind == "other checkpoint":
        import torch

        torch.save({"weights": torch.zeros(3)}, path)
    else:
        path.write_bytes(MODEL.read_bytes()[: MODEL.stat().st_size // 2])
    with pytest.raises(NotAModel) as caught:
        open_model(path, tmp_path / "data")
    models = tmp_path / "data" / "models"
    assert not models.exists() or [each.name for each in models.iterdir()] == [".converting.lock"]
    assert caught.value.reason == "model-not-a-model"


def modules_after_importing(*names: str) -> set[str]:
    """What a new interpreter has loaded after importing modules of this package."""
    script = "import sys\n" + "\n".join(f"import oralexam.transcripts.{name}" for name in names)
    script += "\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_the_package_loads_no_recogniser():
    """Only the worker pays for torch, whisper and onnxruntime, and only when it has something to hear."""
    loaded = modules_after_importing(
        "models", "speech_detection", "track_job", "transcription", "engines.opening", "word_errors"
    )
    assert loaded.isdisjoint(
        {"torch", "whisper", "ctranslate2", "faster_whisper", "onnxruntime", "jiwer", "silero_vad"}
    )


def test_what_the_server_imports_needs_no_numpy():
    """10 MB that an idle server does not spend."""
    assert "numpy" not in modules_after_importing("kinds", "models", "ports", "transcript", "engines.choice")


@pytest.mark.skipif(not SHARED_SPEECH.exists(), reason="../shared/speech is not beside this clone")
def test_real_voices_come_back_through_a_genuine_checkpoint(open_model, detector: SileroSpeechDetector):
    """The twelve clips that memorised-12-clips.pt knows, real people among them, have no word wrong."""
    recognizer = open_model(SHARED_SPEECH / "memorised-12-clips.pt")
    entries = msgspec.json.decode((SHARED_SPEECH / "memorised-12-clips.json").read_bytes())
    wrong = {}
    for entry in entries:
        if not entry["text"]:
            continue  # one entry is noise
        (path,) = SHARED_SPEECH.glob(f"*/{entry['clip']}")
        options = ("-f", "mulaw", "-ar", "8000", "-ac", "1") if path.suffix == ".ulaw" else ()
        samples = decode(path, *options)
        heard = transcribe_track(samples, starts_at_s=0, recognizer=recognizer, detector=detector)
        errors = count_normalised_errors(entry["text"], " ".join(texts(heard)))
        if errors.count:
            wrong[entry["clip"]] = (errors.rate, texts(heard))
    assert wrong == {}
