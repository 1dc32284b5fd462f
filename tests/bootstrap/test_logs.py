"""The log never ends what it tells about."""

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import structlog
from oralexam.bootstrap.logs import set_up_logs
set_up_logs(as_json={as_json})
log = structlog.get_logger()
for number in range(2000):
    log.info("said", number=number)
try:
    raise ValueError
except ValueError:
    log.exception("failed")
print("went on", flush=True)
"""


def test_a_full_disk_takes_no_line_and_ends_nothing() -> None:
    """Standard error is a device that is always full (full(4)); the program goes on to its end."""
    for as_json in (False, True):
        with Path("/dev/full").open("wb") as full:
            ended = subprocess.run(
                [sys.executable, "-c", PROGRAM.format(as_json=as_json)],
                stdout=subprocess.PIPE,
                stderr=full,
                timeout=60,
                check=False,
            )
        assert ended.stdout == b"went on\n"
