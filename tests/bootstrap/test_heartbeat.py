"""How long no server was there: by the machine's own clock where it can be asked, whatever others say."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from oralexam.bootstrap.heartbeat import Absence, Heartbeat, boot_id, since_boot_s

NOW = datetime(2026, 12, 8, 9, 0, tzinfo=UTC)


async def beat(file: Path, *, boot: str = "a", running_s: float = 1000.0, at: datetime = NOW) -> None:
    """One last beat, at that instant of the wall clock."""
    heart = Heartbeat(file, boot=lambda: boot, running_s=lambda: running_s)
    heart.start()
    await heart.stop()
    os.utime(file, (at.timestamp(), at.timestamp()))


async def absence(
    file: Path, *, boot: str = "a", running_s: float = 1000.0, now: datetime = NOW
) -> Absence | None:
    """What the next server finds."""
    return await Heartbeat(file, boot=lambda: boot, running_s=lambda: running_s).absence(now)


@pytest.mark.parametrize("stepped_s", [0, -3600, 3600])
async def test_a_wall_clock_that_is_set_meanwhile_changes_nothing(tmp_path: Path, stepped_s: int):
    """Down for a minute is down for a minute; that the clock was set is told."""
    await beat(tmp_path / "alive")
    found = await absence(tmp_path / "alive", running_s=1060, now=NOW + timedelta(seconds=60 + stepped_s))
    assert found == Absence(down_s=60, clock_stepped=stepped_s != 0)


async def test_a_machine_that_was_started_anew_is_asked_for_its_wall_clock(tmp_path: Path):
    """Its own clock began at zero: what it and the wall clock say both is the least that is true."""
    await beat(tmp_path / "alive")
    minute = NOW + timedelta(seconds=60)
    assert await absence(tmp_path / "alive", boot="b", running_s=20, now=minute) == Absence(
        down_s=60, clock_stepped=False
    )
    hour_back = NOW - timedelta(seconds=3600)
    assert await absence(tmp_path / "alive", boot="b", running_s=20, now=hour_back) == Absence(
        down_s=20, clock_stepped=True
    )


@pytest.mark.parametrize("content", [b"", b'{"boot_id":"a', b"[]"])
async def test_a_file_that_says_nothing_has_its_own_time(tmp_path: Path, content: bytes):
    """As older servers left it, or cut."""
    file = tmp_path / "alive"
    file.write_bytes(content)
    os.utime(file, (NOW.timestamp(), NOW.timestamp()))
    assert await absence(file, now=NOW + timedelta(seconds=7)) == Absence(down_s=7, clock_stepped=False)


async def test_where_no_server_ever_was_nobody_was_missing(tmp_path: Path):
    """A new data folder."""
    assert await absence(tmp_path / "alive") is None


async def test_this_machine_says_what_is_asked(tmp_path: Path):
    """A shorter beat leaves nothing of a longer one, and the kernel tells its boots apart."""
    assert boot_id()
    assert since_boot_s() > 0
    await beat(tmp_path / "alive", running_s=123456.789)
    await beat(tmp_path / "alive", running_s=1)
    assert await absence(tmp_path / "alive", running_s=3, now=NOW + timedelta(seconds=2)) == Absence(
        down_s=2, clock_stepped=False
    )
