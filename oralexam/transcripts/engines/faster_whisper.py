"""faster-whisper behind the `SpeechRecognizer` port: Whisper's network on CTranslate2, without torch.

It is given folders only, each with a tokenizer of its own: nothing is ever asked of a model hub.
"""

import importlib.metadata
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from oralexam.transcripts.engines import rules
from oralexam.transcripts.engines.choice import Choice, Device, Precision
from oralexam.transcripts.engines.gpu_faults import is_of_gpu
from oralexam.transcripts.engines.process_memory import give_back, kept_for_a_while, share_one_arena
from oralexam.transcripts.model_faults import NotAModel, SpeechDeviceMissing
from oralexam.transcripts.model_notes import ModelNote
from oralexam.transcripts.models import WEIGHTS_NAME
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, RecognizedSpeech, Samples
from oralexam.transcripts.transcript import GuessedLanguage, RecognizerIdentity, Word

if TYPE_CHECKING:
    from faster_whisper import WhisperModel
    from faster_whisper.transcribe import Segment

_COMPUTE_TYPES = {Precision.INT8: "int8", Precision.FLOAT16: "float16", Precision.FLOAT32: "float32"}
"""What CTranslate2 calls them."""
LARGEST_BESIDE_BYTES = 110_000_000
"""Weights up to base in int8 (78 MB): two windows at once take 150 MB more than one (measured), and small.en
has 30 MB left of a worker's 700 (docs/decisions/0175)."""
_WARM_UP_TOKENS = 4
"""A model that does not know silence would talk to the end of its context, and need 100 MB for it."""


class _LastEncoded(threading.local):
    """What the encoder made of a thread's window, so that it need not hear it again to tell its language."""

    first: Any = None

    def kept(self, encode: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """An encoder that leaves its first output here."""

        def keeping(features: Any) -> Any:  # noqa: ANN401 -- a type of CTranslate2's own
            encoded = encode(features)
            if self.first is None:
                self.first = encoded
            return encoded

        return keeping


class FasterWhisperRecognizer:
    """One loaded folder in CTranslate2's form."""

    def __init__(
        self, model: "WhisperModel", identity: RecognizerIdentity, *, single_clips: bool, at_once: int
    ) -> None:
        self._model = model
        self._identity = identity
        self.single_clips = single_clips
        self.at_once = at_once
        self._encoded = _LastEncoded()
        if model.model.is_multilingual:
            model.encode = self._encoded.kept(model.encode)

    @classmethod
    def load(
        cls, folder: Path, choice: Choice, note: ModelNote, *, alignment_heads: str
    ) -> "FasterWhisperRecognizer":
        """Load the form in `folder`; what it was made from, and its checksum, `note` says.

        Raises:
            NotAModel: The folder holds something else, or a part of a model.
            SpeechDeviceMissing: The GPU cannot be used: a library of its is missing, for instance.
            OSError: It cannot be read.
        """
        share_one_arena()
        # 0.3 s and 60 MB: only who hears something pays.
        from faster_whisper import WhisperModel  # noqa: PLC0415

        logging.getLogger("faster_whisper").setLevel(logging.ERROR)
        small = (folder / WEIGHTS_NAME).stat().st_size <= LARGEST_BESIDE_BYTES
        at_once = choice.at_once if small else 1
        try:
            model = WhisperModel(
                str(folder),
                device=choice.device.value,
                compute_type=_COMPUTE_TYPES[choice.precision],
                cpu_threads=choice.threads,
                num_workers=at_once,  # on a CPU they share the weights
                local_files_only=True,
            )
        except (OSError, MemoryError):
            raise
        except Exception as error:  # its own, of CTranslate2's C++ and of tokenizers' Rust: there is no list
            if choice.device is Device.CUDA and is_of_gpu(error):
                raise SpeechDeviceMissing(device=choice.device.value, engine=choice.engine.value) from error
            raise NotAModel(file=folder.name, because=type(error).__name__) from error
        give_back()  # 100 MB more than the model were needed to load small.en
        identity = RecognizerIdentity(
            engine=choice.engine.value,
            engine_version=f"{importlib.metadata.version('faster-whisper')}"
            f" (CTranslate2 {importlib.metadata.version('ctranslate2')})",
            model=note.name,
            model_sha256=note.sha256,
            settings=rules.settings_text(
                precision=choice.precision.value,
                alignment_heads=alignment_heads,
                device=choice.device_said,
                single_clips=note.single_clips,
            ),
            note=note.note,
        )
        return cls(model, identity, single_clips=note.single_clips, at_once=at_once)

    @property
    def identity(self) -> RecognizerIdentity:
        """Engine, model and settings, as they go into every transcript."""
        return self._identity

    def warm_up(self) -> None:
        """Hear a second of silence: what is made at the first use is made now."""
        self._heard(np.zeros(SAMPLE_RATE_HZ, np.float32), most_tokens=_WARM_UP_TOKENS)

    def recognize(self, samples: Samples) -> RecognizedSpeech:
        """The words of one window of at most 30 s, timed from its start."""
        self._encoded.first = None
        heard = self._heard(samples, most_tokens=None)
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
        return RecognizedSpeech(
            text=" ".join("".join(each.text for each in heard).split()),
            words=words,
            language=self._language(),
        )

    def _language(self) -> GuessedLanguage | None:
        """What the window that was just heard sounded like, of all languages that the model knows."""
        encoded, self._encoded.first = self._encoded.first, None
        if encoded is None:
            return None
        ((token, probability), *_) = self._model.model.detect_language(encoded)[0]
        return GuessedLanguage(code=token.strip("<|>"), probability=round(float(probability), 4))

    def _heard(self, samples: Samples, *, most_tokens: int | None) -> "list[Segment]":
        with kept_for_a_while():
            segments, _ = self._model.transcribe(
                samples,
                language=rules.LANGUAGE,
                beam_size=rules.BEAM_SIZE,
                temperature=rules.TEMPERATURE,
                condition_on_previous_text=rules.CONDITION_ON_PREVIOUS_TEXT,
                word_timestamps=True,
                no_speech_threshold=rules.NO_SPEECH_THRESHOLD,
                # Without these two nothing overrides the no-speech threshold and nothing is tried again warm.
                log_prob_threshold=None,
                compression_ratio_threshold=None,
                max_new_tokens=most_tokens,
            )
            return list(segments)
