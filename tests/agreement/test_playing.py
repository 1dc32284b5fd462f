"""What candidates met with, by scenario and player; and what a child process counts of the words."""

import subprocess
import sys

import msgspec
import pytest

from oralexam.agreement.playing import Played, Spoken, played_figures
from oralexam.agreement.talk import TalkAnswer, TalkRequest
from oralexam.agreement.talk_child import spoken_of
from oralexam.transcripts.transcript import TrackTranscript
from tests.storage.samples import transcript


def part(place: int, *, scenario: str = "lamps@1", player: str = "p", words: bool = True) -> Played:
    """A part in which the juror speaks a tenth more each time."""
    spoken = Spoken(own_s=10.0 + place, both_s=100.0, turns=place, questions=1, interruptions=0)
    return Played(
        scenario=scenario, player=player, facts_given=place % 3, facts=4, spoken=spoken if words else None
    )


def test_parts_are_described_by_scenario_and_player() -> None:
    """Mean, interval, and between what all lie; how many had words; facts of how many there were."""
    scenario, player, both = played_figures([part(place) for place in range(5)])
    assert [(each.scenario, each.player) for each in (scenario, player, both)] == [
        ("lamps@1", ""),
        ("", "p"),
        ("lamps@1", "p"),
    ]
    assert scenario.talk_share is not None
    assert scenario.talk_share.estimate.value == pytest.approx(0.12)
    # Spread 0.015811 by the root of five, by t 2.7764: 0.01963.
    assert scenario.talk_share.estimate.low == pytest.approx(0.12 - 0.01963, abs=1e-4)
    assert (scenario.talk_share.least, scenario.talk_share.most) == (0.10, 0.14)
    assert (scenario.parts, scenario.with_words, scenario.facts_given, scenario.facts_of) == (5, 5, 4, 20)
    assert scenario.questions is not None
    assert scenario.questions.estimate.low is None, "all were alike"


def test_four_parts_are_too_few() -> None:
    """A figure takes five that have words; facts need no words."""
    figures = played_figures([part(place, words=place < 4) for place in range(5)])
    for each in figures:
        assert (each.parts, each.with_words, each.talk_share, each.turns) == (5, 4, None, None)
        assert each.facts is not None


def test_who_is_not_known_is_in_no_players_group() -> None:
    """Their parts count for the scenario."""
    figures = played_figures([part(place, player="") for place in range(6)])
    assert [(each.scenario, each.player, each.parts) for each in figures] == [("lamps@1", "", 6)]


def spoken_track(seat: str, *utterances: str) -> TrackTranscript:
    """A track of the sitting with these words."""
    return transcript("11111111-1111-4111-8111-111111111111", seat, *utterances)


def test_turns_questions_and_speech_are_counted_of_the_jurors_track() -> None:
    """A question mark makes a question; without the words of both nothing is counted."""
    juror, candidate = spoken_track("juror", "how many lamps?"), spoken_track("candidate", "nine lamps")
    counted = spoken_of((candidate, juror))
    assert counted is not None
    assert (counted.turns, counted.questions) == (1, 1)
    assert 0 < counted.own_s < counted.both_s
    assert spoken_of((juror,)) is None


def test_the_child_answers_in_the_order_of_the_parts() -> None:
    """As the server runs it: on its input the question, on its output the answer."""
    juror, candidate = spoken_track("juror", "how many lamps?"), spoken_track("candidate", "nine lamps")
    asked = TalkRequest(parts=((juror,), (juror, candidate)))
    done = subprocess.run(
        [sys.executable, "-m", "oralexam.agreement.talk_child"],
        input=msgspec.json.encode(asked),
        capture_output=True,
        check=True,
        timeout=60,
    )
    first, second = msgspec.json.decode(done.stdout, type=TalkAnswer).spoken
    assert (first, second) == (None, spoken_of((juror, candidate)))
