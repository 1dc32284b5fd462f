"""The manager's requests about a room's clock: a body is the command, `from_phase` and what else it needs."""

from aiohttp import web

from oralexam.rooms import commands
from oralexam.rooms.call_commands import AllowCall
from oralexam.rooms.device_commands import OverrideDeviceCheck
from oralexam.rooms.formality_commands import AdmitCandidate, DecideRefusal
from oralexam.rooms.paper_commands import EnterFromPaper
from oralexam.rooms.seats import Seat
from oralexam.webapp.payload import read, reply
from oralexam.webapp.services import SERVICES
from oralexam.webapp.sittings.api import sitting_of


async def _order(request: web.Request, kind: type[commands.AnyCommand]) -> web.Response:
    services = request.app[SERVICES]
    await services.doorkeeper.require(request, None, Seat.MANAGER)
    sitting_id = sitting_of(request)
    author = await services.doorkeeper.name_of(request)
    return reply(await services.clock_desk.order(sitting_id, await read(request, kind), author=author))


async def pause(request: web.Request) -> web.Response:
    """POST /api/manager/sittings/{sitting_id}/pause."""
    return await _order(request, commands.PauseClock)


async def resume(request: web.Request) -> web.Response:
    """POST /api/manager/sittings/{sitting_id}/resume."""
    return await _order(request, commands.ResumeClock)


async def give_time(request: web.Request) -> web.Response:
    """POST /api/manager/sittings/{sitting_id}/give-time."""
    return await _order(request, commands.GiveTime)


async def note_incident(request: web.Request) -> web.Response:
    """POST /api/manager/sittings/{sitting_id}/incidents."""
    return await _order(request, commands.NoteIncident)


async def enter_from_paper(request: web.Request) -> web.Response:
    """POST /api/manager/sittings/{sitting_id}/paper."""
    return await _order(request, EnterFromPaper)


async def abort(request: web.Request) -> web.Response:
    """POST /api/manager/sittings/{sitting_id}/abort."""
    return await _order(request, commands.AbortPart)


async def restart(request: web.Request) -> web.Response:
    """POST /api/manager/sittings/{sitting_id}/restart."""
    return await _order(request, commands.RestartPart)


async def answer_bell(request: web.Request) -> web.Response:
    """POST /api/manager/sittings/{sitting_id}/answer-bell."""
    return await _order(request, commands.AnswerBell)


async def admit(request: web.Request) -> web.Response:
    """POST /api/manager/sittings/{sitting_id}/admit."""
    return await _order(request, AdmitCandidate)


async def decide_refusal(request: web.Request) -> web.Response:
    """POST /api/manager/sittings/{sitting_id}/decide-refusal."""
    return await _order(request, DecideRefusal)


async def override_devices(request: web.Request) -> web.Response:
    """POST /api/manager/sittings/{sitting_id}/override-devices."""
    return await _order(request, OverrideDeviceCheck)


async def allow_call(request: web.Request) -> web.Response:
    """POST /api/manager/sittings/{sitting_id}/allow-call."""
    return await _order(request, AllowCall)


async def swap_jurors(request: web.Request) -> web.Response:
    """POST /api/manager/sittings/{sitting_id}/swap-jurors: fresh links, for the old ones open nothing."""
    services = request.app[SERVICES]
    await services.doorkeeper.require(request, None, Seat.MANAGER)
    command = await read(request, commands.SwapJurors)
    author = await services.doorkeeper.name_of(request)
    return reply({"links": await services.jury_desk.swap(sitting_of(request), command, author=author)})


async def replace_juror(request: web.Request) -> web.Response:
    """POST /api/manager/sittings/{sitting_id}/replace-juror: a fresh link to the seat."""
    services = request.app[SERVICES]
    await services.doorkeeper.require(request, None, Seat.MANAGER)
    command = await read(request, commands.ReplaceJuror)
    author = await services.doorkeeper.name_of(request)
    return reply({"links": await services.jury_desk.replace(sitting_of(request), command, author=author)})


async def void_draw(request: web.Request) -> web.Response:
    """POST /api/manager/sittings/{sitting_id}/void-draw."""
    return await _order(request, commands.VoidDraw)


async def ledger(request: web.Request) -> web.Response:
    """GET /api/manager/sittings/{sitting_id}/ledger."""
    services = request.app[SERVICES]
    await services.doorkeeper.require(request, None, Seat.MANAGER)
    return reply(await services.clock_desk.ledger(sitting_of(request)))
