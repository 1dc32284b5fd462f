"""openai-whisper behind the `SpeechRecognizer` port: the reference that the other engine is compared with."""

import importlib.metadata
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from oralexam.transcripts.engines import rules
from oralexam.transcripts.engines.checkpoint import load_checkpoint
from oralexam.transcripts.engines.choice import Choice, Device, Precision
from oralexam.transcripts.engines.gpu_faults import is_of_gpu
from oralexam.transcripts.model_faults import NotAModel, SpeechDeviceMissing
from oralexam.transcripts.model_notes import ModelNote
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, RecognizedSpeech, Samples
from oralexam.transcripts.transcript import GuessedLanguage, RecognizerIdentity, Word

if TYPE_CHECKING:
    import torch
    import whisper


class OpenaiWhisperRecognizer:
    """One loaded Whisper checkpoint."""

    def __init__(
        self,
        model: "whisper.Whisper",
        identity: RecognizerIdentity,
        choice: Choice,
        *,
        single_clips: bool,
    ) -> None:
        self._model = model
        self._identity = identity
        self.single_clips = single_clips
        self._fp16 = choice.precision is Precision.FLOAT16
        self._threads = choice.threads
        self._encoded: torch.Tensor | None = None
        if model.is_multilingual:
            model.encoder.register_forward_hook(self._keep)

    @classmethod
    def load(
        cls,
        path: Path,
        choice: Choice,
        note: ModelNote,
        *,
        published_as: str | None,
    ) -> "OpenaiWhisperRecognizer":
        """Load the checkpoint at `path`, of which `note` tells; its threads count for this whole process.

        Raises:
            NotAModel: The file is something else.
            SpeechDeviceMissing: The GPU cannot be used: it has no memory left, for instance.
            OSError: The file cannot be read.
        """
        import torch  # noqa: PLC0415  # 2 s and 300 MB that only who asks for this engine pays

        torch.set_num_threads(choice.threads)
        try:
            model, heads = load_checkpoint(path, published_as=published_as, device=choice.device.value)
        except NotAModel as error:
            if choice.device is Device.CUDA and is_of_gpu(error.__cause__):
                raise SpeechDeviceMissing(device=choice.device.value, engine=choice.engine.value) from error
            raise
        identity = RecognizerIdentity(
            engine=choice.engine.value,
            engine_version=importlib.metadata.version("openai-whisper"),
            model=note.name,
            model_sha256=note.sha256,
            settings=rules.settings_text(
                precision=choice.precision.value,
                alignment_heads=heads,
                device=choice.device_said,
                single_clips=note.single_clips,
            ),
            note=note.note,
        )
        return cls(model, identity, choice, single_clips=note.single_clips)

    @property
    def identity(self) -> RecognizerIdentity:
        """Engine, model and settings, as they go into every transcript."""
        return self._identity

    @property
    def at_once(self) -> int:
        """One: word times come from hooks in the network itself."""
        return 1

    def warm_up(self) -> None:
        """Pay for just-in-time compilation now, before somebody waits for a transcript."""
        import torch  # noqa: PLC0415  # loaded already by `load`
        from whisper.timing import dtw  # noqa: PLC0415

        # Word timing is compiled by numba at its first use (3 s measured).
        dtw(torch.zeros(2, 2))
        if self._model.device.type != Device.CPU.value:
            # Libraries of a GPU are looked for when it computes; on a CPU this would be a second for nothing.
            self.recognize(np.zeros(SAMPLE_RATE_HZ, np.float32))

    def recognize(self, samples: Samples) -> RecognizedSpeech:
        """The words of one window of at most 30 s, timed from its start."""
        import torch  # noqa: PLC0415  # as above

        # numba, which times words, sets all threads free again when it compiles (measured: 1 became 2, whose
        # waiting for each other cost half as much CPU again, and four times as much on a busy machine).
        torch.set_num_threads(self._threads)
        self._encoded = None
        heard = self._model.transcribe(
            samples,
            language=rules.LANGUAGE,
            # No `beam_size`: without one it is greedy (whisper/decoding.py), as the other engine is with 1.
            temperature=rules.TEMPERATURE,
            condition_on_previous_text=rules.CONDITION_ON_PREVIOUS_TEXT,
            word_timestamps=True,
            no_speech_threshold=rules.NO_SPEECH_THRESHOLD,
            # Without these two nothing overrides the no-speech threshold and nothing is tried again warmer.
            logprob_threshold=None,
            compression_ratio_threshold=None,
            fp16=self._fp16,
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
        return RecognizedSpeech(text=" ".join(heard["text"].split()), words=words, language=self._language())

    def _keep(self, _module: object, _given: object, encoded: "torch.Tensor") -> None:
        """What the encoder made of a window, so that it need not hear it again to tell its language."""
        if self._encoded is None:
            self._encoded = encoded

    def _language(self) -> GuessedLanguage | None:
        encoded, self._encoded = self._encoded, None
        if encoded is None:
            return None
        _, (probabilities,) = self._model.detect_language(encoded)
        code = max(probabilities, key=lambda each: float(probabilities[each]))
        return GuessedLanguage(code=code, probability=round(float(probabilities[code]), 4))
