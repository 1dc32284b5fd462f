"""Reads a PDF's tags back, by pypdf: elements, what they say, and what on a page belongs to none."""

import io
from collections.abc import Iterator
from typing import Any

import msgspec
import pypdf
from pypdf.generic import ContentStream


class Element(msgspec.Struct, frozen=True, kw_only=True):
    """One element of the structure, with all below it."""

    kind: str
    kids: tuple["Element", ...] = ()
    mcids: tuple[tuple[int, int], ...] = ()
    """(page, number) of the pieces of content that are its own."""
    language: str = ""
    scope: str = ""

    def walk(self) -> Iterator["Element"]:
        """This and all below, in reading order."""
        yield self
        for kid in self.kids:
            yield from kid.walk()

    def all(self, kind: str) -> list["Element"]:
        """Every element of a kind."""
        return [each for each in self.walk() if each.kind == kind]


class TaggedPdf:
    """A PDF as a screen reader finds it."""

    def __init__(self, made: bytes) -> None:
        self.reader = pypdf.PdfReader(io.BytesIO(made))
        self.catalog: Any = self.reader.trailer["/Root"]
        self._pages = {page.indirect_reference.idnum: place for place, page in enumerate(self.reader.pages)}
        self.pieces: list[dict[int, str]] = []
        """Of each page: what its marked pieces say."""
        self.untagged: list[str] = []
        """What is drawn or written outside every tag and every artifact."""
        self.margins: list[str] = []
        """What artifacts say."""
        for page in self.reader.pages:
            self._read(page)
        self.root = self.catalog["/StructTreeRoot"]
        (top,) = self.root["/K"]
        self.document = self._element(top.get_object(), None)

    def text(self, element: Element) -> str:
        """All that an element says."""
        return "".join(self.pieces[page][number] for each in element.walk() for page, number in each.mcids)

    @property
    def xmp(self) -> str:
        """The metadata."""
        return str(self.catalog["/Metadata"].get_data().decode())

    def parents(self) -> list[list[Any]]:
        """The parent tree: of each page, to which element its pieces belong, by number."""
        numbers = self.root["/ParentTree"]["/Nums"]
        return [list(numbers[place + 1].get_object()) for place in range(0, len(numbers), 2)]

    def _element(self, found: Any, page: int | None) -> Element:  # noqa: ANN401 -- pypdf has no types
        if "/Pg" in found:
            page = self._pages[found.raw_get("/Pg").idnum]
        kids, mcids = [], []
        for kid in found.get("/K", ()):
            if isinstance(kid, int):
                assert page is not None
                mcids.append((page, int(kid)))
            else:
                below = kid.get_object()
                if "/S" in below:
                    kids.append(self._element(below, page))
        return Element(
            kind=str(found["/S"])[1:],
            kids=tuple(kids),
            mcids=tuple(mcids),
            language=str(found.get("/Lang", "")),
            scope=str(found.get("/A", {}).get("/Scope", ""))[1:],
        )

    def _read(self, page: Any) -> None:  # noqa: ANN401
        """Go through a page's operators; letters are told by each font's own map."""
        fonts = {
            name: _letters(font.get_object())
            for name, font in page["/Resources"]["/Font"].get_object().items()
        }
        pieces: dict[int, str] = {}
        inside: list[int | None] = []
        font = ""
        for operands, operator in ContentStream(page.get_contents(), self.reader).operations:
            match operator:
                case b"BDC" | b"BMC":
                    marked = operands[1].get("/MCID") if len(operands) > 1 else None
                    inside.append(None if marked is None else int(marked))
                    if marked is not None:
                        pieces.setdefault(int(marked), "")
                case b"EMC":
                    inside.pop()
                case b"Tf":
                    font = operands[0]
                case b"TJ" | b"Tj":
                    said = "".join(_said(piece, fonts[font]) for piece in operands[0])
                    if not inside:
                        self.untagged.append(said)
                    elif inside[-1] is None:
                        self.margins.append(said)
                    else:
                        pieces[inside[-1]] += said
                case b"f" | b"f*" | b"S" | b"B" | b"B*" | b"s" | b"b" | b"b*" | b"Do" | b"sh":
                    if not inside:
                        self.untagged.append(operator.decode())
                case _:
                    pass
        self.pieces.append(pieces)


def _said(piece: Any, letters: dict[int, str]) -> str:  # noqa: ANN401
    if not isinstance(piece, str | bytes):
        return ""
    raw = piece.original_bytes if hasattr(piece, "original_bytes") else bytes(piece)
    codes = (int.from_bytes(raw[place : place + 2]) for place in range(0, len(raw), 2))
    return "".join(letters.get(code, "\ufffd") for code in codes)


def _letters(font: Any) -> dict[int, str]:  # noqa: ANN401
    """A font's own map from codes to letters (ISO 32000-1, 9.10.3)."""
    table: dict[int, str] = {}
    for line in font["/ToUnicode"].get_data().decode().splitlines():
        found = [part.strip("<>") for part in line.split()]
        if line.startswith("<") and len(found) == 2:
            table[int(found[0], 16)] = bytes.fromhex(found[1]).decode("utf-16-be")
    return table
