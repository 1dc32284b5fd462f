"""The benchmark runner."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import hesitations, shared_speech
from benchmarks.__main__ import last_result, names
from benchmarks.result import Result, machine

ROOT = Path(__file__).resolve().parent.parent.parent
LINE = {"name": "idle", "value": 1.5, "unit": "s", "goal": "<= 2", "holds": True, "rests_on": {"starts": 5}}


def test_the_last_line_is_the_result():
    """What a benchmark says on its way does not matter."""
    result = last_result(f"start 1\nstart 2\n{json.dumps(LINE)}\n")
    assert result == Result(name="idle", value=1.5, unit="s", goal="<= 2", holds=True, rests_on={"starts": 5})


def test_a_benchmark_that_ends_with_something_else_has_no_result():
    """It would be counted as failed."""
    assert last_result(f"{json.dumps(LINE)}\nTraceback") is None
    assert last_result("") is None


def test_modules_without_a_main_are_no_benchmarks():
    """`result` holds what they share."""
    assert "idle" in names()
    assert "result" not in names()


def test_a_figure_comes_with_its_machine():
    """Figures are compared between machines: processor and load belong to them."""
    assert {"processor", "processors", "load_before", "system"} <= set(machine())


def test_an_unknown_name_is_answered_with_the_known_ones():
    """Exit status 2, and the list."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "nothing"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "idle" in done.stderr


def test_hesitations_are_counted_where_nobody_has_put_recordings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    """It says so, and uses what the project makes itself."""
    monkeypatch.setattr(shared_speech, "FOLDER", tmp_path)
    hesitations.main()
    result = last_result(capsys.readouterr().out)
    assert result is not None
    assert result.holds
    assert result.rests_on["recordings"].startswith("not there")
    assert result.rests_on["held_out"]["found_in_those"] == result.rests_on["held_out"]["with_hesitations"]
