"""Whether one more call would harm those that run: from the measured load. Pure.

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
MAX_DROPPED: Final = 50
"""Packets that the kernel threw away within ten seconds: one a second of four streams is more than 1 %."""
LEAST_COST: Final = 0.012
"""Share of a core for a video call among many (0.7 s a minute, 0168)."""
MOST_COST: Final = 0.035
"""The same for a single one, with 5 % loss (2.0 s a minute, 0168); a first reading may say anything."""


def suffers(loads: Sequence[MediaLoad]) -> bool:
    """Whether calls that run are harmed already: what is measured, not reckoned."""
    return any(
        load.late_p95_ms > MAX_LATE_P95_MS or load.dropped_packets > MAX_DROPPED
        for load in loads
        if load.open_calls
    )


def has_room(loads: Sequence[MediaLoad], *, cores: int, promised: int) -> bool:
    """Whether one more call is reckoned to fit beside those that run, and beside `promised` ones that will.

    `cores` is how many event loops there can be. A call that is alone harms nobody.
    """
    running = sum(load.open_calls for load in loads)
    busy = sum(load.busy_share for load in loads)
    each = min(max(busy / running, LEAST_COST), MOST_COST) if running else MOST_COST
    return running + promised == 0 or busy + (promised + 1) * each <= MAX_BUSY_SHARE * cores
