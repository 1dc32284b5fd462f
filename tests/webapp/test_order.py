"""The order of a candidate's day through the real server: no way leads round it, one truth is behind it."""

import asyncio
import json
from typing import Any

import pytest

from oralexam.bootstrap.exam_days import ExamDays
from oralexam.bootstrap.server import Server
from oralexam.clock import SystemClock
from oralexam.exams.eligibility import Reuse
from oralexam.exams.formats import FormatBook
from oralexam.rooms import commands
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from tests.patience import PATIENCE_S
from tests.webapp.made_days import ask, confirm, opened, sitting_of
from tests.webapp.visitors import SeatPage, Visitor

REASON = "canary-withdrawn-reason"


@pytest.fixture
async def page(manager: Visitor) -> dict[str, Any]:
    """A session of the title, opened: two candidates, one jury."""
    return await opened(manager)


def first(page: dict[str, Any]) -> str:
    """Inès's candidacy."""
    candidacy_id: str = page["session"]["candidacies"][0]["candidacy_id"]
    return candidacy_id


async def sit(manager: Visitor, visitor: Visitor, sitting_id: str, seat: str) -> SeatPage:
    """A juror's page, by a fresh link."""
    link = (await ask(manager, "POST", f"/api/manager/sittings/{sitting_id}/links", json={"seat": seat}))[
        "link"
    ]
    await visitor.join(link)
    socket = await visitor.sit(sitting_id, seat)
    await socket.until("waiting")
    return socket


async def end(server: Server, sitting_id: str) -> None:
    """A part is over: the manager ends it."""
    phase = (await server.rooms.state(sitting_id)).phase
    stop = commands.AbortPart(from_phase=phase, reason="held on paper")
    await server.rooms.command(sitting_id, Seat.MANAGER, stop)


async def test_a_role_play_waits_for_the_confirmed_end_of_the_written_part(
    manager: Visitor, visitor: Visitor, server: Server, page: dict[str, Any]
) -> None:
    """Admission over HTTP and the draw over the socket are refused and change nothing; then both pass."""
    call, admit = sitting_of(page, first(page)), {"from_phase": "waiting"}
    juror = await sit(manager, visitor, call, "juror")
    assert juror.view["part_waits_for"] == ["written"]
    status, told = await manager.request("POST", f"/api/manager/sittings/{call}/admit", json=admit)
    assert (status, told["code"]) == (409, "part-not-yet")
    assert told["details"] == {"part": "call", "waits_for": "written"}
    assert (await juror.order("draw-scenario"))["code"] == "part-not-yet"
    assert (await juror.order("start-preparation"))["code"] == "not-now"
    assert len(server.stores.events.load(call)) == 1

    await confirm(manager, first(page))
    while juror.view["part_waits_for"]:
        await juror.hear(lambda said: said["type"] == "view")
    await ask(manager, "POST", f"/api/manager/sittings/{call}/admit", json=admit)
    assert (await juror.order("draw-scenario"))["type"] == "accepted"
    # The other candidate's call still waits: an end is confirmed for one person.
    other = sitting_of(page, page["session"]["candidacies"][1]["candidacy_id"])
    assert (await manager.request("POST", f"/api/manager/sittings/{other}/admit", json=admit))[0] == 409


async def test_a_confirmation_is_undone_with_a_reason_and_what_waits_waits_again(
    manager: Visitor, server: Server, page: dict[str, Any]
) -> None:
    """Both acts stay, with who and when; restart and preparation are refused, what runs goes on."""
    candidacy_id, session_id = first(page), page["session"]["session_id"]
    call = sitting_of(page, candidacy_id)
    undo = f"/api/manager/candidacies/{candidacy_id}/withdraw-block"
    for body, code in (
        ({"kind": "written", "reason": REASON}, "nothing-confirmed"),
        ({"kind": "written", "reason": " "}, "reason-missing"),
        ({"kind": "call", "reason": REASON}, "malformed-message"),
    ):
        assert (await manager.request("POST", undo, json=body))[1]["code"] == code
    await confirm(manager, candidacy_id)
    await confirm(manager, candidacy_id)  # pressed twice: one act
    visitor_state = await server.rooms.state(call)
    assert visitor_state.phase is Phase.WAITING
    assert server.days.order.before(call).waits_for == ()
    await ask(manager, "POST", undo, json={"kind": "written", "reason": REASON})
    assert server.days.order.before(call).waits_for == ("written",)
    confirmed, withdrawn = server.stores.day_acts.of(session_id)
    assert (confirmed.reason, withdrawn.reason) == ("", REASON)
    assert withdrawn.at >= confirmed.at
    ledger = await ask(manager, "GET", f"/api/manager/sittings/{call}/ledger")
    assert [(act["kind"], act["reason"]) for act in ledger["said"]] == [("written", ""), ("written", REASON)]
    status, told = await manager.request(
        "POST", f"/api/manager/sittings/{call}/admit", json={"from_phase": "waiting"}
    )
    assert (status, told["code"]) == (409, "part-not-yet")


async def test_plan_and_day_have_one_truth(manager: Visitor, server: Server, page: dict[str, Any]) -> None:
    """What is confirmed on the day stands in the plan, and what the plan is told lets a part begin."""
    one, two = (each["candidacy_id"] for each in page["session"]["candidacies"])
    plan = f"/api/sessions/{page['session']['session_id']}/plan"
    await confirm(manager, one)
    happened = (await ask(manager, "GET", plan))["happened"]
    assert [(each["candidacy_id"], each["kind"], each["over"]) for each in happened] == [
        (one, "written", True)
    ]
    noon = "2026-12-08T12:00:00Z"
    told = {"candidacy_ids": [two], "kind": "written", "starts_at": noon, "ends_at": noon}
    await ask(manager, "POST", f"{plan}/held", json=told)
    assert server.days.order.before(sitting_of(page, two)).waits_for == ()


async def test_the_technical_interview_waits_for_blocks_and_role_plays(
    manager: Visitor, visitor: Visitor, server: Server, page: dict[str, Any]
) -> None:
    """Each end makes the list shorter on the jury's page; only then does it begin."""
    candidacy_id = first(page)
    interview = sitting_of(page, candidacy_id, "technical-interview")
    juror = await sit(manager, visitor, interview, "juror")
    assert juror.view["part_waits_for"] == ["written", "questionnaire", "call", "visitor"]
    assert (await juror.order("begin-interview"))["code"] == "part-not-yet"
    for kind in ("written", "questionnaire"):
        await confirm(manager, candidacy_id, kind)
    await end(server, sitting_of(page, candidacy_id))
    while juror.view["part_waits_for"] != ["visitor"]:
        await juror.hear(lambda said: said["type"] == "view")
    assert (await juror.order("begin-interview"))["code"] == "part-not-yet"
    await end(server, sitting_of(page, candidacy_id, "visitor"))
    while juror.view["part_waits_for"]:
        await juror.hear(lambda said: said["type"] == "view")
    assert (await juror.order("begin-interview"))["type"] == "accepted"
    await juror.until("review")
    final = sitting_of(page, candidacy_id, "final-interview")
    waits = server.days.order.before(final).waits_for
    assert waits == ("technical-interview", "production-questioning")
    begin = commands.AbortPart(from_phase=Phase.REVIEW, reason="over")
    await server.rooms.command(interview, Seat.MANAGER, begin)
    assert server.days.order.before(final).waits_for == ("production-questioning",)


async def test_a_candidate_is_in_one_part_at_a_time(
    manager: Visitor, visitor: Visitor, server: Server, page: dict[str, Any]
) -> None:
    """No rule puts one of two before the other, and still the second waits while the first runs."""
    candidacy_id = first(page)
    for kind in ("written", "questionnaire"):
        await confirm(manager, candidacy_id, kind)
    for part in ("call", "visitor"):
        await end(server, sitting_of(page, candidacy_id, part))
    technical = sitting_of(page, candidacy_id, "technical-interview")
    production = sitting_of(page, candidacy_id, "production-questioning")
    juror = await sit(manager, visitor, technical, "juror")
    other = await sit(manager, visitor, production, "juror")
    assert other.view["part_waits_for"] == []
    assert (await juror.order("begin-interview"))["type"] == "accepted"
    while other.view["part_waits_for"] != ["technical-interview"]:
        await other.hear(lambda said: said["type"] == "view")
    assert (await other.order("begin-interview"))["code"] == "part-not-yet"
    # Another candidate's parts are nobody's concern.
    stranger = sitting_of(page, page["session"]["candidacies"][1]["candidacy_id"], "production-questioning")
    assert server.days.order.before(stranger).waits_for == ()
    await end(server, technical)
    while other.view["part_waits_for"]:
        await other.hear(lambda said: said["type"] == "view")
    assert (await other.order("begin-interview"))["type"] == "accepted"


async def test_a_server_that_comes_back_knows_what_was_confirmed(
    manager: Visitor, server: Server, page: dict[str, Any]
) -> None:
    """It stands in the database: another reader of it says the same."""
    candidacy_id = first(page)
    await confirm(manager, candidacy_id)
    again = ExamDays(
        server.stores, clock=SystemClock(), formats=FormatBook(), public_url=server.url, reuse=Reuse.NEVER
    )
    await again.order.start()
    assert again.order.before(sitting_of(page, candidacy_id)) == server.days.order.before(
        sitting_of(page, candidacy_id)
    )
    assert again.order.before(sitting_of(page, candidacy_id)).waits_for == ()
    again.close()


async def test_what_belongs_to_no_session_waits_for_nothing(manager: Visitor, visitor: Visitor) -> None:
    """A single sitting and a rehearsal begin as they always did."""
    for more in ({"part": "technical-interview"}, {"rehearsal": True, "part": "technical-interview"}):
        _, links = await manager.open_sitting(**more)
        _, joined = await visitor.join(links["juror"])
        juror = await visitor.sit(joined["next"].split("/")[2], "juror")
        view = await juror.until("waiting")
        assert view["part_waits_for"] == []
        assert (await juror.order("begin-interview"))["type"] == "accepted"


async def test_only_a_manager_confirms_and_only_what_the_format_has(
    manager: Visitor, visitor: Visitor, page: dict[str, Any]
) -> None:
    """And not after the session was closed."""
    path = f"/api/manager/candidacies/{first(page)}/confirm-block"
    written = {"kind": "written"}
    assert (await visitor.request("POST", path, json=written))[0] == 401
    nobody = "/api/manager/candidacies/00000000-0000-4000-8000-000000000000/confirm-block"
    assert (await manager.request("POST", nobody, json=written))[1]["code"] == "unknown-candidate"
    await ask(manager, "POST", f"/api/sessions/{page['session']['session_id']}/close", json={})
    assert (await manager.request("POST", path, json=written))[1]["code"] == "session-closed"


async def test_the_board_shows_what_a_part_waits_for_and_who_confirmed(
    manager: Visitor, page: dict[str, Any]
) -> None:
    """It changes there by itself; the reason of an undone act is on no screen but the record's."""
    call = sitting_of(page, first(page))
    async with manager.http.ws_connect(
        f"{manager.url}/api/ws/board", headers={"Origin": manager.url}
    ) as socket:
        lines: dict[str, Any] = {}

        async def hear() -> None:
            async with asyncio.timeout(PATIENCE_S):
                told = json.loads(await socket.receive_str())
            lines.update({line["sitting_id"]: line for line in told["sittings"]})

        while call not in lines:
            await hear()
        assert lines[call]["waits_for"] == ["written"]
        assert [block["ended_at"] for block in lines[call]["blocks"]] == [None, None]
        await confirm(manager, first(page))
        while lines[call]["waits_for"]:
            await hear()
        assert lines[call]["blocks"][0]["ended_at"] is not None
