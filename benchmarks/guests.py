"""Six guests come and go in the middle of a call, and the two who talk do not hear it (issue 6, point 7).

One video call, recorded, without guests and with six of them, in turn: all six joining in the same instant,
and each at instants of their own. Server, the call's clients and the guests' are three processes. Each packet
carries the instant of its sending, so that pauses of its sender do not count; the call without guests, in the
same run, shows what the machine does anyway. Then joins again on a loop that times its turns: how long it
looks at no socket at all. Beside other work all of it may be run by `chrt -f 5`.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path
from typing import Final, Self

import msgspec
import numpy as np
import uvloop

from benchmarks.capacity_goals import MAX_OTHERS
from benchmarks.guests_load import LATE_MS, Comings, Window
from benchmarks.media_servers import MediaServer
from benchmarks.neighbours import Look, look, others_share
from benchmarks.result import print_result
from oralexam.identifiers import new_id

ROUNDS: Final = 3
WINDOW_S: Final = 8.0
TURNS_S: Final = 5.0
START_LIMIT_S: Final = 30.0
PATTERNS: Final = ("alone", "together", "scattered")
MAX_KEY_FRAMES_A_SECOND: Final = 2 * (1 / 8 + 1 / 4)
"""Of both parties: one in eight seconds that a recording has, one in four because of onlookers (0186)."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """One window."""

    pattern: str
    heard: Window
    came: Comings | None
    server_cpu_s: float
    others: float
    """What others than server and clients took of the machine."""


class Clients:
    """One of the two processes of clients."""

    def __init__(self, who: str, url: str, sitting: str) -> None:
        self._arguments = (sys.executable, "-m", "benchmarks.guests_load", who, url, sitting)
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        """Start it, and wait until it is ready."""
        self._process = await asyncio.create_subprocess_exec(
            *self._arguments, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        await self._line(0.0)
        return self

    async def __aexit__(self, *_: object) -> None:
        """End it."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    @property
    def pid(self) -> int:
        """The process."""
        assert self._process is not None
        return self._process.pid

    async def do(self, words: str, takes_s: float) -> bytes:
        """Say a line, and wait for the one that comes back."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(f"{words}\n".encode())
        return await self._line(takes_s)

    async def _line(self, takes_s: float) -> bytes:
        assert self._process is not None
        assert self._process.stdout is not None
        return await asyncio.wait_for(self._process.stdout.readuntil(), takes_s + START_LIMIT_S)


async def measured(rounds: int) -> list[Seen]:
    """Each pattern in turn, again and again."""
    seen = []
    sitting = new_id()
    processors = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder:
        async with (
            MediaServer("oralexam", Path(folder)) as server,
            Clients("parties", server.url, sitting) as parties,
            Clients("guests", server.url, sitting) as guests,
        ):
            await asyncio.sleep(1.0)
            pids = (server.pid, parties.pid, guests.pid)
            for number in range(rounds):
                for pattern in PATTERNS:
                    before = look(*pids)
                    heard, came = await _window(pattern, parties, guests)
                    seen.append(_seen(pattern, heard, came, before, look(*pids), processors))
                    _print(number, seen[-1])
    return seen


async def _window(pattern: str, parties: Clients, guests: Clients) -> tuple[Window, Comings | None]:
    hearing = parties.do(str(WINDOW_S), WINDOW_S)
    if pattern == "alone":
        return msgspec.json.decode(await hearing, type=Window), None
    # The guests begin when the window does, and the last of them leaves before it ends.
    heard, came = await asyncio.gather(hearing, guests.do(f"{pattern} {WINDOW_S - 2}", WINDOW_S))
    return msgspec.json.decode(heard, type=Window), msgspec.json.decode(came, type=Comings)


def _seen(  # noqa: PLR0917 -- one line of one table
    pattern: str, heard: Window, came: Comings | None, before: Look, after: Look, processors: int
) -> Seen:
    return Seen(
        pattern=pattern,
        heard=heard,
        came=came,
        server_cpu_s=after.cpu_s[0] - before.cpu_s[0],
        others=round(others_share(before, after, processors), 3),
    )


def _print(number: int, seen: Seen) -> None:
    audio, video = seen.heard.audio, seen.heard.video
    came = f"; {seen.came.joins} joins, {seen.came.failed} failed" if seen.came else ""
    print(
        f"{number + 1} {seen.pattern:<9} voice p50 {audio.transit_p50_ms} p99 {audio.transit_p99_ms}"
        f" worst {audio.transit_worst_ms} ms, {audio.late} late, longest gap {audio.gap_worst_ms};"
        f" picture worst {video.transit_worst_ms}, {video.late} late; missing {seen.heard.missing},"
        f" key frames {seen.heard.key_frames}, own pause {seen.heard.own_pause_ms};"
        f" server {seen.server_cpu_s:.2f} s, others {seen.others:.0%}{came}",
        flush=True,
    )


async def turns() -> dict[str, list[float]]:
    """The longest turn of the server's loop, in ms, for each of some windows of each pattern."""
    longest: dict[str, list[float]] = {pattern: [] for pattern in PATTERNS}
    sitting = new_id()
    with tempfile.TemporaryDirectory() as folder:
        async with (
            MediaServer("oralexam", Path(folder), turns=True) as server,
            Clients("parties", server.url, sitting),
            Clients("guests", server.url, sitting) as guests,
        ):
            await asyncio.sleep(1.0)
            for pattern in PATTERNS:
                for _ in range(2):
                    await server.longest_turn_s()
                    if pattern == "alone":
                        await asyncio.sleep(TURNS_S)
                    else:
                        await guests.do(f"{pattern} {TURNS_S}", TURNS_S)
                    longest[pattern].append(round(1000 * await server.longest_turn_s(), 2))
    return longest


def _of(seen: list[Seen], pattern: str) -> dict[str, object]:
    """The windows of one pattern, put together."""
    those = [each for each in seen if each.pattern == pattern]
    came = [each.came for each in those if each.came is not None]
    told: dict[str, object] = {
        "windows": len(those),
        "voice_p50_ms": float(np.median([each.heard.audio.transit_p50_ms for each in those])),
        "voice_p99_ms": float(np.median([each.heard.audio.transit_p99_ms for each in those])),
        "voice_worst_ms": max(each.heard.audio.transit_worst_ms for each in those),
        "voice_late": sum(each.heard.audio.late for each in those),
        "voice_longest_gap_ms": max(each.heard.audio.gap_worst_ms for each in those),
        "voice_jitter_p99_ms": float(np.median([each.heard.audio.jitter_p99_ms for each in those])),
        "voice_packets": sum(each.heard.audio.packets for each in those),
        "picture_worst_ms": max(each.heard.video.transit_worst_ms for each in those),
        "picture_late": sum(each.heard.video.late for each in those),
        "missing": sum(each.heard.missing for each in those),
        "key_frames_a_second": round(sum(each.heard.key_frames for each in those) / len(those) / WINDOW_S, 3),
        "own_pause_ms": max(each.heard.own_pause_ms for each in those),
        "others": max(each.others for each in those),
    }
    if came:
        told["joins"] = sum(each.joins for each in came)
        told["heard_both"] = sum(each.heard for each in came)
        told["joins_failed"] = sum(each.failed for each in came)
        told["join_took_p50_ms"] = float(np.median([each.took_p50_ms for each in came]))
    return told


def tell(seen: list[Seen], longest_turns_ms: dict[str, list[float]]) -> None:
    """The line: whether anybody could have heard guests come and go."""
    stirred = [each for each in seen if each.came is not None]
    alone = [each for each in seen if each.came is None]
    late, late_alone = (
        sum(each.heard.audio.late + each.heard.video.late for each in some) / len(some)
        for some in (stirred, alone)
    )
    missing = sum(each.heard.missing for each in stirred)
    failed = sum(each.came.failed for each in stirred if each.came)
    asked = sum(each.heard.key_frames for each in stirred) / len(stirred) / WINDOW_S
    disturbed = sum(each.others > MAX_OTHERS for each in seen)
    print_result(
        name="guests",
        value=max(each.heard.audio.transit_worst_ms for each in stirred),
        unit="ms that the latest packet of a voice took while six guests came and went",
        goal=f"no packet of voice or picture > {LATE_MS:g} ms later than usual (a glitch), none missing,"
        f" <= {MAX_KEY_FRAMES_A_SECOND} key frames a second; where others have <= {MAX_OTHERS:.0%} of the"
        " machine, no more late ones than in the call without guests",
        # Others can only make packets late: where none is, it holds whoever had the machine.
        holds=(not late or (late <= late_alone and not disturbed))
        and not missing
        and not failed
        and asked <= MAX_KEY_FRAMES_A_SECOND + 2 / WINDOW_S,
        rests_on={
            "rival": {"name": "the same call without guests", **_of(seen, "alone")},
            "six_at_once": _of(seen, "together"),
            "six_scattered": _of(seen, "scattered"),
            "longest_turn_of_the_loop_ms": longest_turns_ms,
            "windows_disturbed_by_others": disturbed,
            "clients": "the call's in one process, the guests' in another, on the same machine",
        },
    )


async def measure(rounds: int) -> None:
    """Both parts, and the line."""
    seen = await measured(rounds)
    tell(seen, await turns())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.guests", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    uvloop.run(measure(parser.parse_args().rounds))


if __name__ == "__main__":
    main()
