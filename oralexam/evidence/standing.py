"""A sitting is checked where it stands: the same checks as in a pack, over the live database and files."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from oralexam.errors import NotFound
from oralexam.evidence.checking.chain import event_of
from oralexam.evidence.checking.findings import UNREADABLE, Report
from oralexam.evidence.checking.sittings import check_printed, check_sitting
from oralexam.evidence.material import (
    link_line,
    own_copy_files,
    recording_files,
    told_of,
    under_way,
    written_files,
)
from oralexam.exams.bank import PackagedScenarios
from oralexam.journal.reader import list_tracks, summary
from oralexam.storage.engine import Database, open_read_only
from oralexam.storage.files import DataFolder
from oralexam.storage.grids import GridShelf
from oralexam.storage.raw_records import RawSitting, read_raw
from oralexam.storage.scenario_shelf import ScenarioShelf
from oralexam.storage.scenarios import SqlScenarios


def check_standing(
    data: DataFolder, sitting_id: str, *, printed: Sequence[str] = (), scenarios: Path | None = None
) -> Report:
    """Check a sitting's rows and files; the data folder may be a server's that runs, and is not changed.

    Args:
        data: the data folder.
        sitting_id: whose rows and files.
        printed: hashes on the paper of the day.
        scenarios: the folder of the centre's own scenarios, where there is one.

    Raises:
        NotFound: `no-database`, `unknown-sitting`.
        SystemFault: `storage-failed`.
    """
    if not data.database_path.is_file():
        raise NotFound("no-database", file=str(data.database_path))
    database = open_read_only(data.database_path)
    try:
        raw = read_raw(database, sitting_id)
        sealed = sealed_texts(database, scenarios, raw)
    finally:
        database.close()
    recordings = data.root / "recordings"
    report = Report(told={"sittings": [told_of(raw)]})
    passed: dict[str, str] = {}
    try:
        files = written_files(raw, sealed=sealed) | recording_files(recordings, sitting_id)
        files |= own_copy_files(data, sitting_id)
        check_sitting(report, told_of(raw), files, passed)
        check_printed(report, printed, passed)
    except UNREADABLE as error:
        report.find("unreadable", detail=type(error).__name__)
    _tell_holes(report, recordings, sitting_id)
    if under_way(raw):
        report.note("under-way", sitting_id)
    return report


def sealed_texts(database: Database, folder: Path | None, raw: RawSitting) -> dict[str, bytes]:
    """The scenario that was drawn and the grid of the judgement, in the bytes whose digests are chained.

    Args:
        database: with the centre's own scenarios and grids.
        folder: with further scenarios, where there is one.
        raw: whose.
    """
    texts: dict[str, bytes] = {}
    shelf = ScenarioShelf(PackagedScenarios(folder).all(), SqlScenarios(database))
    if (scenario := shelf.all().get(raw.scenario)) is not None:
        texts["scenario.json"] = msgspec.json.encode(scenario, order="sorted")
    opened = (
        each for each in map(event_of, map(link_line, raw.links)) if each.get("kind") == "judging-opened"
    )
    if (judging := next(opened, None)) is not None:
        with contextlib.suppress(NotFound):
            grid = GridShelf(database).get(judging["grid_id"], judging["grid_version"])
            texts["grid.json"] = msgspec.json.encode(grid, order="sorted")
    return texts


def _tell_holes(report: Report, recordings: Path, sitting_id: str) -> None:
    """Packets that the network lost are no change of the recording: they are told, and break nothing."""
    for track in list_tracks(recordings, sitting_id):
        found = summary(track)
        if found.missing_packets:
            lost = f"{found.missing_packets}/{found.packets + found.missing_packets}"
            report.note("recording-holes", track.mjr_path.stem, lost)
