"""Own copies with known places for tests: speech, moved and drifting, as a page would have kept it."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from oralexam.copies.key import CopiesKey
from oralexam.copies.reader import Anchor, Piece, Run
from oralexam.copies.shelf import Shelf, header_of
from tests.copies.sealed import PageRun
from tests.records.made_recordings import ZERO, encode_opus
from tests.records.made_sittings import SITTING

SEGMENT_PACKETS = 100
ZERO_US = round(ZERO.timestamp() * 1e6)


def drifting(sound: NDArray[np.int16], *, ppm: float) -> NDArray[np.int16]:
    """The same sound as a clock counts it that runs so much faster: more samples, each at its exact place."""
    rate = 1 + ppm * 1e-6
    places = np.arange(int(len(sound) * rate)) / rate
    return np.interp(places, np.arange(len(sound)), sound).astype(np.int16)


def own_run(
    sound: NDArray[np.int16],
    *,
    begins_s: float,
    clock_off_s: float = 0.0,
    missing: frozenset[int] = frozenset(),
    name: str = "r1",
    filled: Mapping[int, int] = MappingProxyType({}),
) -> Run:
    """A run whose first sample was said at `begins_s` of the exam, by a page with a clock so far off."""
    packets = encode_opus(sound, bit_rate=64_000)
    begins_us = ZERO_US + round((begins_s + clock_off_s) * 1e6)
    pieces, anchors = [], []
    for index, at in enumerate(range(0, len(packets), SEGMENT_PACKETS)):
        of_piece = tuple(packets[at : at + SEGMENT_PACKETS])
        first, samples = at * 960, len(of_piece) * 960
        due_us = (first + samples) * 1_000_000 // 48_000
        anchors.append(Anchor(sample=first + samples, page_us=due_us, server_us=begins_us + due_us))
        if index not in missing:
            pieces.append(
                Piece(
                    index=index,
                    first_sample=first,
                    samples=samples,
                    filled=filled.get(index, 0),
                    packets=of_piece,
                )
            )
    return Run(
        run=name,
        seat="candidate",
        by="candidate",
        server_us=begins_us,
        page_us=0,
        pieces=tuple(pieces),
        anchors=tuple(anchors),
        whole=not missing,
        damaged=False,
        path=Path("r1.own"),
    )


def bring(
    recordings: Path,
    key: CopiesKey,
    sound: NDArray[np.int16],
    *,
    last: bool = True,
    until_s: float | None = None,
    page: PageRun | None = None,
) -> PageRun:
    """The candidate's page's copy from the exam's zero on, brought to the disk as the server takes it.

    Up to `until_s`, without its end; `page` goes on from there.
    """
    page = page or PageRun(key, sitting_id=SITTING, server_us=ZERO_US)
    shelf = Shelf(recordings, key)
    standing = shelf.begin(
        page.text, header_of(page.text, sitting_id=SITTING, by="candidate"), now_us=ZERO_US
    )
    packets = encode_opus(sound, bit_rate=64_000)
    for at in range(page.end_sample // 960, len(packets), SEGMENT_PACKETS):
        if until_s is not None and at >= until_s * 50:
            break
        of_segment = packets[at : at + SEGMENT_PACKETS]
        sealed = page.segment(of_segment, last=last and at + SEGMENT_PACKETS >= len(packets))
        standing = shelf.append(shelf.find(SITTING, page.run), standing, sealed, now_us=ZERO_US)
    return page
