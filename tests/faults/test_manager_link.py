"""How a session manager comes in where nothing is demonstrated: by the link that the server prints."""

import asyncio
import re
from pathlib import Path

import aiohttp

from tests.faults.servers import Program
from tests.patience import PATIENCE_S
from tests.webapp.visitors import Visitor


async def test_a_server_prints_a_link_that_makes_a_manager(tmp_path: Path) -> None:
    """It opens once; whoever opened it sees the day's list."""
    program = Program(tmp_path / "data", ORALEXAM_MANAGER_TOKEN="")
    await program.start()
    try:
        assert program.process is not None
        assert program.process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            printed = b""
            while b"/join#" not in printed:
                printed += await program.process.stdout.readline()
        link = re.search(rb"/join#(\S+)", printed)
        assert link is not None
        token = link[1].decode()
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
            manager = Visitor(http, program.url)
            await manager.join(token)
            status, body = await manager.request("GET", "/api/manager/sittings")
            assert (status, body["sittings"]) == (200, [])
        assert token not in program.log.read_text(encoding="utf-8")
    finally:
        await program.end()
