"""The one JSON line that every benchmark prints last, so that anyone can compare machines."""

import os
import platform
from typing import Any

import msgspec


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One figure, its goal, and what it rests on (inputs, repetitions, versions)."""

    name: str
    value: float
    unit: str
    goal: str
    holds: bool
    rests_on: dict[str, Any]


def print_result(
    *, name: str, value: float, unit: str, goal: str, holds: bool, rests_on: dict[str, Any]
) -> None:
    """Print the line; the machine is told with it."""
    result = Result(
        name=name,
        value=round(value, 4),
        unit=unit,
        goal=goal,
        holds=holds,
        rests_on={**rests_on, "machine": machine()},
    )
    print(msgspec.json.encode(result).decode(), flush=True)


def machine() -> dict[str, Any]:
    """What a figure depends on without saying so."""
    return {
        "processor": _processor_name(),
        "processors": len(os.sched_getaffinity(0)),
        "load_before": round(os.getloadavg()[0], 2),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def _processor_name() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123  # a file of the kernel's
            for line in lines:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
