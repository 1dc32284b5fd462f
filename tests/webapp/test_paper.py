"""On paper when all else fails: the pack that prints, and what is entered afterwards."""

import datetime as dt
from typing import Any

from oralexam.bootstrap.server import Server
from oralexam.clock import SystemClock
from tests.exams.timetable.sessions import a_session
from tests.webapp.visitors import Visitor

SESSION = a_session()
PACK = f"/api/sessions/{SESSION.session_id}/paper"


async def test_the_pack_holds_scenarios_briefs_grids_and_the_plan(
    server: Server, manager: Visitor, visitor: Visitor
) -> None:
    """For the manager alone: the jury's briefs are in it."""
    server.stores.exam_sessions.create(SESSION, now=SystemClock().now())
    status, pack = await manager.request("GET", PACK)
    assert status == 200
    assert {scenario["part"] for scenario in pack["scenarios"]} == {"call", "visitor"}
    assert all(scenario["jury"]["facts_if_asked"] for scenario in pack["scenarios"])
    assert [grid["part"] for grid in pack["grids"]] == ["call", "visitor"]
    assert set(pack["parts"]) == {each.candidacy_id for each in SESSION.candidacies}
    assert pack["plan"]["session"]["session_id"] == SESSION.session_id
    assert (await visitor.request("GET", PACK))[0] == 401


async def test_what_was_noted_on_paper_stands_in_the_ledger_as_such(manager: Visitor) -> None:
    """Times, a mark and why; the phase stays, and entering is no act of the room's clock."""
    sitting_id, _ = await manager.open_sitting()
    ended = SystemClock().now() - dt.timedelta(minutes=5)
    time = {
        "phase": "call",
        "starts_at": (ended - dt.timedelta(minutes=10)).isoformat(),
        "ends_at": ended.isoformat(),
    }
    order = {
        "from_phase": "waiting",
        "times": [time],
        "marks": {"call-1": "acquis"},
        "text": "Panne de courant",
    }
    path = f"/api/manager/sittings/{sitting_id}"
    status, told = await manager.request("POST", f"{path}/paper", json=_tagged(order))
    assert (status, told["phase"]) == (200, "waiting")
    status, page = await manager.request("GET", f"{path}/ledger")
    (entered,) = page["from_paper"]
    assert (entered["kind"], entered["marks"], entered["text"]) == (
        "entered-from-paper",
        {"call-1": "acquis"},
        "Panne de courant",
    )
    assert page["criteria"].keys() == {"call-1"}, "a printed ledger says what was marked, not its id"
    assert min(len(page["criteria"]["call-1"][language]) for language in ("fr", "en")) > 20
    assert page["ledger"]["phase"] == "waiting"
    late = {**time, "ends_at": (SystemClock().now() + dt.timedelta(hours=1)).isoformat()}
    status, told = await manager.request("POST", f"{path}/paper", json=_tagged({**order, "times": [late]}))
    assert (status, told["code"]) == (400, "paper-time-out-of-range")


def _tagged(order: dict[str, Any]) -> dict[str, Any]:
    return {"type": "enter-from-paper", **order}
