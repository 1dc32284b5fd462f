"""The sheet that Excel opens and the calendar that RFC 5545 allows."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path

import msgspec

from oralexam.exams.formats import format_named
from oralexam.exams.timetable.building import request_of
from oralexam.exams.timetable.calendar_file import ics_calendar
from oralexam.exams.timetable.local_time import zone
from oralexam.exams.timetable.plan_names import names_of
from oralexam.exams.timetable.plan_settings import PlanSettings
from oralexam.exams.timetable.sheet import COLUMNS, csv_sheet
from oralexam.exams.timetable.solving import solve
from tests.exams.timetable.sessions import INES, MAELLE, a_session, an_id

WORDS = json.loads((Path(__file__).parents[3] / "web" / "i18n" / "fr.json").read_text())
HOSTILE = '=HYPERLINK("x"); "Ünal, Zoë\\"\nBEGIN:VEVENT\x00 – ' + "ligne longue é€🎓 " * 12
SESSION = a_session(candidacies=(msgspec.structs.replace(INES, name=HOSTILE), MAELLE))
TIMETABLE = solve(request_of(SESSION, format_named("aie-title"), PlanSettings()), placements=300)
NAMES = names_of(SESSION, WORDS)
MADE = dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC)


def a_calendar() -> str:
    """The calendar of the session."""
    return ics_calendar(TIMETABLE, NAMES, session_id=an_id(99), revision=3, made_at=MADE)


def unfolded(text: str) -> list[str]:
    """The content lines (RFC 5545 §3.1)."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    for line in text.split("\r\n"):
        assert len(line.encode()) <= 75
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def events(text: str) -> Iterator[dict[str, str]]:
    """Each event's properties; whatever is not balanced or has no name fails."""
    lines = unfolded(text)
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-1] == "END:VCALENDAR"
    current: dict[str, str] | None = None
    for line in lines[1:-1]:
        name, colon, value = line.partition(":")
        assert colon
        assert name.replace("-", "").isalpha()
        if line == "BEGIN:VEVENT":
            assert current is None
            current = {}
        elif line == "END:VEVENT":
            assert current is not None
            yield current
            current = None
        elif current is not None:
            assert name not in current
            current[name] = value
    assert current is None


def test_the_calendar_has_an_event_an_entry_with_all_that_the_rfc_asks_for():
    """UID, DTSTAMP and DTSTART are required; times are UTC; UIDs differ."""
    found = list(events(a_calendar()))
    assert len(found) == len(TIMETABLE.entries)
    assert len({event["UID"] for event in found}) == len(found)
    first = TIMETABLE.entries[0]
    assert found[0]["DTSTART"] == first.starts_at.strftime("%Y%m%dT%H%M%SZ")
    assert found[0]["DTEND"] == first.ends_at.strftime("%Y%m%dT%H%M%SZ")
    assert found[0]["DTSTAMP"] == "20261201T090000Z"
    assert {event["SEQUENCE"] for event in found} == {"3"}


def test_what_an_event_describes_has_the_signs_of_its_language():
    """French has a fixed space before a colon, English none."""
    assert all(
        "\u00a0: " in event["DESCRIPTION"] for event in events(a_calendar()) if " min" in event["DESCRIPTION"]
    )
    words = json.loads((Path(__file__).parents[3] / "web" / "i18n" / "en.json").read_text())
    english = ics_calendar(
        TIMETABLE, names_of(SESSION, words), session_id=an_id(99), revision=3, made_at=MADE
    )
    descriptions = [event["DESCRIPTION"] for event in events(english) if " min" in event["DESCRIPTION"]]
    assert descriptions
    assert not any("\u00a0" in each for each in descriptions)


def test_a_name_can_break_neither_calendar_nor_sheet():
    """Semicolons, commas, backslashes, line breaks, formulas and what is no character at all."""
    event = next(event for event in events(a_calendar()) if "HYPERLINK" in event["SUMMARY"])
    assert '=HYPERLINK("x")\\; "Ünal\\, Zoë\\\\"\\nBEGIN:VEVENT' in event["SUMMARY"]
    assert "\x00" not in a_calendar()
    rows = list(
        csv.DictReader(io.StringIO(csv_sheet(TIMETABLE, NAMES, zone("Europe/Paris"))[1:]), delimiter=";")
    )
    names = {row[WORDS["plan.column.candidate"]] for row in rows}
    assert any(name.startswith("'=HYPERLINK") for name in names)
    assert len(rows) == len(TIMETABLE.entries)


def test_the_sheet_opens_in_a_french_excel_in_the_centres_hours():
    """Byte order mark, semicolons, CRLF, one line an entry."""
    text = csv_sheet(TIMETABLE, NAMES, zone("Europe/Paris"))
    assert text.startswith("\ufeff")
    head, first = text[1:].split("\r\n")[:2]
    assert head.split(";") == [WORDS[f"plan.column.{column}"] for column in COLUMNS]
    assert first.startswith("2026-12-08;08:30;")


def test_every_word_of_the_exports_is_there():
    """A code in a sheet that a person reads would be a mistake."""
    whole = csv_sheet(TIMETABLE, NAMES, zone("Europe/Paris")) + a_calendar()
    assert "plan." not in whole
