"""Who asks: links that are exchanged once for a session, and sessions that hold seats.

One browser session may hold several seats (a technician's laptop tries them all); every page names the seat
that it is about, and every request is checked against the session.
"""

import asyncio
from collections import Counter

from aiohttp import web
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from oralexam.clock import Clock
from oralexam.errors import NotFound, Refused, UserMistake
from oralexam.rooms.seats import Seat
from oralexam.storage.sessions import HeldSeat, Sessions
from oralexam.storage.tickets import Tickets

FAILED_TRIES = RateLimitItemPerMinute(10)
"""Wrong links from one address. A token has 128 bits: this only keeps the log and the database quiet."""


class Doorkeeper:
    """Checks every request against the session that it comes with."""

    def __init__(self, *, tickets: Tickets, sessions: Sessions, clock: Clock, secure: bool) -> None:
        self._tickets = tickets
        self._sessions = sessions
        self._clock = clock
        self._secure = secure
        self._tries = MovingWindowRateLimiter(MemoryStorage())
        self._trying: Counter[str] = Counter()
        # RFC 6265bis: the __Host- prefix asks for Secure, which plain HTTP on localhost cannot promise.
        self._cookie = "__Host-oralexam" if secure else "oralexam"

    async def join(self, request: web.Request, token: str) -> web.Response:
        """Exchange a link: the response carries the session's cookie, and says where to go next.

        Raises:
            UserMistake: `too-many-tries`, `link-unknown`, `link-used`, `link-expired`.
        """
        address = request.remote or "unknown"
        # A try that is under way counts as a failed one until it is known: ten at once are ten.
        left = self._tries.get_window_stats(FAILED_TRIES, address).remaining - self._trying[address]
        if left <= 0:
            raise UserMistake("too-many-tries")
        self._trying[address] += 1
        try:
            opened = await asyncio.to_thread(
                self._tickets.redeem, token, cookie=self._session(request), now=self._clock.now()
            )
        except UserMistake:
            self._tries.hit(FAILED_TRIES, address)
            raise
        finally:
            self._trying[address] -= 1
            if not self._trying[address]:
                del self._trying[address]
        response = web.json_response({"next": page_of(opened.seat, opened.sitting_id)})
        response.set_cookie(
            self._cookie,
            opened.cookie,
            httponly=True,
            secure=self._secure,
            samesite="Strict",
            path="/",
        )
        return response

    async def require(self, request: web.Request, sitting_id: str | None, *seats: Seat) -> Seat:
        """The seat, one of `seats`, that the request's session holds; the manager's holds for all sittings.

        Raises:
            UserMistake: `not-signed-in`.
            Refused: `not-your-seat`.
        """
        session = self._session(request)
        if session is None:
            raise UserMistake("not-signed-in")
        held = await asyncio.to_thread(self._sessions.seats_of, session, now=self._clock.now())
        if not held:
            raise UserMistake("not-signed-in")
        for seat in seats:
            owner = None if seat is Seat.MANAGER else sitting_id
            if HeldSeat(sitting_id=owner, seat=seat) in held:
                return seat
        raise Refused("not-your-seat")

    def _session(self, request: web.Request) -> str | None:
        return request.cookies.get(self._cookie)


def page_of(seat: Seat, sitting_id: str | None) -> str:
    """The page that a seat looks at."""
    match seat:
        case Seat.MANAGER:
            return "/manager"
        case Seat.EVALUATOR:
            return f"/replay/{sitting_id}"
        case _:
            return f"/seat/{sitting_id}/{seat}"


def seat_named(name: str) -> Seat:
    """The seat of that name.

    Raises:
        NotFound: `unknown-seat`.
    """
    try:
        return Seat(name)
    except ValueError:
        raise NotFound("unknown-seat") from None
