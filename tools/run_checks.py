"""Run every check and say at the end which held: `make test` and `make check` run this.

Those that read the code, and the tests of web/js, run beside one another; then come the tests of Python.
A check that fails does not hide the others. The exit status is 0 only if every check ran and held.
"""

import argparse
import glob
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import IO

from tools import python_tests
from tools.processes import BIN, ROOT, call, hear_interrupts

AT_ONCE = 2
"""Checks beside one another: as many as the smallest machine that this was measured on has processors."""
TYPESCRIPT_STAMP = ROOT / "node_modules" / ".package-lock.json"

# Programs that checks start, and libraries that they load, with the Debian package of each.
PROGRAMS = {
    "chromium": "chromium",  # the browser tests drive it
    "certutil": "libnss3-tools",  # tells Chromium to trust the LAN's authority
    "ffmpeg": "ffmpeg",  # replay media are checked with the real program
    "ip": "iproute2",  # makes the network namespaces of tests/lan
    "janus-pp-rec": "janus-tools",  # reads our evidence without us
    "turnserver": "coturn",  # a real relay for the tests of tests/media
    "strace": "strace",  # shows how far apart journals are synced
    # The printed record: what weasyprint loads.
    "/usr/lib/*/libpango-1.0.so.0": "libpango-1.0-0",
    "/usr/lib/*/libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "/usr/lib/*/libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "/usr/lib/postgresql/*/bin/initdb": "postgresql",  # the queue of jobs of a cluster
    "node": "nodejs",  # runs the type checker and the tests of web/js
    "npm": "npm",  # installs the type checker from package-lock.json
}

# Without these some tests are skipped, and say so: a system that has no such package is checked all the same.
WELCOME = {
    "firefox-esr": "firefox-esr",  # calls Chromium
    "nft": "nftables",  # makes a router of a namespace; closes a relay's way to other ports
    "pulseaudio": "pulseaudio",  # Firefox's microphone: its own fake one only hums
    "paplay": "pulseaudio-utils",
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One check: what it is called, and what runs it; `run` writes to a file and answers whether it held."""

    name: str
    run: Callable[[IO[str]], bool]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one check went."""

    name: str
    held: bool
    wall_s: float
    lines: tuple[str, ...] = ()


def main() -> None:
    """Run the steps asked for and exit 1 if any of them did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--static", action="store_true", help="only what reads the code without running it")
    options = parser.parse_args()
    hear_interrupts()
    began = time.monotonic()
    outcomes = []
    if not options.static:
        outcomes.append(_time(Step(name="programs", run=_install_programs), sys.stdout))
    static = [
        # The longest first.
        Step(name="mypy", run=lambda out: call(BIN / "mypy", out=out)),
        Step(name="tsc", run=_check_types),
        Step(name="ruff check", run=lambda out: call(BIN / "ruff", "check", ".", out=out)),
        Step(name="ruff format", run=lambda out: call(BIN / "ruff", "format", "--check", ".", out=out)),
        Step(name="import-linter", run=lambda out: call(BIN / "lint-imports", out=out)),
    ]
    web = [] if options.static else [Step(name="web unit tests", run=_test_web)]
    outcomes += _beside_one_another([*static, *web])
    if not options.static:
        outcomes.append(_test_python())
    _report(outcomes, time.monotonic() - began)
    sys.exit(0 if all(outcome.held for outcome in outcomes) else 1)


def _beside_one_another(steps: list[Step]) -> list[Outcome]:
    """Run steps at once; what each has said is printed when it and those before it have ended."""

    def apart(step: Step) -> tuple[Outcome, str]:
        with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
            outcome = _time(step, out)
            out.seek(0)
            return outcome, out.read()

    def told(future: Future[tuple[Outcome, str]]) -> Outcome:
        outcome, said = future.result()
        print(said, end="", flush=True)
        return outcome

    with ThreadPoolExecutor(AT_ONCE) as threads:
        futures = [threads.submit(apart, step) for step in steps]
        return [told(future) for future in futures]


def _time(step: Step, out: IO[str]) -> Outcome:
    print(f"\n=== {step.name}", file=out, flush=True)
    began = time.monotonic()
    held = step.run(out)
    return Outcome(name=step.name, held=held, wall_s=time.monotonic() - began)


def _report(outcomes: list[Outcome], wall_s: float) -> None:
    print("\n=== in short", flush=True)
    for outcome in outcomes:
        print(f"  {'held  ' if outcome.held else 'FAILED'}  {outcome.name:<16} {outcome.wall_s:7.1f} s")
        for line in outcome.lines:
            print(f"          !!! {line}")
    print(f"          {'in all':<16} {wall_s:7.1f} s", flush=True)


def _is_here(program: str) -> bool:
    """Whether a program is on the path, or, named with its folder, where it says."""
    return bool(glob.glob(program)) if program.startswith("/") else shutil.which(program) is not None  # noqa: PTH207


def _install_programs(out: IO[str]) -> bool:
    # Apart: one name that the system does not know hinders all the others.
    orders = [sorted({all_of[program] for program in _missing(all_of)}) for all_of in (WELCOME, PROGRAMS)]
    if any(orders) and os.geteuid() == 0 and shutil.which("apt-get"):
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        call("apt-get", "update", "-qq", out=out)
        for packages in filter(None, orders):
            print(f"installing with apt-get: {' '.join(packages)}", file=out, flush=True)
            call("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages, out=out)
    missing = _missing(PROGRAMS)
    for program in missing:
        print(
            f"{program} is missing, and tests need it. As root: apt-get install {PROGRAMS[program]}",
            file=out,
            flush=True,
        )
    for program in _missing(WELCOME):
        print(
            f"{program} is missing: tests are skipped. As root: apt-get install {WELCOME[program]}",
            file=out,
            flush=True,
        )
    if not missing:
        print(f"all here: {', '.join(PROGRAMS)}", file=out, flush=True)
    return not missing


def _missing(programs: dict[str, str]) -> list[str]:
    return [program for program in programs if not _is_here(program)]


def _check_types(out: IO[str]) -> bool:
    if shutil.which("npm") is None:
        print(
            "npm is missing: it brings the type checker of web/. As root: apt-get install nodejs npm",
            file=out,
            flush=True,
        )
        return False
    lock = ROOT / "package-lock.json"
    if TYPESCRIPT_STAMP.parent.is_symlink():
        # npm would empty the folder that the link leads to, and whoever else uses it would have nothing.
        print("node_modules is a link: what is there is used as it is", file=out, flush=True)
    elif not TYPESCRIPT_STAMP.exists() or TYPESCRIPT_STAMP.stat().st_mtime < lock.stat().st_mtime:
        print("installing the type checker with npm ci", file=out, flush=True)
        if not call("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error", out=out):
            return False
    return call(ROOT / "node_modules" / ".bin" / "tsc", "-p", "tsconfig.json", out=out)


def _test_web(out: IO[str]) -> bool:
    # Named one by one: Debian 12's node 18 knows no patterns.
    files = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "web").rglob("*.test.js"))
    if not files:
        print("no tests/web/**/*.test.js was found", file=out, flush=True)
        return False
    return call("node", "--test", *files, out=out)


def _test_python() -> Outcome:
    print("\n=== pytest", flush=True)
    began = time.monotonic()
    verdict = python_tests.run()
    return Outcome(name="pytest", held=verdict.held, wall_s=time.monotonic() - began, lines=verdict.lines)


if __name__ == "__main__":
    main()
