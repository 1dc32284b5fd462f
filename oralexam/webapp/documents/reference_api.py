"""The requests about documentation: the manager's shelf, and what candidates take from it."""

from aiohttp import web

from oralexam.errors import BadInput, NotFound
from oralexam.identifiers import is_id
from oralexam.papers.paper import LIMITS, PaperUse
from oralexam.rooms.seats import Seat
from oralexam.storage.reference_works import MOST_WORKS, WorkLanguage
from oralexam.webapp.documents.paper_upload import file_name, read_paper
from oralexam.webapp.documents.reference_desk import ReferenceDesk
from oralexam.webapp.payload import reply
from oralexam.webapp.scenarios.api import picture_response
from oralexam.webapp.services import SERVICES
from oralexam.webapp.sittings.api import sitting_of


async def show_shelf(request: web.Request) -> web.Response:
    """GET /api/reference: every work, and what one may be."""
    desk = await _managers(request)
    limits = LIMITS[PaperUse.REFERENCE_WORK]
    most = {"bytes": limits.most_bytes, "pages": limits.most_pages, "works": MOST_WORKS}
    return reply({"works": await desk.listed(), "most": most})


async def bring_work(request: web.Request) -> web.Response:
    """POST /api/reference?title=&language=: the file is the body, its name stands in `X-File-Name`."""
    desk = await _managers(request)
    language = _language(request.query.get("language", ""))
    content = await read_paper(request, PaperUse.REFERENCE_WORK)
    title = request.query.get("title", "")
    line = await desk.bring(content, name=file_name(request), title=title, language=language)
    return reply(line, status=201)


async def withdraw_work(request: web.Request) -> web.Response:
    """POST /api/reference/{work_id}/withdraw."""
    await (await _managers(request)).withdraw(_work(request))
    return reply({})


async def managers_work(request: web.Request) -> web.Response:
    """GET /api/reference/{work_id}: the pages of a work."""
    return reply(await (await _managers(request)).paper(_work(request)))


async def managers_page(request: web.Request) -> web.StreamResponse:
    """GET /api/reference/{work_id}/{picture}."""
    desk = await _managers(request)
    return picture_response(await desk.picture(_work(request), request.match_info["picture"]))


async def candidates_shelf(request: web.Request) -> web.Response:
    """GET /api/seats/{sitting_id}/candidate/reference: what may be taken now."""
    desk, sitting_id = await _candidates(request)
    return reply({"works": await desk.at_hand(sitting_id)})


async def candidates_work(request: web.Request) -> web.Response:
    """GET /api/seats/{sitting_id}/candidate/reference/{work_id}: the pages of a work."""
    desk, sitting_id = await _candidates(request)
    await desk.require_at_hand(sitting_id)
    return reply(await desk.paper(_work(request)))


async def candidates_page(request: web.Request) -> web.StreamResponse:
    """GET /api/seats/{sitting_id}/candidate/reference/{work_id}/{picture}."""
    desk, sitting_id = await _candidates(request)
    await desk.require_at_hand(sitting_id)
    return picture_response(await desk.picture(_work(request), request.match_info["picture"]))


def reference_routes() -> list[web.RouteDef]:
    """The addresses of the centre's documentation."""
    shelf, candidates = "/api/reference", "/api/seats/{sitting_id}/candidate/reference"
    return [
        web.get(shelf, show_shelf),
        web.post(shelf, bring_work),
        web.post(shelf + "/{work_id}/withdraw", withdraw_work),
        web.get(shelf + "/{work_id}", managers_work),
        web.get(shelf + "/{work_id}/{picture}", managers_page),
        web.get(candidates, candidates_shelf),
        web.get(candidates + "/{work_id}", candidates_work),
        web.get(candidates + "/{work_id}/{picture}", candidates_page),
    ]


async def _managers(request: web.Request) -> ReferenceDesk:
    services = request.app[SERVICES]
    await services.doorkeeper.require(request, None, Seat.MANAGER)
    return services.reference_desk


async def _candidates(request: web.Request) -> tuple[ReferenceDesk, str]:
    services, sitting_id = request.app[SERVICES], sitting_of(request)
    await services.doorkeeper.require(request, sitting_id, Seat.CANDIDATE)
    return services.reference_desk, sitting_id


def _work(request: web.Request) -> str:
    work_id = request.match_info["work_id"]
    if not is_id(work_id):
        raise NotFound("unknown-paper")
    return work_id


def _language(name: str) -> WorkLanguage:
    if name not in set(WorkLanguage):
        raise BadInput("unknown-paper-use")
    return WorkLanguage(name)
