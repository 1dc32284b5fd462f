"""`python -m benchmarks [NAME ...]`: run benchmarks, each in a process of its own, and sum them up.

A benchmark is a module of this folder with a `main()`, which prints one JSON line last
(benchmarks/result.py). The exit status is 1 if one did not run or did not reach its goal.
"""

import argparse
import ast
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import msgspec

from benchmarks.result import Result

FOLDER = Path(__file__).resolve().parent
LIMIT_S = 30 * 60


def main() -> None:
    """Run the benchmarks that are named, or all of them."""
    known = names()
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", nargs="*", help=f"one of: {', '.join(known)}")
    wanted: list[str] = parser.parse_args().name or known
    unknown = sorted(set(wanted) - set(known))
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        sys.exit(2)
    results = {name: _run(name) for name in wanted}
    if len(wanted) > 1:
        print("\n=== in short", flush=True)
        for name, result in results.items():
            print(_line(name, result), flush=True)
    sys.exit(0 if all(result is not None and result.holds for result in results.values()) else 1)


def names() -> list[str]:
    """Every module of this folder that has a `main`, in alphabetical order."""
    return sorted(
        path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("__") and _has_main(path)
    )


def last_result(output: str) -> Result | None:
    """The result that a benchmark printed last; None if its last line is something else."""
    lines = output.strip().splitlines()
    if not lines:
        return None
    try:
        return msgspec.json.decode(lines[-1], type=Result)
    except msgspec.DecodeError:
        return None


def _has_main(path: Path) -> bool:
    tree = ast.parse(path.read_text())
    return any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in tree.body)


def _run(name: str) -> Result | None:
    print(f"\n=== {name}", flush=True)
    program = f"from benchmarks.{name} import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=FOLDER.parent,
        stdout=subprocess.PIPE,
        text=True,
        # A group of its own: the servers that it starts end with it.
        process_group=0,
    )
    said: list[str] = []
    # Not looked at between two lines: what hangs says nothing more.
    limit = threading.Timer(LIMIT_S, os.killpg, (process.pid, signal.SIGKILL))
    limit.start()
    try:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            said.append(line)
        process.wait(timeout=60)
    except KeyboardInterrupt:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=60)
        raise
    finally:
        limit.cancel()
    if process.returncode != 0:
        print(f"{name} ended with status {process.returncode}", flush=True)
        return None
    result = last_result("".join(said))
    if result is None:
        print(f"{name} printed no result last", flush=True)
    return result


def _line(name: str, result: Result | None) -> str:
    if result is None:
        return f"  FAILED  {name}"
    holds = "holds " if result.holds else "MISSED"
    return f"  {holds}  {name:<18} {result.value:g} {result.unit} (goal: {result.goal})"


if __name__ == "__main__":
    main()
