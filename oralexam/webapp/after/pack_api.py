"""The manager's requests for appeal packs."""

import msgspec
import structlog
from aiohttp import web

from oralexam.errors import NotFound
from oralexam.identifiers import is_id
from oralexam.retention.viewing import ViewingKind
from oralexam.rooms.seats import Seat
from oralexam.webapp.after.handing import hand_over
from oralexam.webapp.payload import read, reply
from oralexam.webapp.services import SERVICES, Services
from oralexam.webapp.sessions.api import candidacy_of, session_of
from oralexam.webapp.sittings.api import sitting_of

_log = structlog.get_logger(__name__)


class PackRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What goes in beside the evidence itself."""

    listening: bool = False
    """The copies that any player plays: twice the size."""


async def pack_of_candidacy(request: web.Request) -> web.Response:
    """POST /api/sessions/{session_id}/candidacies/{candidacy_id}/pack."""
    services = await _manager(request)
    wanted = await read(request, PackRequest)
    state = await services.pack_desk.of_candidacy(
        session_of(request),
        candidacy_of(request),
        listening=wanted.listening,
        made_by=await services.doorkeeper.name_of(request),
    )
    return reply(state, status=202)


async def pack_of_sitting(request: web.Request) -> web.Response:
    """POST /api/manager/sittings/{sitting_id}/pack."""
    services = await _manager(request)
    wanted = await read(request, PackRequest)
    state = await services.pack_desk.of_sitting(
        sitting_of(request),
        listening=wanted.listening,
        made_by=await services.doorkeeper.name_of(request),
    )
    return reply(state, status=202)


async def pack_state(request: web.Request) -> web.Response:
    """GET /api/packs/{pack_id}: how far it is."""
    services = await _manager(request)
    return reply(services.pack_desk.state(_pack_of(request)))


async def pack_file(request: web.Request) -> web.StreamResponse:
    """GET /api/packs/{pack_id}/file: the pack, with its signature and its verifier, in one file."""
    services = await _manager(request)
    path, subject = services.pack_desk.file(_pack_of(request))
    await services.viewing_log.note(
        request,
        Seat.MANAGER,
        ViewingKind.PACK,
        sitting_id=subject.sitting_id,
        session_id=subject.session_id,
        candidacy_id=subject.candidacy_id,
    )
    _log.info("pack-fetched", pack_id=path.stem)
    short = (subject.candidacy_id or subject.sitting_id or "")[:8]
    # No name in the file's name: it lies in folders that others see.
    return await hand_over(request, path, name=f"dossier-recours-{short}.zip")


async def show_key(request: web.Request) -> web.Response:
    """GET /api/manager/centre-key: the fingerprint that is printed on records, and told on the telephone."""
    services = await _manager(request)
    key = await services.pack_desk.key()
    return reply({"fingerprint": key.fingerprint, "groups": key.groups})


async def _manager(request: web.Request) -> Services:
    services = request.app[SERVICES]
    await services.doorkeeper.require(request, None, Seat.MANAGER)
    return services


def _pack_of(request: web.Request) -> str:
    pack_id = request.match_info["pack_id"]
    if not is_id(pack_id):
        raise NotFound("pack-gone")
    return pack_id


async def _close(app: web.Application) -> None:
    await app[SERVICES].pack_desk.close()


def add_packs(app: web.Application) -> None:
    """The addresses of packs; what is being made ends with the server."""
    app.add_routes(
        [
            web.post("/api/sessions/{session_id}/candidacies/{candidacy_id}/pack", pack_of_candidacy),
            web.post("/api/manager/sittings/{sitting_id}/pack", pack_of_sitting),
            web.get("/api/packs/{pack_id}", pack_state),
            web.get("/api/packs/{pack_id}/file", pack_file),
            web.get("/api/manager/centre-key", show_key),
        ]
    )
    app.on_shutdown.append(_close)
