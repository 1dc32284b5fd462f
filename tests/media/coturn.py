"""A real coturn (Debian's package `coturn`) on the loopback, as `oralexam turn` configures it."""

import asyncio
import contextlib
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from oralexam.media.ports import PortRange
from oralexam.media.relay_config import coturn_configuration
from oralexam.media.relays import Relays, RelayUrl, read_relay_urls
from tests.media.media_clients import until
from tests.media.test_udp_ports import free_range

TURNSERVER = shutil.which("turnserver")
SECRET = "a-secret-of-the-tests-0123456789-abc"  # noqa: S105 -- a test's own
HERE = "127.0.0.1"

needs_coturn = pytest.mark.skipif(
    TURNSERVER is None, reason="coturn is not installed: apt-get install coturn"
)


def free_port() -> int:
    """A port that neither TCP nor UDP holds now."""
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def coturn(
    folder: Path, *, peers: tuple[str, ...] = (HERE,), relayed: PortRange | None = None
) -> AsyncIterator[Relays]:
    """The relays of a coturn that runs meanwhile; it sends on to `peers`, from ports of `relayed`."""
    port = free_port()
    file = folder / "turnserver.conf"
    text = coturn_configuration(
        secret=SECRET, peers=peers, port=port, relayed=relayed or free_range(40), listen=(HERE,)
    )
    file.write_text(f"{text}relay-ip={HERE}\n", encoding="ascii")
    async with turnserver("-c", str(file), folder=folder, port=port):
        yield Relays(read_relay_urls(f"turn:{HERE}:{port}?transport=udp"), SECRET)


@asynccontextmanager
async def turnserver(*arguments: str, folder: Path, port: int, address: str = HERE) -> AsyncIterator[None]:
    """A coturn with a command line of its own; what it would keep in the system's folders is in `folder`."""
    assert TURNSERVER is not None
    own = (f"--userdb={folder / 'turndb'}", f"--pidfile={folder / 'turn.pid'}")
    process = await asyncio.create_subprocess_exec(
        *(TURNSERVER, *arguments, *own), stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await until(lambda: _answers(address, port, process))
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def tcp_too(relays: Relays) -> RelayUrl:
    """The same relay, reached by TCP."""
    (url,) = relays.urls
    return read_relay_urls(url.text.replace("udp", "tcp"))[0]


def _answers(address: str, port: int, process: asyncio.subprocess.Process) -> bool:
    assert process.returncode is None, "coturn has ended"
    with socket.socket() as probe:
        return probe.connect_ex((address, port)) == 0
