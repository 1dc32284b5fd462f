"""The workbook of a session: marks as they were given, dates as dates, words that are never formulas."""

import io
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest

from oralexam.dossier.language import DocumentLanguage
from oralexam.dossier.making import workbook
from tests.dossier import made_records as made

WEB = Path(__file__).resolve().parents[2] / "web"
NAMESPACE = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
SPITEFUL = '=HYPERLINK("http://192.0.2.1";"clic")'


class Book:
    """A workbook as it stands in its file (ECMA-376, part 1, 18)."""

    def __init__(self, made_of: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(made_of))
        self._strings = [
            "".join(text.text or "" for text in item.iter(f"{{{NAMESPACE['x']}}}t"))
            for item in self._read("xl/sharedStrings.xml").findall("x:si", NAMESPACE)
        ]
        names = self._read("xl/workbook.xml").findall("x:sheets/x:sheet", NAMESPACE)
        self.names = [each.attrib["name"] for each in names]

    def _read(self, name: str) -> ET.Element:
        return ET.fromstring(self._zip.read(name))  # noqa: S314 -- we have made it

    def sheet(self, name: str) -> ET.Element:
        """A sheet's own XML."""
        return self._read(f"xl/worksheets/sheet{self.names.index(name) + 1}.xml")

    def rows(self, name: str) -> list[list[str]]:
        """What stands in each cell; numbers as they are written."""
        return [
            [self._cell(cell) for cell in row.findall("x:c", NAMESPACE)]
            for row in self.sheet(name).findall("x:sheetData/x:row", NAMESPACE)
        ]

    def styles(self, name: str) -> dict[str, ET.Element]:
        """The look of each cell that has one, by its address."""
        looks = self._read("xl/styles.xml").findall("x:cellXfs/x:xf", NAMESPACE)
        cells = self.sheet(name).iter(f"{{{NAMESPACE['x']}}}c")
        return {cell.attrib["r"]: looks[int(cell.attrib["s"])] for cell in cells if "s" in cell.attrib}

    def _cell(self, cell: ET.Element) -> str:
        value = cell.findtext("x:v", "", NAMESPACE)
        return self._strings[int(value)] if cell.attrib.get("t") == "s" else value


@pytest.fixture(scope="module")
def book() -> Book:
    """Two candidates; the second one's name would like to be a formula."""
    import asyncio

    record = made.record()
    call, *rest = record.parts
    assert call.ledger is not None
    given = [msgspec.structs.replace(each, text="@SUM(1+1)") for each in call.ledger.incidents]
    ledger = msgspec.structs.replace(call.ledger, incidents=tuple(given))
    spiteful = msgspec.structs.replace(
        record,
        candidate_name=SPITEFUL,
        candidate_number="-1+1",
        parts=(msgspec.structs.replace(call, ledger=ledger), *rest),
    )
    return Book(asyncio.run(workbook((record, spiteful), DocumentLanguage.FRENCH, web=WEB)))


def test_its_sheets_have_a_heading_that_stays_in_sight(book: Book):
    """One says what the others are; those have columns with titles, frozen, and filters."""
    assert book.names == ["Lisez-moi", "Épreuves", "Niveaux", "Deuxièmes évaluations", "Incidents", "Temps"]
    for name in book.names[1:]:
        assert book.sheet(name).find(".//x:pane[@state='frozen']", NAMESPACE) is not None
        assert book.sheet(name).find("x:autoFilter", NAMESPACE) is not None
        assert book.rows(name)[0][:3] == ["Candidat", "Numéro", "Épreuve"]
    assert any("Rien n’est additionné" in cell for row in book.rows("Lisez-moi") for cell in row)


def test_each_candidate_has_a_row_a_part(book: Book):
    """Five parts of a title, twice."""
    rows = book.rows("Épreuves")
    assert len(rows) == 11
    assert [row[2] for row in rows[1:4]] == ["Appel", "Réception d’un visiteur", "Entretien technique"]


def test_there_is_no_formula_whatever_people_are_called(book: Book):
    """A name that begins like a formula is text, and carries the mark of quoted text (CWE-1236)."""
    for name in book.names:
        assert list(book.sheet(name).iter(f"{{{NAMESPACE['x']}}}f")) == []
    row = next(row for row in book.rows("Épreuves") if row[0] == SPITEFUL)
    assert row[1] == "-1+1"
    looks = book.styles("Épreuves")
    place = book.rows("Épreuves").index(row) + 1
    assert [looks[f"{column}{place}"].attrib.get("quotePrefix") for column in "ABC"] == ["1", "1", None]
    assert any("@SUM(1+1)" in row for row in book.rows("Incidents"))


def test_marks_are_those_that_were_given_and_nothing_is_added_up(book: Book):
    """Each juror's versions, then the deliberation's, a row a criterion; no figure comes of them."""
    rows = [row for row in book.rows("Niveaux")[1:] if row[0] == made.CANDIDATE and row[2] == "Appel"]
    first = {(row[4], row[5]): row[7] for row in reversed(rows)}
    assert [(by, level) for (by, _), level in reversed(first.items())] == [
        ("Claire Morel", "Acquis"),
        ("Hassan Idrissi", "Fragile"),
        ("Hassan Idrissi", "Acquis"),
        ("Délibération", "Acquis"),
    ]


def test_second_markings_have_a_sheet_of_their_own(book: Book):
    """Who asked whom and why, a row a criterion; nothing of them among the jury's levels."""
    rows = [row for row in book.rows("Deuxièmes évaluations")[1:] if row[0] == made.CANDIDATE]
    assert {tuple(row[4:7]) for row in rows} == {("Sophie Renard", "recours", "Inès Duval")}
    assert {(row[8], row[10]) for row in rows} == {("non acquise", "Fragile")}
    assert not any("Inès Duval" in row for row in book.rows("Niveaux"))


def test_times_are_dates_on_the_centres_clock(book: Book):
    """Half past eight in universal time is half past nine in Paris, and a number that sorts."""
    row = book.rows("Épreuves")[1]
    began = datetime(1899, 12, 30) + timedelta(days=float(row[8]))  # noqa: DTZ001 -- as workbooks count
    assert f"{began:%Y-%m-%d %H:%M}" == "2026-12-08 09:35"
