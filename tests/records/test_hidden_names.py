"""Names in what was said and written: hidden however short, and the words of the language are not."""

import pytest

from oralexam.records.hidden_names import HiddenNames

NAMES = HiddenNames({"Li Na": "candidat", "Mme Jeanne de la Tour": "jury", "An Le": "jury", "": "jury"})


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("I am Li Na.", "I am [candidat] [candidat]."),
        ("Li's desk, d’Na; LI-NA", "[candidat]'s desk, d’[candidat]; [candidat]-[candidat]"),
        ("Lina, Nali, line", "[candidat], [candidat], line"),
        ("Jeanne de la Tour, de la gare", "[jury] [jury] [jury] [jury], de la gare"),
        ("Mme Tour and JEANNE", "Mme [jury] and [jury]"),
        ("Hello An, an apple, le train; Mr Le", "Hello [jury], an apple, le train; Mr [jury]"),
        ("AN LE; an le", "[jury] [jury]; an le"),
        ("à l’an prochain, le 3", "à l’an prochain, le 3"),
    ],
)
def test_each_part_of_a_name_is_hidden_by_whole_words(said: str, shown: str) -> None:
    """Two letters, possessives, both parts as one; particles beside a name, or written like one."""
    assert NAMES.masked(said) == shown


def test_a_name_that_stands_in_two_words_of_a_transcript_is_hidden_in_both() -> None:
    """A particle is known by the word beside it; as many words come back as were given."""
    words = ["Jeanne", "de", "la", "Tour,", "de", "la", "gare"]
    assert NAMES.masked_words(words) == ["[jury]", "[jury]", "[jury]", "[jury],", "de", "la", "gare"]
    assert NAMES.masked_words([]) == []
    assert NAMES.masked_words(["Li\n", "na"]) == ["[candidat]\n", "[candidat]"]
