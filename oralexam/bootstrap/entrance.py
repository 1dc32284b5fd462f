"""How browsers come in: the listening sockets, and the addresses that are told."""

import contextlib
import errno
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from oralexam.errors import SystemFault
from oralexam.settings import Settings

if TYPE_CHECKING:  # certificates are only for `serve --lan`
    from oralexam.lan.keeping import Certificates

BACKLOG = 256


@dataclass(frozen=True, kw_only=True)
class LanEntrance:
    """What `serve --lan` adds: TLS, and the plain port that tells how to trust it."""

    tls: ssl.SSLContext
    certificates: "Certificates"
    urls: tuple[str, ...]
    """Every address that other machines can type, the one for links first."""
    trust_sockets: tuple[socket.socket, ...]
    trust_url: str


@dataclass(frozen=True, kw_only=True)
class Entrance:
    """Sockets that listen, and the origins under which browsers may know this server."""

    sockets: tuple[socket.socket, ...]
    port: int
    url: str
    """What links begin with."""
    origins: tuple[str, ...]
    lan: LanEntrance | None = None

    def close(self) -> None:
        """Stop listening."""
        for each in (*self.sockets, *(self.lan.trust_sockets if self.lan else ())):
            each.close()


def open_entrance(settings: Settings, certificates_folder: Path, *, now: datetime) -> Entrance:
    """Listen where the settings say.

    Raises:
        SystemFault: `port-in-use`, `address-not-here`, and what the certificates raise.
    """
    if settings.lan:
        from oralexam.bootstrap.lan_entrance import open_lan  # noqa: PLC0415 — half a MB for who wants it

        return open_lan(settings, certificates_folder, now=now)
    sockets = _listening(settings.host, settings.port)
    port: int = sockets[0].getsockname()[1]
    url = settings.public_url or f"http://{host_of_links(settings.host)}:{port}"
    known = (url,) if url.startswith("https://") else (url, *_plain(port))
    return Entrance(sockets=sockets, port=port, url=url, origins=known)


def _listening(host: str, port: int) -> tuple[socket.socket, ...]:
    """`::` means every address, as people write it: IPv4 has a socket of its own, on the same port."""
    first = bind(host, port)
    if host != "::":
        return (first,)
    try:
        return (first, bind("0.0.0.0", first.getsockname()[1]))
    except SystemFault as fault:
        if fault.reason == "port-in-use":
            first.close()
            raise
        return (first,)  # a machine without IPv4


def host_of_links(host: str) -> str:
    """The host as an address has it: IPv6 in brackets (RFC 3986 section 3.2.2); nobody can type « all »."""
    if host in {"", "0.0.0.0", "::"}:
        return "localhost"
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(host).version == 6:
            return f"[{host}]"
    return host


def bind(host: str, port: int) -> socket.socket:
    """A listening socket.

    Raises:
        SystemFault: `port-in-use`, `address-not-here`.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, family=_family_of(host), flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise SystemFault("port-in-use", port=port) from error
        raise SystemFault("address-not-here", host=host, cause=str(error.strerror)) from error


def _family_of(host: str) -> socket.AddressFamily:
    """`localhost` means 127.0.0.1, whatever the hosts file prefers: browsers try both."""
    return socket.AF_INET if host == "localhost" else socket.AF_UNSPEC


def _plain(port: int) -> tuple[str, ...]:
    return f"http://localhost:{port}", f"http://127.0.0.1:{port}", f"http://[::1]:{port}"
