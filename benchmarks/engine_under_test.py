"""A process that holds one engine with one model, and hears what it is told: a line of JSON in, one out.

`live` is our path, as a worker follows a call: sound as it comes, speech detection, windows of several clips;
`batch` is the same with all of a track at once. `transcribe` is the engine's own, over a whole track, 30 s
after 30 s.
"""

import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from benchmarks.forced_tokens import ForcedRecognizer, Spans, script_windows
from oralexam.journal.live_sound import Sound
from oralexam.transcripts.ears import Ears
from oralexam.transcripts.engines import rules
from oralexam.transcripts.engines.choice import Device, Engine, SpeechSettings
from oralexam.transcripts.engines.opening import open_recognizer
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, RecognizedSpeech, Samples
from oralexam.transcripts.speech_detection import SileroSpeechDetector
from oralexam.transcripts.transcription import find_clips

WINDOW_S = 30.0
"""What Whisper hears at once (whisper/audio.py, CHUNK_LENGTH)."""
LIVE_PIECE_S = 0.2
"""A journal is handed over in blocks of 9600 samples at 48 kHz (`live_sound._BLOCK_SAMPLES`)."""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """Hear the call between two moments; what follows the order before goes on where that ended."""

    what: str
    """`live`, `batch`, `transcribe`, or `transcribe-without-word-times`."""
    starts_s: float
    ends_s: float
    ends_call: bool = True
    """Whether nothing follows: what waits is heard."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What it took."""

    cpu_s: float
    audio_s: float
    """Of all tracks."""
    windows: int
    """What the encoder heard."""
    tokens: int
    words: int
    again: int
    """Clips of a window that were heard again by themselves."""


class EngineUnderTest:
    """One engine, one model, one call of two tracks."""

    def __init__(self, engine: Engine, checkpoint: Path, data: Path, call: Path) -> None:
        settings = SpeechSettings(engine=engine, device=Device.CPU, threads=1)
        # What is measured is below the port: the models themselves have to be told how many tokens to say.
        self._forced = ForcedRecognizer(open_recognizer(checkpoint, settings=settings, data_folder=data))
        script_windows()
        self._counted = _Counted(self._forced)
        self._engine = engine
        with np.load(call) as sound:
            self._tracks: dict[str, Samples] = {seat: sound[seat] for seat in ("candidate", "juror")}
        self._detector = SileroSpeechDetector()
        self._speaking = {seat: self._utterances(track) for seat, track in self._tracks.items()}
        self._ears: dict[str, Ears] = {}
        self._warm_up()

    def hear(self, order: Order) -> Answer:
        """Do it, and count this process's CPU time."""
        self._forced.said = self._counted.windows = self._counted.words = self._forced.unscripted = 0
        before = time.process_time()
        if order.what in {"live", "batch"}:
            self._follow(order)
        else:
            self._transcribe(order)
        return Answer(
            cpu_s=time.process_time() - before,
            audio_s=2 * (order.ends_s - order.starts_s),
            windows=self._counted.windows,
            tokens=self._forced.said,
            words=self._counted.words,
            again=self._forced.unscripted,
        )

    def _follow(self, order: Order) -> None:
        for seat, track in self._tracks.items():
            ears = self._ears.setdefault(seat, self._new_ears())
            sound = _cut(track, order.starts_s, order.ends_s)
            size = round(LIVE_PIECE_S * SAMPLE_RATE_HZ) if order.what == "live" else len(sound)
            for at in range(0, len(sound), size):
                ears.hear(Sound(samples=sound[at : at + size], begins=False))
            if order.ends_call:
                ears.transcript(sitting_id="", seat=seat, placing=None)
        if order.ends_call:
            self._ears = {}

    def _new_ears(self) -> Ears:
        return Ears(
            recognizer=self._counted,
            detector=self._detector,
            check=lambda: None,
            other=None,
            arrived_us=lambda _stretch, _sample: 0.0,
        )

    def _transcribe(self, order: Order) -> None:
        options: dict[str, Any] = {
            "language": rules.LANGUAGE,
            "temperature": rules.TEMPERATURE,
            "condition_on_previous_text": rules.CONDITION_ON_PREVIOUS_TEXT,
            "no_speech_threshold": rules.NO_SPEECH_THRESHOLD,
            "compression_ratio_threshold": None,
            "word_timestamps": order.what == "transcribe",
        }
        for seat, track in self._tracks.items():
            starts = [float(start) for start in np.arange(order.starts_s, order.ends_s - 1, WINDOW_S)]
            self._forced.queue = [self._spans(seat, start) for start in starts]
            sound = _cut(track, order.starts_s, order.ends_s)
            self._counted.windows += len(starts)
            if self._engine is Engine.OPENAI_WHISPER:
                heard = self._forced.model.transcribe(sound, logprob_threshold=None, fp16=False, **options)
                self._counted.words += sum(len(each.get("words", ())) for each in heard["segments"])
            else:
                options |= {"beam_size": rules.BEAM_SIZE, "log_prob_threshold": None}
                segments, _ = self._forced.model.transcribe(sound, **options)
                self._counted.words += sum(len(each.words or ()) for each in segments)

    def _utterances(self, track: Samples) -> list[tuple[float, float]]:
        """When somebody speaks, by our own detector: so `transcribe` says as many tokens as our path."""
        spans = [clip.speech for clip in find_clips(track, detector=self._detector)]
        return [(span.start_samples / SAMPLE_RATE_HZ, span.end_samples / SAMPLE_RATE_HZ) for span in spans]

    def _spans(self, seat: str, start_s: float) -> Spans:
        """When somebody speaks in the 30 s from there."""
        spans = self._speaking[seat]
        inside = [(max(start, start_s), min(end, start_s + WINDOW_S)) for start, end in spans]
        return tuple((start - start_s, end - start_s) for start, end in inside if end > start)

    def _warm_up(self) -> None:
        """What is compiled or made at the first use is no part of the figures."""
        self._forced.warm_up()
        self._forced.recognize(np.zeros(2 * SAMPLE_RATE_HZ, np.float32))


class _Counted:
    """The recogniser, and how often it was asked."""

    def __init__(self, forced: ForcedRecognizer) -> None:
        self._forced = forced
        self.identity = forced.identity
        self.single_clips = forced.single_clips
        self.at_once = 1
        self.windows = 0
        self.words = 0

    def recognize(self, samples: Samples) -> RecognizedSpeech:
        """As it does."""
        self.windows += 1
        heard = self._forced.recognize(samples)
        self.words += len(heard.words)
        return heard


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
