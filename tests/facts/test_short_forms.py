"""Days of the month alone and letters by their names: found in sentences where they can be nothing else."""

import msgspec

from oralexam.exams.expected_value import ExpectedValue, ValueKind
from oralexam.facts.grid import Agreement, Place
from tests.facts.said import track
from tests.facts.test_finding import KETTLES, grid, sightings


def test_a_day_of_the_month_alone_is_the_only_one_that_is_expected_on_it() -> None:
    """« On the fourth » is the fourth of December; not where June is spoken of, nor where two are fourths."""
    said = "Yes, we open again on the fourth. And the fourth carton is open, too."
    (day,) = sightings(grid(track("candidate", (1.0, said))), "Friday 4 December", Place.CANDIDATE)
    assert (day.agreement, day.words) == (Agreement.FOUND, "the fourth")
    june = grid(track("candidate", (1.0, "In June, not on the fourth.")))
    assert sightings(june, "Friday 4 December", Place.CANDIDATE) == ()
    january = ExpectedValue(fact_id="fair", label="Salon", kind=ValueKind.DATE, value="4 January")
    both = msgspec.structs.replace(KETTLES, expected=(*KETTLES.expected, january))
    assert sightings(grid(track("candidate", (1.0, said)), scenario=both), "4 January", Place.CANDIDATE) == ()


def test_an_incoterm_is_found_letter_by_letter_in_a_sentence() -> None:
    """As a recogniser writes the names of letters down; words that sound like some are words."""
    spelled = grid(track("candidate", (1.0, "So the terms stay dee ay pee Bristol, is that right?")))
    assert [each.words for each in sightings(spelled, "DAP", Place.CANDIDATE)] == ["dee ay pee"]
    spoken = "I see, and are you at the sea? Then a pea soup and a cup of tea, eh."
    assert sightings(grid(track("candidate", (1.0, spoken))), "DAP", Place.CANDIDATE) == ()
