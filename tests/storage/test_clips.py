"""Clips in the database: in order, two at once lose nothing, gone with their sitting."""

import threading

import pytest

from oralexam.errors import NotFound, Refused
from oralexam.records.clips import AddClip, AdjustClip, MoveClip
from oralexam.storage.clips import SqlClips
from oralexam.storage.engine import Database
from oralexam.storage.events import SqlEventStore
from tests.contracts.event_store import NOW, OTHER_SITTING, SITTING, opened


@pytest.fixture
def clips(database: Database, store: SqlEventStore) -> SqlClips:
    """Two sittings; the second is a rehearsal."""
    for sitting_id, rehearsal in ((SITTING, False), (OTHER_SITTING, True)):
        store.append(sitting_id, after_seq=0, events=[opened(rehearsal=rehearsal)])
    return SqlClips(database)


def test_clips_come_back_in_their_order(clips: SqlClips) -> None:
    """Of this sitting only, as they were put."""
    for at in (10, 30, 50):
        clips.act(SITTING, AddClip(starts_s=at, ends_s=at + 5))
    last = clips.of(SITTING)[-1]
    moved = clips.act(SITTING, MoveClip(clip_id=last.clip_id, before=clips.of(SITTING)[0].clip_id))
    assert [each.starts_s for each in moved] == [50, 10, 30]
    assert clips.of(SITTING) == moved
    assert clips.of(OTHER_SITTING) == ()
    with pytest.raises(NotFound, match="unknown-sitting"):
        clips.act("00000000-0000-4000-8000-000000000000", AddClip(starts_s=1, ends_s=2))


def test_two_at_once_lose_nothing(clips: SqlClips) -> None:
    """Everything that was picked stands; of two who adjust one clip, one is told that it has changed."""
    (clip,) = clips.act(SITTING, AddClip(starts_s=500, ends_s=505))
    told: list[str] = []

    def pick(number: int) -> None:
        clips.act(SITTING, AddClip(starts_s=number * 10, ends_s=number * 10 + 5))
        try:
            order = AdjustClip(clip_id=clip.clip_id, revision=1, starts_s=500 + number, ends_s=520)
            clips.act(SITTING, order)
            told.append("done")
        except Refused as refused:
            told.append(refused.reason)

    threads = [threading.Thread(target=pick, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["clip-changed", "clip-changed", "clip-changed", "done"]
    assert {each.starts_s for each in clips.of(SITTING)} >= {0, 10, 20, 30}


def test_clips_go_with_their_sitting(clips: SqlClips, store: SqlEventStore) -> None:
    """A rehearsal that is wiped, an exam whose personal data is erased."""
    for sitting_id in (SITTING, OTHER_SITTING):
        clips.act(sitting_id, AddClip(starts_s=1, ends_s=5))
    store.wipe(OTHER_SITTING)
    assert (clips.of(OTHER_SITTING), len(clips.of(SITTING))) == ((), 1)
    store.erase_personal(SITTING, now=NOW)
    assert clips.of(SITTING) == ()
