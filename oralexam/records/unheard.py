"""What is missing of a voice before its first packet and behind its last one, by the events of its call."""

from collections.abc import Iterable, Sequence
from typing import Final

from oralexam.records.bundle import MediaFile, PhaseStretch
from oralexam.records.manifest import Gap
from oralexam.rooms.phases import Phase

SHORTEST_S: Final = 2.0
"""A shorter end is no loss that anybody could hear: a voice begins and ends some packets beside the events
that begin and end the call, and `lost_after_s` of media is as long."""


def with_its_ends(
    gaps: Iterable[Gap], audio: MediaFile | None, phases: Sequence[PhaseStretch]
) -> tuple[Gap, ...]:
    """The gaps between a voice's packets, and what each stretch of the call lacks around them, in order.

    `audio` is the whole voice on the exam clock; without one, every call is a gap from end to end. The time
    between a call and its call back is nobody's gap.
    """
    around = [
        Gap(starts_s=round(from_s, 3), ends_s=round(to_s, 3))
        for call in phases
        if call.phase is Phase.CALL
        for from_s, to_s in _without(call, audio)
        if to_s - from_s >= SHORTEST_S
    ]
    return tuple(sorted((*gaps, *around), key=lambda gap: gap.starts_s))


def _without(call: PhaseStretch, audio: MediaFile | None) -> tuple[tuple[float, float], ...]:
    """What lies of a call before the voice and behind it; one that is not there ends before it begins."""
    if audio is None:
        return ((call.starts_s, call.ends_s),)
    return (
        (call.starts_s, min(call.ends_s, audio.starts_s)),
        (max(call.starts_s, audio.starts_s + audio.duration_s), call.ends_s),
    )
