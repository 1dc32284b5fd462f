"""Where the `oralexam` program begins."""

import sys

from oralexam.cli.sentences import sentence
from oralexam.errors import OralExamError


def main() -> None:
    """Run the program; a known problem ends it with one clear sentence and exit code 1."""
    try:
        _run()
    except OralExamError as error:
        print(sentence(error), file=sys.stderr)
        sys.exit(1)


def _run() -> None:
    if sys.argv[1:2] == ["verify"]:
        # Alone: the other commands bring the database, the settings and the log, 0.6 s of one core before a
        # pack is looked at.
        import typer  # noqa: PLC0415

        from oralexam.cli.verify import verify_app  # noqa: PLC0415

        alone = typer.Typer(name="oralexam", pretty_exceptions_enable=False, rich_markup_mode=None)
        alone.add_typer(verify_app, name="verify")
        alone()
        return
    from oralexam.cli.program import program  # noqa: PLC0415

    program()
