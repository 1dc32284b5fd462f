"""What a session takes over from a timetable that its manager has accepted: juries, and each part's room."""

from collections.abc import Collection

import msgspec

from oralexam.exams.parts import PartKind
from oralexam.exams.session import Candidacy, ExamSession, PartRoom
from oralexam.exams.timetable.entries import Entry, Timetable
from oralexam.exams.timetable.works import PARTS


def as_planned(
    session: ExamSession, timetable: Timetable, *, begun: Collection[tuple[str, PartKind]]
) -> ExamSession:
    """The session as the timetable has it; a part that has begun (candidacy, part) stays where it is held.

    Who has a jury keeps it: a plan gives one to those without.
    """
    return msgspec.structs.replace(
        session,
        candidacies=tuple(
            _as_planned(
                each,
                timetable.of_candidate(each.candidacy_id),
                {part for candidacy_id, part in begun if candidacy_id == each.candidacy_id},
            )
            for each in session.candidacies
        ),
    )


def keeping_rooms(before: ExamSession, after: ExamSession) -> ExamSession:
    """`after`, with the rooms that plans have chosen: a page cannot write them, it can only overrule them.

    Who is given another jury or room, or whose jury is, goes by that until a plan is accepted again.
    """
    known = {each.candidacy_id: each for each in before.candidacies}

    def rooms(candidacy: Candidacy) -> tuple[PartRoom, ...]:
        old = known.get(candidacy.candidacy_id)
        return old.rooms if old and _given(before, old) == _given(after, candidacy) else ()

    return msgspec.structs.replace(
        after,
        candidacies=tuple(msgspec.structs.replace(each, rooms=rooms(each)) for each in after.candidacies),
    )


def _given(session: ExamSession, candidacy: Candidacy) -> tuple[object, ...]:
    jury = session.jury_of(candidacy)
    of_jury = (jury.jury_room_id, jury.reception_id, jury.station_setup) if jury else ()
    return (candidacy.jury_id, candidacy.exam_room_id, *of_jury)


def _as_planned(candidacy: Candidacy, entries: Collection[Entry], begun: Collection[PartKind]) -> Candidacy:
    juries = (entry.jury_id for entry in entries if entry.jury_id is not None)
    kept = [room for room in candidacy.rooms if room.part in begun]
    rooms = [
        PartRoom(part=part, place_id=entry.place_id)
        for entry in entries
        if entry.kind in PARTS and entry.place_id is not None
        for part in (PartKind(entry.kind.value),)
        if part not in begun
    ]
    return msgspec.structs.replace(
        candidacy,
        jury_id=candidacy.jury_id or next(juries, None),
        rooms=tuple(sorted((*kept, *rooms), key=lambda room: list(PartKind).index(room.part))),
    )
