"""Whisper models of the right size that know nothing, made to say so many words: for measuring speed only.

Weights are random, so how many tokens are said is forced; after them comes the time stamp with which a real
model ends a clip, and a window without speech is called silent. What is computed for that is what a real
model computes: the encoder, so many steps of the decoder, and the alignment of ordinary words.
"""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

TOKENS_A_SECOND = 4.0
"""Of speech: about three words a second, a little more than one token each (issue 4, points 1 and 2)."""
SIZES = {"tiny": (384, 6, 4), "base": (512, 8, 6), "small": (768, 12, 12)}
"""Width, heads and layers (openai-whisper's model card); the English vocabulary has 51,864 tokens."""
SAID = " We can send them by express and they would arrive on Wednesday with the rest of the order"
EOT = 50_256
FIRST_TIMESTAMP = 50_363
FRAME_S = 0.02
"""What one time stamp stands for (whisper/audio.py, N_SAMPLES_PER_TOKEN)."""


def write_checkpoint(path: Path, size: str) -> None:
    """A checkpoint as openai-whisper publishes them, in half precision, with random weights."""
    import torch  # noqa: PLC0415  # only the process that makes it pays
    from whisper.model import ModelDimensions, Whisper  # noqa: PLC0415

    width, heads, layers = SIZES[size]
    dims = {"n_mels": 80, "n_audio_ctx": 1500, "n_vocab": 51_864, "n_text_ctx": 448}
    for part in ("audio", "text"):
        dims |= {f"n_{part}_state": width, f"n_{part}_head": heads, f"n_{part}_layer": layers}
    torch.manual_seed(1)
    model = Whisper(ModelDimensions(**dims)).half()
    torch.save({"dims": dims, "model_state_dict": model.state_dict()}, path)


def words(count: int) -> list[int]:
    """So many tokens of ordinary text."""
    from whisper.tokenizer import get_tokenizer  # noqa: PLC0415

    tokens = get_tokenizer(multilingual=False).encode(SAID)
    return [tokens[i % len(tokens)] for i in range(count)]


def force_openai(model: Any, count: Callable[[], int]) -> None:  # noqa: ANN401
    """Have an openai-whisper model say as many tokens as `count` gives for each window in turn."""
    import whisper  # noqa: PLC0415

    decode = model.decode

    def forced(mel: Any, options: "whisper.DecodingOptions") -> "whisper.DecodingResult":  # noqa: ANN401
        number = count()
        asked = dataclasses.replace(
            options, without_timestamps=True, sample_len=max(number, 1), suppress_tokens=f"-1,{EOT}"
        )
        result = decode(mel, asked)
        tokens = [FIRST_TIMESTAMP, *words(number), FIRST_TIMESTAMP + 1400]
        return dataclasses.replace(result, tokens=tokens, no_speech_prob=0.0 if number else 1.0)

    model.decode = forced


class ForcedNetwork:
    """CTranslate2's Whisper that says as many tokens as `count` gives."""

    def __init__(self, network: Any, count: Callable[[], int], tokens: list[int]) -> None:  # noqa: ANN401
        self._network = network
        self._count = count
        self._tokens = tokens

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._network, name)

    def generate(
        self,
        features: Any,  # noqa: ANN401
        prompts: list[list[int]],
        **options: Any,  # noqa: ANN401
    ) -> list[SimpleNamespace]:
        """As the network's own, with a forced number of tokens."""
        number = self._count()
        prompt = [*prompts[0], FIRST_TIMESTAMP - 1]
        # CTranslate2 takes half of `max_length` for what is generated (models/whisper.cc).
        options |= {"suppress_tokens": [*options["suppress_tokens"], EOT], "max_length": 2 * max(number, 1)}
        (result,) = self._network.generate(features, [prompt], **options)
        assert len(result.sequences_ids[0]) == max(number, 1), (len(result.sequences_ids[0]), number)
        tokens = [FIRST_TIMESTAMP, *self._tokens[:number], FIRST_TIMESTAMP + 1400]
        return [SimpleNamespace(sequences_ids=[tokens], scores=[-1.0], no_speech_prob=0.0 if number else 1.0)]
