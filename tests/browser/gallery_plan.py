"""A plan as the server sends it, for the gallery: six candidates, two juries, one Tuesday in Lille."""

import datetime as dt
from functools import cache

import msgspec

from oralexam.exams.accommodation import ExtraLength, ExtraTime
from oralexam.exams.bank import PackagedScenarios
from oralexam.exams.formats import format_named
from oralexam.exams.grids import all_grids
from oralexam.exams.parts import EXCHANGES as ROLE_PLAYS
from oralexam.exams.parts import PartKind, StationSetup
from oralexam.exams.session import (
    Candidacy,
    Day,
    ExamSession,
    Jury,
    Member,
    PartSitting,
    Place,
    PlaceKind,
    SessionState,
    parts_of,
)
from oralexam.exams.timetable.bounds import lower_bound, one_after_another
from oralexam.exams.timetable.building import request_of
from oralexam.exams.timetable.checking import breaches
from oralexam.exams.timetable.entries import Happened
from oralexam.exams.timetable.plan_document import EntryChange, Marks, first_document, with_changes
from oralexam.exams.timetable.request import PlanRequest
from oralexam.exams.timetable.solving import solve
from oralexam.webapp.plan.desk import PlanPage
from oralexam.webapp.sessions.paper_desk import PaperPack

NAMES = (
    "Yacine Belkhir",
    "Inès Marchetti",
    "Côme Vasseur",
    "Salomé Achour",
    "Maëlle Tran",
    "Oscar Lindqvist",
)
JURORS = ("Mme Okafor", "Mme Aubertin", "M. Hendricks", "Mme Roussel")
THIRD = ExtraLength(fraction="1/3")
TUESDAY = dt.date(2026, 12, 8)
NOW = dt.datetime(2026, 12, 8, 9, 27, tzinfo=dt.UTC)


def _id(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012x}"


def _session() -> ExamSession:
    kinds = {"Salle 1": PlaceKind.EXAM_ROOM, "Salle 2": PlaceKind.EXAM_ROOM, "Salle 3": PlaceKind.EXAM_ROOM}
    kinds |= {"Jury A": PlaceKind.JURY_ROOM, "Jury B": PlaceKind.JURY_ROOM}
    kinds |= {"Accueil": PlaceKind.RECEPTION, "Hall": PlaceKind.RECEPTION}
    return ExamSession(
        session_id=_id(99),
        title="Titre AIE, mardi 8 décembre 2026",
        centre="Lille",
        format_id="aie-title",
        days=(Day(date=TUESDAY, opens=dt.time(8, 30), closes=dt.time(18, 30)),),
        places=tuple(
            Place(place_id=_id(10 + number), name=name, kind=kind)
            for number, (name, kind) in enumerate(kinds.items())
        ),
        members=tuple(
            Member(member_id=_id(30 + number), name=name, judges_b2=number % 2 == 0)
            for number, name in enumerate(JURORS)
        ),
        juries=tuple(
            Jury(
                jury_id=_id(40 + number),
                name=f"Jury {letter}",
                member_ids=(_id(30 + 2 * number), _id(31 + 2 * number)),
                jury_room_id=_id(13 + number),
                reception_id=_id(15 + number),
                station_setup=StationSetup.TWO_MICROPHONES,
            )
            for number, letter in enumerate("AB")
        ),
        candidacies=tuple(
            Candidacy(
                candidacy_id=_id(50 + number),
                name=name,
                jury_id=_id(40 + number % 2),
                extra_time=ExtraTime(preparation=THIRD, exchange=THIRD, writing=THIRD)
                if number == 4
                else None,
            )
            for number, name in enumerate(NAMES)
        ),
    )


@cache
def pages() -> dict[str, object]:
    """The plan before it is made, made, with rules broken by hand, and on the day; as JSON can hold them."""
    session, format_ = _session(), format_named("aie-title")
    document = first_document(format_)
    settings = msgspec.structs.replace(document.settings, marking_minutes=5, deliberation_minutes=5)
    request = request_of(session, format_, settings)
    timetable = solve(request, placements=2000)
    marks = Marks(one_by_one=one_after_another(request).ends_at, jury_minutes=lower_bound(request))
    empty = PlanPage(
        server_now=NOW - dt.timedelta(days=7),
        session=session,
        state=SessionState.OPEN,
        blocks=format_.blocks,
        revision=0,
        settings=settings,
        timetable=None,
        marks=None,
        made_at=None,
        breaches=(),
        happened=(),
        problem=None,
    )
    made = msgspec.structs.replace(empty, revision=1, timetable=timetable, marks=marks)
    happened = tuple(
        Happened(
            candidacy_id=each.candidacy_id,
            kind=each.kind,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            over=each.ends_at <= NOW,
        )
        for each in timetable.entries
        if each.starts_at <= NOW and each.jury_span is not None
    )
    return {
        "empty": msgspec.to_builtins(empty),
        "made": msgspec.to_builtins(made),
        "today": msgspec.to_builtins(msgspec.structs.replace(made, server_now=NOW, happened=happened)),
        "paper": msgspec.to_builtins(_paper(made)),
        "broken": msgspec.to_builtins(_broken(made, request)),
    }


def _paper(made: PlanPage) -> PaperPack:
    """What prints: two scenarios of the package, the grids, the plan; the calls are open."""
    format_ = format_named("aie-title")
    scenarios = PackagedScenarios().all().values()
    return PaperPack(
        plan=made,
        parts={each.candidacy_id: parts_of(format_, each) for each in made.session.candidacies},
        scenarios=tuple(
            next(each for each in scenarios if each.part is part) for part in PartKind if part in ROLE_PLAYS
        ),
        grids=tuple(grid for grid in all_grids() if grid.part in ROLE_PLAYS),
        sittings=tuple(
            PartSitting(
                session_id=made.session.session_id,
                candidacy_id=each.candidacy_id,
                part=PartKind.CALL,
                position=0,
                sitting_id=_id(70 + number),
            )
            for number, each in enumerate(made.session.candidacies)
        ),
    )


def _broken(made: PlanPage, request: PlanRequest) -> PlanPage:
    """Two calls of one jury at once, as a manager's hand may set them."""
    assert made.timetable is not None
    entries = made.timetable.entries
    one, other = [entry for entry in entries if entry.kind == "call" and entry.jury_id == _id(40)][:2]
    change = EntryChange(
        candidacy_id=other.candidacy_id,
        kind=other.kind,
        starts_at=one.starts_at + dt.timedelta(minutes=10),
        pinned=True,
    )
    timetable = with_changes(made.timetable, (change,))
    return msgspec.structs.replace(made, timetable=timetable, breaches=breaches(timetable, request))
