"""A server on the LAN's doors, in this process: real TLS on free ports, spoken to over loopback only."""

import contextlib
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from oralexam.bootstrap.server import Server
from oralexam.settings import Settings
from tests.lan.lan_day import Day, exam_day
from tests.lan.namespaces import NoNamespacesError
from tests.webapp.visitors import Visitor

MANAGER_TOKEN = "manager-token-of-the-tests"  # noqa: S105 — a test's own secret


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """`serve --lan` without its worker."""
    running = Server(
        Settings(
            data=tmp_path / "data",
            lan=True,
            lan_port=0,
            trust_port=0,
            worker=False,
            manager_token=MANAGER_TOKEN,
            drain_s=0,
        )
    )
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
async def browser(server: Server) -> AsyncIterator[Visitor]:
    """A browser on this machine that trusts the local authority and nobody else."""
    assert server.entrance.lan is not None
    trusting = ssl.create_default_context(cafile=server.entrance.lan.certificates.authority_file)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=trusting), cookie_jar=aiohttp.CookieJar(unsafe=True)
    ) as http:
        yield Visitor(http, f"https://127.0.0.1:{server.port}")


@pytest.fixture
async def plain(server: Server) -> AsyncIterator[Visitor]:
    """A browser at the plain door."""
    assert server.entrance.lan is not None
    port = server.entrance.lan.trust_sockets[0].getsockname()[1]
    async with aiohttp.ClientSession() as http:
        yield Visitor(http, f"http://127.0.0.1:{port}")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def day(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Day]:
    """A LAN of three namespaces with a server that is ready; skipped where there can be none.

    One for all tests of a module, which run in its loop: `pytest.mark.asyncio(loop_scope="module")`.
    """
    async with contextlib.AsyncExitStack() as opened:
        try:
            given = await opened.enter_async_context(exam_day(tmp_path_factory.mktemp("day") / "data"))
        except NoNamespacesError as reason:
            pytest.skip(str(reason))
        yield given
