"""From a session to what its timetable is asked for: hours resolved, extra time in every length, no names."""

from collections.abc import Iterator

from oralexam.errors import Refused
from oralexam.exams.accommodation import ExtraTime, extra_s
from oralexam.exams.formats import Format, Part
from oralexam.exams.parts import WrittenBlock
from oralexam.exams.session import Candidacy, Day, ExamSession, Jury, PlaceKind, parts_of
from oralexam.exams.timetable.local_time import instant, zone
from oralexam.exams.timetable.plan_settings import BlockChoice, BlockTime, PlanSettings
from oralexam.exams.timetable.request import (
    FixedBlock,
    PlanCandidate,
    PlanDay,
    PlanJury,
    PlanPlace,
    PlanRequest,
    PlanRules,
    Window,
)
from oralexam.exams.timetable.works import Work, WorkKind, WorkPhase

_LENGTHENED = {
    "preparation": "preparation",
    "call": "exchange",
    "reception": "exchange",
    "writing": "writing",
    "contact-sheet": "writing",
    "review": "interview",
    "questions": "interview",
    "presentation": "interview",
    "interview": "interview",
    WrittenBlock.WRITTEN: "writing",
    WrittenBlock.QUESTIONNAIRE: "writing",
}
"""Which extra time a phase or block is lengthened by."""
_WITHOUT_JURY = frozenset({"writing", "contact-sheet"})


def request_of(session: ExamSession, format_: Format, settings: PlanSettings) -> PlanRequest:
    """What the timetable of `session` is asked for.

    Candidates without a jury are given to the one with the fewest minutes, in the order of the session;
    juries without a room take the jury rooms that are left, and share where there are too few.

    Raises:
        Refused: `no-jury`, `no-place-of-kind`, `minutes-not-given`, `time-does-not-exist`,
            `block-without-time`, `day-ends-before-it-begins`.
        BadInput: `unknown-time-zone`, `extra-time-out-of-range`.
    """
    where = zone(session.time_zone)
    days = tuple(
        PlanDay(
            opens_at=instant(day.date, day.opens, where),
            closes_at=instant(day.date, day.closes, where),
            pauses=tuple(
                Window(
                    starts_at=instant(day.date, pause.starts, where),
                    ends_at=instant(day.date, pause.ends, where),
                )
                for pause in settings.pauses
                if day.opens <= pause.starts < pause.ends <= day.closes
            ),
        )
        for day in sorted(session.days, key=lambda each: each.date)
        if _ends_after_it_begins(day)
    )
    works = {each.candidacy_id: works_of(session, format_, each, settings) for each in session.candidacies}
    return PlanRequest(
        days=days,
        places=tuple(PlanPlace(place_id=place.place_id, kind=place.kind) for place in session.places),
        juries=_juries(session),
        candidates=tuple(_candidates(session, works, settings)),
        rules=PlanRules(
            moving_s=settings.moving_minutes * 60,
            margin_s=settings.margin_minutes * 60,
            turnover_s=settings.turnover_minutes * 60,
            grid_s=settings.grid_minutes * 60,
            one_day=settings.one_day,
        ),
        fixed_blocks=tuple(
            FixedBlock(kind=WorkKind(choice.kind.value), starts_at=instant(choice.date, choice.starts, where))
            for choice in settings.blocks
            if choice.time is BlockTime.TOGETHER and choice.date is not None and choice.starts is not None
        ),
    )


def works_of(
    session: ExamSession, format_: Format, candidacy: Candidacy, settings: PlanSettings
) -> tuple[Work, ...]:
    """What one candidate goes through, and what the jury does about it, each phase with its extra time.

    Raises:
        Refused: `minutes-not-given`, `block-without-time`.
        BadInput: `extra-time-out-of-range`.
    """
    return (
        *_blocks(format_, candidacy, settings),
        *(_part(session, candidacy, part) for part in parts_of(format_, candidacy, session.settings)),
        *_jury_works(settings),
    )


def _ends_after_it_begins(day: Day) -> bool:
    if day.closes <= day.opens:
        raise Refused("day-ends-before-it-begins", date=day.date.isoformat())
    return True


def _blocks(format_: Format, candidacy: Candidacy, settings: PlanSettings) -> Iterator[Work]:
    chosen = {choice.kind: choice for choice in settings.blocks}
    for block in format_.blocks:
        choice = chosen.get(block.kind)
        if choice is None or choice.time is BlockTime.BEFORE:
            continue
        minutes = block.minutes or choice.minutes
        if minutes is None or _untold(choice):
            raise Refused("block-without-time", kind=block.kind)
        seconds = _lengthened(block.kind, minutes, candidacy.extra_time)
        phase = WorkPhase(name=block.kind.value, seconds=seconds)
        yield Work(kind=WorkKind(block.kind.value), phases=(phase,))


def _untold(choice: BlockChoice) -> bool:
    return choice.time is BlockTime.TOGETHER and (choice.date is None or choice.starts is None)


def _part(session: ExamSession, candidacy: Candidacy, part: Part) -> Work:
    phases = []
    for phase in part.phases:
        if phase.minutes is None:
            raise Refused("minutes-not-given", part=part.kind, phase=phase.name)
        phases.append(
            WorkPhase(
                name=phase.name,
                seconds=_lengthened(phase.name, phase.minutes, candidacy.extra_time),
                jury=_jury_is_there(phase.name, session),
            )
        )
    return Work(kind=WorkKind(part.kind.value), phases=tuple(phases))


def _jury_is_there(phase: str, session: ExamSession) -> bool:
    if phase == "preparation":
        return session.settings.jury_in_preparation
    return phase not in _WITHOUT_JURY


def _jury_works(settings: PlanSettings) -> Iterator[Work]:
    for kind, minutes in (
        (WorkKind.READING, settings.reading_minutes),
        (WorkKind.MARKING, settings.marking_minutes),
        (WorkKind.DELIBERATION, settings.deliberation_minutes),
    ):
        if minutes:
            yield Work(kind=kind, phases=(WorkPhase(name=kind.value, seconds=minutes * 60, jury=True),))


def _lengthened(phase: str, minutes: int, extra: ExtraTime | None) -> int:
    """The seconds of a phase with its extra time; a third of ten minutes is 200 s."""
    field = _LENGTHENED.get(phase)
    if extra is None or field is None:
        return minutes * 60
    return round(minutes * 60 + extra_s(field, getattr(extra, field), minutes * 60.0))


def _juries(session: ExamSession) -> tuple[PlanJury, ...]:
    rooms = [place.place_id for place in session.places if place.kind is PlaceKind.JURY_ROOM]
    if not session.juries:
        raise Refused("no-jury")
    if not rooms:
        raise Refused("no-place-of-kind", place_kind=PlaceKind.JURY_ROOM)
    taken = {jury.jury_room_id for jury in session.juries}
    free = [room for room in rooms if room not in taken] or rooms
    found = []
    without = 0
    for jury in session.juries:
        room = jury.jury_room_id
        if room is None:
            room = free[without % len(free)]
            without += 1
        found.append(
            PlanJury(
                jury_id=jury.jury_id,
                member_ids=jury.member_ids,
                jury_room_id=room,
                reception_id=jury.reception_id,
                in_person=jury.station_setup is not None,
            )
        )
    return tuple(found)


def _candidates(
    session: ExamSession, works: dict[str, tuple[Work, ...]], settings: PlanSettings
) -> Iterator[PlanCandidate]:
    load_s = {jury.jury_id: 0 for jury in session.juries}
    own = {each: sum(work.jury_seconds for work in mine) for each, mine in works.items()}
    for each in session.candidacies:
        if each.jury_id in load_s:
            load_s[each.jury_id] += own[each.candidacy_id]
    for each in session.candidacies:
        jury_id = each.jury_id
        if jury_id is None:
            jury_id = _least(session.juries, load_s)
            load_s[jury_id] += own[each.candidacy_id]
        yield PlanCandidate(
            candidacy_id=each.candidacy_id,
            jury_id=jury_id,
            works=works[each.candidacy_id],
            exam_room_id=each.exam_room_id,
            rest_s=60 * (settings.break_minutes if each.breaks else settings.rest_minutes),
        )


def _least(juries: tuple[Jury, ...], load_s: dict[str, int]) -> str:
    return min(juries, key=lambda jury: load_s[jury.jury_id]).jury_id
