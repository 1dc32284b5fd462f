"""One PC of the exam day, as a program: the jury room's opens a rehearsal and calls, the exam room's answers.

Run at a place of `namespaces`; every line that it prints is JSON. SSL_CERT_FILE names what it trusts.
"""

import asyncio
import sys

import msgspec
from yarl import URL

from oralexam.lan.identity import this_machine
from oralexam.rehearsal.drawing import draw_by_lot
from oralexam.rehearsal.lines import SpokenLine, shipped_lines
from oralexam.rehearsal.manager_desk import ManagerDesk, SittingWanted
from oralexam.rehearsal.participant import Participant
from oralexam.rehearsal.peer_link import SHADES
from oralexam.rehearsal.picture import moving_bar
from oralexam.rehearsal.script import Script, write_script
from oralexam.rehearsal.web_client import WebClient
from oralexam.rooms import commands
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat

PATIENCE_S = 60.0
PACE = 300
LINES = 2


def _say(**what: object) -> None:
    print(msgspec.json.encode(what).decode(), flush=True)  # noqa: T201 — it is a program


def _script() -> tuple[Script, tuple[SpokenLine, ...]]:
    lines = shipped_lines()[:LINES]
    return write_script([(line.seat, line.duration_s) for line in lines]), lines


async def _call(person: Participant) -> None:
    """From the ringing to the end of the call: connect, ring or answer, speak."""
    script, lines = _script()
    await person.until_phase(Phase.RINGING, timeout_s=PATIENCE_S)
    mode = person.client.view.mode
    assert mode is not None
    await person.connect_call(mode)
    if person.client.view.line.you_ring:
        await person.order(commands.Ring)
    else:
        await person.client.until(
            lambda view: view.line.ringing == "incoming", what="ringing", timeout_s=PATIENCE_S
        )
        await person.order(commands.Answer)
    view = await person.until_phase(Phase.CALL, timeout_s=PATIENCE_S)
    assert view.line.call_started_at is not None
    started = person.client.at_server_time(view.line.call_started_at.timestamp())
    person.speak(script, lines, call_started_at=started)
    await person.until_phase(Phase.WRITING, timeout_s=script.call_s + PATIENCE_S)
    _say(
        seat=person.seat,
        addresses=this_machine().addresses,
        heard=person.heard_packets(),
        connections=person.connections,
    )
    await person.leave_call()
    await person.until_phase(Phase.HANDED_IN, timeout_s=PATIENCE_S)


async def jury_room(server: URL, manager_token: str) -> None:
    """The manager opens a rehearsal; the juror draws, calls and speaks; the manager reads the report."""
    script, _ = _script()
    async with WebClient(server) as web:
        desk = ManagerDesk(web)
        await desk.sign_in(manager_token)
        sitting = await desk.open(SittingWanted(pace=PACE, call_s=script.call_s, loss=0, seed=1))
        _say(link=sitting.links[Seat.CANDIDATE], call_s=script.call_s)
        juror = Participant(base_url=server, token=sitting.token(Seat.JUROR), seat=Seat.JUROR)
        observer = Participant(base_url=server, token=sitting.token(Seat.OBSERVER), seat=Seat.OBSERVER)
        async with juror, observer:
            await draw_by_lot((juror, observer), timeout_s=PATIENCE_S)
            await juror.order(commands.StartPreparation)
            await _call(juror)
        _say(recordings=(await desk.report(sitting.sitting_id)).recordings)


async def exam_room(server: URL, token: str) -> None:
    """The candidate answers and speaks."""
    async with Participant(base_url=server, token=token, seat=Seat.CANDIDATE) as candidate:
        await _call(candidate)


async def main(place: str, server: str, token: str) -> None:
    """Be the PC of that place."""
    for shade in SHADES.values():
        await asyncio.to_thread(moving_bar, shade)  # encoded now: in the call it would hold up the voice
    await (jury_room if place == "jury" else exam_room)(URL(server), token)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
