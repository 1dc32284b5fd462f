"""`oralexam doctor` as a person and as a program call it."""

import json
import re
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
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")

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
    assert "BLOCKS   Data folder" in result.stdout
    assert "what to do:" in result.stdout
    assert "first do what" in result.stdout.lower()


def test_it_speaks_french_where_the_system_does_or_where_it_is_asked_to(invoke):
    """The same findings under the same codes; each line says that it is well, or what to do."""
    french = invoke("--json", LC_ALL="fr_FR.UTF-8")
    asked = invoke("--json", "--language", "fr")
    told, english = (json.loads(result.stdout) for result in (french, invoke("--json")))
    assert json.loads(asked.stdout)["language"] == told["language"] == "fr"
    codes = [(each["check"], each["code"]) for each in told["findings"]]
    assert codes == [(each["check"], each["code"]) for each in english["findings"]]
    lines = invoke("--language", "fr").stdout.splitlines()
    for line in lines[: lines.index("")]:
        assert re.match(r"(bien     |attention|BLOQUE   )  \S| {30,}à faire\N{NO-BREAK SPACE}: \S", line), (
            line
        )
    warned = sum(line.startswith(("attention", "BLOQUE")) for line in lines)
    assert warned == sum("à faire" in line for line in lines)


def test_the_rooms_that_are_planned_are_reckoned_with(invoke):
    """Sixteen calls fit into a hundred ports: forty rooms are too many."""
    result = invoke("--json", "--rooms", "40", ORALEXAM_MEDIA_PORTS="40000-40099")
    told = {each["check"]: each for each in json.loads(result.stdout)["findings"]}
    assert (told["rooms"]["verdict"], told["rooms"]["code"]) == ("warning", "rooms-few-ports")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("ORALEXAM_MEDIA_PUBLIC_ADDRESSES", "exam.centre.example", "203.0.113.7"),
        ("ORALEXAM_MEDIA_PORTS", "40000", "40000-40399"),
        ("ORALEXAM_PORT", "80000", "65535"),
        ("ORALEXAM_REUSE", "maybe", "when-all-used"),
        ("ORALEXAM_LAN", "perhaps", "true"),
    ],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_wrong_setting_is_told_with_what_is_wanted(
    invoke, name: str, value: str, words: str, language: str
):
    """By its name, in either language."""
    result = invoke("--language", language, **{name: value})
    assert result.exit_code == 1
    assert name in result.stdout
    assert words in result.stdout


def test_a_wrong_setting_is_named(invoke):
    """A typing error in .env is said in one line, not in a traceback."""
    result = invoke(ORALEXAM_PORT="eighty")
    assert result.exit_code == 1
    assert "ORALEXAM_PORT" in result.stdout
    assert "Traceback" not in result.output
