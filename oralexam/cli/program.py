"""Every command of the `oralexam` program, and how it says what went wrong."""

import importlib.metadata
from typing import Annotated

import typer

from oralexam.cli.account import account_app
from oralexam.cli.doctor import doctor
from oralexam.cli.evaluate import evaluate
from oralexam.cli.export import export
from oralexam.cli.formats import formats
from oralexam.cli.model import model_app
from oralexam.cli.rehearse import rehearse
from oralexam.cli.serve import serve
from oralexam.cli.turn import turn
from oralexam.cli.verify import verify_app
from oralexam.cli.worker import worker

program = typer.Typer(
    name="oralexam",
    help="Oral role-play and video-call examinations: drawn, timed, recorded, transcribed, replayed.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich is not in the lock: structlog would load it into the server (3 MB) unasked
)
program.command()(serve)
program.command()(rehearse)
program.command()(worker)
program.command()(doctor)
program.command()(turn)
program.command()(formats)
program.command()(evaluate)
program.command()(export)
program.add_typer(model_app, name="model")
program.add_typer(account_app, name="account")
program.add_typer(verify_app, name="verify")


def _say_version(wanted: bool) -> None:  # noqa: FBT001 — typer's callback
    if wanted:
        typer.echo(importlib.metadata.version("oralexam"))
        raise typer.Exit


@program.callback()
def about(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Run `oralexam COMMAND --help` for what a command takes."""
