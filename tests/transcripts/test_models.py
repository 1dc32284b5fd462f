"""Finding and installing models: what is missing is said, what is broken is never installed."""

import errno
import hashlib
import shutil
from pathlib import Path
from urllib.error import URLError

import pytest

from oralexam.errors import Unavailable, UserMistake
from oralexam.rehearsal.model import rehearsal_model_path
from oralexam.transcripts.installing import install
from oralexam.transcripts.model_faults import (
    ModelChecksumWrong,
    ModelDownloadFailed,
    ModelNoSpace,
    ModelNotInstalled,
    NotAModel,
    UnknownModel,
)
from oralexam.transcripts.model_notes import ModelNote, read_note, write_note
from oralexam.transcripts.models import find_model, installed_models, models_folder
from oralexam.transcripts.published import PUBLISHED_SHA256


def put(data_folder: Path, file: str, *, name: str | None = None) -> Path:
    """A model file as `install` leaves it; without `name` as a person might copy it there."""
    path = models_folder(data_folder) / file
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"model")
    if name:
        write_note(path, ModelNote(name=name, sha256="0" * 64))
    return path


def test_a_model_that_is_not_there_is_a_state_to_recover_from(tmp_path: Path):
    """It has its own code, and jobs wait for it."""
    for setting in ("small.en", str(tmp_path / "nowhere.pt"), ""):
        with pytest.raises(ModelNotInstalled) as caught:
            find_model(setting, data_folder=tmp_path)
        assert caught.value.reason == "model-not-installed"
        assert isinstance(caught.value, Unavailable)


def test_an_installed_model_is_found_by_its_name(tmp_path: Path):
    """By the file's name, or by the name in its note where whisper keeps the file under another one."""
    small = put(tmp_path, "small.en.pt", name="small.en")
    turbo = put(tmp_path, "large-v3-turbo.pt", name="turbo")
    put(tmp_path, "copied.pt")
    assert find_model("small.en", data_folder=tmp_path) == small
    assert find_model("turbo", data_folder=tmp_path) == turbo
    assert installed_models(tmp_path) == ["small.en", "turbo"]


def test_a_model_is_found_by_its_path(tmp_path: Path):
    """ORALEXAM_WHISPER_MODEL may name a file anywhere."""
    path = tmp_path / "mine.pt"
    path.touch()
    assert find_model(str(path), data_folder=tmp_path / "data") == path


def test_a_folder_is_not_a_model(tmp_path: Path):
    """The person gets the sentence for a file of the wrong kind."""
    with pytest.raises(NotAModel):
        find_model(str(tmp_path), data_folder=tmp_path)


def test_an_unknown_name_is_refused_before_anything_is_fetched(tmp_path: Path):
    """The mistake is the person's, and nothing is written."""
    with pytest.raises(UnknownModel) as caught:
        install("enormous.en", data_folder=tmp_path)
    assert isinstance(caught.value, UserMistake)
    assert not models_folder(tmp_path).exists()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (URLError("no network"), ModelDownloadFailed),
        (TypeError("a page without a length"), ModelDownloadFailed),
        (OSError(errno.ENOSPC, "disk full"), ModelNoSpace),
        (RuntimeError("the SHA256 checksum does not match"), ModelChecksumWrong),
    ],
)
def test_a_download_that_fails_installs_nothing(tmp_path: Path, monkeypatch, fault: Exception, error: type):
    """Half a file is thrown away, a model that was there stays."""
    import whisper

    before = put(tmp_path, "tiny.en.pt", name="tiny.en")

    def load_model(_name: str, *, device: str, download_root: str) -> None:
        assert device == "cpu"
        (Path(download_root) / "base.en.pt").write_bytes(b"half")
        raise fault

    monkeypatch.setattr(whisper, "load_model", load_model)
    with pytest.raises(error):
        install("base.en", data_folder=tmp_path)
    assert sorted(path.name for path in models_folder(tmp_path).iterdir()) == ["tiny.en.json", "tiny.en.pt"]
    assert before.read_bytes() == b"model"


def test_what_whisper_has_fetched_and_checked_is_installed_whole(tmp_path: Path, monkeypatch):
    """The file is moved into place with a note of its name and checksum, and then found by name."""
    import whisper

    def load_model(_name: str, *, device: str, download_root: str) -> None:
        del device
        (Path(download_root) / "large-v3-turbo.pt").write_bytes(b"whole")

    monkeypatch.setattr(whisper, "load_model", load_model)
    path = install("turbo", data_folder=tmp_path)
    note = read_note(path)
    assert note is not None
    assert (path.name, note.name, path.read_bytes()) == ("large-v3-turbo.pt", "turbo", b"whole")
    assert find_model("turbo", data_folder=tmp_path) == path
    assert installed_models(tmp_path) == ["turbo"]


def test_a_file_that_is_there_is_checked_without_a_network(tmp_path: Path, monkeypatch):
    """Whisper finds it where it would download to, and so does not download."""
    import whisper

    put(tmp_path, "base.en.pt")

    def load_model(_name: str, *, device: str, download_root: str) -> None:
        del device
        assert (Path(download_root) / "base.en.pt").read_bytes() == b"model"

    monkeypatch.setattr(whisper, "load_model", load_model)
    assert install("base.en", data_folder=tmp_path).exists()
    assert installed_models(tmp_path) == ["base.en"]


def test_a_brought_file_is_installed_under_its_name(tmp_path: Path):
    """No network is asked, and it is found by that name; what is no model leaves nothing behind."""
    brought = tmp_path / "centre.pt"
    shutil.copy(rehearsal_model_path(), brought)
    shutil.copy(rehearsal_model_path().with_suffix(".json"), brought.with_suffix(".json"))
    data = tmp_path / "data"
    path = install(str(brought), data_folder=data)
    note = read_note(path)
    assert note is not None
    assert "rehearsal model" in note.note
    assert (note.name, note.sha256) == ("centre", hashlib.sha256(brought.read_bytes()).hexdigest())
    assert find_model("centre", data_folder=data) == path
    (tmp_path / "song.pt").write_bytes(b"no model")
    for wrong in ("song.pt", "missing.pt", "sub/folder"):
        with pytest.raises(NotAModel):
            install(str(tmp_path / wrong), data_folder=data)
    assert installed_models(data) == ["centre"]
    assert sorted(each.name for each in models_folder(data).iterdir()) == ["centre.json", "centre.pt"]


def test_a_model_never_lies_there_without_its_checksum(tmp_path: Path, monkeypatch):
    """Stopped between the two moves: there is a note and no model, so nothing is taken unchecked."""
    move = Path.replace

    def stop_at_the_model(path: Path, target: Path) -> Path:
        if path.suffix == ".pt":
            raise KeyboardInterrupt
        return move(path, target)

    monkeypatch.setattr(Path, "replace", stop_at_the_model)
    with pytest.raises(KeyboardInterrupt):
        install(str(rehearsal_model_path()), data_folder=tmp_path)
    assert [each.name for each in models_folder(tmp_path).iterdir()] == ["rehearsal.json"]
    assert installed_models(tmp_path) == []


def test_a_disk_that_is_full_of_a_brought_file_is_said(tmp_path: Path, monkeypatch):
    """Nothing was downloaded, so no download failed."""

    def copy(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "disk full")

    monkeypatch.setattr(shutil, "copy2", copy)
    with pytest.raises(ModelNoSpace):
        install(str(rehearsal_model_path()), data_folder=tmp_path)
    assert list(models_folder(tmp_path).iterdir()) == []


def test_a_brought_file_with_a_published_name_is_checked_as_a_download(tmp_path: Path, monkeypatch):
    """A stick carries base.en.pt to a centre without a network: the published checksum decides."""
    import whisper

    brought = tmp_path / "base.en.pt"
    brought.write_bytes(b"brought")
    monkeypatch.setitem(PUBLISHED_SHA256, "base.en", hashlib.sha256(b"brought").hexdigest())

    def load_model(name: str, *, device: str, download_root: str) -> None:
        del device
        assert (name, (Path(download_root) / "base.en.pt").read_bytes()) == ("base.en", b"brought")

    monkeypatch.setattr(whisper, "load_model", load_model)
    assert install(str(brought), data_folder=tmp_path / "data").read_bytes() == b"brought"


def test_a_brought_file_under_a_published_name_is_refused_without_a_download(tmp_path: Path, monkeypatch):
    """It is not that model; nothing is fetched in its place, and nothing is installed."""
    import whisper

    monkeypatch.setattr(whisper, "load_model", lambda *_, **__: pytest.fail("asked the network"))
    brought = Path(shutil.copy(rehearsal_model_path(), tmp_path / "small.en.pt"))
    with pytest.raises(ModelChecksumWrong):
        install(str(brought), data_folder=tmp_path / "data")
    assert installed_models(tmp_path / "data") == []
