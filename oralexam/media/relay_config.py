"""The configuration of coturn (Debian's package `coturn`) that goes with this server's settings.

What it may relay to is closed first, whole, and then opened for the addresses that media has: a relay that is
left as it comes is an open door into the centre's network (CVE-2020-26262 was a way around a list of what is
forbidden; here is a list of what is allowed).
"""

import ipaddress
from collections.abc import Sequence
from typing import Final

from oralexam.media.ports import PortRange

RELAY_PORTS: Final = PortRange(first=49_160, last=49_559)
"""Where relayed packets leave for the server: one a connection; 400 are as many as `40000-40399` has."""
EVERYTHING: Final = ("0.0.0.0-255.255.255.255", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")
MOST_OF_ONE: Final = 12
"""Allocations of one name at once: a page takes one for each network card and way to the relay, and a new
connection stands beside the old one for a moment."""
MOST_BYTES_S: Final = 400_000
"""Of one allocation: the picture's 1.2 Mbit/s both ways with its repeats, and room (coturn counts bytes)."""


def coturn_configuration(
    *,
    secret: str,
    peers: Sequence[str],
    port: int,
    realm: str = "oralexam",
    tls: tuple[str, str, int] | None = None,
    relay_ports: PortRange = RELAY_PORTS,
    listen: Sequence[str] = (),
) -> str:
    """The text of `turnserver.conf`; `peers` are the addresses on which this server's media can be.

    `tls` is a certificate's file, its key's, and the port of `turns:`. `listen`: only on these addresses.
    """
    addresses = [ipaddress.ip_address(peer) for peer in peers]
    secure = ["no-tls"]
    if tls is not None:
        certificate, key, tls_port = tls
        secure = [f"tls-listening-port={tls_port}", f"cert={certificate}", f"pkey={key}"]
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
            f"user-quota={MOST_OF_ONE}",
            f"total-quota={relay_ports.size}",
            f"max-bps={MOST_BYTES_S}",
            "",
            "# What it may reach: the examination server, by UDP, and nothing else.",
            f"min-port={relay_ports.first}",
            f"max-port={relay_ports.last}",
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
