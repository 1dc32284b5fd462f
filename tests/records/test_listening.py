"""Listening copies (oralexam.records.listening, webm, mixing): made from journals of real Opus and VP8."""

import re
import shutil
import subprocess
from pathlib import Path

import av
import imageio_ffmpeg
import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from oralexam.errors import SystemFault
from oralexam.jobs.job import Job
from oralexam.records import mixing
from oralexam.records.listening import PrepareListening, make_copies, outline_of
from oralexam.records.listening_place import ListeningPlace
from oralexam.records.manifest import (
    LISTENING_COPIES,
    MANIFEST_NAME,
    Copy,
    ListeningManifest,
    Peaks,
    read_manifest,
)
from tests.records.made_recordings import (
    ZERO,
    Network,
    encode_opus,
    encode_vp8,
    envelope,
    journal,
    opus_rtp,
    speech,
    vp8_rtp,
)
from tests.records.made_sittings import SITTING, call_history

BAD = Network(loss=0.03, reordered=0.03, duplicated=0.03)
JOB = Job(
    job_id="1",
    kind=LISTENING_COPIES,
    sitting_id=SITTING,
    created_at=ZERO,
    updated_at=ZERO,
    not_before=ZERO,
)


def decoded(path: Path) -> NDArray[np.float32]:
    """All that ffmpeg decodes of a file, mono at 16 kHz; ffmpeg complains of nothing."""
    command = ["ffmpeg", "-v", "error", "-xerror", "-i", str(path), "-f", "f32le", "-ac", "1", "-ar", "16000"]
    done = subprocess.run([*command, "-"], capture_output=True, check=True, timeout=60)
    assert done.stderr == b""
    return np.frombuffer(done.stdout, np.float32)


def loudness(path: Path) -> float:
    """Integrated loudness, LUFS."""
    command = ["ffmpeg", "-nostats", "-i", str(path), "-af", "ebur128=framelog=verbose", "-f", "null", "-"]
    log = subprocess.run(command, capture_output=True, check=True, timeout=60, text=True).stderr
    return float(re.findall(r"I:\s+(-?[0-9.]+) LUFS", log)[-1])


def place(copy: Copy | None) -> tuple[float, float]:
    """Where a copy lies on the exam clock: from, to."""
    assert copy is not None
    return copy.starts_s, copy.starts_s + copy.duration_s


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ListeningManifest]:
    """A video call of 20 s over a bad network; the candidate's connection broke from 8 s to 11 s."""
    recordings = tmp_path_factory.mktemp("recordings")
    work = tmp_path_factory.mktemp("copies")
    packets = encode_opus(speech(17))
    first = opus_rtp(packets[:450], begins_s=-1, first_timestamp=0xFFFF_F000)
    again = opus_rtp(packets[450:], begins_s=11, first_timestamp=70)
    journal(recordings, SITTING, first, network=BAD)
    journal(recordings, SITTING, again, segment=2, network=BAD)
    quiet = speech(20, "juror") // 8
    journal(recordings, SITTING, opus_rtp(encode_opus(quiet), begins_s=-0.5, first_timestamp=9), seat="juror")
    pictures = vp8_rtp(encode_vp8(9), begins_s=-1, first_timestamp=0xFFFF_F000)
    journal(recordings, SITTING, pictures, kind="video", network=Network(reordered=0.02, duplicated=0.02))
    journal(
        recordings,
        SITTING,
        vp8_rtp(encode_vp8(8), begins_s=11.2, first_timestamp=5),
        kind="video",
        segment=2,
        first_sequence=7,
    )
    return work, make_copies(recordings, SITTING, ZERO, work)


def test_voices_keep_their_length_and_place(call: tuple[Path, ListeningManifest]) -> None:
    """Two segments with loss and a break between: one file, true to 20 ms, on the exam clock to 40 ms."""
    work, manifest = call
    candidate, juror = manifest.tracks
    assert place(candidate.audio) == pytest.approx((-1, 19), abs=0.04)
    assert place(juror.audio) == pytest.approx((-0.5, 19.5), abs=0.04)
    for track, lasts_s in ((candidate, 20), (juror, 20)):
        assert track.audio is not None
        assert track.audio.duration_s == pytest.approx(lasts_s, abs=0.02)
        assert len(decoded(work / track.audio.name)) / 16_000 == pytest.approx(lasts_s, abs=0.02)


def test_voices_are_what_was_said(call: tuple[Path, ListeningManifest]) -> None:
    """The energy over time is that of the source, silence where nobody was connected."""
    work, _ = call
    sound = speech(17)
    source = np.concatenate([sound[: 450 * 960], np.zeros(3 * 48_000, np.int16), sound[450 * 960 :]])
    sent = envelope(source.astype(np.float32) / 32768, 48_000)
    heard = envelope(decoded(work / "candidate-audio.webm"), 16_000)
    length = min(len(sent), len(heard))
    assert np.corrcoef(sent[:length], heard[:length])[0, 1] >= 0.95


def test_voices_are_not_encoded_anew(call: tuple[Path, ListeningManifest]) -> None:
    """Every packet of the file is one that was sent, or a single byte that makes the player conceal."""
    work, manifest = call
    sent = set(encode_opus(speech(17)))
    with av.open(str(work / "candidate-audio.webm")) as container:
        packets = [bytes(packet) for packet in container.demux() if packet.size]
    others = [packet for packet in packets if packet not in sent]
    assert len(packets) == pytest.approx(1000, abs=1)
    assert all(len(packet) == 1 for packet in others)
    track = manifest.tracks[0]
    assert track.packets == 850 - track.missing_packets
    assert 5 < track.missing_packets < 60
    assert len(others) == pytest.approx(150 + track.missing_packets, abs=2)


def test_gaps_tell_where_sound_is_missing(call: tuple[Path, ListeningManifest]) -> None:
    """The break of three seconds is one gap; the juror's voice has none."""
    _, manifest = call
    candidate, juror = manifest.tracks
    assert juror.gaps == ()
    longest = max(candidate.gaps, key=lambda gap: gap.ends_s - gap.starts_s)
    assert (longest.starts_s, longest.ends_s) == pytest.approx((8, 11), abs=0.15)
    assert list(candidate.gaps) == sorted(candidate.gaps, key=lambda gap: gap.starts_s)


def test_peaks_follow_the_voice(call: tuple[Path, ListeningManifest]) -> None:
    """One value from 0 to 1 for each 20 ms, silent in the break, loud where somebody speaks."""
    work, manifest = call
    audio = manifest.tracks[0].audio
    assert audio is not None
    peaks = msgspec.json.decode((work / "candidate-peaks.json").read_bytes(), type=Peaks)
    assert peaks.starts_s == audio.starts_s
    assert len(peaks.peaks) * peaks.bucket_s == pytest.approx(audio.duration_s, abs=0.021)
    assert min(peaks.peaks) >= 0
    assert 0.1 < max(peaks.peaks) <= 1
    assert max(peaks.peaks[round(9.5 / 0.02) : round(11.5 / 0.02)]) < 0.02


def test_outline_is_the_greatest_amplitude() -> None:
    """The last bucket may be short; amplitudes beyond full scale are cut."""
    sound = np.zeros(700, np.float32)
    sound[5], sound[330], sound[699] = -0.5, 0.25, 1.5
    assert outline_of(sound) == [0.5, 0.25, 1.0]


def test_video_decodes_in_full(call: tuple[Path, ListeningManifest]) -> None:
    """Every frame that was sent is there, at its time, the first one a key frame."""
    work, manifest = call
    video = manifest.tracks[0].video
    assert manifest.tracks[1].video is None
    assert place(video) == pytest.approx((-1, 19.2), abs=0.07)
    times, keys = [], []
    with av.open(str(work / "candidate-video.webm")) as container:
        assert container.duration is not None
        assert container.duration / 1e6 == pytest.approx(20.2, abs=0.05)
        stream = container.streams.video[0]
        stream.codec_context.options = {"err_detect": "explode"}
        for packet in container.demux(stream):
            keys += [packet.is_keyframe] if packet.size else []
            times += [frame.time for frame in packet.decode()]
    assert keys[0]
    assert sum(keys) == 4
    assert len(times) == 17 * 15
    assert times[9 * 15] == pytest.approx(12.2, abs=0.02)


def test_files_are_seekable(call: tuple[Path, ListeningManifest]) -> None:
    """Cues stand before the first cluster, and the duration in the header."""
    work, manifest = call
    names = [name for name in sorted(manifest.names()) if name.endswith(".webm")]
    assert len(names) > 2  # two voices, and at least a picture or the mix
    for name in names:
        data = (work / name).read_bytes()
        cues, cluster = data.find(b"\x1c\x53\xbb\x6b"), data.find(b"\x1f\x43\xb6\x75")
        # The seek head names the cues' id, too: the element itself comes after it.
        assert 0 < data.find(b"\x1c\x53\xbb\x6b", cues + 4) < cluster, name
        with av.open(str(work / name)) as container:
            container.seek(12_000_000)
            first = next(packet for packet in container.demux() if packet.size)
            assert first.pts is not None
            assert first.time_base is not None
            assert 4.9 < first.pts * first.time_base <= 12.01


def test_mix_is_levelled_and_lies_right(call: tuple[Path, ListeningManifest]) -> None:
    """Both voices at one loudness near the target, though the juror's came in 18 dB lower."""
    work, manifest = call
    assert place(manifest.mix) == pytest.approx((-1, 19.5), abs=0.04)
    assert loudness(work / "mix.webm") == pytest.approx(mixing.TARGET_LUFS, abs=1.0)
    mixed = envelope(decoded(work / "mix.webm"), 16_000, 0.02)
    juror = envelope(decoded(work / "juror-audio.webm"), 16_000, 0.02)
    candidate = envelope(decoded(work / "candidate-audio.webm"), 16_000, 0.02)
    # Both voices laid on the mix's own zero: a second's half later the juror's file begins.
    juror = np.concatenate([np.zeros(25), juror])[: len(candidate)]
    only_juror = (juror[: len(candidate)] > 0.004) & (candidate < 0.002)
    only_candidate = (candidate > 0.03) & (juror < 0.0005)
    assert only_juror.sum() > 50
    assert only_candidate.sum() > 50
    louder = mixed[: len(candidate)][only_juror].mean() / mixed[: len(candidate)][only_candidate].mean()
    assert 0.4 < louder < 2.5


def test_one_voice_alone_makes_a_mix_too(tmp_path: Path) -> None:
    """Where the other side was never recorded, what there is can be heard."""
    sent = opus_rtp(encode_opus(speech(4)), begins_s=0, first_timestamp=0)
    journal(tmp_path, SITTING, sent, seat="juror")
    manifest = make_copies(tmp_path, SITTING, ZERO, tmp_path)
    assert [track.seat for track in manifest.tracks] == ["juror"]
    assert len(decoded(tmp_path / "mix.webm")) / 16_000 == pytest.approx(4, abs=0.05)


def test_silence_stays_silence(tmp_path: Path) -> None:
    """A muted microphone is not blown up to the target loudness."""
    sent = opus_rtp(encode_opus(np.zeros(48_000 * 3, np.int16)), begins_s=0, first_timestamp=0)
    journal(tmp_path, SITTING, sent)
    make_copies(tmp_path, SITTING, ZERO, tmp_path)
    assert np.abs(decoded(tmp_path / "mix.webm")).max() < 0.01


def test_a_cut_journal_never_raises(tmp_path: Path) -> None:
    """Wherever the video journal ends there is a file that decodes, or none."""
    sent = vp8_rtp(encode_vp8(2, width=96, height=64), begins_s=0, first_timestamp=0)
    path = journal(tmp_path, SITTING, sent, kind="video")
    whole = path.read_bytes()
    lengths = []
    for cut in range(0, len(whole), max(1, len(whole) // 60)):
        path.write_bytes(whole[:cut])
        video = make_copies(tmp_path, SITTING, ZERO, tmp_path).tracks[0].video
        lengths.append(video.duration_s if video else 0.0)
    assert lengths == sorted(lengths)
    assert lengths[0] == 0
    assert lengths[-1] > 1.8


class Handler:
    """`PrepareListening` on a folder of its own, with a call whose zero is known."""

    def __init__(self, folder: Path) -> None:
        self.recordings, self.listening = folder / "recordings", folder / "listening"
        history = call_history(ZERO)
        self.place = ListeningPlace(
            recordings=self.recordings, listening=self.listening, load_events=lambda _: history
        )
        self.prepare = PrepareListening(self.place)

    def record(self, seat: str, lasts_s: float) -> None:
        """Record a seat anew."""
        sent = opus_rtp(encode_opus(speech(lasts_s, seat)), begins_s=0, first_timestamp=0)
        journal(self.recordings, SITTING, sent, seat=seat)


def test_the_job_leaves_what_the_manifest_names_and_nothing_else(tmp_path: Path) -> None:
    """Done again after a change, and after a worker died in the middle, it makes everything anew."""
    handler = Handler(tmp_path)
    handler.record("candidate", 2)
    handler.record("juror", 2)
    handler.prepare(JOB)
    folder = handler.listening / SITTING
    left = folder / ".making-dead"
    left.mkdir()
    (left / "levelled.wav").write_bytes(b"half")
    for path in (handler.recordings / SITTING).glob("juror-*"):
        path.unlink()
    handler.record("candidate", 3)
    handler.prepare(JOB)
    manifest = read_manifest(handler.listening, SITTING)
    assert manifest is not None
    assert manifest.zero_utc == ZERO
    assert [track.seat for track in manifest.tracks] == ["candidate"]
    audio = manifest.tracks[0].audio
    assert audio is not None
    assert audio.duration_s == pytest.approx(3, abs=0.02)
    assert {path.name for path in folder.iterdir()} == {*manifest.names(), MANIFEST_NAME}


def test_nothing_recorded_is_an_empty_manifest(tmp_path: Path) -> None:
    """A sitting that never came to its call has copies of nothing, and the job is done."""
    handler = Handler(tmp_path)
    handler.prepare(JOB)
    manifest = read_manifest(handler.listening, SITTING)
    assert manifest is not None
    assert manifest.tracks == ()
    assert manifest.mix is None


def test_without_ffmpeg_the_job_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither an installed program nor the wheel's: a code that a person can act on, nothing half made."""
    handler = Handler(tmp_path)
    handler.record("candidate", 1)

    def missing() -> str:
        raise RuntimeError

    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", missing)
    with pytest.raises(SystemFault) as caught:
        handler.prepare(JOB)
    assert caught.value.reason == "ffmpeg-missing"
    assert not handler.listening.exists()


def test_an_ffmpeg_that_fails_is_a_fault(tmp_path: Path) -> None:
    """A file that is no audio makes the job fail with a code, not with a traceback of the tool."""
    (tmp_path / "bad.webm").write_bytes(b"nothing")
    with pytest.raises(SystemFault) as caught:
        mixing.mix([(tmp_path / "bad.webm", 0.0)], tmp_path / "mix.webm", work=tmp_path)
    assert caught.value.reason == "ffmpeg-failed"
