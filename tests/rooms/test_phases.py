"""The one table of ways."""

import itertools

import pytest

from oralexam.errors import Refused
from oralexam.rooms.phases import OVER, WAYS, Phase, check_way

WAYS_AGAIN = {
    ("waiting", "drawn"),
    ("drawn", "preparation"),
    ("preparation", "ringing"),
    ("ringing", "connecting"),
    ("ringing", "writing"),
    ("connecting", "call"),
    ("connecting", "ringing"),
    ("connecting", "writing"),
    ("call", "writing"),
    ("writing", "ringing"),
    ("writing", "handed-in"),
    ("drawn", "waiting"),
    ("preparation", "waiting"),
    ("ringing", "waiting"),
    ("waiting", "aborted"),
    ("drawn", "aborted"),
    ("preparation", "aborted"),
    ("ringing", "aborted"),
    ("connecting", "aborted"),
    ("call", "aborted"),
    ("writing", "aborted"),
    ("waiting", "review"),
    ("waiting", "presentation"),
    ("waiting", "interview"),
    ("review", "questions"),
    ("presentation", "questions"),
    ("questions", "handed-in"),
    ("interview", "handed-in"),
    *(
        (step, end)
        for step in ("review", "presentation", "questions", "interview")
        for end in ("waiting", "aborted")
    ),
    *(
        (clock_runs, anew)
        for clock_runs in ("preparation", "ringing", "connecting", "call", "writing")
        for anew in ("drawn", "preparation")
    ),
}


@pytest.mark.parametrize(("origin", "target"), list(itertools.product(Phase, Phase)))
def test_only_the_ways_of_the_table_may_be_gone(origin: Phase, target: Phase) -> None:
    """Every other way, staying in a phase included, is refused with both its ends named."""
    if (origin.value, target.value) in WAYS_AGAIN:
        check_way(origin, target)
    else:
        with pytest.raises(Refused) as refusal:
            check_way(origin, target)
        assert refusal.value.reason == "illegal-transition"
        assert refusal.value.details == {"origin": origin, "target": target}


def test_every_phase_is_reached_and_only_the_last_two_end() -> None:
    """No phase is a trap, and none stands apart."""
    assert set(WAYS) == set(Phase)
    assert set().union(*WAYS.values()) == set(Phase)
    assert [phase for phase in Phase if not WAYS[phase]] == [Phase.HANDED_IN, Phase.ABORTED]
    assert {Phase.HANDED_IN, Phase.ABORTED} == OVER
