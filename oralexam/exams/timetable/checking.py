"""What is wrong with a timetable: every breach of every rule, found without knowing how it was made.

Nothing of the search is used here, so that one cannot hide the other's mistakes. Pages show the same breaches
while a manager moves an entry by hand. What has happened is a fact and breaks no rule by itself.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import msgspec

from oralexam.exams.timetable.entries import Entry, EntryState, Timetable
from oralexam.exams.timetable.request import PlanRequest, place_kind, windows_of
from oralexam.exams.timetable.works import JURY_OWN, PARTS, must_precede


class Breach(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule that one or two entries break."""

    code: str
    entries: tuple[str, ...] = ()
    """The keys of the entries, as `candidacy_id/kind`."""
    subject_id: str = ""
    """The person or room that it is about; "" where it is about the entries alone."""
    seconds: int = 0
    """By how much, where it has a length."""


def breaches(timetable: Timetable, request: PlanRequest) -> tuple[Breach, ...]:
    """Every breach; empty when the timetable holds."""
    return (
        *_completeness(timetable, request),
        *_places(timetable, request),
        *_hours(timetable, request),
        *_orders(timetable, request),
        *_persons(timetable, request),
        *_rooms(timetable, request),
        *_days(timetable, request),
    )


def key_of(entry: Entry) -> str:
    """How a breach names an entry."""
    return f"{entry.candidacy_id}/{entry.kind}"


def _completeness(timetable: Timetable, request: PlanRequest) -> Iterator[Breach]:
    counted = Counter(entry.key for entry in timetable.entries)
    for (candidacy_id, kind), number in counted.items():
        if number > 1:
            yield Breach(code="doubled-entry", entries=(f"{candidacy_id}/{kind}",))
    for candidate in request.candidates:
        for work in candidate.works:
            entry = timetable.entry(candidate.candidacy_id, work.kind)
            if entry is None:
                yield Breach(code="missing-entry", entries=(f"{candidate.candidacy_id}/{work.kind}",))
            elif entry.state is not EntryState.DONE and entry.phases != work.phases:
                missing_s = work.seconds - entry.seconds
                if entry.state is EntryState.PLANNED or missing_s > 0:
                    yield Breach(code="wrong-length", entries=(key_of(entry),), seconds=missing_s)
    for entry in timetable.entries:
        candidate_ = request.candidate(entry.candidacy_id)
        if candidate_ is None or all(work.kind is not entry.kind for work in candidate_.works):
            yield Breach(code="unknown-entry", entries=(key_of(entry),))


def _places(timetable: Timetable, request: PlanRequest) -> Iterator[Breach]:
    for entry in _planned(timetable.entries):
        candidate = request.candidate(entry.candidacy_id)
        if candidate is None:
            continue
        key = (key_of(entry),)
        own = request.jury(candidate.jury_id)
        needed = place_kind(entry.kind, in_person=own is None or own.in_person)
        place = request.place(entry.place_id)
        if needed is None:
            if entry.place_id is not None:
                yield Breach(code="wrong-place", entries=key, subject_id=entry.place_id)
        elif place is None or place.kind is not needed:
            yield Breach(code="wrong-place", entries=key, subject_id=entry.place_id or "")
        elif needed == "exam-room" and entry.place_id != (candidate.exam_room_id or entry.place_id):
            yield Breach(code="not-the-candidates-room", entries=key, subject_id=place.place_id)
        if entry.jury_span is None:
            continue
        jury = None if entry.jury_id is None else request.jury(entry.jury_id)
        if jury is None or jury.jury_id != candidate.jury_id:
            yield Breach(code="wrong-jury", entries=key, subject_id=entry.jury_id or "")
        elif needed == "exam-room" and entry.jury_room_id != jury.jury_room_id:
            yield Breach(code="wrong-jury-room", entries=key, subject_id=entry.jury_room_id or "")
        elif needed == "jury-room" and entry.place_id != jury.jury_room_id:
            yield Breach(code="wrong-jury-room", entries=key, subject_id=entry.place_id or "")


def _hours(timetable: Timetable, request: PlanRequest) -> Iterator[Breach]:
    for entry in _planned(timetable.entries):
        fixed_at = request.fixed_start(entry.kind)
        if fixed_at is not None:
            if entry.starts_at < fixed_at:
                yield Breach(code="before-the-common-start", entries=(key_of(entry),))
            continue
        inside = [
            day for day in request.days if day.opens_at <= entry.starts_at and entry.ends_at <= day.closes_at
        ]
        if not inside:
            yield Breach(
                code="outside-opening-hours", entries=(key_of(entry),), seconds=_over_s(entry, request)
            )
        elif not any(
            begins <= entry.starts_at and entry.ends_at <= ends for begins, ends in windows_of(inside[0])
        ):
            yield Breach(code="in-a-pause", entries=(key_of(entry),))


def _over_s(entry: Entry, request: PlanRequest) -> int:
    """How long after the closing of the day that began last an entry ends; 0 before any has begun."""
    begun = [day for day in request.days if day.opens_at <= entry.starts_at]
    return int((entry.ends_at - begun[-1].closes_at).total_seconds()) if begun else 0


def _orders(timetable: Timetable, request: PlanRequest) -> Iterator[Breach]:
    for candidate in request.candidates:
        mine = timetable.of_candidate(candidate.candidacy_id)
        parts = [work.kind for work in candidate.works if work.kind in PARTS]
        for first in mine:
            for second in _planned(mine):
                ruled = must_precede(first.kind, second.kind)
                if not ruled and request.rules.in_format_order and {first.kind, second.kind} <= set(parts):
                    ruled = parts.index(first.kind) < parts.index(second.kind)
                if ruled and first.ends_at > second.starts_at:
                    yield Breach(code="wrong-order", entries=(key_of(first), key_of(second)))


def _persons(timetable: Timetable, request: PlanRequest) -> Iterator[Breach]:
    for candidate in request.candidates:
        stays = [
            (entry.starts_at, entry.ends_at, entry.place_id or "", entry)
            for entry in timetable.of_candidate(candidate.candidacy_id)
            if entry.kind not in JURY_OWN
        ]
        yield from _one_person(candidate.candidacy_id, stays, request.rules.moving_s, candidate.rest_s)
    members = {member_id for jury in request.juries for member_id in jury.member_ids}
    for member_id in sorted(members):
        juries = {jury.jury_id for jury in request.juries if member_id in jury.member_ids}
        sessions = [
            (*entry.jury_span, entry.jury_room_id or entry.place_id or "", entry)
            for entry in timetable.entries
            if entry.jury_id in juries and entry.jury_span is not None
        ]
        yield from _one_person(member_id, sessions, request.rules.moving_s, request.rules.margin_s)


def _one_person(
    person_id: str, stays: list[tuple[datetime, datetime, str, Entry]], moving_s: int, rest_s: int
) -> Iterator[Breach]:
    stays.sort(key=lambda stay: stay[:3])
    for (_, left, where, first), (came, _, there, second) in _neighbours(stays):
        keys = (key_of(first), key_of(second))
        if came < left:
            yield Breach(code="person-twice", entries=keys, subject_id=person_id)
            continue
        gap_s = int((came - left).total_seconds())
        if where != there and gap_s < moving_s:
            yield Breach(code="no-time-to-move", entries=keys, subject_id=person_id, seconds=moving_s - gap_s)
        elif gap_s < rest_s:
            yield Breach(code="no-time-to-rest", entries=keys, subject_id=person_id, seconds=rest_s - gap_s)


def _rooms(timetable: Timetable, request: PlanRequest) -> Iterator[Breach]:
    for place in request.places:
        turnover_s = 0 if place.kind == "jury-room" else request.rules.turnover_s
        taken = [
            (entry.starts_at, entry.ends_at, place.place_id, entry)
            for entry in timetable.entries
            if entry.place_id == place.place_id
        ] + [
            (*entry.jury_span, place.place_id, entry)
            for entry in timetable.entries
            if entry.jury_room_id == place.place_id and entry.jury_span is not None
        ]
        taken.sort(key=lambda stay: stay[:2])
        for (_, left, _, first), (came, _, _, second) in _neighbours(taken):
            keys = (key_of(first), key_of(second))
            if came < left:
                yield Breach(code="room-twice", entries=keys, subject_id=place.place_id)
            elif came < left + timedelta(seconds=turnover_s):
                yield Breach(code="no-time-to-clear", entries=keys, subject_id=place.place_id)


def _neighbours(
    stays: list[tuple[datetime, datetime, str, Entry]],
) -> Iterator[tuple[tuple[datetime, datetime, str, Entry], tuple[datetime, datetime, str, Entry]]]:
    """Each stay with the one before it that lasts longest; two facts are never compared."""
    longest = None
    for stay in stays:
        if longest is not None and not {longest[3].state, stay[3].state} <= _FACTS:
            yield longest, stay
        if longest is None or stay[1] >= longest[1]:
            longest = stay


_FACTS = {EntryState.DONE, EntryState.RUNNING}


def _days(timetable: Timetable, request: PlanRequest) -> Iterator[Breach]:
    if not request.rules.one_day:
        return
    for candidate in request.candidates:
        parts = [entry for entry in timetable.of_candidate(candidate.candidacy_id) if entry.kind in PARTS]
        for first, second in pairwise(parts):
            if _day_of(first, request) != _day_of(second, request):
                yield Breach(
                    code="parts-on-two-days",
                    entries=(key_of(first), key_of(second)),
                    subject_id=candidate.candidacy_id,
                )


def _day_of(entry: Entry, request: PlanRequest) -> int:
    """The day that began last before an entry; the first one before any has begun."""
    return max(1, sum(day.opens_at <= entry.starts_at for day in request.days))


def _planned(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries that are no facts."""
    return (entry for entry in entries if entry.state is EntryState.PLANNED)
