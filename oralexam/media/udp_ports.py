"""The UDP ports that a centre's firewall lets through: written as a range, taken one after the other."""

import contextlib
import errno
import random
import re
import socket
from collections.abc import Sequence
from typing import Final

from oralexam.errors import Unavailable
from oralexam.media.ports import MediaLoad, PortRange

PORTS_A_CALL: Final = 6
"""Two parties and an observer, each of whom may hold an old connection beside the new one while coming back.
A guest takes one more, which is asked for when they come (`has_port_for_guest`)."""
PORT_RANGE_FORM: Final = (
    "it is written as 40000-40399: two ports from 1024 on, six for each call at the least"
)
_RANGE: Final = re.compile(r"(\d{1,5})-(\d{1,5})")
_LOWEST: Final = 1024
"""Ports below it need a right that the server must not have (RFC 6335, section 6: system ports)."""
_HIGHEST: Final = 65535


def calls_in(ports: PortRange) -> int:
    """How many calls may run at once on these ports."""
    return ports.size // PORTS_A_CALL


def read_port_range(text: str) -> PortRange | None:
    """What `40000-40399` means; None where nothing is said.

    Raises:
        ValueError: it is no range, or one too small for a call; says how it is written.
    """
    if not text.strip():
        return None
    found = _RANGE.fullmatch(text.strip())
    ports = PortRange(first=int(found[1]), last=int(found[2])) if found else None
    if ports is None or not _LOWEST <= ports.first <= ports.last <= _HIGHEST or not calls_in(ports):
        raise ValueError(PORT_RANGE_FORM)
    return ports


def bound_socket(address: str, ports: PortRange) -> socket.socket:
    """A UDP socket on `address`, on whichever port of the range is free.

    Processes that share the range ask the kernel, which gives a port to one of them: they need not know of
    each other. They begin anywhere in it, so that one does not try all that the others have taken.

    Raises:
        Unavailable: `media-ports-full`.
        OSError: `address` is none of this machine's.
    """
    family, kind, protocol, _, place = socket.getaddrinfo(
        address, 0, type=socket.SOCK_DGRAM, flags=socket.AI_NUMERICHOST
    )[0]
    begin = random.randrange(ports.size)  # noqa: S311 -- no secret
    with contextlib.ExitStack() as opened:
        own = opened.enter_context(socket.socket(family, kind, protocol))
        own.setblocking(False)
        if family == socket.AF_INET6:
            own.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        for step in range(ports.size):
            try:
                own.bind((place[0], ports.first + (begin + step) % ports.size, *place[2:]))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
            else:
                opened.pop_all()
                return own
    raise Unavailable("media-ports-full", ports=str(ports))


def has_ports(loads: Sequence[MediaLoad], ports: PortRange | None, *, promised: int) -> bool:
    """Whether one more call finds its ports beside those that run and `promised` ones that will. Pure."""
    return ports is None or _taken(loads) + (promised + 1) * PORTS_A_CALL <= ports.size


def has_port_for_guest(
    loads: Sequence[MediaLoad], ports: PortRange | None, *, promised: int, coming: int
) -> bool:
    """Whether one more guest finds a port beside those of all calls and of `coming` guests. Pure.

    What calls have not taken of their six is theirs all the same: they need it when they come back.
    """
    return ports is None or _taken(loads) + promised * PORTS_A_CALL + coming + 1 <= ports.size


def _taken(loads: Sequence[MediaLoad]) -> int:
    """What calls have, or may want at any moment, and what guests have."""
    guests = sum(load.guests for load in loads)
    calls = sum(load.open_calls for load in loads)
    return guests + max(sum(load.connections for load in loads) - guests, calls * PORTS_A_CALL)
