"""The chain of a part that is over names its recordings and transcripts: once, whenever the server dies."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NoReturn

import pytest

from oralexam.bootstrap import digest_keeper
from oralexam.bootstrap.digest_keeper import DigestKeeper
from oralexam.bootstrap.stores import Stores, open_stores
from oralexam.clock import SystemClock
from oralexam.rooms.digest_events import RecordingsNoted, TranscriptNoted
from oralexam.rooms.events import AnyEvent, MarkerRemoved
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.settings import Settings
from oralexam.storage.files import DataFolder
from oralexam.webapp.after.digest_desk import DigestDesk
from tests.evidence.packed import SECOND, record, small_candidacy
from tests.patience import PATIENCE_S
from tests.rooms.fakes import FakeMedia
from tests.rooms.situations import SITTING
from tests.storage.samples import transcript

FILES = [f"{seat}-audio-001.{ending}" for seat in ("candidate", "juror") for ending in ("jsonl", "mjr")]


class House:
    """What a server has of this, on a data folder."""

    def __init__(self, data: DataFolder) -> None:
        self.stores: Stores = open_stores(Settings(data=data.root), data)
        self.rooms = RoomSupervisor(
            store=self.stores.events,
            media=FakeMedia(),
            scenarios=self.stores.scenarios,
            clock=SystemClock(),
        )
        self.desk = DigestDesk(
            rooms=self.rooms,
            digests=self.stores.digests,
            recordings=data.recordings_dir(),
            clock=SystemClock(),
        )

    def noted(self) -> list[AnyEvent]:
        """The events that name something, in order."""
        kinds = (RecordingsNoted, TranscriptNoted)
        return [each for each in self.stores.events.load(SITTING) if isinstance(each, kinds)]

    async def close(self) -> None:
        """End rooms and stores."""
        await self.rooms.stop()
        await asyncio.to_thread(self.stores.events.close)
        self.stores.close()


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    """A call that is over, recorded and transcribed; its chain names nothing yet."""
    return small_candidacy(tmp_path / "data", chained=False)


@pytest.fixture
async def house(data: DataFolder) -> AsyncIterator[House]:
    """A server's parts on it."""
    made = House(data)
    yield made
    await made.close()


async def test_recordings_and_transcripts_are_named_once(house: House, data: DataFolder) -> None:
    """Files by name, size and digest; what comes later by a further event; asked again, nothing more."""
    assert house.desk.lacking() == {SITTING}
    assert await house.desk.note(SITTING)
    assert await house.desk.note(SITTING)
    first, heard = house.noted()
    assert isinstance(first, RecordingsNoted)
    assert isinstance(heard, TranscriptNoted)
    assert [file.name for file in first.files] == FILES
    assert (heard.seat, heard.version) == ("candidate", 1)
    assert house.desk.lacking() == set()
    record(data, SITTING, "observer")
    house.stores.transcripts.save(SITTING, transcript(SITTING, "candidate", "heard anew"))
    assert house.desk.lacking() == {SITTING}
    assert await house.desk.note(SITTING)
    _, _, further, anew = house.noted()
    assert isinstance(further, RecordingsNoted)
    assert isinstance(anew, TranscriptNoted)
    assert [file.name for file in further.files] == ["observer-audio-001.jsonl", "observer-audio-001.mjr"]
    assert anew.version == 2
    assert house.stores.events.verify(SITTING) == ()


async def test_a_journal_that_is_being_closed_is_waited_for(house: House, data: DataFolder) -> None:
    """Nothing is named before all of it is; of a part that has not begun, nothing is."""
    journal = record(data, SITTING, "observer", closed=False)
    assert not await house.desk.note(SITTING)
    assert not any(isinstance(each, RecordingsNoted) for each in house.noted())
    for path in (journal, journal.with_suffix(".jsonl")):
        os.utime(path, (1, 1))
    assert await house.desk.note(SITTING)
    named = [file.name for each in house.noted() if isinstance(each, RecordingsNoted) for file in each.files]
    assert len(named) == 6
    before = len(house.stores.events.load(SECOND))
    assert await house.desk.note(SECOND)
    assert len(house.stores.events.load(SECOND)) == before


@pytest.mark.parametrize("behind", [False, True])
def test_a_server_that_is_killed_writes_nothing_twice(behind: bool, data: DataFolder) -> None:  # noqa: FBT001
    """Killed before or behind the line that writes: the next one finds what is missing."""
    child = os.fork()
    if child == 0:
        try:
            asyncio.run(_note_and_die(data, behind=behind))
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    asyncio.run(_take_up(data, named=behind))


async def _note_and_die(data: DataFolder, *, behind: bool) -> NoReturn:
    house = House(data)
    note = house.rooms.note

    async def die(sitting_id: str, *noted: AnyEvent) -> None:
        if behind:
            await note(sitting_id, *noted)
        os.kill(os.getpid(), signal.SIGKILL)

    house.rooms.note = die  # type: ignore[method-assign]
    await house.desk.note(SITTING)
    raise AssertionError


async def _take_up(data: DataFolder, *, named: bool) -> None:
    house = House(data)
    assert house.desk.lacking() == (set() if named else {SITTING})
    assert await house.desk.note(SITTING)
    assert [type(each) for each in house.noted()] == [RecordingsNoted, TranscriptNoted]
    await house.close()


async def test_the_keeper_finds_what_was_left_and_what_comes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the start what an earlier server has left; then each transcript that a worker writes down."""
    monkeypatch.setattr(digest_keeper, "LOOK_S", 0.02)
    keeper = DigestKeeper(house.desk, house.stores.digests)
    keeper.start()
    await _until(house, 2)
    house.stores.transcripts.save(SITTING, transcript(SITTING, "juror", "heard later"))
    await _until(house, 3)
    # Behind it the room goes on as any other: it knows of the events that the keeper has written.
    gone = MarkerRemoved(at=SystemClock().now(), marker_id="m", judge="juror")
    await house.rooms.note(SITTING, gone)
    assert house.stores.events.load(SITTING)[-1] == gone
    await keeper.stop()


async def _until(house: House, events: int) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while len(house.noted()) < events:  # noqa: ASYNC110 -- nobody tells a test
            await asyncio.sleep(0.02)
