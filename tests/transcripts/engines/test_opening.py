"""What a GPU that cannot be computed on comes to."""

from pathlib import Path
from types import SimpleNamespace

import pytest
import whisper

from oralexam.transcripts.engines import opening
from oralexam.transcripts.engines.checkpoint import file_sha256
from oralexam.transcripts.engines.choice import Device, Engine, Precision, SpeechSettings
from oralexam.transcripts.engines.converted import converted
from oralexam.transcripts.engines.opening import open_recognizer
from oralexam.transcripts.model_faults import SpeechDeviceMissing
from tests.transcripts.rehearsal_speech import MODEL


class _NoCublas:
    """A network on a GPU whose libraries are not there: CTranslate2 says so when it computes, or at once."""

    model = SimpleNamespace(is_multilingual=False)

    def __init__(self, *, at_once: bool) -> None:
        if at_once:
            self.transcribe()

    def transcribe(self, *_arguments: object, **_named: object) -> None:
        raise RuntimeError("Library libcublas.so.12 is not found or cannot be loaded")


@pytest.mark.parametrize("when", ["loading", "hearing"])
@pytest.mark.parametrize("device", [Device.AUTO, Device.CUDA])
def test_a_gpu_without_its_libraries_costs_no_transcript(forms: Path, monkeypatch, device: Device, when: str):
    """A driver and no cuBLAS: the CPU computes and it is said; who asked for the GPU is told so."""
    import faster_whisper

    folder, _ = converted(
        MODEL,
        sha256=file_sha256(MODEL),
        precision=Precision.INT8,
        published_as=None,
        models=forms / "models",
    )

    real = faster_whisper.WhisperModel

    def load(path: str, *, device: str, **named: object) -> object:
        return (
            _NoCublas(at_once=when == "loading") if device == "cuda" else real(path, device=device, **named)
        )

    monkeypatch.setattr(faster_whisper, "WhisperModel", load)
    monkeypatch.setattr(opening, "_gpus", lambda _engine: 1)
    settings = SpeechSettings(device=device, threads=1)
    if device is Device.CUDA:
        with pytest.raises(SpeechDeviceMissing):
            open_recognizer(folder, settings=settings, data_folder=forms)
        return
    recognizer = open_recognizer(folder, settings=settings, data_folder=forms)
    recognizer.warm_up()
    assert " device=cpu gpu=failed precision=int8 " in recognizer.identity.settings


@pytest.mark.parametrize("fault", ["CUDA out of memory", "CUDA error: no kernel image is available"])
@pytest.mark.parametrize("device", [Device.AUTO, Device.CUDA])
def test_a_gpu_that_takes_no_checkpoint_costs_no_transcript_either(
    forms: Path, monkeypatch, device: Device, fault: str
):
    """The reference engine: what PyTorch says of a GPU is not said of the model."""
    real = whisper.load_model

    def load(name: str, *, device: str, **named: object) -> object:
        if device == "cuda":
            raise RuntimeError(fault)
        return real(name, device=device, **named)

    monkeypatch.setattr(whisper, "load_model", load)
    monkeypatch.setattr(opening, "_gpus", lambda _engine: 1)
    settings = SpeechSettings(engine=Engine.OPENAI_WHISPER, device=device, threads=1)
    if device is Device.CUDA:
        with pytest.raises(SpeechDeviceMissing):
            open_recognizer(MODEL, settings=settings, data_folder=forms)
        return
    recognizer = open_recognizer(MODEL, settings=settings, data_folder=forms)
    assert " device=cpu gpu=failed precision=float32 " in recognizer.identity.settings
