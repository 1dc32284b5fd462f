"""Has a short process make the copies of a sitting: ten minutes of decoded sound are not for the worker.

A worker has a speech model in its memory and may be hearing another call; what sound and pictures take here
is gone when the process ends.
"""

import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from oralexam.apart import ApartFault, bound
from oralexam.errors import SystemFault
from oralexam.records.manifest import ListeningManifest

COPIES_LIMIT_S: Final = 1800.0
"""An hour of sound and pictures takes minutes: a disk that hangs must end it."""
_PROGRAM: Final = "oralexam.records.copies_child"


class CopiesOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be copied, and where to."""

    recordings: str
    sitting_id: str
    zero_utc: datetime
    work: str
    key_folder: str = ""
    """Where the key of own copies lies; empty: they are left aside."""
    recorded_s: tuple[tuple[float, float], ...] = ()
    """When calls ran, on the exam clock."""


class CopiesResult(msgspec.Struct, frozen=True, kw_only=True):
    """What was made, or the code of what went wrong."""

    manifest: ListeningManifest | None = None
    code: str = ""


def copies_apart(
    recordings: Path,
    sitting_id: str,
    zero_utc: datetime,
    work: Path,
    *,
    key_folder: Path | None = None,
    recorded_s: Sequence[tuple[float, float]] = (),
) -> ListeningManifest:
    """As `listening.make_copies`, in a process that ends with this one.

    Raises:
        SystemFault: `ffmpeg-missing`, `ffmpeg-failed`, and whatever else the copying says.
        ApartFault: `process-failed`: it took too long, or ended without a word.
    """
    order = CopiesOrder(
        recordings=str(recordings.resolve()),
        sitting_id=sitting_id,
        zero_utc=zero_utc,
        work=str(work.resolve()),
        key_folder=str(key_folder.resolve()) if key_folder is not None else "",
        recorded_s=tuple(recorded_s),
    )
    try:
        done = subprocess.run(  # noqa: S603  # this interpreter, this package
            bound([sys.executable, "-m", _PROGRAM]),
            input=msgspec.json.encode(order),
            stdout=subprocess.PIPE,
            timeout=COPIES_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ApartFault(cause="time") from error
    last = (done.stdout.strip().splitlines() or [b""])[-1]
    try:
        result = msgspec.json.decode(last, type=CopiesResult)
    except msgspec.DecodeError as error:
        # Killed, for want of memory as a rule; what it could still say stands in the worker's log.
        raise ApartFault(cause="exit") from error
    if result.manifest is None:
        raise SystemFault(result.code)
    return result.manifest
