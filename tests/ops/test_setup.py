"""`make setup`: what it says when it cannot go on, and that the second time is quick."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def setup_venv() -> ModuleType:
    """The script as a module."""
    specification = importlib.util.spec_from_file_location("setup_venv", ROOT / "tools" / "setup_venv.py")
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def _python_whose_pip_says(folder: Path, *, lines: str, status: int) -> Path:
    """A stand-in for the environment's interpreter: whatever it is asked, it prints and ends."""
    program = folder / "python"
    program.write_text(f"#!/bin/sh\ncat <<'SAID'\n{lines}\nSAID\nexit {status}\n")
    program.chmod(0o755)
    return program


def test_where_torch_cannot_be_found_one_sentence_says_what_to_do(
    tmp_path: Path, setup_venv: ModuleType, capsys: pytest.CaptureFixture[str]
):
    """The index is named in words, with the command that uses it."""
    said = "Collecting aiohttp==3.14.5\nERROR: No matching distribution found for torch==2.13.0+cpu"
    python = _python_whose_pip_says(tmp_path, lines=said, status=1)
    with pytest.raises(SystemExit) as stopped:
        setup_venv._install_lock(python, "requirements.lock", torch_index="")
    assert stopped.value.code == 1
    told = capsys.readouterr().err
    assert "make setup TORCH_INDEX=" in told
    assert "CPU wheel index" in told


def test_any_other_failure_shows_the_last_words_of_pip(
    tmp_path: Path, setup_venv: ModuleType, capsys: pytest.CaptureFixture[str]
):
    """The reason is never swallowed."""
    python = _python_whose_pip_says(tmp_path, lines="ERROR: No space left on device", status=1)
    with pytest.raises(SystemExit):
        setup_venv._install_lock(python, "requirements.lock", torch_index="")
    assert "No space left on device" in capsys.readouterr().err


def test_progress_is_told_while_packages_are_fetched(
    tmp_path: Path, setup_venv: ModuleType, capsys: pytest.CaptureFixture[str]
):
    """A line every ten packages, and one for torch, which is the one that takes long."""
    lines = "\n".join(["Collecting torch==2.13.0+cpu", *[f"Collecting p{n}==1" for n in range(1, 10)]])
    python = _python_whose_pip_says(tmp_path, lines=lines, status=0)
    setup_venv._install_lock(python, "requirements.lock", torch_index="")
    told = capsys.readouterr().out
    assert "torch==2.13.0+cpu" in told
    assert " 10 of " in told


def test_a_wrong_python_is_refused_in_one_clear_line():
    """The version that is needed, and how to name it."""
    done = subprocess.run(
        ["make", "setup", "PYTHON=/nonexistent/python"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode != 0
    assert "needs Python 3.11" in done.stderr


def test_the_second_time_installs_nothing(tmp_path: Path, setup_venv: ModuleType, monkeypatch):
    """A stamp says what was installed from; only what changed since is installed again."""
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").touch()
    asked: list[str] = []
    monkeypatch.setattr(setup_venv, "_pip", lambda _python, command, **_: asked.append(command[-1]))
    monkeypatch.setattr(sys, "argv", ["setup_venv.py", "--venv", str(venv), "--dev"])
    setup_venv.main()
    first = len(asked)
    setup_venv.main()
    assert first == 4  # three locks and the project
    assert len(asked) == first


@pytest.mark.parametrize("name", [".ci/run"])
def test_ci_runs_what_a_person_runs(name: str):
    """One executable line of difference at most: CI=true."""
    path = ROOT / name
    assert os.access(path, os.X_OK)
    assert "make test" in path.read_text()
