"""What PDF/UA-1 asks for and weasyprint 70 leaves out, put into the document before it is written.

ISO 14289-1: 7.1 (everything is tagged or an artifact), 7.2 (the language of what is in another one), 7.5 (a
header says whether it is a row's or a column's). A test reads all of it back.
"""

from collections.abc import Iterator
from typing import Any, Final

import pydyf

_IN_ENGLISH: Final = frozenset({"/BlockQuote"})
"""Elements that only ever hold English: what candidates wrote in it (`setting.paragraphs`)."""
ENGLISH: Final = "en-GB"


def finish(_document: object, pdf: Any) -> None:  # noqa: ANN401 -- pydyf has no types
    """Called by weasyprint with the PDF as a tree of objects."""
    tree = _Tree(pdf)
    elements = list(tree.elements())
    for element in elements:
        if element["S"] == "/TH":
            element["A"]["Scope"] = "/Column" if tree.path(element, 2) == "/THead" else "/Row"
        if element["S"] in _IN_ENGLISH or _is_english(element):
            element["Lang"] = pydyf.String(ENGLISH)
    _let_go_of_margins(tree, {element.number for element in elements})


class _Tree:
    """The structure of a document, by its objects."""

    def __init__(self, pdf: Any) -> None:  # noqa: ANN401
        self._pdf = pdf
        self.root = self.of(pdf.catalog["StructTreeRoot"])

    def of(self, reference: bytes) -> Any:  # noqa: ANN401
        """The object behind a reference."""
        return self._pdf.objects[int(reference.split()[0])]

    def elements(self) -> Iterator[Any]:
        """Every element that belongs to the document, in reading order."""
        waiting = list(reversed(self.root["K"]))
        while waiting:
            kid = waiting.pop()
            if not isinstance(kid, bytes):
                continue
            element = self.of(kid)
            if element.get("S"):
                yield element
                waiting.extend(reversed(element.get("K", ())))

    def path(self, element: Any, up: int) -> str:  # noqa: ANN401
        """What stands so many steps above an element."""
        for _ in range(up):
            element = self.of(element["P"])
        return str(element.get("S", ""))

    def pages(self) -> Iterator[tuple[Any, Any]]:
        """Each page's drawing, and to which elements its marked pieces belong, by their numbers."""
        numbers = self.of(self.root["ParentTree"])["Nums"]
        for page, kids in zip(numbers[::2], numbers[1::2], strict=True):
            if isinstance(kids, list):
                yield self.of(self.of(self._pdf.page_references[page])["Contents"]), kids


def _is_english(element: Any) -> bool:  # noqa: ANN401
    """Whether it is a `span` of ours: text outside one is a Span that holds its text itself."""
    return element["S"] == "/Span" and any(isinstance(kid, bytes) for kid in element.get("K", ()))


def _let_go_of_margins(tree: _Tree, told: set[int]) -> None:
    """Make what stands in the margins of pages an artifact: weasyprint marks it and ties it to nothing."""
    for drawing, kids in tree.pages():
        loose = {place for place, kid in enumerate(kids) if int(kid.split()[0]) not in told}
        for place in loose:
            kids[place] = "null"
        pieces = drawing.stream
        for place, piece in enumerate(pieces):
            if isinstance(piece, pydyf.Dictionary) and piece.get("MCID") in loose:
                pieces[place - 1] = "/Artifact"
                pieces[place] = pydyf.Dictionary({"Type": "/Pagination"})
