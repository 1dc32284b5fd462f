"""A session of a centre in Lille, as a manager writes it."""

import datetime as dt

from oralexam.exams.accommodation import ExtraLength, ExtraTime
from oralexam.exams.session import (
    Candidacy,
    Day,
    ExamSession,
    Jury,
    Member,
    Place,
    PlaceKind,
    SessionSettings,
)

THIRD = ExtraLength(fraction="1/3")


def an_id(number: int) -> str:
    """Ids that tell tests apart."""
    return f"00000000-0000-4000-8000-{number:012x}"


ROOMS = (
    Place(place_id=an_id(1), name="Salle 1", kind=PlaceKind.EXAM_ROOM),
    Place(place_id=an_id(2), name="Salle 2", kind=PlaceKind.EXAM_ROOM),
    Place(place_id=an_id(3), name="Jury A", kind=PlaceKind.JURY_ROOM),
    Place(place_id=an_id(4), name="Accueil", kind=PlaceKind.RECEPTION),
)
MEMBERS = (
    Member(member_id=an_id(11), name="Mme Okafor", judges_b2=True),
    Member(member_id=an_id(12), name="Mme Aubertin"),
)
JURY = Jury(jury_id=an_id(21), name="Jury A", member_ids=(an_id(11), an_id(12)), jury_room_id=an_id(3))
INES = Candidacy(candidacy_id=an_id(31), name="Inès Marchetti", number="A-07", jury_id=an_id(21))
MAELLE = Candidacy(
    candidacy_id=an_id(32),
    name="Maëlle Tran",
    number="A-08",
    extra_time=ExtraTime(preparation=THIRD, exchange=THIRD, writing=THIRD),
    breaks=True,
)
DAY = Day(date=dt.date(2026, 12, 8), opens=dt.time(8, 30), closes=dt.time(18, 0))


def a_session(**fields: object) -> ExamSession:
    """Two candidates for the title before one jury; `fields` replace what a test is about."""
    whole: dict[str, object] = {
        "session_id": an_id(99),
        "title": "Titre AIE, décembre",
        "format_id": "aie-title",
        "settings": SessionSettings(),
        "days": (DAY,),
        "places": ROOMS,
        "members": MEMBERS,
        "juries": (JURY,),
        "candidacies": (INES, MAELLE),
        **fields,
    }
    return ExamSession(**whole)  # type: ignore[arg-type]
