"""The grids that print: what the exam documents judge, each line once."""

from oralexam.exams.grids import all_grids
from oralexam.exams.parts import PartKind


def test_each_part_with_published_criteria_has_its_grid():
    """Five lines for the call, four for the visitor, seven for the oral defence (exam documents)."""
    counted = {grid.part: len(grid.criteria) for grid in all_grids()}
    assert counted == {PartKind.CALL: 5, PartKind.VISITOR: 4, PartKind.ORAL_DEFENCE: 7}


def test_every_line_has_a_name_of_its_own():
    """A mark that is entered from paper names its line."""
    ids = [line.id for grid in all_grids() for line in (*grid.criteria, *grid.transversal)]
    assert len(set(ids)) == len(ids)
    assert all(
        line.id.startswith(grid.part.value) and line.text.fr.endswith(".") and line.text.en.endswith(".")
        for grid in all_grids()
        for line in (*grid.criteria, *grid.transversal)
    )
