"""Whether a guest may join: from loads that a test makes up, by a clock that it sets."""

from collections.abc import Sequence
from typing import cast

import pytest

from oralexam.bootstrap.guest_gate import NOT_NOW, GuestGate
from oralexam.media.admission import GUEST_COST, MAX_BUSY_SHARE
from oralexam.media.ports import Media, MediaLoad, PortRange
from oralexam.media.udp_ports import PORTS_A_CALL
from oralexam.rooms.seats import GUESTS


class _Loads:
    """Media, as far as the gate looks at it: workers of these loads, a sitting with the first of them."""

    def __init__(self, *loads: MediaLoad) -> None:
        self.told: Sequence[MediaLoad] = loads

    def loads(self) -> Sequence[MediaLoad]:
        """How busy each worker is."""
        return self.told

    def load_of(self, _sitting_id: str) -> MediaLoad | None:
        """How busy the first is."""
        return self.told[0] if self.told else None

    def most_loops(self) -> int:
        """One more than there are."""
        return len(self.told) + 1


class _Gate:
    """A gate with what it looks at."""

    def __init__(self, *loads: MediaLoad, ports: PortRange | None = None) -> None:
        self.media = _Loads(*loads)
        self.now_s = 1000.0
        self.promised = 0
        self._gate = GuestGate(
            cast("Media", self.media),
            ports=ports,
            promised=lambda: self.promised,
            clock_s=lambda: self.now_s,
        )

    def come(self, most: int = 1000) -> int:
        """How many guests are let in, one after the other, until one is refused."""
        for number in range(most):
            if code := self._gate.why_not("a"):
                assert code == NOT_NOW
                return number
        return most


def test_guests_are_let_in_while_their_cost_fits() -> None:
    """Below 0.7 of the loop that carries them, although the machine has another that is idle."""
    gate = _Gate(MediaLoad(busy_share=MAX_BUSY_SHARE - 6.5 * GUEST_COST, open_calls=20))
    assert gate.come() == 6


def test_who_was_let_in_counts_until_the_load_tells_of_them() -> None:
    """A crowd within ten seconds is not measured yet; once it is, it is not counted twice."""
    gate = _Gate(MediaLoad(busy_share=0.69, open_calls=20))
    let_in = gate.come()
    assert let_in == 4
    gate.now_s += 5
    assert gate.come() == 0
    gate.now_s += 6
    gate.media.told = [MediaLoad(busy_share=0.69 + let_in * GUEST_COST, open_calls=20, guests=let_in)]
    assert gate.come() == 0
    gate.media.told = [MediaLoad(busy_share=0.5, open_calls=14)]
    assert gate.come(6) == 6


def test_what_is_promised_to_calls_no_guest_takes() -> None:
    """Those who prepare will call: a guest leaves room for all of them."""
    gate = _Gate(MediaLoad(busy_share=0.3, open_calls=20), MediaLoad(busy_share=0.3, open_calls=20))
    assert gate.come(6) == 6
    gate.promised = 100
    gate.now_s += 60
    assert gate.come(6) == 0


@pytest.mark.parametrize("harm", [{"late_p95_ms": 150.0}, {"dropped_packets": 80}])
def test_where_calls_suffer_no_guest_joins(harm: dict[str, float]) -> None:
    """Whichever calls: one machine carries them all. Where none runs, nobody is harmed."""
    idle = MediaLoad(busy_share=0.1, open_calls=1)
    assert _Gate(idle, MediaLoad(busy_share=0.1, open_calls=2, **harm)).come(1) == 0
    assert _Gate(idle, MediaLoad(busy_share=0.1, **harm)).come(1) == 1


def test_guests_take_no_port_that_a_call_may_want() -> None:
    """Two calls keep six each, also for coming back; three ports are left, and then one is promised away."""
    ports = PortRange(first=40_000, last=40_000 + 2 * PORTS_A_CALL + 3 - 1)
    gate = _Gate(MediaLoad(open_calls=2, connections=6, busy_share=0.1), ports=ports)
    assert gate.come() == 3
    gate.now_s += 2  # their worker has told of them
    gate.media.told = [MediaLoad(open_calls=2, connections=9, guests=3, busy_share=0.1)]
    assert gate.come() == 0
    gate.media.told = [MediaLoad(open_calls=2, connections=7, guests=1, busy_share=0.1)]
    gate.promised = 1
    assert gate.come() == 0
    gate.promised = 0
    assert gate.come() == 2


def test_a_call_alone_has_six_guests_at_once() -> None:
    """The usual day: all six join in one instant, on a server that has just begun."""
    assert _Gate(MediaLoad(open_calls=1, connections=3, busy_share=0.05)).come(len(GUESTS)) == len(GUESTS)
    assert _Gate().come(len(GUESTS)) == len(GUESTS)
