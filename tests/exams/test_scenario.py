"""The five demo scenarios: complete, playable, and without a secret in the candidate's half."""

import itertools
import re

import msgspec
import pytest

from oralexam.exams.bank import PackagedScenarios
from oralexam.exams.parts import ExchangeMode, PartKind
from oralexam.exams.scenario import CallDirection, FieldKind, Language, Scenario

SCENARIOS = PackagedScenarios().all()
every_scenario = pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)

LONGEST_TAB = 24
TELLING_RUN = 5
"""So many words of an answer in a row, found in the candidate's half, would give it away."""


def words(text: str) -> list[str]:
    """The words and numbers of a text, without punctuation and capitals."""
    return re.findall(r"[\w’.]*\w", text.lower())


def candidates_half(scenario: Scenario) -> str:
    """Everything that a candidate is ever shown of a scenario."""
    shown = (
        scenario.title,
        scenario.other_party,
        scenario.candidate,
        scenario.text_task or scenario.contact_sheet,
    )
    return "\n".join(_texts(shown))


def _texts(value: object) -> list[str]:
    match value:
        case msgspec.Struct():
            return _texts(tuple(getattr(value, name) for name in value.__struct_fields__))
        case tuple():
            return list(itertools.chain.from_iterable(map(_texts, value)))
        case _:
            return [str(value)]


def test_the_demo_scenarios_cover_what_the_exam_knows() -> None:
    """Video and telephone, rung from both sides, a text in each language."""
    assert {(s.mode, s.direction, s.text_task.language) for s in SCENARIOS.values() if s.text_task} == {
        (ExchangeMode.VIDEO, CallDirection.JUROR_RINGS, Language.ENGLISH),
        (ExchangeMode.TELEPHONE, CallDirection.JUROR_RINGS, Language.FRENCH),
        (ExchangeMode.TELEPHONE, CallDirection.CANDIDATE_RINGS, Language.ENGLISH),
    }


def test_visitors_come_to_a_fair_and_to_the_company() -> None:
    """Either by video or in person, with a contact sheet in each language (exam document)."""
    visitors = [s for s in SCENARIOS.values() if s.part is PartKind.VISITOR]
    assert {s.contact_sheet.language for s in visitors if s.contact_sheet} == set(Language)
    assert all(s.played_in(PartKind.VISITOR, mode) for s in visitors for mode in ("video", "in-person"))
    assert not any(s.played_in(PartKind.CALL, None) for s in visitors)


@pytest.mark.parametrize("scenario", [s for s in SCENARIOS.values() if s.part is PartKind.VISITOR])
def test_a_contact_sheet_is_usable(scenario: Scenario) -> None:
    """Who, which company, what they need, what follows; every kind of field is in it."""
    assert scenario.contact_sheet is not None
    fields = [field for section in scenario.contact_sheet.sections for field in section.fields]
    assert len(scenario.contact_sheet.sections) == 4
    assert {field.kind for field in fields} == set(FieldKind)
    assert {"name", "company", "promised"} <= {field.field_id for field in fields}


@every_scenario
def test_a_scenario_is_complete(scenario: Scenario) -> None:
    """Enough to prepare for a quarter of an hour (a visitor: for five minutes) and to talk for ten."""
    assert 3 <= len(scenario.candidate.documents) <= 4
    assert len(scenario.candidate.data) >= 4
    assert len(scenario.candidate.to_do) >= 4
    least, most = (350, 750) if scenario.part is PartKind.VISITOR else (500, 1100)
    assert least <= len(words(candidates_half(scenario))) <= most
    assert len(scenario.jury.objectives) >= 5
    assert len(scenario.jury.facts_if_asked) >= 5
    assert len(scenario.jury.cues) >= 6
    assert len(scenario.jury.expected_in_text) >= 5
    assert not [text for text in _texts((scenario,)) if text != text.strip()]


@every_scenario
def test_tabs_are_short_and_apart(scenario: Scenario) -> None:
    """They stand side by side above the document."""
    titles = [document.title for document in scenario.candidate.documents]
    assert all(0 < len(title) <= LONGEST_TAB for title in titles)
    assert len(set(titles)) == len(titles)


@every_scenario
def test_no_fact_if_asked_stands_in_the_candidates_half(scenario: Scenario) -> None:
    """Neither whole nor in a telling part: it has to be asked for."""
    shown = " ".join(words(candidates_half(scenario)))
    for fact in scenario.jury.facts_if_asked:
        assert fact.answer not in candidates_half(scenario)
        answer = words(fact.answer)
        for start in range(max(1, len(answer) - TELLING_RUN + 1)):
            run = " ".join(answer[start : start + TELLING_RUN])
            assert f" {run} " not in f" {shown} ", run


@every_scenario
def test_the_jury_asks_in_french_and_answers_in_english(scenario: Scenario) -> None:
    """The question is for the juror's eye; what is said is English."""
    for fact in scenario.jury.facts_if_asked:
        assert fact.question.endswith("\u202f?")
        assert re.search(
            r"\b(the|and|is|it|they|can|we|of|to|from|here|each|with)\b|[A-Z], [A-Z]|\d", fact.answer
        )
    task = scenario.text_task or scenario.contact_sheet
    assert task is not None
    french = re.search(r"\b(vous|que|les|ce)\b", task.instructions)
    assert bool(french) is (task.language is Language.FRENCH)


def test_the_kettles_are_those_of_the_rehearsal() -> None:
    """The shipped lines are spoken in this scenario: names, order, dates and terms agree."""
    kettles = SCENARIOS["amberline-kettles@1"]
    everything = msgspec.json.encode(kettles).decode().replace("\u00a0", " ")
    for detail in (
        "Joanna Pike",
        "Harcourt & Vale",
        "AL 2219",
        "36 of the 40 cartons",
        "Friday 4 December",
        "Wednesday 2 December",
        "DAP Bristol (Incoterms 2020)",
        "5 % off",
        "Mr Lemaire",
        "Villefontaine",
    ):
        assert detail in everything


def test_the_sums_of_the_kettles_are_right() -> None:
    """240 kettles at 21.50, 24 of them missing, 5 % of those."""
    everything = msgspec.json.encode(SCENARIOS["amberline-kettles@1"]).decode().replace("\u00a0", " ")
    for figure in (f"{240 * 21.50:,.0f} euros", f"{24 * 21.50:.0f} euros", f"{24 * 21.50 * 0.05:.2f} euros"):
        assert figure in everything
