"""Whose file a model is: a published name is that file or none, and what nobody vouches for says so."""

import shutil
from pathlib import Path

import pytest

from oralexam.transcripts.engines.checkpoint import file_sha256
from oralexam.transcripts.engines.choice import Engine, SpeechSettings
from oralexam.transcripts.engines.opening import ModelOpener, open_recognizer
from oralexam.transcripts.model_faults import ModelChecksumWrong
from oralexam.transcripts.published import PUBLISHED_SHA256, UNVERIFIED, published_as
from tests.transcripts.rehearsal_speech import MODEL


@pytest.mark.parametrize("engine", list(Engine))
@pytest.mark.parametrize("place", ["models", "elsewhere"])
def test_a_file_under_a_published_name_is_that_model_or_is_refused(
    tmp_path: Path, monkeypatch, engine: Engine, place: str
):
    """Copied there by hand, without a note: another file under that name is no small.en, whoever made it."""
    folder = tmp_path / place
    folder.mkdir()
    path = Path(shutil.copy(MODEL, folder / "small.en.pt"))
    opener = ModelOpener(str(path), settings=SpeechSettings(engine=engine), data_folder=tmp_path)
    with pytest.raises(ModelChecksumWrong):
        opener()
    own = Path(shutil.copy(MODEL, folder / "ours.pt"))
    identity = open_recognizer(own, settings=SpeechSettings(engine=engine), data_folder=tmp_path).identity
    assert (identity.model, identity.note) == ("ours", UNVERIFIED)
    # The very file that was published needs no note: its checksum says what it is.
    monkeypatch.setitem(PUBLISHED_SHA256, "small.en", file_sha256(MODEL))
    assert published_as(path, name="small.en", sha256=file_sha256(path)) == "small.en"
    assert published_as(own, name="small.en", sha256=file_sha256(path)) is None


def test_published_checksums_are_whispers_own():
    """Each is a part of the address from which whisper fetches the file."""
    import whisper

    assert {name: address.split("/")[-2] for name, address in whisper._MODELS.items()} == PUBLISHED_SHA256
