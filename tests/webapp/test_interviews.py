"""An interview through the real server: opened by a manager, begun by a juror, seen by whoever is there."""

from tests.webapp.visitors import Visitor


async def test_an_interview_runs_on_the_jurys_press_and_records_nothing(
    manager: Visitor, visitor: Visitor
) -> None:
    """Steps in every view; what belongs to a role-play is refused; the ledger has them."""
    sitting_id, links = await manager.open_sitting(part="technical-interview")
    for seat in ("juror", "candidate"):
        await visitor.join(links[seat])
    juror, candidate = await visitor.sit(sitting_id, "juror"), await visitor.sit(sitting_id, "candidate")
    view = await juror.until("waiting")
    assert [(step["phase"], step["planned_s"]) for step in view["rail"]] == [
        ("review", 600),
        ("questions", 1200),
    ]
    await candidate.until("waiting")
    assert (await juror.order("draw-scenario"))["code"] == "not-in-this-part"
    assert (await candidate.order("begin-interview"))["code"] == "not-your-command"
    assert (await juror.order("begin-interview"))["type"] == "accepted"
    view = await candidate.until("review")
    assert (view["part"], view["deadline"] is not None) == ("technical-interview", True)
    await juror.until("review")
    await juror.send({"type": "media-offer", "ref": 99, "sdp": "v=0"})
    assert (await juror.hear(lambda said: said.get("ref") == 99))["code"] == "no-call-now"
    await juror.order("next-step")
    await juror.until("questions")
    await juror.order("next-step")
    await candidate.until("handed-in")
    ledger = (await manager.request("GET", f"/api/manager/sittings/{sitting_id}/ledger"))[1]["ledger"]
    assert [total["phase"] for total in ledger["totals"]][-2:] == ["review", "questions"]


async def test_a_defence_is_opened_with_the_centres_minutes(manager: Visitor) -> None:
    """Without them it is refused; with them its steps last as long."""
    base = {"candidate_name": "A", "juror_name": "B", "observer_name": "C", "room_name": "D"}
    defence = {**base, "format_id": "cci-import-export", "part": "oral-defence"}
    status, body = await manager.request("POST", "/api/manager/sittings", json=defence)
    assert (status, body["code"]) == (409, "minutes-not-given")
    given = {**defence, "minutes": [15, 20]}
    assert (await manager.request("POST", "/api/manager/sittings", json=given))[0] == 201
    wrong = {**base, "part": "technical-interview", "minutes": [15, 20]}
    status, body = await manager.request("POST", "/api/manager/sittings", json=wrong)
    assert (status, body["code"]) == (400, "minutes-not-open")
