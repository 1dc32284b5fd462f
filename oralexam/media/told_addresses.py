"""The addresses that browsers are told where the server's own cards do not have them: behind a 1:1 NAT.

Such a router gives the machine another address, and leaves every port as it is. The cards' own addresses are
told as well: rooms on the server's side of the router reach those.
"""

import ipaddress
import re
from typing import Final

TOLD_FORM: Final = (
    "it is written as 203.0.113.7, or 203.0.113.7,2001:db8::7: addresses without ports or names, by which"
    " browsers reach this server"
)
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def read_told_addresses(text: str) -> tuple[str, ...]:
    """What `203.0.113.7, 2001:db8::7` means; nothing where nothing is said.

    Raises:
        ValueError: one of them is a name, has a port, or is none by which another machine can be reached.
    """
    told = (_read(each) for each in re.split(r"[,\s]+", text) if each)
    return tuple(dict.fromkeys(str(address) for address in told))


def _read(text: str) -> Address:
    try:
        address = ipaddress.ip_address(text)
    except ValueError as error:
        raise ValueError(TOLD_FORM) from error
    # A link-local one means something on one cable only; loopback, to each machine itself.
    nowhere = address.is_unspecified or address.is_multicast or address.is_loopback or address.is_link_local
    if nowhere or address == ipaddress.ip_address("255.255.255.255") or getattr(address, "scope_id", None):
        raise ValueError(TOLD_FORM)
    return address
