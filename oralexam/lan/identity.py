"""By which names and addresses this machine can be reached."""

import ipaddress
import re
import socket
from collections.abc import Iterable

import ifaddr
import msgspec

from oralexam.errors import SystemFault

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LOOPBACK: tuple[Address, ...] = (ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("::1"))
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST_NAME = re.compile(rf"{_LABEL}(\.{_LABEL})*")
"""RFC 1123 section 2.1: letters, digits and hyphens; 63 characters a label."""
_NAME_LIMIT = 253
_VIRTUAL = ("docker", "br-", "virbr", "veth", "vmnet", "vboxnet", "lxc", "podman", "cni")
"""Networks inside this machine: told last, since no other PC reaches them."""


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """The names and addresses of one machine; the first of each is the one to be told."""

    names: tuple[str, ...]
    addresses: tuple[str, ...]
    """As text, loopback left out."""
    networks: tuple[str, ...] = ()
    """The networks that the machine's own cards say they belong to."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """All of them as they stand in an address bar, `localhost` last."""
        written = (f"[{text}]" if ":" in text else text for text in self.addresses)
        return (*written, *self.names, "localhost", "127.0.0.1", "[::1]")


def this_machine(also: Iterable[str] = ()) -> Identity:
    """What this machine is called, and the addresses of its network cards now.

    No name server is asked: the answer is the same with the network down. `also` are names that the
    centre's own name server gives it.

    Raises:
        SystemFault: `lan-name-wrong`: one of `also` is no host name.
    """
    own = socket.gethostname().lower().rstrip(".")
    short = own.partition(".")[0]
    names = [*(_checked(name) for name in also), *(n for n in (own, short) if is_host_name(n))]
    if is_host_name(short) and short != "localhost":
        names.append(f"{short}.local")
    cards = sorted(
        (
            (adapter.nice_name.startswith(_VIRTUAL), address, ip.network_prefix)
            for adapter in ifaddr.get_adapters()
            for ip in adapter.ips
            if (address := _reachable(ip.ip)) is not None
        ),
        key=lambda card: (card[0], *_order(card[1])),
    )
    return Identity(
        names=tuple(dict.fromkeys(name for name in names if name != "localhost")),
        addresses=tuple(dict.fromkeys(str(address) for _, address, _ in cards)),
        networks=tuple(
            dict.fromkeys(
                str(ipaddress.ip_network(f"{address}/{prefix}", strict=False)) for _, address, prefix in cards
            )
        ),
    )


def is_host_name(name: str) -> bool:
    """Whether `name` can stand in a certificate as a DNS name (RFC 1123 section 2.1), and is no address."""
    if len(name) > _NAME_LIMIT or _HOST_NAME.fullmatch(name) is None:
        return False
    return not name.replace(".", "").isdigit()


def _checked(name: str) -> str:
    name = name.strip().lower().rstrip(".")
    if not is_host_name(name):
        raise SystemFault("lan-name-wrong", name=name)
    return name


def _reachable(ip: str | tuple[str, int, int]) -> Address | None:
    """The address, if a browser elsewhere can type it.

    An IPv6 address with a scope (fe80::…%eth0) cannot stand in an address bar (WHATWG URL, host parsing).
    """
    address = ipaddress.ip_address(ip if isinstance(ip, str) else ip[0])
    if address.is_loopback or address.is_multicast or address.is_unspecified:
        return None
    return None if address.version == 6 and address.is_link_local else address


def _order(address: Address) -> tuple[bool, bool, int]:
    """IPv4 first: people type it; an address that a card gave itself (RFC 3927) last."""
    return address.version == 6, address.is_link_local, int(address)
