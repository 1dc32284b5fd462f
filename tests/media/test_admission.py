"""When one more call is too much: from load that was measured, or that a test makes up."""

import asyncio
import socket
import time

import pytest

from oralexam.media.admission import has_room, suffers
from oralexam.media.load import LoadMeter, own_udp_sockets
from oralexam.media.ports import MediaLoad


def busy(share: float, calls: int, **more: float) -> MediaLoad:
    """A worker that carries calls."""
    return MediaLoad(busy_share=share, open_calls=calls, **more)


def test_calls_are_taken_until_the_cores_are_three_quarters_full():
    """One more of what each has cost must fit below 0.7 of every core."""
    assert has_room([], cores=1, promised=0)
    assert has_room([busy(0.6, 40)], cores=1, promised=0)
    assert not has_room([busy(0.69, 40)], cores=1, promised=0)
    assert has_room([busy(0.69, 40)], cores=2, promised=0)


def test_what_is_promised_counts_as_if_it_ran():
    """Forty candidates who prepare will all call: the next is refused before they do."""
    assert has_room([], cores=1, promised=18)
    assert not has_room([], cores=1, promised=20)
    assert has_room([busy(0.3, 20)], cores=1, promised=24)
    assert not has_room([busy(0.3, 20)], cores=1, promised=27)


@pytest.mark.parametrize("harm", [{"late_p95_ms": 150.0}, {"dropped_packets": 80}])
def test_a_call_that_suffers_already_keeps_others_away(harm: dict[str, float]):
    """Whatever the processor says; but where no call runs, lateness harms nobody."""
    assert suffers([busy(0.1, 2, **harm), busy(0.1, 2)])
    assert not suffers([busy(0.1, 0, **harm), busy(0.1, 2)])


def test_a_loop_that_its_own_calls_make_late_takes_no_more():
    """What `benchmarks calls_full` measured at 40 and at 48 calls; a neighbour's work alone is no harm."""
    assert not suffers([busy(0.49, 40, late_p95_ms=17.0)])
    assert suffers([busy(0.55, 48, late_p95_ms=28.0)])
    assert not suffers([busy(0.1, 4, late_p95_ms=60.0)])


@pytest.mark.parametrize(
    ("cores", "cost", "most"),
    # Of a core: 0.75 s a minute (the quiet machine at 16 calls), 1.2, and 2.1 (one call with loss).
    [(1, 0.0125, 56), (2, 0.0125, 112), (1, 0.02, 34), (2, 0.02, 69), (1, 0.035, 19), (2, 0.035, 39)],
)
def test_a_day_with_many_calls_is_let_in_until_the_cores_are_full(cores: int, cost: float, most: int):
    """Calls that begin one after the other, each at its cost, shared by the workers as the pool does."""
    running = 0

    def shared() -> list[MediaLoad]:
        each = [running // cores + (number < running % cores) for number in range(cores)]
        return [busy(cost * calls, calls) for calls in each]

    while has_room(shared(), cores=cores, promised=0):
        running += 1
        assert running < 1000
    assert abs(running - most) <= 1
    assert running * cost <= 0.7 * cores + cost


def test_forty_who_prepare_at_once_are_not_let_in_unless_there_is_room_for_all():
    """Nothing runs yet, so each counts as the dearest call; forty need two cores."""
    for cores, most in ((1, 20), (2, 40), (4, 80)):
        let_in = sum(has_room([], cores=cores, promised=number) for number in range(200))
        assert most - 1 <= let_in <= most


async def test_a_loop_that_comes_late_says_so():
    """Held up for a while again and again, the meter tells it; and how busy the process was."""
    meter = LoadMeter()
    meter.start()
    end = time.monotonic() + 2.5
    while time.monotonic() < end:
        await asyncio.sleep(0.001)
        time.sleep(0.12)  # noqa: ASYNC251 -- the loop is held up on purpose
    told = meter.load(3)
    await meter.stop()
    assert told.late_p95_ms > 30
    assert told.open_calls == 3
    assert told.busy_share >= 0


def test_what_waits_in_a_socket_is_seen():
    """A datagram that nobody reads counts until it is read."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiving:
        receiving.bind(("127.0.0.1", 0))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sending:
            sending.sendto(b"x" * 500, receiving.getsockname())
            unread, _ = own_udp_sockets()
            assert unread >= 500
            receiving.recv(2048)
            assert own_udp_sockets()[0] < unread
