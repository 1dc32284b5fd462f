"""What the sheets of a session's workbook hold. Pure: values in rows; `workbook` writes them."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from oralexam.dossier.record import Judged, PartRecord, Record, Wordings
from oralexam.dossier.times import time_code
from oralexam.dossier.words import Words
from oralexam.rooms.ledger_rows import Stretch
from oralexam.rooms.phases import OVER, TIMED, Phase
from oralexam.rooms.seats import Seat

Cell = str | int | datetime | None


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column: what stands above it, and how wide it is, in characters."""

    title: str
    width: int


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """One sheet, its first columns frozen with its heading."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    frozen: int = 0


def sheets_of(records: Sequence[Record], words: Words) -> tuple[Sheet, ...]:
    """All sheets, in their order."""
    pairs = [(record, part) for record in records for part in record.parts]
    return (
        _read_me(records, words),
        _sheet(words, "parts", _PARTS, [_part_row(words, *pair) for pair in pairs], frozen=1),
        _sheet(words, "marks", _MARKS, [row for pair in pairs for row in _mark_rows(words, *pair)], frozen=1),
        _sheet(
            words,
            "seconds",
            _SECONDS,
            [row for pair in pairs for row in _second_rows(words, *pair)],
            frozen=1,
        ),
        _sheet(
            words,
            "incidents",
            _INCIDENTS,
            [row for pair in pairs for row in _incident_rows(words, *pair)],
            frozen=1,
        ),
        _sheet(
            words, "ledger", _LEDGER, [row for pair in pairs for row in _ledger_rows(words, *pair)], frozen=1
        ),
    )


_WHO = (("candidate", 26), ("number", 16), ("part", 24))
_PARTS = (
    *_WHO,
    *(("state", 20), ("room", 14), ("plays", 22), ("observes", 22), ("scenario", 30)),
    *(("began", 20), ("ended", 20)),
    *(("preparation-planned", 14), ("preparation-ran", 14), ("exchange-planned", 14), ("exchange-ran", 14)),
    *(("written-planned", 14), ("written-ran", 14), ("given", 12), ("paused", 12), ("failed", 12)),
    *(("incidents-count", 12), ("judge-1", 26), ("acquired-1", 18), ("judge-2", 26), ("acquired-2", 18)),
    *(("agreed", 18), ("locked", 20), ("events", 10), ("chain", 40)),
)
_MARKS = (
    *_WHO,
    *(("criterion", 60), ("by", 26), ("version", 9), ("sealed", 20), ("level", 14), ("moments", 20)),
    *(("no-moment", 34), ("comment", 50), ("correction", 30)),
)
_SECONDS = (
    *_WHO,
    *(("asked", 20), ("asked-by", 26), ("purpose", 22), ("by", 26), ("sealed", 20), ("competence", 18)),
    *(("criterion", 60), ("level", 14), ("moments", 20), ("no-moment", 34), ("comment", 50)),
)
_INCIDENTS = (*_WHO, ("at", 20), ("phase", 18), ("incident", 40), ("by", 26), ("detail", 60))
_LEDGER = (
    *_WHO,
    *(("from", 20), ("to", 20), ("phase", 18), ("attempt", 9), ("kind", 14), ("seconds", 10)),
    *(("by", 26), ("detail", 60)),
)


def _sheet(
    words: Words,
    name: str,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[tuple[Cell, ...]],
    *,
    frozen: int = 0,
) -> Sheet:
    return Sheet(
        name=words.say(f"book.{name}"),
        columns=tuple(Column(title=words.say(f"column.{key}"), width=width) for key, width in columns),
        rows=tuple(rows),
        frozen=frozen,
    )


def _read_me(records: Sequence[Record], words: Words) -> Sheet:
    lines: list[tuple[Cell, ...]] = [(words.say("book.title"), "")]
    if records:
        head = records[0]
        lines += [
            (words.say("session-title"), head.session.title),
            (words.say("certification"), head.session.format_title),
            (words.say("centre"), head.session.centre),
            (words.say("column.made"), head.made_at),
            (words.say("time-zone"), words.say("time-zone-words", zone=head.session.time_zone)),
            (words.say("column.candidates"), len(records)),
        ]
    lines += [("", words.say(f"read-me.{key}")) for key in ("marks", "times", "names", "evidence")]
    widths = (Column(title="", width=26), Column(title="", width=100))
    return Sheet(name=words.say("book.read-me"), columns=widths, rows=tuple(lines))


def _who(words: Words, record: Record, part: PartRecord) -> tuple[Cell, ...]:
    return record.candidate_name or words.say("erased"), record.candidate_number, words.part(part.part)


def _part_row(words: Words, record: Record, part: PartRecord) -> tuple[Cell, ...]:
    ledger = part.ledger
    timed = [each for each in ledger.stretches if each.phase in TIMED] if ledger else []
    totals = {total.phase: total for total in ledger.totals} if ledger else {}
    steps = [phase for phase in totals if phase in _STEPS]

    def seconds(places: int) -> tuple[Cell, Cell]:
        """Planned and run, of the phase that is the first, second or third whose minutes are the exam's."""
        if places >= len(steps):
            return None, None
        total = totals[steps[places]]
        return None if total.planned_s is None else round(total.planned_s), total.running_s

    three = (seconds(0), seconds(1), seconds(2))
    sums = [
        sum(getattr(total, name) for total in totals.values()) if totals else None
        for name in ("given_s", "paused_s", "failed_s")
    ]
    drawn = part.draw
    return (
        *_who(words, record, part),
        words.say(f"state.{part.state.value}"),
        part.room_name,
        part.juror_name,
        part.observer_name,
        f"{drawn.scenario_number} – {drawn.title or drawn.lot.drawn}" if drawn else "",
        timed[0].starts_at if timed else None,
        timed[-1].ends_at if timed and part.phase in OVER else None,
        *(cell for pair in three for cell in pair),
        *sums,
        len(ledger.incidents) if ledger else None,
        *_judged_cells(words, part),
        part.chain.events if part.chain else None,
        part.chain.head if part.chain else "",
    )


_STEPS = frozenset(
    {Phase.PREPARATION, Phase.CALL, Phase.WRITING, Phase.REVIEW, Phase.PRESENTATION}
    | {Phase.QUESTIONS, Phase.INTERVIEW}
)
"""The phases whose minutes are the exam's: three of a role-play, one or two of an interview."""


def _judged_cells(words: Words, part: PartRecord) -> tuple[Cell, ...]:
    """What each of the two says of the competence, and what they locked: as given, side by side."""
    judging = part.judging
    if judging is None or not judging.shown:
        return ("",) * 6
    newest = {each.judges: each for each in judging.versions}
    two = [(_names(words, each), _acquired(words, each)) for each in newest.values()][:2]
    two += [("", "")] * (2 - len(two))
    agreed = judging.locked
    return (
        *(cell for pair in two for cell in pair),
        _acquired(words, agreed) if agreed else "",
        agreed.at if agreed else "",
    )


def _names(words: Words, judged: Judged) -> str:
    return ", ".join(name or words.say("erased") for name in judged.judges)


def _acquired(words: Words, judged: Judged) -> str:
    if judged.erased:
        return words.say("erased")
    if judged.acquired_dissent:
        return words.say("no-agreement")
    return words.say("acquired." + {True: "yes", False: "no", None: "unsaid"}[judged.acquired])


def _mark_rows(words: Words, record: Record, part: PartRecord) -> Iterator[tuple[Cell, ...]]:
    judging = part.judging
    if judging is None or not judging.shown:
        return
    agreed = judging.locked
    for judged in (*judging.versions, *((agreed,) if agreed else ())):
        by = words.say("deliberation") if judged is agreed else _names(words, judged)
        for mark in judged.marks:
            level = _in_words(words, mark.level) or (words.say("no-agreement") if mark.dissent else "")
            yield (
                *_who(words, record, part),
                *(_in_words(words, mark.criterion), by, judged.version, judged.at, level),
                ", ".join(time_code(each.starts_s) for each in mark.moments),
                *(mark.no_moment, mark.comment, judged.reason),
            )


def _second_rows(words: Words, record: Record, part: PartRecord) -> Iterator[tuple[Cell, ...]]:
    """A row a criterion of each that may be shown; one row that it was asked for of each that may not."""
    for each in part.judging.seconds if part.judging else ():
        head: tuple[Cell, ...] = (
            *_who(words, record, part),
            each.asked_at,
            each.asked_by or words.say("manager"),
            words.say(f"seconds-reason.{each.reason.value}"),
            each.marker or words.say("erased"),
            each.sealed_at,
        )
        sealed = each.sealed
        if sealed is None or not sealed.marks:
            yield (*head, _acquired(words, sealed) if sealed else "")
            continue
        for mark in sealed.marks:
            yield (
                *head,
                _acquired(words, sealed),
                _in_words(words, mark.criterion),
                _in_words(words, mark.level),
                ", ".join(time_code(moment.starts_s) for moment in mark.moments),
                mark.no_moment,
                mark.comment,
            )


def _in_words(words: Words, said: Wordings) -> str:
    return said.get(words.language.value) or next(iter(said.values()), "")


def _incident_rows(words: Words, record: Record, part: PartRecord) -> Iterator[tuple[Cell, ...]]:
    for each in part.ledger.incidents if part.ledger else ():
        from_outside = each.code.startswith("outside-")
        yield (
            *_who(words, record, part),
            each.at,
            words.phase(each.phase, part.part),
            words.incident(each.code, each.text if from_outside else ""),
            _by(words, each.by, each.author),
            "" if from_outside else each.text,
        )


def _ledger_rows(words: Words, record: Record, part: PartRecord) -> Iterator[tuple[Cell, ...]]:
    for each in part.ledger.stretches if part.ledger else ():
        yield (
            *_who(words, record, part),
            each.starts_at,
            each.ends_at,
            words.phase(each.phase, part.part),
            each.attempt,
            words.say(f"kind.{each.kind.value}"),
            each.seconds,
            _by(words, each.by, each.author) if each.by else "",
            _why(words, each),
        )


def _why(words: Words, stretch: Stretch) -> str:
    lost = [words.say("server") if seat == "server" else words.seat(Seat(seat)) for seat in stretch.failed]
    return stretch.reason or ", ".join(lost)


def _by(words: Words, seat: Seat | None, author: str) -> str:
    if seat is None:
        return words.say("software")
    return author or words.seat(seat)
