"""What a page brought of its own copy after it was last heard is heard, too: the copies are made anew."""

from pathlib import Path

import structlog

from oralexam.bootstrap.job_planner import copies_anew
from oralexam.clock import Clock
from oralexam.copies.reader import brought
from oralexam.jobs.queue import JobQueue
from oralexam.records.manifest import read_manifest

_log = structlog.get_logger(__name__)


class LateCopies:
    """Compares what is on the disk with what the listening copies were made from.

    Args:
        queue: Where the jobs are.
        clock: Tells `now`.
        recordings: The folder of all recordings.
        listening: The folder of all listening copies.
    """

    def __init__(self, *, queue: JobQueue, clock: Clock, recordings: Path, listening: Path) -> None:
        self._queue = queue
        self._clock = clock
        self._recordings = recordings
        self._listening = listening

    def __call__(self, sitting_id: str) -> bool:
        """Ask for the copies once more where a run has more now; of what was deleted nothing is made anew.

        False where they are being made: what came behind that job's last look shows when it has ended.
        """
        manifest = read_manifest(self._listening, sitting_id)
        if manifest is None or manifest.brought is None:
            return True  # Not made yet, then the job finds it; or of an older release.
        heard = {each.run: each.bytes for each in manifest.brought}
        if all(each.bytes <= heard.get(each.run, 0) for each in brought(self._recordings, sitting_id)):
            return True
        asked = copies_anew(self._queue, self._clock, sitting_id)
        if asked:
            _log.info("own-copy-came-late", sitting_id=sitting_id)
        return asked
