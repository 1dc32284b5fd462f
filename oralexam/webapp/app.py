"""Every address of the server, on one page."""

from collections import Counter
from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from oralexam.errors import NotFound, UserMistake
from oralexam.rooms.seats import Seat
from oralexam.signaling.dispatch import IN_THE_ROOM
from oralexam.webapp.after import own_data_api, pack_api, record_api
from oralexam.webapp.board.board_socket import serve_board
from oralexam.webapp.copies.api import add_copies
from oralexam.webapp.day import api as day_api
from oralexam.webapp.day import order_api
from oralexam.webapp.documents import candidate_file_api, reference_api
from oralexam.webapp.headers import ALLOWED_ORIGINS, SYNTHETIC_AGENT, check_origin, same_origin, set_headers
from oralexam.webapp.judging import api as judging_api
from oralexam.webapp.judging import grid_api, second_api
from oralexam.webapp.networks.api import add_networks
from oralexam.webapp.payload import LARGEST_BODY_BYTES, read
from oralexam.webapp.people import account_api
from oralexam.webapp.people.access import seat_named
from oralexam.webapp.plan import api as plan_api
from oralexam.webapp.problems import explain
from oralexam.webapp.quality import api as quality_api
from oralexam.webapp.replay import api as replay_api
from oralexam.webapp.replay import correction_api, export_api, facts_api
from oralexam.webapp.retention import api as retention_api
from oralexam.webapp.retention import viewing_api
from oralexam.webapp.scenarios import api as scenario_api
from oralexam.webapp.seat_socket import serve_seat
from oralexam.webapp.services import SERVICES, Services
from oralexam.webapp.sessions import api as session_api
from oralexam.webapp.sittings import api as staff_api
from oralexam.webapp.sittings import clock_api, guest_api
from oralexam.webapp.sittings.api import sitting_of
from oralexam.webapp.stations.api import station_routes

MOST_SOCKETS_A_SEAT = 64
"""Sockets of one seat open at once: one is live, the others say hello or goodbye. More is a flood."""
OPEN_SOCKETS: web.AppKey[Counter[tuple[str, Seat]]] = web.AppKey("open_sockets", Counter)


def build_app(services: Services) -> web.Application:
    """The web application on top of `services`."""
    app = web.Application(middlewares=[explain, same_origin], client_max_size=LARGEST_BODY_BYTES)
    app[SERVICES] = services
    app[ALLOWED_ORIGINS] = frozenset(services.allowed_origins)
    app[OPEN_SOCKETS] = Counter()
    app.on_response_prepare.append(set_headers)
    app.add_routes(
        [
            web.get("/", _page("index")),
            web.get("/join", _page("join")),
            web.get("/seat/{sitting_id}/{seat}", _page("seat")),
            web.get("/guest/{sitting_id}/{seat}", _page("guest")),
            web.get("/replay/{sitting_id}", _page("replay")),
            web.get("/replay/{sitting_id}/safe", _page("replay-safe")),
            web.get("/judge/{sitting_id}", _page("judge")),
            web.get("/deliberation/{sitting_id}", _page("deliberation")),
            web.get("/grids", _page("grids")),
            web.get("/manager", _page("manager")),
            web.get("/sign-in", _page("sign-in")),
            web.get("/welcome", _page("welcome")),
            web.get("/account", _page("account")),
            web.get("/check/network", _page("network")),
            web.get("/sessions", _page("sessions")),
            web.get("/sessions/{session_id}", _page("session")),
            web.get("/sessions/{session_id}/print", _page("sheets")),
            web.get("/sessions/{session_id}/candidates/{candidacy_id}/file", _page("candidate-file")),
            web.get("/seat/{sitting_id}/{seat}/file", _page("candidate-file")),
            web.get("/after/{session_id}", _page("after")),
            web.get("/day", _page("day")),
            web.get("/candidate", _page("candidate")),
            web.get("/ledger/{sitting_id}", _page("ledger")),
            web.get("/manager/plan/{session_id}", _page("plan")),
            web.get("/manager/paper/{session_id}", _page("on-paper")),
            web.get("/assets/{release}/{name:.+}", services.assets.asset),
            web.post("/api/join", join),
            web.get("/api/ws/board", board_socket),
            web.get("/api/ws/{sitting_id}/{seat}", seat_socket),
            web.get("/api/manager/sittings", staff_api.list_sittings),
            web.post("/api/manager/sittings", staff_api.open_sitting),
            web.post("/api/manager/sittings/{sitting_id}/links", staff_api.make_link),
            web.post("/api/manager/sittings/{sitting_id}/clear-bell", staff_api.clear_bell),
            web.get("/api/manager/sittings/{sitting_id}/report", staff_api.rehearsal_report),
            web.post("/api/manager/sittings/{sitting_id}/pause", clock_api.pause),
            web.post("/api/manager/sittings/{sitting_id}/resume", clock_api.resume),
            web.post("/api/manager/sittings/{sitting_id}/give-time", clock_api.give_time),
            web.post("/api/manager/sittings/{sitting_id}/incidents", clock_api.note_incident),
            web.post("/api/manager/sittings/{sitting_id}/abort", clock_api.abort),
            web.post("/api/manager/sittings/{sitting_id}/paper", clock_api.enter_from_paper),
            web.post("/api/manager/sittings/{sitting_id}/restart", clock_api.restart),
            web.post("/api/manager/sittings/{sitting_id}/answer-bell", clock_api.answer_bell),
            web.post("/api/manager/sittings/{sitting_id}/admit", clock_api.admit),
            web.post("/api/manager/sittings/{sitting_id}/decide-refusal", clock_api.decide_refusal),
            web.post("/api/manager/sittings/{sitting_id}/override-devices", clock_api.override_devices),
            web.post("/api/manager/sittings/{sitting_id}/allow-call", clock_api.allow_call),
            web.post("/api/manager/sittings/{sitting_id}/swap-jurors", clock_api.swap_jurors),
            web.post("/api/manager/sittings/{sitting_id}/replace-juror", clock_api.replace_juror),
            web.post("/api/manager/sittings/{sitting_id}/void-draw", clock_api.void_draw),
            web.get("/api/manager/sittings/{sitting_id}/ledger", clock_api.ledger),
            web.delete("/api/manager/rehearsals", staff_api.wipe_rehearsals),
            web.post("/api/manager/jobs/retry", staff_api.retry_jobs),
            web.get("/scenarios", _page("scenarios")),
            web.get("/reference", _page("reference")),
            web.get("/reliability", _page("reliability")),
            web.get("/quality", _page("quality")),
            web.get("/seconds/{sitting_id}", _page("seconds")),
            web.get("/blind/{assignment_id}", _page("blind")),
            web.get("/retention", _page("retention")),
            web.get("/kept/{session_id}", _page("kept")),
            web.get("/api/replay/{sitting_id}", staff_api.replay_bundle),
            web.get("/api/replay/{sitting_id}/media/{name}", staff_api.replay_media),
            *guest_api.guest_routes(),
            *replay_api.replay_routes(),
            *export_api.export_routes(),
            *facts_api.fact_routes(),
            *scenario_api.scenario_routes(),
            *candidate_file_api.candidate_file_routes(),
            *record_api.record_routes(),
            *reference_api.reference_routes(),
            *correction_api.correction_routes(),
            *station_routes(),
            *judging_api.judging_routes(),
            *grid_api.grid_routes(),
            *quality_api.quality_routes(),
            *second_api.second_routes(),
            *account_api.account_routes(),
            *session_api.session_routes(),
            *day_api.day_routes(),
            *plan_api.routes(),
            *order_api.order_routes(),
            *viewing_api.viewing_routes(),
            *retention_api.retention_routes(),
            *own_data_api.own_data_routes(),
            web.get("/healthz", services.health.healthz),
            web.get("/readyz", services.health.readyz),
            web.get("/metrics", services.health.metrics),
        ]
    )
    pack_api.add_packs(app)
    add_copies(app)
    add_networks(app)
    return app


class JoinRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A link's secret, taken by the page from the fragment of its address."""

    token: str


async def join(request: web.Request) -> web.Response:
    """POST /api/join: exchange a link for a seat."""
    wanted = await read(request, JoinRequest)
    return await request.app[SERVICES].doorkeeper.join(request, wanted.token)


async def seat_socket(request: web.Request) -> web.WebSocketResponse:
    """GET /api/ws/{sitting_id}/{seat}: the WebSocket of one seat (RFC 6455 §10.2: the origin is checked)."""
    services = request.app[SERVICES]
    sitting_id, seat = sitting_of(request), seat_named(request.match_info["seat"])
    if seat not in IN_THE_ROOM:
        raise NotFound("unknown-seat")
    open_sockets = request.app[OPEN_SOCKETS]
    full = open_sockets.get((sitting_id, seat), 0) >= MOST_SOCKETS_A_SEAT
    still_held = await _check_handshake(request, sitting_id, seat, full=full)
    if request.headers.get("User-Agent", "").startswith(SYNTHETIC_AGENT):
        # Nobody synthetic sits in an examination (issue 2, point 9).
        await services.desk.require_rehearsal(sitting_id)

    # Others may have come meanwhile.
    if open_sockets[sitting_id, seat] >= MOST_SOCKETS_A_SEAT:
        raise UserMistake("too-many-connections")
    open_sockets[sitting_id, seat] += 1
    try:
        return await serve_seat(request, services.dispatcher, sitting_id, seat, still_held=still_held)
    finally:
        open_sockets[sitting_id, seat] -= 1
        if not open_sockets[sitting_id, seat]:
            del open_sockets[sitting_id, seat]


async def board_socket(request: web.Request) -> web.WebSocketResponse:
    """GET /api/ws/board: the WebSocket of a manager's board."""
    services = request.app[SERVICES]
    still_held = await _check_handshake(request, None, Seat.MANAGER, full=not services.board.has_room())
    return await serve_board(request, services.board, services.clock, still_held=still_held)


async def _check_handshake(
    request: web.Request, sitting_id: str | None, seat: Seat, *, full: bool
) -> Callable[[], Awaitable[bool]]:
    """Check the rights to a WebSocket; return what tells whether its session still has them.

    Rights first: a browser does not say why a handshake failed, so the page asks the same address plainly,
    and a plain GET carries no Origin (Fetch standard, section 3.2). Where no more sockets may come (`full`),
    it is told that, too: else it would try again at once, for ever.

    Raises:
        UserMistake: `too-many-connections`, `origin-refused`, or what the rights lack.
    """
    doorkeeper = request.app[SERVICES].doorkeeper
    await doorkeeper.require(request, sitting_id, seat)
    if full:
        raise UserMistake("too-many-connections")
    if request.headers.get("Upgrade", "").lower() != "websocket":
        # Nothing is in the way. Not 426, though it fits: a browser's console takes each 4xx for a fault.
        raise web.HTTPNoContent
    check_origin(request, request.headers.get("Origin"))

    async def still_held() -> bool:
        try:
            await doorkeeper.require(request, sitting_id, seat)
        except UserMistake:
            return False
        return True

    return still_held


def _page(name: str) -> Handler:
    async def serve(request: web.Request) -> web.Response:
        return request.app[SERVICES].assets.page(name)

    return serve
