"""Two journals of one call, the other's voice in one's own microphone: who said what, live and afterwards."""

import threading
from pathlib import Path

import numpy as np
import pytest

from oralexam.journal.sidecar import Closed, encode_line
from oralexam.records.live_voices import LiveVoices
from oralexam.transcripts.clips import MERGE_SILENCE_S
from oralexam.transcripts.engines.opening import LoadedRecognizer
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, Samples
from oralexam.transcripts.speech_detection import SileroSpeechDetector
from oralexam.transcripts.track_job import CallState, Line, TranscribeTrack
from oralexam.transcripts.transcript import SoundKind, TrackTranscript
from tests.records.made_recordings import ZERO, Network, encode_opus, journal, opus_rtp
from tests.transcripts.bleed_sound import bleed_of, in_room
from tests.transcripts.rehearsal_speech import RehearsalLine
from tests.transcripts.test_track_job import JOB, Shelf

PIECE_BYTES = 30_011


def close(path: Path) -> None:
    """The server's last line of a segment."""
    with path.with_suffix(".jsonl").open("ab") as lines:
        lines.write(encode_line(Closed(packets=1, bytes=1, sha256="", utc_us=0)))


def packets(samples: Samples) -> list[bytes]:
    """Opus of sound at 16 kHz."""
    wide = 3 * np.fft.irfft(np.fft.rfft(samples), 3 * len(samples))
    return encode_opus((np.clip(wide, -1, 1) * 32767).astype(np.int16))


def recorded(folder: Path, lines: list[RehearsalLine]) -> list[Path]:
    """A call of four turns; the juror's microphone hears the candidate's voice 15 dB below, 0.2 s later."""
    chance = np.random.default_rng(2)
    begins_s, at_s = [], 4.0
    for line in lines:
        begins_s.append(at_s)
        at_s += line.duration_s + 2.6
    voices = {seat: np.zeros(round(at_s * SAMPLE_RATE_HZ), np.float32) for seat in ("candidate", "juror")}
    for line, start_s in zip(lines, begins_s, strict=True):
        first = round(start_s * SAMPLE_RATE_HZ)
        voices[line.seat][first : first + len(line.samples)] = line.samples
    echo = bleed_of(voices["candidate"], chance, below_db=15, lag_s=0.2)
    heard = {"candidate": voices["candidate"], "juror": voices["juror"] + echo}
    made = []
    for seat, first_timestamp in (("candidate", 0xFFFF_0000), ("juror", 12_345)):
        sent = opus_rtp(
            packets(in_room(heard[seat], chance, noise_db=-80)),
            begins_s=-0.5,
            first_timestamp=first_timestamp,
        )
        network = Network(loss=0.002, reordered=0.01, seed=first_timestamp)
        made.append(journal(folder, JOB.sitting_id, sent, seat=seat, network=network))
    return made


class Growing:
    """A room whose journals grow by a piece of each at every look, until the call is over."""

    def __init__(self, whole: list[Path], folder: Path, voices: LiveVoices) -> None:
        self._left = [(path, path.read_bytes()) for path in whole]
        self._folder = folder / JOB.sitting_id
        self._folder.mkdir(parents=True)
        for path, _ in self._left:
            sidecar = path.with_suffix(".jsonl")
            (self._folder / sidecar.name).write_bytes(sidecar.read_bytes())
            (self._folder / path.name).touch()
        self._voices = voices
        self.stopping = threading.Event()
        self.stopping.wait = self.grow  # type: ignore[method-assign]

    def grow(self, _timeout: float | None = None) -> bool:
        """What the server would write while the follower sleeps."""
        self._left = [self._written(path, data) for path, data in self._left]
        return False

    def line(self, _sitting_id: str) -> Line:
        """Asked when both are quiet, which is when all is written."""
        return Line(state=CallState.OVER, zero_utc=ZERO)

    def _written(self, path: Path, data: bytes) -> tuple[Path, bytes]:
        if data:
            with (self._folder / path.name).open("ab") as file:
                file.write(data[:PIECE_BYTES])
            if len(data) <= PIECE_BYTES:
                close(self._folder / path.name)
        return path, data[PIECE_BYTES:]


@pytest.fixture(scope="module")
def transcripts(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[RehearsalLine],
    detector: SileroSpeechDetector,
    rehearsal_recognizer: LoadedRecognizer,
) -> dict[str, TrackTranscript]:
    """The juror's track: followed while it grew, read afterwards, and read without looking at the other's."""
    folder = tmp_path_factory.mktemp("two-voices")
    whole = recorded(folder / "whole", lines[:4])
    live = LiveVoices(folder / "live", join_s=MERGE_SILENCE_S)
    growing = Growing(whole, folder / "live", live)
    for path in whole:
        close(path)
    batch = LiveVoices(folder / "whole", join_s=MERGE_SILENCE_S)

    def written_down(voices: LiveVoices, stopping: threading.Event, *, gated: bool) -> TrackTranscript:
        shelf = Shelf()
        TranscribeTrack(
            open_voice=voices.open,
            open_other=lambda sitting, _seat: voices.beside(sitting, "candidate") if gated else None,
            line=growing.line,
            recognizer=lambda _sitting: rehearsal_recognizer,
            detector=lambda: detector,
            store=shelf,
            so_far=shelf,
            stopping=stopping,
        )(JOB)
        return shelf.kept[0]

    return {
        "live": written_down(live, growing.stopping, gated=True),
        "batch": written_down(batch, threading.Event(), gated=True),
        "ungated": written_down(batch, threading.Event(), gated=False),
    }


def test_the_others_words_are_not_written_down_as_ones_own(
    transcripts: dict[str, TrackTranscript], lines: list[RehearsalLine]
) -> None:
    """The juror's transcript holds the juror's lines, and says when the candidate was heard."""
    own = [line.text for line in lines[:4] if line.seat == "juror"]
    assert [each.text for each in transcripts["batch"].utterances] == own
    others = [each for each in transcripts["batch"].sounds if each.kind is SoundKind.OTHER_SPEAKER]
    heard_s = sum(each.end_s - each.start_s for each in others)
    theirs_s = sum(line.duration_s for line in lines[:4] if line.seat == "candidate")
    assert 0.4 * theirs_s < heard_s < 1.1 * theirs_s


def test_without_the_gate_the_detector_is_fooled(transcripts: dict[str, TrackTranscript]) -> None:
    """What the gate is there for: speech of both in the juror's track."""
    ungated, gated = transcripts["ungated"], transcripts["batch"]
    assert ungated.speech_duration_s > 1.5 * gated.speech_duration_s


def test_followed_or_read_afterwards_the_words_are_the_same(transcripts: dict[str, TrackTranscript]) -> None:
    """To the last word, time and sound: what is decided depends on the two journals alone."""
    assert transcripts["live"] == transcripts["batch"]
