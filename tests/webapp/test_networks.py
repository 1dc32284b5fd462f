"""What pages are given to come through a network."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from oralexam.bootstrap.server import Server
from oralexam.clock import ManualClock
from oralexam.errors import Unavailable
from oralexam.media.relays import CREDENTIAL_LIFE, NO_RELAYS, credentials
from oralexam.settings import Settings
from oralexam.storage.network_checks import NetworkChecks
from oralexam.webapp.networks.api import MOST_FRAMES
from oralexam.webapp.networks.desk import NetworkDesk
from tests.media.media_clients import Client
from tests.rooms.fakes import FakeMedia
from tests.webapp.conftest import MANAGER_TOKEN
from tests.webapp.visitors import Visitor

SECRET = "a-secret-of-the-tests-0123456789-abc"  # noqa: S105 -- a test's own
RELAY = "turn:192.0.2.9:3478?transport=udp"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """A server that names a relay."""
    secret = tmp_path / "turn.secret"
    secret.write_text(SECRET)
    running = Server(
        Settings(
            data=tmp_path / "data",
            port=0,
            worker=False,
            manager_token=MANAGER_TOKEN,
            drain_s=0,
            turn_urls=RELAY,
            turn_secret_file=secret,
        )
    )
    await running.start()
    yield running
    await running.stop()


async def test_only_a_seat_gets_credentials_and_they_cover_the_part(
    manager: Visitor, visitor: Visitor
) -> None:
    """Not before the link is opened, not for another seat; for four hours; the secret is told to nobody."""
    sitting_id, links = await manager.open_sitting()
    path = f"/api/seats/{sitting_id}/candidate/relays"
    assert (await visitor.request("GET", path))[0] == 401
    await visitor.join(links["candidate"])
    status, told = await visitor.request("GET", path)
    assert status == 200
    (given,) = told["ice_servers"]
    assert given["urls"] == [RELAY]
    ends, name = given["username"].split(":")
    until = datetime.fromtimestamp(int(ends), UTC)
    assert abs(until - datetime.now(UTC) - CREDENTIAL_LIFE) < timedelta(minutes=1)
    assert credentials(SECRET, name, until=until) == (given["username"], given["credential"])
    assert (await visitor.request("GET", f"/api/seats/{sitting_id}/juror/relays"))[0] == 403
    assert (await visitor.request("GET", f"/api/seats/{sitting_id}/manager/relays"))[0] == 404
    assert not any(SECRET in each for each in visitor.told)


async def test_a_server_without_its_secret_does_not_start(tmp_path: Path) -> None:
    """It would give credentials that no relay takes, and nobody would know before a call."""
    settings = Settings(data=tmp_path / "other", port=0, worker=False, turn_urls=RELAY)
    with pytest.raises(Exception, match="turn-secret-missing"):
        Server(settings)


WAY = {
    "connected": True,
    "connect_ms": 80.0,
    "round_trip_ms": 2.0,
    "sent": 200,
    "received": 200,
    "over": "host",
}
REPORT = {
    "room": "Salle 3",
    "station": "candidat",
    "socket_ms": 1.5,
    "hosts": 1,
    "reflexive": 0,
    "relayed": 1,
    "six": 0,
    "direct": WAY,
    "relay": {"connected": False, "problem": "no-connection"},
}


async def test_a_report_is_kept_by_station_and_a_strange_one_is_refused(manager: Visitor) -> None:
    """The page that comes next is told of it; what has other fields, or endless names, is not taken."""
    assert (await manager.request("GET", "/api/check/network"))[1]["last"] == []
    status, told = await manager.request("POST", "/api/check/network/reports", json=REPORT)
    assert status == 200
    assert told["last"][0]["report"]["room"] == "Salle 3"
    status, page = await manager.request("GET", "/api/check/network")
    assert page["last"] == told["last"]
    assert page["ice_servers"][0]["username"].split(":")[1].startswith("check-")
    for wrong in ({**REPORT, "room": "x" * 81}, {**REPORT, "more": 1}, {**REPORT, "hosts": -1}):
        assert (await manager.request("POST", "/api/check/network/reports", json=wrong))[0] == 400


async def test_nobody_loads_the_server_with_echoes(manager: Visitor, visitor: Visitor) -> None:
    """One hears itself; many in a row are refused, and whoever is nobody."""
    client = Client(("audio",))
    try:
        status, told = await manager.request(
            "POST", "/api/check/network/echo", json={"sdp": await client.offer()}
        )
        assert status == 200, told
        await client.accept(told["sdp"])
        await client.receive(audio0=10)
    finally:
        await client.close()
    codes = []
    for _ in range(8):
        _, told = await manager.request("POST", "/api/check/network/echo", json={"sdp": "v=0\r\n"})
        codes.append(told["code"])
    assert codes[0] == "sdp-refused"
    assert codes[-1] == "check-too-often"
    assert (await visitor.request("POST", "/api/check/network/echo", json={"sdp": ""}))[0] == 401


async def test_no_station_is_tried_while_calls_need_the_machine(tmp_path: Path) -> None:
    """Where one more call would be refused, an echo is, too; nothing was asked of media."""
    desk = NetworkDesk(
        relays=NO_RELAYS,
        media=FakeMedia(),
        media_ports="",
        checks=NetworkChecks(tmp_path),
        full=lambda: True,
        clock=ManualClock(),
    )
    with pytest.raises(Unavailable, match="check-not-now"):
        await desk.echo("browser", "v=0")
    await desk.stop()


async def test_a_socket_says_each_frame_back_and_no_more_than_it_must(manager: Visitor) -> None:
    """A page reads the round trip from it; whoever sends on and on is let go."""
    async with manager.http.ws_connect(
        f"{manager.url}/api/ws/check", headers={"Origin": manager.url}
    ) as socket:
        for _ in range(MOST_FRAMES):
            await socket.send_str("?")
            assert (await socket.receive_str()) == "?"
        assert (await socket.receive()).type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}
