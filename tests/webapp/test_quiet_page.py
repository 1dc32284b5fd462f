"""A page that falls silent: shown as away within three seconds, and as there again with its first word."""

import asyncio

import pytest

from oralexam.bootstrap.server import Server
from oralexam.rooms.seats import Seat
from oralexam.webapp import seat_socket
from tests.media.media_clients import until
from tests.webapp.visitors import Visitor


@pytest.fixture(autouse=True)
def nobody_falls_quiet() -> None:
    """Here somebody does."""


def test_the_silence_that_is_told_is_shorter_than_three_seconds() -> None:
    """The room looks every second at the latest."""
    assert seat_socket.QUIET_S + min(seat_socket.ASK_S, seat_socket.QUIET_S / 2) / 2 <= 3.0


async def test_a_silent_page_is_away_and_comes_back(
    server: Server, manager: Visitor, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page whose browser answers no control frame is away; its next word makes it present."""
    monkeypatch.setattr(seat_socket, "ASK_S", 0.05)
    monkeypatch.setattr(seat_socket, "QUIET_S", 0.2)
    sitting_id, links = await manager.open_sitting()
    await visitor.join(links["candidate"])
    page = await visitor.sit(sitting_id, "candidate")
    await page.until("waiting")
    await until(lambda: Seat.CANDIDATE not in server._hub.present(sitting_id))
    assert server._hub.connected(sitting_id) == {Seat.CANDIDATE}
    await page.send({"type": "ping", "ref": 3})
    assert (await page.hear(lambda said: said["type"] == "pong"))["ref"] == 3
    assert server._hub.present(sitting_id) == {Seat.CANDIDATE}


async def test_a_browser_that_answers_for_a_hidden_page_is_not_away(
    server: Server, manager: Visitor, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page whose timers stand says nothing; the control frames are answered all the same."""
    monkeypatch.setattr(seat_socket, "ASK_S", 0.05)
    sitting_id, links = await manager.open_sitting()
    await visitor.join(links["candidate"])
    page = await visitor.sit(sitting_id, "candidate")
    await page.until("waiting")
    told: list[bool] = []
    server._hub.listen(lambda _sitting_id: told.append(True))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(seat_socket.QUIET_S + 0.5):
            await page.socket.receive()  # reads, and answers as a browser does
    assert not told
