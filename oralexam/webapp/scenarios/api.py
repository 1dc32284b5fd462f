"""The scenario bank's requests, and the pictures of papers for whoever may see them."""

import asyncio
from pathlib import Path

import msgspec
from aiohttp import web

from oralexam.errors import NotFound
from oralexam.exams.parts import PartKind
from oralexam.identifiers import is_id
from oralexam.papers.paper import PaperUse
from oralexam.rooms.seats import Seat
from oralexam.signaling.dispatch import IN_THE_ROOM
from oralexam.webapp.documents.paper_upload import file_name, read_paper
from oralexam.webapp.payload import decoded, read, read_large, reply
from oralexam.webapp.people.access import seat_named
from oralexam.webapp.scenarios.desk import ScenarioDesk, shows_picture
from oralexam.webapp.services import SERVICES
from oralexam.webapp.sittings.api import sitting_of

LARGEST_DRAFT_BYTES = 512 * 1024
"""A draft in its envelope; the draft itself is bounded more narrowly where it is read."""
LONGEST_KEPT_S = 24 * 3600
"""A picture is named by its digest: it can never change."""


class BeginRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new draft: from a version, or blank for a part."""

    from_key: str | None = None
    part: PartKind = PartKind.CALL


class SaveRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A draft as it stands."""

    revision: int
    content: msgspec.Raw


class RevisionRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which state of a draft is meant."""

    revision: int


async def list_scenarios(request: web.Request) -> web.Response:
    """GET /api/scenarios."""
    return reply(await (await _desk(request)).listed())


async def show_scenario(request: web.Request) -> web.Response:
    """GET /api/scenarios/{key}."""
    return reply(await (await _desk(request)).sheet(request.match_info["key"]))


async def withdraw_scenario(request: web.Request) -> web.Response:
    """POST /api/scenarios/{key}/withdraw."""
    await (await _desk(request)).withdraw(request.match_info["key"])
    return reply({})


async def begin_draft(request: web.Request) -> web.Response:
    """POST /api/scenario-drafts."""
    desk = await _desk(request)
    wanted = await read(request, BeginRequest)
    return reply(await desk.begin(from_key=wanted.from_key, part=wanted.part), status=201)


async def show_draft(request: web.Request) -> web.Response:
    """GET /api/scenario-drafts/{draft_id}."""
    return reply(await (await _desk(request)).draft(_draft_of(request)))


async def save_draft(request: web.Request) -> web.Response:
    """PUT /api/scenario-drafts/{draft_id}."""
    desk = await _desk(request)
    wanted = decoded(await read_large(request, most_bytes=LARGEST_DRAFT_BYTES), SaveRequest)
    return reply(await desk.save(_draft_of(request), bytes(wanted.content), revision=wanted.revision))


async def drop_draft(request: web.Request) -> web.Response:
    """POST /api/scenario-drafts/{draft_id}/drop."""
    desk = await _desk(request)
    await desk.drop(_draft_of(request), revision=(await read(request, RevisionRequest)).revision)
    return reply({})


async def publish_draft(request: web.Request) -> web.Response:
    """POST /api/scenario-drafts/{draft_id}/publish."""
    desk = await _desk(request)
    wanted = await read(request, RevisionRequest)
    return reply(await desk.publish(_draft_of(request), revision=wanted.revision, by=""), status=201)


async def take_paper(request: web.Request) -> web.Response:
    """POST /api/papers: the file is the body; its name, percent-encoded, stands in `X-File-Name`."""
    desk = await _desk(request)
    content = await read_paper(request, PaperUse.SCENARIO_DOCUMENT)
    return reply(await desk.take_paper(content, name=file_name(request)), status=201)


async def managers_picture(request: web.Request) -> web.StreamResponse:
    """GET /api/papers/{picture}: any page of any paper, for the manager."""
    await _desk(request)
    return picture_response(request.app[SERVICES].papers.picture_path(request.match_info["picture"]))


async def seats_picture(request: web.Request) -> web.StreamResponse:
    """GET /api/seats/{sitting_id}/{seat}/papers/{picture}: what the seat may see, and nothing else."""
    services = request.app[SERVICES]
    sitting_id, seat = sitting_of(request), seat_named(request.match_info["seat"])
    await services.doorkeeper.require(request, sitting_id, seat)
    if seat in IN_THE_ROOM:
        brief = await services.dispatcher.brief_of(sitting_id, seat)
    else:
        brief = await asyncio.to_thread(services.archive.candidate_brief, sitting_id)
    if not shows_picture(brief, request.match_info["picture"]):
        raise NotFound("unknown-paper")
    return picture_response(services.papers.picture_path(request.match_info["picture"]))


async def _desk(request: web.Request) -> ScenarioDesk:
    services = request.app[SERVICES]
    await services.doorkeeper.require(request, None, Seat.MANAGER)
    return services.scenario_desk


def _draft_of(request: web.Request) -> str:
    draft_id = request.match_info["draft_id"]
    if not is_id(draft_id):
        raise NotFound("unknown-draft")
    return draft_id


def picture_response(path: Path) -> web.FileResponse:
    """The picture of a page.

    Raises:
        NotFound: `unknown-paper`.
    """
    if not path.is_file():
        raise NotFound("unknown-paper")
    headers = {"Content-Type": "image/webp", "Cache-Control": f"private, max-age={LONGEST_KEPT_S}, immutable"}
    return web.FileResponse(path, headers=headers)


def scenario_routes() -> list[web.RouteDef]:
    """The addresses of the scenario bank and of papers."""
    return [
        web.get("/api/scenarios", list_scenarios),
        web.get("/api/scenarios/{key}", show_scenario),
        web.post("/api/scenarios/{key}/withdraw", withdraw_scenario),
        web.post("/api/scenario-drafts", begin_draft),
        web.get("/api/scenario-drafts/{draft_id}", show_draft),
        web.put("/api/scenario-drafts/{draft_id}", save_draft),
        web.post("/api/scenario-drafts/{draft_id}/drop", drop_draft),
        web.post("/api/scenario-drafts/{draft_id}/publish", publish_draft),
        web.post("/api/papers", take_paper),
        web.get("/api/papers/{picture}", managers_picture),
        web.get("/api/seats/{sitting_id}/{seat}/papers/{picture}", seats_picture),
    ]
