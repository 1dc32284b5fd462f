"""The requests about candidates' files: the manager fills them, the jury of the interviews reads them."""

from aiohttp import web

from oralexam.errors import BadInput, NotFound
from oralexam.identifiers import is_id
from oralexam.papers.paper import PaperUse
from oralexam.rooms.seats import GUESTS, Seat
from oralexam.webapp.documents.candidate_files import OF_CANDIDATES, CandidateFiles
from oralexam.webapp.documents.paper_upload import file_name, read_paper
from oralexam.webapp.payload import reply
from oralexam.webapp.people.access import seat_named
from oralexam.webapp.scenarios.api import picture_response
from oralexam.webapp.services import SERVICES
from oralexam.webapp.sittings.api import sitting_of


async def show_file(request: web.Request) -> web.Response:
    """GET /api/sessions/{session_id}/candidacies/{candidacy_id}/papers."""
    return reply(await (await _files(request)).of_candidacy(*_whose(request)))


async def bring_paper(request: web.Request) -> web.Response:
    """POST the same address with `?use=`: the file is the body, its name stands in `X-File-Name`."""
    files = await _files(request)
    use = _use(request.query.get("use", ""))
    content = await read_paper(request, use)
    entry = await files.bring(*_whose(request), content, name=file_name(request), use=use)
    return reply(entry, status=201)


async def take_out_paper(request: web.Request) -> web.Response:
    """DELETE /api/sessions/{session_id}/candidacies/{candidacy_id}/papers/{entry_id}."""
    files = await _files(request)
    await files.take_out(*_whose(request), _id(request, "entry_id", "unknown-paper"))
    return reply({})


async def managers_page(request: web.Request) -> web.StreamResponse:
    """GET /api/sessions/{session_id}/papers/{picture}."""
    files = await _files(request)
    session_id = _id(request, "session_id", "unknown-session")
    return picture_response(files.picture(session_id, request.match_info["picture"]))


async def seats_file(request: web.Request) -> web.Response:
    """GET /api/seats/{sitting_id}/{seat}/file."""
    sitting_id, seat = await _seat(request)
    return reply(await request.app[SERVICES].candidate_files.for_seat(sitting_id, seat))


async def seats_page(request: web.Request) -> web.StreamResponse:
    """GET /api/seats/{sitting_id}/{seat}/file/{picture}."""
    sitting_id, seat = await _seat(request)
    files = request.app[SERVICES].candidate_files
    path = await files.picture_for_seat(sitting_id, seat, request.match_info["picture"])
    if path is None:
        raise NotFound("unknown-paper")
    return picture_response(path)


def candidate_file_routes() -> list[web.RouteDef]:
    """The addresses of candidates' files."""
    whose = "/api/sessions/{session_id}/candidacies/{candidacy_id}/papers"
    return [
        web.get(whose, show_file),
        web.post(whose, bring_paper),
        web.delete(whose + "/{entry_id}", take_out_paper),
        web.get("/api/sessions/{session_id}/papers/{picture}", managers_page),
        web.get("/api/seats/{sitting_id}/{seat}/file", seats_file),
        web.get("/api/seats/{sitting_id}/{seat}/file/{picture}", seats_page),
    ]


async def _files(request: web.Request) -> CandidateFiles:
    services = request.app[SERVICES]
    await services.doorkeeper.require(request, None, Seat.MANAGER)
    return services.candidate_files


async def _seat(request: web.Request) -> tuple[str, Seat]:
    sitting_id, seat = sitting_of(request), seat_named(request.match_info["seat"])
    if seat in GUESTS:
        raise NotFound("unknown-seat")  # papers are the jury's and the candidate's
    await request.app[SERVICES].doorkeeper.require(request, sitting_id, seat)
    return sitting_id, seat


def _whose(request: web.Request) -> tuple[str, str]:
    return _id(request, "session_id", "unknown-session"), _id(request, "candidacy_id", "unknown-candidacy")


def _id(request: web.Request, name: str, code: str) -> str:
    value = request.match_info[name]
    if not is_id(value):
        raise NotFound(code)
    return value


def _use(name: str) -> PaperUse:
    if name not in OF_CANDIDATES:
        raise BadInput("unknown-paper-use")
    return PaperUse(name)
