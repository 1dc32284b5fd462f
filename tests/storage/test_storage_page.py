"""docs/storage.md names every table."""

import re
from pathlib import Path

from sqlmodel import SQLModel

from oralexam.storage import tables

PAGE = Path(__file__).resolve().parents[2] / "docs" / "storage.md"


def test_every_table_is_on_its_page() -> None:
    """A technician who opens the file finds out what stands in it."""
    assert tables.SittingRow.__tablename__ in SQLModel.metadata.tables
    section = PAGE.read_text().split("## Tables")[1].split("\n## ")[0]
    told = {
        name
        for row in re.findall(r"^\|([^|]*)\|", section, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row)
    }
    assert set(SQLModel.metadata.tables) | {"schema_version"} == told
