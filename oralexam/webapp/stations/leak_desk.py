"""How well two rooms are kept from each other: a known sound is played in one, and both stations listen.

The page in which it is played says how loud it is there, so that neither loudspeaker nor microphone has to be
calibrated: what the wall takes is the difference of two like microphones (a level difference, as ISO 16283).
"""

import asyncio

import msgspec
import structlog

from oralexam.errors import NotFound, Refused, Unavailable
from oralexam.identifiers import new_id
from oralexam.rooms.device_commands import NoteLeak
from oralexam.rooms.device_events import Decibels
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import PARTIES, Seat
from oralexam.rooms.state import RoomState
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.signaling import server_messages as say
from oralexam.signaling.hub import Hub

_log = structlog.get_logger(__name__)

WITHIN_S = 20.0
"""Opening a microphone, listening for six seconds, and counting, on a slow machine."""
WAITING = frozenset({Phase.WAITING, Phase.DRAWN})
"""Nobody reads, talks or writes on these pages."""


class Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A station: whose page, of which sitting."""

    sitting_id: str
    seat: Seat


class LeakRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where it is played, and where it is listened for."""

    plays: Place
    listens: Place


class Heard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a page tells: how loud the sound was against how it was played."""

    test_id: str
    heard: bool
    gain_db: Decibels = 0.0
    """Where nothing was heard: the most that it may have been."""
    problem: str = msgspec.field(default="")
    """The code of what kept the page from listening; "" where nothing did."""


class LeakResult(msgspec.Struct, frozen=True, kw_only=True):
    """What the manager is told."""

    attenuation_db: float
    at_least: bool
    room: str
    other_room: str


class LeakDesk:
    """One test at a time: a second one would be heard in the first."""

    def __init__(self, *, rooms: RoomSupervisor, hub: Hub) -> None:
        self._rooms = rooms
        self._hub = hub
        self._turn = asyncio.Lock()
        self._test_id = ""
        self._answers: dict[Place, asyncio.Future[Heard]] = {}

    async def measure(self, wanted: LeakRequest, *, author: str) -> LeakResult:
        """Have the two stations try it, and tell both rooms what came of it.

        Raises:
            NotFound: `unknown-sitting`.
            Refused: `leak-same-room`, `leak-not-waiting`, `leak-page-closed`, `leak-not-heard-near`,
                `leak-microphone`.
            Unavailable: `leak-under-way`, `leak-no-answer`.
        """
        if self._turn.locked():
            raise Unavailable("leak-under-way")
        async with self._turn:
            states = [await self._ready(place) for place in (wanted.plays, wanted.listens)]
            rooms = [state.room_name for state in states]
            if wanted.plays.sitting_id == wanted.listens.sitting_id or rooms[0] == rooms[1]:
                raise Refused("leak-same-room")
            near, far = await self._ask(wanted)
            attenuation_db, at_least = attenuation(near, far)
            _log.info("leak-measured", attenuation_db=attenuation_db, at_least=at_least)
            for here, there, played in (
                (wanted.plays, wanted.listens, True),
                (wanted.listens, wanted.plays, False),
            ):
                note = NoteLeak(
                    from_phase=Phase.WAITING,
                    seat=here.seat,
                    played=played,
                    other_sitting=there.sitting_id,
                    other_room=rooms[1] if played else rooms[0],
                    attenuation_db=attenuation_db,
                    at_least=at_least,
                )
                await self._rooms.command(here.sitting_id, Seat.MANAGER, note, author=author)
            return LeakResult(
                attenuation_db=attenuation_db, at_least=at_least, room=rooms[0], other_room=rooms[1]
            )

    def tell(self, place: Place, heard: Heard) -> None:
        """A page has listened.

        Raises:
            NotFound: `no-such-test`.
        """
        answer = self._answers.get(place)
        if answer is None or heard.test_id != self._test_id:
            raise NotFound("no-such-test")
        if not answer.done():
            answer.set_result(heard)

    async def _ready(self, place: Place) -> RoomState:
        state = await self._rooms.state(place.sitting_id)
        if state.phase not in WAITING:
            raise Refused("leak-not-waiting")
        if place.seat not in PARTIES or place.seat not in self._hub.present(place.sitting_id):
            raise Refused("leak-page-closed")
        return state

    async def _ask(self, wanted: LeakRequest) -> tuple[Heard, Heard]:
        loop = asyncio.get_running_loop()
        self._test_id = test_id = new_id()
        self._answers = {place: loop.create_future() for place in (wanted.plays, wanted.listens)}
        try:
            for place in self._answers:
                plays = place == wanted.plays
                self._hub.tell(
                    place.sitting_id,
                    place.seat,
                    lambda seq, plays=plays: say.SoundTest(seq=seq, test_id=test_id, plays=plays),  # type: ignore[misc]
                )
            async with asyncio.timeout(WITHIN_S):
                near, far = await asyncio.gather(*self._answers.values())
        except TimeoutError:
            raise Unavailable("leak-no-answer") from None
        finally:
            self._test_id, self._answers = "", {}
        return near, far


def attenuation(near: Heard, far: Heard) -> tuple[float, bool]:
    """How much weaker the sound was there than here, and whether that is only the least it may be.

    Raises:
        Refused: `leak-microphone`; `leak-not-heard-near`, where it was not heard in its own room.
    """
    if near.problem or far.problem:
        raise Refused("leak-microphone")
    if not near.heard:
        raise Refused("leak-not-heard-near")
    return round(max(0.0, near.gain_db - far.gain_db), 1), not far.heard
