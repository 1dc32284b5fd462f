"""Copies of what is left: damaged journals, and what is drawn and measured of whole ones."""

from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from oralexam.records.listening import make_copies
from tests.records.made_recordings import ZERO, encode_opus, encode_vp8, journal, opus_rtp, speech, vp8_rtp
from tests.records.made_sittings import SITTING


def heard(path: Path) -> NDArray[np.float32]:
    """All that is decoded of a voice, at 16 kHz."""
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=16_000)
        pieces = [
            each.to_ndarray().reshape(-1)
            for frame in container.decode(audio=0)
            for each in resampler.resample(frame)
        ]
    return np.concatenate(pieces)


def test_a_damaged_segment_is_a_gap_and_the_rest_is_played(tmp_path: Path) -> None:
    """Of three connections one file is noise, and the last one is cut: the rest is heard at its place."""
    recordings, work = tmp_path / "recordings", tmp_path / "copies"
    work.mkdir()
    packets = encode_opus(speech(9))
    for segment, begins_s in ((1, 0.0), (2, 3.0), (3, 6.0)):
        piece = packets[(segment - 1) * 150 : segment * 150]
        sent = opus_rtp(piece, begins_s=begins_s, first_timestamp=77 * segment)
        path = journal(recordings, SITTING, sent, segment=segment)
        if segment == 2:
            path.write_bytes(b"\x00damaged\xff" * 500)
        if segment == 3:
            path.write_bytes(path.read_bytes()[:-2000])
    manifest = make_copies(recordings, SITTING, ZERO, work)
    (track,) = manifest.tracks
    assert track.audio is not None
    assert track.audio.starts_s == pytest.approx(0.02, abs=0.05)
    assert 8.0 < track.audio.starts_s + track.audio.duration_s < 9.1
    (gap,) = [gap for gap in track.gaps if gap.ends_s - gap.starts_s > 1]
    assert (gap.starts_s, gap.ends_s) == (pytest.approx(3.0, abs=0.1), pytest.approx(6.0, abs=0.1))
    sound = heard(work / "candidate-audio.webm")
    loud = [float(np.abs(sound[int(at * 16_000) : int((at + 2) * 16_000)]).max()) for at in (0.5, 3.5, 6.1)]
    assert loud[1] < 0.02 < min(loud[0], loud[2])
    assert manifest.mix is not None


def test_a_film_has_a_poster_and_a_voice_its_loudness(tmp_path: Path) -> None:
    """A JPEG of an early picture; the loudness of each voice as it was recorded, the quiet one's lower."""
    recordings, work = tmp_path / "recordings", tmp_path / "copies"
    work.mkdir()
    for seat, divided in (("candidate", 1), ("juror", 8)):
        packets = encode_opus(speech(5, seat) // divided)
        journal(recordings, SITTING, opus_rtp(packets, begins_s=0, first_timestamp=7), seat=seat)
    pictures = vp8_rtp(encode_vp8(2), begins_s=0, first_timestamp=7)
    journal(recordings, SITTING, pictures, kind="video")
    manifest = make_copies(recordings, SITTING, ZERO, work)
    candidate, juror = manifest.tracks
    assert candidate.loudness_lufs is not None
    assert juror.loudness_lufs is not None
    assert candidate.loudness_lufs - 12 > juror.loudness_lufs > -60
    assert (candidate.poster in manifest.names(), juror.poster) == (True, None)
    with av.open(str(work / str(candidate.poster))) as container:
        (picture,) = container.decode(video=0)
        assert (picture.width, picture.height) == (320, 240)
