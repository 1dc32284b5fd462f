"""`oralexam export`: a transcript from a data folder, without changing it."""

import json
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner, Result

from oralexam.cli.export import ExportName
from oralexam.cli.program import program
from oralexam.errors import OralExamError
from oralexam.rooms.seats import JURY
from oralexam.storage.engine import open_database
from oralexam.storage.events import SqlEventStore
from oralexam.storage.files import DataFolder
from oralexam.storage.transcripts import SqlTranscriptStore
from oralexam.transcripts.exports.formats import FORMATS
from tests.rooms.lots import draw_by_lot
from tests.rooms.situations import SCENARIO, SITTING, TableRoom
from tests.transcripts.exports.made_documents import track, utterance


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A data folder with one sitting, whose candidate is written down."""
    room = TableRoom(scenarios=(SCENARIO,), shares_from=JURY)
    draw_by_lot(room)
    made = DataFolder(tmp_path / "data")
    made.probe_writable()
    written = msgspec.structs.replace(
        track("candidate", (utterance(1.0, "How many cartons"),)), sitting_id=SITTING
    )
    with closing(open_database(made.database_path)) as database:
        SqlEventStore(database).append(SITTING, after_seq=0, events=room.history)
        SqlTranscriptStore(database).save(SITTING, written)
    return made


def export(folder: DataFolder, *more: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(program, ["export", *more, "--data", str(folder.root)])


def test_the_command_knows_every_format() -> None:
    """Those of the pages, under the same names."""
    assert [each.value for each in ExportName] == list(FORMATS)


@pytest.mark.parametrize("name", ["docx", "json", "textgrid"])
def test_a_transcript_is_written_beside_the_command(
    name: str, folder: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under its own name, once: what is there is not overwritten."""
    monkeypatch.chdir(tmp_path)
    done = export(folder, SITTING, "--format", name)
    assert done.exit_code == 0, done.output
    (file,) = tmp_path.glob(f"transcription-*.{FORMATS[name].extension}")
    assert done.stdout.strip() == file.name
    assert len(file.read_bytes()) > 200
    again = export(folder, SITTING, "--format", name)
    assert isinstance(again.exception, OralExamError)
    assert again.exception.reason == "file-exists"


def test_a_voice_that_is_not_written_down_is_missing(folder: DataFolder) -> None:
    """The juror's is not there: the file says that it is incomplete."""
    done = export(folder, SITTING, "--format", "json", "--out", "-", "--language", "en")
    assert done.exit_code == 0, done.output
    read = json.loads(done.stdout)
    assert read["complete"] is False
    assert [each["text"] for each in read["utterances"]] == ["How many cartons"]


def test_what_is_not_there_is_said(folder: DataFolder, tmp_path: Path) -> None:
    """No such sitting, no such folder, no id at all, no place to write to."""
    elsewhere = "00000000-0000-4000-8000-000000000000"
    for arguments, reason in (
        ((elsewhere,), "unknown-sitting"),
        (("nothing",), "bad-id"),
        ((SITTING, "--out", str(tmp_path / "no" / "x.txt")), "file-not-writable"),
    ):
        done = export(folder, *arguments, "--format", "txt")
        assert isinstance(done.exception, OralExamError)
        assert done.exception.reason == reason
    done = export(DataFolder(tmp_path / "empty"), SITTING, "--format", "txt")
    assert isinstance(done.exception, OralExamError)
    assert done.exception.reason == "no-database"
