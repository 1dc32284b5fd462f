"""What the measurements of `benchmarks.capacity` come to: ratios, delay, memory, and what is not proven."""

from collections import defaultdict
from collections.abc import Iterable

import msgspec
import numpy as np

from benchmarks.janus_server import is_installed
from benchmarks.media_load import VIDEO_BPS
from benchmarks.result import print_result

HEIGHT = 360
LOSS = 0.05
OURS, JANUS, CLASSIC = "oralexam", "janus", "classic"
VIDEO, AUDIO = ("audio", "video"), ("audio",)
MAX_RATIO = 1.0
RATIO_FROM_CALLS = 8
MAX_DELAY_MS = 5.0
MAX_MB_A_CALL = 3.0
MIN_DELIVERED = 0.98
MAX_OTHERS = 0.10
"""Of all the processors' time, taken by others than server and clients (docs/decisions/0191)."""
MAX_CLIENTS_BUSY = 0.8
"""Of a core: beyond it the clients' own lateness is told as the server's."""
MIN_PROVEN = 3
"""Runs in which nobody disturbed, of a load whose ratio counts: a median of fewer says nothing."""
USABLE_SHARE = 0.7
"""Of a core, when we say how many calls it holds: the rest is for bursts, pages and the database."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How much is measured."""

    runs: int
    calls: tuple[int, ...]
    kinds: tuple[tuple[str, ...], ...]
    settling_s: float
    window_s: float
    memory_s: float
    """How long the last calls run before memory is read: until their packets' history is full."""
    classic: bool = True
    """Whether aiortc's own pair is measured, too."""


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One load on one server in one run."""

    server: str
    run: int
    kinds: tuple[str, ...]
    calls: int
    loss: float
    cpu_s: float
    """CPU seconds of the server's process, user and system, for a minute of one call."""
    delivered: float
    """Packets that came out at the other ends, late ones too, of those that were sent."""
    delay_p50_ms: float | None
    delay_p95_ms: float | None
    rss_mb: float
    others: float
    """What others than the server and its clients took of all the processors' time."""
    clients_busy: float
    """Of a core: what the process took that sends and receives."""
    wake_us: float
    """How long the server waited for each of its turns: what it takes to wake a processor, and more only
    where others have it. Told, not judged."""

    @property
    def starved(self) -> bool:
        """Whether the machine was too full for the figures to mean anything."""
        return self.others > MAX_OTHERS or self.clients_busy > MAX_CLIENTS_BUSY


Key = tuple[str, int, str]
"""Kinds, calls, loss: what the same packets went through."""


def key_of(cell: Cell) -> Key:
    """Which load it was."""
    return "+".join(cell.kinds), cell.calls, f"{cell.loss:.0%}"


def ratios(cells: Iterable[Cell]) -> dict[Key, list[float]]:
    """Ours through Janus's, run by run, for each load that both had undisturbed."""
    by_run: dict[tuple[Key, int], dict[str, float]] = defaultdict(dict)
    for cell in cells:
        if not cell.starved:
            by_run[key_of(cell), cell.run][cell.server] = cell.cpu_s
    found: dict[Key, list[float]] = defaultdict(list)
    for (key, _), costs in by_run.items():
        if OURS in costs and JANUS in costs:
            found[key].append(costs[OURS] / costs[JANUS])
    return found


def slope_mb(cells: Iterable[Cell], server: str) -> float | None:
    """Memory that each further video call takes, from the first run; None from a single number of calls."""
    told = {
        cell.calls: cell.rss_mb for cell in cells if (cell.server, cell.run, cell.kinds) == (server, 0, VIDEO)
    }
    few, many = min(told, default=0), max(told, default=0)
    return (told[many] - told[few]) / (many - few) if many > few else None


def _spread(values: list[float]) -> dict[str, float]:
    return {
        "median": round(float(np.median(values)), 3),
        "min": round(min(values), 3),
        "max": round(max(values), 3),
    }


def proven(cells: Iterable[Cell]) -> dict[Key, list[float]]:
    """The ratios that count: of loads from `RATIO_FROM_CALLS` on, with enough undisturbed runs."""
    return {
        key: values
        for key, values in ratios(cells).items()
        if key[1] >= RATIO_FROM_CALLS and len(values) >= MIN_PROVEN
    }


def _asked(plan: Plan) -> set[Key]:
    """The loads whose ratio the goal is about."""
    return {
        ("+".join(kinds), calls, f"{loss:.0%}")
        for kinds in plan.kinds
        for calls in plan.calls
        for loss in (0.0, LOSS)
        if calls >= RATIO_FROM_CALLS
    }


def tell(cells: list[Cell], plan: Plan) -> None:
    """Print the line: what holds, what does not, what the machine was too full to show."""
    grouped: dict[tuple[Key, str], list[Cell]] = defaultdict(list)
    for cell in cells:
        grouped[key_of(cell), cell.server].append(cell)
    costs: dict[str, dict[str, dict[str, float]]] = defaultdict(dict)
    for (key, server), same in grouped.items():
        costs[" ".join(map(str, key))][server] = _spread([cell.cpu_s for cell in same])
    counted = proven(cells)
    worst = max((float(np.median(values)) for values in counted.values()), default=float("inf"))
    unproven = sorted(" ".join(map(str, key)) for key in _asked(plan) - counted.keys())
    most = max(plan.calls)
    fullest = ("+".join(VIDEO), most, "0%")
    delays = {
        server: _spread([cell.delay_p95_ms or 0.0 for cell in same if not cell.starved])
        for (key, server), same in grouped.items()
        if key == fullest and not all(cell.starved for cell in same)
    }
    slopes = {server: slope_mb(cells, server) for server in (OURS, JANUS)}
    ours = [cell for cell in cells if cell.server == OURS]
    cost = float(np.median([cell.cpu_s for cell in ours if cell.calls == most and cell.kinds == VIDEO]))
    fed = [cell for cell in ours if not cell.starved]
    goals = {
        "ratio": not unproven and worst <= MAX_RATIO,
        "delay": OURS in delays and delays[OURS]["median"] <= MAX_DELAY_MS,
        "memory": (slopes[OURS] or 0.0) <= MAX_MB_A_CALL,
        "delivered": bool(fed) and min(cell.delivered for cell in fed) >= MIN_DELIVERED,
    }
    print_result(
        name="capacity",
        value=worst if np.isfinite(worst) else 0.0,
        unit="of Janus's CPU for the same calls, in the worst cell",
        goal=f"<= {MAX_RATIO} from {RATIO_FROM_CALLS} calls on; p95 <= {MAX_DELAY_MS} ms and"
        f" <= {MAX_MB_A_CALL} MB a call at {most}",
        holds=all(goals.values()),
        rests_on={
            "goals": goals,
            "not_proven": unproven,
            "not_proven_is": f"fewer than {MIN_PROVEN} runs in which others took at most {MAX_OTHERS:.0%} of"
            f" the processors' time, and the clients at most {MAX_CLIENTS_BUSY:.0%} of a core",
            "others_median": round(float(np.median([cell.others for cell in cells])), 3),
            "woken_after_us": {
                server: round(float(np.median([cell.wake_us for cell in cells if cell.server == server])), 1)
                for server in sorted({cell.server for cell in cells})
            },
            "starved_cells": {
                server: f"{sum(cell.starved for cell in same)} of {len(same)}"
                for server in sorted({cell.server for cell in cells})
                if (same := [cell for cell in cells if cell.server == server])
            },
            "cpu_s_per_call_minute": costs,
            "ratio_ours_to_janus": {
                " ".join(map(str, key)): _spread(values) | {"runs": len(values)}
                for key, values in ratios(cells).items()
            },
            "janus": is_installed(),
            "delay_p95_ms_at_most_calls": delays,
            "delay_is": "client to client through the server, from the last time that the publisher sent the"
            " packet, both clients' event loops included; what the server had to send again is left out: that"
            " is the wire's delay (docs/decisions/0191)",
            "mb_a_call": {server: slope and round(slope, 2) for server, slope in slopes.items()},
            "least_delivered": {
                server: round(min(cell.delivered for cell in cells if cell.server == server), 3)
                for server in {cell.server for cell in cells}
            },
            "calls_a_core": int(60 * USABLE_SHARE / cost),
            "calls_a_core_is": f"video calls at {USABLE_SHARE:.0%} of a core, from the cost at {most}",
            "runs": plan.runs,
            "window_s": plan.window_s,
            "input": f"640x{HEIGHT} VP8 at {VIDEO_BPS // 1000} kbit/s and 30 frames/s, Opus at 32 kbit/s",
        },
    )
