"""The printed record: its tags are read back and checked against ISO 14289-1 (PDF/UA-1)."""

import re
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from pypdf.generic import NullObject

from oralexam.dossier.document import document_of
from oralexam.dossier.language import DocumentLanguage
from oralexam.dossier.making import record_pdf
from oralexam.dossier.record import Record, RecordKind
from oralexam.exams.parts import PartKind
from oralexam.exams.scenario import Language
from tests.dossier import made_records as made
from tests.dossier.tag_tree import Element, TaggedPdf

WEB = Path(__file__).resolve().parents[2] / "web"
KNOWN = frozenset(
    {"Document", "Part", "Sect", "Div", "BlockQuote", "NonStruct", "Span", "P", "H1", "H2", "H3", "H4"}
    | {"Table", "Caption", "THead", "TBody", "TR", "TH", "TD"}
)
"""Standard structure types alone (ISO 32000-1, 14.8.4): nothing has to be mapped to one."""


def _in_english(record: Record) -> Record:
    """The same, its call's text written in English, whichever scenario was drawn."""
    call, *rest = record.parts
    assert call.work is not None
    work = msgspec.structs.replace(call.work, language=Language.ENGLISH.value)
    return msgspec.structs.replace(record, parts=(msgspec.structs.replace(call, work=work), *rest))


async def _printed(record: Record, language: DocumentLanguage = DocumentLanguage.FRENCH) -> TaggedPdf:
    return TaggedPdf(await record_pdf(record, language, web=WEB))


@pytest.fixture(scope="module")
def record() -> Record:
    """Everything at once."""
    return _in_english(made.record())


@pytest.fixture(scope="module")
def printed(record: Record) -> TaggedPdf:
    """Made once, in the process that the server would start."""
    import asyncio

    return asyncio.run(_printed(record))


def test_it_says_that_it_is_pdf_ua_and_what_it_is_called(printed: TaggedPdf):
    """7.1: the identifier in the metadata, the title in the window's bar, the language of the whole."""
    assert re.search(r'pdfuaid:part(="1"|>1<)', printed.xmp)
    title = f"Procès-verbal d’épreuves orales – {made.CANDIDATE}"
    assert title in printed.xmp
    assert printed.reader.metadata.title == title
    assert printed.catalog["/ViewerPreferences"]["/DisplayDocTitle"] is True or bool(
        printed.catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    )
    assert printed.catalog["/MarkInfo"]["/Marked"]
    assert printed.catalog["/Lang"] == "fr-FR"
    assert all(page["/Tabs"] == "/S" for page in printed.reader.pages)


def test_everything_on_a_page_is_tagged_or_an_artifact(printed: TaggedPdf):
    """7.1: nothing is drawn outside; the margins, which are no reading, are artifacts and count the pages."""
    assert printed.untagged == []
    told = {piece for element in printed.document.walk() for piece in element.mcids}
    marked = {(page, number) for page, pieces in enumerate(printed.pieces) for number in pieces}
    assert marked == told
    pages = len(printed.reader.pages)
    assert [said for said in printed.margins if said.startswith("Page")] == [
        f"Page {page} sur {pages}" for page in range(1, pages + 1)
    ]


async def test_a_day_and_an_hour_have_room_beside_what_happened():
    """A reopening's instant is longer than an hour of the day: it does not run into the next column."""
    room = made.call()
    jury = made.Jury(room, PartKind.CALL)
    jury.seal("juror", 3)
    jury.seal("observer", 2)
    jury.lock()
    jury.reopen()
    printed = await _printed(made.record([made.source(room)]))
    at: dict[str, float] = {}

    def note(text: str, _: object, matrix: list[float], *__: object) -> None:
        at[text.strip()] = matrix[4]

    for page in printed.reader.pages:
        page.extract_text(visitor_text=note)
    (asked,) = [said for said in at if re.fullmatch(r"08/12/2026 \d+.h.\d\d.min.\d\d.s", said)]
    # Pixels of CSS; a character of 12 pixels is more than 5 wide.
    assert at["version 1"] - at[asked] > 5 * len(asked)


def test_a_second_marking_is_printed_in_a_section_of_its_own(printed: TaggedPdf):
    """After the jury's marks and deliberation: who, when, its marks; and that they change nothing."""
    titles = [
        printed.text(element).strip() for element in printed.document.walk() if element.kind in {"H3", "H4"}
    ]
    heading = titles.index("Deuxièmes évaluations, à l’aveugle")
    assert titles[heading + 1].startswith("Évaluation de Inès Duval, à l’aveugle, scellée le")
    assert any(title.startswith("Délibération") for title in titles[:heading])


def test_each_piece_of_a_page_leads_back_to_its_element(printed: TaggedPdf):
    """14.7.4.4 of ISO 32000-1: the parent tree has an entry for each piece, and none for an artifact."""
    for pieces, parents in zip(printed.pieces, printed.parents(), strict=True):
        real = {number for number, parent in enumerate(parents) if not isinstance(parent, NullObject)}
        assert real == set(pieces)


def test_only_standard_elements_are_used_and_headings_go_down_by_one(printed: TaggedPdf):
    """7.4.2: no level is left out; the first is H1, and there is one of it."""
    kinds = [element.kind for element in printed.document.walk()]
    assert set(kinds) <= KNOWN
    levels = [int(kind[1]) for kind in kinds if re.fullmatch(r"H\d", kind)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_has_headers_that_say_what_they_head(printed: TaggedPdf):
    """7.5: each header has its scope; each row begins with one, and each row of a table is as long."""
    tables = printed.document.all("Table")
    assert len(tables) > 20
    for table in tables:
        rows = table.all("TR")
        assert len({len(row.kids) for row in rows}) == 1
        headers = table.all("TH")
        assert {header.scope for header in headers} <= {"Row", "Column"}
        assert all(header.scope == "Column" for head in table.all("THead") for header in head.all("TH"))
        bodies = [row for body in table.all("TBody") for row in body.all("TR")]
        assert all(
            [cell.kind for cell in row.kids] == ["TH", *["TD"] * (len(row.kids) - 1)] for row in bodies
        )
        assert all(row.kids[0].scope == "Row" for row in bodies)


def test_it_is_read_in_the_order_of_the_page(printed: TaggedPdf):
    """Session, parts in the order of the day, hashes, signatures: as one would read it aloud."""
    assert [printed.text(heading) for heading in printed.document.all("H2")] == [
        "Session",
        "Épreuves",
        "Appel",
        "Réception d’un visiteur",
        "Entretien technique",
        "Questionnement sur production",
        "Entretien final",
        "Empreintes",
        "Signatures",
    ]
    order = [piece for element in printed.document.walk() for piece in element.mcids]
    assert [page for page, _ in order] == sorted(page for page, _ in order)


def test_english_is_tagged_as_english(printed: TaggedPdf):
    """7.2: what the candidate wrote, and the scenario's title, are spoken in their own language."""
    quoted = printed.document.all("BlockQuote")
    assert quoted
    assert {each.language for each in quoted} == {"en-GB"}
    assert "Dear Ms Pike" in printed.text(quoted[0])
    spans = {printed.text(each) for each in printed.document.walk() if each.kind == "Span" and each.language}
    assert any(title in spans for title in ("A buyer at the fair stand", "A distributor visits the works"))


def test_every_letter_is_embedded_and_has_its_meaning(printed: TaggedPdf):
    """7.21: fonts are in the file, and each of their codes is told as a letter."""
    for page in printed.reader.pages:
        for font in page["/Resources"]["/Font"].get_object().values():
            (below,) = font.get_object()["/DescendantFonts"]
            descriptor = below.get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)
    assert "\ufffd" not in printed.text(printed.document)


def test_what_the_record_knows_stands_in_it(printed: TaggedPdf, record: Record):
    """Names, reasons, marks, hashes: all of it, and the fingerprint of the key."""
    said = _without_spaces("|".join(printed.text(each) for each in _cells(printed.document)))
    for expected in (
        "Alarme incendie, fausse alerte",
        "Texte collé depuis l’extérieur, 48 caractères",
        "Claire Morel (évalue l’anglais au niveau B2)",
        "Fragile",
        "Erreur de ligne",
        "non clos",
        "fichier absent ou tronqué",
        made.KEY,
        *(part.chain.head for part in record.parts if part.chain),
        *(each.sha256 for part in record.parts for each in part.recordings),
    ):
        assert _without_spaces(expected) in said


def _without_spaces(text: str) -> str:
    """A space at the end of a line is set as the end of the line."""
    return "".join(text.split())


def _cells(document: Element) -> list[Element]:
    return [each for each in document.walk() if each.kind in {"TD", "TH", "P", "H4"}]


async def test_the_attestation_of_the_day_is_short_and_has_no_mark():
    """It is printed before anybody judges; its words say what it is for."""
    paper = await _printed(made.record(kind=RecordKind.ATTESTATION), DocumentLanguage.ENGLISH)
    said = paper.text(paper.document)
    assert paper.catalog["/Lang"] == "en-GB"
    assert "before any mark" in said
    assert made.KEY in said
    assert "Fragile" not in said
    assert "Dear Ms Pike" not in said


async def test_words_that_look_like_tags_stay_words():
    """Nobody writes into the document but as text; nothing is fetched for it."""
    record = made.record([made.source(made.call())])
    name = '<img src="http://192.0.2.1/x.png">&amp;'
    hostile = msgspec.structs.replace(record, candidate_name=name, candidate_number="\x00\x07")
    page = document_of(hostile, DocumentLanguage.FRENCH, web=WEB)
    assert "<img" not in page
    paper = await _printed(hostile)
    assert name in paper.text(paper.document)
