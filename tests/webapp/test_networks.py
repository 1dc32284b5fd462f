"""What pages are given to come through a network."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from oralexam.bootstrap.server import Server
from oralexam.media.relays import CREDENTIAL_LIFE, credentials
from oralexam.settings import Settings
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
