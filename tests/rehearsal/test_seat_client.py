"""A synthetic seat's socket: it comes back by itself, and knows when it must not."""

import asyncio
import time
from datetime import UTC, datetime
from types import SimpleNamespace

import msgspec
import pytest
from aiohttp import web

from oralexam.errors import Refused
from oralexam.exams.plan import ExchangePlan
from oralexam.rehearsal import seat_client
from oralexam.rehearsal.seat_client import CLOSE_REPLACED, SeatClient, SeatLost
from oralexam.rehearsal.web_client import WebClient
from oralexam.rooms import commands, events
from oralexam.rooms.folding import fold
from oralexam.rooms.phases import Phase
from oralexam.rooms.projection import view_for
from oralexam.rooms.seats import Seat
from oralexam.signaling import client_messages as ask
from oralexam.signaling import server_messages as tell
from oralexam.signaling.codec import decode, encode
from tests.patience import PATIENCE_S

NOW = datetime(2026, 12, 8, 9, 0, tzinfo=UTC)
SITTING = "5b3f0a1e-0000-4000-8000-000000000000"


def _view(seq) -> tell.View:
    opened = events.SittingOpened(
        at=NOW,
        format_id="aie-title",
        plan=ExchangePlan(),
        eligible=(),
        rehearsal=True,
        pace=1,
        room_name="R",
        candidate_name="C",
        juror_name="J",
        observer_name="O",
    )
    view = view_for(Seat.CANDIDATE, fold([opened]), sitting_id=SITTING, scenario=None, present=set(), now=NOW)
    return tell.View(seq=seq, server_now=NOW, view=view)


class FakeServer:
    """Welcomes a seat, answers orders as it is told to, and hangs up when it is told to."""

    def __init__(self) -> None:
        self.hellos: list[ask.Hello] = []
        self.answers: list[msgspec.Struct] = []
        self.close_after_welcome: list[int | None] = []
        self.came_back = asyncio.Event()

    async def serve(self, request) -> web.WebSocketResponse:
        """One connection."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        hello = decode(await socket.receive_str())
        assert isinstance(hello, ask.Hello)
        self.hellos.append(hello)
        if len(self.hellos) > 1:
            self.came_back.set()
        seq = hello.last_seq or 0
        await socket.send_str(encode(tell.Welcome(seq=seq, epoch="e1", resumed=seq > 0, server_now=NOW)))
        if not seq:
            await socket.send_str(encode(_view(1)))
        code = self.close_after_welcome.pop(0) if self.close_after_welcome else None
        if code is not None:
            await socket.close(code=code)
            return socket
        async for frame in socket:
            message = decode(frame.data)
            if isinstance(message, ask.Order):
                await socket.send_str(encode(self.answers.pop(0)))
        return socket


@pytest.fixture
async def server(aiohttp_server):
    """A fake server and a client that sits at it."""
    fake = FakeServer()
    app = web.Application()
    app.router.add_get(f"/api/ws/{SITTING}/candidate", fake.serve)
    running = await aiohttp_server(app)
    async with WebClient(running.make_url("/")) as http:
        client = SeatClient(web=http, sitting_id=SITTING, seat=Seat.CANDIDATE)
        yield fake, client
        await client.stop()


async def test_the_first_view_is_what_the_seat_sees(server):
    """A first visit says hello without a past, and remembers when it saw which phase."""
    fake, client = server
    await client.start()
    assert client.view.phase is Phase.WAITING
    assert [seen.phase for seen in client.phases_seen] == [Phase.WAITING]
    assert fake.hellos == [ask.Hello()]


async def test_a_dropped_socket_comes_back_with_what_it_saw_last(server):
    """The second hello names the epoch and the number of the last message."""
    fake, client = server
    fake.close_after_welcome = [1011]
    fake.answers = [tell.Accepted(seq=2, ref=1)]
    await client.start()
    await client.order(lambda phase: commands.RingBell(from_phase=phase))
    assert fake.hellos[1] == ask.Hello(epoch="e1", last_seq=1)
    assert client.reconnected == 1


async def test_a_seat_that_was_held_for_long_comes_back_from_a_silence_too(server, monkeypatch):
    """What counts is how long the server has been away, not how long the last connection stood."""
    fake, client = server
    later_s = 0.0
    monotonic = time.monotonic
    monkeypatch.setattr(seat_client, "time", SimpleNamespace(monotonic=lambda: monotonic() + later_s))
    monkeypatch.setattr(seat_client, "HEARTBEAT_S", 0.1)
    fake.answers = [tell.Accepted(seq=2, ref=1)]
    await client.start()
    later_s = 2 * seat_client.GIVE_UP_S
    await client.order(lambda phase: commands.RingBell(from_phase=phase))
    async with asyncio.timeout(PATIENCE_S):
        await fake.came_back.wait()
    assert client.reconnected >= 1


async def test_a_replaced_seat_does_not_come_back(server):
    """Close code 4001: somebody else sits here now, and whoever waits is told."""
    fake, client = server
    fake.close_after_welcome = [CLOSE_REPLACED]
    await client.start()
    with pytest.raises(SeatLost):
        await client.until(lambda view: view.phase is Phase.DRAWN, what="drawn", timeout_s=5)
    assert len(fake.hellos) == 1


async def test_a_refusal_is_raised_with_the_servers_code(server):
    """`refused` answers the order with the same ref."""
    fake, client = server
    fake.answers = [tell.Refused(seq=2, ref=1, code="not-now")]
    await client.start()
    with pytest.raises(Refused) as refusal:
        await client.order(lambda phase: commands.HandIn(from_phase=phase))
    assert refusal.value.reason == "not-now"


async def test_what_never_comes_is_waited_for_with_a_bound(server):
    """Waiting ends with the name of what was waited for."""
    _, client = server
    await client.start()
    with pytest.raises(SeatLost) as lost:
        await client.until(lambda view: view.phase is Phase.DRAWN, what="drawn", timeout_s=0.05)
    assert lost.value.details["what"] == "drawn"


async def test_a_seat_that_the_session_does_not_hold_is_given_up_at_once(aiohttp_server):
    """401 and 403 do not get better by trying again."""

    async def refuse(_request) -> web.Response:
        return web.json_response({"code": "not-signed-in"}, status=401)

    app = web.Application()
    app.router.add_get(f"/api/ws/{SITTING}/candidate", refuse)
    running = await aiohttp_server(app)
    async with WebClient(running.make_url("/")) as http:
        client = SeatClient(web=http, sitting_id=SITTING, seat=Seat.CANDIDATE)
        with pytest.raises(SeatLost):
            await client.start()
        await client.stop()
