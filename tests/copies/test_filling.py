"""Two copies of a voice become one (oralexam.copies.aligning, filling): real speech, known places."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from oralexam.copies.filling import Filled, fill
from oralexam.copies.gaps import Held, shown
from oralexam.copies.reader import Run
from oralexam.journal.decoding import decode
from oralexam.journal.exam_clock import ExamClock, segment_clocks
from oralexam.journal.opus import LOOKAHEAD_SAMPLES, RATE_HZ, OpusFrame, SeatAudio, lay_out
from oralexam.journal.reader import list_tracks
from oralexam.journal.stretches import read_stretches
from tests.copies.own_runs import ZERO_US, drifting, own_run
from tests.records.made_recordings import ZERO, Network, Sent, encode_opus, journal, opus_rtp, speech
from tests.records.made_sittings import SITTING

CALL_S = 70.0
CUT_S = (20.0, 50.0)


def arrived(folder: Path, sent: list[Sent], *, network: Network) -> SeatAudio:
    """What the journal has of a voice."""
    journal(folder, SITTING, sent, network=network)
    tracks = list_tracks(folder, SITTING)
    audio = lay_out(
        read_stretches(tracks, segment_clocks(tracks), seat="candidate", kind="audio"),
        ExamClock(zero_utc=ZERO),
    )
    assert audio is not None
    return audio


@pytest.fixture(scope="module")
def said() -> NDArray[np.int16]:
    """What the candidate says, for as long as the call lasts."""
    return speech(CALL_S)


@pytest.fixture(scope="module")
def lossy(said: NDArray[np.int16], tmp_path_factory: pytest.TempPathFactory) -> SeatAudio:
    """Its journal: 5 % of all packets are lost, and the link was cut for 30 s."""
    sent = opus_rtp(encode_opus(said), begins_s=0, first_timestamp=700)
    through = [packet for packet in sent if not CUT_S[0] <= packet.at_s < CUT_S[1]]
    # The sequence numbers that the cut has taken matter to nobody: timestamps say what is missing.
    return arrived(tmp_path_factory.mktemp("lossy"), through, network=Network(loss=0.05, jitter_ms=3))


def filled(audio: SeatAudio, *runs: Run, latest_s: float = CALL_S + 1) -> Filled:
    """Both copies laid beside each other."""
    starts_us = ZERO_US + audio.starts_s * 1e6
    return fill(audio, runs, starts_us=starts_us, earliest_s=-1, latest_s=latest_s)


def place_error_ms(result: Filled, *, ppm: float) -> float:
    """How far the line is from the truth at the worse of both ends of the call.

    The journal's first sample is the first one said; where it lies by the clock is the network's matter.
    """
    (report,) = result.map.runs
    ends_s = np.array([0, CALL_S])
    found_s = (ends_s - report.offset_s) * (1 + report.drift_ppm * 1e-6)
    return float(np.abs(found_s - ends_s * (1 + ppm * 1e-6)).max() * 1000)


@pytest.mark.parametrize(("clock_off_s", "ppm"), [(2.0, 100.0), (-2.0, -100.0)])
def test_after_a_cut_of_30_s_nothing_is_missing(
    said: NDArray[np.int16], lossy: SeatAudio, clock_off_s: float, ppm: float
) -> None:
    """Clocks 2 s apart, 100 ppm of drift, 5 % lost, 30 s cut: 0 samples missing, each within 1 sample."""
    result = filled(lossy, own_run(drifting(said, ppm=ppm), begins_s=0, clock_off_s=clock_off_s))
    (report,) = result.map.runs
    assert report.reason == ""
    assert report.drift_ppm == pytest.approx(ppm, abs=1)
    assert place_error_ms(result, ppm=ppm) <= 1000 / RATE_HZ
    assert result.map.journal_missing_samples >= 30 * RATE_HZ
    assert result.map.missing_samples == 0
    assert {span.held for span in result.map.spans} <= {Held.OWN_ONLY, Held.JOURNAL_ONLY}
    # What fills the hole is what was said there, in its place.
    whole = np.rint(decode(opus_frames(encode_opus(said))) * 32768)
    middle = slice(25 * RATE_HZ, 45 * RATE_HZ)
    assert np.corrcoef(result.sound[middle].astype(float), whole[middle])[0, 1] >= 0.95


def opus_frames(packets: list[bytes]) -> list[OpusFrame]:
    """Packets as the decoder takes them."""
    return [
        OpusFrame(at_samples=960 * number, samples=960, data=data, concealed=False)
        for number, data in enumerate(packets)
    ]


def test_another_voice_and_silence_lie_nowhere(lossy: SeatAudio) -> None:
    """Nothing is taken from what is somebody else's, or nobody's; why stands in the report."""
    other = filled(lossy, own_run(speech(CALL_S, "juror"), begins_s=0))
    silent = filled(lossy, own_run(np.zeros(round(CALL_S * RATE_HZ), np.int16), begins_s=0))
    hum = 8000 * np.sin(np.arange(round(CALL_S * RATE_HZ)) * 2 * np.pi * 150 / RATE_HZ)
    humming = filled(lossy, own_run(hum.astype(np.int16), begins_s=0))
    reasons = [result.map.runs[0].reason for result in (other, silent, humming)]
    assert reasons == ["another-sound", "too-little-speech", "another-sound"]
    for result in (other, silent, humming):
        assert not result.taken
        assert result.map.missing_samples == result.map.journal_missing_samples
        assert {span.held for span in result.map.spans} == {Held.NEITHER}


def test_a_copy_that_has_slipped_is_placed_between_its_slips(
    said: NDArray[np.int16], lossy: SeatAudio
) -> None:
    """As a crowded Chromium did: 10 ms too many at 12 s, 20 ms too few at 57 s; the cut between is filled."""
    first, last = 12 * RATE_HZ, 57 * RATE_HZ
    slipped = np.concatenate([said[:first], np.zeros(480, np.int16), said[first:last], said[last + 960 :]])
    result = filled(lossy, own_run(slipped, begins_s=0), latest_s=CALL_S - 0.1)
    (report,) = result.map.runs
    assert (report.reason, result.map.missing_samples) == ("", 0)
    assert report.agreeing >= report.windows - 2
    # What fills the cut was said there: a window of it lies where the journal would have had it.
    at = round((30 + lossy.starts_s - result.starts_s) * RATE_HZ)
    there = said[30 * RATE_HZ : 35 * RATE_HZ].astype(float)
    alike = [
        np.corrcoef(result.sound[at + d : at + d + len(there)].astype(float), there)[0, 1]
        for d in range(-600, 601, 6)
    ]
    assert max(alike) > 0.85  # what Opus and steps of six samples leave; 10 ms off it is 0.1


def test_what_neither_has_is_said(said: NDArray[np.int16], lossy: SeatAudio) -> None:
    """A segment of two seconds that never came, inside the cut: it stays silent, and is on the map.

    So do the 6.5 ms before it which a decoder holds back until the next packet comes.
    """
    held_back_s = LOOKAHEAD_SAMPLES / RATE_HZ
    result = filled(lossy, own_run(said, begins_s=0, missing=frozenset({15})))
    assert result.map.runs[0].reason == ""
    (lost,) = [span for span in result.map.spans if span.held is Held.NEITHER]
    assert (lost.starts_s, lost.ends_s) == pytest.approx(
        (30 + lossy.starts_s - held_back_s, 32 + lossy.starts_s), abs=0.001
    )
    assert result.map.missing_samples == pytest.approx((2 + held_back_s) * RATE_HZ, abs=3)
    assert not result.map.whole


def test_two_connections_are_two_clocks(said: NDArray[np.int16], tmp_path: Path) -> None:
    """After a reconnect the way took 60 ms more: each part has its own place, and the hole is drawn out."""
    packets = encode_opus(said[: 60 * RATE_HZ])
    sent = opus_rtp(packets, begins_s=0, first_timestamp=700)
    later = opus_rtp(packets[1500:], begins_s=30.06, first_timestamp=90_000)
    journal(tmp_path, SITTING, later, segment=2)
    audio = arrived(tmp_path, sent[:1250], network=Network())
    assert len(audio.seams) == 1
    result = filled(audio, own_run(said[: 60 * RATE_HZ], begins_s=0), latest_s=70)
    (report,) = result.map.runs
    assert report.reason == ""
    assert result.map.missing_samples == 0
    assert result.map.filled_samples == pytest.approx(5.06 * RATE_HZ, abs=480)
    # On both sides of the seam the fill goes over into the journal: no jump, no echo.
    whole = np.rint(decode(opus_frames(packets)) * 32768)
    before, behind = slice(24 * RATE_HZ, 25 * RATE_HZ + 4800), slice(30 * RATE_HZ, 31 * RATE_HZ)
    moved = result.sound[round(0.06 * RATE_HZ) :].astype(float)
    assert np.corrcoef(result.sound[before].astype(float), whole[before])[0, 1] >= 0.95
    assert (
        max(
            np.corrcoef(moved[behind.start + d : behind.stop + d], whole[behind])[0, 1]
            for d in range(-300, 300, 4)
        )
        >= 0.9
    )


def test_what_was_said_behind_the_last_packet_is_there(said: NDArray[np.int16], tmp_path: Path) -> None:
    """The link went for good at 30 s; the call ended at 40 s, and nothing behind that is taken."""
    sent = opus_rtp(encode_opus(said[: 30 * RATE_HZ]), begins_s=0, first_timestamp=700)
    audio = arrived(tmp_path, sent, network=Network())
    result = filled(audio, own_run(said[: 50 * RATE_HZ], begins_s=0), latest_s=40)
    assert result.map.missing_samples == 0
    assert result.map.samples == pytest.approx((40 - audio.starts_s) * RATE_HZ, abs=2)


def test_what_was_said_after_the_link_had_gone_for_good_lies_where_the_clocks_say(
    said: NDArray[np.int16], tmp_path: Path
) -> None:
    """A page opened again behind the last packet: nothing to compare, so clocks place it, and that is told.

    Where an earlier run of the voice has shown how far they are off, that is set right.
    """
    sent = opus_rtp(encode_opus(said[: 20 * RATE_HZ]), begins_s=0, first_timestamp=700)
    audio = arrived(tmp_path, sent, network=Network())
    first = own_run(said[: 24 * RATE_HZ], begins_s=0, clock_off_s=0.2)
    again = own_run(said[30 * RATE_HZ : 40 * RATE_HZ], begins_s=30, clock_off_s=0.2, name="r2")
    off = {
        "clocks alone": (filled(audio, again, latest_s=40), 30.2 - audio.starts_s, 300),
        "set right by the first": (filled(audio, first, again, latest_s=40), 30.0, 100),
    }
    for result, offset_s, within_ms in off.values():
        report = result.map.runs[-1]
        assert (report.reason, report.by_clock, report.within_ms) == ("", True, within_ms)
        assert report.offset_s == pytest.approx(offset_s, abs=0.0001)
        begin = round((audio.starts_s + offset_s - result.starts_s) * RATE_HZ)
        heard = result.sound[begin : begin + 8 * RATE_HZ].astype(float)
        whole = np.rint(decode(opus_frames(encode_opus(said[30 * RATE_HZ : 40 * RATE_HZ]))) * 32768)
        best = max(
            np.corrcoef(heard[9600 : 5 * RATE_HZ], whole[9600 + d : 5 * RATE_HZ + d])[0, 1]
            for d in range(-480, 480, 2)
        )
        assert best >= 0.9
    both = off["set right by the first"][0].map
    (lost,) = [span for span in both.spans if span.held is Held.NEITHER]
    assert lost.ends_s - lost.starts_s == pytest.approx(6, abs=0.02)
    assert not both.runs[0].by_clock


def test_of_a_voice_of_which_nothing_arrived_all_is_heard(said: NDArray[np.int16]) -> None:
    """Between two calls nobody was to be recorded: nothing of that is taken, and nothing is missing there."""
    nothing = SeatAudio(starts_s=1.0, frames=())
    run = own_run(said[: 20 * RATE_HZ], begins_s=0)
    result = fill(nothing, [run], starts_us=ZERO_US + 1e6, earliest_s=1, latest_s=15, between_s=[(5, 8)])
    assert (result.starts_s, len(result.sound)) == (pytest.approx(1), 14 * RATE_HZ)
    assert result.map.missing_samples == 0
    assert result.map.filled_samples == pytest.approx(11 * RATE_HZ, abs=2)
    assert not result.sound[round(4.1 * RATE_HZ) : round(6.9 * RATE_HZ)].any()
    doubted = fill(nothing, [], starts_us=ZERO_US, earliest_s=0, latest_s=9)
    assert (len(doubted.sound), doubted.map.spans) == (0, ())


def test_a_few_words_before_the_cut_are_enough_where_all_of_them_fit(
    said: NDArray[np.int16], tmp_path: Path
) -> None:
    """The link went after 6 s: what there is to compare fits; of another voice, nothing is taken."""
    sent = opus_rtp(encode_opus(said[: 6 * RATE_HZ]), begins_s=0, first_timestamp=700)
    audio = arrived(tmp_path, sent, network=Network())
    (report,) = filled(audio, own_run(said[: 30 * RATE_HZ], begins_s=0, clock_off_s=1)).map.runs
    assert (report.reason, report.by_clock) == ("", False)
    assert report.offset_s == pytest.approx(0, abs=0.001)
    other = filled(audio, own_run(speech(30, "juror"), begins_s=0))
    assert other.map.runs[0].reason != ""
    assert not other.taken


def test_what_the_browser_never_gave_is_missing_and_the_journals_where_it_has_it(
    said: NDArray[np.int16], lossy: SeatAudio
) -> None:
    """Half a second of nought inside the cut is a hole, no silence; outside of it the journal is heard."""
    gaps = {12: round(24.7 * RATE_HZ), 30: round(60.7 * RATE_HZ)}
    # A microphone is never quite silent.
    sound = said + np.random.default_rng(3).normal(0, 60, len(said)).astype(np.int16)
    for first in gaps.values():
        sound[first : first + RATE_HZ // 2] = 0
    result = filled(lossy, own_run(sound, begins_s=0, filled=dict.fromkeys(gaps, RATE_HZ // 2)))
    assert result.map.runs[0].reason == ""
    lost = [span for span in result.map.spans if span.held is Held.NEITHER]
    inside = [span for span in lost if CUT_S[0] < span.starts_s < CUT_S[1]]
    assert sum(span.ends_s - span.starts_s for span in inside) == pytest.approx(0.5, abs=0.001)
    assert (inside[0].starts_s, inside[-1].ends_s) == pytest.approx(
        (24.7 + lossy.starts_s, 25.2 + lossy.starts_s), abs=0.02
    )
    # Of 5 % lost packets some fall into the second one.
    assert result.map.missing_samples < 0.6 * RATE_HZ
    journal = [span for span in result.map.spans if span.held is Held.JOURNAL_ONLY]
    assert any(60.6 < span.starts_s < 61.3 for span in journal)


def test_beside_sound_that_differs_nothing_is_taken(said: NDArray[np.int16], tmp_path: Path) -> None:
    """A copy that is somebody else's from 40 s on is trusted for what came before, and fills nothing behind.

    Nor is a hole filled that has the same sound on one side only.
    """
    sent = opus_rtp(encode_opus(said), begins_s=0, first_timestamp=700)
    cuts = ((15.0, 18.0), (38.0, 42.0), (55.0, 58.0))
    through = [packet for packet in sent if not any(first <= packet.at_s < end for first, end in cuts)]
    audio = arrived(tmp_path, through, network=Network())
    forged = np.concatenate([said[: 40 * RATE_HZ], speech(CALL_S, "juror")[: 30 * RATE_HZ]])
    result = filled(audio, own_run(forged, begins_s=0))
    assert result.map.runs[0].reason == ""
    own = [span for span in shown(result.map).spans if span.held is Held.OWN_ONLY]
    assert [(span.starts_s, span.ends_s) for span in own] == [
        pytest.approx((15 + audio.starts_s, 18 + audio.starts_s), abs=0.02)
    ]
    assert result.map.missing_samples == pytest.approx(7 * RATE_HZ, abs=RATE_HZ)
