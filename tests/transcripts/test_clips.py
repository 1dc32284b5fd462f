"""Where a track is cut: pauses, lengths, margins, takes."""

import numpy as np

from oralexam.transcripts.clips import cut_clips, merge_spans
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, Samples, SpeechSpan


def span(start_s: float, end_s: float) -> SpeechSpan:
    """A span given in seconds."""
    return SpeechSpan(
        start_samples=round(start_s * SAMPLE_RATE_HZ), end_samples=round(end_s * SAMPLE_RATE_HZ)
    )


def seconds(spans: list[SpeechSpan]) -> list[tuple[float, float]]:
    """Spans in seconds, for reading."""
    return [
        (round(each.start_samples / SAMPLE_RATE_HZ, 3), round(each.end_samples / SAMPLE_RATE_HZ, 3))
        for each in spans
    ]


def sound(length_s: float, *quiet: tuple[float, float]) -> Samples:
    """Room noise of `length_s`, with nothing at all in the given stretches."""
    samples = np.full(round(length_s * SAMPLE_RATE_HZ), 0.001, np.float32)
    for start_s, end_s in quiet:
        samples[round(start_s * SAMPLE_RATE_HZ) : round(end_s * SAMPLE_RATE_HZ)] = 3e-5
    return samples


def cuts(samples: Samples, *spans: SpeechSpan) -> list[tuple[float, float]]:
    """Where clips are cut."""
    return seconds([clip.cut for clip in cut_clips(samples, list(spans))])


def test_short_pauses_are_joined_and_long_ones_part():
    """Up to two seconds of silence stay inside one utterance."""
    merged = merge_spans([span(0, 1), span(2.9, 4), span(6, 7)])
    assert seconds(merged) == [(0, 4), (6, 7)]


def test_an_utterance_ends_before_it_grows_past_twenty_seconds():
    """The next stretch opens a new one, although the pause is short."""
    merged = merge_spans([span(0, 12), span(12.5, 19), span(19.5, 25)])
    assert seconds(merged) == [(0, 19), (19.5, 25)]


def test_speech_without_a_pause_is_divided_into_equal_parts():
    """45 s of speech without one pause of 0.1 s make three parts, each shorter than Whisper's window."""
    assert seconds(merge_spans([span(1, 46)])) == [(1, 16), (16, 31), (31, 46)]


def test_margins_stay_inside_the_audio_and_reach_half_of_a_pause_at_most():
    """No sample is heard twice."""
    assert cuts(sound(2.05), span(0.1, 1), span(1.2, 2)) == [(0, 1.1), (1.1, 2.05)]
    assert cuts(sound(20), span(5, 6), span(8, 9)) == [(4.8, 6.2), (7.8, 9.2)]
    (clip,) = cut_clips(sound(5), [span(1, 2)])
    assert seconds([clip.speech]) == [(1, 2)]


def test_a_take_is_kept_from_where_its_microphone_opened_to_where_it_closed():
    """Room noise before and after the speech belongs to it, the nothing around it does not."""
    samples = sound(10, (0, 1.5), (7, 10))
    assert cuts(samples, span(3, 5)) == [(1.5, 7.0)]


def test_the_ends_of_a_track_are_the_ends_of_a_take():
    """A track whose first sound comes with its first sample begins there."""
    assert cuts(sound(6), span(1.5, 4)) == [(0, 6)]
    assert cuts(sound(20), span(5, 10)) == [(4.8, 10.2)]


def test_speech_that_begins_with_its_take_is_cut_there():
    """Also where the detector said a little early or late that it began or ended."""
    samples = sound(10, (0, 3), (5, 10))
    assert cuts(samples, span(2.95, 5.05)) == [(3.0, 5.0)]
    assert cuts(samples, span(3.02, 4.98)) == [(3.0, 5.0)]


def test_a_beginning_long_before_the_speech_is_none():
    """A microphone that has been open for three seconds gives the usual margin."""
    assert cuts(sound(10, (0, 1)), span(4.1, 5)) == [(3.9, 5.2)]


def test_a_lost_packet_is_no_beginning_and_a_closed_sound_no_end():
    """20 ms of nothing before a word, 60 ms of it inside a word: neither moves the cut into the speech."""
    assert cuts(sound(10, (2.9, 2.92)), span(3, 5)) == [(2.8, 5.2)]
    assert cuts(sound(10, (3.1, 3.16), (4.85, 4.91)), span(3, 5)) == [(2.8, 5.2)]


def test_speech_that_is_not_there_gets_the_usual_margin():
    """A detector may be wrong about a track on which nothing is."""
    assert cuts(sound(10, (0, 10)), span(3, 5)) == [(2.8, 5.2)]
