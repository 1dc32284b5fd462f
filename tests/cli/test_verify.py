"""`oralexam verify draw`: the draw computed again from a data folder, without changing it."""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from oralexam.cli.program import program
from oralexam.errors import OralExamError
from oralexam.rooms import commands
from oralexam.rooms.seats import JURY, Seat
from oralexam.storage import chain
from oralexam.storage.engine import Database, open_database
from oralexam.storage.events import SqlEventStore
from oralexam.storage.files import DataFolder
from tests.rooms.lots import commit, draw_by_lot
from tests.rooms.situations import SCENARIO, SITTING, TableRoom

ELSEWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A data folder in which one draw was void and one counts."""
    room = TableRoom(scenarios=(SCENARIO,), shares_from=JURY)
    room.press(Seat.JUROR, commands.DrawScenario)
    commit(room, Seat.JUROR)
    room.press(Seat.JUROR, commands.BeginDrawAnew)
    draw_by_lot(room)
    made = DataFolder(tmp_path)
    with closing(open_database(made.database_path)) as database:
        SqlEventStore(database).append(SITTING, after_seq=0, events=room.history)
    return made


@pytest.fixture
def live(folder: DataFolder) -> Iterator[Database]:
    """The same database, held open as a server holds it."""
    with closing(open_database(folder.database_path)) as database:
        yield database


def verify(folder: DataFolder, *more: str, sitting: str = SITTING) -> Result:
    """Run the command."""
    return CliRunner().invoke(program, ["verify", "draw", sitting, "--data", str(folder.root), *more])


def rewrite(folder: DataFolder, before: str, after: str, *, rechained: bool) -> None:
    """Put something else into the events' text, and the chain anew over it, as an operator could."""
    with closing(sqlite3.connect(folder.database_path)) as database, database:
        rows = database.execute("SELECT seq, canonical FROM events ORDER BY seq").fetchall()
        assert any(before in canonical for _, canonical in rows), before
        previous = chain.GENESIS
        for seq, canonical in rows:
            changed = canonical.replace(before, after)
            previous = chain.link_hash(previous, changed)
            database.execute("UPDATE events SET canonical = ? WHERE seq = ?", (changed, seq))
            if rechained:
                database.execute("UPDATE events SET hash = ? WHERE seq = ?", (previous, seq))
        if rechained:
            database.execute("UPDATE sittings SET head_hash = ?", (previous,))


def test_a_draw_that_holds_is_one_sentence(folder: DataFolder) -> None:
    """What was drawn, from which set, by whose shares, after which void draws."""
    result = verify(folder)
    assert result.exit_code == 0, result.output
    assert len(result.stdout.splitlines()) == 1
    for part in ("holds", "scenario 12 (paper-lamps@1)", "server, juror, observer", "1 draw(s)"):
        assert part in result.stdout


def test_as_json_it_has_all_that_is_needed_to_compute_it_again(folder: DataFolder) -> None:
    """Shares, commitments, seal and result; and how far the chain goes."""
    report = json.loads(verify(folder, "--json").stdout)
    assert report["holds"] is True
    assert [each["who"] for each in report["proof"]["draw"]["shares"]] == ["server", "juror", "observer"]
    assert report["proof"]["lot"]["drawn"] == "paper-lamps@1"
    assert report["chain_breaks"] == []
    assert report["head"]["seq"] > 8


def test_it_reads_beside_a_server_that_runs(folder: DataFolder, live: Database) -> None:
    """While the database is open, with a write in its log, and one under way."""
    with live.writing() as session:
        session.connection().exec_driver_sql("UPDATE sittings SET rehearsal = rehearsal")
        assert verify(folder).exit_code == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_it_reads_a_folder_that_cannot_be_written(folder: DataFolder) -> None:
    """A copy on a sealed medium."""
    folder.root.chmod(0o500)
    try:
        assert verify(folder).exit_code == 0
    finally:
        folder.root.chmod(0o700)


def test_nothing_in_the_folder_is_changed(folder: DataFolder) -> None:
    """The database has the same bytes after it was read."""
    before = folder.database_path.read_bytes()
    verify(folder)
    assert folder.database_path.read_bytes() == before


@pytest.mark.parametrize("rechained", [False, True])
@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ('"share":"22222222', '"share":"22222223', "share does not open the commitment"),
        ('"drawn":"paper-lamps@1"', '"drawn":"paper-tramps@1"', "result is not what seal and chance give"),
        ('"eligible":["paper-lamps@1"]', '"eligible":["paper-tramps@1"]', "seal is not that of the set"),
        ('"missing":["observer"]', '"missing":["juror"]', "not told as it was"),
    ],
)
def test_what_was_changed_is_found(
    folder: DataFolder, before: str, after: str, found: str, *, rechained: bool
) -> None:
    """A share, the result, the set or what a void draw says: with the chain broken, or made anew."""
    rewrite(folder, before, after, rechained=rechained)
    result = verify(folder)
    assert result.exit_code == 1
    assert "does not hold" in result.stdout
    assert ("was changed" in result.stdout) is not rechained
    if '"eligible"' not in before:
        assert found in result.stdout


def test_a_changed_word_outside_the_draw_breaks_the_chain_alone(folder: DataFolder) -> None:
    """The draw itself computes; the record does not hold."""
    rewrite(folder, "Salle 1", "Salle 2", rechained=False)
    result = verify(folder)
    assert result.exit_code == 1
    assert "event 1 of the record was changed" in result.stdout


def test_events_that_cannot_be_read_do_not_hold(folder: DataFolder) -> None:
    """A field of a kind that no event has."""
    rewrite(folder, '"kind":"draw-voided"', '"kind":"draw-avoided"', rechained=True)
    result = verify(folder)
    assert result.exit_code == 1
    assert "cannot be read" in result.stdout


@pytest.mark.parametrize(
    ("sitting", "code"), [(ELSEWHERE, "unknown-sitting"), ("../x", "bad-id"), ("", "bad-id")]
)
def test_what_is_not_there_is_said(folder: DataFolder, sitting: str, code: str) -> None:
    """An unknown sitting, no id at all."""
    result = verify(folder, sitting=sitting)
    assert isinstance(result.exception, OralExamError)
    assert result.exception.reason == code


def test_a_folder_without_a_database_stays_one(tmp_path: Path) -> None:
    """Nothing is made by looking."""
    result = verify(DataFolder(tmp_path / "none"))
    assert isinstance(result.exception, OralExamError)
    assert result.exception.reason == "no-database"
    assert not (tmp_path / "none").exists()
