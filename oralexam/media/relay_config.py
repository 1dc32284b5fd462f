"""The configuration of coturn (Debian's package `coturn`) that goes with this server's settings.

What it may relay to is closed first, whole, and then opened for the addresses that media has: a relay that is
left as it comes is an open door into the centre's network (CVE-2020-26262 was a way around a list of what is
forbidden; here is a list of what is allowed). It tells addresses apart and not ports: `nftables_rules` do.
"""

import ipaddress
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from oralexam.media.ports import PortRange
from oralexam.media.udp_ports import PORTS_A_CALL

FIRST_RELAY_PORT: Final = 49_160
LAST_RELAY_PORT: Final = 65_535
EVERYTHING: Final = ("0.0.0.0-255.255.255.255", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")
CARDS: Final = 2
"""A page takes an allocation by each way to the relay and from each network card: cable and Wi-Fi."""
CONNECTIONS: Final = 400
"""At once, where no range of ports bounds them: as many as `40000-40399` has."""
LEAST_OF_ONE: Final = 12
"""Allocations of one name at once; a new connection stands beside the old one for a moment."""
MOST_BYTES_S: Final = 400_000
"""Of one allocation: the picture's 1.2 Mbit/s both ways with its repeats, and room (coturn counts bytes)."""


class RelayTls(msgspec.Struct, frozen=True, kw_only=True):
    """`turns:`, the files as coturn finds them."""

    certificate: Path
    key: Path
    port: int


def relay_ports(ports: PortRange | None, *, ways: int) -> PortRange:
    """The ports that a relay needs for every connection that can stand on this server's own (`ports`).

    The relay tells nobody when it is full; so it is never the first to be: a call is let in while this
    server has ports for it (`udp_ports.has_ports`), and then the relay has. `ways` are its addresses in
    ORALEXAM_TURN_URLS. They lie behind the server's own where both would meet, or before them: server and
    relay may share a machine.
    """
    wanted = (ports.size if ports else CONNECTIONS) * max(ways, 1) * CARDS
    first = FIRST_RELAY_PORT
    if ports is not None and ports.first <= min(first + wanted - 1, LAST_RELAY_PORT) and ports.last >= first:
        behind = LAST_RELAY_PORT - ports.last
        first = ports.last + 1 if behind >= min(wanted, ports.first) else max(1024, ports.first - wanted)
        wanted = min(wanted, behind if first > ports.last else ports.first - first)
    return PortRange(first=first, last=min(first + wanted - 1, LAST_RELAY_PORT))


def calls_by_relay(relayed: PortRange, *, ways: int) -> int:
    """How many calls may run at once with everybody on the relay."""
    return relayed.size // (PORTS_A_CALL * max(ways, 1) * CARDS)


def coturn_configuration(
    *,
    secret: str,
    peers: Sequence[str],
    port: int,
    relayed: PortRange,
    ways: int = 1,
    realm: str = "oralexam",
    tls: RelayTls | None = None,
    listen: Sequence[str] = (),
) -> str:
    """The text of `turnserver.conf`; `peers` are the addresses on which this server's media can be.

    `listen`: only on these addresses.
    """
    addresses = [ipaddress.ip_address(peer) for peer in peers]
    secure = ["no-tls"]
    if tls is not None:
        secure = [
            *(f"tls-listening-port={tls.port}", f"cert={tls.certificate}", f"pkey={tls.key}"),
            *("no-tlsv1", "no-tlsv1_1"),
        ]
    return "\n".join(
        [
            "# Made by `oralexam turn`. It holds a secret: nobody but coturn's own user may read it.",
            f"listening-port={port}",
            *(f"listening-ip={address}" for address in listen),
            *secure,
            "no-dtls",
            "",
            "# Who may use it: whoever the examination server gave credentials to, until they end.",
            f"realm={realm}",
            "fingerprint",
            "use-auth-secret",
            f"static-auth-secret={secret}",
            "stale-nonce=600",
            f"user-quota={max(LEAST_OF_ONE, 2 * ways * CARDS)}",
            f"total-quota={relayed.size}",
            f"max-bps={MOST_BYTES_S}",
            "",
            "# What it may reach: the examination server, by UDP, and nothing else.",
            f"min-port={relayed.first}",
            f"max-port={relayed.last}",
            "no-tcp-relay",
            "no-multicast-peers",
            *(f"denied-peer-ip={everything}" for everything in EVERYTHING),
            *(f"allowed-peer-ip={address}" for address in addresses),
            *(["allow-loopback-peers"] if any(address.is_loopback for address in addresses) else []),
            "",
            "no-cli",
            "no-rfc5780",
            "no-software-attribute",
            "no-dynamic-ip-list",
            "no-dynamic-realms",
            "simple-log",
            "log-file=stdout",
            "",
        ]
    )


def nftables_rules(*, relays: Sequence[str], relayed: PortRange, media: PortRange) -> str:
    """Rules for the examination server: what a relay sends on reaches the ports of media, and no others.

    Whoever has credentials can have the relay send to any port of an address that it may reach (RFC 8656
    section 21.3.2 leaves that to its list of addresses). A relay on the server itself is met the same: what
    a machine sends to itself comes in by `lo`.
    """
    families: dict[str, list[str]] = {"ip": [], "ip6": []}
    for relay in relays:
        families["ip6" if ":" in relay else "ip"].append(str(ipaddress.ip_address(relay)))
    return "\n".join(
        [
            "# Made by `oralexam turn --firewall`, for the examination server: nft -f THIS-FILE.",
            "# It stands beside other tables, and only ever forbids.",
            "table inet oralexam_relay",
            "delete table inet oralexam_relay",
            "table inet oralexam_relay {",
            "  chain from_the_relay {",
            "    type filter hook input priority filter; policy accept;",
            *(
                f"    {family} saddr {{ {', '.join(addresses)} }} udp sport {relayed}"
                f" udp dport != {media} counter drop"
                for family, addresses in families.items()
                if addresses
            ),
            "  }",
            "}",
            "",
        ]
    )
