"""kill -9 at each line of the shelf: what was confirmed is there, and the run goes on behind it."""

import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from oralexam.copies import shelf as shelf_module
from oralexam.copies.key import copies_key
from oralexam.copies.reader import read_runs
from oralexam.copies.shelf import Shelf, header_of
from tests.copies.sealed import SITTING, PageRun

TRIED = 400
"""More lines than a beginning and two appends have: the last children finish."""
STRIDE = 3


def bring(recordings: Path, key_folder: Path, run: PageRun, segments: list[bytes], told: int) -> None:
    """Begin and append, saying on `told` what was confirmed; what is there already is not brought again."""
    shelf = Shelf(recordings, copies_key(key_folder))
    standing = shelf.begin(run.text, header_of(run.text, sitting_id=SITTING, by="candidate"), now_us=1)
    files = shelf.find(SITTING, run.run)
    for segment in segments[standing.index + 1 :]:
        standing = shelf.append(files, standing, segment, now_us=2)
        os.write(told, b"%d\n" % standing.offset)


def killed_at(line: int, recordings: Path, key_folder: Path, run: PageRun, segments: list[bytes]) -> int:
    """A child that dies at the given line of the shelf; what it had confirmed."""
    receiving, telling = os.pipe()
    child = os.fork()
    if child == 0:
        seen = 0

        def trace(frame: FrameType, event: str, _: Any) -> Any:  # noqa: ANN401
            nonlocal seen
            if frame.f_code.co_filename != shelf_module.__file__:
                return None
            if event == "line":
                seen += 1
                if seen == line:
                    os.kill(os.getpid(), signal.SIGKILL)
            return trace

        os.close(receiving)
        sys.settrace(trace)
        try:
            bring(recordings, key_folder, run, segments, telling)
        finally:
            os._exit(0)
    os.close(telling)
    with os.fdopen(receiving, "rb") as pipe:
        lines = pipe.read().split()
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return int(lines[-1]) if lines else 0


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_killed_at_any_line_it_loses_nothing_that_it_confirmed(tmp_path: Path):
    """The next process finds at least that, takes the rest, and the run is whole."""
    key = copies_key(tmp_path / "key")
    finished = False
    for line in range(1, TRIED, STRIDE):
        recordings = tmp_path / str(line)
        run = PageRun(key)
        segments = [run.segment([b"\xf8\xff\xfe"] * 5), run.segment([b"\xf8\xff\xfe"] * 5, last=True)]
        confirmed = killed_at(line, recordings, tmp_path / "key", run, segments)
        here, away = os.pipe()
        bring(recordings, tmp_path / "key", run, segments, away)
        os.close(here)
        os.close(away)
        (read,) = read_runs(recordings, SITTING, key)
        assert read.whole, line
        assert read.path.read_bytes() == b"".join(segments)
        assert confirmed in {0, len(segments[0]), sum(map(len, segments))}
        finished = finished or confirmed == sum(map(len, segments))
        if finished:
            break
    assert finished, "no child came to its end: more lines must be tried"
