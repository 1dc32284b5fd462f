"""The pure parts of `benchmarks.reconnect`: what is drawn, and when media counts as back."""

from benchmarks.reconnect import LONGEST_CUT_S, SHORTEST_CUT_S, Cut, Measured, drawn_cuts, failed_s
from tests.lan.cut_calls import Seen
from tests.lan.namespaces import EXAM_ROOM, JURY_ROOM


def _seen(*arrivals: tuple[float, int], said: tuple[float, ...] = ()) -> Seen:
    return Seen(arrivals=list(arrivals), said=list(said), said_of_other=[])


def test_the_same_cuts_are_drawn_on_every_machine() -> None:
    """Of both places, both kinds, short and long, within their bounds."""
    cuts = drawn_cuts(50, 6)
    assert cuts == drawn_cuts(50, 6) != drawn_cuts(50, 7)
    assert {each.place for each in cuts} == {EXAM_ROOM, JURY_ROOM}
    assert {each.cable for each in cuts} == {True, False}
    assert all(SHORTEST_CUT_S <= each.lasts_s <= LONGEST_CUT_S for each in cuts)
    assert min(each.lasts_s for each in cuts) < 1
    assert max(each.lasts_s for each in cuts) > 10


def test_a_few_packets_of_the_old_way_are_no_voice_that_is_back() -> None:
    """It is back with the first packet that is followed by a second of sound."""
    few = [(10.1, 500), (10.2, 503)]
    flow = [(12.0 + step / 25, 503 + 2 * step) for step in range(1, 50)]
    assert _seen(*few, *flow).back_at(10.0) == flow[0][0]
    assert _seen(*few).back_at(10.0) is None
    assert _seen(*flow[:20]).back_at(10.0) is None


def test_a_page_that_stood_still_has_missed_nothing() -> None:
    """Looks that come late find the packets that came meanwhile."""
    late = [(10.1, 105), (10.9, 145), (11.1, 155), (11.3, 165)]
    assert _seen(*late).back_at(10.0) == 10.1


def test_a_cut_is_told_from_its_beginning_or_still() -> None:
    """A page that still says it of the last cut has said it."""
    assert _seen(said=(3.0, 5.0, 12.5)).first_said(10.0) == 12.5
    assert _seen(said=(3.0,)).first_said(10.0) == 10.0
    assert _seen(said=(3.0, 5.0)).first_said(10.0) is None


def test_only_cuts_of_three_seconds_have_to_be_told() -> None:
    """In time, and at all."""

    def told(lasts_s: float, said_s: float | None) -> bool:
        cut = Cut(place=EXAM_ROOM, cable=True, lasts_s=lasts_s, rest_s=1)
        return Measured(cut=cut, back_s=0.1, said_s=said_s).is_told_in_time

    assert told(2.9, None)
    assert told(8, 2.6)
    assert not told(8, 3.2)
    assert not told(8, None)


def test_the_failed_seconds_of_the_call_are_summed() -> None:
    """And none of another phase."""
    stretches = [
        {"phase": phase, "kind": kind, "seconds": seconds}
        for phase, kind, seconds in (
            ("writing", "failed", 9),
            ("call", "failed", 4),
            ("call", "running", 60),
            ("call", "failed", 2),
        )
    ]
    assert failed_s({"ledger": {"stretches": stretches}}) == 6
