"""SIGTERM during a call: it goes on for the set time, nothing new begins, its journals end in order."""

import asyncio
import contextlib
import signal
from pathlib import Path

import aiohttp

from oralexam.rooms import commands
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from tests.faults.calls import TOKEN, RunningCall, all_closed, browser, manager_of, recorded
from tests.faults.servers import Program
from tests.patience import PATIENCE_S
from tests.webapp.visitors import SeatPage, Visitor


async def started(tmp_path: Path, drain_s: float) -> Program:
    """The program, with this long for calls that run."""
    program = Program(tmp_path / "data", ORALEXAM_MANAGER_TOKEN=TOKEN, ORALEXAM_DRAIN_S=str(drain_s))
    await program.start()
    return program


async def other_juror(manager: Visitor, visitor: Visitor) -> SeatPage:
    """A juror who is about to draw."""
    sitting_id, links = await manager.open_sitting()
    await visitor.join(links["juror"])
    page = await visitor.sit(sitting_id, "juror")
    await page.until("waiting")
    return page


async def test_a_call_goes_on_while_the_server_drains(tmp_path: Path) -> None:
    """The call runs to its own end, a draw is refused with `server-draining`, then the exit code is 0."""
    program = await started(tmp_path, drain_s=60)
    try:
        async with (
            manager_of(program.url) as manager,
            browser(program.url) as visitor,
            RunningCall(manager, call_s=4.0) as call,
        ):
            juror = await other_juror(manager, visitor)
            ending = asyncio.create_task(program.signal(signal.SIGTERM))
            await juror.hear(lambda said: said["type"] == "draining")
            refused = await juror.draw()
            assert (refused["type"], refused["code"]) == ("refused", "server-draining")
            await call.until_both_hear(20)
            candidate = call.people[Seat.CANDIDATE]
            await candidate.until_phase(Phase.WRITING, Phase.HANDED_IN, timeout_s=PATIENCE_S)
            assert await ending == 0
        assert all_closed(program.data, call.sitting_id)
        tracks = recorded(program.data, call.sitting_id)
        assert [track.missing_packets for track in tracks] == [0, 0]
        assert all(3.5 < track.duration_s < 6 for track in tracks), tracks
    finally:
        await program.end()


async def test_a_call_that_takes_too_long_is_stopped_in_order(tmp_path: Path) -> None:
    """When the set time is over the call is cut, but its journals end with their checksums."""
    program = await started(tmp_path, drain_s=1)
    try:
        async with manager_of(program.url) as manager, RunningCall(manager) as call:
            await call.until_both_hear(20)
            assert await program.signal(signal.SIGTERM) == 0
        assert all_closed(program.data, call.sitting_id)
        assert len(recorded(program.data, call.sitting_id)) == 2
    finally:
        await program.end()


async def test_the_second_signal_stops_at_once(tmp_path: Path) -> None:
    """Ten minutes are left to the call, and nobody wants to wait; its journals are closed all the same."""
    program = await started(tmp_path, drain_s=600)
    try:
        async with manager_of(program.url) as manager, RunningCall(manager) as call:
            await call.until_both_hear(20)
            assert program.process is not None
            program.process.send_signal(signal.SIGTERM)
            candidate = call.people[Seat.CANDIDATE]
            assert candidate.client.view.phase is Phase.CALL
            await asyncio.sleep(0.5)
            assert program.process.returncode is None
            async with asyncio.timeout(15):
                assert await program.signal(signal.SIGTERM) == 0
        assert all_closed(program.data, call.sitting_id)
    finally:
        await program.end()


async def test_a_stopped_call_is_taken_up_by_the_next_server(tmp_path: Path) -> None:
    """A restart in the middle of a call: the same phase and deadline, and a hang-up still ends it."""
    program = await started(tmp_path, drain_s=0)
    try:
        async with manager_of(program.url) as manager, RunningCall(manager) as call:
            candidate = call.people[Seat.CANDIDATE]
            before = candidate.client.view.line.call_ends_at
            assert await program.signal(signal.SIGTERM) == 0
            await program.start()
            await candidate.client.until(
                lambda _: candidate.client.reconnected > 0, what="reconnected", timeout_s=PATIENCE_S
            )
            assert candidate.client.view.phase is Phase.CALL
            assert candidate.client.view.line.call_ends_at == before
            await candidate.client.order(lambda phase: commands.HangUp(from_phase=phase))
            await candidate.until_phase(Phase.WRITING, Phase.HANDED_IN, timeout_s=PATIENCE_S)
    finally:
        await program.end()


async def test_an_open_socket_does_not_hold_up_the_end(tmp_path: Path) -> None:
    """A page that only listens is closed, and comes back to nobody."""
    program = await started(tmp_path, drain_s=600)
    try:
        async with manager_of(program.url) as manager, browser(program.url) as visitor:
            page = await other_juror(manager, visitor)
            async with asyncio.timeout(10):
                assert await program.signal(signal.SIGTERM) == 0
                # A ping that still lies there would be answered to nobody.
                with contextlib.suppress(aiohttp.ClientConnectionResetError):
                    while (await page.socket.receive()).type is aiohttp.WSMsgType.TEXT:
                        pass
    finally:
        await program.end()
