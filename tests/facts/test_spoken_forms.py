"""How people say and write what a scenario names (spoken_forms.txt), and what is not (false_friends.txt)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from oralexam.exams.expected_value import ExpectedValue, ValueKind
from oralexam.exams.scenario import Language
from oralexam.facts.comparing import hits
from oralexam.facts.expected import wanted
from oralexam.facts.grid import Agreement
from oralexam.facts.passages import of_text
from oralexam.facts.reading import ReadPassage

Case = tuple[ValueKind, Language, str, str]


def cases(name: str) -> Iterator[Case]:
    """Kind, language, what the scenario writes, what somebody says."""
    kind, language, value = ValueKind.TERM, Language.ENGLISH, ""
    for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            named, spoken = line.strip("[]").split()
            kind, language = ValueKind(named), Language(spoken)
        elif line.startswith("    "):
            yield kind, language, value, line.strip()
        elif line and not line.startswith("#"):
            value = line


FORMS = list(cases("spoken_forms.txt"))
FALSE_FRIENDS = list(cases("false_friends.txt"))


def found(kind: ValueKind, language: Language, value: str, text: str) -> list[str]:
    """What of `text` is taken for the value."""
    sought = wanted(ExpectedValue(fact_id="sought", label="Cherché", kind=kind, value=value))
    assert sought.kind is kind, "the value itself cannot be read"
    read = ReadPassage(of_text(text), language)
    return [
        read.passage.surface(first, end)
        for first, end, agreement in hits(sought, [sought], read, written=True)
        if agreement is Agreement.FOUND
    ]


@pytest.mark.parametrize(("kind", "language", "value", "said"), FORMS)
def test_a_value_is_found_however_it_is_said(
    kind: ValueKind, language: Language, value: str, said: str
) -> None:
    """Alone, and in a sentence."""
    assert found(kind, language, value, said)
    around = ("Well, I think that it is {} for sure.", "Please note: {}, and thank you.")
    assert language is Language.FRENCH or all(
        found(kind, language, value, each.format(said)) for each in around
    )


@pytest.mark.parametrize(("kind", "language", "value", "said"), FALSE_FRIENDS)
def test_what_only_sounds_or_looks_like_it_is_not_found(
    kind: ValueKind, language: Language, value: str, said: str
) -> None:
    """« To » is not two, « for » is not four, « ate » is not eight; another value is another value."""
    assert found(kind, language, value, said) == []


def test_the_tables_are_large_ones() -> None:
    """People say things in many ways."""
    assert len(set(FORMS)) >= 250
    assert len({(kind, value) for kind, _, value, _ in FORMS}) >= 50
    assert len(set(FALSE_FRIENDS)) >= 80
