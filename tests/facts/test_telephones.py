"""One telephone number, dialled from inside its country and from elsewhere."""

import pytest

from oralexam.exams.expected_value import ExpectedValue, ValueKind
from oralexam.exams.scenario import Language
from oralexam.facts.comparing import hits
from oralexam.facts.expected import wanted
from oralexam.facts.passages import of_text
from oralexam.facts.reading import ReadPassage
from oralexam.facts.telephones import ways_to_say


def seen(value: str, said: str) -> list[str]:
    """What the grid says of a number that the scenario writes in one form only."""
    number = wanted(ExpectedValue(fact_id="f", label="l", kind=ValueKind.TELEPHONE, value=value))
    read = ReadPassage(of_text(said), Language.ENGLISH)
    return [hit.agreement.value for hit in hits(number, [number], read, written=False)]


@pytest.mark.parametrize(
    "said",
    [
        "0117 496 0183",
        "+44 117 496 0183",
        "+44 (0)117 496 0183",
        "oh one one seven four nine six oh one eight three",
    ],
)
def test_a_number_is_found_as_its_own_country_dials_it(said: str) -> None:
    """The scenario has the international form; a slip in a digit is another number all the same."""
    assert seen("+44 117 496 0183", said) == ["found"]
    assert seen("+44 117 496 0138", said) == ["different"]


def test_a_national_number_dialled_from_elsewhere_is_no_mistake() -> None:
    """Which country it is in the scenario does not say: nothing is shown as different."""
    assert seen("0117 496 0183", "+44 117 496 0183") == []
    assert seen("0117 496 0183", "0117 496 0183") == ["found"]
    assert seen("0117 496 0183", "+44 117 496 0138") == ["different"]


def test_country_codes_have_one_to_three_digits() -> None:
    """North America, the United Kingdom, Ireland."""
    for form, national in (
        ("+1 212 555 0142", "02125550142"),
        ("+44 117 496 0183", "01174960183"),
        ("+353 20 915 0146", "0209150146"),
    ):
        assert national in ways_to_say(form)
    assert ways_to_say("020 915 0146") == ("0209150146",)
