"""Make the virtual environment from the lock, saying what is being done: `make setup` runs this.

Only the standard library is used: nothing is installed yet when it runs. A stamp in the environment
holds digests of what was installed from, so that the second time takes a blink.
"""

import argparse
import hashlib
import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
STAMP = ".oralexam-setup.json"
PROJECT_SOURCES = ("pyproject.toml",)
PATIENCE_S = 10.0  # after so long without a word from pip, we say that it is still at work

TORCH_MISSING = """
torch's CPU build was not found: pip knows no place that has it.
It is on PyTorch's own CPU wheel index, whose address stands on PyTorch's "Get Started" page
(Linux, Pip, Python, CPU: it is what follows --index-url). Then say:

    make setup TORCH_INDEX=<that address>

Where this machine has no Internet, download the torch wheel named in requirements.lock elsewhere, put it
in a folder here, and say:  PIP_FIND_LINKS=<that folder> make setup
"""

VENV_MISSING = """
This Python 3.11 cannot make virtual environments (its ensurepip is missing).
Debian and Ubuntu keep that part in a package of its own:  apt-get install python3.11-venv
"""


def main() -> None:
    """Bring the environment to what the lock says, or stop with a sentence that says what to do."""
    options = _options()
    venv: Path = options.venv
    groups = ["requirements-build.lock", "requirements.lock"]
    if options.dev:
        groups.append("requirements-dev.lock")
    stamp = venv / STAMP
    done = _read_stamp(stamp)
    python = venv / "bin" / "python"
    if not python.exists():
        done = {}
        _make_venv(venv)
    for group in groups:
        digest = _digest([ROOT / group])
        if done.get(group) != digest:
            _install_lock(python, group, torch_index=options.torch_index)
            done[group] = digest
            stamp.write_text(json.dumps(done))
    # The folder is part of the digest: an environment that was moved points to where the project was.
    project = _digest([ROOT / name for name in PROJECT_SOURCES], str(ROOT))
    if done.get("project") != project:
        _say("installing oralexam itself")
        command = ["install", "--no-deps", "--no-build-isolation", "--quiet", "-e", str(ROOT)]
        _pip(python, command, total=1)
        done["project"] = project
        stamp.write_text(json.dumps(done))
        _say(f"ready: {venv}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv")
    parser.add_argument("--dev", action="store_true", help="install what the checks need as well")
    parser.add_argument("--torch-index", default="", help="address of an extra index that has torch for CPUs")
    return parser.parse_args()


def _read_stamp(stamp: Path) -> dict[str, str]:
    try:
        content = json.loads(stamp.read_text())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _digest(paths: Sequence[Path], salt: str = "") -> str:
    digest = hashlib.sha256(salt.encode())
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _make_venv(venv: Path) -> None:
    _say(f"making the virtual environment {venv} with Python {sys.version.split()[0]}")
    if not _has_ensurepip():
        if os.geteuid() == 0 and shutil.which("apt-get"):
            _say("installing python3.11-venv with apt-get")
            quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            subprocess.run(["apt-get", "update", "-qq"], check=False, env=quiet)
            subprocess.run(["apt-get", "install", "-y", "-qq", "python3.11-venv"], check=False, env=quiet)
        if not _has_ensurepip():
            _stop(VENV_MISSING)
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(venv)], check=False)
    if made.returncode != 0:
        _stop(f"The virtual environment {venv} could not be made: is there room, and may you write there?")


def _has_ensurepip() -> bool:
    return (
        subprocess.run(
            [sys.executable, "-c", "import ensurepip"], check=False, capture_output=True
        ).returncode
        == 0
    )


def _install_lock(python: Path, lock: str, *, torch_index: str) -> None:
    wanted = [line for line in (ROOT / lock).read_text().splitlines() if line and not line.startswith("#")]
    _say(f"installing {lock}: {len(wanted)} packages")
    command = ["install", "--no-deps", "--progress-bar", "off", "-r", str(ROOT / lock)]
    if torch_index:
        command += ["--extra-index-url", torch_index]
    _pip(python, command, total=len(wanted))


def _pip(python: Path, command: list[str], *, total: int) -> None:
    """Run pip, turning what it says into short progress lines; stop with a reason if it fails."""
    began = time.monotonic()
    process = subprocess.Popen(
        [str(python), "-m", "pip", "--no-input", "--disable-pip-version-check", *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    # Bounded by what pip prints; the reader ends with pip.
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    reader = threading.Thread(target=_read_lines, args=(process, lines), name="pip-output", daemon=True)
    reader.start()
    said: list[str] = []
    found = 0
    doing = "asking for packages"
    while True:
        try:
            line = lines.get(timeout=PATIENCE_S)
        except queue.Empty:
            _say(f"  ... still {doing}, {time.monotonic() - began:.0f} s")
            continue
        if line is None:
            break
        said.append(line)
        if line.startswith(("Collecting ", "Processing ", "Requirement already satisfied: ", "Ignoring ")):
            found += 1
            # "Ignoring torch: markers ..." is the line of another platform: counted, and not worth a word.
            if not line.startswith("Ignoring "):
                name = line.partition(": ")[2] if line.startswith("Requirement") else line.partition(" ")[2]
                doing = f"fetching {name.split()[0].rsplit('/', 1)[-1]}"
            if found % 10 == 0 or "torch" in doing:
                _say(f"  {found} of {total} ({doing})")
        elif line.startswith("Installing collected packages"):
            doing = "unpacking"
            _say(f"  {total} of {total} found; unpacking")
    if process.wait(timeout=60) != 0:
        text = "\n".join(said)
        if "No matching distribution found for torch" in text:
            _stop(TORCH_MISSING)
        _stop("pip could not install everything. Its last words:\n\n" + "\n".join(said[-15:]))
    _say(f"  done in {time.monotonic() - began:.0f} s")


def _read_lines(process: subprocess.Popen[str], lines: "queue.SimpleQueue[str | None]") -> None:
    if process.stdout is not None:
        with process.stdout as output:
            for line in output:
                lines.put(line.rstrip())
    lines.put(None)


def _say(text: str) -> None:
    print(f"[setup] {text}", flush=True)


def _stop(reason: str) -> NoReturn:
    print(f"\n[setup] stopped.\n{reason.strip()}\n", file=sys.stderr, flush=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
