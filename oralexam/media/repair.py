"""Repairing a lossy link: which packets to ask for again and when, and which ones can be sent again.

aiortc asks for a hole once, when the next one appears, and never for audio. Asking again every 30 ms (audio)
or 60 ms (video) brought the loss in recordings from 4.6 to 0 % at 5 % on the wire, and from 20.6 to 1.0 % at
20 % (shared media notes, Loss).
"""

from typing import Final

import msgspec

MAX_HOLES: Final = 512
"""Holes that one stream keeps asking for; on a link that loses more, the oldest are given up."""
MAX_GIVEN_UP: Final = 2048
"""Given-up packets that may still come late; older ones are beyond SRTP's replay window of 1024."""

HISTORY_S: Final = 2.0
"""How long a sent packet can be sent again: our own requests end 0.8 s after a hole opened (`VIDEO_REPAIR`),
and what comes more than a second late nobody plays; the rest is for machines that stand still."""
MAX_STRETCH: Final = 1024
"""Packets of one second: twelve times a 640x480 video. A flood is not worth remembering."""


class RepairPlan(msgspec.Struct, frozen=True, kw_only=True):
    """When to ask for a missing packet."""

    grace_s: float = 0.01
    """Reordering is no loss: two packets that changed places are a few milliseconds apart."""
    repeat_s: float
    play_deadline_s: float
    """After this the listener has concealed it: it is no longer forwarded."""
    slow_repeat_s: float = 0.1
    give_up_s: float
    """The recording still wants it for this long; browsers keep sent audio for a second and more."""
    least_asked: int = 4
    """A server that stood still for a second has asked for nothing: time alone gives nothing up."""


AUDIO_REPAIR: Final = RepairPlan(repeat_s=0.03, play_deadline_s=0.12, give_up_s=0.6)
VIDEO_REPAIR: Final = RepairPlan(repeat_s=0.06, play_deadline_s=0.4, give_up_s=0.8)


class _Hole:
    __slots__ = ("asked", "due_s", "since_s")

    def __init__(self, since_s: float, due_s: float) -> None:
        self.since_s = since_s
        self.due_s = due_s
        self.asked = 0


class Holes:
    """The packets of one stream that have not come, by unwrapped sequence number."""

    def __init__(self, plan: RepairPlan) -> None:
        self._plan = plan
        self._open: dict[int, _Hole] = {}
        self._given_up: dict[int, None] = {}
        self.lost = 0
        """How many were given up and have not come since."""

    def __bool__(self) -> bool:
        """Whether anything is still being asked for."""
        return bool(self._open)

    def open(self, first: int, last: int, now: float) -> None:
        """Packets `first` to `last` were jumped over."""
        due_s = now + self._plan.grace_s
        for sequence in range(max(first, last - MAX_HOLES + 1), last + 1):
            self._open[sequence] = _Hole(now, due_s)
        while len(self._open) > MAX_HOLES:
            self._give_up(next(iter(self._open)))

    def fill(self, sequence: int, now: float) -> tuple[bool, bool, bool]:
        """A late packet came: (it was missing, it was asked for, it is in time to be played)."""
        hole = self._open.pop(sequence, None)
        if hole is not None:
            return True, hole.asked > 0, now - hole.since_s <= self._plan.play_deadline_s
        if sequence in self._given_up:
            del self._given_up[sequence]
            self.lost -= 1
            return True, True, False
        return False, False, False

    def due(self, now: float, round_trip_s: float) -> list[int]:
        """What to ask for now, in order; what has waited too long is given up."""
        plan = self._plan
        asking = []
        for sequence, hole in list(self._open.items()):
            age_s = now - hole.since_s
            if age_s > plan.give_up_s and hole.asked >= plan.least_asked:
                self._give_up(sequence)
            elif hole.due_s <= now:
                repeat_s = plan.repeat_s if age_s < plan.play_deadline_s else plan.slow_repeat_s
                hole.due_s = now + max(repeat_s, round_trip_s)
                hole.asked += 1
                asking.append(sequence)
        return asking

    def next_due_s(self) -> float | None:
        """When `due` has something to say again; None while nothing is missing."""
        return min((hole.due_s for hole in self._open.values()), default=None)

    def clear(self) -> None:
        """The stream starts anew: what is missing of the old one stays missing."""
        self.lost += len(self._open)
        self._open.clear()
        self._given_up.clear()

    def _give_up(self, sequence: int) -> None:
        self._open.pop(sequence, None)
        self._given_up[sequence] = None
        self.lost += 1
        if len(self._given_up) > MAX_GIVEN_UP:
            del self._given_up[next(iter(self._given_up))]


class SentPackets:
    """What was sent on one stream of late, for sending again: `HISTORY_S` of it, or up to half as long again.

    Three stretches of a second each, and the oldest is dropped whole: a packet costs one comparison and one
    place, and memory follows the stream's rate. A stream that sends more than `MAX_STRETCH` in a second is
    remembered for less.
    """

    def __init__(self) -> None:
        self._stretches: tuple[dict[int, bytes], ...] = ({}, {}, {})
        self._newest = self._stretches[0]
        self._turns_s = 0.0

    def keep(self, sequence: int, packet: bytes, now: float) -> None:
        """Remember what is sent under this sequence number."""
        newest = self._newest
        if now >= self._turns_s or len(newest) >= MAX_STRETCH:
            newest = self._newest = {}
            self._stretches = (newest, *self._stretches[:2])
            self._turns_s = now + HISTORY_S / 2
        newest[sequence] = packet

    def find(self, sequence: int) -> bytes | None:
        """What was sent under this sequence number, if it is still here."""
        for stretch in self._stretches:
            if (packet := stretch.get(sequence)) is not None:
                return packet
        return None
