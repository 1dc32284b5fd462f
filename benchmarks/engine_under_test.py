"""A process that holds one engine with one model, and hears what it is told: a line of JSON in, one out.

`clips` is our path: speech detection, then clip by clip, as the live path hears them. `windows` is the
engine's own `transcribe` over a whole track, 30 s after 30 s.
"""

import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from benchmarks.forced_tokens import TOKENS_A_SECOND, ForcedNetwork, force_openai, words
from oralexam.transcripts.engines import rules
from oralexam.transcripts.engines.choice import Device, Engine, SpeechSettings
from oralexam.transcripts.engines.opening import open_recognizer
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, Samples
from oralexam.transcripts.speech_detection import SileroSpeechDetector
from oralexam.transcripts.transcription import found_clips

WINDOW_S = 30.0
"""What Whisper hears at once (whisper/audio.py, CHUNK_LENGTH)."""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """Hear the call between two moments; `limit` ends it after so many clips or windows."""

    what: str
    starts_s: float
    ends_s: float
    word_times: bool = True
    limit: int = 1_000_000


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What it took."""

    cpu_s: float
    heard: int
    """Clips or windows."""
    audio_s: float
    """Of all tracks; with a limit, the share that the heard ones are of all in that stretch."""
    tokens: int
    words: int


class EngineUnderTest:
    """One engine, one model, one call of two tracks."""

    def __init__(self, engine: Engine, checkpoint: Path, data: Path, call: Path) -> None:
        settings = SpeechSettings(engine=engine, device=Device.CPU, threads=1)
        # What is measured is below the port: the models themselves have to be told how many tokens to say.
        self._recognizer: Any = open_recognizer(checkpoint, settings=settings, data_folder=data)
        self._model: Any = self._recognizer._model  # noqa: SLF001
        self._engine = engine
        self._counts: list[int] = []
        self._said = 0
        if engine is Engine.FASTER_WHISPER:
            self._model.model = ForcedNetwork(self._model.model, self._count, words(224))
        else:
            force_openai(self._model, self._count)
        with np.load(call) as sound:
            self._tracks: dict[str, Samples] = {seat: sound[seat] for seat in ("candidate", "juror")}
            self._speaking = {seat: sound[f"{seat}-speaking"] for seat in self._tracks}
        self._detector = SileroSpeechDetector()
        self._warm_up()

    def hear(self, order: Order) -> Answer:
        """Do it, and count this process's CPU time."""
        before = time.process_time()
        self._said = 0
        if order.what == "clips":
            heard, possible, spoken = self._clips(order)
        else:
            heard, possible, spoken = self._windows(order)
        cpu_s = time.process_time() - before
        return Answer(
            cpu_s=cpu_s,
            heard=heard,
            audio_s=2 * (order.ends_s - order.starts_s) * (heard / possible if possible else 1),
            tokens=self._said,
            words=spoken,
        )

    def _clips(self, order: Order) -> tuple[int, int, int]:
        heard = possible = spoken = 0
        for track in self._tracks.values():
            for found in found_clips(_cut(track, order.starts_s, order.ends_s), detector=self._detector):
                possible += 1
                if heard < order.limit:
                    speech = found.clip.speech
                    seconds = (speech.end_samples - speech.start_samples) / SAMPLE_RATE_HZ
                    self._counts = [round(TOKENS_A_SECOND * seconds)]
                    spoken += len(self._recognizer.recognize(np.ascontiguousarray(found.samples)).words)
                    heard += 1
        return heard, possible, spoken

    def _windows(self, order: Order) -> tuple[int, int, int]:
        heard = spoken = 0
        starts = np.arange(order.starts_s, order.ends_s - 1, WINDOW_S)
        for seat, track in self._tracks.items():
            chosen = [float(start) for start in starts][: max(0, order.limit - heard)]
            if not chosen:
                continue
            self._counts = [round(TOKENS_A_SECOND * self._speech_s(seat, start)) for start in chosen]
            ends_s = min(chosen[-1] + WINDOW_S, order.ends_s)
            heard += len(chosen)
            spoken += self._transcribe(_cut(track, order.starts_s, ends_s), word_times=order.word_times)
        return heard, 2 * len(starts), spoken

    def _transcribe(self, track: Samples, *, word_times: bool) -> int:
        options: dict[str, Any] = {
            "language": rules.LANGUAGE,
            "temperature": rules.TEMPERATURE,
            "condition_on_previous_text": rules.CONDITION_ON_PREVIOUS_TEXT,
            "no_speech_threshold": rules.NO_SPEECH_THRESHOLD,
            "compression_ratio_threshold": None,
            "word_timestamps": word_times,
        }
        if self._engine is Engine.OPENAI_WHISPER:
            segments = self._model.transcribe(track, logprob_threshold=None, fp16=False, **options)[
                "segments"
            ]
            return sum(len(segment.get("words", ())) for segment in segments)
        heard, _ = self._model.transcribe(
            track, beam_size=rules.BEAM_SIZE, log_prob_threshold=None, **options
        )
        return sum(len(segment.words or ()) for segment in heard)

    def _speech_s(self, seat: str, start_s: float) -> float:
        spans: Iterable[tuple[float, float]] = self._speaking[seat]
        return sum(max(0.0, min(end, start_s + WINDOW_S) - max(start, start_s)) for start, end in spans)

    def _count(self) -> int:
        # A rest of a window after the last one is silence.
        count = self._counts.pop(0) if self._counts else 0
        self._said += count
        return count

    def _warm_up(self) -> None:
        """What is compiled or made at the first use is no part of the figures."""
        self._counts = [8]
        self._recognizer.recognize(np.zeros(SAMPLE_RATE_HZ, np.float32))
        if self._engine is Engine.OPENAI_WHISPER:
            self._recognizer.warm_up()


def _cut(track: Samples, starts_s: float, ends_s: float) -> Samples:
    return track[round(starts_s * SAMPLE_RATE_HZ) : round(ends_s * SAMPLE_RATE_HZ)]


def run() -> None:
    """Hear what standard input says until it ends."""
    engine, checkpoint, data, call = sys.argv[1:5]
    under_test = EngineUnderTest(Engine(engine), Path(checkpoint), Path(data), Path(call))
    print("ready", flush=True)
    for line in sys.stdin:
        answer = under_test.hear(msgspec.json.decode(line, type=Order))
        print(msgspec.json.encode(answer).decode(), flush=True)


if __name__ == "__main__":
    run()
