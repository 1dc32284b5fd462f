"""Media in worker processes: real processes, real sockets, killed for real."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from oralexam.errors import OralExamError
from oralexam.identifiers import new_id
from oralexam.journal.reader import list_tracks, summary
from oralexam.media.pool.pool import MediaPool
from oralexam.media.pool.worker import HUNG_S
from oralexam.rooms.seats import PARTIES, Seat
from tests.media.media_clients import Client, Studio, until

BACK_S = 5.0
"""Issue 6, point 8: the calls of a dead worker come back on another within this."""


@pytest.fixture
async def studio(tmp_path: Path) -> AsyncIterator[Studio]:
    """Clients of a pool of two workers."""
    studio = Studio(tmp_path / "recordings", workers=2)
    await studio.service.start()
    yield studio
    await studio.close()


def pool_of(studio: Studio) -> MediaPool:
    """The pool itself."""
    assert isinstance(studio.service, MediaPool)
    return studio.service


async def a_call(studio: Studio, sitting_id: str) -> dict[Seat, Client]:
    """A telephone call that is recorded."""
    people = {seat: await studio.seat(seat, "telephone", sitting_id) for seat in PARTIES}
    studio.service.open_call(sitting_id)
    for client in people.values():
        await client.receive(audio0=10)
    return people


def pid_of(studio: Studio, sitting_id: str) -> int:
    """The process that carries a sitting."""
    (pid,) = [pid for pid, sittings in pool_of(studio).pids().items() if sitting_id in sittings]
    return pid


def segments(studio: Studio, sitting_id: str) -> dict[tuple[str, int], object]:
    """What is recorded of a sitting, by seat and segment."""
    return {
        (track.seat, track.segment): summary(track) for track in list_tracks(studio.recordings, sitting_id)
    }


async def test_what_kills_a_worker_ends_its_own_calls_alone_and_they_come_back(studio: Studio):
    """Kill -9 of one of two workers: the other's call has no gap, its own is back within five seconds."""
    hurt, well = studio.sitting_id, new_id()
    assert pool_of(studio).workers() == 0
    await a_call(studio, hurt)
    others = await a_call(studio, well)
    assert pid_of(studio, hurt) != pid_of(studio, well)
    healthy = pid_of(studio, well)
    before = {seat: (await client.received())["audio0"] for seat, client in others.items()}

    killed_at = time.monotonic()
    os.kill(pid_of(studio, hurt), signal.SIGKILL)
    await until(lambda: {(hurt, seat) for seat in PARTIES} <= set(studio.listener.gone))
    assert {(seat, "lost") for seat in PARTIES} <= set(studio.listener.links)
    told_s = time.monotonic() - killed_at
    again = [await studio.seat(seat, "telephone", hurt) for seat in PARTIES]
    for client in again:
        await client.receive(audio0=3)
    back_s = time.monotonic() - killed_at
    print(f"told {told_s=:.3f} {back_s=:.3f}")  # noqa: T201 — the figures
    assert back_s <= BACK_S
    assert pid_of(studio, well) == healthy
    assert pid_of(studio, hurt) != healthy
    assert not [sitting_id for sitting_id, _ in studio.listener.gone if sitting_id == well]

    for seat, client in others.items():
        assert (await client.received())["audio0"] > before[seat]
    for sitting_id in (hurt, well):
        await studio.service.end(sitting_id)
    assert set(segments(studio, hurt)) == {(seat, number) for seat in PARTIES for number in (1, 2)}
    told = segments(studio, well)
    assert set(told) == {(seat, 1) for seat in PARTIES}
    for track in told.values():
        assert track.missing_packets == 0


async def test_a_worker_that_hangs_is_ended_and_its_calls_asked_for_again(studio: Studio):
    """Stopped (SIGSTOP) it says nothing any more: it is killed, and the next offer is answered by another.

    From its last word on it carried nothing: that is failed time, too.
    """
    await a_call(studio, studio.sitting_id)
    hung = pid_of(studio, studio.sitting_id)
    stopped_at = time.monotonic()
    os.kill(hung, signal.SIGSTOP)
    await until(lambda: len(studio.listener.gone) == 2)
    silent_s = dict(zip(studio.listener.links, studio.listener.silent_s, strict=True))
    assert all(silent_s[seat, "lost"] > HUNG_S / 2 for seat in PARTIES), "a look may count what lay before it"
    again = [await studio.seat(seat, "telephone") for seat in PARTIES]
    for client in again:
        await client.receive(audio0=3)
    print(f"back after {time.monotonic() - stopped_at:.2f} s")  # noqa: T201 — the figure
    assert pid_of(studio, studio.sitting_id) != hung
    await until(lambda: not psutil.pid_exists(hung))


async def test_an_offer_whose_worker_dies_is_answered_by_the_next(studio: Studio):
    """Whoever is connecting at that moment hears of nothing."""
    studio.service.expect_calls()
    await until(lambda: pool_of(studio).pids())
    (first,) = pool_of(studio).pids()
    os.kill(first, signal.SIGSTOP)  # so that the offer is under way when it dies
    joining = asyncio.create_task(studio.seat(Seat.CANDIDATE, "telephone"))
    await until(lambda: studio.sitting_id in next(iter(pool_of(studio).pids().values()), ()))
    os.kill(first, signal.SIGKILL)
    await joining
    assert first not in pool_of(studio).pids()
    assert studio.listener.gone == []


async def test_refusals_and_telemetry_come_through(studio: Studio):
    """What the service in this process would say, with the same codes."""
    with pytest.raises(OralExamError) as caught:
        await studio.service.connect(
            sitting_id=studio.sitting_id, seat=Seat.CANDIDATE, mode="telephone", offer_sdp="v=0\r\nnonsense"
        )
    assert caught.value.reason == "sdp-refused"
    await a_call(studio, studio.sitting_id)
    await until(
        lambda: (
            all(told.packets > 5 for told in studio.service.telemetry(studio.sitting_id))
            and len(studio.service.telemetry(studio.sitting_id)) == 2
        )
    )
    (load,) = studio.service.loads()
    await until(lambda: studio.service.loads()[0].open_calls == 1)
    assert studio.service.load_of(studio.sitting_id) == studio.service.loads()[0]
    assert studio.service.load_of(new_id()) is None
    assert load.busy_share < 1
    await studio.service.end(studio.sitting_id)
    assert studio.service.telemetry(studio.sitting_id) == []
    assert studio.service.open_calls() == 0


async def test_no_worker_outlives_the_pool(tmp_path: Path):
    """Stopped, it leaves no process, and the journals end in order."""
    studio = Studio(tmp_path / "recordings", workers=1)
    await studio.service.start()
    await a_call(studio, studio.sitting_id)
    pids = set(pool_of(studio).pids())
    await studio.close()
    assert pids
    assert not [pid for pid in pids if psutil.pid_exists(pid)]
    assert all(track.packets for track in segments(studio, studio.sitting_id).values())
    with pytest.raises(OralExamError):
        await studio.service.connect(
            sitting_id=new_id(), seat=Seat.CANDIDATE, mode="telephone", offer_sdp="v=0"
        )
