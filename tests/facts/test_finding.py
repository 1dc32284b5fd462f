"""The fact grid: from words with times and from what was written, to rows of what stands where."""

import time
from collections.abc import Mapping, Sequence

import msgspec
import pytest

from oralexam.exams.bank import PackagedScenarios
from oralexam.exams.expected_value import ExpectedValue, ValueKind
from oralexam.exams.scenario import Language, Scenario
from oralexam.facts.comparing import hits
from oralexam.facts.expected import facts_of, readable
from oralexam.facts.finding import MOST_SIGHTINGS, find_facts
from oralexam.facts.grid import Agreement, FactGrid, FactRow, Place, Sighting
from oralexam.facts.passages import SILENCE_S, of_text
from oralexam.facts.reading import ReadPassage
from oralexam.transcripts.transcript import TrackTranscript
from tests.facts.said import WORD_S, track

SITTING = "5b0c6a1e-6a50-4f0e-9d3f-0d7c5f0a1b2c"
SCENARIOS = PackagedScenarios().all()
KETTLES, FAIR, ACCRA, TOWELS = (
    SCENARIOS[f"{name}@1"] for name in ("amberline-kettles", "fennick-fair", "accra-visit", "orvelle-towels")
)


def grid(
    *transcripts: TrackTranscript,
    scenario: Scenario = KETTLES,
    text: str | None = None,
    sheet: Mapping[str, str] | None = None,
) -> FactGrid:
    """The grid of what is given."""
    return find_facts(SITTING, scenario, transcripts=transcripts, text=text, sheet=sheet)


def row_of(made: FactGrid, value: str) -> FactRow:
    """The row of the value that the scenario writes so."""
    return next(row for row in made.rows if row.value == value)


def sightings(made: FactGrid, value: str, place: Place) -> Sequence[Sighting]:
    """What stands in one cell."""
    return next(cell.sightings for cell in row_of(made, value).cells if cell.place is place)


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_every_packaged_fact_is_found_in_its_own_answer(scenario: Scenario) -> None:
    """And nothing in the answer is taken for a different value."""
    facts = facts_of(scenario)
    every = [each for fact in facts for each in fact.wanted]
    assert facts
    for fact in facts:
        assert fact.wanted
        for wanted in fact.wanted:
            read = ReadPassage(of_text(fact.answer or wanted.shown), Language.ENGLISH)
            found = hits(wanted, every, read, written=True)
            assert found, (fact.fact_id, wanted.shown)
            assert {hit.agreement for hit in found} == {Agreement.FOUND}, (fact.fact_id, wanted.shown, found)


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_every_packaged_value_can_be_read_as_its_kind(scenario: Scenario) -> None:
    """Its other forms as well; and each fact that is given when asked has a value."""
    assert scenario.expected
    assert all(map(readable, scenario.expected))
    named = {value.fact_id for value in scenario.expected}
    assert {fact.fact_id for fact in scenario.jury.facts_if_asked} <= named


def test_a_value_in_the_call_has_its_moment_and_its_words() -> None:
    """Whose they are, from when to when, and as they were heard."""
    made = grid(
        track("candidate", (10.0, "So you are missing four cartons, is that right?")),
        track("juror", (4.0, "Four are missing."), (20.0, "Yes.")),
    )
    (mine,) = sightings(made, "4 cartons", Place.CANDIDATE)
    assert mine == Sighting(
        agreement=Agreement.FOUND,
        words="four cartons",
        start_s=pytest.approx(10.0 + 4 * WORD_S),
        end_s=pytest.approx(10.0 + 6 * WORD_S),
    )
    (theirs,) = sightings(made, "4 cartons", Place.JUROR)
    assert (theirs.words, theirs.start_s) == ("Four", 4.0)


def test_another_value_in_its_place_is_shown_as_different() -> None:
    """With its words; what is right for another fact of the scenario is not."""
    made = grid(
        track(
            "candidate",
            (1.0, "We will send the five cartons that are missing by express on Thursday 3 December."),
        )
    )
    (cartons,) = sightings(made, "4 cartons", Place.CANDIDATE)
    assert (cartons.agreement, cartons.words) == (Agreement.DIFFERENT, "five cartons")
    (day,) = sightings(made, "Wednesday 2 December", Place.CANDIDATE)
    assert (day.agreement, day.words) == (Agreement.DIFFERENT, "Thursday 3 December")
    assert sightings(made, "Friday 4 December", Place.CANDIDATE) == ()
    right = grid(
        track(
            "candidate",
            (1.0, "Missing are 24 kettles; the shop opens on Friday 4 December, the express comes before."),
        )
    )
    assert sightings(right, "Wednesday 2 December", Place.CANDIDATE) == ()


def test_what_agrees_stands_before_what_does_not() -> None:
    """A cell begins with the value itself, even if it was said wrongly first."""
    made = grid(track("candidate", (1.0, "The terms are FCA, sorry, D A P.")))
    assert [each.agreement for each in sightings(made, "DAP", Place.CANDIDATE)] == [
        Agreement.FOUND,
        Agreement.DIFFERENT,
    ]


def test_beside_the_value_itself_other_amounts_and_days_are_none_of_its_business() -> None:
    """« Leaves on Monday, arrives on Wednesday »; and a part of a date or a number counts nothing."""
    made = grid(
        track(
            "candidate",
            (
                1.0,
                "The express leaves on Monday 30 November and arrives on Wednesday the second of December.",
            ),
            (
                20.0,
                "On 24 November there was something missing, and my number is 024 24 24 24 24, missing?",
            ),
        )
    )
    (day,) = sightings(made, "Wednesday 2 December", Place.CANDIDATE)
    assert day.agreement is Agreement.FOUND
    assert sightings(made, "24 kettles", Place.CANDIDATE) == ()


def test_a_month_is_not_contradicted_by_a_day() -> None:
    """Days are named all the time; only another month alone stands in a month's place."""
    september = ExpectedValue(
        fact_id="sent", label="Retour en", kind=ValueKind.DATE, value="September", near=("back", "sent")
    )
    scenario = msgspec.structs.replace(KETTLES, expected=(september,))
    for said, shown in (
        ("You sent them back in August.", ["August"]),
        ("Sent back on Friday 27 November.", []),
    ):
        made = grid(track("candidate", (1.0, said)), scenario=scenario)
        assert [each.words for each in sightings(made, "September", Place.CANDIDATE)] == shown


def test_a_word_that_was_not_heard_well_makes_it_unclear() -> None:
    """Found is what the recogniser wrote; unclear says that it was not sure."""
    made = grid(
        track("candidate", (1.0, "You are missing four cartons."), (9.0, "It is D-A-P."), unclear="four")
    )
    assert [each.unclear for each in sightings(made, "4 cartons", Place.CANDIDATE)] == [True]
    assert [each.unclear for each in sightings(made, "DAP", Place.CANDIDATE)] == [False]


def test_a_number_may_be_dictated_with_long_silences() -> None:
    """The other one repeats each group; a phrase does not go on over such a silence."""
    made = grid(
        track("juror", (1.0, "Oh one one seven."), (9.0, "Four nine six."), (20.0, "Oh one eight three.")),
        track("candidate", (4.0, "Twenty-four."), (4.0 + WORD_S + SILENCE_S, "kettles are not many.")),
    )
    (number,) = sightings(made, "0117 496 0183", Place.JUROR)
    assert (number.start_s, number.end_s) == (1.0, pytest.approx(20.0 + 4 * WORD_S))
    assert sightings(made, "24 kettles", Place.CANDIDATE) == ()


def test_in_a_text_a_value_has_its_letters() -> None:
    """Counted as a browser counts them, in UTF-16; the last version is what is read."""
    text = "🙂 Dear Ms Pyke,\n\nThe express brings 4 cartons (24 kettles) on Wednesday 2 December, DDP."
    made = grid(text=text)
    (cartons,) = sightings(made, "4 cartons", Place.TEXT)
    written = text.encode("utf-16-le")[2 * (cartons.first or 0) : 2 * (cartons.last or 0)].decode("utf-16-le")
    assert written == cartons.words == "4 cartons"
    assert cartons.start_s is None
    (name,) = sightings(made, "Pike", Place.TEXT)
    assert (name.agreement, name.words) == (Agreement.DIFFERENT, "Pyke")
    (term,) = sightings(made, "DAP", Place.TEXT)
    assert (term.agreement, term.words) == (Agreement.DIFFERENT, "DDP")


def test_how_a_recogniser_writes_a_name_is_nobodys_mistake() -> None:
    """In a call only what is spelled can be spelled differently."""
    made = grid(
        track("candidate", (1.0, "Good morning Ms Pyke. Was that P, I, C, E?")),
        track("juror", (9.0, "P for Papa, I, K for Kilo, E.")),
    )
    (spelled,) = sightings(made, "Pike", Place.CANDIDATE)
    assert (spelled.agreement, spelled.words) == (Agreement.DIFFERENT, "P, I, C, E")
    assert [each.agreement for each in sightings(made, "Pike", Place.JUROR)] == [Agreement.FOUND]


def test_a_french_text_holds_the_facts_of_an_english_call() -> None:
    """Numbers, days and money as one writes them in French."""
    made = grid(
        scenario=TOWELS,
        text="420 cartons blancs partent avec le bateau A. 180 cartons gris sont en retard, "
        "prêts le vendredi 4 décembre. "
        "Second certificat : 25 €. Camion : 1 710 €. Les 30 derniers plus tard. Mme Aydın, poste 42.",
    )
    for value in (
        "420 cartons",
        "180 cartons",
        "Friday 4 December",
        "30 cartons",
        "25 euros",
        "1,710 euros",
        "grey",
        "Aydin",
        "extension 42",
    ):
        assert [each.agreement for each in sightings(made, value, Place.TEXT)] == [Agreement.FOUND], value


def test_a_contact_sheet_is_read_field_by_field() -> None:
    """A sighting names its field; its label says what a number is about."""
    made = grid(
        scenario=FAIR,
        sheet={
            "name": "Aoife Branigan",
            "telephone": "020 915 0164",
            "e-mail": "a.brannigan@fennick.example",
            "quantities": "480, then 1 200 a year",
            "price-given": "21,50 € FCA",
            "needed-by": "",
        },
    )
    (reach,) = sightings(made, "a.brannigan@fennick.example", Place.SHEET)
    assert (reach.field_id, reach.first, reach.last) == ("e-mail", 0, 27)
    assert [each.agreement for each in sightings(made, "Brannigan", Place.SHEET)] == [Agreement.DIFFERENT]
    assert [each.words for each in sightings(made, "020 915 0146", Place.SHEET)] == ["020 915 0164"]
    for value in ("480 kettles", "1,200 kettles", "21.50 euros", "FCA", "Aoife"):
        assert [each.agreement for each in sightings(made, value, Place.SHEET)] == [Agreement.FOUND], value
    assert sightings(made, "March", Place.SHEET) == ()


def test_places_without_anything_say_so() -> None:
    """Before the transcript, and without a text, nothing was looked in: that is not « not found »."""
    assert {each.place: each.there for each in grid().columns} == {
        Place.CANDIDATE: False,
        Place.JUROR: False,
        Place.TEXT: False,
    }
    some = grid(track("candidate", (0.0, "Hello.")), text="Dear Ms Pike")
    assert {each.place for each in some.columns if each.there} == {Place.CANDIDATE, Place.TEXT}
    assert {each.place for each in grid(scenario=FAIR).columns} == {Place.CANDIDATE, Place.JUROR, Place.SHEET}


def test_one_microphone_is_one_place() -> None:
    """Who spoke is not known, so nobody is said to have said nothing."""
    made = find_facts(
        SITTING,
        FAIR,
        transcripts=(track("candidate", (1.0, "It is FCA.")),),
        text=None,
        sheet=None,
        seats={"candidate"},
    )
    assert [each.place for each in made.columns] == [Place.CANDIDATE, Place.SHEET]


def test_facts_without_typed_values_give_those_of_their_answers() -> None:
    """A scenario written before there was a grid has one too; plain words are shown, not looked for."""
    older = msgspec.structs.replace(KETTLES, expected=())
    made = grid(
        track("candidate", (1.0, "Tom Marsh, from eight a.m., oh one one seven 496 0183.")), scenario=older
    )
    assert [each.agreement for each in sightings(made, "0117 496 0183", Place.CANDIDATE)] == [Agreement.FOUND]
    pallet = next(row for row in made.rows if row.fact_id == "which-pallet")
    assert (pallet.kind, pallet.cells) == (None, ())
    assert pallet.value.startswith("The film round")


def test_what_is_said_very_often_is_shown_a_few_times() -> None:
    """From there it is found by ear."""
    said = track("juror", *((10.0 * place, "It is D A P.") for place in range(20)))
    assert len(sightings(grid(said), "DAP", Place.JUROR)) == MOST_SIGHTINGS


def test_a_value_that_cannot_be_read_is_looked_for_as_words() -> None:
    """Nothing is lost by a kind that does not fit."""
    odd = ExpectedValue(fact_id="odd", label="Étrange", kind=ValueKind.DATE, value="as soon as possible")
    scenario = msgspec.structs.replace(KETTLES, expected=(odd,))
    made = grid(track("candidate", (1.0, "Yes, as soon as possible.")), scenario=scenario)
    row = row_of(made, "as soon as possible")
    assert row.kind is ValueKind.TERM
    assert row.cells[0].sightings


def test_the_grid_counts_nothing_and_judges_nothing() -> None:
    """No number of its own in it: no score, no share, no level."""
    fields = {name for kind in (FactGrid, FactRow, Sighting) for name in kind.__struct_fields__}
    assert fields == {
        *("sitting_id", "columns", "rows", "fact_id", "label", "kind", "value", "cells"),
        *("agreement", "words", "unclear", "start_s", "end_s", "field_id", "first", "last"),
    }


def test_a_call_of_ten_minutes_takes_milliseconds() -> None:
    """1,500 words by two speakers, a text; the bound is ten times what it takes, for a loaded machine."""
    line = (
        "Well, four cartons are missing, send twenty-four kettles on the second of December, A L double two."
    )
    talk = [(place * 8.0, line) for place in range(75)]
    tracks = (track("candidate", *talk[::2]), track("juror", *talk[1::2]))
    grid(*tracks)
    began = time.process_time()
    grid(*tracks, text=line * 8)
    assert time.process_time() - began < 2.0


def test_an_address_that_is_broken_off_for_spelling_is_no_other_address() -> None:
    """What stands between commas before « at » is not the name in it: nothing is called different."""
    address = ExpectedValue(
        fact_id="mail", label="Adresse", kind=ValueKind.E_MAIL, value="joanna.pike@harcourt.example"
    )
    scenario = msgspec.structs.replace(KETTLES, expected=(*KETTLES.expected, address))
    said = "It is joanna dot pike, that's P-I-K-E, at harcourt dot example"
    made = grid(track("candidate", (3.0, said)), scenario=scenario)
    assert not sightings(made, address.value, Place.CANDIDATE)
