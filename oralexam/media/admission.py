"""Whether one more call, or one more guest, would harm the calls that run: from the measured load. Pure.

Rests on `benchmarks capacity` (docs/decisions/0168 and 0182): a video call that is recorded takes 0.5 to 2.0
processor seconds a minute, the less the more there are, and no call was harmed while the loop was less than a
few milliseconds late.
"""

from collections.abc import Sequence
from typing import Final

from oralexam.media.ports import MediaLoad

MAX_BUSY_SHARE: Final = 0.7
"""Of each core: the rest is for key frames that come together, pages, the database and transcription."""
MAX_LATE_P95_MS: Final = 100.0
"""Beyond it one packet in twenty comes too late to be played: `AUDIO_REPAIR` gives them up at 120 ms."""
AT_WORK_SHARE: Final = 0.5
"""Of a core: a loop that works so much itself is late because of its calls, not because of its neighbours."""
MAX_LATE_AT_WORK_P95_MS: Final = 20.0
"""Its calls are at the edge then: 17 ms at 40 calls, whose packets took 28 ms at p95, and 28 ms at 48, whose
took 42 (`benchmarks calls_full`; two frames, 40 ms, are what nobody hears)."""
MAX_DROPPED: Final = 50
"""Packets that the kernel threw away within ten seconds: one a second of four streams is more than 1 %."""
LEAST_COST: Final = 0.012
"""Share of a core for a video call among many (0.7 s a minute, 0168)."""
MOST_COST: Final = 0.035
"""The same for a single one, with 5 % loss (2.0 s a minute, 0168); a first reading may say anything."""
GUEST_COST: Final = 0.0025
"""Share of a core for somebody who looks on at a video call (0.15 s a minute, docs/decisions/0186)."""


def suffers(loads: Sequence[MediaLoad]) -> bool:
    """Whether calls that run are harmed already: what is measured, not reckoned."""
    return any(
        load.late_p95_ms > _may_be_late_ms(load) or load.dropped_packets > MAX_DROPPED
        for load in loads
        if load.open_calls
    )


def has_room(loads: Sequence[MediaLoad], *, cores: int, promised: int) -> bool:
    """Whether one more call is reckoned to fit beside those that run, and beside `promised` ones that will.

    `cores` is how many event loops there can be. A call that is alone harms nobody.
    """
    running = sum(load.open_calls for load in loads)
    wanted = _busy(loads) + (promised + 1) * _call_cost(loads)
    return running + promised == 0 or wanted <= MAX_BUSY_SHARE * cores


def has_room_for_guest(
    loads: Sequence[MediaLoad], own: MediaLoad | None, *, cores: int, promised: int, coming: int
) -> bool:
    """Whether one more guest is reckoned to fit beside the calls that run and the `promised` ones.

    `own` is the load of the event loop that would carry the guest: its calls would be harmed first. `coming`
    guests were let in so short a time ago that no load tells of them yet.
    """
    guests = (coming + 1) * GUEST_COST
    fits_all = _busy(loads) + promised * _call_cost(loads) + guests <= MAX_BUSY_SHARE * cores
    return fits_all and (own is None or own.busy_share + guests <= MAX_BUSY_SHARE)


def _may_be_late_ms(load: MediaLoad) -> float:
    """A machine that has other work for a moment makes a loop late, too, and harms no call by that alone."""
    return MAX_LATE_AT_WORK_P95_MS if load.busy_share > AT_WORK_SHARE else MAX_LATE_P95_MS


def _busy(loads: Sequence[MediaLoad]) -> float:
    return sum(load.busy_share for load in loads)


def _call_cost(loads: Sequence[MediaLoad]) -> float:
    """What a call costs here, by those that run; guests make it dearer, which is the careful side."""
    running = sum(load.open_calls for load in loads)
    return min(max(_busy(loads) / running, LEAST_COST), MOST_COST) if running else MOST_COST
