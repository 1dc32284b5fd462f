"""The generated files say what the messages say."""

import json
from pathlib import Path

import msgspec
import pytest

from oralexam.signaling import schema

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize(
    ("file", "made"),
    [(schema.SCHEMA_FILE, schema.json_schema), (schema.TYPES_FILE, schema.type_declarations)],
)
def test_the_generated_files_are_up_to_date(file: Path, made: object) -> None:
    """Run `python -m oralexam.signaling.schema` after a change of the messages."""
    assert (ROOT / file).read_text(encoding="utf-8") == made()


def test_every_message_is_in_the_schema() -> None:
    """A validator of another language finds each type by its name."""
    names = json.loads(schema.json_schema())["$defs"]
    for struct in (*_members("client_messages"), *_members("server_messages")):
        assert struct in names


def _members(module: str) -> list[str]:
    loaded = __import__(f"oralexam.signaling.{module}", fromlist=["*"])
    return [
        name
        for name, kind in vars(loaded).items()
        if isinstance(kind, type)
        and issubclass(kind, msgspec.Struct)
        and kind.__module__ == loaded.__name__
        and name not in {"ClientMessage", "ServerMessage"}
    ]
