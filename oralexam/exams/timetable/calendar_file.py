"""The timetable as a calendar (RFC 5545): an event an entry, in UTC: no calendar has to guess an offset."""

from collections.abc import Iterator
from datetime import UTC, datetime

from oralexam.exams.timetable.entries import Entry, Timetable, in_order
from oralexam.exams.timetable.plan_names import PlanNames

LONGEST_LINE_BYTES = 75
"""RFC 5545 §3.1: longer content lines are folded."""
_ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
"""RFC 5545 §3.3.11."""
_KEPT = "\n\u00a0\u202f"


def ics_calendar(
    timetable: Timetable, names: PlanNames, *, session_id: str, revision: int, made_at: datetime
) -> str:
    """The whole file; the events of a newer revision replace those of an older one, by their UIDs."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//oralexam//plan//FR",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(names.title)}",
    ]
    for entry in in_order(timetable.entries):
        lines += _event(entry, names, session_id, revision, made_at)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(
    entry: Entry, names: PlanNames, session_id: str, revision: int, made_at: datetime
) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.kind}.{entry.candidacy_id}@{session_id}"
    yield f"DTSTAMP:{_utc(made_at)}"
    yield f"SEQUENCE:{revision}"
    yield f"DTSTART:{_utc(entry.starts_at)}"
    yield f"DTEND:{_utc(entry.ends_at)}"
    yield f"SUMMARY:{_text(names.summary(entry))}"
    yield f"LOCATION:{_text(names.place(entry.place_id))}"
    description = [
        f"{names.word(f'plan.phase.{phase.name}')}{names.word('sheets.colon')} {phase.seconds / 60:g} min"
        for phase in entry.phases
    ]
    if entry.jury_id is not None:
        jurors = ", ".join(names.members.get(entry.jury_id, ()))
        description.append(f"{names.juries.get(entry.jury_id, '')} ({jurors})")
    yield f"DESCRIPTION:{_text(chr(10).join(description))}"
    yield "TRANSP:OPAQUE"
    yield "END:VEVENT"


def _utc(instant: datetime) -> str:
    """RFC 5545 §3.3.5, form 2."""
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    """RFC 5545 §3.3.11; control characters have no place in a text, the fixed spaces of French have."""
    clean = "".join(sign for sign in words.replace("\r\n", "\n") if sign in _KEPT or sign.isprintable())
    return "".join(_ESCAPES.get(sign, sign) for sign in clean)


def _folded(line: str) -> Iterator[str]:
    """RFC 5545 §3.1: at most 75 octets a line, a space before what continues; no character is cut."""
    current, room = "", LONGEST_LINE_BYTES
    for sign in line:
        size = len(sign.encode())
        if size > room:
            yield current
            current, room = " ", LONGEST_LINE_BYTES - 1
        current += sign
        room -= size
    yield current
