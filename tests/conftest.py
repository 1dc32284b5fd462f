"""Which tests measure time, and which drive a browser: `make test` runs each kind in a process of its own."""

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

_HERE = Path(__file__).resolve().parent

TIMED_PAGES = (
    *("browser/test_call.py", "browser/test_call_loss.py", "browser/test_server_killed.py"),
    *("browser/test_two_voices.py", "browser/test_visitor.py", "browser/test_visitor_in_person.py"),
    *("browser/test_device_swap.py", "browser/test_narrow_band.py"),
    "browser/test_firefox.py",
    *("browser/test_cockpit_page.py", "browser/test_replay_page.py", "browser/test_scoring_sound.py"),
    *("lan",),
)
"""Files and folders whose tests sit in front of a page in real time: nearly all of it is waiting."""
TIMED_REST = (
    *("rehearsal", "faults", "media"),
    *("attacks/test_floods.py", "attacks/test_hostile_call.py", "attacks/test_log_canaries.py"),
    *("attacks/test_malformed.py", "attacks/test_wipe_and_disk.py"),
    *("bootstrap/test_worker_watch.py", "records/test_playing.py", "storage/test_engine.py"),
    *("transcripts/test_shared_recognizer.py", "webapp/test_board.py"),
)
"""Folders and files whose tests measure real time without a page, or play or record sound as it runs."""
TIMED = (*TIMED_PAGES, *TIMED_REST)
"""What measures time runs when all others have ended: what computes beside it would be measured, too."""
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


@pytest.fixture(autouse=True, scope="session")
def _front_end_is_read_once() -> Iterator[None]:
    """Servers of one process share their front end: to join and pack it took most of each test's setup.

    It is the same for each: `Assets` is made of a folder, and only read then. Servers that are processes of
    their own make theirs, as the product's does.
    """
    desks = sys.modules.get("oralexam.bootstrap.desks")
    with pytest.MonkeyPatch.context() as patch:
        if desks is not None:
            patch.setattr(desks, "Assets", cache(desks.Assets))
        yield
