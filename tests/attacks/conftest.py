"""A real server in this process, and the real program as another one; both without a worker."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from oralexam.bootstrap.server import Server
from oralexam.settings import Settings
from oralexam.signaling import dispatch
from oralexam.webapp import seat_socket
from tests.faults.calls import TOKEN, browser, manager_of
from tests.faults.servers import Program
from tests.webapp.visitors import Visitor


@pytest.fixture(autouse=True)
def nobody_falls_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """These pages answer control frames only while a test listens: on a slow machine they would seem away."""
    monkeypatch.setattr("oralexam.webapp.seat_socket.QUIET_S", 3600.0)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """A server in this process: what it holds can be counted."""
    running = Server(Settings(data=tmp_path / "data", port=0, worker=False, manager_token=TOKEN, drain_s=0))
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """No allowance keeps anything away from what is behind it."""
    monkeypatch.setattr(seat_socket, "MESSAGES_AT_ONCE", 1e6)
    monkeypatch.setattr(seat_socket, "MALFORMED_ALLOWED", 10**6)
    monkeypatch.setattr(dispatch, "OFFERS_AT_ONCE", 1e6)


@pytest.fixture
async def manager(server: Server) -> AsyncIterator[Visitor]:
    """The manager's browser, on the server of this process."""
    async with manager_of(server.url) as visitor:
        yield visitor


@pytest.fixture
async def visitor(server: Server) -> AsyncIterator[Visitor]:
    """A browser without a seat, on the server of this process."""
    async with browser(server.url) as visitor:
        yield visitor


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    """The real program."""
    running = Program(tmp_path / "data", ORALEXAM_MANAGER_TOKEN=TOKEN)
    await running.start()
    yield running
    await running.end()
