"""A candidate comes in by a code; a juror sees the list of the day."""

import msgspec
from aiohttp import web

from oralexam.exams.people import Role
from oralexam.storage.sessions import PersonKind
from oralexam.webapp.payload import read, reply
from oralexam.webapp.people.access import address_of
from oralexam.webapp.services import SERVICES


class CodeRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a candidate types from their sheet."""

    code: str


async def enter_code(request: web.Request) -> web.Response:
    """POST /api/code: this browser is that candidate's from now on; the code can be typed again elsewhere."""
    services = request.app[SERVICES]
    wanted = await read(request, CodeRequest)
    with services.doorkeeper.tries.attempt(address_of(request)):
        candidacy_id = await services.day_desk.candidacy_of_code(wanted.code)
    response = reply({"next": "/candidate"})
    await services.doorkeeper.become(request, response, PersonKind.CANDIDACY, candidacy_id)
    return response


async def candidate_way(request: web.Request) -> web.Response:
    """GET /api/candidate: where the candidate of this browser stands."""
    services = request.app[SERVICES]
    return reply(await services.day_desk.way(await services.doorkeeper.require_candidacy(request)))


async def day(request: web.Request) -> web.Response:
    """GET /api/day: the parts of the juror, or the replays of the evaluator, who has signed in."""
    services = request.app[SERVICES]
    account = await services.doorkeeper.require_account(request, Role.JUROR, Role.EVALUATOR)
    return reply({"account": account, "lines": await services.day_desk.lines(account)})


def day_routes() -> list[web.RouteDef]:
    """Every address of this module."""
    return [
        web.post("/api/code", enter_code),
        web.get("/api/candidate", candidate_way),
        web.get("/api/day", day),
    ]
