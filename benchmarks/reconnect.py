"""How long after a link is back the media of a call is: fifty random cuts between two Chromiums.

Issue 6, point 2. Three machines of a LAN are network namespaces (tests/lan/namespaces.py): the server as a
technician starts it, and a Chromium in the exam room and in the jury room, in a video call. A cut is made
below socket and media alike: the PC's cable is pulled (its card has no carrier, and Chromium knows at
once), or the switch passes nothing on (the card notices nothing). Whose, how and for how long is drawn,
from a fixed seed; lengths from 0.3 to 25 s, evenly on a scale of ratios. Nothing is computed or added: the
figure is from the moment in which the link is given back to the later of both pages' first sound that is
followed by a whole second of it; packets are looked for every 40 ms. Also told: how soon the page of the
cut PC says so in words (cuts of 3 s and more have to be told), and how much of the cuts the ledger calls
failed.

It needs root, iproute2, certutil and Debian's Chromium. What a Wi-Fi does when it roams, it does not show.
"""

import argparse
import asyncio
import math
import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from benchmarks.result import print_result
from tests.lan.cut_calls import LanCall, lan_call
from tests.lan.lan_day import exam_day
from tests.lan.namespaces import EXAM_ROOM, JURY_ROOM

CUTS: Final = 50
GOAL_S: Final = 2.0
SAID_GOAL_S: Final = 3.0
SHORTEST_CUT_S: Final = 0.3
LONGEST_CUT_S: Final = 25.0
REST_S: Final = (0.2, 1.5)
"""Between two cuts: a link may go again just after it came."""
CALL_S: Final = 1200.0
LONGEST_RUN_S: Final = 560.0
"""Cuts end after so long, with as many as there were: a bench takes no longer than ten minutes."""


class Cut(msgspec.Struct, frozen=True, kw_only=True):
    """One cut, as it is drawn."""

    place: str
    cable: bool
    lasts_s: float
    rest_s: float


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    cut: Cut
    back_s: float
    """From the link's return until both hear each other."""
    said_s: float | None
    """From the cut until the cut PC's page said so; None where it never did."""

    @property
    def told(self) -> str:
        """One line for whoever watches."""
        how = "cable" if self.cut.cable else "behind"
        said = "" if self.said_s is None else f", said after {self.said_s:.2f} s"
        return f"{self.cut.place}, {how}, {self.cut.lasts_s:.1f} s: back after {self.back_s:.2f} s{said}"

    @property
    def is_told_in_time(self) -> bool:
        """Whether a cut that lasted long enough to be told was, in time."""
        if self.cut.lasts_s < SAID_GOAL_S:
            return True
        return self.said_s is not None and self.said_s <= SAID_GOAL_S


def drawn_cuts(count: int, seed: int) -> list[Cut]:
    """The same cuts on every machine."""
    chance = random.Random(seed)  # noqa: S311 -- repeatable, not secret
    span = math.log(LONGEST_CUT_S / SHORTEST_CUT_S)
    return [
        Cut(
            place=chance.choice((EXAM_ROOM, JURY_ROOM)),
            cable=chance.random() < 0.5,
            lasts_s=SHORTEST_CUT_S * math.exp(span * chance.random()),
            rest_s=chance.uniform(*REST_S),
        )
        for _ in range(count)
    ]


def failed_s(ledger: dict[str, Any]) -> float:
    """The seconds of the call that a ledger calls failed."""
    stretches = [each for each in ledger["ledger"]["stretches"] if each["phase"] == "call"]
    return float(sum(each["seconds"] for each in stretches if each["kind"] == "failed"))


async def measure(call: LanCall, cut: Cut) -> Measured:
    """Make one cut, and wait until it is over."""
    began, back = await call.cut(cut.place, cut.lasts_s, cable=cut.cable)
    at = await call.until_back(back)
    page = call.candidate if cut.place == EXAM_ROOM else call.juror
    said = (await call.seen(page)).first_said(began)
    return Measured(cut=cut, back_s=at - back, said_s=None if said is None else said - began)


async def cut_again_and_again(count: int, seed: int) -> None:
    """All the cuts, and the line."""
    measured: list[Measured] = []
    with tempfile.TemporaryDirectory(prefix="oralexam-bench-") as folder:
        place = Path(folder)
        async with (
            exam_day(place / "data") as day,
            lan_call(day, place, call_s=CALL_S, scenario="amberline-kettles") as call,
        ):
            began_s = time.monotonic()
            for number, cut in enumerate(drawn_cuts(count, seed), 1):
                if time.monotonic() - began_s > LONGEST_RUN_S:
                    break
                await asyncio.sleep(cut.rest_s)
                one = await measure(call, cut)
                measured.append(one)
                print(f"cut {number}: {one.told}", flush=True)
            ledger = await call.asked(f"/api/manager/sittings/{call.sitting_id}/ledger")
    report(measured, failed_s=failed_s(ledger), seed=seed)


def report(measured: list[Measured], *, failed_s: float, seed: int) -> None:
    """Print the line."""
    back = [one.back_s for one in measured]
    p95_s = float(np.percentile(back, 95))
    said = [one.said_s for one in measured if one.said_s is not None]
    untold = [one for one in measured if not one.is_told_in_time]
    print_result(
        name="reconnect",
        value=round(p95_s, 3),
        unit="s",
        goal=f"p95 of media back <= {GOAL_S} s after the link is, {CUTS} random cuts",
        holds=p95_s <= GOAL_S and len(measured) >= CUTS,
        rests_on={
            "cuts": len(measured),
            "seed": seed,
            "median_s": round(statistics.median(back), 3),
            "max_s": round(max(back), 3),
            "cable_p95_s": p95_of(measured, cable=True),
            "behind_p95_s": p95_of(measured, cable=False),
            "said_median_s": round(statistics.median(said), 2) if said else None,
            "said_max_s": round(max(said), 2) if said else None,
            "not_told_within_3_s": len(untold),
            "cut_s": round(sum(one.cut.lasts_s for one in measured), 1),
            "failed_in_the_ledger_s": failed_s,
            "clients": "two Chromiums in network namespaces, links cut below socket and media",
        },
    )


def p95_of(measured: list[Measured], *, cable: bool) -> float | None:
    """The same figure of one kind of cuts; None where there was none."""
    back = [one.back_s for one in measured if one.cut.cable is cable]
    return round(float(np.percentile(back, 95)), 3) if back else None


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuts", type=int, default=CUTS)
    parser.add_argument("--seed", type=int, default=6)
    given = parser.parse_args()
    asyncio.run(cut_again_and_again(given.cuts, given.seed))


if __name__ == "__main__":
    main()
