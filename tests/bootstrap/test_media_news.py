"""What media notices reaches the rooms, and telling it ends when it is stopped."""

import asyncio
import time

import pytest

from oralexam.bootstrap import media_news
from oralexam.bootstrap.media_news import MediaNews
from oralexam.clock import ManualClock
from oralexam.errors import SystemFault
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from tests.media.media_clients import until
from tests.rooms.servers import running, stored_history

TURNS = 16
"""News that changes nothing is told, carried out and answered in fewer turns of the loop."""


class FullRooms:
    """Rooms on a disk that takes no event while it is `full`."""

    def __init__(self) -> None:
        self.full = True
        self.noted: list[str] = []
        self.for_s: list[float] = []

    async def note_incident(self, _sitting_id: str, code: str) -> None:
        """Refuse, or remember."""
        if self.full:
            raise SystemFault("disk-full", cause="SQLITE_FULL")
        self.noted.append(code)

    async def link_changed(self, _sitting_id: str, seat: Seat, *, lost: bool, for_s: float) -> None:
        """Refuse, or remember."""
        await self.note_incident(_sitting_id, f"{seat} {'lost' if lost else 'back'}")
        self.for_s.append(for_s)


async def test_that_the_disk_was_full_is_noted_before_that_it_is_not() -> None:
    """A full disk takes no event either; what the recording tells waits for room, in its order."""
    rooms, news = FullRooms(), MediaNews()
    news.start(rooms, ask_for_offer=lambda _sitting_id, _seat: None)  # type: ignore[arg-type]
    for seat in (Seat.CANDIDATE, Seat.JUROR):
        news.recording_fault("s", seat, "recording-disk-full")
    for _ in range(TURNS):
        await asyncio.sleep(0)
    assert rooms.noted == []
    rooms.full = False
    news.recording_fault("s", Seat.CANDIDATE, "recording-resumed")
    for _ in range(TURNS):
        await asyncio.sleep(0)
    assert rooms.noted == ["recording-disk-full", "recording-disk-full", "recording-resumed"]
    await news.stop()


async def test_a_link_that_was_lost_on_a_full_disk_is_told_once_there_is_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By itself, though nothing more happens; in its order, and since when it was silent goes with it."""
    monkeypatch.setattr(media_news, "ROOM_AGAIN_S", 0.01)
    rooms, news = FullRooms(), MediaNews()
    news.start(rooms, ask_for_offer=lambda _sitting_id, _seat: None)  # type: ignore[arg-type]
    news.link_changed("s", Seat.JUROR, "lost", 2.0)
    for _ in range(TURNS):
        await asyncio.sleep(0)
    lost_s = time.monotonic()
    news.link_changed("s", Seat.JUROR, "connected")
    news.link_changed("s", Seat.CANDIDATE, "lost", 0.5)
    for _ in range(TURNS):
        await asyncio.sleep(0)
    assert rooms.noted == []
    room_s = time.monotonic()
    rooms.full = False
    await until(lambda: len(rooms.noted) == 3)
    assert rooms.noted == ["juror lost", "juror back", "candidate lost"]
    assert rooms.for_s[0] >= 2.0 + room_s - lost_s
    assert rooms.for_s[1] >= room_s - lost_s - 1, "it was back then, not when there was room"
    assert rooms.for_s[2] >= 0.5
    await news.stop()


@pytest.mark.parametrize("turns", range(TURNS))
async def test_telling_ends_at_whatever_turn_it_is_stopped(turns: int) -> None:
    """A link is lost in the moment in which the server stops: that is when everybody leaves."""
    clock = ManualClock()
    async with running(clock, stored_history(Phase.PREPARATION, clock)) as server:
        await server.rooms.state("s")
        news = MediaNews()
        news.start(server.rooms, ask_for_offer=lambda _sitting_id, _seat: None)
        news.link_changed("s", Seat.CANDIDATE, "connected")
        for _ in range(turns):
            await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await news.stop()
