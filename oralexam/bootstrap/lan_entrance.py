"""The entrance of `serve --lan`: HTTPS on every address, and a plain port that tells how to trust it."""

import contextlib
import errno
import ipaddress
import socket
import ssl
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import structlog

from oralexam.bootstrap.entrance import BACKLOG, Entrance, LanEntrance, bind
from oralexam.errors import SystemFault
from oralexam.lan.authority import named_in
from oralexam.lan.identity import Identity, is_host_name, this_machine
from oralexam.lan.keeping import Certificates, local_certificates
from oralexam.lan.own import covers, own_certificates
from oralexam.settings import Settings

_log = structlog.get_logger(__name__)

HTTPS_PORT = 443
_EVERY_ADDRESS = frozenset({"localhost", "", "0.0.0.0", "::"})
"""What `host` may be where it names none in particular; on a LAN, `localhost` is only the default."""
_HERE = frozenset({"localhost", "127.0.0.1", "[::1]"})


def open_lan(settings: Settings, folder: Path, *, now: datetime) -> Entrance:
    """Listen with TLS, under the centre's certificate or one of a local authority.

    Raises:
        SystemFault: `port-in-use`, `trust-port-in-use`, `address-not-here`, `lan-public-url-not-https`, and
            what the certificates raise.
    """
    public = _public_host(settings.public_url)
    extra = [name for name in settings.lan_names.split(",") if name.strip()]
    machine = this_machine(also=[*((public,) if is_host_name(public) else ()), *extra])
    certificates = _certificates(settings, folder, machine, now=now)
    hosts = tuple(dict.fromkeys((*_named(certificates), *machine.hosts)))
    host = _told_host(settings, public, hosts, certificates)
    tls = _tls(certificates)
    with contextlib.ExitStack() as opened:
        sockets = _bind_lan(settings.host, settings.lan_port, opened)
        try:
            trust_sockets = _bind_lan(settings.host, settings.trust_port, opened)
        except SystemFault as fault:
            if fault.reason == "port-in-use":  # --port would not help
                raise SystemFault("trust-port-in-use", port=settings.trust_port) from fault
            raise
        opened.pop_all()
    port: int = sockets[0].getsockname()[1]
    trust_port: int = trust_sockets[0].getsockname()[1]
    url = settings.public_url.rstrip("/") or _https(host, port)
    told = [_https(each, port) for each in hosts if each not in _HERE and _covered(certificates, each)]
    _log.info(
        "certificate-shown",
        own=certificates.authority is None,
        until=f"{certificates.server.not_valid_after_utc:%Y-%m-%d}",
        left_out=len(certificates.left_out),
    )
    # The trust page is told by an address: no PC has to look that up.
    trust_host = next((each for each in machine.hosts if each not in _HERE), host)
    return Entrance(
        sockets=sockets,
        port=port,
        url=url,
        origins=tuple(dict.fromkeys((url, *(_https(each, port) for each in (host, *hosts))))),
        lan=LanEntrance(
            tls=tls,
            certificates=certificates,
            urls=tuple(dict.fromkeys((url, *told))),
            trust_sockets=trust_sockets,
            trust_url=f"http://{trust_host}:{trust_port}/trust",
        ),
    )


def _public_host(url: str) -> str:
    """The host of ORALEXAM_PUBLIC_URL, empty where it is not set."""
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise SystemFault("lan-public-url-not-https", url=url)
    return parts.hostname


def _certificates(settings: Settings, folder: Path, machine: Identity, *, now: datetime) -> Certificates:
    chain, key = settings.tls_certificate, settings.tls_key
    if chain is None and key is None:
        return local_certificates(folder, machine, now=now)
    if chain is None or key is None:
        raise SystemFault(
            "tls-half-given", missing="ORALEXAM_TLS_KEY" if chain else "ORALEXAM_TLS_CERTIFICATE"
        )
    return own_certificates(chain, key, now=now)


def _told_host(settings: Settings, public: str, hosts: tuple[str, ...], given: Certificates) -> str:
    """The host in links: what the settings say, else the first that the certificate is for."""
    if public:
        if not covers(given.server, public):
            raise SystemFault("tls-certificate-other-name", host=public)
        return _bracketed(public)
    if settings.host not in _EVERY_ADDRESS:
        return _bracketed(settings.host)
    told = next((host for host in hosts if _covered(given, host)), None)
    if told is None:
        raise SystemFault("tls-certificate-which-name", certificate=str(given.chain))
    return told


def _covered(given: Certificates, host: str) -> bool:
    return covers(given.server, host.strip("[]"))


def _named(certificates: Certificates) -> tuple[str, ...]:
    """The hosts that a certificate of the centre's own names; a wildcard names none by itself."""
    if certificates.authority is not None:
        return ()
    names, addresses = named_in(certificates.server)
    return (*sorted(name for name in names if is_host_name(name)), *map(_bracketed, sorted(addresses)))


def _tls(certificates: Certificates) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2  # RFC 9325 section 3.1.1
    try:
        context.load_cert_chain(certificates.chain, certificates.key)
    except (OSError, ssl.SSLError) as error:
        raise SystemFault("tls-file-unreadable", file=str(certificates.chain), cause=str(error)) from error
    context.set_alpn_protocols(["http/1.1"])
    return context


def _bind_lan(host: str, port: int, opened: contextlib.ExitStack) -> tuple[socket.socket, ...]:
    """Every IPv4 and, where there is any, every IPv6 address; or the one that the settings name."""
    if host not in _EVERY_ADDRESS:
        only = opened.enter_context(contextlib.closing(bind(host, port)))
        return (only,)
    first = opened.enter_context(contextlib.closing(bind("0.0.0.0", port)))
    try:
        # `create_server` keeps this one to IPv6 (IPV6_V6ONLY): addresses stay written as their own family.
        second = socket.create_server(("::", first.getsockname()[1]), family=socket.AF_INET6, backlog=BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise SystemFault("port-in-use", port=port) from error
        return (first,)
    return (first, opened.enter_context(contextlib.closing(second)))


def _https(host: str, port: int) -> str:
    """An origin as browsers write it: the scheme's own port is left out (RFC 6454 section 6.2)."""
    return f"https://{host}" if port == HTTPS_PORT else f"https://{host}:{port}"


def _bracketed(host: str) -> str:
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(host).version == 6:
            return f"[{host}]"
    return host
