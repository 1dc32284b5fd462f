"""Who may take a juror's place in a sitting of a session."""

from oralexam.bootstrap.server import Server
from tests.webapp.drawing import draw_by_lot
from tests.webapp.made_days import ask, confirm, opened, sitting_of
from tests.webapp.visitors import Visitor


async def test_a_jury_keeps_somebody_who_judges_b2_when_a_juror_is_replaced(
    server: Server, manager: Visitor
) -> None:
    """What keeps a session from being opened keeps a juror from stepping in; of a stranger it is said."""
    page = await opened(manager)
    call = sitting_of(page, page["session"]["candidacies"][0]["candidacy_id"])
    path = f"/api/manager/sittings/{call}/replace-juror"
    act = {"from_phase": "waiting", "seat": "juror", "name": "Zoé Blin", "reason": "ill"}
    status, told = await manager.request("POST", path, json=act)
    assert (status, told["code"]) == (409, "jury-without-b2")
    assert (await server.rooms.state(call)).juror_name == "Claire Morel"
    await ask(manager, "POST", path, json={**act, "judges_b2": True})
    assert (await server.rooms.state(call)).juror_name == "Zoé Blin"
    kept = server.stores.exam_sessions.get(page["session"]["session_id"]).session
    assert {each.name: each.judges_b2 for each in kept.members}["Zoé Blin"]
    # The session's own jurors are what it says of them, whatever is ticked.
    nobody = {**act, "seat": "observer", "name": "Somebody Else"}
    await ask(manager, "POST", path, json=nobody)
    hassan = {**act, "name": "Hassan Idrissi", "judges_b2": True}
    assert (await manager.request("POST", path, json=hassan))[1]["code"] == "jury-without-b2"


async def test_a_juror_who_sits_in_another_part_under_way_replaces_nobody(
    server: Server, manager: Visitor
) -> None:
    """Nobody is in two rooms; once that part is over, or before it has begun, they may."""
    page = await opened(manager)
    here, there = (sitting_of(page, each["candidacy_id"]) for each in page["session"]["candidacies"][:2])
    coming = {"seat": "observer", "name": "Zoé Blin", "reason": "ill", "judges_b2": True}
    for sitting_id in (there, here):
        path = f"/api/manager/sittings/{sitting_id}/replace-juror"
        await ask(manager, "POST", path, json={**coming, "from_phase": "waiting"})
        await ask(manager, "POST", path, json={**coming, "name": "Hassan Idrissi", "from_phase": "waiting"})
    path = f"/api/manager/sittings/{there}/replace-juror"
    await ask(manager, "POST", path, json={**coming, "from_phase": "waiting"})
    await confirm(manager, page["session"]["candidacies"][1]["candidacy_id"])
    await draw_by_lot(server.rooms, there)
    path = f"/api/manager/sittings/{here}/replace-juror"
    status, told = await manager.request("POST", path, json={**coming, "from_phase": "waiting"})
    assert (status, told["code"]) == (409, "juror-sits-elsewhere")
    abort = {"from_phase": "drawn", "reason": "for the test"}
    await ask(manager, "POST", f"/api/manager/sittings/{there}/abort", json=abort)
    await ask(manager, "POST", path, json={**coming, "from_phase": "waiting"})
    assert (await server.rooms.state(here)).observer_name == "Zoé Blin"
