"""A draw through the rooms of a running server, where a test is about something else."""

from oralexam.exams import shares
from oralexam.rooms import commands
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.rooms.supervisor import RoomSupervisor

SHARE = "22" * 32


async def draw_by_lot(rooms: RoomSupervisor, sitting_id: str) -> None:
    """Begin a draw, and give the share of each juror who has to contribute."""
    waiting = Phase.WAITING
    state = await rooms.command(sitting_id, Seat.JUROR, commands.DrawScenario(from_phase=waiting))
    draw = state.draws.now
    assert draw is not None
    for seat in state.sitting.shares_from:
        bound = shares.commitment_of(draw, seat, SHARE)
        commit = commands.CommitShare(from_phase=waiting, number=draw.number, commitment=bound)
        await rooms.command(sitting_id, seat, commit)
    for seat in state.sitting.shares_from:
        reveal = commands.RevealShare(from_phase=waiting, number=draw.number, share=SHARE)
        state = await rooms.command(sitting_id, seat, reveal)
    assert state.phase is Phase.DRAWN
