"""A coturn that runs as `docker/compose.yaml` has it run: its commands and environment, without an engine."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from oralexam.media.relays import Relays, read_relay_urls, read_secret
from tests.media.coturn import turnserver

ROOT = Path(__file__).resolve().parents[2]
_BLANK = re.compile(r"\$\{(\w+):-([^}]*)\}")


@dataclass(frozen=True, kw_only=True)
class Composed:
    """What the compose file has brought up, and what the server and the rooms are given of it."""

    relays: Relays
    secret: Path
    configuration: Path
    authority: Path
    """What rooms are told to trust."""


@asynccontextmanager
async def composed_coturn(folder: Path, *, address: str, **given: str) -> AsyncIterator[Composed]:
    """The services `turn-settings` and `turn`, whose volumes are folders of `folder`.

    `given` is what a technician sets in the environment; the relay is waited for at `address`.
    """
    services: dict[str, Any] = yaml.safe_load((ROOT / "docker" / "compose.yaml").read_text())["services"]
    volumes = {"/turn": folder / "turn", "/data": folder / "data"}
    for each in volumes.values():
        each.mkdir(exist_ok=True)
    makes = services["turn-settings"]
    environment = {
        name: _here(_BLANK.sub(lambda blank: given.get(blank[1], blank[2]), value), volumes)
        for name, value in makes["environment"].items()
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "oralexam", *(_here(each, volumes) for each in makes["command"])),
        env={**os.environ, **environment},
        cwd=ROOT,
    )
    assert await process.wait() == 0
    urls = read_relay_urls(given["ORALEXAM_TURN_URLS"])
    command = [_here(each, volumes) for each in services["turn"]["command"]]
    async with turnserver(*command, folder=folder, port=urls[0].port, address=address):
        secret = volumes["/turn"] / "secret"
        yield Composed(
            relays=Relays(urls, read_secret(secret)),
            secret=secret,
            configuration=volumes["/turn"] / "turnserver.conf",
            authority=volumes["/data"] / "certificates" / "authority.crt",
        )


def _here(text: str, volumes: dict[str, Path]) -> str:
    """A path of the container's, as it is on this machine."""
    for inside, outside in volumes.items():
        if text == inside or text.startswith(f"{inside}/"):
            return str(outside) + text.removeprefix(inside)
    return text
