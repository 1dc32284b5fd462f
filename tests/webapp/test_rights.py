"""Every address of the server, for everybody who might ask: who may, and that nobody else does."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import aiohttp
import pytest

from oralexam.bootstrap.server import Server
from oralexam.exams.people import Role
from oralexam.identifiers import new_id
from tests.webapp.made_days import ask, opened, save, sitting_of
from tests.webapp.visitors import Visitor

PUBLIC = {
    "POST /api/join",
    "POST /api/sign-in",
    "POST /api/sign-out",
    "POST /api/welcome",
    "POST /api/welcome/invitation",
    "POST /api/code",
    "GET /api/me",
    "GET /api/kept",
    "OPTIONS /api/copies/{sitting_id}/{seat}/uploads",
}
"""What whoever is nobody may ask: to become somebody."""
JURORS = ("juror", "juror-link")
"""Who sat in the jury of a part that is over, by an account or by a link."""
MAY: dict[str, set[str]] = {
    "GET /api/ws/{sitting_id}/{seat}": {"candidate", "juror", "juror-link"},
    "GET /api/seats/{sitting_id}/{seat}/papers/{picture}": {"candidate", "juror", "juror-link"},
    "GET /api/seats/{sitting_id}/{seat}/file": {"candidate", "juror", "juror-link"},
    "GET /api/seats/{sitting_id}/{seat}/file/{picture}": {"candidate", "juror", "juror-link"},
    "GET /api/copies/{sitting_id}/{seat}": {"candidate", "juror", "juror-link"},
    "POST /api/copies/{sitting_id}/{seat}/uploads": {"candidate", "juror", "juror-link"},
    "PATCH /api/copies/{sitting_id}/{seat}/uploads/{run}": {"candidate", "juror", "juror-link"},
    "POST /api/copies/{sitting_id}/{seat}/trouble": {"candidate", "juror", "juror-link"},
    "POST /api/seats/{sitting_id}/{seat}/sound-test": {"candidate", "juror", "juror-link"},
    "GET /api/seats/{sitting_id}/{seat}/relays": {"candidate", "juror", "juror-link"},
    "PUT /api/seats/{sitting_id}/{seat}/read-sentence": {"candidate", "juror", "juror-link"},
    "GET /api/seats/{sitting_id}/candidate/reference": {"candidate"},
    "GET /api/seats/{sitting_id}/candidate/reference/{work_id}": {"candidate"},
    "GET /api/seats/{sitting_id}/candidate/reference/{work_id}/{picture}": {"candidate"},
    "GET /api/replay/{sitting_id}": {"manager", "manager-link", *JURORS, "evaluator"},
    "GET /api/replay/{sitting_id}/media/{name}": {"manager", "manager-link", *JURORS, "evaluator"},
    "GET /api/replay/{sitting_id}/clips": {"manager", "manager-link", *JURORS, "evaluator"},
    "POST /api/replay/{sitting_id}/clips": {*JURORS, "evaluator"},
    "GET /api/replay/{sitting_id}/cockpit": {"manager", "manager-link", *JURORS, "evaluator"},
    "POST /api/replay/{sitting_id}/interview": {"juror"},
    "GET /api/replay/{sitting_id}/safe": {"manager", "manager-link", *JURORS, "evaluator"},
    "GET /api/replay/{sitting_id}/corrections": {"manager", "manager-link", *JURORS, "evaluator"},
    "POST /api/replay/{sitting_id}/corrections/{seat}/{version}": {*JURORS, "evaluator"},
    "GET /api/replay/{sitting_id}/facts": {"manager", "manager-link", *JURORS, "evaluator"},
    "GET /api/replay/{sitting_id}/exports/{format}": {"manager", "manager-link", *JURORS, "evaluator"},
    "GET /api/judging/{sitting_id}": {"manager", "manager-link", *JURORS, "evaluator"},
    "GET /api/judging/{sitting_id}/indicators": {"manager", "manager-link", *JURORS, "evaluator"},
    "POST /api/judging/{sitting_id}/marks": {"manager", "manager-link", *JURORS, "evaluator"},
    "POST /api/judging/{sitting_id}/seal": {"manager", "manager-link", *JURORS, "evaluator"},
    "POST /api/judging/{sitting_id}/correct": {"manager", "manager-link", *JURORS, "evaluator"},
    "POST /api/judging/{sitting_id}/deliberation": {"manager", "manager-link", *JURORS, "evaluator"},
    "POST /api/judging/{sitting_id}/deliberation/propose": {"manager", "manager-link", *JURORS, "evaluator"},
    "POST /api/judging/{sitting_id}/deliberation/sign": {"manager", "manager-link", *JURORS, "evaluator"},
    "POST /api/judging/{sitting_id}/reopening": {"manager", "manager-link", *JURORS, "evaluator"},
    "POST /api/judging/{sitting_id}/reopening/agree": {"manager", "manager-link", *JURORS, "evaluator"},
    "GET /api/blind": {"juror", "evaluator"},
    "GET /api/blind/{assignment_id}": {"juror", "evaluator"},
    "GET /api/blind/{assignment_id}/media/{name}": {"juror", "evaluator"},
    "POST /api/blind/{assignment_id}/marks": {"juror", "evaluator"},
    "POST /api/blind/{assignment_id}/seal": {"juror", "evaluator"},
    "GET /api/check/network": {"manager", "manager-link", "technician"},
    "POST /api/check/network/echo": {"manager", "manager-link", "technician"},
    "POST /api/check/network/reports": {"manager", "manager-link", "technician"},
    "GET /api/ws/check": {"manager", "manager-link", "technician"},
    "GET /api/reliability": {"manager", "manager-link", "technician"},
    "GET /api/candidate": {"candidate"},
    "GET /api/day": {"juror", "evaluator"},
    # Acts that a person answers for: a link is nobody in particular.
    "PUT /api/retention": {"manager"},
    "POST /api/retention/deletions": {"manager"},
    "PUT /api/sessions/{session_id}/decision": {"manager"},
    "POST /api/sessions/{session_id}/holds": {"manager"},
    "POST /api/sessions/{session_id}/deletions": {"manager"},
    "POST /api/holds/{hold_id}/ask-release": {"manager"},
    "POST /api/holds/{hold_id}/keep": {"manager"},
    "POST /api/holds/{hold_id}/release": {"manager"},
    "POST /api/deletions/{deletion_id}/confirm": {"manager"},
    "POST /api/deletions/{deletion_id}/refuse": {"manager"},
    "POST /api/me/password": {"manager", "juror", "evaluator", "technician"},
}
"""Who may use an address that is not the manager's; every other address of the API is the manager's alone."""
MANAGERS = {"manager", "manager-link"}
ROLES = ("nobody", "candidate", "juror-link", "juror", "evaluator", "technician", "manager", "manager-link")


@pytest.fixture
async def browsers(server: Server, manager: Visitor) -> AsyncIterator[dict[str, Visitor]]:
    """A browser a role, about one sitting whose id is in `server.about`."""
    page = await opened(manager)
    candidacy = page["session"]["candidacies"][0]
    async with AsyncExitStack() as stack:
        found = {"manager-link": manager}
        for role in ROLES[:-1]:
            jar = aiohttp.CookieJar(unsafe=True)
            http = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=jar))
            found[role] = Visitor(http, server.url)
        await ask(found["candidate"], "POST", "/api/code", json={"code": candidacy["code"]})
        accounts = {}
        for role in Role:
            invited = await ask(manager, "POST", "/api/accounts/invitations", json={"role": role})
            token = invited["link"].partition("#")[2]
            wanted = {"token": token, "login": role, "name": role, "password": "quatre girafes à Dunkerque"}
            accounts[role] = (await ask(found[role], "POST", "/api/welcome", json=wanted))["account"]
        members = [{**page["session"]["members"][0], "account_id": accounts[Role.JUROR]["account_id"]}]
        members.append(page["session"]["members"][1])
        third = {"member_id": new_id(), "name": "Eve", "account_id": accounts[Role.EVALUATOR]["account_id"]}
        await save(manager, page, members=[*members, third])
        call = sitting_of(page, candidacy["candidacy_id"])
        body = await ask(manager, "POST", f"/api/manager/sittings/{call}/links", json={"seat": "juror"})
        await found["juror-link"].join(body["link"])
        # A part that is over: before, its replay is not the jury's (test_day).
        abort = {"from_phase": "waiting", "reason": "for the test"}
        await ask(manager, "POST", f"/api/manager/sittings/{call}/abort", json=abort)
        found["about"] = Visitor(manager.http, call)
        yield found


async def test_every_role_has_its_own_addresses_and_no_other(
    server: Server, browsers: dict[str, Visitor]
) -> None:
    """Whoever may not is turned away before anything is looked at: 401 for nobody, 403 for the others."""
    call = browsers.pop("about").url
    app = server._doors._runners[0].app
    assert app is not None
    routes = sorted(
        f"{route.method} {route.resource.canonical}"
        for route in app.router.routes()
        if route.resource is not None
        and route.method != "HEAD"
        and route.resource.canonical.startswith("/api/")
    )
    assert set(MAY) | PUBLIC <= set(routes)
    for route in routes:
        if route in PUBLIC:
            continue
        method, pattern = route.split(" ")
        for role, visitor in browsers.items():
            seat = {"candidate": "candidate"}.get(role, "juror")
            path = pattern.replace("{sitting_id}", call).replace("{seat}", seat)
            while "{" in path:
                path = path[: path.index("{")] + new_id() + path[path.index("}") + 1 :]
            allowed = MAY.get(route, MANAGERS)
            if role in allowed and method != "GET":
                continue  # It would do it.
            status, _ = await visitor.request(method, path, **({} if method == "GET" else {"json": {}}))
            if role in allowed:
                assert status not in {401, 403}, (route, role, status)
            else:
                assert status == (401 if role == "nobody" else 403), (route, role, status)
