"""What keeps a session from being opened: every reason at once, each with what the page needs to say it."""

import datetime as dt
import zoneinfo
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from typing import TypeVar
from unicodedata import normalize

import msgspec

from oralexam.exams.eligibility import Reuse
from oralexam.exams.formats import Format
from oralexam.exams.parts import EXCHANGES, PartKind
from oralexam.exams.session import Candidacy, Day, ExamSession, Jury, PlaceKind, cast_of

Thing = TypeVar("Thing")


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One reason why the session cannot be opened."""

    code: str
    subject_id: str = ""
    """The jury, candidacy, juror or room that it is about; "" where it is about the session."""
    name: str = ""
    """What that is called, for the sentence."""
    other: str = ""
    """The second thing that the sentence names: a room, another session, a code."""
    part: PartKind | None = None
    phase: str = ""


def problems(
    session: ExamSession,
    *,
    format_: Format | None,
    scenario_parts: Collection[PartKind],
    others: Iterable[ExamSession] = (),
    reuse: Reuse = Reuse.WHEN_ALL_USED,
) -> tuple[Problem, ...]:
    """Every reason why `session` cannot be opened; empty when it can.

    `format_` is the session's (None: unknown), `scenario_parts` the role-play of each scenario that may be
    drawn, `others` the sessions that are not over (itself is skipped), `reuse` what holds for used
    scenarios where the session says nothing.
    """
    found = [
        *_of_the_session(session, format_),
        *_of_the_parts(session, format_, Counter(scenario_parts), session.settings.reuse or reuse),
        *_of_the_rooms(session, format_),
        *_of_the_members(session),
        *(each for jury in session.juries for each in _of_a_jury(session, jury)),
        *(each for candidacy in session.candidacies for each in _of_a_candidacy(session, candidacy)),
        *_doubled(session),
    ]
    for other in others:
        if other.session_id != session.session_id:
            found += _beside(session, other)
    return tuple(found)


def same_name(name: str) -> str:
    """What two spellings of one name have in common: case, width, spaces and composed accents apart."""
    return " ".join(normalize("NFKC", name).casefold().split())


def _of_the_session(session: ExamSession, format_: Format | None) -> Iterator[Problem]:
    if not session.title.strip():
        yield Problem(code="title-missing")
    if format_ is None:
        yield Problem(code="unknown-format", name=session.format_id)
    if not _known_zone(session.time_zone):
        yield Problem(code="unknown-time-zone", name=session.time_zone)
    if not session.days:
        yield Problem(code="no-day")
    if not session.candidacies:
        yield Problem(code="no-candidate")
    if not session.juries:
        yield Problem(code="no-jury")
    dates = Counter(day.date for day in session.days)
    for day in session.days:
        if day.closes <= day.opens:
            yield Problem(code="day-ends-before-it-begins", name=day.date.isoformat())
    for date, times in dates.items():
        if times > 1:
            yield Problem(code="day-twice", name=date.isoformat())


def _of_the_parts(
    session: ExamSession, format_: Format | None, scenarios: Counter[PartKind], reuse: Reuse
) -> Iterator[Problem]:
    if format_ is None:
        return
    given = {(each.part, each.phase) for each in session.settings.minutes}
    takers = sum(each.final_interview for each in session.candidacies)
    for part in (*format_.parts, *(format_.optional_parts if takers else ())):
        for phase in part.phases:
            if phase.minutes is None and (part.kind, phase.name) not in given:
                yield Problem(code="minutes-not-given", part=part.kind, phase=phase.name)
        if part.kind not in EXCHANGES:
            continue
        there = scenarios[part.kind]
        needed = len(session.candidacies) if part in format_.parts else takers
        if there == 0:
            yield Problem(code="no-scenario-for-part", part=part.kind)
        elif reuse is Reuse.NEVER and there < needed:
            # Told before the day: on the day the last candidates could not draw.
            yield Problem(code="too-few-scenarios", part=part.kind, name=str(there), other=str(needed))


def _of_the_rooms(session: ExamSession, format_: Format | None) -> Iterator[Problem]:
    for place in session.places:
        if not place.name.strip():
            yield Problem(code="place-name-missing", subject_id=place.place_id)
    yield from (
        Problem(code="place-twice", subject_id=place.place_id, name=place.name)
        for place in _repeated(session.places, key=lambda place: same_name(place.name))
    )
    if format_ is not None:
        yield from _of_the_role_plays(session, {part.kind for part in format_.parts})
    rooms = [jury for jury in session.juries if jury.jury_room_id is not None]
    for jury in _repeated(rooms, key=lambda jury: jury.jury_room_id):
        room = session.place(jury.jury_room_id)
        yield Problem(
            code="two-juries-in-one-room",
            subject_id=jury.jury_id,
            name=jury.name,
            other=room.name if room else "",
        )


def _of_the_role_plays(session: ExamSession, parts: Collection[PartKind]) -> Iterator[Problem]:
    """The rooms that the exam document (RE AIE 2015) asks for: two closed ones, a reception space."""
    kinds = {place.kind for place in session.places}
    in_person = [each for each in session.juries if each.station_setup and PartKind.VISITOR in parts]
    on_a_line = [
        each
        for each in session.juries
        if PartKind.CALL in parts or (PartKind.VISITOR in parts and each not in in_person)
    ]
    for juries, kind, code in (
        (on_a_line, PlaceKind.EXAM_ROOM, "no-exam-room"),
        (in_person, PlaceKind.RECEPTION, "no-reception"),
    ):
        if juries and kind not in kinds:
            yield Problem(code=code)
    for jury in on_a_line:
        if session.place(jury.jury_room_id) is None:
            yield Problem(code="jury-without-room", subject_id=jury.jury_id, name=jury.name)


def _of_the_members(session: ExamSession) -> Iterator[Problem]:
    for member in session.members:
        if not member.name.strip():
            yield Problem(code="member-name-missing", subject_id=member.member_id)
    for member in _repeated(session.members, key=lambda member: same_name(member.name)):
        yield Problem(code="member-twice", subject_id=member.member_id, name=member.name)
    seats = Counter(member_id for jury in session.juries for member_id in set(jury.member_ids))
    for member in session.members:
        if seats[member.member_id] > 1:
            yield Problem(code="member-in-two-juries", subject_id=member.member_id, name=member.name)


def _of_a_jury(session: ExamSession, jury: Jury) -> Iterator[Problem]:
    members = [session.member(member_id) for member_id in dict.fromkeys(jury.member_ids)]
    known = [member for member in members if member is not None]
    if not jury.name.strip():
        yield Problem(code="jury-name-missing", subject_id=jury.jury_id)
    if len(known) != 2 or len(jury.member_ids) != 2:
        yield Problem(code="jury-not-of-two", subject_id=jury.jury_id, name=jury.name)
    elif not any(member.judges_b2 for member in known):
        yield Problem(code="no-b2-assessor", subject_id=jury.jury_id, name=jury.name)


def _of_a_candidacy(session: ExamSession, candidacy: Candidacy) -> Iterator[Problem]:
    if not candidacy.name.strip():
        yield Problem(code="candidate-name-missing", subject_id=candidacy.candidacy_id)
    if session.jury_of(candidacy) is None:
        yield Problem(code="candidate-without-jury", subject_id=candidacy.candidacy_id, name=candidacy.name)
    if candidacy.exam_room_id is not None and session.place(candidacy.exam_room_id) is None:
        yield Problem(code="candidate-without-room", subject_id=candidacy.candidacy_id, name=candidacy.name)
    for cast in candidacy.casts:
        players = cast_of(session, candidacy, cast.part)
        if players is not None and cast.player_id != players[0].member_id:
            yield Problem(
                code="player-not-of-the-jury",
                subject_id=candidacy.candidacy_id,
                name=candidacy.name,
                part=cast.part,
            )


def _doubled(session: ExamSession) -> Iterator[Problem]:
    with_code = [each for each in session.candidacies if each.code]
    for candidacy in _repeated(with_code, key=lambda each: each.code):
        yield Problem(
            code="code-used-twice",
            subject_id=candidacy.candidacy_id,
            name=candidacy.name,
            other=candidacy.code,
        )
    for candidacy in _repeated(session.candidacies, key=_person):
        yield Problem(code="candidate-twice", subject_id=candidacy.candidacy_id, name=candidacy.name)
    with_number = {same_name(each.name) for each in session.candidacies if each.number.strip()}
    for candidacy in session.candidacies:
        # Who has no number may be the one of that name who has.
        if not candidacy.number.strip() and same_name(candidacy.name) in with_number:
            yield Problem(code="candidate-twice", subject_id=candidacy.candidacy_id, name=candidacy.name)
    # One entry a person: the same candidate twice is that problem, not this one too.
    numbered = {_person(each): each for each in session.candidacies if each.number.strip()}
    for candidacy in _repeated(numbered.values(), key=lambda each: same_name(each.number)):
        yield Problem(
            code="number-used-twice",
            subject_id=candidacy.candidacy_id,
            name=candidacy.name,
            other=candidacy.number,
        )


def _beside(session: ExamSession, other: ExamSession) -> Iterator[Problem]:
    """What cannot be in both of two sessions: a code ever, a room or a person at the same time."""
    codes = {each.code for each in other.candidacies if each.code}
    for candidacy in session.candidacies:
        if candidacy.code in codes:
            yield Problem(
                code="code-used-twice",
                subject_id=candidacy.candidacy_id,
                name=candidacy.name,
                other=candidacy.code,
            )
    if not at_the_same_time(session, other):
        return
    rooms = {same_name(place.name) for place in other.places}
    for place in session.places:
        if same_name(place.name) in rooms:
            yield Problem(
                code="room-used-twice", subject_id=place.place_id, name=place.name, other=other.title
            )
    people: dict[str, set[str]] = {}
    for each in other.candidacies:
        people.setdefault(same_name(each.name), set()).add(same_name(each.number))
    for candidacy in session.candidacies:
        numbers, own = people.get(same_name(candidacy.name), set()), same_name(candidacy.number)
        # Only two numbers tell two people of one name apart: who has none may be either.
        if numbers and (not own or "" in numbers or own in numbers):
            yield Problem(
                code="candidate-in-two-places",
                subject_id=candidacy.candidacy_id,
                name=candidacy.name,
                other=other.title,
            )
    jurors = {same_name(member.name) for member in other.members}
    for member in session.members:
        if same_name(member.name) in jurors:
            yield Problem(
                code="juror-in-two-places", subject_id=member.member_id, name=member.name, other=other.title
            )


def at_the_same_time(one: ExamSession, two: ExamSession) -> bool:
    """Whether an hour of one session's days is an hour of the other's, as the clocks of both zones say."""
    spans = [span for day in two.days if (span := _instants(day, two.time_zone))]
    return any(
        begins < ends_too and begins_too < ends
        for day in one.days
        if (span := _instants(day, one.time_zone))
        for begins, ends in (span,)
        for begins_too, ends_too in spans
    )


def _instants(day: Day, zone: str) -> tuple[dt.datetime, dt.datetime] | None:
    """The day's hours as instants; across a change of clocks the zone's rules say which (PEP 495)."""
    if not _known_zone(zone):
        return None
    place = zoneinfo.ZoneInfo(zone)
    opens, closes = (
        dt.datetime.combine(day.date, hour, tzinfo=place).astimezone(dt.UTC)
        for hour in (day.opens, day.closes)
    )
    return opens, closes


def _known_zone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _repeated(things: Iterable[Thing], *, key: Callable[[Thing], Hashable]) -> Iterator[Thing]:
    """Each thing whose key an earlier one has."""
    seen: set[Hashable] = set()
    for thing in things:
        found = key(thing)
        if found in seen:
            yield thing
        seen.add(found)


def _person(candidacy: Candidacy) -> tuple[str, str]:
    return same_name(candidacy.name), same_name(candidacy.number)
