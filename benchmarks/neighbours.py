"""Who else had the processors while something was measured (Linux: proc(5), /proc/stat and schedstat).

How long a process waited for a processor does not tell it: waking a processor that sleeps counts as waiting,
and on an empty machine a process that wakes for each packet "waits" a fifth to a half of the time in which it
wants to run (docs/decisions/0191). What counts is what others took: all the time in which processors were not
idle, less that of the processes that were measured. Time stolen by the host is among it.
"""

import os
import time
from pathlib import Path

import msgspec

TICKS_HZ = os.sysconf("SC_CLK_TCK")


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """All accounts at one instant."""

    at_s: float
    idle_s: float
    """Of all processors together, since the machine started; waiting for disks is idleness, too."""
    cpu_s: tuple[float, ...]
    """CPU seconds of each process that is measured."""
    turns: tuple[int, ...]
    waited_ns: tuple[int, ...]
    """How often each had a processor, and how long its threads waited for theirs."""


def cpu_clock_s(pid: int) -> float:
    """The CPU seconds of another process, to the nanosecond (clock_getcpuclockid(3): its clock's number)."""
    return time.clock_gettime((~pid << 3) | 2)


def look(*pids: int) -> Look:
    """Read the accounts of these processes, and the machine's."""
    turns, waited_ns = zip(*(_turns_of(pid) for pid in pids), strict=True)
    return Look(
        at_s=time.monotonic(),
        idle_s=_idle_s(),
        cpu_s=tuple(cpu_clock_s(pid) for pid in pids),
        turns=turns,
        waited_ns=waited_ns,
    )


def others_share(before: Look, after: Look, processors: int) -> float:
    """What others than the measured took of all the processors' time."""
    all_s = (after.at_s - before.at_s) * processors
    ours_s = sum(after.cpu_s) - sum(before.cpu_s)
    return max(0.0, all_s - (after.idle_s - before.idle_s) - ours_s) / all_s if all_s else 0.0


def wake_us(before: Look, after: Look, number: int) -> float:
    """How long the process of this number waited for each of its turns, on average."""
    turns = after.turns[number] - before.turns[number]
    return (after.waited_ns[number] - before.waited_ns[number]) / turns / 1000 if turns > 0 else 0.0


def _idle_s() -> float:
    first = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()
    return (int(first[4]) + int(first[5])) / TICKS_HZ


def _turns_of(pid: int) -> tuple[int, int]:
    turns = waited_ns = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        try:
            _, waited, count = (thread / "schedstat").read_text(encoding="ascii").split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        turns, waited_ns = turns + int(count), waited_ns + int(waited)
    return turns, waited_ns
