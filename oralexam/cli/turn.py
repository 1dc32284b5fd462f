"""`oralexam turn`: a configuration of coturn that goes with this server, and the secret of both."""

import os
import secrets
from pathlib import Path
from typing import Annotated

import typer

from oralexam.cli.sentences import sentence
from oralexam.errors import OralExamError, SystemFault
from oralexam.settings import Settings, read_settings

SECRET_BYTES = 32
OWNER_ONLY = 0o600


def turn(
    *,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write it to this file, not to the screen.")
    ] = None,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Where coturn listens.")] = 3478,
    server_address: Annotated[
        list[str] | None,
        typer.Option("--server-address", help="An address of this server's media; without: all that it has."),
    ] = None,
) -> None:
    """Print a configuration of coturn, a TURN server, for this server; make the secret if need be."""
    try:
        text = _configuration(read_settings(), port=port, server_addresses=tuple(server_address or ()))
        if out is not None:
            _write(out, text)
    except OralExamError as error:
        typer.echo(sentence(error), err=True)
        raise typer.Exit(1) from error
    if out is None:
        print(text, end="")
    else:
        typer.echo(f"{out} is written. Start coturn with it: turnserver -c {out}", err=True)


def _configuration(settings: Settings, *, port: int, server_addresses: tuple[str, ...]) -> str:
    # Imported here: a server needs none of it, and its memory is counted.
    from oralexam.doctor.relays import own_addresses  # noqa: PLC0415
    from oralexam.media.relay_config import coturn_configuration  # noqa: PLC0415
    from oralexam.media.relays import read_secret  # noqa: PLC0415

    file = settings.turn_secret_file
    if file is None:
        raise SystemFault("turn-secret-missing")
    if not file.exists():
        _write(file, secrets.token_urlsafe(SECRET_BYTES) + "\n")
        typer.echo(
            f"A new secret is in {file}: restart the server, and coturn with this configuration.", err=True
        )
    peers = server_addresses or own_addresses(settings.media_host)
    if not peers:
        raise SystemFault("turn-peers-missing")
    try:
        return coturn_configuration(secret=read_secret(file), peers=peers, port=port)
    except ValueError as error:
        raise SystemFault("turn-peers-missing") from error


def _write(file: Path, text: str) -> None:
    """Nobody else may read it, not for a moment."""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "w") as opened:
            os.fchmod(opened.fileno(), OWNER_ONLY)
            opened.write(text)
    except OSError as error:
        raise SystemFault("turn-file-unwritable", file=str(file), cause=str(error.strerror)) from error
