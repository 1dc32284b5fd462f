"""`oralexam verify`: what a sitting's record says, checked by nothing but the record itself."""

from pathlib import Path
from typing import Annotated

import typer

from oralexam.cli.verify_evidence import verify_pack, verify_sitting
from oralexam.errors import BadInput
from oralexam.identifiers import is_id

verify_app = typer.Typer(
    help="Check what a sitting's record says, from the record alone.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@verify_app.callback()
def about() -> None:
    """Check what a sitting's record says, from the record alone."""


verify_app.command("pack")(verify_pack)
verify_app.command("sitting")(verify_sitting)


@verify_app.command("draw")
def verify_draw(
    sitting: Annotated[str, typer.Argument(help="The sitting's id.")],
    *,
    data: Annotated[Path | None, typer.Option("--data", help="The data folder; it is not changed.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Compute a draw again, shares, seal, set, result and chain; exit with 1 where it does not hold."""
    # Imported here: whoever checks a pack needs neither database nor settings.
    import msgspec  # noqa: PLC0415

    from oralexam.cli.draw_report import report_of  # noqa: PLC0415
    from oralexam.settings import read_settings  # noqa: PLC0415
    from oralexam.storage.files import DataFolder  # noqa: PLC0415

    if not is_id(sitting):
        raise BadInput("bad-id")
    report = report_of(DataFolder(read_settings(data=data).data), sitting)
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(report), indent=2).decode())
    else:
        typer.echo(report.sentence)
    if not report.holds:
        raise typer.Exit(1)
