"""openai-whisper behind the `SpeechRecognizer` port: greedy, without memory of what was said before.

Settings are those that were measured for this job: no temperature fallback and no conditioning on previous
text (both invent), English only, and a segment whose no-speech probability is above 0.6 is dropped whatever
its log probability.
"""

import contextlib
import hashlib
import importlib.metadata
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from oralexam.errors import UserMistake
from oralexam.transcripts.model_notes import ModelNote, read_note
from oralexam.transcripts.ports import RecognizedSpeech, Samples
from oralexam.transcripts.transcript import RecognizerIdentity, Word

if TYPE_CHECKING:
    import whisper

NO_SPEECH_THRESHOLD = 0.6
"""openai-whisper's own default, but final here: there a high log probability overrides it (measured)."""

LANGUAGE = "en"
"""The exchange is handled in English: exam document (RE AIE 2015)."""


class NotAModel(UserMistake):
    """The file that was given as a Whisper model is something else."""

    code = "model-not-a-model"


class WhisperRecognizer:
    """One loaded Whisper checkpoint."""

    def __init__(self, model: "whisper.Whisper", identity: RecognizerIdentity) -> None:
        self._model = model
        self._identity = identity

    @classmethod
    def load(
        cls, path: Path, *, device: str | None = None, threads: int | None = None
    ) -> "WhisperRecognizer":
        """Load the checkpoint at `path`.

        Args:
            path: A checkpoint in openai-whisper's form.
            device: "cpu" or "cuda"; the latter by default where there is one.
            threads: CPU threads for this whole process; by default half of the cores: calls go on meanwhile.

        Raises:
            NotAModel: The file is something else.
            OSError: The file cannot be read.
        """
        import torch  # noqa: PLC0415  # 2 s and 300 MB that only the worker process pays

        torch.set_num_threads(threads or max(1, (os.cpu_count() or 2) // 2))
        device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        sha256 = file_sha256(path)
        note = read_note(path)
        with _refusing_other_files(path):
            model, heads = _load_checkpoint(path, sha256=sha256, note=note, device=device)
            _read_vocabulary(model)
        identity = RecognizerIdentity(
            engine="openai-whisper",
            engine_version=importlib.metadata.version("openai-whisper"),
            model=note.name if note and note.sha256 == sha256 else path.stem,
            model_sha256=sha256,
            settings=f"greedy temperature=0 condition_on_previous_text=no language={LANGUAGE} "
            f"no_speech_threshold={NO_SPEECH_THRESHOLD} precision={'fp16' if device != 'cpu' else 'fp32'} "
            f"alignment_heads={heads}",
            note=note.note if note and note.sha256 == sha256 else "",
        )
        return cls(model, identity)

    @property
    def identity(self) -> RecognizerIdentity:
        """Engine, model and settings, as they go into every transcript."""
        return self._identity

    def warm_up(self) -> None:
        """Pay for just-in-time compilation now, before somebody waits for a transcript."""
        import torch  # noqa: PLC0415  # loaded already by `load`
        from whisper.timing import dtw  # noqa: PLC0415

        # Word timing is compiled by numba at its first use (3 s measured).
        dtw(torch.zeros(2, 2))

    def recognize(self, samples: Samples) -> RecognizedSpeech:
        """The words of one clip of at most 30 s, timed from its start."""
        heard = self._model.transcribe(
            samples,
            language=LANGUAGE,
            temperature=0.0,
            condition_on_previous_text=False,
            word_timestamps=True,
            no_speech_threshold=NO_SPEECH_THRESHOLD,
            # Without these two nothing overrides the no-speech threshold and nothing is tried again warmer.
            logprob_threshold=None,
            compression_ratio_threshold=None,
            fp16=self._model.device.type == "cuda",
        )
        words = tuple(
            Word(
                text=word["word"].strip(),
                start_s=round(float(word["start"]), 3),
                end_s=round(float(word["end"]), 3),
                probability=round(float(word["probability"]), 4),
            )
            for segment in heard["segments"]
            for word in segment["words"]
            if word["word"].strip()
        )
        return RecognizedSpeech(text=" ".join(heard["text"].split()), words=words)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def _refusing_other_files(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, MemoryError):
        raise
    except Exception as error:  # PyTorch's unpickler raises anything on another kind of file, IndexError too
        raise NotAModel(file=path.name, because=type(error).__name__) from error


def _read_vocabulary(model: "whisper.Whisper") -> None:
    """Read the tokeniser's file now (whisper keeps it): a vocabulary that it does not have is no model's."""
    from whisper.tokenizer import get_tokenizer  # noqa: PLC0415  # as torch above

    with warnings.catch_warnings():
        # Whisper forgets to close that file.
        warnings.simplefilter("ignore", ResourceWarning)
        get_tokenizer(model.is_multilingual, num_languages=model.num_languages, language=LANGUAGE)


def _load_checkpoint(
    path: Path, *, sha256: str, note: ModelNote | None, device: str
) -> "tuple[whisper.Whisper, str]":
    """The model, and where its alignment heads (which give words their times) come from.

    A path-loaded checkpoint keeps Whisper's default heads (all of the last half of the decoder's layers),
    which time words more roughly. A model that was installed by name is loaded by name: the same file,
    checked again, with the heads that were chosen for it.
    """
    import whisper  # noqa: PLC0415  # as torch above

    if note is not None and note.sha256 == sha256 and note.name in whisper.available_models():
        return whisper.load_model(note.name, device=device, download_root=str(path.parent)), "official"
    model = whisper.load_model(str(path), device=device)
    layers_with_heads = set(model.alignment_heads.indices()[0].tolist())
    expected = set(range(model.dims.n_text_layer // 2, model.dims.n_text_layer))
    if layers_with_heads != expected:
        raise ValueError("alignment heads are not those of the last half of the layers")
    return model, "last-half-of-layers"
