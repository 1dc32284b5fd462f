"""`oralexam formats`: the list that other programs read, and the one that people read."""

import json

import pytest
import typer
from typer.testing import CliRunner

from oralexam.cli.formats import formats
from oralexam.exams.formats import all_formats


@pytest.fixture
def app() -> typer.Typer:
    """The command alone."""
    app = typer.Typer()
    app.command()(formats)
    return app


def test_json_is_one_list_of_exactly_these_fields(app: typer.Typer) -> None:
    """`id`, `title`, `parts`; `kind`, `competence`, `phases`; `name`, `minutes` (null where the centre's)."""
    result = CliRunner().invoke(app, ["--json"])
    assert result.exit_code == 0
    listed = json.loads(result.stdout)
    assert [set(format_) for format_ in listed] == [{"id", "title", "parts"}] * 5
    parts = [part for format_ in listed for part in format_["parts"]]
    assert all(set(part) == {"kind", "competence", "phases"} for part in parts)
    phases = [phase for part in parts for phase in part["phases"]]
    assert all(set(phase) == {"name", "minutes"} for phase in phases)
    title = listed[0]
    assert title["id"] == "aie-title"
    assert title["parts"][0]["phases"] == [
        {"name": "preparation", "minutes": 15},
        {"name": "call", "minutes": 10},
        {"name": "writing", "minutes": 10},
    ]
    assert [phase["minutes"] for phase in listed[-1]["parts"][0]["phases"]] == [None, None]


def test_the_table_names_every_format_and_whose_the_minutes_are(app: typer.Typer) -> None:
    """For people: one paragraph a format."""
    result = CliRunner().invoke(app, [])
    assert result.exit_code == 0
    assert all(format_.id in result.stdout and format_.title in result.stdout for format_ in all_formats())
    assert "preparation 15 min, call 10 min, writing 10 min" in result.stdout
    assert "the centre's" in result.stdout
