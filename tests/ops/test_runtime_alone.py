"""The program runs with what requirements.lock lists: nothing that only the checks install is needed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.idle import HIDING, modules_of_checks


@pytest.fixture
def run_alone(tmp_path: Path):
    """Runs `oralexam ...` where the packages of the checks cannot be imported."""
    hiding = tmp_path / "hiding"
    hiding.mkdir()
    (hiding / "sitecustomize.py").write_text(HIDING.format(names=modules_of_checks()))

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "oralexam", *arguments],
            env={**os.environ, "PYTHONPATH": str(hiding), "ORALEXAM_PORT": "0"},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def test_rich_is_one_of_what_is_hidden():
    """Else these tests would not show what they say."""
    assert {"rich", "pytest"} <= modules_of_checks()


@pytest.mark.parametrize("command", [["--help"], ["serve", "--help"], ["model", "--help"], ["--version"]])
def test_help_needs_nothing_else(run_alone, command: list[str]):
    """Plain text, without colours."""
    done = run_alone(*command)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_a_mistyped_option_is_answered_in_words(run_alone):
    """Not with a traceback about a package that colours."""
    done = run_alone("serve", "--no-such-option")
    assert done.returncode == 2
    assert "No such option" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_doctor_needs_nothing_else(run_alone):
    """It looks at the packages itself."""
    done = run_alone("doctor", "--json")
    assert json.loads(done.stdout)["findings"]
