"""`oralexam export`: a sitting's transcript as a file, from the data folder alone."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from oralexam.errors import BadInput, NotFound
from oralexam.identifiers import is_id
from oralexam.settings import Settings, read_settings
from oralexam.storage.engine import open_read_only
from oralexam.storage.files import DataFolder
from oralexam.transcripts.exports.document import TranscriptDocument
from oralexam.transcripts.exports.sentences import FileLanguage


class ExportName(StrEnum):
    """The formats, as the pages and `transcripts.exports.formats` call them."""

    DOCX = "docx"
    TXT = "txt"
    VTT = "vtt"
    SRT = "srt"
    JSON = "json"
    TEXTGRID = "textgrid"
    EAF = "eaf"


def export(
    sitting: Annotated[str, typer.Argument(help="The sitting's id, as in the address of its replay.")],
    *,
    format_: Annotated[ExportName, typer.Option("--format", help="What kind of file.")],
    language: Annotated[FileLanguage, typer.Option(help="Of headings and notices.")] = FileLanguage.FRENCH,
    out: Annotated[
        Path | None, typer.Option(help="The file to write; - for standard output. Nothing is overwritten.")
    ] = None,
    data: Annotated[Path | None, typer.Option("--data", help="The data folder; it is not changed.")] = None,
) -> None:
    """Write a transcript, as people have corrected it, to a file that other programs read."""
    # Imported here: they bring lxml and the rules of rooms, which other commands do not need.
    from oralexam.transcripts.exports.apart import write  # noqa: PLC0415
    from oralexam.transcripts.exports.formats import FORMATS  # noqa: PLC0415
    from oralexam.transcripts.exports.making import ExportOrder  # noqa: PLC0415
    from oralexam.transcripts.exports.naming import file_stem  # noqa: PLC0415

    if not is_id(sitting):
        raise BadInput("bad-id")
    document = _document(read_settings(data=data), sitting)
    made = write(ExportOrder(format=format_.value, language=language, document=document))
    if out == Path("-"):
        sys.stdout.buffer.write(made)
        return
    extension = FORMATS[format_.value].extension
    target = out or Path(f"{file_stem(document, language)}.{extension}")
    try:
        with target.open("xb") as file:
            file.write(made)
    except FileExistsError:
        raise BadInput("file-exists", file=str(target)) from None
    except OSError as error:
        raise BadInput("file-not-writable", file=str(target), cause=type(error).__name__) from error
    typer.echo(str(target))


def _document(settings: Settings, sitting_id: str) -> TranscriptDocument:
    from oralexam.exams.bank import PackagedScenarios  # noqa: PLC0415
    from oralexam.records.exporting import document_of  # noqa: PLC0415
    from oralexam.records.manifest import read_manifest  # noqa: PLC0415
    from oralexam.records.replay import build_bundle  # noqa: PLC0415
    from oralexam.rooms.folding import fold  # noqa: PLC0415
    from oralexam.signaling.dispatch import drawn_scenario  # noqa: PLC0415
    from oralexam.storage.corrections import SqlCorrections  # noqa: PLC0415
    from oralexam.storage.events import SqlEventStore  # noqa: PLC0415
    from oralexam.storage.scenario_shelf import ScenarioShelf  # noqa: PLC0415
    from oralexam.storage.scenarios import SqlScenarios  # noqa: PLC0415

    folder = DataFolder(settings.data)
    if not folder.database_path.is_file():
        raise NotFound("no-database", file=str(folder.database_path))
    database = open_read_only(folder.database_path)
    try:
        history = SqlEventStore(database).load(sitting_id)
        shelf = ScenarioShelf(PackagedScenarios(settings.scenarios).all(), SqlScenarios(database))
        versions = SqlCorrections(database).versions(sitting_id)
        scenario = drawn_scenario(fold(history), shelf.all())
    finally:
        database.close()
    newest = {each.transcript.seat: each.transcript for each in versions}
    bundle = build_bundle(
        sitting_id,
        history,
        scenario=scenario,
        transcripts=list(newest.values()),
        jobs=(),
        manifest=read_manifest(folder.root / "listening", sitting_id),
    )
    # Which jobs still run is not asked here: a voice without a transcript is a voice that is missing.
    whole = all(track.seat in newest for track in bundle.tracks)
    return msgspec.structs.replace(document_of(bundle, versions), complete=whole)
