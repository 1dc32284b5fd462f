"""From the bytes of a list to its cells: whatever Excel, LibreOffice or a text editor have made of it.

Cells are text and stay text: one that begins with = + - or @ is a name like any other here.
"""

import csv
import io
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from unicodedata import category, combining, normalize

import msgspec

LARGEST_FILE_BYTES = 512 * 1024
"""500 candidates at a thousand characters each: a list that is longer is not one."""
LONGEST_CELL = 400
_DELIMITERS = ";,\t"
"""A French Excel separates by semicolons, because its decimals have commas; in doubt it is that."""
_DIRECTION_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They make a text read otherwise than it is written (Unicode TR36, 2.2); right-to-left names need none."""


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A list as it was read."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    """The number of the line on which each begins, and its cells; empty lines are left out."""
    broken_line: int | None = None
    """Where reading ended before its time: quotes that do not close, a cell without end."""
    cut: bool = False
    """There are more rows than were asked for."""


def decode(content: bytes) -> tuple[str, str] | None:
    """The text and the encoding that it was in; None where it is no text.

    UTF-8 refuses almost everything that is not UTF-8 (RFC 3629 §3), so it is tried before Windows-1252,
    which refuses almost nothing.
    """
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        candidates: tuple[str, ...] = ("utf-16",)
    elif content.startswith(BOM_UTF8):
        candidates = ("utf-8-sig",)
    else:
        candidates = ("utf-8", "cp1252")
    for encoding in candidates:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else (text, encoding)
    return None


def read_table(content: bytes, *, known: frozenset[str], most_rows: int) -> Table | None:
    """The table in `content`; None where it is no text or has no header.

    `known` are the column names, as `plain` writes them, by which the delimiter is recognised.
    """
    decoded = decode(content)
    if decoded is None:
        return None
    text, encoding = decoded
    # Only what spreadsheets end lines with: str.splitlines would also break a name at U+2028.
    lines = list(io.StringIO(text, newline=""))
    first_line = 0
    delimiters = _DELIMITERS
    if lines and lines[0].strip().lower().startswith("sep=") and len(lines[0].strip()) == 5:
        # Excel writes and reads this line: it says the delimiter, and is no row.
        delimiters, first_line = lines[0].strip()[4], 1
        if delimiters not in _DELIMITERS:
            return None
    while first_line < len(lines) and not lines[first_line].strip(f" \r\n{_DELIMITERS}"):
        first_line += 1
    if first_line == len(lines):
        return None
    delimiter = max(delimiters, key=lambda each: _columns_known(lines[first_line], each, known))
    return _table(lines, first_line, encoding=encoding, delimiter=delimiter, most_rows=most_rows)


def plain(title: str) -> str:
    """A column's title as it is compared: « Prénom » and « PRENOM » are one."""
    letters = normalize("NFKD", title).casefold()
    return "".join(letter for letter in letters if letter.isalnum() and not combining(letter))


def tidy(cell: str) -> str:
    """The cell on one line, accents composed, without spaces at its ends."""
    return " ".join(normalize("NFC", cell).split())


def hides_something(cell: str) -> bool:
    """Whether the cell holds what cannot be seen and changes what is: controls, overrides of direction."""
    return any(letter in _DIRECTION_OVERRIDES or category(letter) in {"Cc", "Cs", "Co"} for letter in cell)


def _columns_known(line: str, delimiter: str, known: frozenset[str]) -> int:
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return 0
    return sum(plain(cell) in known for cell in cells)


def _table(lines: list[str], first: int, *, encoding: str, delimiter: str, most_rows: int) -> Table:
    # Strict: a quote that never closes would otherwise swallow all the people below it.
    reader = csv.reader(iter(lines[first:]), delimiter=delimiter, strict=True)
    header: tuple[str, ...] | None = None
    rows: list[tuple[int, tuple[str, ...]]] = []
    broken_line, cut = None, False
    for line, cells in _records(reader, first):
        if cells is None:
            broken_line = line
        elif header is None:
            header = cells
        elif len(rows) == most_rows:
            cut = True
            break
        elif any(cells):
            rows.append((line, cells))
    return Table(
        encoding=encoding,
        delimiter=delimiter,
        header=header or (),
        rows=tuple(rows),
        broken_line=broken_line,
        cut=cut,
    )


def _records(reader: "csv._reader", first: int) -> Iterator[tuple[int, tuple[str, ...] | None]]:  # type: ignore[name-defined]
    """Each record with the line on which it begins; None for its cells where it cannot be read."""
    while True:
        line = first + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield line, None
            return
        yield line, tuple(tidy(cell) for cell in cells)
