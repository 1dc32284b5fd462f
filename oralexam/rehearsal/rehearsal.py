"""A rehearsal from end to end: open it, play it, report what came of it."""

import asyncio
from contextlib import AsyncExitStack

from oralexam.errors import OralExamError
from oralexam.rehearsal.aftermath import Aftermath
from oralexam.rehearsal.manager_desk import ManagerDesk, OpenedSitting, SittingWanted
from oralexam.rehearsal.order import RehearsalOrder
from oralexam.rehearsal.participant import Participant
from oralexam.rehearsal.peer_link import SHADES
from oralexam.rehearsal.picture import moving_bar
from oralexam.rehearsal.play import Play, Played, Say
from oralexam.rehearsal.report import Problem, Report
from oralexam.rehearsal.script import Script
from oralexam.rehearsal.watch import TranscriptWatch
from oralexam.rehearsal.web_client import WebClient
from oralexam.rooms.seats import PARTIES, Seat


async def rehearse(order: RehearsalOrder, *, say: Say) -> Report:
    """Play one whole exam with synthetic people and report what came of it.

    One that could not be played to its end is reported too, with what kept it from that as a problem.

    Raises:
        OralExamError: It could not even be opened.
    """
    script = order.script()
    for shade in SHADES.values():
        # Encoded now, off the loop: in the call it would hold up everybody's voice.
        await asyncio.to_thread(moving_bar, shade)
    async with WebClient(order.server) as manager_web:
        desk = ManagerDesk(manager_web)
        await desk.sign_in(order.manager_token)
        sitting = await desk.open(
            SittingWanted(pace=order.pace, call_s=script.call_s, loss=order.loss, seed=order.seed)
        )
        say("A rehearsal is open; the synthetic candidate, juror and observer take their seats.")
        watch = TranscriptWatch(desk, sitting.sitting_id)
        try:
            played = await _play(order, sitting, script, say, watch)
            return await Aftermath(
                order=order, desk=desk, sitting=sitting, script=script, played=played, watch=watch, say=say
            ).report()
        except OralExamError as fault:
            say(f"It could not be played to its end: {fault}")
            return broken_off(order, sitting.sitting_id, fault)
        finally:
            await watch.end()


def broken_off(order: RehearsalOrder, sitting_id: str, fault: OralExamError) -> Report:
    """The report of a rehearsal that was not played to its end."""
    return Report(
        ok=False,
        sitting_id=sitting_id,
        phases=(),
        recordings=(),
        transcript=(),
        wer=dict.fromkeys(PARTIES),
        time_to_transcript_s=None,
        replay_url=str(order.server / "replay" / sitting_id),
        problems=(Problem(code=fault.reason, details=dict(fault.details)),),
        pace=order.pace,
        loss=order.loss,
        seed=order.seed,
        model="",
        heard={},
        sent={},
        data_folder=str(order.data_folder) if order.data_folder else None,
    )


async def _play(
    order: RehearsalOrder, sitting: OpenedSitting, script: Script, say: Say, watch: TranscriptWatch
) -> Played:
    async with AsyncExitStack() as seats:
        people = {
            seat: await seats.enter_async_context(
                Participant(base_url=order.server, token=sitting.token(seat), seat=seat)
            )
            for seat in (*PARTIES, Seat.OBSERVER)
        }
        performance = Play(
            candidate=people[Seat.CANDIDATE],
            juror=people[Seat.JUROR],
            observer=people[Seat.OBSERVER],
            script=script,
            lines=order.lines,
            say=say,
            call_ended=watch.begin,
        )
        return await performance.perform()
