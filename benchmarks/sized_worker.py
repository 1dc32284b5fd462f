"""A worker whose recogniser writes a forced count of tokens: the speed of a model without its weights.

No network here reaches Whisper's weights. Random ones of the same shape cost the same arithmetic for the same
count of tokens, and say nothing that means anything; left alone they would write until they are cut off.
"""

import dataclasses
import runpy
import sys
from pathlib import Path
from typing import Any, Final

from oralexam.transcripts.ports import SAMPLE_RATE_HZ, RecognizedSpeech, Samples

TOKENS_A_SECOND: Final = 4.0
"""Of speech: 150 to 200 words a minute, at 1.3 tokens a word."""
BASE_EN: Final = {
    "n_mels": 80,
    "n_vocab": 51_864,
    "n_audio_ctx": 1500,
    "n_text_ctx": 448,
    "n_audio_state": 512,
    "n_audio_head": 8,
    "n_audio_layer": 6,
    "n_text_state": 512,
    "n_text_head": 8,
    "n_text_layer": 6,
}
"""The shape of base.en (openai-whisper, whisper/model.py: ModelDimensions; the published checkpoint)."""
_END_OF_TEXT: Final = 50_256
_FIRST_TIMESTAMP: Final = 50_363
"""Tokens of the English vocabulary that end a text, or part it."""


def write_random_model(path: Path) -> None:
    """A checkpoint in openai-whisper's form, of base.en's shape, the same every time."""
    import torch  # noqa: PLC0415  # only where a model is made
    from whisper.model import ModelDimensions, Whisper  # noqa: PLC0415

    torch.manual_seed(1)
    model = Whisper(ModelDimensions(**BASE_EN))
    # Whisper leaves it as the memory was; numbers that are none cost more, and less, than numbers.
    torch.nn.init.normal_(model.decoder.positional_embedding, std=0.01)
    torch.save({"dims": dict(BASE_EN), "model_state_dict": model.half().state_dict()}, path)


def force_token_counts() -> None:
    """From now on faster-whisper writes four tokens a second of what it is given, all of them text."""
    from faster_whisper import WhisperModel  # noqa: PLC0415

    from oralexam.transcripts.engines.faster_whisper import FasterWhisperRecognizer  # noqa: PLC0415

    recognize = FasterWhisperRecognizer.recognize
    generate = WhisperModel.generate_with_fallback
    time_words = WhisperModel.add_word_timestamps
    wanted = [1]

    def recognized(self: FasterWhisperRecognizer, samples: Samples) -> RecognizedSpeech:
        wanted[0] = max(1, round(TOKENS_A_SECOND * len(samples) / SAMPLE_RATE_HZ))
        return recognize(self, samples)

    def generated(self: Any, encoded: Any, prompt: list[int], tokenizer: Any, options: Any) -> Any:  # noqa: ANN401
        never = [*(options.suppress_tokens or ()), _END_OF_TEXT, *range(_FIRST_TIMESTAMP, BASE_EN["n_vocab"])]
        # CTranslate2 stops at half of the greatest length.
        most = 2 * wanted[0] + 1 - len(prompt)
        forced = dataclasses.replace(options, max_new_tokens=most, suppress_tokens=sorted(set(never)))
        return generate(self, encoded, prompt, tokenizer, forced)

    def timed(self: Any, segments: Any, *args: Any, **named: Any) -> Any:  # noqa: ANN401
        end_s = segments[-1][-1]["end"]
        last = time_words(self, segments, *args, **named)
        # A clip is heard again from its last word on: where that means nothing it ends early, many times.
        segments[-1][-1]["words"][-1]["end"] = end_s
        return last

    WhisperModel.add_word_timestamps = timed
    FasterWhisperRecognizer.recognize = recognized  # type: ignore[method-assign]
    WhisperModel.generate_with_fallback = generated


if __name__ == "__main__":
    force_token_counts()
    sys.argv = ["oralexam", *sys.argv[1:]]
    runpy.run_module("oralexam", run_name="__main__")
