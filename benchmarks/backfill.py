"""How long after a link is back until a gap of 30 s is whole again (issue 6, "How fast").

A telephone call between two Chromium pages on a LAN of network namespaces, HTTPS as on the day. The
candidate's cable is pulled for 30 s (the veth goes down) and put in again: as the LAN is, and then with an
uplink of 1 Mbit/s. Whole is: every sample up to the instant at which the cable was in again is on the disk of
the server, which has said so (it answers behind the fdatasync). When the call is over both copies are laid
beside each other as the worker does it: no sample may be missing.

Rivals, over the same thin cable when the call is over, told at once that it is in again, with the same sealed
segments: one request a segment, and the file from its beginning (a recorder that knows of no offsets).

It needs root, for the namespaces.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import msgspec

from benchmarks.result import print_result
from oralexam.copies.format import segments_of
from oralexam.copies.gaps import CopyMap
from tests.lan.cable import COPY, Cable, heard_again, link_of, seconds_until
from tests.lan.lan_day import start, stop
from tests.lan.namespaces import ADDRESSES, EXAM_ROOM, SERVER, NoNamespacesError

CUT_S: Final = 30.0
BEFORE_S: Final = 16.0
"""Enough of both copies to lay them beside each other (three windows of 5 s, docs/decisions/0183)."""
BETWEEN_S: Final = 8.0
UPLINK_KBIT_S: Final = 1000
GOAL_S: Final = 4.0
"""Media are to be back within 2 s of the link (fault notes), and the segment that is open then lasts 2 s at
the most: one segment after the other party hears again, nothing is missing on the server."""
THIN_GOAL_S: Final = 8.0
"""245 KB take 2 s of 1 Mbit/s; the page leaves the call the other half of the link: 4 s more."""
ALERT_S: Final = 3.0
BACK_S: Final = 2.0
"""Both: fault notes, link cut for 30 s."""
RATE_HZ: Final = 48_000


class Cut(msgspec.Struct, frozen=True, kw_only=True):
    """What one cut came to, in seconds."""

    alert_s: float
    """From the cable's end until the page says so."""
    socket_s: float
    """From the cable's return: the page is live."""
    heard_s: float
    """The juror hears the candidate."""
    whole_s: float
    """The gap is on the server, confirmed."""
    told_s: float
    """The page knows it."""


async def one_cut(call: Cable) -> Cut:
    """Pull the cable for half a minute, and look at what comes back when."""
    out = await call.pull()
    page = call.candidate

    async def alerted() -> bool:
        return await link_of(page) == "lost"

    async def live() -> bool:
        return await link_of(page) == "live"

    alert_s = await seconds_until(alerted, out, within_s=CUT_S - 5, what="the page says nothing of the cut")
    await asyncio.sleep(CUT_S - (time.time() - out))
    hears = await heard_again(call.juror)
    last = call.runs()[0].anchors[-1]
    back = await call.plug()
    gap_ends_s = last.sample / RATE_HZ + back - last.server_us / 1e6

    async def whole() -> bool:
        return bool(call.runs()[0].end_sample >= gap_ends_s * RATE_HZ)

    async def told() -> bool:
        arrived_s: float = await page.evaluate(f"{COPY}.arrivedS")
        return arrived_s >= gap_ends_s

    waits = [
        seconds_until(holds, back, within_s=60, what=f"not {what} again in a minute")
        for holds, what in ((live, "live"), (hears, "heard"), (whole, "whole"), (told, "told"))
    ]
    socket_s, heard_s, whole_s, told_s = await asyncio.gather(*waits)
    return Cut(alert_s=alert_s, socket_s=socket_s, heard_s=heard_s, whole_s=whole_s, told_s=told_s)


async def rivals(call: Cable) -> dict[str, float]:
    """The last half minute one request a segment, and the whole run in one, over the same cable."""
    run = call.runs()[0]
    content = await asyncio.to_thread(run.path.read_bytes)
    segments = [segment.raw for segment in segments_of(content)]
    gap = segments[-round(CUT_S / 2) :]
    folder = call.folder / "rivals"
    folder.mkdir()
    took: dict[str, float] = {}
    sink = await start(call.lan, SERVER, "-m", "benchmarks.backfill_rival", "sink", str(folder / "sunk"))
    try:
        assert sink.stdout is not None
        port = (await sink.stdout.readline()).decode().strip()
        for name, parts in (("one_request_a_segment_s", gap), ("from_the_beginning_s", [content])):
            place = folder / name
            await asyncio.to_thread(place.write_bytes, msgspec.msgpack.encode(parts))
            sender = await start(
                call.lan,
                EXAM_ROOM,
                *("-m", "benchmarks.backfill_rival", "send", str(place)),
                f"http://{ADDRESSES[SERVER]}:{port}/",
            )
            said, _ = await sender.communicate()
            took[name] = round(float(said), 3)
    finally:
        await stop(sink)
    ten_minutes = 600 * RATE_HZ / run.end_sample
    return {
        **took,
        "from_the_beginning_after_ten_minutes_s": round(took["from_the_beginning_s"] * ten_minutes, 1),
        "gap_bytes": sum(map(len, gap)),
        "whole_bytes": len(content),
    }


async def measure() -> None:
    """One call, a cut as the LAN is, another with the thin uplink, the rivals, and the line."""
    with tempfile.TemporaryDirectory() as folder:
        async with Cable(Path(folder), speaks_s=BEFORE_S + 2 * (CUT_S + BETWEEN_S) + 60) as call:
            await asyncio.sleep(BEFORE_S)
            wide = await one_cut(call)
            print(f"as the LAN is: {wide}", flush=True)
            await call.limit(UPLINK_KBIT_S)
            await asyncio.sleep(BETWEEN_S)
            thin = await one_cut(call)
            print(f"{UPLINK_KBIT_S} kbit/s: {thin}", flush=True)
            await asyncio.sleep(BETWEEN_S)
            await call.hang_up()
            began = time.monotonic()
            maps = await asyncio.to_thread(call.reconciled)
            took_s = time.monotonic() - began
            own_missing = {seat: sum(run.missing_samples for run in call.runs(seat)) for seat in maps}
            beside = await rivals(call)
    voice = maps["candidate"]
    missing = {seat: each.missing_samples for seat, each in maps.items() if each is not None}
    whole = missing == {"candidate": 0, "juror": 0} and set(own_missing.values()) == {0}
    in_time = wide.whole_s <= GOAL_S and thin.whole_s <= THIN_GOAL_S
    print_result(
        name="backfill",
        value=wide.whole_s,
        unit="s",
        goal=f"whole <= {GOAL_S:g} s after the link ({THIN_GOAL_S:g} s at {UPLINK_KBIT_S} kbit/s), 0 samples "
        f"missing; the cut is told <= {ALERT_S:g} s, heard again <= {BACK_S:g} s",
        holds=whole
        and in_time
        and voice is not None
        and voice.filled_samples >= 2 * CUT_S * RATE_HZ
        and max(wide.alert_s, thin.alert_s) <= ALERT_S
        and max(wide.heard_s, thin.heard_s) <= BACK_S,
        rests_on={
            "as_the_lan_is": _rounded(wide),
            f"at_{UPLINK_KBIT_S}_kbit_s": _rounded(thin),
            "missing_in_own_copies": own_missing,
            "missing_in_both": missing,
            "voices": {seat: _of(each) for seat, each in maps.items()},
            "reconciling_both_voices_took_s": round(took_s, 2),
            "rivals_at_the_thin_uplink": beside,
            "link": "veth between network namespaces, down and up again; HTTPS; Chromium at both ends",
        },
    )


def _rounded(cut: Cut) -> dict[str, float]:
    return {name: round(value, 3) for name, value in msgspec.structs.asdict(cut).items()}


def _of(voice: CopyMap | None) -> dict[str, Any] | None:
    if voice is None:
        return None
    return {
        "filled_samples": voice.filled_samples,
        "drift_ppm": [run.drift_ppm for run in voice.runs],
        "residual_ms": [run.residual_ms for run in voice.runs],
        "not_trusted": [run.reason for run in voice.runs if run.reason],
    }


def main() -> None:
    """Measure and print."""
    try:
        asyncio.run(measure())
    except NoNamespacesError as reason:
        print(f"backfill needs network namespaces: {reason}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
