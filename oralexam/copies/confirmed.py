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


def confirmed(files: RunFiles) -> Confirmed:
    """What stands of a run, from its sidecar alone.

    Raises:
        FileNotFoundError: It was deleted meanwhile.
    """
    reached = max((line.bytes for line in received_of(files.sidecar)), default=0)
    return Confirmed(
        files=files,
        bytes=min(reached, files.path.stat().st_size),
        sidecar_bytes=files.sidecar.read_bytes().rfind(b"\n") + 1,
    )


def is_settled(run: Confirmed) -> bool:
    """Whether the run has ended, or its page has gone.

    Raises:
        FileNotFoundError: It was deleted meanwhile.
    """
    # The age of a file is told by the wall clock, as its times are.
    touched_s = max(run.files.sidecar.stat().st_mtime, run.files.path.stat().st_mtime)
    if time.time() - touched_s >= UNTOUCHED_S:
        return True
    ended = False
    for segment in segments_of(run.files.path.read_bytes()[: run.bytes]):
        ended = segment.last
    return ended
