"""The grids: what the exam documents judge, each line once; what is written has lines of its own."""

import msgspec
import pytest

from oralexam.errors import BadInput
from oralexam.exams.descriptors import cefr_descriptors
from oralexam.exams.grids import Criterion, Grid, Section, Wording, all_grids, criteria_of, heard_in
from oralexam.exams.parts import PartKind

CALL = next(grid for grid in all_grids() if grid.part is PartKind.CALL)


def test_each_part_with_published_criteria_has_its_grid():
    """Five lines for the call, three for the reception, seven for the oral defence (exam documents)."""
    counted = {grid.part: len(heard_in(grid)) for grid in all_grids()}
    assert counted == {PartKind.CALL: 5, PartKind.VISITOR: 3, PartKind.ORAL_DEFENCE: 7}


def test_what_is_written_has_criteria_of_its_own():
    """The text after a call, the sheet after a visitor; nothing is written in an oral defence."""
    written = {
        grid.part: [line.id for line in grid.criteria if line.section is Section.WRITTEN]
        for grid in all_grids()
    }
    assert written == {
        PartKind.CALL: ["call-w1", "call-w2", "call-w3"],
        PartKind.VISITOR: ["visitor-2", "visitor-w2"],
        PartKind.ORAL_DEFENCE: [],
    }
    assert all(line.section is Section.EXCHANGE for line in criteria_of(PartKind.VISITOR))


def test_every_line_has_a_name_of_its_own():
    """A mark names its line."""
    ids = [line.id for grid in all_grids() for line in (*grid.criteria, *grid.transversal)]
    assert len(set(ids)) == len(ids)
    assert all(
        line.id.startswith(grid.part.value) and line.text.fr.endswith(".") and line.text.en.endswith(".")
        for grid in all_grids()
        for line in (*grid.criteria, *grid.transversal)
    )


def test_the_scale_has_four_levels_unless_a_centre_sets_another():
    """With the words of the looks, in both languages."""
    assert [(level.value, level.word.fr) for level in CALL.scale] == [
        (1, "Insuffisant"),
        (2, "Fragile"),
        (3, "Acquis"),
        (4, "Solide"),
    ]
    for grid in all_grids():
        grid.check()


def _with(**fields: object) -> Grid:
    return msgspec.structs.replace(CALL, **fields)


@pytest.mark.parametrize(
    "grid",
    [
        _with(title=Wording(fr="Appel", en=" ")),
        _with(criteria=(CALL.criteria[0], CALL.criteria[0])),
        _with(scale=CALL.scale[1:]),
        _with(scale=CALL.scale[:1] + CALL.scale[2:]),
        _with(criteria=(Criterion(id="x", text=Wording(fr="", en="Something.")),)),
    ],
)
def test_a_grid_that_nobody_could_mark_by_is_refused(grid: Grid):
    """Words in both languages, an id a line, levels that count from one."""
    with pytest.raises(BadInput, match="grid-incomplete"):
        grid.check()


def test_a_digest_tells_every_change():
    """By which grid a sitting is judged is said by the digest, not by its name alone."""
    other = _with(title=Wording(fr="Appel", en="Call."))
    assert CALL.digest != other.digest
    assert CALL.digest == msgspec.json.decode(msgspec.json.encode(CALL), type=Grid).digest


def test_the_descriptors_stand_beside_one_another():
    """B1, B2 and C1 of each aspect, in both languages; no level is missing anywhere."""
    found = cefr_descriptors()
    assert [each.id for each in found][:6] == [
        "range",
        "accuracy",
        "fluency",
        "interaction",
        "coherence",
        "phonology",
    ]
    assert all(text.whole for each in found for text in (each.title, each.b1, each.b2, each.c1))
