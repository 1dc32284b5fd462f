"""Converted forms: made once, whole or not at all, and made again when they are spoilt."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from oralexam.errors import OralExamError, SystemFault, Unavailable
from oralexam.transcripts.engines import converted as converted_module
from oralexam.transcripts.engines import opening
from oralexam.transcripts.engines.checkpoint import file_sha256
from oralexam.transcripts.engines.choice import Engine, Precision, SpeechSettings
from oralexam.transcripts.engines.conversion import ConversionResult
from oralexam.transcripts.engines.converted import ConvertedNote, converted
from oralexam.transcripts.engines.opening import ModelOpener, open_recognizer
from oralexam.transcripts.model_faults import (
    ModelChecksumWrong,
    ModelConversionFailed,
    ModelNoSpace,
    NotAModel,
)
from oralexam.transcripts.model_notes import ModelNote, write_note
from oralexam.transcripts.models import find_model
from oralexam.transcripts.published import UNVERIFIED
from tests.patience import PATIENCE_S
from tests.transcripts.rehearsal_speech import MODEL

SETTINGS = SpeechSettings(threads=1)


@pytest.fixture(scope="module")
def form(forms: Path) -> Path:
    """The rehearsal model's form for a CPU, made by a real conversion."""
    folder, _ = converted(
        MODEL,
        sha256=file_sha256(MODEL),
        precision=Precision.INT8,
        published_as=None,
        models=forms / "models",
    )
    return folder


@pytest.fixture
def no_conversion(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where something would be converted."""

    def convert(*_arguments: object, **_named: object) -> None:
        raise AssertionError("converted")

    monkeypatch.setattr(converted_module.subprocess, "run", convert)


def own(form: Path, tmp_path: Path) -> Path:
    """A copy of the form that a test may spoil, in a data folder of its own."""
    copy = tmp_path / "models" / form.name
    shutil.copytree(form, copy)
    return copy


def left_in(models: Path) -> list[str]:
    """What a failed conversion left behind, but for the lock."""
    return sorted(path.name for path in models.iterdir() if path.name != ".converting.lock")


def again(models: Path, sha256: str | None = None) -> tuple[Path, ConvertedNote]:
    """Ask for the rehearsal model's form."""
    return converted(
        MODEL,
        sha256=sha256 or file_sha256(MODEL),
        precision=Precision.INT8,
        published_as=None,
        models=models,
    )


@pytest.mark.usefixtures("no_conversion")
def test_a_form_is_made_once(form: Path, tmp_path: Path):
    """Who asks again gets what lies there, and what a killed process left is taken away."""
    copy = own(form, tmp_path)
    left = tmp_path / "models" / ".converting-killed"
    left.mkdir()
    folder, note = again(tmp_path / "models")
    assert folder == copy
    assert note.alignment_heads == "last-half-of-layers"
    assert not left.exists()


def test_a_form_cannot_be_known_as_a_published_model(form: Path, tmp_path: Path):
    """There is no published checksum of a form: a folder that is called so is somebody's own."""
    brought = tmp_path / "small.en"
    shutil.copytree(form, brought)
    (brought / "oralexam.json").unlink()
    identity = open_recognizer(brought, settings=SETTINGS, data_folder=tmp_path).identity
    assert (identity.model, identity.note) == ("own small.en", UNVERIFIED)


@pytest.mark.parametrize("spoilt", ["truncated", "changed", "no tokenizer", "no note", "other version"])
def test_a_spoilt_form_is_made_again(form: Path, tmp_path: Path, spoilt: str, monkeypatch):
    """A power cut, a hand, an older oralexam: the checkpoint is there, so nobody needs to be asked."""
    copy = own(form, tmp_path)
    weights = copy / "model.bin"
    if spoilt == "truncated":
        os.truncate(weights, weights.stat().st_size // 2)
    elif spoilt == "changed":
        content = bytearray(weights.read_bytes())
        content[len(content) // 2] ^= 1
        weights.write_bytes(content)
    elif spoilt == "no tokenizer":
        (copy / "tokenizer.json").unlink()
    elif spoilt == "no note":
        (copy / "oralexam.json").unlink()
    else:
        monkeypatch.setattr(converted_module, "FORM_VERSION", 99)

    def convert(order, **_named: object) -> ConversionResult:
        shutil.copytree(form, order.folder, dirs_exist_ok=True)
        return ConversionResult(alignment_heads="made again")

    monkeypatch.setattr(converted_module, "_in_another_process", convert)
    folder, note = again(tmp_path / "models")
    assert note.alignment_heads == "made again"
    assert file_sha256(folder / "model.bin") == note.weights_sha256
    assert left_in(tmp_path / "models") == [copy.name]


def test_a_disk_that_fills_up_leaves_nothing_half_installed(tmp_path: Path):
    """A real conversion that may not write more than a megabyte: a code of its own, and an empty folder."""
    program = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from oralexam.errors import OralExamError\n"
        "from oralexam.transcripts.engines.choice import SpeechSettings\n"
        "from oralexam.transcripts.engines.opening import open_recognizer\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10**6, 10**6))\n"
        "try:\n"
        "    open_recognizer(Path(sys.argv[1]), settings=SpeechSettings(), data_folder=Path(sys.argv[2]))\n"
        "except OralExamError as error:\n"
        "    print(error.reason)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(MODEL), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=150,
        check=True,
    )
    assert done.stdout.strip() == "model-no-space"
    assert left_in(tmp_path / "models") == []


@pytest.mark.usefixtures("no_conversion")
def test_where_little_is_free_nothing_is_begun(tmp_path: Path, monkeypatch):
    """Jobs that wait ask every few seconds: it must cost nothing."""
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(converted_module.shutil, "disk_usage", lambda _path: usage._replace(free=10**6))
    with pytest.raises(ModelNoSpace) as caught:
        again(tmp_path / "models")
    assert isinstance(caught.value, Unavailable)
    assert left_in(tmp_path / "models") == []


def test_a_conversion_that_is_killed_says_so(tmp_path: Path, monkeypatch):
    """Want of memory, as a rule: nothing is left, and jobs wait."""
    ended = subprocess.CompletedProcess(args=[], returncode=-9, stdout=b"")
    monkeypatch.setattr(converted_module.subprocess, "run", lambda *_arguments, **_named: ended)
    with pytest.raises(ModelConversionFailed) as caught:
        again(tmp_path / "models")
    assert caught.value.details["because"] == "status -9"
    assert isinstance(caught.value, Unavailable)
    assert left_in(tmp_path / "models") == []


def test_a_worker_that_is_killed_leaves_no_conversion_behind(tmp_path: Path):
    """A real conversion, held up in its middle: it is gone once the process that waits for it is killed."""
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from oralexam.transcripts.engines.choice import SpeechSettings\n"
        "from oralexam.transcripts.engines.opening import open_recognizer\n"
        "open_recognizer(Path(sys.argv[1]), settings=SpeechSettings(), data_folder=Path(sys.argv[2]))\n"
    )
    worker = subprocess.Popen([sys.executable, "-c", program, str(MODEL), str(tmp_path)])
    children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children")
    child = 0
    try:
        soon = time.monotonic() + PATIENCE_S
        while "engines.conversion" not in _command_of(child):
            assert time.monotonic() < soon, "no conversion was begun"
            child = int((children.read_text().split() or ["0"])[0])
            time.sleep(0.01)
        os.kill(child, signal.SIGSTOP)  # It will not end by itself.
        worker.kill()
        worker.wait(PATIENCE_S)
        soon = time.monotonic() + PATIENCE_S
        while _command_of(child):
            assert time.monotonic() < soon, "the conversion runs on without a worker"
            time.sleep(0.01)
    finally:
        worker.kill()
        worker.wait(PATIENCE_S)
        if _command_of(child):
            os.kill(child, signal.SIGKILL)


def _command_of(process: int) -> str:
    """What a process was started as, once it has become that program; nothing where it has ended."""
    try:
        command = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
    except FileNotFoundError:
        return ""
    return command[2].decode() if command[1:2] == [b"-m"] else ""


def test_a_model_that_was_installed_and_is_another_file_now_is_not_used(tmp_path: Path):
    """A disk that forgot, or a file that somebody replaced: its code, whichever engine asks."""
    models = tmp_path / "models"
    models.mkdir()
    shutil.copy(MODEL, models / "small.en.pt")
    write_note(models / "small.en.pt", ModelNote(name="small.en", sha256="0" * 64))
    for engine in Engine:
        opener = ModelOpener("small.en", settings=SpeechSettings(engine=engine), data_folder=tmp_path)
        with pytest.raises(ModelChecksumWrong) as caught:
            opener()
        assert caught.value.reason == "model-checksum-wrong"
        assert isinstance(caught.value, SystemFault)


def test_a_folder_in_the_engines_form_can_be_brought(form: Path, tmp_path: Path):
    """It needs no checkpoint: it is known by its folder's name and the checksum of its weights."""
    brought = tmp_path / "brought"
    shutil.copytree(form, brought)
    (brought / "oralexam.json").unlink()
    model = find_model(str(brought), data_folder=tmp_path)
    identity = open_recognizer(model, settings=SETTINGS, data_folder=tmp_path).identity
    assert (identity.engine, identity.model, identity.note) == ("faster-whisper", "brought", UNVERIFIED)
    assert identity.model_sha256 == file_sha256(form / "model.bin")


@pytest.mark.parametrize("spoilt", ["truncated", "text", "other network", "no tokenizer", "other engine"])
def test_a_folder_that_is_no_model_is_refused(form: Path, tmp_path: Path, spoilt: str):
    """Nothing is looked for elsewhere: no network is asked for what is missing."""
    folder = tmp_path / "brought"
    shutil.copytree(form, folder)
    weights = folder / "model.bin"
    settings = SETTINGS
    if spoilt == "truncated":
        os.truncate(weights, weights.stat().st_size // 2)
    elif spoilt == "text":
        weights.write_text("this is not a model\n" * 100)
    elif spoilt == "other network":
        weights.write_bytes(weights.read_bytes().replace(b"WhisperSpec", b"WhisperSpek", 1))
    elif spoilt == "no tokenizer":
        (folder / "tokenizer.json").unlink()
    else:
        settings = msgspec.structs.replace(SETTINGS, engine=Engine.OPENAI_WHISPER)
    with pytest.raises(NotAModel):
        open_recognizer(folder, settings=settings, data_folder=tmp_path)


def test_what_a_model_is_not_fit_for_goes_with_its_form(tmp_path: Path):
    """The rehearsal model's form, brought as a folder: its clips are not packed, and it says what it is."""
    open_recognizer(MODEL, settings=SETTINGS, data_folder=tmp_path)
    (made,) = (tmp_path / "models").glob("*-int8")
    brought = made.replace(tmp_path / "brought")
    recognizer = open_recognizer(brought, settings=SETTINGS, data_folder=tmp_path)
    assert recognizer.single_clips
    assert "rehearsal model" in recognizer.identity.note


def test_a_conversion_that_failed_is_not_begun_again_at_once(tmp_path: Path, monkeypatch):
    """For ten minutes, or until the file changes: jobs that wait ask every ten seconds."""
    path = tmp_path / "own.pt"
    path.write_text("a model")
    began = []

    def end(*_arguments: object, **_named: object) -> subprocess.CompletedProcess:
        began.append("process")
        return subprocess.CompletedProcess(args=[], returncode=-9, stdout=b"")

    monkeypatch.setattr(converted_module.subprocess, "run", end)
    now_s = [0.0]
    opener = ModelOpener(str(path), settings=SETTINGS, data_folder=tmp_path, now_s=lambda: now_s[0])
    for at_s, runs in ((0.0, 1), (10.0, 1), (599.0, 1), (601.0, 2), (611.0, 2)):
        now_s[0] = at_s
        with pytest.raises(ModelConversionFailed):
            opener()
        assert len(began) == runs, at_s
    path.write_text("another model")
    with pytest.raises(ModelConversionFailed):
        opener()
    assert len(began) == 3


def test_what_is_no_model_is_looked_into_once(tmp_path: Path, monkeypatch):
    """Until it changes: every look costs a process and seconds, and jobs that wait ask again and again."""
    path = tmp_path / "own.pt"
    path.write_text("no model")
    looks = []

    def look(model: Path, **_named: object) -> None:
        looks.append(model)
        raise NotAModel(file=model.name, because="text")

    monkeypatch.setattr(opening, "open_recognizer", look)
    opener = ModelOpener(str(path), settings=SETTINGS, data_folder=tmp_path)
    for _ in range(3):
        with pytest.raises(OralExamError) as caught:
            opener()
        assert (caught.value.reason, caught.value.details["because"]) == ("model-not-a-model", "text")
    assert len(looks) == 1
    path.write_text("still no model")
    with pytest.raises(NotAModel):
        opener()
    assert len(looks) == 2
