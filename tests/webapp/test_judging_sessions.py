"""Who judges in a session: the members of the jury as it sat, by account or by link; and no other jury's."""

from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from oralexam.bootstrap.server import Server
from oralexam.dossier.building import _acts
from oralexam.exams.grids import Grid, Wording
from oralexam.exams.parts import PartKind
from oralexam.exams.people import Role
from oralexam.identifiers import new_id
from oralexam.rooms.judging.events import JurorLinkGiven
from oralexam.rooms.seats import Seat
from tests.webapp.judges import Over, browser, make_over, stop
from tests.webapp.made_days import ask, opened, ready, save, sitting_of
from tests.webapp.visitors import Visitor

PASSWORD = "quatre girafes à Dunkerque"  # noqa: S105 — a test's own secret


async def signed_in(
    server: Server, manager: Visitor, stack: AsyncExitStack, role: Role, login: str
) -> tuple[Visitor, str]:
    """A browser of somebody with a new account, and the account's id."""
    body = await ask(manager, "POST", "/api/accounts/invitations", json={"role": role})
    visitor = await browser(server, stack)
    wanted = {"token": body["link"].partition("#")[2], "login": login, "name": login, "password": PASSWORD}
    account = (await ask(visitor, "POST", "/api/welcome", json=wanted))["account"]
    return visitor, account["account_id"]


async def test_the_members_who_sat_judge_and_an_evaluator_of_the_session_does_not(
    server: Server, manager: Visitor, stack: AsyncExitStack
) -> None:
    """Claire by her account, Hassan by a link; keys are their member ids, and stand in the chain."""
    page = await opened(manager)
    one, two = (each["candidacy_id"] for each in page["session"]["candidacies"])
    call = sitting_of(page, one)
    claire, claires = await signed_in(server, manager, stack, Role.JUROR, "claire")
    ernest, ernests = await signed_in(server, manager, stack, Role.EVALUATOR, "ernest")
    members = list(page["session"]["members"])
    members[0] = {**members[0], "account_id": claires}
    third = {"member_id": new_id(), "name": "Ernest", "account_id": ernests}
    await save(manager, page, members=[*members, third])
    hassan = await browser(server, stack)
    link = await ask(manager, "POST", f"/api/manager/sittings/{call}/links", json={"seat": "observer"})
    await hassan.join(link["link"])
    await stop(manager, call)
    over = Over(call, {}, {"claire": claire, "hassan": hassan, "ernest": ernest})
    keys = [member["member_id"] for member in members]
    assert (await over.page("claire"))["judge"] == {"key": keys[0], "name": members[0]["name"]}
    assert (await over.page("hassan"))["judge"]["key"] == keys[1]
    assert (await over.page("ernest"))["judge"] is None
    assert (await over.post("ernest", "/seal", revision=0))[1]["code"] == "not-your-candidate"
    await over.seal("claire")
    assert (await over.seal("hassan", 2))["both_sealed"]
    assert (await over.page("ernest"))["others"] == []
    standing = (await server.rooms.state(call)).judging
    assert [each.judge for each in standing.sealed] == keys
    other = sitting_of(page, two)
    await stop(manager, other)
    assert (await hassan.request("GET", f"/api/judging/{other}"))[1]["code"] == "not-your-seat"
    # Claire sits in that jury, too.
    assert (await claire.request("GET", f"/api/judging/{other}"))[0] == 200


async def test_once_judging_has_begun_an_account_stays_and_another_does_not_judge(
    server: Server, manager: Visitor, stack: AsyncExitStack
) -> None:
    """Claire's began; another is given to her seat: hers goes on, and stays on her list; the other reads."""
    page = await opened(manager)
    call = sitting_of(page, page["session"]["candidacies"][0]["candidacy_id"])
    claire, claires = await signed_in(server, manager, stack, Role.JUROR, "claire")
    other, others = await signed_in(server, manager, stack, Role.JUROR, "autre")
    members = list(page["session"]["members"])
    members[0] = {**members[0], "account_id": claires}
    page = await save(manager, page, members=members)
    await stop(manager, call)
    over = Over(call, {}, {"claire": claire, "other": other, "manager": manager})
    await over.mark("claire", "set-level", criterion_id="call-1", level=2, seen=0)
    for seat, expected in (("juror", 409), ("observer", 201)):
        path = f"/api/manager/sittings/{call}/links"
        assert (await manager.request("POST", path, json={"seat": seat}))[0] == expected, seat
    members[0] = {**members[0], "account_id": others}
    await save(manager, page, members=members)
    order = {"type": "set-level", "criterion_id": "call-1", "level": 4, "seen": 1}
    assert (await over.post("other", "/marks", order=order))[1]["code"] == "not-your-candidate"
    assert (await over.page("other"))["draft"] is None
    assert (await over.page("claire"))["judge"]["key"] == members[0]["member_id"]
    (line,) = [
        each for each in (await ask(other, "GET", "/api/day"))["lines"] if call in str(each["replay_page"])
    ]
    assert line["judge_page"] is None
    (line,) = (await ask(claire, "GET", "/api/day"))["lines"]
    assert (line["judging"], call in line["judge_page"], line["seat"]) == ("to-mark", True, None)
    begun = (await server.rooms.state(call)).judging.opened
    assert begun is not None
    assert (begun.player_account, begun.observer_account) == (claires, "")


async def test_a_crash_before_the_session_knows_of_a_swap_exchanges_no_judges(
    server: Server, manager: Visitor, stack: AsyncExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The chain has it, the session's cast has not: each account judges under the key that is its own."""
    page = await opened(manager)
    call = sitting_of(page, page["session"]["candidacies"][0]["candidacy_id"])
    members = list(page["session"]["members"])
    browsers = {}
    for place, name in enumerate(("claire", "hassan")):
        browsers[name], account_id = await signed_in(server, manager, stack, Role.JUROR, name)
        members[place] = {**members[place], "account_id": account_id}
    await save(manager, page, members=members)
    monkeypatch.setattr(server.stores.exam_sessions, "recast", lambda *_, **__: None)
    swap = {"from_phase": "waiting", "reason": "a reason"}
    await ask(manager, "POST", f"/api/manager/sittings/{call}/swap-jurors", json=swap)
    await stop(manager, call)
    over = Over(call, {}, browsers)
    for place, name in enumerate(browsers):
        assert (await over.page(name))["judge"]["key"] == members[place]["member_id"], name


async def test_a_jurors_link_after_the_part_is_an_event_that_the_record_tells(
    server: Server, manager: Visitor, stack: AsyncExitStack
) -> None:
    """Who came by it judged as somebody, unseen: the chain says when, for whom, by whom."""
    over = await make_over(server, manager, stack)
    path = f"/api/manager/sittings/{over.sitting_id}/links"
    for seat in ("observer", "evaluator"):
        await ask(manager, "POST", path, json={"seat": seat})
    history = server.stores.events.load(over.sitting_id)
    (given,) = [event for event in history if isinstance(event, JurorLinkGiven)]
    assert (given.seat, given.judge, given.by) == (Seat.OBSERVER, "observer", "manager")
    assert server.stores.events.verify(over.sitting_id) == ()
    told = [act for act in _acts(history) if act.code.startswith("juror-link")]
    assert [(act.code, act.at, act.by) for act in told] == [("juror-link-observer", given.at, Seat.MANAGER)]
    server.stores.events.erase_personal(over.sitting_id, now=datetime.now(UTC))
    server.desk.fold_anew([over.sitting_id])
    status, answer = await manager.request("POST", path, json={"seat": "juror"})
    assert (status, answer["code"]) == (409, "marks-erased")


async def test_whoever_was_replaced_does_not_judge_and_whoever_came_does(
    server: Server, manager: Visitor, stack: AsyncExitStack
) -> None:
    """A swap before: the keys go with the persons; somebody new has the key of a new member."""
    page = await opened(manager)
    call = sitting_of(page, page["session"]["candidacies"][0]["candidacy_id"])
    keys = [member["member_id"] for member in page["session"]["members"]]
    path = f"/api/manager/sittings/{call}"
    swap = {"from_phase": "waiting", "reason": "a reason"}
    links = (await ask(manager, "POST", f"{path}/swap-jurors", json=swap))["links"]
    replace = {"from_phase": "waiting", "seat": "observer", "name": "Eve", "reason": "ill", "judges_b2": True}
    came = (await ask(manager, "POST", f"{path}/replace-juror", json=replace))["links"]
    browsers = {}
    for who, link in (("stayed", links["juror"]), ("came", came["observer"])):
        browsers[who] = await browser(server, stack)
        await browsers[who].join(link)
    gone = await browser(server, stack)
    assert (await gone.join(links["observer"]))[0] == 404
    await stop(manager, call)
    over = Over(call, {}, browsers)
    session = (await ask(manager, "GET", f"/api/sessions/{page['session']['session_id']}"))["session"]
    eve = next(member["member_id"] for member in session["members"] if member["name"] == "Eve")
    assert (await over.page("stayed"))["judge"]["key"] == keys[1]
    assert (await over.page("came"))["judge"] == {"key": eve, "name": "Eve"}


async def test_a_jurors_link_leads_to_the_replay_once_the_part_is_over(
    server: Server, manager: Visitor, stack: AsyncExitStack
) -> None:
    """Before, to the seat; a candidate's never."""
    over = await make_over(server, manager, stack)
    for seat, page in (("observer", "/replay/{}"), ("candidate", "/seat/{}/candidate")):
        path = f"/api/manager/sittings/{over.sitting_id}/links"
        link = (await ask(manager, "POST", path, json={"seat": seat}))["link"]
        fresh = await browser(server, stack)
        assert (await fresh.join(link))[1] == {"next": page.format(over.sitting_id)}


async def test_a_grid_that_is_published_changes_nothing_that_is_judged_by_another(
    server: Server, manager: Visitor, stack: AsyncExitStack
) -> None:
    """Version by version, with a scale of its own; who began with the one before goes on with it."""
    begun, later = [await make_over(server, manager, stack) for _ in range(2)]
    await begun.mark("juror", "set-level", criterion_id="call-1", level=4, seen=0)
    shelf = await ask(manager, "GET", "/api/grids")
    own: dict[str, Any] = shelf["current"]["call"]
    own["criteria"] = own["criteria"][:2]
    own["criteria"][0]["text"]["fr"] = "Dans nos mots."
    own["scale"] = own["scale"][:2]
    wanted = {"grid": own, "based_on": "call", "based_on_version": 1}
    made = (await ask(manager, "POST", "/api/grids", json=wanted))["grid"]
    assert (made["grid_id"], made["version"]) == ("centre-call", 1)
    status, body = await manager.request("POST", "/api/grids", json=wanted)
    assert (status, body["code"]) == (409, "grid-changed")
    second = {**wanted, "based_on": "centre-call"}
    assert (await ask(manager, "POST", "/api/grids", json=second))["grid"]["version"] == 2
    assert (await begun.page("observer"))["grid"]["grid_id"] == "call"
    page = await later.page("juror")
    assert (page["grid"]["grid_id"], page["grid"]["version"]) == ("centre-call", 2)
    order = {"type": "set-level", "criterion_id": "call-1", "level": 3, "seen": 0}
    assert (await later.post("juror", "/marks", order=order))[1]["code"] == "unknown-level"
    await later.seal("juror", 2)
    opened_by = (await server.rooms.state(later.sitting_id)).judging.opened
    assert opened_by is not None
    grid = server.stores.grids.get("centre-call", 2)
    assert opened_by.grid_digest == grid.digest
    # What is marked while one listens follows, too; and all of it is there after a restart.
    assert [line.id for line in server.stores.grids.criteria("", PartKind.CALL)] == ["call-1", "call-2"]
    server.stores.grids.refresh()
    assert server.stores.grids.current(PartKind.CALL) == grid


@pytest.mark.parametrize("change", ["title", "ids", "levels", "part"])
async def test_a_grid_that_nobody_could_mark_by_is_not_published(change: str, manager: Visitor) -> None:
    """Words missing in a language, two lines of one id, levels that do not count from one, no such part."""
    shelf = await ask(manager, "GET", "/api/grids")
    grid = msgspec.convert(shelf["current"]["visitor"], Grid)
    empty = Wording(fr="", en="Something")
    spoiled = {
        "title": {"title": empty},
        "ids": {"criteria": (grid.criteria[0], grid.criteria[0])},
        "levels": {"scale": grid.scale[1:]},
        "part": {"part": PartKind.FINAL_INTERVIEW},
    }[change]
    wanted = msgspec.to_builtins(msgspec.structs.replace(grid, **spoiled))
    body = {"grid": wanted, "based_on": "visitor", "based_on_version": 1}
    status, answer = await manager.request("POST", "/api/grids", json=body)
    assert (status, answer["code"]) == (
        (404, "unknown-grid") if change == "part" else (400, "grid-incomplete")
    )
    assert (await ask(manager, "GET", "/api/grids"))["versions"] == shelf["versions"]


async def test_a_centre_may_keep_the_fact_grid_until_both_have_sealed(
    server: Server, manager: Visitor, stack: AsyncExitStack
) -> None:
    """Decided before the session opens; evidence is shown from the start elsewhere."""
    page = await ready(manager)
    settings = {**page["session"]["settings"], "facts_after_sealing": True}
    page = await save(manager, page, settings=settings)
    page = await ask(manager, "POST", f"/api/sessions/{page['session']['session_id']}/open", json={})
    call = sitting_of(page, page["session"]["candidacies"][0]["candidacy_id"])
    browsers = {}
    for seat in ("juror", "observer"):
        browsers[seat] = await browser(server, stack)
        path = f"/api/manager/sittings/{call}/links"
        await browsers[seat].join((await ask(manager, "POST", path, json={"seat": seat}))["link"])
    await stop(manager, call)
    over, facts = Over(call, {}, browsers), f"/api/replay/{call}/facts"
    await over.seal("juror")
    for visitor in (*browsers.values(), manager):
        status, body = await visitor.request("GET", facts)
        assert (status, body["code"]) == (409, "not-sealed-by-both")
    await over.seal("observer")
    for visitor in (*browsers.values(), manager):
        await ask(visitor, "GET", facts)
    elsewhere = await make_over(server, manager, stack)
    await ask(elsewhere.browsers["juror"], "GET", f"/api/replay/{elsewhere.sitting_id}/facts")
