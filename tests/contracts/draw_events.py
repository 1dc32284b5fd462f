"""Sample events of a draw."""

from datetime import datetime

from oralexam.exams import shares
from oralexam.exams.eligibility import Excluded, WhyNot
from oralexam.rooms.draw_events import DrawBegun, DrawVoided, ShareCommitted, ShareRevealed, VoidCause
from oralexam.rooms.events import AnyEvent
from oralexam.rooms.seats import Seat


def one_of_each(at: datetime) -> list[AnyEvent]:
    """Every kind of event of a draw but the lot itself, once."""
    draw = shares.begin(
        sitting_id="of-no-sitting",
        number=1,
        contents={"harbour@1": "0a" * 32},
        jurors=("juror",),
        server_share="0b" * 32,
    )
    left_out = Excluded(name="textiles@2", why=WhyNot.USED)
    return [
        DrawBegun(at=at, by=Seat.JUROR, draw=draw, excluded=(left_out,), server_share="0b" * 32),
        ShareCommitted(at=at, number=1, who=Seat.JUROR, commitment="0c" * 32),
        ShareRevealed(at=at, number=1, who="server", share="0b" * 32),
        DrawVoided(
            at=at,
            number=1,
            by=Seat.MANAGER,
            cause=VoidCause.BY_MANAGER,
            reason="Zoë l’a vu hier",
            missing=("juror",),
            scenario="harbour@1",
            opened_by=(Seat.JUROR, Seat.CANDIDATE),
        ),
    ]
