"""Lists of candidates and jurors, as spreadsheets write them."""

import csv
import io
import time

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from oralexam.exams.accommodation import ExtraLength
from oralexam.exams.roster import MOST_FAULTS, read_candidates, read_jurors
from oralexam.exams.session import MOST_CANDIDATES

FRENCH = "Nom;Prénom;Numéro;Jury;Tiers-temps\nMarchetti;Inès;12;Jury 1;1/3\nO’Brien-Lefèvre;Zoé;13;2;\n"
JURIES = ("Jury 1", "Jury 2")


def faults(content: bytes | str, **known: tuple[str, ...]) -> list[tuple[int, str, str]]:
    """Line, column and code of every fault."""
    raw = content.encode() if isinstance(content, str) else content
    return [(each.line, each.column, each.code) for each in read_candidates(raw, **known).faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_what_a_spreadsheet_writes_is_read(encoding: str, delimiter: str, ending: str) -> None:
    """Whatever the encoding, the separator and the end of line: the same two people."""
    text = FRENCH.replace(";", delimiter).replace("\n", ending)
    roster = read_candidates(text.encode(encoding), juries=JURIES)
    assert roster.faults == ()
    assert roster.clean
    assert [each.name for each in roster.candidates] == ["Inès Marchetti", "Zoé O’Brien-Lefèvre"]
    assert [each.jury for each in roster.candidates] == ["Jury 1", "Jury 2"]
    assert [each.number for each in roster.candidates] == ["12", "13"]
    third = ExtraLength(fraction="1/3")
    first, second = roster.candidates
    assert first.extra_time is not None
    assert (first.extra_time.preparation, first.extra_time.writing) == (third, third)
    assert (first.extra_time.exchange, first.extra_time.interview) == (third, third)
    assert second.extra_time is None
    assert (roster.encoding, roster.delimiter) == (encoding, delimiter)


def test_quoted_cells_hold_separators_quotes_and_line_breaks() -> None:
    """RFC 4180: the line that a fault names is the one on which its record begins."""
    text = 'Candidat;Numéro\n"Dupont; ""dit"" Durand";1\n"Anne\nMarie";2\n"";3\n'
    roster = read_candidates(text.encode())
    assert [each.name for each in roster.candidates][:2] == ['Dupont; "dit" Durand', "Anne Marie"]
    assert faults(text) == [(5, "Candidat", "name-missing")]


@pytest.mark.parametrize("name", ["مريم العلوي", "דנה לוי", "李小龍", "Nguyễn Thị Ánh", "D’Arc", "N'Diaye"])
def test_every_name_is_kept_as_it_is_written(name: str) -> None:
    """Accents, apostrophes and right-to-left text."""
    (candidate,) = read_candidates(f"Nom\n{name}\n".encode()).candidates
    assert candidate.name == name


@pytest.mark.parametrize("cell", ["=1+1", "+33 6", "-2", "@SUM(A1)", '=cmd|" /C calc"!A0'])
def test_a_formula_is_text(cell: str) -> None:
    """It is kept to the letter, and never means anything."""
    file = io.StringIO()
    csv.writer(file, delimiter=";").writerows([["Nom"], [cell]])
    roster = read_candidates(file.getvalue().encode())
    assert [each.name for each in roster.candidates] == [cell]
    assert roster.clean


def test_empty_lines_are_no_people_and_count_as_lines() -> None:
    """Excel leaves rows of separators below a table."""
    text = "sep=;\n;;\nNom;Numéro;\n\nMarchetti;1;\n;;\n   ;  ;\nOkafor;1;\n;;\n"
    assert faults(text) == [(8, "Numéro", "number-twice")]


def test_each_bad_cell_is_named_with_its_line_and_column() -> None:
    """All of them at once, in the words of the file."""
    text = (
        "Nom;Prénom;Code;Jury;Salle;Tiers-temps;Contraste;Entretien final\n"
        ";;;;;;;\n"
        "Marchetti;Inès;K7MP-4QTX;Jury 9;Salle 1;01-mars;peut-être;oui\n"
        "Marchetti;Inès;k7mp4qtx;Jury 1;Salle 12;demi;non;\n"
        "Abc;D;O0O0;;;99 min;;\n"
        ";;K7MP-4QTY;;;;;\n"
    )
    assert faults(text, juries=JURIES, rooms=("salle 12",)) == [
        (3, "Jury", "unknown-jury"),
        (3, "Salle", "unknown-room"),
        (3, "Tiers-temps", "became-a-date"),
        (3, "Contraste", "neither-yes-nor-no"),
        (4, "Tiers-temps", "extra-time-not-understood"),
        (4, "", "person-twice"),
        (4, "Code", "code-twice"),
        (5, "Code", "code-not-well-formed"),
        (5, "Tiers-temps", "extra-time-not-understood"),
        (6, "Nom", "name-missing"),
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("oui", ExtraLength(fraction="1/3")),
        ("Tiers temps", ExtraLength(fraction="1/3")),
        ("1/2", ExtraLength(fraction="1/2")),
        ("10", ExtraLength(minutes=10)),
        ("15 min", ExtraLength(minutes=15)),
        ("non", None),
        ("0", None),
        ("", None),
    ],
)
def test_extra_time_is_said_in_several_ways(cell: str, expected: ExtraLength | None) -> None:
    """A third by its name, a fraction, or minutes."""
    (candidate,) = read_candidates(f"Nom;Tiers-temps\nX;{cell}\n".encode()).candidates
    assert (candidate.extra_time.writing if candidate.extra_time else None) == expected


def test_a_phase_may_have_an_extra_time_of_its_own() -> None:
    """It goes before the one for all."""
    text = "Nom;Tiers-temps;Temps rédaction\nX;1/3;20 min\n"
    (candidate,) = read_candidates(text.encode()).candidates
    assert candidate.extra_time is not None
    assert candidate.extra_time.writing == ExtraLength(minutes=20)
    assert candidate.extra_time.preparation == ExtraLength(fraction="1/3")


def test_columns_that_nobody_needs_are_told_and_forgotten() -> None:
    """A birth date and why a candidate has more time are stored nowhere."""
    roster = read_candidates(b"Nom;Date de naissance;Motif\nX;01/02/2001;dyslexie\n")
    assert roster.ignored_columns == ("Date de naissance", "Motif")
    assert roster.clean
    assert "dyslexie" not in repr(roster)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not-a-list"),
        (b"\n;;\n \n", "not-a-list"),
        (b"\x00\x01\x02PK\x03\x04", "not-a-list"),
        (b"\xff\xfe\x00", "not-a-list"),
        (b"\x81\x8d;Nom", "not-a-list"),
        (b"x" * (512 * 1024 + 1), "file-too-large"),
        (b"Age;Ville\n12;Lyon\n", "no-name-column"),
        (b"Nom;Nom\nA;B\n", "column-twice"),
        (b"Nom\n", "nobody-in-it"),
        (b'Nom;N\n"Marchetti;1\nOkafor;2\n', "quotes-not-closed"),
        (b"Nom;N\nMarchetti;1;2;3\n", "too-many-cells"),
        (b"Nom\n" + b"x" * 81 + b"\n", "too-long"),
        (b"Nom\n" + b"x" * 200_000 + b"\n", "quotes-not-closed"),
        ("Nom\nA\u202eB\n".encode(), "hidden-characters"),
        (b"Nom\nA\x1bB\n", "hidden-characters"),
    ],
)
def test_a_file_that_is_no_list_says_why(content: bytes, code: str) -> None:
    """Never an exception, never half a list that could be imported."""
    roster = read_candidates(content)
    assert code in {fault.code for fault in roster.faults}
    assert not roster.clean


def test_ten_thousand_lines_are_refused_soon_and_briefly() -> None:
    """One session never has so many candidates; the answer stays small."""
    content = b"Nom;Code\n" + b"A;wrong\n" * 10_000
    began = time.process_time()
    roster = read_candidates(content)
    assert time.process_time() - began < 2
    assert len(roster.faults) == MOST_FAULTS
    assert roster.more_faults == 2 * MOST_CANDIDATES - 1 + 1 - MOST_FAULTS
    only_long = read_candidates(b"Nom;N\n" + b"".join(b"P%d;%d\n" % (n, n) for n in range(10_000)))
    assert [fault.code for fault in only_long.faults] == ["too-many-lines"]
    assert len(only_long.candidates) == MOST_CANDIDATES


def test_jurors_come_with_their_jury_and_what_they_can_judge() -> None:
    """The list of a jury of two, in Windows-1252."""
    text = "Nom;Prénom;Anglais B2;Jury\nMorel;Hélène;oui;Jury 1\nIdrissi;Hassan;;Jury 1\n"
    roster = read_jurors(text.encode("cp1252"))
    assert roster.clean
    assert [(each.name, each.judges_b2, each.jury) for each in roster.jurors] == [
        ("Hélène Morel", True, "Jury 1"),
        ("Hassan Idrissi", False, "Jury 1"),
    ]
    twice = read_jurors("Nom\nMOREL Hélène\nmorel  hélène\n".encode())
    assert [(each.line, each.code, each.other_line) for each in twice.faults] == [(3, "person-twice", 2)]


cells = st.text(st.characters(exclude_categories=["Cc", "Cs", "Co", "Cf", "Zl", "Zp", "Zs"]), max_size=40)


@settings(max_examples=60, deadline=None)
@given(st.lists(cells.filter(str.strip), min_size=1, max_size=12), st.sampled_from(";,\t"))
def test_what_a_csv_writer_has_written_comes_back(names: list[str], delimiter: str) -> None:
    """Any names, through the standard writer: one candidate a row, in order, or told as doubled."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(
        [["Nom", "Numéro"], *([name, str(number)] for number, name in enumerate(names))]
    )
    roster = read_candidates(file.getvalue().encode())
    assert {fault.code for fault in roster.faults} <= {"hidden-characters"}
    assert [each.number for each in roster.candidates] == [str(number) for number in range(len(names))]


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"Nom;Code;Tiers-temps\n", b"\xef\xbb\xbfNom\n", b"sep=,\n"]),
)
def test_no_bytes_make_it_fail(content: bytes, before: bytes) -> None:
    """Whatever the file: a roster; and what is clean has a name for everybody."""
    roster = read_candidates(before + content)
    if roster.clean:
        assert all(each.name.strip() for each in roster.candidates)
    read_jurors(before + content)
