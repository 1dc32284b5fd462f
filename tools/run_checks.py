"""Run every check, one after the other, and say at the end which held: `make test` and `make check` run this.

A step that fails does not hide the ones after it. The exit status is 0 only if every step ran and held.
"""

import argparse
import contextlib
import glob
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
STEP_LIMIT_S = 35 * 60
"""Against a hang only. On two quiet cores no step takes half of it; beside others the tests once took 21 min.
A single test that hangs is ended by its own limit (`timeout` in pyproject.toml) and fails alone."""
LAST_WORDS_S = 60
"""A step that is stopped may say where it stood: pytest tells the line it was at, and what failed before."""
TYPESCRIPT_STAMP = ROOT / "node_modules" / ".package-lock.json"

# Programs that checks start, and libraries that they load, with the Debian package of each.
PROGRAMS = {
    "chromium": "chromium",  # the browser tests drive it
    "certutil": "libnss3-tools",  # tells Chromium to trust the LAN's authority
    "ffmpeg": "ffmpeg",  # replay media are checked with the real program
    "ip": "iproute2",  # makes the network namespaces of tests/lan
    "janus-pp-rec": "janus-tools",  # reads our evidence without us
    "strace": "strace",  # shows how far apart journals are synced
    # The printed record: what weasyprint loads.
    "/usr/lib/*/libpango-1.0.so.0": "libpango-1.0-0",
    "/usr/lib/*/libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "/usr/lib/*/libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "/usr/lib/postgresql/*/bin/initdb": "postgresql",  # the queue of jobs of a cluster
    "node": "nodejs",  # runs the type checker and the tests of web/js
    "npm": "npm",  # installs the type checker from package-lock.json
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One check: what it is called, and what runs it; `run` answers whether it held."""

    name: str
    run: Callable[[], bool]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one check went."""

    name: str
    held: bool
    wall_s: float


def main() -> None:
    """Run the steps asked for and exit 1 if any of them did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--static", action="store_true", help="only what reads the code without running it")
    options = parser.parse_args()
    static = [
        Step(name="ruff check", run=lambda: _call(BIN / "ruff", "check", ".")),
        Step(name="ruff format", run=lambda: _call(BIN / "ruff", "format", "--check", ".")),
        Step(name="mypy", run=lambda: _call(BIN / "mypy")),
        Step(name="import-linter", run=lambda: _call(BIN / "lint-imports")),
        Step(name="tsc", run=_check_types),
    ]
    running = [
        Step(name="web unit tests", run=_test_web),
        Step(name="pytest", run=_test_python),
    ]
    steps = static if options.static else [Step(name="programs", run=_install_programs), *static, *running]
    outcomes = [_time(step, number=number, total=len(steps)) for number, step in enumerate(steps, start=1)]
    _report(outcomes)
    sys.exit(0 if all(outcome.held for outcome in outcomes) else 1)


def _time(step: Step, *, number: int, total: int) -> Outcome:
    print(f"\n=== {number}/{total} {step.name}", flush=True)
    began = time.monotonic()
    held = step.run()
    return Outcome(name=step.name, held=held, wall_s=time.monotonic() - began)


def _report(outcomes: list[Outcome]) -> None:
    print("\n=== in short", flush=True)
    for outcome in outcomes:
        print(f"  {'held  ' if outcome.held else 'FAILED'}  {outcome.name:<16} {outcome.wall_s:7.1f} s")
    print(f"          {'in all':<16} {sum(outcome.wall_s for outcome in outcomes):7.1f} s", flush=True)


def _call(program: Path | str, *arguments: str) -> bool:
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A run in the background ignores interrupts and hands that on; a step that hangs has to hear one.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        # A session of its own: what it has started is stopped with it.
        step = subprocess.Popen([str(program), *arguments], cwd=ROOT, start_new_session=True)
    except OSError as error:
        print(f"{program} could not be started: {error.strerror}", flush=True)
        return False
    try:
        return step.wait(STEP_LIMIT_S) == 0
    except subprocess.TimeoutExpired:
        print(f"stopped: not done after {STEP_LIMIT_S / 60:.0f} minutes", flush=True)
        return False
    finally:
        _stop(step)


def _stop(step: subprocess.Popen[bytes]) -> None:
    """Interrupt a step that still runs, then end it and all that it has started."""
    if step.poll() is None:
        step.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            step.wait(LAST_WORDS_S)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(step.pid, signal.SIGKILL)
    step.wait()


def _is_here(program: str) -> bool:
    """Whether a program is on the path, or, named with its folder, where it says."""
    return bool(glob.glob(program)) if program.startswith("/") else shutil.which(program) is not None  # noqa: PTH207


def _install_programs() -> bool:
    missing = [program for program in PROGRAMS if not _is_here(program)]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        packages = sorted({PROGRAMS[program] for program in missing})
        print(f"installing with apt-get: {' '.join(packages)}", flush=True)
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        _call("apt-get", "update", "-qq")
        _call("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages)
        missing = [program for program in PROGRAMS if not _is_here(program)]
    for program in missing:
        print(
            f"{program} is missing, and tests need it. As root: apt-get install {PROGRAMS[program]}",
            flush=True,
        )
    if not missing:
        print(f"all here: {', '.join(PROGRAMS)}", flush=True)
    return not missing


def _check_types() -> bool:
    if shutil.which("npm") is None:
        print(
            "npm is missing: it brings the type checker of web/. As root: apt-get install nodejs npm",
            flush=True,
        )
        return False
    lock = ROOT / "package-lock.json"
    if not TYPESCRIPT_STAMP.exists() or TYPESCRIPT_STAMP.stat().st_mtime < lock.stat().st_mtime:
        print("installing the type checker with npm ci", flush=True)
        if not _call("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"):
            return False
    return _call(ROOT / "node_modules" / ".bin" / "tsc", "-p", "tsconfig.json")


def _test_web() -> bool:
    # Named one by one: Debian 12's node 18 knows no patterns.
    files = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "web").rglob("*.test.js"))
    if not files:
        print("no tests/web/**/*.test.js was found", flush=True)
        return False
    return _call("node", "--test", *files)


def _test_python() -> bool:
    """Run all tests, one after the other: many measure time, and two at once would measure each other."""
    return _call(BIN / "python", "-m", "pytest", "--continue-on-collection-errors", "--durations=15")


if __name__ == "__main__":
    main()
