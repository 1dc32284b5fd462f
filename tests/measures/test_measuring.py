"""Indicators, computed by hand and held against what the package says."""

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from oralexam.measures.frequency import english_ranks
from oralexam.measures.indicator import PauseBasis, SpeakerIndicators, Unit
from oralexam.measures.lexicon import bands_of, forms_in
from oralexam.measures.meanings import MEANINGS
from oralexam.measures.measuring import measure
from oralexam.measures.speaking import speaking_of
from oralexam.transcripts.transcript import TrackTranscript, Utterance, Word
from tests.measures.made_speech import track, word

RANKS = {"the": 1, "cartons": 1500, "good": 20, "morning": 700, "pallet": 4000}

CANDIDATE = track(
    "candidate",
    word("Good", 0.0, 0.4),
    word("morning.", 0.4, 1.0),
    # A pause of 0.5 s after a full stop.
    word("The", 1.5, 1.7),
    # A pause of 0.3 s within the clause.
    word("cartons", 2.0, 2.6),
    # 0.2 s: no pause.
    word("arrived.", 2.8, 3.4),
    # The juror speaks: a turn ends.
    word("Thanks.", 6.0, 6.6),
)
JUROR = track("juror", word("How", 3.6, 4.0), word("many", 4.0, 4.6), word("cartons?", 4.6, 5.6))
"""Turns of the candidate: 0 to 3.4 s and 6.0 to 6.6 s; syllables 1 + 2, 1, 2 + 2, 1 = 9, words 6."""


def values(found: SpeakerIndicators) -> dict[str, float | None]:
    """Key by key, rounded for comparison."""
    return {each.key: None if each.value is None else round(each.value, 4) for each in found.indicators}


def test_a_short_call_is_counted_as_by_hand() -> None:
    """Every number of this dialogue, added up on paper."""
    candidate, juror = measure([JUROR, CANDIDATE], ranks=RANKS)
    assert (candidate.seat, juror.seat) == ("candidate", "juror")
    assert candidate.pauses_from is PauseBasis.WORDS
    found = values(candidate)
    turns_s, speech_s = 3.4 + 0.6, 3.4 + 0.6 - 0.8
    assert found["speech-rate-words"] == round(60 * 6 / turns_s, 4)
    assert found["speech-rate-syllables"] == round(60 * 9 / turns_s, 4)
    assert found["articulation-rate-words"] == round(60 * 6 / speech_s, 4)
    assert found["articulation-rate-syllables"] == round(60 * 9 / speech_s, 4)
    assert found["mean-length-of-run"] == round(9 / 4, 4)
    assert found["pauses"] == 2
    assert found["mean-pause"] == 0.4
    assert found["pause-share"] == round(0.8 / turns_s, 4)
    assert found["within-clause-pauses"] == 1
    assert found["within-clause-pause-share"] == 0.5
    assert found["talk-share"] == round(speech_s / (speech_s + 2.0), 4)
    assert found["overlaps"] == 0
    assert found["interruptions"] == 0
    assert found["words-first-1000"] == round(3 / 6, 4)
    assert found["words-second-1000"] == round(1 / 6, 4)
    assert found["words-beyond-5000"] == round(2 / 6, 4)
    assert found["different-words"] == 6


def test_pauses_come_from_the_sound_where_it_was_heard() -> None:
    """Words that touch may hide a pause, and a gap between words may hold a breath or an « um »."""
    heard = track(
        "candidate",
        word("Good", 0.0, 1.0),
        word("morning", 1.0, 2.0),
        word("Pike", 2.6, 3.0),
        pauses=((0.8, 1.2),),
    )
    (found,) = measure([heard], ranks=RANKS)
    assert found.pauses_from is PauseBasis.SOUND
    assert values(found)["pauses"] == 1
    assert values(found)["mean-pause"] == 0.4
    assert values(found)["mean-length-of-run"] == 2  # Good | morn-ing Pike


def test_a_silence_in_which_the_other_speaks_is_nobodys_pause() -> None:
    """It is the other's turn, whatever the detector called it."""
    alone = track("candidate", word("Yes", 0.0, 0.5), word("indeed", 3.0, 3.5))
    (found,) = measure([alone], ranks=RANKS)
    assert values(found)["pauses"] == 1
    other = track("juror", word("Really?", 1.0, 1.5))
    assert values(measure([alone, other], ranks=RANKS)[0])["pauses"] == 0
    assert len(speaking_of(alone, [other]).turns) == 2


def test_silences_shorter_than_a_quarter_of_a_second_are_no_pauses() -> None:
    """249 ms are articulation, 250 ms a pause."""
    for gap_s, pauses in ((0.249, 0), (0.25, 1)):
        made = track("candidate", word("one", 0.0, 1.0), word("two", 1.0 + gap_s, 2.0))
        assert values(measure([made], ranks=RANKS)[0])["pauses"] == pauses


SPEAKS = track(
    "juror",
    *(
        word(text, index * 0.5, index * 0.5 + 0.5)
        for index, text in enumerate(("we", "are", "waiting", "for", "the", "goods"))
    ),
)
"""Three seconds without a pause; « goods » begins at 2.5 s."""


@pytest.mark.parametrize(
    ("begins_s", "text", "interruptions"),
    [
        (1.2, ("I", "disagree"), 1),  # « for the goods » is still to come: three syllables
        (2.1, ("I", "disagree"), 0),  # only « goods » is: it was foreseen
        (1.2, ("Yes,", "yes."), 0),  # listening
        (1.2, ("I", "see."), 0),
        (3.2, ("I", "disagree"), 0),  # the other has finished
    ],
)
def test_an_interruption_takes_the_floor_from_who_has_more_to_say(
    begins_s: float, text: tuple[str, ...], interruptions: int
) -> None:
    """More than two syllables to go, and more than a sign of listening."""
    words = [
        word(each, begins_s + index * 0.5, begins_s + index * 0.5 + 0.5) for index, each in enumerate(text)
    ]
    candidate, juror = measure([track("candidate", *words), SPEAKS], ranks=RANKS)
    assert candidate.named("interruptions").value == interruptions
    assert juror.named("interruptions").value == 0


def test_overlaps_are_the_same_for_both() -> None:
    """From 2.0 to 3.0 both speak; 100 ms would not count."""
    candidate = track("candidate", word("But", 2.0, 2.5), word("surely", 2.5, 4.0))
    for found in measure([candidate, SPEAKS], ranks=RANKS):
        assert found.named("overlaps").value == 1
        assert found.named("overlap-time").value == 1.0
    late = track("candidate", word("But", 2.9, 3.4))
    assert measure([late, SPEAKS], ranks=RANKS)[0].named("overlaps").value == 0


def test_names_letters_and_numbers_are_no_vocabulary() -> None:
    """A capital inside a sentence is a name; one at its beginning is not."""
    text = "Good morning, I'm Joanna Pike. P I K E. We'll send 24 DAP don't"
    said = [word(each, 0, 1) for each in text.split()]
    # The « I » among spelled letters cannot be told from the pronoun.
    assert list(forms_in(said)) == ["good", "morning", "i", "i", "we", "send", "do"]


def test_silence_has_no_values_and_breaks_nothing() -> None:
    """Where nothing was said there is nothing to describe."""
    silent, other = measure([track("candidate"), JUROR], ranks=RANKS)
    assert silent.named("speech-rate-words").value is None
    assert silent.named("pauses").value is None
    assert silent.named("talk-share").value == 0
    assert other.named("talk-share").value == 1


def test_one_voice_alone_has_no_share() -> None:
    """A share of what, would one ask."""
    (found,) = measure([CANDIDATE], ranks=RANKS)
    assert found.named("talk-share").value is None
    assert found.named("overlaps").value is None


def test_an_utterance_without_words_is_shared_out() -> None:
    """Its text is spoken evenly over its time."""
    line = Utterance(start_s=0.0, end_s=2.0, text="How many cartons now", words=())
    made = msgspec.structs.replace(CANDIDATE, utterances=(line,))
    (found,) = measure([made], ranks=RANKS)
    assert found.named("speech-rate-words").value == 120


@some.composite
def tracks(draw: some.DrawFn) -> list[TrackTranscript]:
    """Two who talk: words in any order, of any length, with pauses heard or not."""
    made = []
    for seat in ("candidate", "juror"):
        words: list[Word] = []
        for start_s in draw(some.lists(some.floats(0, 30), max_size=12)):
            text = draw(some.sampled_from(("yes", "Pike.", "24", "cartons,", "the", "…", "disagree")))
            words.append(word(text, start_s, start_s + draw(some.floats(0, 2))))
        pauses = draw(
            some.none()
            | some.lists(some.tuples(some.floats(0, 30), some.floats(0, 3)), max_size=4).map(
                lambda found: tuple((start, start + length) for start, length in found)
            )
        )
        made.append(track(seat, *words, pauses=pauses))
    return made


@settings(deadline=None, max_examples=150)
@given(tracks())
def test_shares_are_shares_and_counts_are_counts(given_tracks: list[TrackTranscript]) -> None:
    """Shares lie between 0 and 1 and add up; articulation is never slower than speech."""
    found = measure(given_tracks, ranks=RANKS)
    assert [each.key for each in found[0].indicators] == [each.key for each in MEANINGS]
    for each in found:
        for indicator in each.indicators:
            assert indicator.value is None or indicator.value >= 0
            if indicator.unit is Unit.SHARE and indicator.value is not None:
                assert indicator.value <= 1 + 1e-9
        got = values(each)
        speech, articulation = got["speech-rate-words"], got["articulation-rate-words"]
        assert speech is None or articulation is None or articulation >= speech - 1e-6
        bands = [
            got[key]
            for key in ("words-first-1000", "words-second-1000", "words-to-5000", "words-beyond-5000")
        ]
        assert bands[0] is None or abs(sum(band or 0 for band in bands) - 1) < 1e-3
        assert (got["within-clause-pauses"] or 0) <= (got["pauses"] or 0)
    shares = [each.named("talk-share").value for each in found]
    assert None in shares or abs(sum(share or 0 for share in shares) - 1) < 1e-6
    assert found[0].named("overlaps").value == found[1].named("overlaps").value


def test_every_indicator_says_what_it_is() -> None:
    """A number without definition, source and limits is never given to anybody."""
    assert len({each.key for each in MEANINGS}) == len(MEANINGS)
    for each in MEANINGS:
        assert each.definition.endswith(".")
        assert each.limits.endswith(".")
        assert each.source
        assert not {"level", "mark", "B1", "B2", "C1"} & set(each.definition.split())


def test_the_list_of_frequent_words_is_one() -> None:
    """5,000 forms, each once; what is frequent comes first."""
    ranks = english_ranks()
    assert len(ranks) == 5000
    assert sorted(ranks.values()) == list(range(1, 5001))
    assert ranks["the"] == 1
    assert ranks["delivery"] < 1000 < ranks["hello"]
    bands = bands_of([word(each, 0, 1) for each in ("The", "kettles", "arrived")], ranks)
    assert (bands.first_1000, bands.running) == (1, 3)


def test_pages_can_say_what_an_indicator_is() -> None:
    """English sentences are those of the code; French has the same ones."""
    folder = Path(__file__).resolve().parents[2] / "web" / "i18n"
    english, french = (json.loads((folder / f"{each}.json").read_text()) for each in ("en", "fr"))
    for meaning in MEANINGS:
        assert english[f"measure.{meaning.key}.definition"] == meaning.definition
        assert english[f"measure.{meaning.key}.limits"] == meaning.limits
        for ending in ("", ".definition", ".limits"):
            assert french[f"measure.{meaning.key}{ending}"]
