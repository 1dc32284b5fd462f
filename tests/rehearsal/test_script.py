"""Who speaks when."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oralexam.rehearsal.script import (
    LEAD_IN_S,
    PAUSES_S,
    TAIL_S,
    in_turn,
    reference,
    speaking,
    write_script,
)
from oralexam.rooms.seats import PARTIES, Seat

LINES = [(Seat.JUROR, 5.0), (Seat.CANDIDATE, 6.0), (Seat.JUROR, 4.0)]


def test_the_call_lasts_as_long_as_its_lines():
    """Lead-in, lines, the pauses between them, and a tail: nothing else."""
    script = write_script(LINES)
    assert script.loops == 1
    assert script.call_s == pytest.approx(LEAD_IN_S + 15.0 + PAUSES_S[0] + PAUSES_S[1] + TAIL_S)
    assert script.turns[0].starts_s == LEAD_IN_S


def test_a_longer_call_loops_while_whole_loops_fit():
    """A call of its planned ten minutes is filled with whole loops, and stays ten minutes."""
    script = write_script(LINES, call_s=600)
    assert script.call_s == 600
    loop_s = 15.0 + sum(PAUSES_S[:3])
    spare_s = script.call_s - TAIL_S - script.turns[-1].ends_s
    assert 0 <= spare_s < loop_s
    assert len(script.turns) == script.loops * len(LINES)


def test_lines_that_do_not_fit_make_the_call_longer():
    """Nothing that is to be said is cut off."""
    script = write_script([(Seat.CANDIDATE, 700.0)], call_s=600)
    assert script.call_s == pytest.approx(LEAD_IN_S + 700 + TAIL_S)


@given(
    st.lists(st.tuples(st.sampled_from(PARTIES), st.floats(0.2, 60)), min_size=1, max_size=20),
    st.one_of(st.none(), st.floats(1, 1200)),
)
def test_nobody_speaks_at_the_same_time_or_outside_of_the_call(lines, call_s):
    """Turns follow each other with 0.6 to 1 s between, inside the call."""
    script = write_script(lines, call_s=call_s)
    assert script.turns[0].starts_s >= LEAD_IN_S
    assert script.turns[-1].ends_s + TAIL_S <= script.call_s + 1e-6
    for turn, following in zip(script.turns, script.turns[1:], strict=False):
        assert 0.6 - 1e-6 <= following.starts_s - turn.ends_s <= 1.0 + 1e-6


def test_the_reference_repeats_what_is_said_again():
    """A looped call's reference has every loop in it."""
    script = write_script(LINES, call_s=50)
    assert script.loops == 2
    texts = ["Hello.", "Yes?", "Goodbye."]
    assert reference(script, texts, Seat.JUROR) == "Hello. Goodbye. Hello. Goodbye."
    assert len(speaking(script)[Seat.CANDIDATE]) == 2


def test_a_seat_with_an_unknown_line_has_no_reference():
    """What nobody knows is not compared."""
    script = write_script(LINES)
    assert reference(script, ["Hello.", None, "Goodbye."], Seat.CANDIDATE) is None
    assert reference(script, ["Hello.", None, "Goodbye."], Seat.JUROR) == "Hello. Goodbye."
    assert reference(write_script(LINES[1:2]), [None], Seat.JUROR) is None


def test_the_sides_take_turns_and_the_juror_begins():
    """Who has more lines goes on alone."""
    assert in_turn(["j1", "j2", "j3"], ["c1"]) == ["j1", "c1", "j2", "j3"]
