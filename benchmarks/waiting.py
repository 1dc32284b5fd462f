"""How long a process waited for a processor while it had work to do (Linux, /proc/PID/task/*/schedstat).

A server that had to wait takes its packets in bunches, which is cheaper for each and later for all: what was
measured meanwhile says more of the machine than of the server.
"""

from pathlib import Path

import msgspec


class Turns(msgspec.Struct, frozen=True, kw_only=True):
    """What the threads of a process have run and waited so far, by thread, in nanoseconds."""

    ran_ns: dict[str, int]
    waited_ns: dict[str, int]


def turns_of(pid: int) -> Turns:
    """Read every thread's account; one that ends meanwhile is left out."""
    ran: dict[str, int] = {}
    waited: dict[str, int] = {}
    for thread in Path(f"/proc/{pid}/task").iterdir():
        try:
            told = (thread / "schedstat").read_text().split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        ran[thread.name], waited[thread.name] = int(told[0]), int(told[1])
    return Turns(ran_ns=ran, waited_ns=waited)


def waiting_share(before: Turns, after: Turns) -> float:
    """Of the time in which the process's threads wanted to run, the share in which they were made to wait."""
    ran = _grown(before.ran_ns, after.ran_ns)
    waited = _grown(before.waited_ns, after.waited_ns)
    return waited / (ran + waited) if ran + waited else 0.0


def _grown(before: dict[str, int], after: dict[str, int]) -> int:
    return sum(now - before.get(thread, 0) for thread, now in after.items())
