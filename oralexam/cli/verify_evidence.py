"""`oralexam verify pack` and `verify sitting`: evidence, checked by the lines that lie in every pack."""

from pathlib import Path
from typing import Annotated

import typer

from oralexam.errors import BadInput
from oralexam.identifiers import is_id

PRINTED = typer.Option(
    "--printed",
    "--head",
    help="A hash that was printed on the day (chain, recording, transcript); repeat it.",
)
JSON = typer.Option("--json", help="Print one JSON object.")


def verify_pack(
    file: Annotated[Path, typer.Argument(help="The pack as handed over, or pack.zip beside its .sig.")],
    *,
    key: Annotated[str, typer.Option("--key", help="The fingerprint of the centre's key, as printed.")],
    printed: Annotated[list[str] | None, PRINTED] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Check an appeal pack: signature, files, chains, draws, recordings; exit with 1 if it does not hold."""
    # Imported here: other commands need none of it.
    from oralexam.evidence.checking.packs import check_file  # noqa: PLC0415
    from oralexam.evidence.checking.program import print_pack  # noqa: PLC0415

    try:
        report = check_file(file, key=key, printed=printed or ())
    except OSError as error:
        raise BadInput("file-unreadable", file=str(file), cause=str(error.strerror)) from error
    if exit_code := print_pack(report, file.name, json_wanted=as_json):
        raise typer.Exit(exit_code)


def verify_sitting(
    sitting: Annotated[str, typer.Argument(help="The sitting's id.")],
    *,
    data: Annotated[Path | None, typer.Option("--data", help="The data folder; it is not changed.")] = None,
    printed: Annotated[list[str] | None, PRINTED] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Check a sitting where it lies: chain, draw, marks, recordings, texts; exit with 1 if not all holds."""
    from oralexam.evidence.checking.program import print_report  # noqa: PLC0415
    from oralexam.evidence.standing import check_standing  # noqa: PLC0415
    from oralexam.settings import read_settings  # noqa: PLC0415
    from oralexam.storage.files import DataFolder  # noqa: PLC0415

    if not is_id(sitting):
        raise BadInput("bad-id")
    settings = read_settings(data=data)
    report = check_standing(
        DataFolder(settings.data), sitting, printed=printed or (), scenarios=settings.scenarios
    )
    about = f"L’épreuve {sitting}", f"The sitting {sitting}"
    if exit_code := print_report(report, about, json_wanted=as_json):
        raise typer.Exit(exit_code)
