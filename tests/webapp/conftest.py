"""A real server in this process: real database, real files, real sockets on a free port."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest
from argon2.profiles import CHEAPEST

from oralexam.bootstrap.server import Server
from oralexam.settings import Settings
from tests.webapp.judges import Over, make_over
from tests.webapp.visitors import Visitor

MANAGER_TOKEN = "manager-token-of-the-tests"  # noqa: S105 — a test's own secret


@pytest.fixture(autouse=True)
def nobody_falls_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """These pages answer control frames only while a test listens: on a slow machine they would seem away."""
    monkeypatch.setattr("oralexam.webapp.seat_socket.QUIET_S", 3600.0)


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id at its cheapest; the one test whose subject its parameters are takes this back."""
    monkeypatch.setattr("oralexam.webapp.people.passwords.RFC_9106_LOW_MEMORY", CHEAPEST)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """A server without its worker."""
    running = Server(
        Settings(data=tmp_path / "data", port=0, worker=False, manager_token=MANAGER_TOKEN, drain_s=0)
    )
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
async def visitor(server: Server) -> AsyncIterator[Visitor]:
    """A browser that holds no seat."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        yield Visitor(http, server.url)


@pytest.fixture
async def manager(server: Server) -> AsyncIterator[Visitor]:
    """The manager's browser."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        browser = Visitor(http, server.url)
        await browser.join(MANAGER_TOKEN)
        yield browser


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    """What is closed after the test."""
    async with AsyncExitStack() as opened:
        yield opened


@pytest.fixture
async def over(server: Server, manager: Visitor, stack: AsyncExitStack) -> Over:
    """A sitting outside sessions that is over."""
    return await make_over(server, manager, stack)
