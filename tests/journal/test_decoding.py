"""From journals to sound (oralexam.journal.decoding)."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from oralexam.journal.decoding import AudioStretch, load_audio
from tests.records.made_recordings import (
    ZERO,
    Network,
    encode_opus,
    envelope,
    journal,
    opus_rtp,
    speech,
)

SITTING = "5f0c1f2e-3a54-4d6e-9a0b-0d8f6f0d2c11"
BAD = Network(loss=0.05, reordered=0.03, duplicated=0.03, jitter_ms=8)


def correlation(source: NDArray[np.int16], heard: AudioStretch) -> float:
    """How alike the energy of both is, over time."""
    sent = envelope(source.astype(np.float32) / 32768, 48_000)
    got = envelope(heard.samples, heard.rate_hz)
    length = min(len(sent), len(got))
    return float(np.corrcoef(sent[:length], got[:length])[0, 1])


def offset_s(source: NDArray[np.int16], heard: AudioStretch) -> float:
    """By how much what was heard lies later in its stretch than in the source, to the millisecond."""
    rate_hz, bucket = 1000, 48
    sent = envelope(source.astype(np.float32) / 32768, 48_000, 1 / rate_hz)
    got = envelope(heard.samples, heard.rate_hz, 1 / rate_hz)
    length = min(len(sent), len(got))
    sent, got = sent[:length] - sent.mean(), got[:length] - got.mean()
    product = np.fft.irfft(np.fft.rfft(got, 2 * length) * np.conj(np.fft.rfft(sent, 2 * length)))
    near = np.concatenate([product[-bucket * 10 :], product[: bucket * 10]])
    return (int(near.argmax()) - bucket * 10) / rate_hz


def test_speech_comes_back_through_a_bad_network(tmp_path: Path) -> None:
    """5 % loss, reordering, duplicates, wraps of sequence and timestamp: true length, place and energy."""
    sound = speech(20)
    sent = opus_rtp(encode_opus(sound), begins_s=-1.5, first_timestamp=0xFFFF_0000)
    journal(tmp_path, SITTING, sent, network=BAD)
    (heard,) = load_audio(tmp_path, SITTING, "candidate", ZERO)
    assert heard.rate_hz == 16_000
    assert heard.samples.dtype == np.float32
    assert heard.duration_s == pytest.approx(20, abs=0.02)
    assert correlation(sound, heard) >= 0.95
    # Every packet was under way for 20 ms, which the journal cannot know.
    assert heard.starts_at_s - 0.02 + offset_s(sound, heard) == pytest.approx(-1.5, abs=0.01)


def test_without_loss_nothing_is_changed(tmp_path: Path) -> None:
    """The energy of what was sent and what is heard is the same."""
    sound = speech(12, "juror")
    journal(tmp_path, SITTING, opus_rtp(encode_opus(sound), begins_s=0, first_timestamp=77), seat="juror")
    (heard,) = load_audio(tmp_path, SITTING, "juror", ZERO)
    assert correlation(sound, heard) >= 0.995


def test_two_connections_lie_on_one_clock(tmp_path: Path) -> None:
    """A reconnect is a second stretch, placed within 40 ms, whatever its timestamps count from."""
    sound = speech(16)
    packets = encode_opus(sound)
    journal(tmp_path, SITTING, opus_rtp(packets[:400], begins_s=0, first_timestamp=5), network=BAD)
    second = opus_rtp(packets[400:], begins_s=11.3, first_timestamp=0xFFFF_FF00)
    journal(tmp_path, SITTING, second, segment=2, network=BAD)
    first, later = load_audio(tmp_path, SITTING, "candidate", ZERO)
    assert first.starts_at_s == pytest.approx(0, abs=0.04)
    assert first.duration_s == pytest.approx(8, abs=0.02)
    assert later.starts_at_s == pytest.approx(11.3, abs=0.04)
    assert later.duration_s == pytest.approx(8, abs=0.02)
    assert correlation(sound[: 400 * 960], first) >= 0.95
    assert correlation(sound[400 * 960 :], later) >= 0.95


def test_a_short_break_is_one_stretch(tmp_path: Path) -> None:
    """Half a second between two connections cuts no sentence in two."""
    packets = encode_opus(speech(6))
    journal(tmp_path, SITTING, opus_rtp(packets[:150], begins_s=0, first_timestamp=5))
    journal(tmp_path, SITTING, opus_rtp(packets[150:], begins_s=3.5, first_timestamp=9), segment=2)
    (heard,) = load_audio(tmp_path, SITTING, "candidate", ZERO)
    assert heard.duration_s == pytest.approx(6.5, abs=0.02)


def test_hostile_packets_cost_their_own_time_only(tmp_path: Path) -> None:
    """Empty, broken and random packets among good ones: the rest is heard as before, in its place."""
    sound = speech(12)
    packets = encode_opus(sound)
    bad = {100: b"", 101: b"\x7b\x00", 102: b"\xff" * 900, 300: b"\x7a", 301: b""}
    packets = [bad.get(index, packet) for index, packet in enumerate(packets)]
    journal(tmp_path, SITTING, opus_rtp(packets, begins_s=0, first_timestamp=0))
    (heard,) = load_audio(tmp_path, SITTING, "candidate", ZERO)
    assert heard.duration_s == pytest.approx(12, abs=0.02)
    assert np.isfinite(heard.samples).all()
    after = AudioStretch(samples=heard.samples[6 * 16_000 + 4000 :], rate_hz=16_000, starts_at_s=0)
    assert correlation(sound[6 * 48_000 + 12_000 :], after) >= 0.99


def test_a_packet_that_the_decoder_refuses_is_concealed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where our own reading of a packet lets it through, the decoder's error ends nothing."""
    from oralexam.journal import decoding
    from oralexam.journal.opus import OpusFrame

    packets = [b"\x7b\x00" if index == 20 else data for index, data in enumerate(encode_opus(speech(1)))]
    made = []
    original = decoding.new_decoder
    monkeypatch.setattr(decoding, "new_decoder", lambda: made.append(1) or original())
    frames = [
        OpusFrame(at_samples=960 * index, samples=960, data=data, concealed=False)
        for index, data in enumerate(packets)
    ]
    sound = decoding.decode(frames, 16_000)
    assert len(sound) == 16_000
    assert len(made) == 2


def test_a_cut_journal_is_decoded_up_to_the_cut(tmp_path: Path) -> None:
    """Wherever either file ends, what stands before is heard, and nothing raises."""
    path = journal(tmp_path, SITTING, opus_rtp(encode_opus(speech(2)), begins_s=0, first_timestamp=0))
    whole, sidecar = path.read_bytes(), path.with_suffix(".jsonl").read_bytes()
    durations = []
    for cut in range(0, len(whole), 97):
        path.write_bytes(whole[:cut])
        path.with_suffix(".jsonl").write_bytes(sidecar[: cut % (len(sidecar) + 1)])
        durations.append(sum(each.duration_s for each in load_audio(tmp_path, SITTING, "candidate", ZERO)))
    assert durations == sorted(durations)
    assert durations[0] == 0
    assert durations[-1] > 1.9


def test_nobody_recorded_is_nothing(tmp_path: Path) -> None:
    """A seat without a journal has no audio."""
    assert load_audio(tmp_path, SITTING, "juror", ZERO) == []
