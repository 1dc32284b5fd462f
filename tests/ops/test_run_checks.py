"""`make test`: what it says where a program is missing, and that one failure hides no other."""

import sys
import time
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S
from tools import processes, run_checks


def test_whoever_is_not_root_gets_one_line_for_each_missing_program(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """The line names the program, and the command that installs it."""
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr("glob.glob", lambda _pattern: [])
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert not run_checks._install_programs(sys.stdout)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(run_checks.PROGRAMS) + len(run_checks.WELCOME)
    assert "firefox-esr is missing: tests are skipped. As root: apt-get install firefox-esr" in lines
    assert "chromium is missing, and tests need it. As root: apt-get install chromium" in lines


def test_root_installs_all_that_is_missing_at_once(monkeypatch: pytest.MonkeyPatch):
    """One apt-get for every missing package; what is there already is not asked for."""
    present = {"certutil", "ffmpeg", "ip", "node", "npm", "apt-get"}
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr(run_checks, "WELCOME", {})
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}" if name in present else None)

    def install(*command: str, out: object) -> bool:
        assert out is sys.stdout
        asked.append(command)
        present.update({"chromium", "janus-pp-rec", "strace", "turnserver"})
        return True

    monkeypatch.setattr(run_checks, "call", install)
    assert run_checks._install_programs(sys.stdout)
    assert asked[-1][-4:] == ("chromium", "coturn", "janus-tools", "strace")


def test_what_a_system_has_no_package_of_hinders_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """Its tests are skipped, and it is asked for apart from what is needed."""
    present = {*run_checks.PROGRAMS, "apt-get"}
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr("glob.glob", lambda pattern: [pattern])
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}" if name in present else None)
    monkeypatch.setattr(run_checks, "call", lambda *command, out: asked.append((*command, str(out))) or False)
    assert run_checks._install_programs(sys.stdout)
    assert [command[1] for command in asked] == ["update", "install"]
    assert "firefox-esr" in asked[-1]
    assert "firefox-esr is missing: tests are skipped" in capsys.readouterr().out


def test_a_program_that_cannot_be_started_is_a_failed_check(capsys: pytest.CaptureFixture[str]):
    """Not a traceback that ends the whole run."""
    assert not processes.call("/nonexistent/program")
    assert "could not be started" in capsys.readouterr().out


def test_a_check_that_hangs_is_stopped_with_all_that_it_has_started(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
):
    """It is interrupted first, so that it can say where it stood; its children do not outlive it."""
    script = f"""
import subprocess, time
child = subprocess.Popen(["sleep", "600"])
open({str(tmp_path / "child")!r}, "w").write(str(child.pid))
try:
    time.sleep(600)
except KeyboardInterrupt:
    open({str(tmp_path / "words")!r}, "w").write("here")
"""
    monkeypatch.setattr(processes, "STEP_LIMIT_S", 3.0)
    assert not processes.call(sys.executable, "-c", script)
    assert "stopped: not done" in capsys.readouterr().out
    assert (tmp_path / "words").read_text() == "here"
    child = Path("/proc", (tmp_path / "child").read_text())
    deadline = time.monotonic() + PATIENCE_S
    while child.exists() and "Z" not in (child / "stat").read_text().split()[2]:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_failed_check_hides_none_after_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """All of them run, the end says which held, and the exit status is 1."""
    monkeypatch.setattr(run_checks, "call", lambda program, *_, **__: "ruff" not in str(program))
    monkeypatch.setattr(run_checks, "_check_types", lambda _: True)
    monkeypatch.setattr(sys, "argv", ["run_checks.py", "--static"])
    with pytest.raises(SystemExit) as ended:
        run_checks.main()
    assert ended.value.code == 1
    told = capsys.readouterr().out
    assert "FAILED  ruff check" in told
    assert "held    tsc" in told


def test_a_linked_node_modules_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """`npm ci` would empty the folder that the link leads to."""
    (tmp_path / "somebody").mkdir()
    (tmp_path / "node_modules").symlink_to(tmp_path / "somebody")
    stamp = tmp_path / "node_modules" / ".package-lock.json"
    called: list[str] = []
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(run_checks, "TYPESCRIPT_STAMP", stamp)
    monkeypatch.setattr(
        run_checks, "call", lambda program, *_, **__: called.append(Path(program).name) or True
    )
    assert run_checks._check_types(sys.stdout)
    assert called == ["tsc"]
