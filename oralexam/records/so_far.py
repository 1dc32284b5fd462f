"""What was said so far in a call that may be taken up again: a file a seat beside the listening copies.

It is there for seconds or minutes, until the transcript stands in its place; a wipe takes it with the copies.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from oralexam.transcripts.transcript import TrackTranscript

SO_FAR: Final = "-so-far.json"


class SoFarFiles:
    """Implements `oralexam.transcripts.ports.SoFarShelf`.

    Args:
        listening: The folder that has one folder a sitting.
        leave_nothing_unknown: Removes the folder of a sitting that was wiped meanwhile.
    """

    def __init__(self, listening: Path, *, leave_nothing_unknown: Callable[[str], None]) -> None:
        self._listening = listening
        self._leave_nothing_unknown = leave_nothing_unknown

    def put(self, transcript: TrackTranscript) -> None:
        """Keep it in the place of what was there of the same seat."""
        folder = self._listening / transcript.sitting_id
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{transcript.seat}{SO_FAR}"
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".so-far-", delete=False) as file:
            file.write(msgspec.json.encode(transcript))
        os.replace(file.name, target)  # noqa: PTH105 -- a name, not a path
        self._leave_nothing_unknown(transcript.sitting_id)

    def remove(self, sitting_id: str, seat: str) -> None:
        """The transcript itself stands now."""
        (self._listening / sitting_id / f"{seat}{SO_FAR}").unlink(missing_ok=True)


def read_so_far(listening: Path, sitting_id: str) -> list[TrackTranscript]:
    """What was said so far, by seat; nothing where no call was hung up early, or its transcripts stand."""
    found = []
    for path in sorted((listening / sitting_id).glob(f"*{SO_FAR}")):
        try:
            found.append(msgspec.json.decode(path.read_bytes(), type=TrackTranscript))
        except (FileNotFoundError, msgspec.DecodeError):
            continue
    return found
