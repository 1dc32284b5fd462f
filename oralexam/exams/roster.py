"""A list of candidates or jurors, as a centre has it in a spreadsheet: read whole, every bad cell named.

Nothing here imports anything: a roster with a fault is shown, and imported only when it has none. Columns
that are not needed are ignored and told, so that a birth date in the file is stored nowhere.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from oralexam.exams import codes
from oralexam.exams.accommodation import ExtraTime
from oralexam.exams.roster_line import CellFault, Line
from oralexam.exams.roster_text import LARGEST_FILE_BYTES, LONGEST_CELL, Table, plain, read_table
from oralexam.exams.session import LONGEST_NAME, MOST_CANDIDATES
from oralexam.exams.session_check import same_name

MOST_FAULTS = 100
"""Shown at once; whoever has more has sent another file than they think."""

_SHARED = {
    "name": ("nomprenom", "nometprenom", "prenomnom", "nomcomplet", "candidat", "name", "fullname", "jure"),
    "family": ("nom", "nomdefamille", "nomdusage", "lastname", "familyname", "surname"),
    "given": ("prenom", "prenoms", "firstname", "givenname"),
    "jury": ("jury", "nomdujury"),
}
CANDIDATE_COLUMNS: dict[str, tuple[str, ...]] = {
    **_SHARED,
    "number": ("numero", "no", "n", "numerocandidat", "numerodecandidat", "matricule", "number"),
    "code": ("code",),
    "room": ("salle", "room", "salledexamen"),
    "extra": ("tierstemps", "tempsmajore", "majoration", "amenagement", "extratime"),
    "preparation": ("tempspreparation", "tempsdepreparation", "extrapreparation"),
    "exchange": ("tempsechange", "tempsdechange", "extraexchange"),
    "writing": ("tempsredaction", "tempsderedaction", "extrawriting"),
    "interview": ("tempsentretien", "tempsdentretien", "extrainterview"),
    "large_text": ("grandscaracteres", "largetext"),
    "contrast": ("contraste", "contrast"),
    "breaks": ("pauses", "breaks"),
    "final_interview": ("entretienfinal", "finalinterview"),
}
JUROR_COLUMNS: dict[str, tuple[str, ...]] = {
    **_SHARED,
    "judges_b2": ("b2", "anglaisb2", "evalueb2", "anglais", "english", "judgesb2"),
}


class ListedCandidate(msgspec.Struct, frozen=True, kw_only=True):
    """One candidate of a list."""

    line: int
    name: str
    number: str = ""
    code: str = ""
    jury: str = ""
    room: str = ""
    extra_time: ExtraTime | None = None
    large_text: bool = False
    contrast: bool = False
    breaks: bool = False
    final_interview: bool = False


class ListedJuror(msgspec.Struct, frozen=True, kw_only=True):
    """One juror of a list; jurors of one `jury` sit together."""

    line: int
    name: str
    judges_b2: bool = False
    jury: str = ""


Person = TypeVar("Person", ListedCandidate, ListedJuror)


class Roster(msgspec.Struct, frozen=True, kw_only=True):
    """A list as it was understood, and all that is wrong with it."""

    encoding: str = ""
    delimiter: str = ""
    ignored_columns: tuple[str, ...] = ()
    candidates: tuple[ListedCandidate, ...] = ()
    jurors: tuple[ListedJuror, ...] = ()
    faults: tuple[CellFault, ...] = ()
    more_faults: int = 0

    @property
    def clean(self) -> bool:
        """Whether it may be imported."""
        return not self.faults and bool(self.candidates or self.jurors)


def read_candidates(content: bytes, *, juries: Collection[str] = (), rooms: Collection[str] = ()) -> Roster:
    """The candidates of a list; `juries` and `rooms` are the names that the session knows."""
    known_juries, known_rooms = _by_same_name(juries), _by_same_name(rooms)

    def candidate(line: Line) -> ListedCandidate:
        return ListedCandidate(
            line=line.number,
            name=line.name(),
            number=line.text("number", longest=40),
            code=_code(line),
            jury=_known(line, "jury", known_juries),
            room=_known(line, "room", known_rooms),
            extra_time=_extra_time(line),
            large_text=line.yes("large_text"),
            contrast=line.yes("contrast"),
            breaks=line.yes("breaks"),
            final_interview=line.yes("final_interview"),
        )

    roster, people = _read(content, CANDIDATE_COLUMNS, candidate, _candidate_keys)
    return msgspec.structs.replace(roster, candidates=tuple(people))


def read_jurors(content: bytes) -> Roster:
    """The jurors of a list, with the jury in which each sits, if the list says it."""

    def juror(line: Line) -> ListedJuror:
        return ListedJuror(
            line=line.number,
            name=line.name(),
            judges_b2=line.yes("judges_b2"),
            jury=line.text("jury", longest=LONGEST_NAME),
        )

    roster, people = _read(content, JUROR_COLUMNS, juror, _juror_keys)
    return msgspec.structs.replace(roster, jurors=tuple(people))


def _read(
    content: bytes,
    columns: dict[str, tuple[str, ...]],
    make: Callable[[Line], Person],
    keys_of: Callable[[Person], Iterator[tuple[str, str, str]]],
) -> tuple[Roster, list[Person]]:
    """Read the list; `keys_of` tells what nobody else may have: column, code of the fault, key."""
    if len(content) > LARGEST_FILE_BYTES:
        return _whole_file("file-too-large"), []
    names = {title: column for column, titles in columns.items() for title in titles}
    table = read_table(content, known=frozenset(names), most_rows=MOST_CANDIDATES)
    if table is None:
        return _whole_file("not-a-list"), []
    header: _Header = _header_of(table, names)
    if not {"name", "family"} & header.titles.keys():
        nameless = CellFault(line=1, column="", code="no-name-column")
        return _roster(table, header.ignored, [*header.faults, nameless]), []
    people: list[Person] = []
    faults: list[CellFault] = [*header.faults]
    seen: dict[tuple[str, str], int] = {}
    for number, cells in table.rows:
        line = Line(number, _cells(cells, header.places), header.titles)
        if misshapen := _misshapen(cells, table):
            line.blame("", misshapen)
        else:
            person = make(line)
            for column, code, key in keys_of(person):
                earlier = seen.setdefault((column, key), number)
                if earlier != number:
                    line.blame(column, code, other_line=earlier)
            people.append(person)
        faults += line.faults
    if table.broken_line is not None:
        faults.append(CellFault(line=table.broken_line, column="", code="quotes-not-closed"))
    if table.cut:
        faults.append(CellFault(line=0, column="", code="too-many-lines"))
    if not people and not faults:
        faults.append(CellFault(line=0, column="", code="nobody-in-it"))
    return _roster(table, header.ignored, faults), people


@dataclass(frozen=True, kw_only=True)
class _Header:
    """What the first line says of the columns: as they are titled, and where each stands."""

    titles: dict[str, str]
    places: dict[str, int]
    ignored: list[str]
    faults: list[CellFault]


def _header_of(table: Table, names: Mapping[str, str]) -> _Header:
    header = _Header(titles={}, places={}, ignored=[], faults=[])
    for place, title in enumerate(table.header):
        column = names.get(plain(title))
        if column is None:
            header.ignored.extend([title[:40]] if title else [])
        elif column in header.titles:
            header.faults.append(CellFault(line=1, column=title[:40], code="column-twice"))
        else:
            header.titles[column], header.places[column] = title[:40], place
    return header


def _misshapen(cells: Sequence[str], table: Table) -> str:
    """The code of why a line is not read at all; "" where it is."""
    if any(len(cell) > LONGEST_CELL for cell in cells):
        return "too-long"
    return "too-many-cells" if any(cells[len(table.header) :]) else ""


def _roster(table: Table, ignored: list[str], faults: list[CellFault]) -> Roster:
    return Roster(
        encoding=table.encoding,
        delimiter=table.delimiter,
        ignored_columns=tuple(ignored[:50]),
        faults=tuple(faults[:MOST_FAULTS]),
        more_faults=max(0, len(faults) - MOST_FAULTS),
    )


def _whole_file(code: str) -> Roster:
    return Roster(faults=(CellFault(line=0, column="", code=code),))


def _cells(cells: tuple[str, ...], places: dict[str, int]) -> dict[str, str]:
    return {column: cells[place] if place < len(cells) else "" for column, place in places.items()}


def _by_same_name(names: Collection[str]) -> dict[str, str]:
    return {same_name(name): name for name in names}


def _known(line: Line, column: str, known: dict[str, str]) -> str:
    """The session's own writing of a jury or room; « 2 » is « Jury 2 »."""
    cell = line.text(column, longest=LONGEST_NAME)
    if not cell:
        return ""
    found = known.get(same_name(cell)) or known.get(same_name(f"{line.titles[column]} {cell}"))
    if found is None:
        line.blame(column, f"unknown-{column}")
    return found or ""


def _code(line: Line) -> str:
    cell = line.cells.get("code", "")
    code = codes.typed(cell) if cell else ""
    if code is None:
        line.blame("code", "code-not-well-formed")
    return code or ""


_PHASES = ("preparation", "exchange", "writing", "interview")


def _extra_time(line: Line) -> ExtraTime | None:
    """One column for all phases, or one for each; the narrower one goes before."""
    everywhere = line.extra_length("extra")
    lengths = {column: line.extra_length(column) or everywhere for column in _PHASES}
    return ExtraTime(**lengths) if any(lengths.values()) else None


def _candidate_keys(person: ListedCandidate) -> Iterator[tuple[str, str, str]]:
    if person.name:
        yield "name", "person-twice", f"{same_name(person.name)}\n{same_name(person.number)}"
    if person.number:
        yield "number", "number-twice", same_name(person.number)
    if person.code:
        yield "code", "code-twice", person.code


def _juror_keys(person: ListedJuror) -> Iterator[tuple[str, str, str]]:
    if person.name:
        yield "name", "person-twice", same_name(person.name)
