"""A process of its own gives what it makes, or is said to have failed, and never stays behind."""

import asyncio
import os
from pathlib import Path

import pytest

from oralexam.apart import ApartFault, made_apart
from tests.patience import PATIENCE_S

CHILD = "tests.apart_child"


async def test_what_it_writes_comes_back() -> None:
    """More than a pipe holds, in both directions."""
    given = os.urandom(1_000_000)
    assert await made_apart(CHILD, "echo", given=given, longest_s=PATIENCE_S) == given


async def test_it_knows_nothing_of_the_servers_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tokens stand there (LC_CTYPE is Python's own: PEP 538)."""
    monkeypatch.setenv("ORALEXAM_MANAGER_TOKEN", "secret")
    known = (await made_apart(CHILD, "environment", given=b"", longest_s=PATIENCE_S)).decode().split()
    assert {"PATH", "PYTHONPATH"} <= set(known) <= {"PATH", "PYTHONPATH", "LC_CTYPE"}


async def test_a_failure_is_said() -> None:
    """By its exit status."""
    with pytest.raises(ApartFault) as caught:
        await made_apart(CHILD, "fail", given=b"", longest_s=PATIENCE_S)
    assert caught.value.details == {"cause": "exit"}


async def test_what_takes_too_long_is_killed() -> None:
    """And is gone when the fault is raised."""
    with pytest.raises(ApartFault) as caught:
        await made_apart(CHILD, "sleep", given=b"", longest_s=0.3)
    assert caught.value.details == {"cause": "time"}
    assert _children() == set()


async def test_nobody_waits_any_more() -> None:
    """A page that was closed cancels its request: the process goes with it."""
    task = asyncio.create_task(made_apart(CHILD, "sleep", given=b"", longest_s=PATIENCE_S))
    async with asyncio.timeout(PATIENCE_S):
        while not _children():  # noqa: ASYNC110 — the kernel tells nobody
            await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert _children() == set()


def _children() -> set[str]:
    """The processes that were started here and have not ended."""
    return set(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split())
