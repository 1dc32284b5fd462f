"""Sessions: what a browser holds, and until when."""

from datetime import datetime, timedelta

import pytest

from oralexam.rooms.seats import Seat
from oralexam.storage.engine import Database
from oralexam.storage.events import SqlEventStore
from oralexam.storage.sessions import ABSOLUTE_LIMIT, IDLE_LIMIT, HeldSeat, Sessions
from oralexam.storage.tickets import Tickets
from tests.contracts.event_store import NOW, SITTING, opened

CANDIDATE = HeldSeat(sitting_id=SITTING, seat=Seat.CANDIDATE)
EVALUATOR = HeldSeat(sitting_id=SITTING, seat=Seat.EVALUATOR)
HOUR = timedelta(hours=1)


@pytest.fixture
def sessions(database: Database, store: SqlEventStore) -> Sessions:
    """Sessions in a database that knows one sitting."""
    store.append(SITTING, after_seq=0, events=[opened(rehearsal=True)])
    return Sessions(database)


def seated(database: Database, seat: Seat, *, now: datetime = NOW, cookie: str | None = None) -> str:
    """The cookie of a browser that has come through a link for `seat`."""
    tickets = Tickets(database)
    token = tickets.create(SITTING, seat, expires_at=now + HOUR)
    return tickets.redeem(token, cookie=cookie, now=now).cookie


def test_an_unknown_cookie_holds_nothing(sessions: Sessions):
    """Whatever it looks like."""
    for cookie in ("", "x", "A" * 43):
        assert sessions.seats_of(cookie, now=NOW) == frozenset()


def test_a_new_seat_changes_the_cookie(database: Database, sessions: Sessions):
    """The new cookie holds both seats, the old one nothing: it cannot have been planted."""
    first = seated(database, Seat.CANDIDATE)
    second = seated(database, Seat.EVALUATOR, cookie=first)
    assert second != first
    assert sessions.seats_of(second, now=NOW) == {CANDIDATE, EVALUATOR}
    assert sessions.seats_of(first, now=NOW) == frozenset()


def test_a_planted_cookie_is_not_taken_over(database: Database, sessions: Sessions):
    """A cookie that the server did not make is never the one that it accepts."""
    cookie = seated(database, Seat.CANDIDATE, cookie="planted")
    assert cookie != "planted"
    assert sessions.seats_of("planted", now=NOW) == frozenset()


def test_an_idle_session_ends(database: Database, sessions: Sessions):
    """Four hours without a sign of life, not a second less."""
    cookie = seated(database, Seat.CANDIDATE)
    almost = NOW + IDLE_LIMIT - timedelta(seconds=1)
    assert sessions.seats_of(cookie, now=almost) == {CANDIDATE}
    assert sessions.seats_of(cookie, now=almost + IDLE_LIMIT) == frozenset()


def test_a_session_in_use_goes_on_to_the_absolute_limit(database: Database, sessions: Sessions):
    """Every hour a sign of life: it ends fourteen hours after the seat was given, whatever is done."""
    cookie = seated(database, Seat.CANDIDATE)
    for hour in range(1, 14):
        assert sessions.seats_of(cookie, now=NOW + hour * HOUR) == {CANDIDATE}
    assert sessions.seats_of(cookie, now=NOW + ABSOLUTE_LIMIT) == frozenset()


def test_a_new_seat_does_not_renew_an_old_one(database: Database, sessions: Sessions):
    """Each seat has its own fourteen hours."""
    cookie = seated(database, Seat.CANDIDATE)
    for hour in (3, 6, 9, 12):
        sessions.seats_of(cookie, now=NOW + hour * HOUR)
    cookie = seated(database, Seat.EVALUATOR, cookie=cookie, now=NOW + 13 * HOUR)
    assert sessions.seats_of(cookie, now=NOW + 13 * HOUR) == {CANDIDATE, EVALUATOR}
    assert sessions.seats_of(cookie, now=NOW + ABSOLUTE_LIMIT) == {EVALUATOR}


def test_the_same_seat_given_anew_is_renewed(database: Database, sessions: Sessions):
    """A fresh link for a seat that is held already starts its time again, and it is held once."""
    cookie = seated(database, Seat.CANDIDATE)
    cookie = seated(database, Seat.CANDIDATE, cookie=cookie, now=NOW + 3 * HOUR)
    for hour in (6, 9, 12, 15):
        assert sessions.seats_of(cookie, now=NOW + hour * HOUR) == {CANDIDATE}


def test_an_ended_session_cannot_be_carried_into_a_new_one(database: Database, sessions: Sessions):
    """A browser that comes back after the idle limit with a new link gets that seat only."""
    old = seated(database, Seat.CANDIDATE)
    late = NOW + IDLE_LIMIT
    cookie = seated(database, Seat.EVALUATOR, cookie=old, now=late)
    assert sessions.seats_of(cookie, now=late) == {EVALUATOR}


def test_signing_out_ends_every_seat(database: Database, sessions: Sessions):
    """The cookie holds nothing any more; another session is untouched."""
    cookie, other = seated(database, Seat.CANDIDATE), seated(database, Seat.EVALUATOR)
    sessions.end(cookie)
    assert sessions.seats_of(cookie, now=NOW) == frozenset()
    assert sessions.seats_of(other, now=NOW) == {EVALUATOR}


def test_a_sweep_removes_what_has_ended(database: Database, sessions: Sessions):
    """Idle sessions and sessions without a seat go; those in use stay."""
    seated(database, Seat.CANDIDATE)
    used = seated(database, Seat.EVALUATOR)
    assert sessions.sweep(now=NOW + HOUR) == 0
    sessions.seats_of(used, now=NOW + 3 * HOUR)
    assert sessions.sweep(now=NOW + IDLE_LIMIT) == 1
    assert sessions.seats_of(used, now=NOW + IDLE_LIMIT) == {EVALUATOR}


def test_a_wiped_sitting_has_no_seats(database: Database, sessions: Sessions, store: SqlEventStore):
    """Nobody sits in what no longer exists."""
    cookie = seated(database, Seat.CANDIDATE)
    store.wipe(SITTING)
    assert sessions.seats_of(cookie, now=NOW) == frozenset()
