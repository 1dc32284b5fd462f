"""`oralexam formats`: which examinations this service knows, and how long each of their phases lasts."""

from typing import Annotated

import msgspec
import typer

from oralexam.exams.formats import Format, Part, PhaseMinutes, all_formats
from oralexam.settings import read_settings


class ListedFormat(msgspec.Struct, frozen=True, kw_only=True):
    """A format as other programs read it: what is spoken, and for how long."""

    id: str
    title: str
    parts: tuple[Part, ...]


def formats(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array instead of a table.")] = False,
) -> None:
    """List the formats, their oral parts and their minutes; the centre's own are among them."""
    known = all_formats(read_settings().formats)
    if as_json:
        listed = [ListedFormat(id=each.id, title=each.title, parts=each.parts) for each in known]
        typer.echo(msgspec.json.format(msgspec.json.encode(listed), indent=2).decode())
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
