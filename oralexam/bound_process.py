"""A process that ends with the one that started it: run as a script, with what is to become of it.

`python bound_process.py PARENT PROGRAM ARGUMENT…` asks the kernel for SIGKILL at the death of its parent and
becomes the program. The wish outlives `execve` (prctl(2), PR_SET_PDEATHSIG, Linux): no program has to know
of it. Asked for in the child: code between fork and exec (`preexec_fn`) may hang in a parent with threads.
"""

import ctypes
import os
import signal
import sys
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
NOT_THERE: Final = 127
"""The exit status where there is no such program (POSIX, Shell Command Language, 2.8.2)."""


def bind(parent: int) -> None:
    """End with `parent`; elsewhere than on Linux this does nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        # It may have died before it was asked for: then nobody tells.
        if os.getppid() != parent:
            sys.exit(1)


def become(parent: int, command: list[str]) -> None:
    """Be bound to `parent`, and become the program; elsewhere than on Linux only the latter."""
    bind(parent)
    try:
        os.execvp(command[0], command)  # noqa: S606 -- no shell; whoever starts this process made the command
    except FileNotFoundError:
        sys.exit(NOT_THERE)


if __name__ == "__main__":
    become(int(sys.argv[1]), sys.argv[2:])
