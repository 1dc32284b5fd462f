"""The processes of `make test`: nothing falls between them; what is repeated is told (decision 0169)."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.conftest import TIMED as TIMED_PATHS
from tools import python_tests
from tools.python_tests import CALLS, MEASURED, PAGES, REST, Failure, Part, Record, judge, read

ROOT = Path(__file__).resolve().parents[2]
PAGE, PURE = "tests/browser/test_a.py::test_page", "tests/rooms/test_b.py::test_rule"
NEVER = Record(status=None)


def record(*failed: str, status: int | None = None, repeatable: bool = True, tests: Sequence[str]) -> Record:
    """What a process wrote down that ran these tests, of which some failed."""
    failures = tuple(Failure(name=name, repeatable=repeatable, text=f"first: {name}") for name in failed)
    tests = tuple(tests)
    status = (1 if failed else 0) if status is None else status
    return Record(status=status, found=tests, chosen=tests, done=tests, failures=failures)


def records(timed: Record, rest: Record | None = None) -> dict[Part, Record]:
    """All four."""
    pages = record(tests=["tests/browser/test_b.py::test_b"])
    calls = record(tests=["tests/browser/test_call.py::test_call"])
    return {PAGES: pages, REST: rest or record(tests=[PURE]), CALLS: calls, MEASURED: timed}


def nothing(names: Sequence[str]) -> Record:
    """Whatever is repeated here should not have been."""
    raise AssertionError(names)


def run_part(part: Part, root: Path, *more: str) -> tuple[int, Record]:
    """One of the processes, on other tests."""
    command = [str(each) for each in python_tests.command(part, root)]
    command[command.index("tools.record_tests")] = "record_tests"
    (path,) = (Path(each.partition("=")[2]) for each in command if each.startswith("--record="))
    result = subprocess.run([*command, *more, "-p", "no:cacheprovider"], cwd=root, check=False, timeout=120)
    return result.returncode, read(path, result.returncode)


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A few tests under the same marks: one in each timed folder or file, and some elsewhere."""
    (tmp_path / "tests").mkdir()
    own = (ROOT / "tests" / "conftest.py").read_text()
    (tmp_path / "tests" / "conftest.py").write_text(own)
    tools = str(ROOT / "tools")
    marks = 'markers = ["timed: x", "browser: x"]'
    (tmp_path / "pyproject.toml").write_text(
        f'[tool.pytest.ini_options]\npythonpath = [{tools!r}]\ntestpaths = ["tests"]\n'
        f'addopts = "--strict-markers --import-mode=importlib"\n{marks}\n'
    )
    files = [each if each.endswith(".py") else f"{each}/test_in_it.py" for each in TIMED_PATHS]
    for each in (*files, "rooms/test_pure.py", "browser/test_page.py", "test_alone.py"):
        path = tmp_path / "tests" / each
        path.parent.mkdir(exist_ok=True)
        path.write_text("import pytest\n\n@pytest.mark.parametrize('n', [1, 2])\ndef test_it(n): pass\n")
    return tmp_path


def test_the_timed_files_and_folders_are_there():
    """One that was renamed would be measured beside all others."""
    assert [each for each in TIMED_PATHS if not (ROOT / "tests" / each).exists()] == []


def test_all_processes_together_run_every_test_exactly_once(suite: Path):
    """And it is told where one does not."""
    ran = {part: run_part(part, suite)[1] for part in (PAGES, REST, CALLS, MEASURED)}
    times = [test for each in ran.values() for test in each.done]
    assert len(times) == len(set(times)) == 2 * (len(TIMED_PATHS) + 3)
    assert set(times) == set(ran[PAGES].found) | set(ran[REST].found)
    assert [each.missing() for each in ran.values()] == [[], [], [], []]
    assert judge(ran, nothing).held

    (suite / "tests" / TIMED_PATHS[0]).rename(suite / "tests" / "renamed")
    (suite / "tests" / "conftest.py").write_text("")
    lost = {**ran, REST: run_part(REST, suite)[1]}
    verdict = judge(lost, nothing)
    assert not verdict.held
    assert any("was chosen 2 times" in line for line in verdict.lines)


def test_a_test_that_nobody_chooses_is_told():
    """What was found and is run by none is a failure."""
    rest = Record(status=0, found=(PAGE, PURE), chosen=(PURE,), done=(PURE,))
    verdict = judge(records(record(tests=["tests/media/test_c.py::test_c"]), rest), nothing)
    assert not verdict.held
    assert verdict.lines == (f"was to be run once, and was chosen 0 times: {PAGE}",)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("import os\n\ndef test_first(): pass\n\ndef test_dies(): os._exit(0)\n", 0),
        ("import os, signal\n\ndef test_dies(): os.kill(os.getpid(), signal.SIGKILL)\n", -9),
        ("raise ValueError('at import')\n", 1),
        ("import pytest\n\ndef test_it(): pytest.exit('gone', returncode=0)\n", 0),
    ],
)
def test_a_process_that_dies_has_not_held(suite: Path, body: str, status: int):
    """Whatever it says as it goes: a status of 0 is not believed alone."""
    (suite / "tests" / "rooms" / "test_pure.py").write_text(body)
    code, rest = run_part(REST, suite)
    assert code == status
    assert not judge(records(record(tests=[PAGE]), rest), nothing).held


def test_what_fails_and_passes_alone_is_told_loudly(capsys: pytest.CaptureFixture[str]):
    """The run holds, the last lines name it, and what was said when it failed stays in the output."""
    verdict = judge(records(record(PAGE, tests=[PAGE])), lambda names: record(tests=names))
    assert verdict.held
    assert verdict.lines == (f"unsteady: {PAGE} failed in its place, passed alone",)
    assert f"first: {PAGE}" in capsys.readouterr().out


def test_what_fails_twice_has_failed():
    """Once more, and no third time; another one that passes alone does not save it."""
    other = "tests/browser/test_a.py::test_other"
    asked: list[tuple[str, ...]] = []

    def again(names: Sequence[str]) -> Record:
        asked.append(tuple(names))
        return record(PAGE, tests=names)

    verdict = judge(records(record(PAGE, other, tests=[PAGE, other])), again)
    assert not verdict.held
    assert asked == [(PAGE, other)]
    assert verdict.lines[0] == f"failed in its place, and alone: {PAGE}"


def test_a_repetition_that_dies_or_runs_nothing_has_not_held():
    """Who did not get to the end has not passed."""
    for again in (NEVER, Record(status=0), Record(status=0, chosen=(PAGE,)), Record(status=5)):
        assert not judge(records(record(PAGE, tests=[PAGE])), lambda _, again=again: again).held


def test_pure_tests_and_many_are_never_repeated():
    """A rule that fails is broken; so is whatever lets four tests fail."""
    pure = record(PURE, tests=[PURE], repeatable=False)
    assert not judge(records(record(tests=[PAGE]), pure), nothing).held
    assert not judge(records(record(PAGE, tests=[PAGE]), pure), nothing).held
    four = [f"{PAGE}[{number}]" for number in range(4)]
    assert not judge(records(record(*four, tests=four)), nothing).held


def test_marks_say_what_may_be_repeated(suite: Path):
    """A page and what measures time may; a rule may not. The record has the words of the failure."""
    body = "import pytest\n\n{}def test_it():\n    print('heard')\n    assert 1 == 2\n"
    (suite / "tests" / "rooms" / "test_pure.py").write_text(body.format(""))
    (suite / "tests" / "browser" / "test_page.py").write_text(body.format("@pytest.mark.browser\n"))
    (suite / "tests" / "media" / "test_in_it.py").write_text(body.format(""))
    failures = [each for part in (PAGES, REST, CALLS, MEASURED) for each in run_part(part, suite)[1].failures]
    may = {each.name.split("/")[1]: each.repeatable for each in failures}
    assert may == {"rooms": False, "browser": True, "media": True}
    assert all("assert 1 == 2" in each.text and "heard" in each.text for each in failures)


def test_two_run_at_once_and_what_measures_time_when_the_others_have_ended(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    """Two and two meet each other; each is told whole, one after the other."""
    meet = """
import pathlib, sys, time
here, mine, other, before = pathlib.Path(sys.argv[1]), *sys.argv[2:]
(here / mine).touch()
soon = time.monotonic() + 60
while not (here / other).exists():
    assert time.monotonic() < soon
    time.sleep(0.01)
for n in range(20):
    print(mine, n, flush=True)
print("alone", all((here / f"{each}-ended").exists() for each in before.split()), flush=True)
(here / f"{mine}-ended").touch()
"""
    others = {PAGES: ("rest", ""), REST: ("pages", ""), CALLS: ("measured", "pages rest")}
    others[MEASURED] = ("calls", "pages rest")

    def command(part: Part, folder: Path) -> tuple[str, ...]:
        return (sys.executable, "-c", meet, str(folder), part.stem, *others[part])

    monkeypatch.setattr(python_tests, "command", command)
    verdict = python_tests.run()
    said = capfd.readouterr().out
    told = [line.split()[0] for line in said.splitlines() if line[-1:].isdigit()]
    assert told == [each for part in (PAGES, REST, CALLS, MEASURED) for each in [part.stem] * 20]
    assert said.count("alone True") == len(others)
    # None has written down a test.
    assert not verdict.held
