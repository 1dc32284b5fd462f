"""All tests of Python, in twice two processes; what was disturbed is repeated alone (decision 0169).

First pages and all that is pure, beside each other; then, when both have ended, the tests that measure time
(mark `timed`, set by tests/conftest.py), those that sit in front of a page beside the others. What each
process has found, chosen and run is compared at the end: none is lost.
"""

import contextlib
import json
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from tests.conftest import PAGES as PAGE_PATHS
from tests.conftest import TIMED_PAGES as TIMED_PAGE_PATHS
from tests.conftest import TIMED_REST as TIMED_REST_PATHS
from tools.processes import BIN, Running

PYTEST = (BIN / "python", "-m", "pytest", "-p", "tools.record_tests", "--durations=15")
MOST_REPEATED = 3
"""More than that is no chance: something is broken."""
PASSED, TESTS_FAILED = 0, 1
"""Exit statuses of pytest that say that all tests were run; any other says that not all were."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One of the processes: its name, and its files'; where it looks and where not; what it chooses."""

    name: str
    stem: str
    paths: tuple[str, ...]
    chooses: str
    ignores: tuple[str, ...] = ()


def _under_tests(paths: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"tests/{each}" for each in paths)


PAGES = Part(
    name="pages, and attacks on them", stem="pages", paths=_under_tests(PAGE_PATHS), chooses="not timed"
)
REST = Part(
    name="all that is no page and measures no time, run beside those",
    stem="rest",
    paths=("tests",),
    ignores=_under_tests(PAGE_PATHS),
    chooses="not timed",
)
CALLS = Part(
    name="tests that sit in front of a page in real time",
    stem="calls",
    paths=_under_tests(TIMED_PAGE_PATHS),
    chooses="timed",
)
MEASURED = Part(
    name="tests that measure time without a page, run beside those",
    stem="measured",
    paths=_under_tests(TIMED_REST_PATHS),
    chooses="timed",
)
TURNS = ((PAGES, REST), (CALLS, MEASURED))
"""Which two run at once, and which two after them: nothing computes beside a test that measures time."""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A test that failed; `text` is what pytest said of it."""

    name: str
    repeatable: bool
    text: str


@dataclass(frozen=True, kw_only=True)
class Record:
    """What a process has written down before it ended, and how it ended."""

    status: int | None
    found: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()

    def missing(self) -> list[str]:
        """Why this is not the whole of what it should have run; empty if it is."""
        said = []
        if self.status not in {PASSED, TESTS_FAILED}:
            said.append(f"ended with status {self.status}")
        if not self.chosen:
            said.append("chose no test")
        if (self.status == PASSED) != (not self.failures):
            said.append(f"ended with status {self.status} and {len(self.failures)} failures")
        if never := Counter(self.chosen) - Counter(self.done):
            said.append(f"did not run to the end: {', '.join(sorted(never)[:5])} ({never.total()} in all)")
        return said


Repeat = Callable[[Sequence[str]], Record]
"""Runs tests once more, alone."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Whether the tests held, and the lines that belong at the very end."""

    held: bool
    lines: tuple[str, ...]


def run() -> Verdict:
    """Run all processes, print what each said, one after the other; repeat what may have been disturbed."""
    with (
        tempfile.TemporaryDirectory(prefix="oralexam-tests-") as name,
        contextlib.ExitStack() as stack,
    ):
        folder = Path(name)
        statuses: dict[Part, int | None] = {}

        def start(part: Part, out: TextIO) -> Running:
            print(f"\n--- {part.name}", file=out, flush=True)
            running = Running(*command(part, folder), out=out)
            stack.callback(running.stop)
            return running

        try:
            for told, beside in TURNS:
                with (folder / f"{beside.stem}.txt").open("w+", encoding="utf-8") as said:
                    quiet, loud = start(beside, said), start(told, sys.stdout)
                    statuses |= {told: loud.wait(), beside: quiet.wait()}
                    said.seek(0)
                    shutil.copyfileobj(said, sys.stdout)
        except OSError as error:
            return Verdict(held=False, lines=(f"pytest could not be started: {error.strerror}",))
        records = {part: read(_record(part, folder), status) for part, status in statuses.items()}
        return judge(records, repeat=lambda names: _repeat(names, folder))


def command(part: Part, folder: Path) -> tuple[Path | str, ...]:
    """What runs one part; it writes its record, and a cache of its own, into `folder`."""
    ignored = (f"--ignore={path}" for path in part.ignores)
    own = ("-o", f"cache_dir={folder / 'cache' / part.stem}", f"--record={_record(part, folder)}")
    return (*PYTEST, "--continue-on-collection-errors", "-m", part.chooses, *own, *ignored, *part.paths)


def _record(part: Part, folder: Path) -> Path:
    return folder / f"{part.stem}.jsonl"


def read(path: Path, status: int | None) -> Record:
    """What a process has written down; a last line that was cut off says nothing."""
    lines = []
    with contextlib.suppress(OSError):
        for line in path.read_text(encoding="utf-8").splitlines():
            with contextlib.suppress(json.JSONDecodeError):
                lines.append(json.loads(line))
    return Record(
        status=status,
        found=tuple(test for line in lines if line["what"] == "found" for test in line["tests"]),
        chosen=tuple(test for line in lines if line["what"] == "chosen" for test in line["tests"]),
        done=tuple(line["name"] for line in lines if line["what"] == "done"),
        failures=tuple(
            Failure(name=line["name"], repeatable=line["repeatable"], text=line["text"])
            for line in lines
            if line["what"] == "failed"
        ),
    )


def _repeat(names: Sequence[str], folder: Path) -> Record:
    """Run these tests alone: everything else has ended."""
    print(f"\n--- once more, alone: {', '.join(names)}", flush=True)
    path = folder / "again.jsonl"
    try:
        status = Running(*PYTEST, *names, f"--record={path}", out=sys.stdout).wait()
    except OSError as error:
        print(f"pytest could not be started: {error.strerror}", flush=True)
        status = None
    return read(path, status)


def judge(records: dict[Part, Record], repeat: Repeat) -> Verdict:
    """What all processes come to: held if every test passed, or passed alone where that may be asked."""
    lines = [f"pytest, {part.name}: {why}" for part, record in records.items() for why in record.missing()]
    lines += _between(records)
    failures = [failure for record in records.values() for failure in record.failures]
    names = list(dict.fromkeys(failure.name for failure in failures))
    pure = {failure.name for failure in failures if not failure.repeatable}
    if lines or pure or len(names) > MOST_REPEATED:
        return Verdict(held=False, lines=(*lines, *(f"failed: {name}" for name in names)))
    if not names:
        return Verdict(held=True, lines=())
    again = repeat(names)
    # Whoever did not get to the end has not passed.
    passed = set(again.done) - {failure.name for failure in again.failures}
    for name in names:
        if name not in passed:
            lines.append(f"failed in its place, and alone: {name}")
            continue
        lines.append(f"unsteady: {name} failed in its place, passed alone")
        for failure in failures:
            if failure.name == name:
                print(f"\n!!! unsteady: {name}: what was said when it failed\n{failure.text}")
    held = again.status == PASSED and not again.missing() and passed.issuperset(names)
    if not held:
        lines += [f"pytest, once more: {why}" for why in again.missing()]
    return Verdict(held=held, lines=tuple(lines))


def _between(records: dict[Part, Record]) -> list[str]:
    """Tests that were found and run by nobody, or by both."""
    found = {test for record in records.values() for test in record.found}
    times = Counter(test for record in records.values() for test in record.chosen)
    return [
        f"was to be run once, and was chosen {times[test]} times: {test}"
        for test in sorted(found | set(times))
        if times[test] != 1
    ]
