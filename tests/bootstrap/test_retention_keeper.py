"""What is due is looked at as long as the server lives, whatever happened at the last look."""

import asyncio

import pytest

from oralexam.bootstrap import retention_keeper
from oralexam.bootstrap.retention_keeper import RetentionKeeper
from oralexam.errors import SystemFault
from tests.patience import PATIENCE_S


class _Work:
    """Fails at each look with the next of `faults`, then works."""

    def __init__(self, *faults: Exception) -> None:
        self.wanted = asyncio.Event()
        self.carried_out = asyncio.Event()
        self.looks = 0
        self._faults = list(faults)

    async def look(self) -> None:
        """Look, if nothing is wrong."""
        self.looks += 1
        if self._faults:
            raise self._faults.pop(0)

    async def carry_on(self) -> bool:
        """Carry everything out."""
        self.wanted.clear()
        self.carried_out.set()
        return True

    async def sweep(self) -> None:
        """Nothing is left to remove."""


async def test_a_look_that_failed_is_not_the_last_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a full disk ends it, nor what nobody has thought of."""
    monkeypatch.setattr(retention_keeper, "AGAIN_S", 0.0)
    work = _Work(SystemFault("storage-failed"), ValueError("never thought of"))
    keeper = RetentionKeeper(work)
    keeper.start()
    async with asyncio.timeout(PATIENCE_S):
        await work.carried_out.wait()
    await keeper.stop()
    assert work.looks == 3


async def test_what_is_wanted_while_a_look_fails_waits_for_the_next_one() -> None:
    """It stays wanted, and would otherwise be tried again without a pause for as long as the fault lasts."""
    work = _Work(SystemFault("storage-failed"))
    work.wanted.set()
    keeper = RetentionKeeper(work)
    keeper.start()
    for _ in range(100):
        await asyncio.sleep(0)
    await keeper.stop()
    assert work.looks == 1


async def test_what_is_wanted_is_carried_out_at_once() -> None:
    """Whoever confirms a deletion does not wait for the hour to end."""
    work = _Work()
    keeper = RetentionKeeper(work)
    keeper.start()
    async with asyncio.timeout(PATIENCE_S):
        await work.carried_out.wait()
        work.carried_out.clear()
        work.wanted.set()
        await work.carried_out.wait()
    await keeper.stop()
    assert work.looks == 2
