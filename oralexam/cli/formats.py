"""`oralexam formats`: which examinations this service knows, and how long each of their phases lasts."""

from typing import Annotated

import msgspec
import typer

from oralexam.exams.formats import Format, PhaseMinutes, all_formats


def formats(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array instead of a table.")] = False,
) -> None:
    """List the formats, their oral parts and their minutes."""
    known = all_formats()
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(known), indent=2).decode())
        return
    for format_ in known:
        typer.echo(_table(format_))


def _table(format_: Format) -> str:
    lines = [f"{format_.id}  {format_.title}"]
    for part in format_.parts:
        phases = ", ".join(f"{phase.name} {_minutes(phase)}" for phase in part.phases)
        lines.append(f"    {part.kind.value}: {phases}")
    return "\n".join(lines)


def _minutes(phase: PhaseMinutes) -> str:
    return "(minutes: the centre's)" if phase.minutes is None else f"{phase.minutes} min"
