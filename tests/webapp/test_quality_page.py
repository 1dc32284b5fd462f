"""Figures about the marking, from judged parts: whose marks count, which do not, and nothing that names."""

import msgspec
import pytest

from oralexam.agreement.playing import Spoken
from oralexam.exams.bank import PackagedScenarios
from oralexam.exams.grids import Wording
from oralexam.exams.parts import PartKind
from oralexam.rooms.state import RoomState
from oralexam.webapp.quality.page import (
    ACQUIRED,
    JudgedPart,
    Juror,
    QualityPage,
    hears_both_apart,
    may_be_described,
    quality_page,
)
from tests.dossier import made_records as made
from tests.dossier.made_juries import Jury, grid
from tests.rooms.situations import TableRoom

SPOKEN = Spoken(own_s=40.0, both_s=100.0, turns=12, questions=4, interruptions=1)
JURORS = {
    "juror": Juror(person="p1", name="Claire Morel"),
    "observer": Juror(person="p2", name="Hassan Idrissi"),
}


def judged(*levels: tuple[int, int], part: PartKind = PartKind.CALL) -> TableRoom:
    """A part whose first line was marked like this by both, and all others 3."""
    room = made.call() if part is PartKind.CALL else made.visitor()
    jury = Jury(room, part)
    player, observer = levels[0]
    jury.seal("juror", player, 3)
    jury.seal("observer", observer, 3)
    return room


def part_of(state: RoomState, place: int = 0, *, people: bool = True) -> JudgedPart:
    """As the desk gathers it."""
    return JudgedPart(
        sitting_id=f"{place}",
        state=state,
        grid=grid(state.sitting.part),
        candidate=f"candidate-{place}",
        people=JURORS if people else {},
    )


def page_of(parts: list[JudgedPart]) -> QualityPage:
    """With words of every part."""
    return quality_page(
        parts,
        spoken={each.sitting_id: SPOKEN for each in parts},
        scenarios=PackagedScenarios().all(),
    )


def test_first_marks_are_compared_line_by_line() -> None:
    """Of forty calls every other one with a difference in the first line; of twelve one knows whose."""
    apart, alike = judged((2, 3)).state, judged((3, 3)).state
    parts = [part_of(apart if place % 2 else alike, place, people=place < 12) for place in range(40)]
    page = page_of(parts)
    criteria = grid(PartKind.CALL).criteria
    assert (page.sittings, page.erased, page.without_person) == (40, 0, 28)
    assert [line.criterion_id for line in page.lines] == ["", *(each.id for each in criteria), ACQUIRED]
    whole, first, second = page.lines[:3]
    assert (whole.concordance.sittings, whole.concordance.pairs) == (40, 40 * len(criteria))
    assert first.text == criteria[0].text
    assert first.concordance.exact is not None
    assert first.concordance.exact.value == 0.5
    assert second.concordance.exact is not None
    assert second.concordance.exact.value == 1
    assert page.lines[-1].concordance.levels == 2
    (scenario,) = page.scenarios
    assert scenario.scenario in page.titles
    assert scenario.concordance.pairs == whole.concordance.pairs
    # One colleague each: whose the difference is cannot be told; by name, not by what they gave.
    assert [(each.name, each.severity.candidates, each.severity.too_few) for each in page.jurors] == [
        ("Claire Morel", 12, "colleagues"),
        ("Hassan Idrissi", 12, "colleagues"),
    ]


def test_a_correction_does_not_count() -> None:
    """The first version of each does: the observer's 2, not the 3 that came after both had sealed."""
    page = page_of([part_of(made.judged_call().state, place) for place in range(10)])
    first = page.lines[1].concordance
    assert first.exact is not None
    assert first.exact.value == 0


def test_what_was_erased_is_counted_and_nothing_else_of_it() -> None:
    """Its marks are gone: it is in no group."""
    state = made.judged_call().state
    bare = tuple(msgspec.structs.replace(each, body="") for each in state.judging.sealed)
    gone = msgspec.structs.replace(state, judging=msgspec.structs.replace(state.judging, sealed=bare))
    page = page_of([part_of(gone)])
    assert (page.sittings, page.erased, page.lines, page.scenarios, page.jurors) == (0, 1, (), (), ())


def test_a_line_that_was_worded_anew_is_another_line() -> None:
    """Marks by other words are not put together; those by the same words are, whatever the version."""
    state = judged((3, 3)).state
    other = part_of(state, 1)
    first, *rest = other.grid.criteria
    anew = msgspec.structs.replace(first, text=Wording(fr="Autrement dit", en="In other words"))
    changed = msgspec.structs.replace(other.grid, version=2, criteria=(anew, *rest))
    page = page_of([part_of(state), msgspec.structs.replace(other, grid=changed)])
    counts = [line.concordance.pairs for line in page.lines[1:-1]]
    assert counts == [1, *[2] * len(rest), 1]


def test_how_a_part_was_played_is_told_without_its_candidate() -> None:
    """Six calls of one scenario by one juror: facts of those that it has, words as they were counted."""
    page = page_of([part_of(judged((3, 3)).state, place) for place in range(6)])
    assert [(each.scenario != "", each.player, each.parts) for each in page.playing] == [
        (True, "", 6),
        (False, "p1", 6),
        (True, "p1", 6),
    ]
    scenario = page.playing[0]
    assert scenario.talk_share is not None
    assert scenario.talk_share.estimate.value == pytest.approx(0.4)
    assert scenario.talk_share.estimate.low is None, "rounding is no spread"
    assert scenario.facts_of > 0
    assert page.names["p1"] == "Claire Morel"
    written = msgspec.json.encode(page).decode()
    assert made.CANDIDATE not in written
    assert "candidate-" not in written


def test_a_part_that_one_juror_did_not_play_whole_is_left_out_and_said() -> None:
    """Begun anew, stopped, or with another juror on the way: its marks count, its playing does not."""
    state = judged((3, 3)).state
    anew = msgspec.structs.replace(state, attempt=2)
    page = page_of([part_of(anew, 0), part_of(state, 1)])
    assert (page.sittings, page.not_played) == (2, {"restarted": 1})
    assert page.playing[0].parts == 1
    assert not may_be_described(part_of(anew))
    assert may_be_described(part_of(state))
    assert hears_both_apart(state)
