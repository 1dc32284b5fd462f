"""faster-whisper behind the `SpeechRecognizer` port: Whisper's network on CTranslate2, without torch.

It is given folders only, each with a tokenizer of its own: nothing is ever asked of a model hub.
"""

import ctypes
import importlib.metadata
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from oralexam.transcripts.engines import rules
from oralexam.transcripts.engines.choice import Choice, Precision
from oralexam.transcripts.model_faults import NotAModel
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, RecognizedSpeech, Samples
from oralexam.transcripts.transcript import RecognizerIdentity, Word

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

_COMPUTE_TYPES = {Precision.INT8: "int8", Precision.FLOAT16: "float16", Precision.FLOAT32: "float32"}
"""What CTranslate2 calls them."""
_M_ARENA_MAX, _M_TRIM_THRESHOLD = -8, -1
"""glibc's numbers (malloc.h)."""


class FasterWhisperRecognizer:
    """One loaded folder in CTranslate2's form."""

    def __init__(self, model: "WhisperModel", identity: RecognizerIdentity) -> None:
        self._model = model
        self._identity = identity

    @classmethod
    def load(
        cls, folder: Path, choice: Choice, *, name: str, sha256: str, note: str, alignment_heads: str
    ) -> "FasterWhisperRecognizer":
        """Load the form in `folder`; what it was made from is known by who asks.

        Raises:
            NotAModel: The folder holds something else, or a part of a model.
            OSError: It cannot be read.
        """
        _give_memory_back()
        # 0.3 s and 60 MB: only who hears something pays.
        from faster_whisper import WhisperModel  # noqa: PLC0415

        logging.getLogger("faster_whisper").setLevel(logging.ERROR)
        try:
            model = WhisperModel(
                str(folder),
                device=choice.device.value,
                compute_type=_COMPUTE_TYPES[choice.precision],
                cpu_threads=choice.threads,
                local_files_only=True,
            )
        except (OSError, MemoryError):
            raise
        except Exception as error:  # its own, of CTranslate2's C++ and of tokenizers' Rust: there is no list
            raise NotAModel(file=folder.name, because=type(error).__name__) from error
        identity = RecognizerIdentity(
            engine=choice.engine.value,
            engine_version=f"{importlib.metadata.version('faster-whisper')}"
            f" (CTranslate2 {importlib.metadata.version('ctranslate2')})",
            model=name,
            model_sha256=sha256,
            settings=rules.settings_text(
                precision=choice.precision.value, alignment_heads=alignment_heads, device=choice.device.value
            ),
            note=note,
        )
        return cls(model, identity)

    @property
    def identity(self) -> RecognizerIdentity:
        """Engine, model and settings, as they go into every transcript."""
        return self._identity

    def warm_up(self) -> None:
        """Hear a second of silence: what is made at the first use is made now."""
        self.recognize(np.zeros(SAMPLE_RATE_HZ, np.float32))

    def recognize(self, samples: Samples) -> RecognizedSpeech:
        """The words of one clip of at most 30 s, timed from its start."""
        segments, _ = self._model.transcribe(
            samples,
            language=rules.LANGUAGE,
            beam_size=rules.BEAM_SIZE,
            temperature=rules.TEMPERATURE,
            condition_on_previous_text=rules.CONDITION_ON_PREVIOUS_TEXT,
            word_timestamps=True,
            no_speech_threshold=rules.NO_SPEECH_THRESHOLD,
            # Without these two nothing overrides the no-speech threshold and nothing is tried again warmer.
            log_prob_threshold=None,
            compression_ratio_threshold=None,
        )
        heard = list(segments)
        words = tuple(
            Word(
                text=word.word.strip(),
                start_s=round(float(word.start), 3),
                end_s=round(float(word.end), 3),
                probability=round(float(word.probability), 4),
            )
            for segment in heard
            for word in segment.words or ()
            if word.word.strip()
        )
        return RecognizedSpeech(text=" ".join("".join(each.text for each in heard).split()), words=words)


def _give_memory_back() -> None:
    """Have this process keep less of what it freed; before CTranslate2 makes its threads.

    Each window needs matrices of 100 MB for a moment. Intel's library keeps what was freed (MKL developer
    guide, MKL_DISABLE_FAST_MM), and so does malloc, for each thread (mallopt(3), M_ARENA_MAX). With small.en
    in int8 the peak was 758 MB without these two, and is 630 MB with them (docs/decisions/0150).
    """
    os.environ.setdefault("MKL_DISABLE_FAST_MM", "1")
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # glibc's; other systems have none
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)
        mallopt(_M_TRIM_THRESHOLD, 128 * 1024)
