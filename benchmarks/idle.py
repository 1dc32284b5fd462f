"""How soon a server is ready, and how much memory it takes when nobody is there (issue 2, « How fast »).

`oralexam serve` is started on an empty data folder, as on a new machine, several times. Ready is the first
200 from /readyz. The resident memory is the server process's own, read after it stood idle; the worker's
(a process of its own, which alone may load torch and Whisper) is told apart. MB are 2**20 bytes (as in ps).

Packages that only the checks need (requirements-dev.lock) are hidden from the server, as on a centre's
machine, where they are not installed: structlog, for one, loads rich wherever it finds it.
"""

import importlib.metadata
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from statistics import median

import psutil

from benchmarks.result import print_result

ROOT = Path(__file__).resolve().parent.parent
STARTS = 5
READY_GOAL_S = 2.0
RSS_GOAL_MB = 120.0
IDLE_S = 5.0
POLL_S = 0.01
START_LIMIT_S = 30.0
STOP_LIMIT_S = 20.0
MB = 2**20

HIDING = """
import sys

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name in {names!r}:
            raise ModuleNotFoundError(f"{{name}} is hidden: a centre's machine does not have it", name=name)

sys.meta_path.insert(0, Hidden())
"""


def main() -> None:
    """Start, wait, measure, stop; print the result."""
    ready_s: list[float] = []
    server_mb: list[float] = []
    workers_mb: list[float] = []
    for number in range(1, STARTS + 1):
        with tempfile.TemporaryDirectory(prefix="oralexam-idle-") as folder:
            seconds, rss, workers = _one_start(Path(folder))
        ready_s.append(seconds)
        server_mb.append(rss)
        workers_mb.append(workers)
        print(f"start {number}: ready after {seconds:.2f} s, server {rss:.0f} MB, worker {workers:.0f} MB")
    print_result(
        name="idle",
        value=median(ready_s),
        unit="s to ready",
        goal=f"<= {READY_GOAL_S} s, and RSS <= {RSS_GOAL_MB:.0f} MB",
        holds=median(ready_s) <= READY_GOAL_S and median(server_mb) <= RSS_GOAL_MB,
        rests_on={
            "starts": STARTS,
            "ready_s": [round(value, 3) for value in ready_s],
            "server_rss_mb": [round(value, 1) for value in server_mb],
            "worker_rss_mb": [round(value, 1) for value in workers_mb],
            "idle_s": IDLE_S,
            "figures": "medians decide; the server process alone, the worker apart; MB are 2**20 bytes",
        },
    )


def _one_start(folder: Path) -> tuple[float, float, float]:
    port = _free_port()
    hiding = folder / "hiding"
    hiding.mkdir()
    (hiding / "sitecustomize.py").write_text(HIDING.format(names=modules_of_checks()))
    environment = {
        **os.environ,
        "PYTHONPATH": str(hiding),
        "ORALEXAM_DATA": str(folder / "data"),
        "ORALEXAM_HOST": "127.0.0.1",
        "ORALEXAM_PORT": str(port),
    }
    with (folder / "server.log").open("w+") as log:
        began = time.monotonic()
        server = subprocess.Popen(
            [sys.executable, "-m", "oralexam", "serve"],
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            ready_s = _wait_until_ready(server, port, began)
            time.sleep(IDLE_S)
            process = psutil.Process(server.pid)
            workers = process.children(recursive=True)
            return (
                ready_s,
                process.memory_info().rss / MB,
                sum(worker.memory_info().rss for worker in workers) / MB,
            )
        except RuntimeError:
            log.seek(0)
            print(log.read()[-4000:], file=sys.stderr)
            raise
        finally:
            _stop(server)


def _wait_until_ready(server: subprocess.Popen[bytes], port: int, began: float) -> float:
    while time.monotonic() - began < START_LIMIT_S:
        if server.poll() is not None:
            msg = f"the server ended with status {server.returncode}"
            raise RuntimeError(msg)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return time.monotonic() - began
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(POLL_S)
    msg = f"the server was not ready after {START_LIMIT_S:.0f} s"
    raise RuntimeError(msg)


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(STOP_LIMIT_S)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)  # the session that this benchmark started, nothing else
        server.wait(STOP_LIMIT_S)


def modules_of_checks() -> set[str]:
    """The importable names of what requirements-dev.lock adds."""
    lines = (ROOT / "requirements-dev.lock").read_text().splitlines()
    packages = {re.split("[= ]", line)[0].lower() for line in lines if line and not line.startswith("#")}
    return {
        module
        for module, providers in importlib.metadata.packages_distributions().items()
        if all(provider.lower() in packages for provider in providers)
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
