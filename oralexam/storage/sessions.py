"""Server-side sessions: which browser holds which seats, who signed in there, and for how long."""

import hashlib
import secrets
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec
from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from oralexam.rooms.seats import Seat
from oralexam.storage.engine import Database
from oralexam.storage.tables import SessionPersonRow, SessionRow, SessionSeatRow

COOKIE_BYTES = 32
"""256 random bits."""
IDLE_LIMIT = timedelta(hours=4)
"""A browser not heard of for so long has been left alone: it is longer than any sitting with its breaks."""
ABSOLUTE_LIMIT = timedelta(hours=14)
"""The longest exam day; a seat is given anew the next morning."""
_TOUCH_EVERY = timedelta(minutes=1)
"""How exact the idle limit is: each touch is a synced write, so not every request makes one."""


class HeldSeat(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A seat that a session may sit in; the manager's belongs to no sitting."""

    sitting_id: str | None
    seat: Seat


class PersonKind(StrEnum):
    """What a session can be beside the seats that it holds."""

    ACCOUNT = "account"
    """A member of staff has signed in."""
    CANDIDACY = "candidacy"
    """A candidate has typed the code of a sheet."""


class Holder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a browser's session holds, and who it is."""

    seats: frozenset[HeldSeat] = frozenset()
    account_id: str | None = None
    candidacy_id: str | None = None

    @property
    def nobody(self) -> bool:
        """Whether it holds nothing and is no one."""
        return not self.seats and self.account_id is None and self.candidacy_id is None


NOBODY = Holder()


class Sessions:
    """Sessions by their cookie, of which only the digest is stored."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def seats_of(self, cookie: str, *, now: datetime) -> frozenset[HeldSeat]:
        """The seats that the session holds; asking is a sign of life; empty when it has ended."""
        return self.holder(cookie, now=now).seats

    def holder(self, cookie: str, *, now: datetime) -> Holder:
        """What the session holds and who it is; asking is a sign of life; `NOBODY` when it has ended."""
        digest = cookie_digest(cookie)
        with self._database.reading() as session:
            row = session.get(SessionRow, digest)
            if row is None or now - row.last_seen_at >= IDLE_LIMIT:
                return NOBODY
            persons = _persons(session, digest, now=now)
            holder = Holder(
                seats=held_seats(session, digest, now=now),
                account_id=persons.get(PersonKind.ACCOUNT),
                candidacy_id=persons.get(PersonKind.CANDIDACY),
            )
            stale = now - row.last_seen_at >= _TOUCH_EVERY
        if stale and not holder.nobody:
            with self._database.writing() as session:
                touch = update(SessionRow).where(col(SessionRow.digest) == digest)
                session.exec(touch.values(last_seen_at=now))
        return holder

    def become(self, kind: PersonKind, subject_id: str, *, cookie: str | None, now: datetime) -> str:
        """Let the session of `cookie`, or a new one, be that person; return the cookie valid from now on."""
        with self._database.writing() as session:
            fresh, digest = _new_session(session, now=now)
            if cookie is not None:
                _take_over(session, cookie_digest(cookie), digest, None, now=now, but=kind)
            session.add(
                SessionPersonRow(
                    session_digest=digest, kind=kind.value, subject_id=subject_id, granted_at=now
                )
            )
            return fresh

    def end(self, cookie: str) -> None:
        """Sign the session out of all its seats."""
        with self._database.writing() as session:
            session.exec(delete(SessionRow).where(col(SessionRow.digest) == cookie_digest(cookie)))

    def sweep(self, *, now: datetime) -> int:
        """Remove what has ended; return how many sessions that were."""
        with self._database.writing() as session:
            session.exec(delete(SessionSeatRow).where(col(SessionSeatRow.granted_at) <= now - ABSOLUTE_LIMIT))
            session.exec(
                delete(SessionPersonRow).where(col(SessionPersonRow.granted_at) <= now - ABSOLUTE_LIMIT)
            )
            gone = session.exec(
                delete(SessionRow).where(
                    (col(SessionRow.last_seen_at) <= now - IDLE_LIMIT)
                    | (
                        col(SessionRow.digest).not_in(select(SessionSeatRow.session_digest))
                        & col(SessionRow.digest).not_in(select(SessionPersonRow.session_digest))
                    )
                )
            )
            return gone.rowcount


def cookie_digest(cookie: str) -> str:
    """What is stored instead of a cookie: SHA-256 in hex (256 random bits need no salt)."""
    return hashlib.sha256(cookie.encode()).hexdigest()


def held_seats(session: Session, digest: str, *, now: datetime) -> frozenset[HeldSeat]:
    """The seats of a stored session whose time is not over, inside the caller's transaction."""
    row = session.get(SessionRow, digest)
    if row is None or now - row.last_seen_at >= IDLE_LIMIT:
        return frozenset()
    seats = session.exec(
        select(SessionSeatRow).where(
            SessionSeatRow.session_digest == digest, SessionSeatRow.granted_at > now - ABSOLUTE_LIMIT
        )
    ).all()
    return frozenset(HeldSeat(sitting_id=seat.sitting_id, seat=Seat(seat.seat)) for seat in seats)


def grant(session: Session, cookie: str | None, held: HeldSeat, *, now: datetime) -> str:
    """Give a seat to the session of `cookie`, or to a new one; return the cookie that is valid from now on.

    The cookie is always a new one: who knew the old one before the seat was taken gains nothing by it.
    """
    fresh, digest = _new_session(session, now=now)
    if cookie is not None:
        _take_over(session, cookie_digest(cookie), digest, held, now=now)
    session.add(
        SessionSeatRow(
            session_digest=digest, sitting_id=held.sitting_id, seat=held.seat.value, granted_at=now
        )
    )
    return fresh


def _new_session(session: Session, *, now: datetime) -> tuple[str, str]:
    """A cookie that nobody has, and its digest."""
    fresh = secrets.token_urlsafe(COOKIE_BYTES)
    digest = cookie_digest(fresh)
    session.add(SessionRow(digest=digest, last_seen_at=now))
    session.flush()
    return fresh, digest


def _persons(session: Session, digest: str, *, now: datetime) -> dict[PersonKind, str]:
    """Who the session is, as long as its time is not over."""
    rows = session.exec(
        select(SessionPersonRow).where(
            SessionPersonRow.session_digest == digest, SessionPersonRow.granted_at > now - ABSOLUTE_LIMIT
        )
    ).all()
    return {PersonKind(row.kind): row.subject_id for row in rows}


def _take_over(
    session: Session,
    old: str,
    new: str,
    replaced: HeldSeat | None,
    *,
    now: datetime,
    but: PersonKind | None = None,
) -> None:
    """Move what the old session still holds and is to the new one, but for what is granted anew."""
    kept = held_seats(session, old, now=now) - {replaced}
    alive = session.get(SessionRow, old)
    for seat in session.exec(select(SessionSeatRow).where(SessionSeatRow.session_digest == old)).all():
        if HeldSeat(sitting_id=seat.sitting_id, seat=Seat(seat.seat)) in kept:
            seat.session_digest = new
    if alive is not None and now - alive.last_seen_at < IDLE_LIMIT:
        move = update(SessionPersonRow).where(
            col(SessionPersonRow.session_digest) == old,
            col(SessionPersonRow.granted_at) > now - ABSOLUTE_LIMIT,
        )
        if but is not None:
            move = move.where(col(SessionPersonRow.kind) != but.value)
        session.exec(move.values(session_digest=new))
    session.flush()
    session.exec(delete(SessionRow).where(col(SessionRow.digest) == old))
