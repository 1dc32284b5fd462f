"""Two jurors at a draw on the table: what their pages do."""

from oralexam.exams import shares
from oralexam.exams.shares import Draw
from oralexam.rooms import commands, events
from oralexam.rooms.seats import JURY, Seat
from tests.rooms.situations import TableRoom

SHARES = {Seat.JUROR: "22" * 32, Seat.OBSERVER: "33" * 32}


def open_draw(room: TableRoom) -> Draw:
    """The draw that stands."""
    draw = room.state.draws.now
    assert draw is not None
    return draw


def commit(room: TableRoom, seat: Seat, share: str | None = None) -> list[events.AnyEvent]:
    """A page commits to its share."""
    draw = open_draw(room)
    commitment = shares.commitment_of(draw, seat.value, share or SHARES[seat])
    return room.order(
        seat, commands.CommitShare(from_phase=room.phase, number=draw.number, commitment=commitment)
    )


def reveal(room: TableRoom, seat: Seat, share: str | None = None) -> list[events.AnyEvent]:
    """A page reveals its share."""
    number = open_draw(room).number
    return room.order(
        seat, commands.RevealShare(from_phase=room.phase, number=number, share=share or SHARES[seat])
    )


def draw_by_lot(room: TableRoom) -> list[events.AnyEvent]:
    """The playing juror begins, whoever contributes commits, then all reveal."""
    before = len(room.history)
    room.press(Seat.JUROR, commands.DrawScenario)
    givers = [seat for seat in JURY if seat in room.state.sitting.shares_from]
    for act in (commit, reveal):
        for seat in givers:
            act(room, seat)
    return room.history[before:]
