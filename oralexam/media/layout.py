"""Which streams each seat sends in each manner of talking: the one table that gate, peer and room obey.

A role-play in the same room is heard by microphones and by the ears of the two: nothing that one of them says
is played to the other, or the microphones would take it up again.
"""

from types import MappingProxyType
from typing import Final, Literal

import msgspec

from oralexam.rooms.seats import GUESTS, PARTIES, Seat

Kind = Literal["audio", "video"]
Mode = Literal["telephone", "video", "two-microphones", "one-microphone", "two-stations", "echo"]
"""A call by telephone or by video; or, in the same room, what the reception space is equipped with; or a page
that tries the network alone, and hears itself: nothing of it is recorded, and no room is told."""


class Stream(msgspec.Struct, frozen=True, kw_only=True):
    """One stream by what it holds: whose voice or face; recordings are named after it."""

    seat: Seat
    kind: Kind


def _of(seat: Seat, *kinds: Kind) -> tuple[Stream, ...]:
    return tuple(Stream(seat=seat, kind=kind) for kind in kinds)


_BOTH_SEND_VOICE = MappingProxyType({seat: _of(seat, "audio") for seat in PARTIES})
_BOTH_SEND_VOICE_AND_FACE = MappingProxyType({seat: _of(seat, "audio", "video") for seat in PARTIES})

SENDS: Final[MappingProxyType[Mode, MappingProxyType[Seat, tuple[Stream, ...]]]] = MappingProxyType(
    {
        "telephone": _BOTH_SEND_VOICE,
        "video": _BOTH_SEND_VOICE_AND_FACE,
        # The candidate's page runs on the one station of the reception space. The first audio section is the
        # left channel, the candidate's lapel microphone; the second the right one, the juror's.
        "two-microphones": MappingProxyType(
            {
                Seat.CANDIDATE: (
                    *_of(Seat.CANDIDATE, "audio"),
                    *_of(Seat.JUROR, "audio"),
                    *_of(Seat.CANDIDATE, "video"),
                )
            }
        ),
        # Both voices are on the one track, which bears the name of the seat whose page it is.
        "one-microphone": MappingProxyType({Seat.CANDIDATE: _of(Seat.CANDIDATE, "audio", "video")}),
        "two-stations": _BOTH_SEND_VOICE_AND_FACE,
        "echo": MappingProxyType({Seat.CANDIDATE: _of(Seat.CANDIDATE, "audio")}),
    }
)
"""By mode and seat, in the order of the offer's sections (issue 2, point 5: telephone = no video negotiated;
issue 3, point 5: two lapel microphones, one, or two stations). A seat that is not named sends nothing."""

ONLOOKERS: Final = (Seat.OBSERVER, *GUESTS)
"""Who hears and sees both parties and sends nothing; nothing that they ask for may harm the call."""

IN_PERSON: Final[frozenset[Mode]] = frozenset({"two-microphones", "one-microphone", "two-stations"})
"""The modes in which the parties hear each other through the air: they are sent nothing."""


def sends(mode: Mode, seat: Seat) -> tuple[Stream, ...]:
    """What this seat's connection brings; nothing for whoever only listens."""
    return SENDS[mode].get(seat, ())


def expected_of(mode: Mode, whose: Seat) -> frozenset[Kind]:
    """What must be recorded of one person before the clock may run, whoever's connection brings it."""
    return frozenset(
        stream.kind for streams in SENDS[mode].values() for stream in streams if stream.seat is whose
    )


def may_connect(mode: Mode, seat: Seat) -> bool:
    """Whether this seat has a connection at all: it sends something, or it looks on."""
    return (seat in ONLOOKERS and mode != "echo") or bool(sends(mode, seat))
