"""What `benchmarks.replay` plays: ten minutes of two voices and two pictures, and two hours of words."""

from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from oralexam.bootstrap.stores import open_stores
from oralexam.jobs.job import Job
from oralexam.records.listening import PrepareListening
from oralexam.records.listening_place import ListeningPlace
from oralexam.records.manifest import LISTENING_COPIES, MANIFEST_NAME, ListeningManifest
from oralexam.rooms.events import AnyEvent
from oralexam.settings import Settings
from oralexam.storage.files import DataFolder
from oralexam.transcripts.transcript import RecognizerIdentity, TrackTranscript, Utterance, Word
from tests.records.made_recordings import ZERO, Network, encode_opus, encode_vp8, journal, opus_rtp, vp8_rtp
from tests.records.made_sittings import call_history

CALL: Final = "5f0c1f2e-3a54-4d6e-9a0b-0d8f6f0d2c11"
LONG: Final = "5f0c1f2e-3a54-4d6e-9a0b-0d8f6f0d2c12"
CALL_S: Final = 600
LONG_S: Final = 7200
BEEP_EVERY_S: Final = 5.0
BEEPS_AT_S: Final = {"candidate": 1.0, "juror": 3.5}
"""The first beep of each voice; no two voices beep at once."""
BEEP_S: Final = 0.4
_RATE_HZ: Final = 48_000
_PICTURES_HZ: Final = 15
_AT_ONCE: Final = Network(delay_ms=0, jitter_ms=0)
"""A word is where it arrived: the way there is no error of a player."""
_LOOP_S: Final = 20
_SAID: Final = ("so", "we", "would", "be", "glad", "if", "the", "cartons", "came", "before", "Friday")
WORDS_A_MINUTE: Final = 150
"""As people speak English to each other."""


def beeps(seat: str) -> list[float]:
    """When a voice beeps, on the exam clock."""
    return [float(at) for at in np.arange(BEEPS_AT_S[seat], CALL_S - BEEP_EVERY_S, BEEP_EVERY_S)]


def make_calls(data: Path) -> None:
    """Write both sittings into a data folder: events, journals, listening copies, transcripts."""
    files = DataFolder(data)
    data.mkdir(parents=True)
    stores = open_stores(Settings(data=data), files)
    try:
        history = call_history(ZERO)
        for sitting_id in (CALL, LONG):
            stores.events.append(sitting_id, after_seq=0, events=history)
        for seat in BEEPS_AT_S:
            _record(files.root / "recordings", seat)
            said = [(at, "beep " + _talk(11)) for at in beeps(seat)]
            stores.transcripts.save(CALL, _transcript(CALL, seat, said, lasts_s=CALL_S))
            turns = np.arange(0.0 if seat == "candidate" else 6.0, LONG_S, 12.0)
            talk = [(float(at), _talk(round(WORDS_A_MINUTE / 10))) for at in turns]
            stores.transcripts.save(LONG, _transcript(LONG, seat, talk, lasts_s=LONG_S))
        _copy(files.root, history)
    finally:
        stores.close()


def _record(recordings: Path, seat: str) -> None:
    """A voice that beeps over a little noise, and a picture that moves."""
    packets = encode_opus(_sound(seat))
    journal(recordings, CALL, opus_rtp(packets, begins_s=0, first_timestamp=7), seat=seat, network=_AT_ONCE)
    loop = encode_vp8(_LOOP_S, width=640, height=480, rate_hz=_PICTURES_HZ)
    frames = loop * (CALL_S // _LOOP_S)
    sent = vp8_rtp(frames, begins_s=0, first_timestamp=7, rate_hz=_PICTURES_HZ)
    journal(recordings, CALL, sent, seat=seat, kind="video", network=_AT_ONCE)


def _sound(seat: str) -> NDArray[np.int16]:
    samples = np.random.default_rng(1).standard_normal(CALL_S * _RATE_HZ).astype(np.float32) * 0.002
    tone = np.sin(2 * np.pi * 1000 * np.arange(round(BEEP_S * _RATE_HZ)) / _RATE_HZ).astype(np.float32)
    for at_s in beeps(seat):
        first = round(at_s * _RATE_HZ)
        samples[first : first + len(tone)] += 0.3 * tone
    return (np.clip(samples, -1, 1) * 32767).astype(np.int16)


def _copy(root: Path, history: list[AnyEvent]) -> None:
    place = ListeningPlace(
        recordings=root / "recordings", listening=root / "listening", load_events=lambda _: history
    )
    job = Job(
        job_id="1",
        kind=LISTENING_COPIES,
        sitting_id=CALL,
        created_at=ZERO,
        updated_at=ZERO,
        not_before=ZERO,
    )
    PrepareListening(place)(job)
    # Two hours of words are all that is looked at there: their media are none, and ready.
    nothing = ListeningManifest(sitting_id=LONG, zero_utc=ZERO, tracks=(), mix=None)
    (root / "listening" / LONG).mkdir()
    (root / "listening" / LONG / MANIFEST_NAME).write_bytes(msgspec.json.encode(nothing))


def _talk(words: int) -> str:
    return " ".join(_SAID[place % len(_SAID)] for place in range(words))


def _transcript(
    sitting_id: str, seat: str, spoken: list[tuple[float, str]], *, lasts_s: float
) -> TrackTranscript:
    utterances = []
    for start_s, text in spoken:
        words = tuple(
            Word(text=f" {word}", start_s=start_s + 0.4 * at, end_s=start_s + 0.4 * (at + 1), probability=0.9)
            for at, word in enumerate(text.split())
        )
        utterances.append(Utterance(start_s=start_s, end_s=words[-1].end_s, text=text, words=words))
    return TrackTranscript(
        sitting_id=sitting_id,
        seat=seat,
        utterances=tuple(utterances),
        recognizer=RecognizerIdentity(
            engine="none", engine_version="0", model="none", model_sha256="", settings=""
        ),
        starts_at_s=0.0,
        audio_duration_s=lasts_s,
        speech_duration_s=lasts_s / 2,
    )
