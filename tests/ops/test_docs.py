"""What the guides say about the program is so."""

import re
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.__main__ import names
from oralexam.rooms.phases import Phase
from oralexam.settings import Settings

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FOR_PROGRAMS_ONLY = {"manager_token"}


def test_the_technicians_table_is_the_settings():
    """Each setting is described once, and nothing is described that is none."""
    table = re.findall(
        r"^\| `ORALEXAM_([A-Z_]+)`", (ROOT / "docs" / "technician.md").read_text(), re.MULTILINE
    )
    assert sorted(name.lower() for name in table) == sorted(set(Settings.model_fields) - FOR_PROGRAMS_ONLY)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_setting_that_a_page_names_exists(page: Path):
    """A renamed setting is renamed in the guides too."""
    named = {name.lower() for name in re.findall(r"ORALEXAM_([A-Z_]+)", page.read_text())}
    assert named <= set(Settings.model_fields)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_file(page: Path):
    """Links between pages do not break when a file moves."""
    targets = re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text())
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_file_of_code_that_a_page_names_exists(page: Path):
    """Whoever is sent to a file finds it: named from the clone's root, from oralexam/ or from web/js/."""
    named = re.findall(r"`([\w.-]+(?:/[\w.-]+)+\.(?:py|js|css))`", page.read_text())
    places = (ROOT, ROOT / "oralexam", ROOT / "web" / "js")
    assert [name for name in named if not any((place / name).is_file() for place in places)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_benchmark_that_a_page_names_exists(page: Path):
    """A figure can be measured again by whoever doubts it."""
    named = re.findall(r"(?:BENCH=|-m benchmarks )([a-z]\w+)", page.read_text())
    assert set(named) <= set(names())


def test_the_glossary_has_every_phase():
    """The words on the pages and those in the code can be found together."""
    glossary = (ROOT / "docs" / "glossary.md").read_text()
    assert [phase for phase in Phase if f"| `{phase}` |" not in glossary] == []


def test_the_list_of_addresses_names_every_staff_address():
    """An address that is added is told."""
    app = (ROOT / "oralexam" / "webapp" / "app.py").read_text()
    routes = re.findall(r'web\.(?:get|post|delete)\("(/api/(?:manager|replay)[^"]*)"', app)
    assert routes
    told = (ROOT / "docs" / "http.md").read_text()
    assert [route for route in routes if f"{route}`" not in told] == []


@pytest.mark.parametrize("folder", ["docs", "docs/decisions"])
def test_every_page_stands_on_the_page_that_lists_them(folder: str):
    """Whoever starts at the index finds all there is."""
    index = (ROOT / folder / "index.md").read_text()
    pages = {path.name for path in (ROOT / folder).glob("*.md")} - {"index.md"}
    assert pages <= set(re.findall(r"\]\(([\w.-]+)\)", index))


def test_the_glossary_says_each_thing_once():
    """Two rows for one word would be two meanings."""
    words = re.findall(r"^\| ([^|]+) \|", (ROOT / "docs" / "glossary.md").read_text(), re.MULTILINE)
    headings = {"---", "English", "English (code)"}
    assert [word for word, times in Counter(words).items() if times > 1 and word not in headings] == []
