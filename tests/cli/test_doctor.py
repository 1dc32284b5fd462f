"""`oralexam doctor` as a person and as a program call it."""

import json
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from oralexam.cli.doctor import doctor


@pytest.fixture
def invoke(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs the command in an empty folder with settings of the test's own."""
    app = typer.Typer()
    app.command()(doctor)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ORALEXAM_PORT", "0")

    def run(*arguments: str, **settings: str) -> Result:
        return CliRunner().invoke(app, list(arguments), env=settings)

    return run


def test_json_is_one_object_with_a_verdict_for_every_check(invoke):
    """A program reads `ok` and the findings; the exit status says the same."""
    result = invoke("--json")
    told = json.loads(result.stdout)
    assert told["ok"] == (result.exit_code == 0)
    assert {"python", "packages", "ffmpeg", "data-folder", "disk-space", "port", "speech-model", "clock"} <= {
        finding["check"] for finding in told["findings"]
    }


def test_whatever_is_not_good_comes_with_advice(invoke):
    """The doctor never only complains."""
    told = json.loads(invoke("--json").stdout)
    assert all(finding.get("advice") for finding in told["findings"] if finding["verdict"] != "good")


def test_a_data_folder_that_cannot_be_written_exits_1_and_says_so(invoke, tmp_path: Path):
    """What blocks is marked, explained, and ends in exit status 1."""
    (tmp_path / "taken").write_text("a file")
    result = invoke(ORALEXAM_DATA=str(tmp_path / "taken"))
    assert result.exit_code == 1
    assert "BLOCKS   data-folder" in result.stdout
    assert "what to do:" in result.stdout


def test_a_wrong_setting_is_named(invoke):
    """A typing error in .env is said in one line, not in a traceback."""
    result = invoke(ORALEXAM_PORT="eighty")
    assert result.exit_code == 1
    assert "ORALEXAM_PORT" in result.stdout
    assert "Traceback" not in result.output
