"""Who asks: links that are exchanged once for a session, and sessions that hold seats or are a person.

One browser session may hold several seats (a technician's laptop tries them all); every page names the seat
that it is about, and every request is checked against the session.
"""

import asyncio
import hashlib

from aiohttp import web

from oralexam.clock import Clock
from oralexam.errors import NotFound, Refused, UserMistake
from oralexam.exams.people import Account, Role
from oralexam.rooms.seats import GUESTS, JURY, Seat
from oralexam.storage.sessions import NOBODY, HeldSeat, Holder, PersonKind, Sessions
from oralexam.storage.tickets import Tickets
from oralexam.webapp.people.rights import Rights
from oralexam.webapp.people.tries import FailedTries, FailureLimit

FAILED_TRIES = FailureLimit(most=10, within_s=60.0)
"""Wrong links, codes and passwords from one address. A token has 128 bits: for links this only keeps the log
and the database quiet; for codes and passwords see `exams.codes` and `sign_in`."""
BROWSER_DIGITS = 12
"""48 bits: two of a centre's browsers are never taken for one; no cookie can be found from them."""


class Doorkeeper:
    """Checks every request against the session that it comes with."""

    def __init__(
        self, *, tickets: Tickets, sessions: Sessions, rights: Rights, clock: Clock, secure: bool
    ) -> None:
        self._tickets = tickets
        self._sessions = sessions
        self._rights = rights
        self._clock = clock
        self._secure = secure
        self.tries = FailedTries(FAILED_TRIES)
        # RFC 6265bis: the __Host- prefix asks for Secure, which plain HTTP on localhost cannot promise.
        self._cookie = "__Host-oralexam" if secure else "oralexam"

    async def join(self, request: web.Request, token: str) -> web.Response:
        """Exchange a link: the response carries the session's cookie, and says where to go next.

        A juror who comes when the part is over is sent to its replay, from where it is judged.

        Raises:
            UserMistake: `too-many-tries`, `link-unknown`, `link-used`, `link-expired`.
        """
        with self.tries.attempt(address_of(request)):
            opened = await asyncio.to_thread(
                self._tickets.redeem, token, cookie=self._session(request), now=self._clock.now()
            )
        seat = opened.seat
        if seat in JURY and await asyncio.to_thread(self._rights.is_over, opened.sitting_id):
            seat = Seat.EVALUATOR
        response = web.json_response({"next": page_of(seat, opened.sitting_id)})
        self._set(response, opened.cookie)
        return response

    async def become(
        self, request: web.Request, response: web.Response, kind: PersonKind, subject_id: str
    ) -> None:
        """From `response` on the browser is that person; its cookie is a new one (session fixation)."""
        fresh = await asyncio.to_thread(
            self._sessions.become, kind, subject_id, cookie=self._session(request), now=self._clock.now()
        )
        self._set(response, fresh)

    async def leave(self, request: web.Request, response: web.Response) -> None:
        """End the browser's session with all that it holds, on the server first."""
        if (session := self._session(request)) is not None:
            await asyncio.to_thread(self._sessions.end, session)
        response.del_cookie(self._cookie, path="/", secure=self._secure, httponly=True, samesite="Strict")

    async def holder(self, request: web.Request) -> Holder:
        """What the request's session holds and who it is; `NOBODY` without one."""
        session = self._session(request)
        if session is None:
            return NOBODY
        return await asyncio.to_thread(self._sessions.holder, session, now=self._clock.now())

    async def require(self, request: web.Request, sitting_id: str | None, *seats: Seat) -> Seat:
        """The seat, one of `seats`, that the request's session holds; the manager's holds for all sittings.

        Raises:
            UserMistake: `not-signed-in`.
            Refused: `not-your-seat`.
        """
        holder = await self._somebody(request)
        for seat in seats:
            owner = None if seat is Seat.MANAGER else sitting_id
            if HeldSeat(sitting_id=owner, seat=seat) in holder.seats:
                return seat
        given = await asyncio.to_thread(self._rights.seats, holder, sitting_id)
        for seat in seats:
            if seat in given:
                return seat
        raise Refused("not-your-seat")

    async def require_account(self, request: web.Request, *roles: Role) -> Account:
        """The account that has signed in, in one of `roles` (none: any).

        Raises:
            UserMistake: `not-signed-in`.
            Refused: `not-your-seat`.
        """
        holder = await self._somebody(request)
        account = await asyncio.to_thread(self._rights.account, holder)
        if account is None or (roles and account.role not in roles):
            raise Refused("not-your-seat")
        return account

    async def account_of(self, request: web.Request) -> Account | None:
        """The account that has signed in; None where the browser came by a link."""
        holder = await self.holder(request)
        return await asyncio.to_thread(self._rights.account, holder)

    async def name_of(self, request: web.Request) -> str:
        """The name under which somebody has signed in; "" where the browser came by a link."""
        try:
            return (await self.require_account(request)).name
        except UserMistake:
            return ""

    def browser_of(self, request: web.Request) -> str:
        """A short name of the browser's session, to tell one from another; nobody comes in with it."""
        digest = hashlib.sha256(f"browser {self._session(request) or ''}".encode())
        return digest.hexdigest()[:BROWSER_DIGITS]

    async def jury_links(self, request: web.Request, sitting_id: str) -> tuple[Seat, ...]:
        """Where in a sitting's jury the request's browser sits, or sat, by a link."""
        held = (await self.holder(request)).seats
        return tuple(seat for seat in JURY if HeldSeat(sitting_id=sitting_id, seat=seat) in held)

    async def require_candidacy(self, request: web.Request) -> str:
        """The candidacy whose code was typed in this browser.

        Raises:
            UserMistake: `not-signed-in`.
            Refused: `not-your-seat`.
        """
        holder = await self._somebody(request)
        if holder.candidacy_id is None:
            raise Refused("not-your-seat")
        return holder.candidacy_id

    async def _somebody(self, request: web.Request) -> Holder:
        holder = await self.holder(request)
        if holder.nobody:
            raise UserMistake("not-signed-in")
        return holder

    def _set(self, response: web.Response, cookie: str) -> None:
        response.set_cookie(
            self._cookie, cookie, httponly=True, secure=self._secure, samesite="Strict", path="/"
        )

    def _session(self, request: web.Request) -> str | None:
        return request.cookies.get(self._cookie)


def address_of(request: web.Request) -> str:
    """Where a request comes from, as a key of limits."""
    return request.remote or "unknown"


def page_of(seat: Seat, sitting_id: str | None) -> str:
    """The page that a seat looks at."""
    match seat:
        case Seat.MANAGER:
            return "/manager"
        case Seat.EVALUATOR:
            return f"/replay/{sitting_id}"
        case _ if seat in GUESTS:
            return f"/guest/{sitting_id}/{seat}"
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
