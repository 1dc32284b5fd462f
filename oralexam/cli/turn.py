"""`oralexam turn`: a configuration of coturn that goes with this server, and the secret of both."""

import ipaddress
import os
import secrets
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from oralexam.cli.sentences import sentence
from oralexam.errors import OralExamError, SystemFault
from oralexam.media.relays import DEFAULT_PORT, RelayUrl
from oralexam.settings import Settings, read_settings

if TYPE_CHECKING:  # a server needs none of it, and its memory is counted
    from oralexam.media.relay_config import RelayTls

SECRET_BYTES = 32
OWNER_ONLY = 0o600


def turn(
    *,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write it to this file, not to the screen.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port", min=1, max=65535, help="Where coturn listens; without: as ORALEXAM_TURN_URLS says."
        ),
    ] = None,
    server_address: Annotated[
        list[str] | None,
        typer.Option("--server-address", help="An address of this server's media; without: all that it has."),
    ] = None,
    certificate: Annotated[
        Path | None,
        typer.Option(
            "--certificate",
            help="For turns: a certificate (PEM), where coturn finds it; without: the centre's own authority"
            " makes one beside --out.",
        ),
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--key", help="Its private key (PEM), where coturn finds it.")
    ] = None,
    firewall: Annotated[
        Path | None,
        typer.Option(
            "--firewall",
            help="Write rules for nftables to this file, which close this server's other ports to the relay,"
            " and nothing else.",
        ),
    ] = None,
) -> None:
    """Print a configuration of coturn, a TURN server, for this server; make the secret if need be."""
    try:
        settings = read_settings()
        if firewall is not None:
            _write(firewall, _rules(settings))
            typer.echo(f"{firewall} is written. Load it on this server: nft -f {firewall}", err=True)
            return
        tls = _tls(settings, out=out, certificate=certificate, key=key)
        text = _configuration(settings, port=port, server_addresses=tuple(server_address or ()), tls=tls)
        if out is not None:
            _write(out, text)
    except OralExamError as error:
        typer.echo(sentence(error), err=True)
        raise typer.Exit(1) from error
    if out is None:
        print(text, end="")
    else:
        typer.echo(f"{out} is written. Start coturn with it: turnserver -c {out}", err=True)


def _configuration(
    settings: Settings, *, port: int | None, server_addresses: tuple[str, ...], tls: "RelayTls | None"
) -> str:
    from oralexam.doctor.relays import own_addresses  # noqa: PLC0415
    from oralexam.media.relay_config import coturn_configuration, relay_ports  # noqa: PLC0415
    from oralexam.media.relays import read_secret  # noqa: PLC0415

    file = settings.turn_secret_file
    if file is None:
        raise SystemFault("turn-secret-missing")
    if not file.exists():
        _write(file, secrets.token_urlsafe(SECRET_BYTES) + "\n")
        typer.echo(
            f"A new secret is in {file}: restart the server, and coturn with this configuration.", err=True
        )
    # A page has the relay send to each address that it is told, the router's as well.
    peers = server_addresses or (*own_addresses(settings.media_host), *settings.told_addresses())
    if not peers:
        raise SystemFault("turn-peers-missing")
    urls = settings.relay_urls()
    plain = next((url.port for url in urls if not url.tls), DEFAULT_PORT)
    try:
        return coturn_configuration(
            secret=read_secret(file),
            peers=peers,
            port=port or plain,
            relayed=relay_ports(settings.port_range(), ways=len(urls)),
            ways=max(len(urls), 1),
            tls=tls,
        )
    except ValueError as error:
        raise SystemFault("turn-peers-missing") from error


def _tls(
    settings: Settings, *, out: Path | None, certificate: Path | None, key: Path | None
) -> "RelayTls | None":
    """What `turns:` of the settings needs; None where they name none.

    Raises:
        SystemFault: `turn-certificate-half`, `turn-certificate-where`, `turn-certificate-name`, and what the
            centre's authority raises.
    """
    from oralexam.media.relay_config import RelayTls  # noqa: PLC0415

    secured = [url for url in settings.relay_urls() if url.tls]
    if (certificate is None) is not (key is None):
        raise SystemFault("turn-certificate-half")
    if not secured:
        return None
    if certificate is None or key is None:
        if out is None:
            raise SystemFault("turn-certificate-where")
        certificate, key = out.with_name("turn.crt"), out.with_name("turn.key")
        _vouch(settings, secured, certificate, key)
    return RelayTls(certificate=certificate.absolute(), key=key.absolute(), port=secured[0].port)


def _vouch(settings: Settings, urls: list[RelayUrl], certificate: Path, key: Path) -> None:
    """Have the centre's own authority, which rooms were told to trust, make a certificate for the relay."""
    from oralexam.lan.identity import this_machine  # noqa: PLC0415
    from oralexam.lan.keeping import relay_certificate  # noqa: PLC0415

    names = [name for name in settings.lan_names.split(",") if name.strip()]
    made = relay_certificate(
        settings.data / "certificates",
        this_machine(names),
        hosts=[url.host for url in urls],
        now=datetime.now(UTC),
    )
    _write(key, made.key)
    _write(certificate, made.chain)


def _rules(settings: Settings) -> str:
    from oralexam.media.relay_config import nftables_rules, relay_ports  # noqa: PLC0415

    media, urls = settings.port_range(), settings.relay_urls()
    if media is None:
        raise SystemFault("turn-firewall-any-port")
    relays = [address for url in urls for address in _addresses(url)]
    if not relays:
        raise SystemFault("turn-firewall-no-relay")
    relayed = relay_ports(media, ways=len(urls))
    return nftables_rules(relays=list(dict.fromkeys(relays)), relayed=relayed, media=media)


def _addresses(url: RelayUrl) -> list[str]:
    """Where a relay is, as the centre's name server says; nothing where it says nothing."""
    try:
        found = socket.getaddrinfo(url.host, url.port, type=socket.SOCK_DGRAM)
    except OSError:
        return []
    return [str(ipaddress.ip_address(address[0])) for *_, address in found]


def _write(file: Path, text: str) -> None:
    """Nobody else may read it, not for a moment."""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "w") as opened:
            os.fchmod(opened.fileno(), OWNER_ONLY)
            opened.write(text)
    except OSError as error:
        raise SystemFault("turn-file-unwritable", file=str(file), cause=str(error.strerror)) from error
