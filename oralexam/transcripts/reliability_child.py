"""`python -m oralexam.transcripts.reliability_child`: a request on its input, the figures on its output.

It runs beside exams: at the lowest priority, for one answer, and its memory ends with it.
"""

import os
import sys

import msgspec

from oralexam.transcripts.reliability import ReliabilityRequest
from oralexam.transcripts.reliability_figures import compute

LOWEST_PRIORITY = 19


def main() -> None:
    """Read, compute, answer."""
    os.nice(LOWEST_PRIORITY)
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=ReliabilityRequest)
    sys.stdout.buffer.write(msgspec.json.encode(compute(asked)))


if __name__ == "__main__":
    main()
