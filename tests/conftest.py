"""Which tests measure time, and which drive a browser: `make test` runs each kind in a process of its own."""

from pathlib import Path

import pytest

_HERE = Path(__file__).resolve().parent

TIMED = (
    *("faults", "lan", "media", "rehearsal"),
    *("attacks/test_floods.py", "attacks/test_log_canaries.py"),
    *("attacks/test_malformed.py", "attacks/test_wipe_and_disk.py"),
    *("browser/test_call.py", "browser/test_call_loss.py", "browser/test_server_killed.py"),
    *("browser/test_two_voices.py", "browser/test_visitor.py", "browser/test_visitor_in_person.py"),
    *("browser/test_cockpit_page.py", "browser/test_replay_page.py", "browser/test_scoring_sound.py"),
    *("bootstrap/test_worker_watch.py", "records/test_playing.py", "storage/test_engine.py"),
    *("transcripts/test_shared_recognizer.py", "webapp/test_board.py"),
)
"""Folders and files whose tests measure real time, or play or record sound as it runs.

They run alone, one after the other, when all others have ended: two at once would measure each other.
"""
PAGES = ("attacks", "browser")
"""Folders whose tests take about as long as all others that measure no time: those run beside them."""


def is_timed(file: Path) -> bool:
    """Whether the tests of a file measure time."""
    path = file.relative_to(_HERE)
    return any(Path(each) in (path, *path.parents) for each in TIMED)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what measures time, before `-m` chooses."""
    for item in items:
        if is_timed(item.path):
            item.add_marker(pytest.mark.timed)
