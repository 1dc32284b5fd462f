"""Whisper models of the right size that know nothing, made to say so many words: for measuring speed only.

No network here reaches Whisper's weights. Weights are random, so how many tokens are said is forced, and
when each is said: evenly in the speech. After them comes the time stamp with which a real model ends a
window, and a window without speech is called silent. A real model computes the same: the encoder, so many
steps of the decoder, and the alignment of ordinary words, whose times and probability only are then put
in their place.
What cannot be measured so is what real weights make of a window: how often they skip a clip of several.
"""

import dataclasses
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import numpy as np

from oralexam.rehearsal.lines import shipped_lines
from oralexam.transcripts.engines.choice import Engine
from oralexam.transcripts.engines.opening import LoadedRecognizer
from oralexam.transcripts.packing import Window
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, RecognizedSpeech, Samples
from oralexam.transcripts.transcript import RecognizerIdentity

TOKENS_A_SECOND: Final = 4.0
"""Of speech: about three words a second, a little more than one token each (issue 4, points 1 and 2)."""
SIZES: Final = {"tiny": (384, 6, 4), "base": (512, 8, 6), "small": (768, 12, 12)}
"""Width, heads and layers (openai-whisper's model card); the English vocabulary has 51,864 tokens."""
LIKELY: Final = 0.9
"""How likely each word is: what the network holds of words that it was forced to say means nothing."""
EOT: Final = 50_256
FIRST_TIMESTAMP: Final = 50_363

Spans = tuple[tuple[float, float], ...]
"""When somebody speaks in a window, in seconds from its start."""


def write_checkpoint(path: Path, size: str) -> None:
    """A checkpoint as openai-whisper publishes them, in half precision, with random weights."""
    import torch  # noqa: PLC0415  # only the process that makes it pays
    from whisper.model import ModelDimensions, Whisper  # noqa: PLC0415

    width, heads, layers = SIZES[size]
    dims = {"n_mels": 80, "n_audio_ctx": 1500, "n_vocab": 51_864, "n_text_ctx": 448}
    for part in ("audio", "text"):
        dims |= {f"n_{part}_state": width, f"n_{part}_head": heads, f"n_{part}_layer": layers}
    torch.manual_seed(1)
    model = Whisper(ModelDimensions(**dims))
    # Whisper leaves it as the memory was; numbers that are none cost more, and less, than numbers.
    torch.nn.init.normal_(model.decoder.positional_embedding, std=0.01)
    torch.save({"dims": dims, "model_state_dict": model.half().state_dict()}, path)


def tokens_for(spans: Spans) -> int:
    """How many tokens are said in so much speech."""
    return round(TOKENS_A_SECOND * sum(end_s - start_s for start_s, end_s in spans))


class ScriptedSound(np.ndarray[Any, np.dtype[np.float32]]):
    """A window's sound that says when somebody speaks in it."""

    spans: Spans = ()


def scripted(samples: Samples, spans: Spans) -> Samples:
    """`samples`, with what is to be said in them."""
    sound = samples.view(ScriptedSound)
    sound.spans = spans
    return sound


def script_windows() -> None:
    """From now on windows of `oralexam.transcripts.packing` say when somebody speaks in them."""
    plain = Window.samples

    def samples(window: Window) -> Samples:
        return scripted(plain(window), _spans(window))

    Window.samples = samples  # type: ignore[method-assign]


def _spans(window: Window) -> Spans:
    return tuple(
        (
            (piece.clip.speech.start_samples - piece.clip.cut.start_samples + begin) / SAMPLE_RATE_HZ,
            (piece.clip.speech.end_samples - piece.clip.cut.start_samples + begin) / SAMPLE_RATE_HZ,
        )
        for piece, begin in zip(window.pieces, window.begins, strict=True)
    )


class _ThreadsWindow(threading.local):
    """What a thread's windows hold: two may be heard at once."""

    def __init__(self) -> None:
        self.queue: list[Spans] = []
        self.now: Spans = ()


class ForcedRecognizer:
    """A loaded recogniser whose network says what the sound's script wants."""

    def __init__(self, recognizer: LoadedRecognizer) -> None:
        self._recognizer = recognizer
        self.model: Any = recognizer._model  # type: ignore[attr-defined]  # noqa: SLF001
        self._window = _ThreadsWindow()
        self.said = 0
        self.unscripted = 0
        """How often sound was given that had no script: a clip of a window, heard again by itself."""
        if recognizer.identity.engine == Engine.FASTER_WHISPER:
            self._force_faster()
        else:
            self._force_openai()

    @property
    def identity(self) -> RecognizerIdentity:
        """The engine's."""
        return self._recognizer.identity

    @property
    def queue(self) -> list[Spans]:
        """When somebody speaks in this thread's windows to come; one after the last of them is silence."""
        return self._window.queue

    @queue.setter
    def queue(self, queue: list[Spans]) -> None:
        self._window.queue = queue

    @property
    def at_once(self) -> int:
        """The engine's."""
        return self._recognizer.at_once

    @property
    def single_clips(self) -> bool:
        """The engine's."""
        return self._recognizer.single_clips

    def warm_up(self) -> None:
        """The engine's; it hears silence there."""
        self._recognizer.warm_up()

    def recognize(self, samples: Samples) -> RecognizedSpeech:
        """As the engine does, with so many words."""
        whole = ((0.0, len(samples) / SAMPLE_RATE_HZ),)
        self.unscripted += not isinstance(samples, ScriptedSound)
        self.queue[:] = [getattr(samples, "spans", whole)]
        return self._recognizer.recognize(np.asarray(samples))

    def _next(self) -> int:
        """How many tokens the window says that is heard now."""
        self._window.now = self.queue.pop(0) if self.queue else ()
        number = tokens_for(self._window.now)
        self.said += number
        return number

    def _force_faster(self) -> None:
        tokens = self.model.hf_tokenizer.encode(_said(), add_special_tokens=False).ids
        align = self.model.find_alignment

        def aligned(*args: Any, **named: Any) -> list[list[dict[str, Any]]]:  # noqa: ANN401
            found: list[list[dict[str, Any]]] = align(*args, **named)
            times = self._times(sum(map(len, found)))
            return [
                [
                    {**word, "start": start, "end": end, "probability": LIKELY}
                    for word, (start, end) in zip(words, times, strict=False)
                ]
                for words in found
            ]

        self.model.find_alignment = aligned
        self.model.model = _ForcedNetwork(self.model.model, self, tokens)

    def _force_openai(self) -> None:
        import whisper.timing  # noqa: PLC0415  # the engine has loaded it
        from whisper.tokenizer import get_tokenizer  # noqa: PLC0415

        tokens = get_tokenizer(multilingual=False).encode(_said())
        decode, align = self.model.decode, whisper.timing.find_alignment

        def forced(mel: Any, options: "whisper.DecodingOptions") -> "whisper.DecodingResult":  # noqa: ANN401
            number = self._next()
            asked = dataclasses.replace(
                options, without_timestamps=True, sample_len=max(number, 1), suppress_tokens=f"-1,{EOT}"
            )
            result = decode(mel, asked)
            no_speech = 0.0 if number else 1.0
            return dataclasses.replace(result, tokens=_window_of(tokens, number), no_speech_prob=no_speech)

        def aligned(*args: Any, **named: Any) -> list[Any]:  # noqa: ANN401
            found = align(*args, **named)
            times = self._times(len(found))
            return [
                dataclasses.replace(word, start=start, end=end, probability=LIKELY)
                for word, (start, end) in zip(found, times, strict=True)
            ]

        self.model.decode = forced
        whisper.timing.find_alignment = aligned

    def _times(self, count: int) -> list[tuple[float, float]]:
        """So many words, evenly in the speech; none lies in two stretches of it."""
        edges = np.cumsum([0.0, *(end_s - start_s for start_s, end_s in self._window.now)])
        times = []
        for number in range(count):
            first, last = (edges[-1] * (number + part) / count for part in (0, 1))
            at = int(np.searchsorted(edges, (first + last) / 2, side="right")) - 1
            start_s, end_s = self._window.now[at]
            moved = start_s - edges[at]
            times.append((float(max(start_s, first + moved)), float(min(end_s, last + moved))))
        return times


class _ForcedNetwork:
    """CTranslate2's Whisper that says as many tokens as it is told."""

    def __init__(self, network: Any, forced: ForcedRecognizer, tokens: list[int]) -> None:  # noqa: ANN401
        self._network = network
        self._forced = forced
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
        number = self._forced._next()  # noqa: SLF001  # one thing in two classes
        prompt = [*prompts[0], FIRST_TIMESTAMP - 1]
        # CTranslate2 takes half of `max_length` for what is generated (models/whisper.cc).
        options |= {"suppress_tokens": [*options["suppress_tokens"], EOT], "max_length": 2 * max(number, 1)}
        (result,) = self._network.generate(features, [prompt], **options)
        assert len(result.sequences_ids[0]) == max(number, 1), (len(result.sequences_ids[0]), number)
        tokens = _window_of(self._tokens, number)
        return [SimpleNamespace(sequences_ids=[tokens], scores=[-1.0], no_speech_prob=0.0 if number else 1.0)]


def _said() -> str:
    """What is said: enough that no window repeats itself, which would not be believed."""
    return "".join(f" {line.text}" for line in shipped_lines())


def _window_of(tokens: list[int], number: int) -> list[int]:
    """What a window says: a time stamp, so many tokens, and the time stamp with which it ends."""
    return [FIRST_TIMESTAMP, *(tokens[i % len(tokens)] for i in range(number)), FIRST_TIMESTAMP + 1400]
