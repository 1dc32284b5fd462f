"""Sessions for tests: complete ones, from which a test takes something away."""

import datetime as dt
import uuid

from oralexam.exams.parts import PartKind
from oralexam.exams.session import Candidacy, Day, ExamSession, Jury, Member, Place, PlaceKind

CALL_AND_VISITOR = frozenset({PartKind.CALL, PartKind.VISITOR})
_SPACE = uuid.UUID("00000000-0000-4000-8000-000000000000")


def id_of(kind: str, number: int) -> str:
    """The same id for the same words, in every run."""
    return str(uuid.uuid5(_SPACE, f"{kind}-{number}"))


def ready_session(*, seed: str = "one", candidates: int = 1, title: str = "Titre AIE") -> ExamSession:
    """A session that can be opened: one jury, two rooms, a reception, one day."""
    members = (
        Member(member_id=id_of(f"{seed}-member", 1), name=f"Claire Morel {seed}", judges_b2=True),
        Member(member_id=id_of(f"{seed}-member", 2), name=f"Hassan Idrissi {seed}"),
    )
    places = (
        Place(place_id=id_of(f"{seed}-place", 1), name=f"Salle 12 {seed}", kind=PlaceKind.EXAM_ROOM),
        Place(place_id=id_of(f"{seed}-place", 2), name=f"Salle 14 {seed}", kind=PlaceKind.JURY_ROOM),
        Place(place_id=id_of(f"{seed}-place", 3), name=f"Espace {seed}", kind=PlaceKind.RECEPTION),
    )
    jury = Jury(
        jury_id=id_of(f"{seed}-jury", 1),
        name="Jury 1",
        member_ids=(members[0].member_id, members[1].member_id),
        jury_room_id=places[1].place_id,
        reception_id=places[2].place_id,
    )
    return ExamSession(
        session_id=id_of(f"{seed}-session", 0),
        title=title,
        format_id="aie-title",
        days=(Day(date=dt.date(2026, 12, 8), opens=dt.time(8, 30), closes=dt.time(18)),),
        places=places,
        members=members,
        juries=(jury,),
        candidacies=tuple(
            Candidacy(
                candidacy_id=id_of(f"{seed}-candidacy", number),
                name=f"Candidate {number} {seed}",
                code=f"{seed}-code-{number}",
                jury_id=jury.jury_id,
                exam_room_id=places[0].place_id,
            )
            for number in range(1, candidates + 1)
        ),
    )
