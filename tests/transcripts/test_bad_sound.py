"""Sound that is not as it should be: the job ends, visibly, and the recording is what it was."""

import errno
import hashlib
import random
import threading
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import av
import numpy as np
import pytest

from oralexam.errors import SystemFault
from oralexam.journal.live_sound import Sound
from oralexam.records.live_voices import LiveVoices
from oralexam.transcripts import track_job
from oralexam.transcripts.clips import MERGE_SILENCE_S
from oralexam.transcripts.packing import LONGEST_WINDOW_S
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, Samples, SpeechDetector, SpeechRecognizer
from oralexam.transcripts.speech_detection import SileroSpeechDetector
from oralexam.transcripts.track_job import CallState, Line, TranscribeTrack
from oralexam.transcripts.transcript import SoundKind, TrackTranscript
from tests.records.made_recordings import ZERO, journal, opus_rtp
from tests.transcripts.fake_ears import ReadsLevels, SaysHello, SoundIsSpeech
from tests.transcripts.rehearsal_speech import RehearsalLine
from tests.transcripts.test_track_job import JOB, Script, Shelf
from tests.transcripts.test_two_voices import close, packets


@pytest.fixture
def spoken(lines: list[RehearsalLine]) -> Samples:
    """A sentence between two silences."""
    silence = np.zeros(2 * SAMPLE_RATE_HZ, np.float32)
    return np.concatenate([silence, lines[0].samples, silence])


def recorded(folder: Path, payloads: list[bytes]) -> Path:
    """A journal of the juror, closed."""
    sent = opus_rtp(payloads, begins_s=0, first_timestamp=1)
    path = journal(folder, JOB.sitting_id, sent, seat=JOB.subject)
    close(path)
    return path


def digests(folder: Path) -> dict[str, str]:
    """What every recorded file is."""
    files = [path for path in sorted(folder.rglob("*.*")) if path.is_file()]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def written_down(
    folder: Path,
    *,
    detector: SpeechDetector,
    recognizer: SpeechRecognizer | None = None,
    shelf: Shelf | None = None,
) -> TrackTranscript:
    """What the job stores; the recording is untouched whatever becomes of it."""
    before = digests(folder)
    voices = LiveVoices(folder, join_s=MERGE_SILENCE_S)
    kept = shelf or Shelf()
    ears = recognizer or SaysHello()
    try:
        TranscribeTrack(
            open_voice=voices.open,
            open_other=lambda sitting, _seat: voices.beside(sitting, "candidate"),
            line=lambda _sitting: Line(state=CallState.OVER, zero_utc=ZERO),
            recognizer=lambda _job: ears,
            detector=lambda: detector,
            store=kept,
            so_far=kept,
            stopping=threading.Event(),
        )(JOB)
    finally:
        assert digests(folder) == before
    return kept.kept[-1]


def stereo(samples: Samples) -> list[bytes]:
    """Opus of two channels, the voice in both."""
    encoder = av.AudioCodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = 48_000, "stereo", "s16"
    wide = 3 * np.fft.irfft(np.fft.rfft(samples), 3 * len(samples))
    sound = np.repeat((np.clip(wide, -1, 1) * 32767).astype(np.int16), 2)
    made = []
    for start in range(0, len(sound) - 1919, 1920):
        frame = av.AudioFrame.from_ndarray(
            sound[start : start + 1920].reshape(1, -1), format="s16", layout="stereo"
        )
        frame.sample_rate, frame.pts = 48_000, start // 2
        made += [bytes(packet) for packet in encoder.encode(frame)]
    return made


def clipped(samples: Samples) -> list[bytes]:
    """Forty times too loud."""
    return packets(np.clip(40 * samples, -1, 1))


def telephone(samples: Samples) -> list[bytes]:
    """Nothing above 4 kHz: what was sampled 8,000 times a second."""
    spectrum = np.fft.rfft(samples)
    spectrum[len(spectrum) // 2 :] = 0
    return packets(np.fft.irfft(spectrum, len(samples)).astype(np.float32))


@pytest.mark.parametrize("made", [clipped, telephone, stereo])
def test_bad_speech_is_speech(
    tmp_path: Path,
    detector: SileroSpeechDetector,
    spoken: Samples,
    lines: list[RehearsalLine],
    made: Callable[[Samples], list[bytes]],
) -> None:
    """Clipped, from a telephone, in stereo: found where it is, and given to the recogniser."""
    recorded(tmp_path, made(spoken))
    transcript = written_down(tmp_path, detector=detector)
    assert transcript.utterances[0].start_s == pytest.approx(2 + lines[0].words[0].start_s, abs=0.3)
    assert transcript.utterances[-1].end_s == pytest.approx(2 + lines[0].words[-1].end_s, abs=0.3)


def test_silence_has_a_transcript_without_words(tmp_path: Path, detector: SileroSpeechDetector) -> None:
    """A muted microphone: ten seconds, no speech."""
    recorded(tmp_path, packets(np.zeros(10 * SAMPLE_RATE_HZ, np.float32)))
    transcript = written_down(tmp_path, detector=detector)
    assert (transcript.utterances, transcript.sounds, transcript.speech_duration_s) == ((), (), 0)
    assert transcript.audio_duration_s == pytest.approx(10, abs=0.05)


def test_speech_without_a_believed_word_is_shown_as_speech(
    tmp_path: Path, detector: SileroSpeechDetector, spoken: Samples
) -> None:
    """Where the recogniser gives no text, it is said that somebody spoke.

    What one makes of another language is not tested: that takes real weights.
    """

    class Deaf(SaysHello):
        def recognize(self, samples: Samples) -> "object":  # type: ignore[override]
            heard = super().recognize(samples)
            return type(heard)(text="", words=())

    recorded(tmp_path, packets(spoken[::-1].copy()))
    transcript = written_down(tmp_path, detector=detector, recognizer=Deaf())
    assert transcript.utterances == ()
    assert SoundKind.NO_WORDS in {sound.kind for sound in transcript.sounds}
    assert transcript.speech_duration_s > 3


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 + 3])


def _scrambled(path: Path) -> None:
    data = bytearray(path.read_bytes())
    chance = np.random.default_rng(3)
    for at in chance.integers(200, len(data), len(data) // 400):
        data[at] ^= int(chance.integers(1, 255))
    path.write_bytes(bytes(data))


def _other_file(path: Path) -> None:
    path.write_bytes(np.random.default_rng(4).bytes(50_000))


@pytest.mark.parametrize("harm", [_empty, _cut, _scrambled, _other_file])
def test_a_damaged_journal_gives_what_is_left_of_it(
    tmp_path: Path, detector: SileroSpeechDetector, spoken: Samples, harm: Callable[[Path], None]
) -> None:
    """Empty, cut, with wrong bytes in it, or another file altogether: a transcript, perhaps of nothing."""
    harm(recorded(tmp_path, packets(spoken)))
    transcript = written_down(tmp_path, detector=detector)
    assert transcript.audio_duration_s <= len(spoken) / SAMPLE_RATE_HZ + 0.05
    assert transcript.seat == JOB.subject


def test_a_recording_that_nobody_closed_is_written_down(
    tmp_path: Path, detector: SileroSpeechDetector, spoken: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its server was killed, or its disk was full: the call is over, and nothing more comes."""
    monkeypatch.setattr(track_job, "ABANDONED_S", 0.3)
    sent = opus_rtp(packets(spoken), begins_s=0, first_timestamp=1)
    path = journal(tmp_path, JOB.sitting_id, sent, seat=JOB.subject)
    path.with_suffix(".jsonl").write_bytes(path.with_suffix(".jsonl").read_bytes()[:-20])
    assert written_down(tmp_path, detector=detector).utterances


def test_a_full_disk_fails_the_job_and_the_next_try_writes_the_same(
    tmp_path: Path, detector: SileroSpeechDetector, spoken: Samples
) -> None:
    """The fault has its code; once there is room the words are there."""

    class Full(Shelf):
        full = True

        def save(self, sitting_id: str, transcript: TrackTranscript) -> None:
            if self.full:
                self.full = False
                raise SystemFault("disk-full")
            super().save(sitting_id, transcript)

    recorded(tmp_path, packets(spoken))
    shelf = Full()
    with pytest.raises(SystemFault) as caught:
        written_down(tmp_path, detector=detector, shelf=shelf)
    assert caught.value.reason == "disk-full"
    assert shelf.kept == []
    assert written_down(tmp_path, detector=detector, shelf=shelf).utterances


def test_a_full_disk_in_the_middle_of_a_call_does_not_end_its_transcription() -> None:
    """What was said so far cannot be kept; the call goes on and is written down."""

    class Full(Shelf):
        def put(self, transcript: TrackTranscript) -> None:
            assert transcript.utterances
            raise OSError(errno.ENOSPC, "No space left on device")

    shelf = Full()
    samples = np.concatenate([np.full(30_000, 0.01), np.full(16_000, 0.3)]).astype(np.float32)
    script = Script(
        [Sound(samples=samples, begins=True)], CallState.HUNG_UP, [Sound(samples=samples)], CallState.OVER
    )
    _job(script, shelf)(JOB)
    assert shelf.kept[0].utterances


class Hour(Script):
    """An hour of a quiet room in pieces of ten seconds, with ten seconds of speech every four minutes."""

    def __init__(self) -> None:
        super().__init__(*self._pieces(), CallState.OVER)

    @staticmethod
    def _pieces() -> Iterator[Sequence[Sound]]:
        quiet = np.full(10 * SAMPLE_RATE_HZ, 0.01, np.float32)
        loud = np.full(10 * SAMPLE_RATE_HZ, 0.3, np.float32)
        for index in range(360):
            yield [Sound(samples=loud if index % 24 == 3 else quiet, begins=index == 0)]


def _job(
    script: Script,
    shelf: Shelf,
    other: Script | None = None,
    recognizer: SpeechRecognizer | None = None,
) -> TranscribeTrack:
    ears = recognizer or SaysHello()
    return TranscribeTrack(
        open_voice=lambda _sitting, _seat: script,
        open_other=lambda _sitting, _seat: other,
        line=script.line,
        recognizer=lambda _job: ears,
        detector=SoundIsSpeech,
        store=shelf,
        so_far=shelf,
        stopping=threading.Event(),
    )


class _Talks(Script):
    """An hour of turns of all lengths, each at a level of its own, and where each of them lies."""

    def __init__(self) -> None:
        chance = random.Random(7)
        self.turns: list[tuple[str, float, float]] = []
        self._plan = [(chance.uniform(2.2, 30.0), chance.uniform(0.8, 18.0)) for _ in range(180)]
        super().__init__(*self._pieces(), CallState.OVER)

    def _pieces(self) -> Iterator[Sequence[Sound]]:
        at = 0
        for number, (pause_s, turn_s) in enumerate(self._plan):
            pause, turn = (round(length * SAMPLE_RATE_HZ) for length in (pause_s, turn_s))
            level = 0.1 + number / 1000
            start = (at + pause) / SAMPLE_RATE_HZ
            self.turns.append((f"{1000 * np.float32(level):.0f},", start, start + turn / SAMPLE_RATE_HZ))
            yield [Sound(samples=np.full(pause, 0.01, np.float32), begins=number == 0)]
            yield [Sound(samples=np.full(turn, level, np.float32))]
            at += pause + turn


def test_an_hour_in_windows_of_several_clips_loses_nothing_and_does_not_drift() -> None:
    """Every turn once, its words where they were spoken, in far fewer windows than turns, in flat memory."""
    hour, shelf, ears = _Talks(), Shelf(), ReadsLevels()
    tracemalloc.start()
    try:
        _job(hour, shelf, recognizer=ears)(JOB)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    (kept,) = shelf.kept
    assert kept.audio_duration_s > 3600
    words = [word for utterance in kept.utterances for word in utterance.words]
    assert [word.text for word in words] == [text for text, _, _ in hour.turns]
    off_s = [abs(word.start_s - start_s) for word, (_, start_s, _) in zip(words, hour.turns, strict=True)]
    assert max(off_s) < 0.05
    assert len(ears.lengths_s) < 0.7 * len(hour.turns)
    assert max(ears.lengths_s) <= LONGEST_WINDOW_S
    assert peak < 60_000_000


def test_an_hour_takes_no_more_memory_than_a_minute() -> None:
    """An hour of two voices is 460 MB of samples; an eighth of that is never held at once."""
    shelf = Shelf()
    tracemalloc.start()
    try:
        _job(Hour(), shelf, Hour())(JOB)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(shelf.kept[0].utterances) == 15
    assert shelf.kept[0].audio_duration_s == 3600
    assert peak < 60_000_000
