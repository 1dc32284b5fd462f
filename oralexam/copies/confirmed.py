"""How much of a run is confirmed for good: both its files only grow, so a beginning stays what it was."""

import time
from typing import Final

import msgspec

from oralexam.copies.format import segments_of
from oralexam.copies.reader import RunFiles, received_of

UNTOUCHED_S: Final = 60.0
"""A run of a part that is over, of which nothing came for so long, is one whose page has gone; what that page
brings when it is opened again is told anew. A page that is there tries again within 15 s."""


class Confirmed(msgspec.Struct, frozen=True, kw_only=True):
    """The beginnings of both files of a run that nobody changes any more."""

    files: RunFiles
    bytes: int
    """Of whole segments, confirmed to the page."""
    sidecar_bytes: int
    """Of whole lines."""
    ended: bool
    """The page has said that nothing comes any more."""
    settled: bool
    """It has ended, or its page has gone."""


def confirmed(files: RunFiles) -> Confirmed:
    """What stands of a run.

    Raises:
        FileNotFoundError: It was deleted meanwhile.
    """
    reached = max((line.bytes for line in received_of(files.sidecar)), default=0)
    sidecar, content = files.sidecar.read_bytes(), files.path.read_bytes()[:reached]
    ended = False
    for segment in segments_of(content):
        ended = segment.last
    # The age of a file is told by the wall clock, as its times are.
    untouched_s = time.time() - max(files.sidecar.stat().st_mtime, files.path.stat().st_mtime)
    return Confirmed(
        files=files,
        bytes=len(content),
        sidecar_bytes=sidecar.rfind(b"\n") + 1,
        ended=ended,
        settled=ended or untouched_s >= UNTOUCHED_S,
    )
