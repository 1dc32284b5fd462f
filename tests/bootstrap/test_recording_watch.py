"""The jury is told whose voice comes and is not written down, and that it is again."""

from collections.abc import Mapping

import pytest

from oralexam.bootstrap.recording_watch import STALLED_PACKETS, RecordingWatch
from oralexam.media.ports import VoiceWritten
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState
from tests.rooms.situations import TableRoom, bring_to

A_LOOK = 25
"""Packets in half a second."""


class Desk:
    """One call: what comes of each voice, and what of it reaches the disk."""

    def __init__(self) -> None:
        self.room = TableRoom()
        bring_to(self.room, Phase.CALL)
        self.packets = dict.fromkeys((Seat.CANDIDATE, Seat.JUROR), 0)
        self.octets = dict(self.packets)
        self.shown: list[frozenset[Seat]] = []
        self.watch = RecordingWatch()

    def live_states(self) -> Mapping[str, RoomState]:
        """The one room."""
        return {"s": self.room.state}

    def voices_written(self, _sitting_id: str) -> list[VoiceWritten]:
        """As it stands."""
        return [
            VoiceWritten(seat=seat, packets=count, octets=self.octets[seat])
            for seat, count in self.packets.items()
        ]

    def pass_looks(self, count: int, *, silent: tuple[Seat, ...] = (), stuck: tuple[Seat, ...] = ()) -> None:
        """Half a second each: who is not silent sends, who is not stuck is written down."""
        for _ in range(count):
            for seat in self.packets:
                self.packets[seat] += 0 if seat in silent else A_LOOK
                self.octets[seat] += 0 if seat in {*silent, *stuck} else 100 * A_LOOK
            self.watch.look(self, self)


@pytest.fixture
async def desk() -> Desk:
    """A call that is recorded."""
    made = Desk()
    made.watch.start(made, made, show=lambda where: made.shown.append(made.watch.unrecorded(where)))
    await made.watch.stop()
    made.pass_looks(10)
    assert made.shown == []
    return made


async def test_a_voice_that_comes_and_is_not_written_is_told_after_three_seconds(desk: Desk) -> None:
    """Once; and once more when it is written again."""
    looks = STALLED_PACKETS // A_LOOK
    desk.pass_looks(looks - 1, stuck=(Seat.CANDIDATE,))
    assert desk.shown == []
    desk.pass_looks(3, stuck=(Seat.CANDIDATE,))
    assert desk.shown == [{Seat.CANDIDATE}]
    desk.pass_looks(3)
    assert desk.shown == [{Seat.CANDIDATE}, frozenset()]


async def test_a_voice_that_does_not_come_is_no_matter_of_the_recording(desk: Desk) -> None:
    """Its link is lost, which is told; back with another connection, its packets are counted from one."""
    desk.pass_looks(40, silent=(Seat.JUROR,))
    desk.packets[Seat.JUROR] = 0
    desk.pass_looks(10)
    assert desk.shown == []


async def test_what_the_disk_refuses_is_told_at_once_and_ends_with_the_call(desk: Desk) -> None:
    """No event is waited for: a disk that takes no sound takes none either."""
    desk.watch.fault("s", Seat.JUROR, "recording-disk-full")
    assert desk.shown == [{Seat.JUROR}]
    desk.watch.fault("s", Seat.JUROR, "recording-resumed")
    assert desk.shown == [{Seat.JUROR}, frozenset()]
    desk.watch.fault("s", Seat.JUROR, "recording-disk-full")
    desk.room.pass_s(desk.room.state.plan.call_s + desk.room.state.plan.grace_s)
    assert desk.room.phase is Phase.WRITING
    desk.watch.look(desk, desk)
    assert desk.watch.unrecorded("s") == frozenset()


async def test_what_nobody_takes_back_does_not_stand_for_ever(desk: Desk) -> None:
    """Packets dropped behind a slow write; a recording that ended in its fault, and another that grows."""
    desk.watch.fault("s", Seat.JUROR, "recording-dropped")
    desk.pass_looks(3)
    assert desk.shown == []
    desk.watch.fault("s", Seat.JUROR, "recording-write-failed")
    desk.packets[Seat.JUROR] = desk.octets[Seat.JUROR] = 0
    desk.pass_looks(1)
    assert desk.shown == [{Seat.JUROR}, frozenset()]
