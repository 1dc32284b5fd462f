"""The one place where a recogniser is made: from a model's file or folder, and from what the settings say."""

import math
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec
import structlog

from oralexam.transcripts import published
from oralexam.transcripts.engines.checkpoint import file_sha256
from oralexam.transcripts.engines.choice import Choice, Device, Engine, Precision, SpeechSettings, choose
from oralexam.transcripts.engines.converted import brought_note, check_converted, converted
from oralexam.transcripts.model_faults import (
    ModelChecksumWrong,
    ModelConversionFailed,
    ModelNotInstalled,
    NotAModel,
    SpeechDeviceMissing,
)
from oralexam.transcripts.model_notes import ModelNote, read_note
from oralexam.transcripts.models import WEIGHTS_NAME, find_model, is_converted, models_folder
from oralexam.transcripts.ports import SpeechRecognizer

CONVERT_AGAIN_S = 600.0
"""A conversion that fails takes minutes and gigabytes from calls under way: it is not begun again at once."""
_log = structlog.get_logger(__name__)


class LoadedRecognizer(SpeechRecognizer, Protocol):
    """A recogniser whose first clip costs more, unless that is paid for before."""

    def warm_up(self) -> None:
        """Pay for it now."""
        ...


def open_recognizer(model: Path, *, settings: SpeechSettings, data_folder: Path) -> LoadedRecognizer:
    """Load `model` (see `models.find_model`) into the engine that the settings name; seconds, and memory.

    A GPU that the settings leave to the machine, and that cannot be computed on, is let alone: many a PC has
    a driver and no cuBLAS, which shows at the first clip. The recogniser's settings say so.

    Args:
        model: A checkpoint of openai-whisper's (.pt), or a folder in CTranslate2's form.
        settings: Engine, device, precision, threads.
        data_folder: Converted forms are kept in its `models`.

    Raises:
        NotAModel: It is something else, or a part of a model.
        ModelChecksumWrong: It was installed by name, and is another file now; or it bears a published name,
            and is another file than was published.
        ModelNoSpace, ModelConversionFailed: Its form for faster-whisper could not be made.
        SpeechDeviceMissing, SpeechPrecisionWrong: The settings do not fit this machine.
        OSError: It cannot be read.
    """
    cores = os.cpu_count() or 2
    choice = choose(settings, gpus=_gpus(settings.engine), cores=cores)
    if choice.device is Device.CPU:
        return _open(model, choice, data_folder)
    try:
        return _proved(_open(model, choice, data_folder), choice)
    except SpeechDeviceMissing as error:
        if settings.device is not Device.AUTO:
            raise
        _log.warning("gpu-not-usable", engine=choice.engine.value, cause=repr(error.__cause__))
    choice = msgspec.structs.replace(choose(settings, gpus=0, cores=cores), gpu_failed=True)
    return _open(model, choice, data_folder)


def _proved(recognizer: LoadedRecognizer, choice: Choice) -> LoadedRecognizer:
    """It, once it has computed something on the GPU: libraries are looked for there and then."""
    try:
        recognizer.warm_up()
    except RuntimeError as error:
        raise SpeechDeviceMissing(device=choice.device.value, engine=choice.engine.value) from error
    return recognizer


def _open(model: Path, choice: Choice, data_folder: Path) -> LoadedRecognizer:
    if model.is_dir():
        return _open_folder(model, choice)
    sha256 = file_sha256(model)
    installed = _note_of(model, sha256, models_folder(data_folder))
    name = installed.name if installed else model.stem
    known = published.published_as(model, name=name, sha256=sha256)
    verified = installed is not None or known is not None
    note = installed or ModelNote(name=name, sha256=sha256, note="" if verified else published.UNVERIFIED)
    if choice.engine is Engine.OPENAI_WHISPER:
        from oralexam.transcripts.engines.openai_whisper import OpenaiWhisperRecognizer  # noqa: PLC0415

        return OpenaiWhisperRecognizer.load(model, choice, note, published_as=known)
    from oralexam.transcripts.engines.faster_whisper import FasterWhisperRecognizer  # noqa: PLC0415

    folder, form = converted(
        model,
        sha256=sha256,
        precision=choice.precision,
        published_as=known,
        about=note,
        models=models_folder(data_folder),
    )
    return FasterWhisperRecognizer.load(folder, choice, note, alignment_heads=form.alignment_heads)


def precision_of_forms(settings: SpeechSettings) -> Precision | None:
    """What converted forms are needed here, by these settings; None where the engine reads checkpoints."""
    if settings.engine is Engine.OPENAI_WHISPER:
        return None
    return choose(settings, gpus=_gpus(settings.engine), cores=os.cpu_count() or 2).precision


_NoGood = NotAModel | ModelChecksumWrong | ModelConversionFailed


class ModelOpener:
    """Opens the model that `setting` names, whenever it is asked.

    What was found to be no model is not looked into again before it has changed, and what could not be
    converted not for ten minutes: jobs that wait ask every few seconds, and looking costs some.
    """

    def __init__(
        self,
        setting: str,
        *,
        settings: SpeechSettings,
        data_folder: Path,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._setting = setting
        self._settings = settings
        self._data_folder = data_folder
        self._now_s = now_s
        self._no_good: tuple[tuple[Path, int, int], float, _NoGood] | None = None

    def is_installed(self) -> bool:
        """Whether there is something under that name, whatever it is."""
        try:
            find_model(self._setting, data_folder=self._data_folder)
        except ModelNotInstalled:
            return False
        except NotAModel:
            return True
        return True

    def __call__(self) -> LoadedRecognizer:
        """The recogniser; raises what `find_model` and `open_recognizer` raise."""
        model = find_model(self._setting, data_folder=self._data_folder)
        file = model / WEIGHTS_NAME if model.is_dir() else model
        found = file.stat()
        seen = (file, found.st_mtime_ns, found.st_size)
        if self._no_good is not None:
            file_then, until_s, fault = self._no_good
            if file_then == seen and self._now_s() < until_s:
                raise type(fault)(**fault.details)
        try:
            return open_recognizer(model, settings=self._settings, data_folder=self._data_folder)
        except (NotAModel, ModelChecksumWrong) as error:
            self._no_good = (seen, math.inf, error)
            raise
        except ModelConversionFailed as error:
            self._no_good = (seen, self._now_s() + CONVERT_AGAIN_S, error)
            raise


def _open_folder(folder: Path, choice: Choice) -> LoadedRecognizer:
    """A form that was made elsewhere: named by its folder, and known by the checksum of its weights."""
    if choice.engine is Engine.OPENAI_WHISPER or not is_converted(folder):
        raise NotAModel(file=folder.name, because="a folder")
    from oralexam.transcripts.engines.faster_whisper import FasterWhisperRecognizer  # noqa: PLC0415

    check_converted(folder)
    note = brought_note(folder)
    if note.name in published.PUBLISHED_SHA256:
        # A form's weights have no published checksum, so that nothing tells whose they are.
        note = msgspec.structs.replace(note, name=f"own {note.name}")
    return FasterWhisperRecognizer.load(folder, choice, note, alignment_heads="as-brought")


def _note_of(model: Path, sha256: str, models: Path) -> ModelNote | None:
    """The note beside a file, if it is of this very file.

    A note that somebody's file lies beside by chance is not believed; a file that was installed here under a
    name and is another one now is not used.
    """
    note = read_note(model)
    if note is None or note.sha256 == sha256:
        return note
    if model.parent.resolve() == models.resolve():
        raise ModelChecksumWrong(model=note.name)
    return None


def _gpus(engine: Engine) -> int:
    """How many GPUs the engine itself sees: each has its own way of finding them."""
    if engine is Engine.OPENAI_WHISPER:
        import torch  # noqa: PLC0415  # the engine needs it anyway

        return int(torch.cuda.device_count()) if torch.cuda.is_available() else 0
    import ctranslate2  # noqa: PLC0415  # idem

    return int(ctranslate2.get_cuda_device_count())
