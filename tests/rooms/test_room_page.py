"""docs/room.md shows the tables of the code, and not those of last year."""

import pytest

from oralexam.rooms.phases import WAYS
from tools.draw_phases import PAGE, command_table, drawn_anew, phase_diagram


def test_the_page_is_drawn_from_the_tables() -> None:
    """Drawn anew, it is the same; a way or a command that changes makes it differ."""
    page = PAGE.read_text(encoding="utf-8")
    assert drawn_anew(page) == page
    assert phase_diagram() in page
    assert command_table() in page


def test_every_way_is_an_arrow() -> None:
    """As many arrows as the table has ways, one in, and one out of each end."""
    assert phase_diagram().count("-->") == sum(map(len, WAYS.values())) + 3


def test_a_page_without_a_place_is_an_error() -> None:
    """A drawing does not vanish without a word."""
    with pytest.raises(ValueError, match="phases"):
        drawn_anew("# a page")
