"""Links: one browser, once, in time."""

import threading
from pathlib import Path

import pytest

from oralexam.errors import NotFound, UserMistake
from oralexam.identifiers import new_token
from oralexam.rooms.seats import Seat
from oralexam.storage.engine import Database
from oralexam.storage.events import SqlEventStore
from oralexam.storage.sessions import HeldSeat, Sessions
from oralexam.storage.tickets import Tickets
from tests.contracts.event_store import NOW, SITTING, later, opened

CANDIDATE = HeldSeat(sitting_id=SITTING, seat=Seat.CANDIDATE)
MANAGER = HeldSeat(sitting_id=None, seat=Seat.MANAGER)


@pytest.fixture
def tickets(database: Database, store: SqlEventStore) -> Tickets:
    """Links in a database that knows one sitting."""
    store.append(SITTING, after_seq=0, events=[opened(rehearsal=True)])
    return Tickets(database)


@pytest.fixture
def sessions(database: Database) -> Sessions:
    """The sessions of the same database."""
    return Sessions(database)


def test_a_link_opens_its_seat(tickets: Tickets, sessions: Sessions):
    """The session that brought the token holds the seat, and that one only."""
    token = tickets.create(SITTING, Seat.CANDIDATE, expires_at=later(60))
    redeemed = tickets.redeem(token, cookie=None, now=NOW)
    assert (redeemed.sitting_id, redeemed.seat) == (SITTING, Seat.CANDIDATE)
    assert sessions.seats_of(redeemed.cookie, now=NOW) == {CANDIDATE}


def test_the_managers_link_belongs_to_no_sitting(tickets: Tickets, sessions: Sessions):
    """And a session can hold it beside a seat in a sitting."""
    first = tickets.redeem(tickets.create(None, Seat.MANAGER, expires_at=later(60)), cookie=None, now=NOW)
    token = tickets.create(SITTING, Seat.CANDIDATE, expires_at=later(60))
    second = tickets.redeem(token, cookie=first.cookie, now=NOW)
    assert sessions.seats_of(second.cookie, now=NOW) == {MANAGER, CANDIDATE}


def test_a_link_for_an_unknown_sitting_is_not_made(database: Database):
    """Nothing can be opened that does not exist."""
    with pytest.raises(NotFound, match="unknown-sitting"):
        Tickets(database).create(SITTING, Seat.JUROR, expires_at=later(60))


def test_a_link_known_beforehand_opens_once_however_often_it_is_made(tickets: Tickets):
    """A server that starts again with the same manager token gives no second chance to a used one."""
    known = new_token()
    for _ in range(2):
        assert tickets.create(None, Seat.MANAGER, expires_at=later(60), token=known) == known
    tickets.redeem(known, cookie=None, now=NOW)
    tickets.create(None, Seat.MANAGER, expires_at=later(600), token=known)
    with pytest.raises(UserMistake, match="link-used"):
        tickets.redeem(known, cookie=None, now=NOW)


@pytest.mark.parametrize("token", ["", "x", "A" * 22, "é\x00", "../" * 100])
def test_an_unknown_token_opens_nothing(tickets: Tickets, token: str):
    """Whatever it looks like."""
    with pytest.raises(UserMistake, match="link-unknown"):
        tickets.redeem(token, cookie=None, now=NOW)


def test_a_link_expires_at_its_instant(tickets: Tickets):
    """Just before it is good, at the instant it is not; a refused try does not use it up."""
    token = tickets.create(SITTING, Seat.CANDIDATE, expires_at=later(60))
    with pytest.raises(UserMistake, match="link-expired"):
        tickets.redeem(token, cookie=None, now=later(60))
    assert tickets.redeem(token, cookie=None, now=later(59.9)).seat is Seat.CANDIDATE


def test_a_used_link_opens_nothing_to_another_browser(tickets: Tickets, sessions: Sessions):
    """Neither to one without a session nor to one that holds another seat, which keeps what it had."""
    token = tickets.create(SITTING, Seat.CANDIDATE, expires_at=later(60))
    tickets.redeem(token, cookie=None, now=NOW)
    manager = tickets.redeem(tickets.create(None, Seat.MANAGER, expires_at=later(60)), cookie=None, now=NOW)
    for cookie in (None, "made-up", manager.cookie):
        with pytest.raises(UserMistake, match="link-used"):
            tickets.redeem(token, cookie=cookie, now=NOW)
    assert sessions.seats_of(manager.cookie, now=NOW) == {MANAGER}


def test_a_used_link_is_harmless_where_its_seat_is_held(tickets: Tickets):
    """Who opens the link again in the same browser is where they were, also after the link has expired."""
    token = tickets.create(SITTING, Seat.CANDIDATE, expires_at=later(60))
    first = tickets.redeem(token, cookie=None, now=NOW)
    assert tickets.redeem(token, cookie=first.cookie, now=later(3600)) == first


def test_a_used_link_does_not_outlive_its_session(tickets: Tickets, sessions: Sessions):
    """Signed out, the same link is a used link."""
    token = tickets.create(SITTING, Seat.CANDIDATE, expires_at=later(60))
    first = tickets.redeem(token, cookie=None, now=NOW)
    sessions.end(first.cookie)
    with pytest.raises(UserMistake, match="link-used"):
        tickets.redeem(token, cookie=first.cookie, now=NOW)


def test_of_twenty_who_bring_the_same_token_one_wins(tickets: Tickets, sessions: Sessions):
    """Twenty threads at once: one cookie, nineteen `link-used`."""
    token = tickets.create(SITTING, Seat.CANDIDATE, expires_at=later(60))
    outcomes: list[str] = []
    cookies: list[str] = []
    together = threading.Barrier(20)

    def bring() -> None:
        together.wait()
        try:
            cookies.append(tickets.redeem(token, cookie=None, now=NOW).cookie)
        except UserMistake as mistake:
            outcomes.append(mistake.reason)

    threads = [threading.Thread(target=bring) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == ["link-used"] * 19
    (cookie,) = cookies
    assert sessions.seats_of(cookie, now=NOW) == {CANDIDATE}


def test_neither_tokens_nor_cookies_are_stored(tickets: Tickets, tmp_path: Path):
    """Who reads the database's files can open nothing."""
    token = tickets.create(SITTING, Seat.CANDIDATE, expires_at=later(60))
    cookie = tickets.redeem(token, cookie=None, now=NOW).cookie
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert token.encode() not in files
    assert cookie.encode() not in files
