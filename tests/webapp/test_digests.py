"""The chain of a part that is over names its recordings and transcripts: once, whenever the server dies."""

import asyncio
import errno
import os
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NoReturn

import pytest

from oralexam.bootstrap import digest_keeper
from oralexam.bootstrap.digest_keeper import DigestKeeper
from oralexam.bootstrap.stores import Stores, open_stores
from oralexam.clock import SystemClock
from oralexam.copies.key import copies_key
from oralexam.copies.shelf import Shelf, header_of
from oralexam.errors import SystemFault
from oralexam.evidence.standing import check_standing
from oralexam.rooms.digest_events import RecordingsNoted, TranscriptNoted
from oralexam.rooms.events import AnyEvent
from oralexam.rooms.judging.marker_events import MarkerRemoved
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.settings import Settings
from oralexam.storage.files import DataFolder
from oralexam.webapp.after.digest_desk import DigestDesk
from tests.copies.sealed import SILENT_PACKET, PageRun
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
    first, own, heard = house.noted()
    assert isinstance(first, RecordingsNoted)
    assert isinstance(own, RecordingsNoted)
    assert isinstance(heard, TranscriptNoted)
    assert [file.name for file in first.files] == FILES
    assert [file.name.rpartition(".")[2] for file in own.files] == ["own", "jsonl"]
    assert (heard.seat, heard.version) == ("candidate", 1)
    assert house.desk.lacking() == set()
    record(data, SITTING, "observer")
    house.stores.transcripts.save(SITTING, transcript(SITTING, "candidate", "heard anew"))
    assert house.desk.lacking() == {SITTING}
    assert await house.desk.note(SITTING)
    *_, further, anew = house.noted()
    assert isinstance(further, RecordingsNoted)
    assert isinstance(anew, TranscriptNoted)
    assert [file.name for file in further.files] == ["observer-audio-001.jsonl", "observer-audio-001.mjr"]
    assert anew.version == 2
    assert house.stores.events.verify(SITTING) == ()


async def test_what_a_chain_names_is_on_the_disk(
    house: House, data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Synced before it is named, and so are a copy's lines; of a disk that fails nothing is named."""
    folder, synced, real = data.recordings_dir() / SITTING, set[Path](), os.fdatasync

    def failing(_descriptor: int) -> NoReturn:
        raise OSError(errno.EIO, "no disk")

    def noting(descriptor: int) -> None:
        synced.add(Path(f"/proc/self/fd/{descriptor}").readlink())
        real(descriptor)

    monkeypatch.setattr(os, "fdatasync", failing)
    with pytest.raises(SystemFault, match="data-folder-not-writable"):
        await house.desk.note(SITTING)
    assert house.noted() == []
    monkeypatch.setattr(os, "fdatasync", noting)
    assert await house.desk.note(SITTING)
    named = {folder / name for name in named_by(house)}
    assert {path.suffix for path in named} == {".mjr", ".own", ".jsonl"}
    assert named <= synced


async def test_a_journal_that_is_being_closed_is_waited_for(house: House, data: DataFolder) -> None:
    """Nothing is named before all of it is; of a part that has not begun, nothing is."""
    journal = record(data, SITTING, "observer", closed=False)
    assert not await house.desk.note(SITTING)
    assert not [each for each in named_by(house) if not each.startswith("own/")]
    for path in (journal, journal.with_suffix(".jsonl")):
        os.utime(path, (1, 1))
    assert await house.desk.note(SITTING)
    assert len([name for name in named_by(house) if not name.startswith("own/")]) == 6
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
    assert [type(each) for each in house.noted()] == [RecordingsNoted, RecordingsNoted, TranscriptNoted]
    await house.close()


async def test_the_keeper_finds_what_was_left_and_what_comes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the start what an earlier server has left; then each transcript that a worker writes down."""
    monkeypatch.setattr(digest_keeper, "LOOK_S", 0.02)
    settled: list[str] = []
    keeper = DigestKeeper(house.desk, house.stores.digests, late=settled.append)
    keeper.start()
    await _until(house, 3)
    async with asyncio.timeout(PATIENCE_S):
        while not settled:  # noqa: ASYNC110 -- nobody tells a test
            await asyncio.sleep(0.02)
        settled.clear()
        keeper.copy_came(SITTING)
        while not settled:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    assert settled == [SITTING]
    house.stores.transcripts.save(SITTING, transcript(SITTING, "juror", "heard later"))
    await _until(house, 4)
    # Behind it the room goes on as any other: it knows of the events that the keeper has written.
    gone = MarkerRemoved(at=SystemClock().now(), marker_id="m", judge="juror")
    await house.rooms.note(SITTING, gone)
    assert house.stores.events.load(SITTING)[-1] == gone
    await keeper.stop()


def named_by(house: House) -> list[str]:
    """The names of all files that the chain holds, in order."""
    return [file.name for each in house.noted() if isinstance(each, RecordingsNoted) for file in each.files]


async def test_an_own_copy_that_was_broken_off_is_named_and_named_anew_when_it_goes_on(
    house: House, data: DataFolder
) -> None:
    """Once its page has gone for a minute; what comes later is a further event, and each that is told holds.

    What was changed meanwhile is never named anew: it stays found.
    """
    folder = data.recordings_dir() / SITTING
    shutil.rmtree(folder / "own")
    key = copies_key(data.copies_key_dir())
    page, shelf = PageRun(key, sitting_id=SITTING), Shelf(data.recordings_dir(), key)
    standing = shelf.begin(page.text, header_of(page.text, sitting_id=SITTING, by="candidate"), now_us=1)
    files = shelf.find(SITTING, page.run)

    def bring(*, last: bool = False) -> None:
        nonlocal standing
        standing = shelf.append(files, standing, page.segment([SILENT_PACKET] * 4, last=last), now_us=1)

    def age() -> None:
        for path in (files.path, files.sidecar):
            os.utime(path, (1, 1))

    def found() -> tuple[list[str], set[str]]:
        report = check_standing(data, SITTING)
        return [each.code for each in report.findings], {each.code for each in report.notes}

    bring()
    assert not await house.desk.note(SITTING), "the page may still be sending"
    assert not [name for name in named_by(house) if name.startswith("own/")]
    assert found() == ([], found()[1] | {"copy-not-in-chain"})
    age()
    assert await house.desk.note(SITTING)
    assert await house.desk.note(SITTING)
    own = [f"own/candidate-{page.run}.own", f"own/candidate-{page.run}.jsonl"]
    assert named_by(house)[-2:] == own
    bring()
    assert found() == ([], found()[1] | {"copy-grown"})
    assert house.desk.lacking() == {SITTING}
    bring(last=True)
    assert await house.desk.note(SITTING), "it has ended: nobody is waited for"
    assert named_by(house)[-4:] == own * 2
    assert house.desk.lacking() == set()
    codes, notes = found()
    assert (codes, notes & {"copy-grown", "copy-not-in-chain", "copy-not-ended"}) == ([], set())

    # Behind its end nothing comes; and a beginning that was changed is not named once more.
    content = files.path.read_bytes()
    files.path.write_bytes(content + content)
    assert "recording-not-as-chained" in found()[0]
    files.path.write_bytes(content[:-1] + b"x")
    assert "recording-not-as-chained" in found()[0]
    before = len(house.noted())
    assert await house.desk.note(SITTING)
    assert len(house.noted()) == before
    assert "recording-not-as-chained" in found()[0]
    files.path.unlink()
    files.sidecar.unlink()
    assert found()[0] == ["recording-gone", "recording-gone"]


async def _until(house: House, events: int) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while len(house.noted()) < events:  # noqa: ASYNC110 -- nobody tells a test
            await asyncio.sleep(0.02)
