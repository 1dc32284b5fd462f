"""How far transcripts can be trusted: errors of all by words of all, by room, microphone and model."""

import msgspec
import pytest

from oralexam.transcripts.reliability import (
    Figure,
    Group,
    Reading,
    ReadPair,
    ReadTrack,
    ReliabilityRequest,
)
from oralexam.transcripts.reliability_figures import compute


def pair(read: str, heard: str, reading: Reading = Reading.CHANGED) -> ReadPair:
    """An utterance that somebody has read."""
    return ReadPair(read=read, heard=heard, reading=reading)


def track(
    *pairs: ReadPair, room: str = "salle 1", seat: str = "candidate", model: str = "base.en"
) -> ReadTrack:
    """A track of which three utterances more were never read."""
    return ReadTrack(
        room=room, seat=seat, setup="", model=model, utterances=len(pairs) + 3, pairs=tuple(pairs)
    )


RIGHT = pair("eight cartons are missing", "eight cartons are missing", Reading.CONFIRMED)
WRONG = pair("um the Whitcombe order", "the whit comb order")
UNSURE = pair("when he lands", "wendy lands", Reading.UNCLEAR)
INVENTED = pair("", "thank you")
ASKED = ReliabilityRequest(
    tracks=(
        track(RIGHT, WRONG, UNSURE),
        track(RIGHT, RIGHT, room="salle 2", model="small.en"),
        track(INVENTED, room="", seat="juror", model="small.en"),
    ),
    resamples=200,
)


def of(figures: tuple[Figure, ...], group: Group) -> dict[str, Figure]:
    """The lines of one table, by what they are about."""
    names = {Group.ALL: "", Group.ROOM: "room", Group.MICROPHONE: "room", Group.MODEL: "model"}
    return {getattr(each, names[group], ""): each for each in figures if each.group is group}


def test_a_line_says_what_it_rests_on() -> None:
    """Words, errors, what was confirmed, what was left out because nobody could tell, and of how much."""
    line = of(compute(ASKED).figures, Group.ROOM)["salle 1"]
    assert (line.tracks, line.utterances, line.read, line.confirmed, line.unclear) == (1, 6, 3, 1, 1)
    assert line.normalised is not None
    assert (line.normalised.errors, line.normalised.words) == (2, 7)  # whitcombe → whit comb; um is no word
    assert line.raw is not None
    assert (line.raw.errors, line.raw.words) == (2, 7)  # nor is um a word to the letter
    assert line.hesitations is not None
    assert (line.hesitations.heard, line.hesitations.said, line.hesitations.value) == (0, 1, 0.0)
    assert line.hesitations.high > 0.7


def test_intervals_hold_the_value_and_come_out_the_same() -> None:
    """Drawn anew from a seed: no figure changes by being looked at."""
    first, second = compute(ASKED), compute(ASKED)
    assert first == second
    for line in first.figures:
        for rate in (line.normalised, line.raw):
            if rate is not None:
                assert rate.low <= rate.value <= rate.high, line
    certain = of(first.figures, Group.ROOM)["salle 2"].normalised
    assert certain is not None
    assert (certain.value, certain.low, certain.high) == (0, 0, 0)


def test_every_track_is_in_each_table_once() -> None:
    """All together, by room (where nobody named it: by seat), by microphone, by model."""
    figures = compute(ASKED).figures
    for group in Group:
        assert sum(line.tracks for line in figures if line.group is group) == 3
    (whole,) = of(figures, Group.ALL).values()
    assert whole.raw is not None
    assert (whole.raw.errors, whole.raw.words) == (4, 15)
    unnamed = of(figures, Group.ROOM)[""]
    assert (unnamed.seat, unnamed.normalised, unnamed.hesitations) == ("juror", None, None)
    assert set(of(figures, Group.MODEL)) == {"base.en", "small.en"}
    assert compute(ReliabilityRequest(tracks=())).figures == ()


def test_more_reading_makes_the_interval_narrower() -> None:
    """Twenty times the same utterances: the same value, and less doubt about it."""
    few = compute(ReliabilityRequest(tracks=(track(RIGHT, WRONG),))).figures[0].normalised
    many = compute(ReliabilityRequest(tracks=(track(*[RIGHT, WRONG] * 20),))).figures[0].normalised
    assert few is not None
    assert many is not None
    assert many.value == pytest.approx(few.value)
    assert many.high - many.low < (few.high - few.low) / 2
    assert msgspec.json.decode(msgspec.json.encode(ASKED), type=ReliabilityRequest) == ASKED
