"""The other speaker in one's microphone is told from one's own voice, also while both talk."""

import numpy as np
import pytest

from oralexam.transcripts.bleed import AFTER, BEFORE, OutlineBeside, Own, divide
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, Samples, SpeechSpan
from oralexam.transcripts.spectrum import BANDS, HOP_SAMPLES, outline
from oralexam.transcripts.speech_detection import SileroSpeechDetector
from tests.transcripts.bleed_sound import bleed_of, in_room, talk
from tests.transcripts.rehearsal_speech import RehearsalLine


def beside(other: Samples) -> OutlineBeside:
    """A whole track beside a whole track."""
    silence = np.full((BEFORE, BANDS + 1), -100.0, np.float32)
    return OutlineBeside(levels=np.concatenate([silence, outline(other), silence[:AFTER]]))


def seconds(spans: tuple[SpeechSpan, ...] | list[SpeechSpan]) -> float:
    """How long they are together."""
    return sum(span.end_samples - span.start_samples for span in spans) / SAMPLE_RATE_HZ


def judged(mine: Samples, other: Samples, detector: SileroSpeechDetector) -> Own:
    """The speech that the real detector finds in a track, divided."""
    return divide(mine, tuple(detector.detect(mine)), beside(other))


def pair(lines: list[RehearsalLine], seed: int) -> tuple[Samples, Samples, np.random.Generator]:
    """Two people who talk without listening, as long as each other."""
    chance = np.random.default_rng(seed)
    order = [lines[index].samples for index in chance.permutation(len(lines))]
    one, other = talk(order[:4], chance), talk(order[4:8], chance, shortest_s=0.1)
    length = min(len(one), len(other))
    return one[:length], other[:length], chance


@pytest.mark.parametrize("below_db", [10, 20, 30])
@pytest.mark.parametrize("lag_s", [0.0, 0.15, 0.45])
def test_bleed_is_the_others(
    detector: SileroSpeechDetector, lines: list[RehearsalLine], below_db: int, lag_s: float
) -> None:
    """Nearly all of what the detector takes for speech is known for the other's, whatever the way took."""
    _, other, chance = pair(lines, seed=below_db)
    heard = in_room(bleed_of(other, chance, below_db=below_db, lag_s=lag_s), chance)
    whose = judged(heard, in_room(other, chance), detector)
    assert seconds(whose.others) > 0.9 * seconds([*whose.own, *whose.others]) > 4


@pytest.mark.parametrize("own_db", [0, -10])
def test_who_talks_over_the_other_is_heard(
    detector: SileroSpeechDetector, lines: list[RehearsalLine], own_db: int
) -> None:
    """Double talk, with the other's bleed under it: one's own speech stays one's own."""
    mine, other, chance = pair(lines, seed=7)
    quiet = mine * np.float32(10 ** (own_db / 20))
    heard = in_room(quiet + bleed_of(other, chance, below_db=25, lag_s=0.2), chance)
    spans = tuple(detector.detect(in_room(quiet, chance)))
    whose = divide(heard, spans, beside(in_room(other, chance)))
    assert seconds(whose.own) > 0.9 * seconds(spans) > 4


def test_who_talks_alone_is_never_taken_for_another(
    detector: SileroSpeechDetector, lines: list[RehearsalLine]
) -> None:
    """The other is silent, or not there at all: all pieces stay as they were detected."""
    mine, _, chance = pair(lines, seed=3)
    heard = in_room(mine, chance)
    spans = tuple(detector.detect(heard))
    nobody = OutlineBeside(levels=np.zeros((0, BANDS + 1), np.float32))
    for there in (nobody, beside(in_room(np.zeros_like(mine), chance))):
        assert divide(heard, spans, there) == Own(own=spans, others=())


def test_whose_microphone_it_is_is_told_by_level(
    detector: SileroSpeechDetector, lines: list[RehearsalLine]
) -> None:
    """The same two tracks the other way round: the louder is no copy of the quieter."""
    _, other, chance = pair(lines, seed=5)
    copy = in_room(bleed_of(other, chance, below_db=15, lag_s=0.05), chance)
    assert judged(in_room(other, chance), copy, detector).others == ()


def test_the_others_voice_between_two_own_sentences_is_cut_out(
    detector: SileroSpeechDetector, lines: list[RehearsalLine]
) -> None:
    """Own, other, own: three in their order, each where it was spoken."""
    chance = np.random.default_rng(11)
    mine = talk([lines[0].samples], chance)
    theirs = talk([lines[1].samples], chance)
    silent_there, silent_here = np.zeros_like(mine), np.zeros_like(theirs)
    other = in_room(np.concatenate([silent_there, theirs, silent_there]), chance)
    spoken = np.concatenate([mine, silent_here, mine])
    heard = in_room(spoken + bleed_of(other, chance, below_db=15, lag_s=0.2), chance)
    whose = judged(heard, other, detector)
    edges = (len(mine), len(mine) + len(theirs))
    assert {span.start_samples < edges[0] or span.start_samples > edges[1] for span in whose.own} == {True}
    assert all(edges[0] < span.start_samples < edges[1] for span in whose.others)
    assert seconds(whose.others) > 1


def test_a_clip_shorter_than_a_frame_is_ones_own() -> None:
    """Nothing can be said about it."""
    span = SpeechSpan(start_samples=0, end_samples=HOP_SAMPLES)
    silence = np.zeros(HOP_SAMPLES, np.float32)
    assert divide(silence, (span,), beside(silence)) == Own(own=(span,), others=())
