"""Single-use links: a token that opens one seat to the first browser that brings it."""

from datetime import datetime

import msgspec
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from oralexam.errors import NotFound, UserMistake
from oralexam.identifiers import new_token, token_digest
from oralexam.rooms.seats import Seat
from oralexam.storage.engine import Database
from oralexam.storage.sessions import HeldSeat, cookie_digest, grant, held_seats
from oralexam.storage.tables import LinkRow, SessionSeatRow


class Redeemed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The seat that a link opened, and the cookie to set."""

    cookie: str
    seat: Seat
    sitting_id: str | None


class Tickets:
    """Links to seats; only the digests of their tokens are stored."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self, sitting_id: str | None, seat: Seat, *, expires_at: datetime, token: str | None = None
    ) -> str:
        """The token of a new link to a seat; it is told once and stored nowhere.

        `token` is given only by whoever starts the server and wants to know the link beforehand; one that
        is known already, used or not, stays as it is: a restarted server gives no second chance.

        Raises:
            NotFound: `unknown-sitting`.
        """
        token = token or new_token()
        link = LinkRow(
            token_digest=token_digest(token), sitting_id=sitting_id, seat=seat.value, expires_at=expires_at
        )
        try:
            with self._database.writing() as session:
                if session.get(LinkRow, link.token_digest) is None:
                    session.add(link)
        except IntegrityError as error:
            raise NotFound("unknown-sitting") from error
        return token

    def revoke(self, sitting_id: str, seat: Seat) -> None:
        """Take a seat from every browser that holds it by a link, and its unused links with it.

        Raises:
            SystemFault: `storage-failed`.
        """
        with self._database.writing() as session:
            session.exec(
                delete(SessionSeatRow).where(
                    col(SessionSeatRow.sitting_id) == sitting_id, col(SessionSeatRow.seat) == seat.value
                )
            )
            session.exec(
                delete(LinkRow).where(col(LinkRow.sitting_id) == sitting_id, col(LinkRow.seat) == seat.value)
            )

    def redeem(self, token: str, *, cookie: str | None, now: datetime) -> Redeemed:
        """Open the link's seat to the session of `cookie` (None: a new one): once, in one transaction.

        A link that was used already does no harm in the browser that holds its seat: nothing changes.

        Raises:
            UserMistake: `link-unknown`, `link-used`, `link-expired`; nothing was changed.
        """
        with self._database.writing() as session:
            link = session.get(LinkRow, token_digest(token))
            if link is None:
                raise UserMistake("link-unknown")
            held = HeldSeat(sitting_id=link.sitting_id, seat=Seat(link.seat))
            if link.used_at is not None:
                if cookie is None or held not in held_seats(session, cookie_digest(cookie), now=now):
                    raise UserMistake("link-used")
                return Redeemed(cookie=cookie, seat=held.seat, sitting_id=held.sitting_id)
            if link.expires_at <= now:
                raise UserMistake("link-expired")
            _use(session, link.token_digest, now=now)
            fresh = grant(session, cookie, held, now=now)
            return Redeemed(cookie=fresh, seat=held.seat, sitting_id=held.sitting_id)


def _use(session: Session, digest: str, *, now: datetime) -> None:
    """Mark the link as used unless somebody has been faster.

    BEGIN IMMEDIATE alone keeps others out in SQLite; the condition keeps this right in any database.
    """
    used = session.exec(
        update(LinkRow)
        .where(col(LinkRow.token_digest) == digest, col(LinkRow.used_at).is_(None))
        .values(used_at=now)
    )
    if used.rowcount != 1:
        raise UserMistake("link-used")
