"""Who speaks when in a rehearsed call. Pure: durations in, times out, counted from the call's start."""

from collections.abc import Sequence
from itertools import cycle, islice, zip_longest
from typing import TypeVar

import msgspec

from oralexam.rooms.seats import PARTIES, Seat

LEAD_IN_S = 1.0
"""From the call's start to the first word: nobody speaks into the click of the line."""
TAIL_S = 1.0
"""After the last word, so that the end of the call cuts nothing off."""
PAUSES_S = (0.6, 0.8, 1.0, 0.7, 0.9)
"""Between two turns, in turn: what people leave in such calls, and enough for a detector to part them."""

_Line = TypeVar("_Line")


class Turn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line, spoken once."""

    seat: Seat
    line: int
    """Which of the lines that the script was made of."""
    starts_s: float
    ends_s: float


class Script(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rehearsed call."""

    turns: tuple[Turn, ...]
    call_s: float
    """How long the call lasts."""
    loops: int
    """How often the lines are spoken, from the first to the last."""

    def of(self, seat: Seat) -> tuple[Turn, ...]:
        """What one seat has to say, in order."""
        return tuple(turn for turn in self.turns if turn.seat is seat)


def write_script(lines: Sequence[tuple[Seat, float]], *, call_s: float | None = None) -> Script:
    """The script for `lines`, each (seat, duration in seconds), spoken one after the other.

    Without `call_s` the call lasts as long as its lines. With it, it lasts so long, and the lines begin anew
    while all of them still fit; lines that do not fit even once make the call longer.
    """
    if not lines:
        raise ValueError(lines)
    pauses = tuple(islice(cycle(PAUSES_S), len(lines)))
    loop_s = sum(duration for _, duration in lines) + sum(pauses)
    # The pause after the very last line is part of no loop that has to fit.
    once_s = LEAD_IN_S + loop_s - pauses[-1] + TAIL_S
    loops = 1
    if call_s is not None:
        loops += max(0, int((call_s - once_s) // loop_s))
    turns: list[Turn] = []
    at = LEAD_IN_S
    for _ in range(loops):
        for number, ((seat, duration), pause) in enumerate(zip(lines, pauses, strict=True)):
            turns.append(Turn(seat=seat, line=number, starts_s=at, ends_s=at + duration))
            at += duration + pause
    needed_s = turns[-1].ends_s + TAIL_S
    return Script(turns=tuple(turns), call_s=max(call_s or 0.0, needed_s), loops=loops)


def in_turn(jurors: Sequence[_Line], candidates: Sequence[_Line]) -> list[_Line]:
    """The lines of both sides, taking turns; the juror begins, and who has more left goes on alone."""
    pairs = zip_longest(jurors, candidates)
    return [line for pair in pairs for line in pair if line is not None]


def reference(script: Script, texts: Sequence[str | None], seat: Seat) -> str | None:
    """Everything that `seat` says in the call, in one line; None where any of it is not known."""
    said = [texts[turn.line] for turn in script.of(seat)]
    if not said or any(text is None for text in said):
        return None
    return " ".join(text for text in said if text)


def speaking(script: Script) -> dict[Seat, list[tuple[float, float]]]:
    """When each party speaks: (start, end) in seconds from the call's start."""
    return {seat: [(turn.starts_s, turn.ends_s) for turn in script.of(seat)] for seat in PARTIES}
