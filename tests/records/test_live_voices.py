"""Voices that are followed while they are recorded: the same sound as afterwards, the outline at once."""

import threading
from pathlib import Path

import msgspec
import numpy as np
import pytest

from oralexam.journal.decoding import load_audio
from oralexam.journal.live_sound import Sound
from oralexam.journal.sidecar import Closed, encode_line
from oralexam.records.listening import PrepareListening, PrepareVoices
from oralexam.records.listening_place import ListeningPlace, Make
from oralexam.records.live_voices import LiveVoice, LiveVoices
from oralexam.records.manifest import BUCKET_S, Peaks, read_manifest
from oralexam.records.so_far import SoFarFiles, read_so_far
from tests.records.made_recordings import ZERO, Network, encode_opus, journal, opus_rtp, speech
from tests.records.made_sittings import SITTING, call_history
from tests.records.test_listening import JOB
from tests.records.test_replay import TRANSCRIPT

BAD = Network(loss=0.04, reordered=0.03, duplicated=0.03)
RATE_HZ = 16_000


def close(path: Path) -> None:
    """Write a segment's last line."""
    with path.with_suffix(".jsonl").open("ab") as lines:
        lines.write(encode_line(Closed(packets=1, bytes=1, sha256="", utc_us=0)))


def recorded(folder: Path, *, network: Network) -> list[Path]:
    """A call of two connections with 3 s between them, and a jump of the sender's clock in the second."""
    packets = encode_opus(speech(24))
    first = opus_rtp(packets[:500], begins_s=-1, first_timestamp=0xFFFF_F000)
    again = opus_rtp(packets[500:800], begins_s=12, first_timestamp=70)
    later = opus_rtp(packets[800:1200], begins_s=18.5, first_timestamp=900_000_000)
    return [
        journal(folder, SITTING, first, network=network),
        journal(folder, SITTING, [*again, *later], segment=2, network=network),
    ]


def all_of(voice: LiveVoice) -> list[Sound]:
    """What can be read now: a segment that ends gives nothing, and the next one follows."""
    sounds: list[Sound] = []
    silent = 0
    while silent < 3:
        more = voice.read()
        sounds += more
        silent = 0 if more else silent + 1
    return sounds


def stretches(sounds: list[Sound]) -> list[bytes]:
    """The sound of each stretch."""
    parts: list[list[bytes]] = []
    for sound in sounds:
        if sound.begins:
            parts.append([])
        parts[-1].append(sound.samples.tobytes())
    return [b"".join(part) for part in parts]


def test_a_voice_without_a_break_is_the_same_as_read_afterwards(tmp_path: Path) -> None:
    """To the sample, and at the same place."""
    sent = opus_rtp(encode_opus(speech(15)), begins_s=-1, first_timestamp=0xFFFF_F000)
    close(journal(tmp_path, SITTING, sent))
    voice = LiveVoices(tmp_path, join_s=2.0).open(SITTING, "candidate")
    samples = np.concatenate([sound.samples for sound in all_of(voice)])
    (whole,) = load_audio(tmp_path, SITTING, "candidate", ZERO)
    assert np.array_equal(samples, whole.samples)
    assert voice.placed(ZERO, for_good=True).seconds(0, 0) == pytest.approx(whole.starts_at_s, abs=1e-4)


def test_following_gives_what_reading_gives(tmp_path: Path) -> None:
    """A journal that grows by pieces, over a bad network: the same stretches, sample by sample."""
    made = recorded(tmp_path / "whole", network=BAD)
    for path in made:
        close(path)
    read = LiveVoices(tmp_path / "whole", join_s=2.0).open(SITTING, "candidate")
    expected = all_of(read) + list(read.finish())
    followed = LiveVoices(tmp_path / "growing", join_s=2.0).open(SITTING, "candidate")
    folder = tmp_path / "growing" / SITTING
    folder.mkdir(parents=True)
    sounds: list[Sound] = []
    assert followed.read() == []
    for path in made:
        data = path.read_bytes()
        for at in range(0, len(data), 7001):
            with (folder / path.name).open("ab") as file:
                file.write(data[at : at + 7001])
            sounds += all_of(followed)
            assert not followed.is_quiet
        (folder / path.with_suffix(".jsonl").name).write_bytes(path.with_suffix(".jsonl").read_bytes())
        sounds += all_of(followed)
        assert followed.is_quiet
    assert stretches(sounds) == stretches(expected)
    placing = followed.placed(ZERO, for_good=False)
    places = [placing.seconds(0, 0), placing.seconds(1, 0), placing.seconds(1, round(6.6 * RATE_HZ))]
    assert places == pytest.approx([-1, 12, 18.6], abs=0.04)
    lengths = [len(each) / 4 / RATE_HZ for each in stretches(sounds)]
    assert lengths == pytest.approx([10, 14.5], abs=0.1), "half a second of nothing parts no stretches"


def test_the_outline_is_there_when_all_was_heard(tmp_path: Path) -> None:
    """Silent where nobody was connected, loud where somebody spoke; None before that."""
    made = recorded(tmp_path, network=Network())
    voices = LiveVoices(tmp_path, join_s=2.0)
    assert voices.outline(SITTING, "candidate", ZERO, within_s=0) is None
    voice = voices.open(SITTING, "candidate")
    all_of(voice)
    assert voices.outline(SITTING, "candidate", ZERO, within_s=0) is None
    for path in made:
        close(path)
    all_of(voice)
    drawn = voices.outline(SITTING, "candidate", ZERO, within_s=0)
    assert drawn is not None
    assert drawn.starts_s == pytest.approx(-1, abs=0.04)
    assert len(drawn.peaks) * BUCKET_S == pytest.approx(27.5, abs=0.1)
    assert 0.1 < max(drawn.peaks[:400]) <= 1
    assert max(drawn.peaks[round(10.3 / BUCKET_S) : round(12.8 / BUCKET_S)]) < 0.02


def test_a_replay_opens_on_outlines_then_voices_then_all(tmp_path: Path) -> None:
    """Each step leaves the one before as it was: a player that plays a voice is not disturbed."""
    recordings, listening = tmp_path / "recordings", tmp_path / "listening"
    for seat in ("candidate", "juror"):
        sent = opus_rtp(encode_opus(speech(3, seat)), begins_s=0, first_timestamp=0)
        close(journal(recordings, SITTING, sent, seat=seat))
    voices = LiveVoices(recordings, join_s=2.0)
    for seat in ("candidate", "juror"):
        all_of(voices.open(SITTING, seat))
    history = call_history(ZERO)
    place = ListeningPlace(recordings=recordings, listening=listening, load_events=lambda _: history)
    asked: list[str] = []

    def outline(sitting_id: str, seat: str, _: object) -> Peaks | None:
        asked.append(seat)
        manifest = read_manifest(listening, SITTING)
        if len(asked) == 3:  # the outlines stand before any voice is read again
            assert manifest is not None
            assert [(track.peaks is None, track.audio) for track in manifest.tracks] == [(False, None)] * 2
        return voices.outline(sitting_id, seat, ZERO, within_s=0)

    PrepareVoices(place, outline=outline)(JOB)
    first = read_manifest(listening, SITTING)
    assert first is not None
    assert first.mix is None
    assert all(track.audio is not None and track.peaks is not None for track in first.tracks)
    stands = {path.name: path.stat().st_ino for path in (listening / SITTING).glob("*.webm")}
    PrepareListening(place)(JOB)
    last = read_manifest(listening, SITTING)
    assert last is not None
    assert last.mix is not None
    assert [track.audio for track in last.tracks] == [track.audio for track in first.tracks]
    assert {path.name: path.stat().st_ino for path in (listening / SITTING).glob("*-audio.webm")} == stands
    PrepareVoices(place, outline=outline)(JOB)
    assert read_manifest(listening, SITTING) == last, "what is whole is left alone"
    peaks = msgspec.json.decode((listening / SITTING / "juror-peaks.json").read_bytes(), type=Peaks)
    assert len(peaks.peaks) == pytest.approx(150, abs=2)


def test_without_a_follower_voices_are_drawn_from_the_journal(tmp_path: Path) -> None:
    """No model was installed, or the worker has just begun."""
    recordings, listening = tmp_path / "recordings", tmp_path / "listening"
    journal(recordings, SITTING, opus_rtp(encode_opus(speech(2)), begins_s=0, first_timestamp=0))
    history = call_history(ZERO)
    place = ListeningPlace(recordings=recordings, listening=listening, load_events=lambda _: history)
    PrepareVoices(place, outline=lambda *_: None)(JOB)
    manifest = read_manifest(listening, SITTING)
    assert manifest is not None
    (track,) = manifest.tracks
    assert track.audio is not None
    peaks = msgspec.json.decode((listening / SITTING / "candidate-peaks.json").read_bytes(), type=Peaks)
    assert max(peaks.peaks) > 0.1


def test_two_jobs_of_one_sitting_take_turns(tmp_path: Path) -> None:
    """Neither removes what the other is making."""
    recordings, listening = tmp_path / "recordings", tmp_path / "listening"
    for seat in ("candidate", "juror"):
        journal(
            recordings,
            SITTING,
            opus_rtp(encode_opus(speech(2, seat)), begins_s=0, first_timestamp=0),
            seat=seat,
        )
    history = call_history(ZERO)
    place = ListeningPlace(recordings=recordings, listening=listening, load_events=lambda _: history)
    failed: list[BaseException] = []

    def run(handler: PrepareVoices | PrepareListening) -> None:
        try:
            handler(JOB)
        except BaseException as error:
            failed.append(error)
            raise

    handlers = [PrepareListening(place), PrepareVoices(place, outline=lambda *_: None)]
    threads = [threading.Thread(target=run, args=[each]) for each in handlers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    manifest = read_manifest(listening, SITTING)
    assert manifest is not None
    assert manifest.names() <= {path.name for path in (listening / SITTING).iterdir()}


def test_voices_that_come_late_leave_what_is_whole(tmp_path: Path) -> None:
    """All copies were made between the outlines and the voices: mix and pictures stay."""
    recordings, listening = tmp_path / "recordings", tmp_path / "listening"
    for seat in ("candidate", "juror"):
        sent = opus_rtp(encode_opus(speech(2, seat)), begins_s=0, first_timestamp=0)
        close(journal(recordings, SITTING, sent, seat=seat))
    history = call_history(ZERO)
    calm = ListeningPlace(recordings=recordings, listening=listening, load_events=lambda _: history)

    class Crowded(ListeningPlace):
        """Lets the job of all copies come before the second of two fillings."""

        fillings = 0

        def fill(self, sitting_id: str, make: Make) -> None:
            self.fillings += 1
            if self.fillings == 2:
                PrepareListening(calm)(JOB)
            super().fill(sitting_id, make)

    crowded = Crowded(recordings=recordings, listening=listening, load_events=lambda _: history)
    PrepareVoices(crowded, outline=lambda *_: None)(JOB)
    manifest = read_manifest(listening, SITTING)
    assert crowded.fillings == 2
    assert manifest is not None
    assert manifest.mix is not None
    assert manifest.names() <= {path.name for path in (listening / SITTING).iterdir()}


def test_what_was_said_so_far_is_read_until_it_is_removed(tmp_path: Path) -> None:
    """And leaves nothing behind where the sitting was wiped meanwhile."""
    asked: list[str] = []
    shelf = SoFarFiles(tmp_path, leave_nothing_unknown=asked.append)
    assert read_so_far(tmp_path, SITTING) == []
    transcript = TRANSCRIPT
    shelf.put(transcript)
    shelf.put(transcript)
    assert read_so_far(tmp_path, SITTING) == [transcript]
    assert asked == [SITTING] * 2
    assert [path.name for path in (tmp_path / SITTING).iterdir()] == ["candidate-so-far.json"]
    shelf.remove(SITTING, "candidate")
    shelf.remove(SITTING, "candidate")
    assert read_so_far(tmp_path, SITTING) == []
