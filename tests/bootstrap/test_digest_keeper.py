"""What comes while a chain is looked at is looked at, too."""

import asyncio
from typing import cast

import pytest

from oralexam.bootstrap import digest_keeper
from oralexam.bootstrap.digest_keeper import DigestKeeper
from oralexam.errors import SystemFault
from oralexam.storage.digests import SqlDigests
from oralexam.webapp.after.digest_desk import DigestDesk
from tests.media.media_clients import until
from tests.patience import PATIENCE_S


class Desk:
    """Notes slowly: something more may come of the sitting meanwhile."""

    def __init__(self, left: tuple[str, ...] = ()) -> None:
        self.looks: asyncio.Queue[asyncio.Future[bool]] = asyncio.Queue()
        self.left = list(left)

    async def note(self, _sitting_id: str) -> bool:
        """As it is told to, when it is told to."""
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        await self.looks.put(answer)
        return await answer

    def lacking(self) -> set[str]:
        """No chain lacks anything."""
        return set()

    def with_copies(self) -> list[str]:
        """A killed server has left own copies."""
        return self.left


class Digests:
    """There are no transcripts."""

    def transcripts_until(self) -> int:
        """None was written."""
        return 0


async def test_what_is_brought_while_the_chain_is_looked_at_has_a_look_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A last segment comes behind the look that says that nothing more does; a broken look comes again."""
    monkeypatch.setattr(digest_keeper, "LOOK_S", 0.01)
    desk, late = Desk(), list[str]()

    def tell(sitting_id: str) -> bool:
        late.append(sitting_id)
        return True

    keeper = DigestKeeper(cast("DigestDesk", desk), cast("SqlDigests", Digests()), late=tell)
    keeper.copy_came("s")
    keeper.start()
    try:
        async with asyncio.timeout(PATIENCE_S):
            first = await desk.looks.get()
            keeper.copy_came("s")
            first.set_result(True)
            second = await desk.looks.get()
            assert late == []
            second.set_exception(SystemFault("storage-failed"))
            (await desk.looks.get()).set_result(True)
            await until(lambda: late == ["s"])
    finally:
        await keeper.stop()
    assert desk.looks.empty()


async def test_what_a_running_job_may_have_missed_is_asked_for_until_that_has_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also at the start: a chain names what a server that was killed could not ask to be heard."""
    monkeypatch.setattr(digest_keeper, "LOOK_S", 0.01)
    desk, asked = Desk(left=("s",)), list[str]()

    def late(sitting_id: str) -> bool:
        asked.append(sitting_id)
        return len(asked) >= 3

    keeper = DigestKeeper(cast("DigestDesk", desk), cast("SqlDigests", Digests()), late=late)
    keeper.start()
    try:
        async with asyncio.timeout(PATIENCE_S):
            await until(lambda: len(asked) == 3)
            keeper.copy_came("t")
            (await desk.looks.get()).set_result(True)
            await until(lambda: len(asked) == 4)
    finally:
        await keeper.stop()
    assert asked == ["s", "s", "s", "t"]
