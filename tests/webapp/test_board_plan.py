"""The plan on the manager's board, and its rooms in the sittings: both follow what the manager accepts."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from oralexam.bootstrap.server import Server
from oralexam.clock import SystemClock
from oralexam.exams.timetable.entries import Entry, Happened, Timetable
from oralexam.exams.timetable.plan_document import PlanDocument
from oralexam.exams.timetable.works import WorkKind, WorkPhase
from oralexam.rooms import commands
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.webapp.board.plan import planned_today
from tests.exams.timetable.sessions import INES, ROOMS, a_session
from tests.webapp.made_days import ask, ready, save, sitting_of
from tests.webapp.test_board import BoardPage, board
from tests.webapp.visitors import Visitor

__all__ = ["board"]

PHASES = (
    WorkPhase(name="preparation", seconds=900),
    WorkPhase(name="call", seconds=600, jury=True),
    WorkPhase(name="writing", seconds=600),
)
FIRST, SECOND = ROOMS[:2]


def _entry(kind: WorkKind, starts_at: dt.datetime, **fields: Any) -> Entry:  # noqa: ANN401
    known = {"phases": PHASES, "place_id": FIRST.place_id, **fields}
    return Entry(candidacy_id=INES.candidacy_id, kind=kind, starts_at=starts_at, **known)


def test_the_day_is_that_of_the_centres_clocks_and_the_jurys_own_work_is_no_row() -> None:
    """In Nouméa a new day has begun while Paris has the old one: the zone decides, not UTC."""
    midnight = dt.datetime(2026, 12, 8, 13, 0, tzinfo=dt.UTC)
    entries = (
        _entry(WorkKind.CALL, midnight - dt.timedelta(minutes=1)),
        _entry(WorkKind.QUESTIONNAIRE, midnight, place_id=None, phases=PHASES[:1]),
        _entry(WorkKind.MARKING, midnight, phases=PHASES[1:2]),
        _entry(WorkKind.VISITOR, midnight + dt.timedelta(hours=1)),
    )
    held = Happened(
        candidacy_id=INES.candidacy_id,
        kind=WorkKind.QUESTIONNAIRE,
        starts_at=midnight,
        ends_at=midnight,
        over=True,
    )
    plan = PlanDocument(timetable=Timetable(entries=entries))

    def shown(zone: str, now: dt.datetime) -> list[tuple[str, str, bool]]:
        session = a_session(time_zone=zone)
        return [
            (each.kind.value, each.room_name, each.held)
            for each in planned_today(session, plan, (held,), now=now)
        ]

    after = [("questionnaire", "", True), ("visitor", "Salle 1", False)]
    assert shown("Pacific/Noumea", midnight) == after
    assert shown("Pacific/Noumea", midnight - dt.timedelta(seconds=1)) == [("call", "Salle 1", False)]
    assert shown("Europe/Paris", midnight) == [("call", "Salle 1", False), *after]
    call = next(iter(planned_today(a_session(), plan, (), now=midnight)))
    lengths = [(each.ends_at - each.starts_at, each.jury) for each in call.stretches]
    minutes = [(dt.timedelta(minutes=15), False), (dt.timedelta(minutes=10), True)]
    assert lengths == [*minutes, (dt.timedelta(minutes=10), False)]


async def _planned_today(manager: Visitor) -> tuple[dict[str, Any], dict[str, Any]]:
    """A session of today, opened, then planned; Tom's room is left to the plan."""
    page = await ready(manager)
    today = SystemClock().now().astimezone(ZoneInfo("Europe/Paris")).date()
    days = [{"date": today.isoformat(), "opens": "00:00:00", "closes": "23:59:00"}]
    page = await save(manager, page, days=days)
    path = f"/api/sessions/{page['session']['session_id']}"
    page = await ask(manager, "POST", f"{path}/open", json={})
    plan = await ask(manager, "GET", f"{path}/plan")
    order = {"revision": 0, "settings": {**plan["settings"], "pauses": []}}
    return page, await ask(manager, "POST", f"{path}/plan/solve", json=order)


def _call_of(plan: Mapping[str, Any], candidacy_id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        each
        for each in plan["timetable"]["entries"]
        if (each["candidacy_id"], each["kind"]) == (candidacy_id, "call")
    )
    return found


async def test_a_plan_is_on_the_board_and_its_rooms_in_the_sittings(
    manager: Visitor, board: BoardPage, server: Server
) -> None:
    """Accepted: drawn, and Tom's call has the plan's room. Moved by hand: both follow. Begun: it stays."""
    page, plan = await _planned_today(manager)
    session_id, (ines, tom) = page["session"]["session_id"], page["session"]["candidacies"]
    call = sitting_of(page, tom["candidacy_id"])
    await board.until(lambda page: page.planned)
    drawn = {(each["candidacy_id"], each["kind"]) for each in board.planned}
    assert {(each["candidacy_id"], "call") for each in (ines, tom)} < drawn
    await board.until(lambda page: page.sittings[call]["room_name"] == "Salle 1")
    session = (await ask(manager, "GET", f"/api/sessions/{session_id}"))["session"]
    rooms = {each["part"]: each["place_id"] for each in session["candidacies"][1]["rooms"]}
    place = {each["place_id"]: each["name"] for each in session["places"]}
    assert (place[rooms["call"]], place[rooms["technical-interview"]]) == ("Salle 1", "Salle 2")

    async def move(plan: dict[str, Any], candidacy_id: str) -> dict[str, Any]:
        """To the other room, as a manager does on the plan's page: breaches are theirs to answer for."""
        entry = _call_of(plan, candidacy_id)
        other = next(each for each in place if each != entry["place_id"])
        kept = {key: entry[key] for key in ("candidacy_id", "kind", "starts_at")}
        body = {"revision": plan["revision"], "changes": [{**kept, "pinned": True, "place_id": other}]}
        return await ask(manager, "PUT", f"/api/sessions/{session_id}/plan", json=body)  # type: ignore[no-any-return]

    plan = await move(plan, tom["candidacy_id"])
    await board.until(lambda page: page.sittings[call]["room_name"] == "Salle 2")
    in_plan = {each["candidacy_id"]: each["room_name"] for each in board.planned if each["kind"] == "call"}
    await board.until(lambda page: _rooms_of_calls(page)[tom["candidacy_id"]] == "Salle 2")
    assert in_plan[ines["candidacy_id"]] == "Salle 1"

    other_call = sitting_of(page, ines["candidacy_id"])
    stopped = commands.AbortPart(from_phase=Phase.WAITING, reason="tried")
    await server.rooms.command(other_call, Seat.MANAGER, stopped)
    await move(plan, ines["candidacy_id"])
    assert (await server.rooms.state(other_call)).room_name == "Salle 1"
    session = (await ask(manager, "GET", f"/api/sessions/{session_id}"))["session"]
    rooms = {each["part"]: place[each["place_id"]] for each in session["candidacies"][0]["rooms"]}
    assert rooms["call"] == "Salle 1"


def _rooms_of_calls(page: BoardPage) -> dict[str, str]:
    return {each["candidacy_id"]: each["room_name"] for each in page.planned if each["kind"] == "call"}


async def test_another_room_or_jury_overrules_the_plan_until_it_is_made_again(manager: Visitor) -> None:
    """A page cannot write the plan's rooms; who is given another room goes there."""
    page = await ready(manager)
    path = f"/api/sessions/{page['session']['session_id']}"
    plan = await ask(manager, "GET", f"{path}/plan")
    await ask(manager, "POST", f"{path}/plan/solve", json={"revision": 0, "settings": plan["settings"]})
    page = await ask(manager, "GET", path)
    ines, tom = page["session"]["candidacies"]
    kept = await save(manager, page, candidacies=[{**ines, "rooms": []}, {**tom, "number": "99"}])
    assert [each["rooms"] for each in kept["session"]["candidacies"]] == [ines["rooms"], tom["rooms"]]
    assert tom["rooms"] != []
    given = {**tom, "exam_room_id": page["session"]["places"][0]["place_id"]}
    after = await save(manager, kept, candidacies=[ines, given])
    assert [each["rooms"] for each in after["session"]["candidacies"]] == [ines["rooms"], []]
