"""What ids and codes of a timetable are called where people read it: a sheet, a calendar, a printed page."""

from collections.abc import Mapping

import msgspec

from oralexam.exams.session import ExamSession
from oralexam.exams.timetable.entries import Entry


class PlanNames(msgspec.Struct, frozen=True, kw_only=True):
    """Names by id, and the words of one language by code (`web/i18n`)."""

    title: str
    candidates: Mapping[str, str]
    numbers: Mapping[str, str]
    juries: Mapping[str, str]
    members: Mapping[str, tuple[str, ...]]
    """The jurors' names by jury."""
    places: Mapping[str, str]
    words: Mapping[str, str]
    """`plan.work.call`, `plan.column.room`: a missing one shows its code."""

    def word(self, code: str) -> str:
        """The word for a code."""
        return self.words.get(code, code)

    def place(self, place_id: str | None) -> str:
        """What a room's door says; the room of the invigilated blocks has no name of its own."""
        if place_id is None:
            return self.word("plan.invigilated")
        return self.places.get(place_id, place_id)

    def summary(self, entry: Entry) -> str:
        """« Appel – Inès Marchetti »."""
        return f"{self.word(f'plan.work.{entry.kind}')} – {self.candidates.get(entry.candidacy_id, '')}"


def names_of(session: ExamSession, words: Mapping[str, str]) -> PlanNames:
    """The names of a session."""
    members = {member.member_id: member.name for member in session.members}
    return PlanNames(
        title=session.title,
        candidates={each.candidacy_id: each.name for each in session.candidacies},
        numbers={each.candidacy_id: each.number for each in session.candidacies},
        juries={jury.jury_id: jury.name for jury in session.juries},
        members={
            jury.jury_id: tuple(members.get(each, "") for each in jury.member_ids) for jury in session.juries
        },
        places={place.place_id: place.name for place in session.places},
        words=words,
    )
