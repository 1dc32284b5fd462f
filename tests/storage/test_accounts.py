"""Accounts: who may sign in, and what ends their sessions."""

from datetime import timedelta

import pytest

from oralexam.clock import ManualClock
from oralexam.errors import NotFound, Refused, UserMistake
from oralexam.exams.people import Account, Role
from oralexam.storage.accounts import Accounts
from oralexam.storage.engine import Database
from oralexam.storage.sessions import ABSOLUTE_LIMIT, IDLE_LIMIT, NOBODY, PersonKind, Sessions

NOW = ManualClock().now()
HASHED = "hash"


@pytest.fixture
def accounts(database: Database) -> Accounts:
    """The accounts of an empty database."""
    return Accounts(database)


@pytest.fixture
def sessions(database: Database) -> Sessions:
    """The sessions beside them."""
    return Sessions(database)


def added(accounts: Accounts, login: str = "claire", role: Role = Role.MANAGER) -> Account:
    """An account of that login."""
    return accounts.add(login=login, name=login.title(), role=role, password_hash=f"hash-{login}", now=NOW)


def test_a_login_is_taken_once(accounts: Accounts) -> None:
    """The second one is refused; the first stays as it was."""
    first = added(accounts)
    with pytest.raises(Refused, match="login-taken"):
        accounts.add(login="claire", name="Other", role=Role.JUROR, password_hash=HASHED, now=NOW)
    assert accounts.listed() == (first,)
    assert accounts.to_check("claire") == (first, "hash-claire")
    assert accounts.to_check("nobody") is None


def test_a_closed_account_is_signed_out_everywhere(accounts: Accounts, sessions: Sessions) -> None:
    """At once, in every browser; and it cannot be signed in to."""
    added(accounts)
    juror = added(accounts, "hassan", Role.JUROR)
    cookie = sessions.become(PersonKind.ACCOUNT, juror.account_id, cookie=None, now=NOW)
    assert sessions.holder(cookie, now=NOW).account_id == juror.account_id
    assert not accounts.set_active(juror.account_id, active=False, now=NOW).active
    assert sessions.holder(cookie, now=NOW) == NOBODY
    assert accounts.to_check("hassan") is None
    assert accounts.set_active(juror.account_id, active=True, now=NOW).active


def test_the_last_manager_cannot_be_closed(accounts: Accounts) -> None:
    """Somebody must be able to let the others in."""
    only = added(accounts)
    with pytest.raises(Refused, match="last-manager"):
        accounts.set_active(only.account_id, active=False, now=NOW)
    added(accounts, "second")
    accounts.set_active(only.account_id, active=False, now=NOW)
    assert accounts.any_manager()


def test_another_password_ends_the_sessions_of_the_old_one(accounts: Accounts, sessions: Sessions) -> None:
    """Whoever knew the old one is out."""
    account = added(accounts)
    cookie = sessions.become(PersonKind.ACCOUNT, account.account_id, cookie=None, now=NOW)
    accounts.set_password(account.account_id, "hash-2")
    assert sessions.holder(cookie, now=NOW) == NOBODY
    assert accounts.to_check("claire") == (account, "hash-2")
    with pytest.raises(NotFound, match="unknown-account"):
        accounts.set_password("nobody", "x")


def test_a_hash_is_refreshed_only_where_it_is_still_the_same(accounts: Accounts) -> None:
    """A password that was changed meanwhile does not come back."""
    account = added(accounts)
    accounts.refresh_hash(account.account_id, old="hash-claire", new="hash-better")
    accounts.refresh_hash(account.account_id, old="hash-claire", new="hash-late")
    assert accounts.to_check("claire") == (account, "hash-better")


def test_an_invitation_makes_one_account(accounts: Accounts) -> None:
    """It is used once; a login that is taken does not use it up; it expires."""
    added(accounts)
    token = accounts.invite(Role.JUROR, expires_at=NOW + timedelta(hours=1))
    assert accounts.check_invitation(token, now=NOW) is Role.JUROR
    with pytest.raises(Refused, match="login-taken"):
        accounts.accept(token, login="claire", name="X", password_hash=HASHED, now=NOW)
    made = accounts.accept(token, login="hassan", name="Hassan", password_hash=HASHED, now=NOW)
    assert made.role is Role.JUROR
    with pytest.raises(UserMistake, match="link-used"):
        accounts.accept(token, login="third", name="X", password_hash=HASHED, now=NOW)
    late = accounts.invite(Role.JUROR, expires_at=NOW)
    with pytest.raises(UserMistake, match="link-expired"):
        accounts.accept(late, login="third", name="X", password_hash=HASHED, now=NOW)
    with pytest.raises(UserMistake, match="link-unknown"):
        accounts.check_invitation("guessed", now=NOW)


def test_who_signs_in_gets_another_cookie_and_keeps_their_seats(sessions: Sessions) -> None:
    """The old cookie is worth nothing; a candidacy beside it stays; the person is replaced."""
    before = sessions.become(PersonKind.CANDIDACY, "candidacy-1", cookie=None, now=NOW)
    first = sessions.become(PersonKind.ACCOUNT, "account-1", cookie=before, now=NOW)
    second = sessions.become(PersonKind.ACCOUNT, "account-2", cookie=first, now=NOW)
    assert sessions.holder(before, now=NOW) == sessions.holder(first, now=NOW) == NOBODY
    holder = sessions.holder(second, now=NOW)
    assert (holder.account_id, holder.candidacy_id) == ("account-2", "candidacy-1")


def test_a_person_is_forgotten_like_a_seat(sessions: Sessions) -> None:
    """After four hours without a sign of life, and after fourteen hours in any case."""
    cookie = sessions.become(PersonKind.ACCOUNT, "account-1", cookie=None, now=NOW)
    assert sessions.holder(cookie, now=NOW + IDLE_LIMIT) == NOBODY
    at = NOW
    while at < NOW + ABSOLUTE_LIMIT - timedelta(hours=1):
        at += timedelta(hours=1)
        assert sessions.holder(cookie, now=at).account_id == "account-1"
    assert sessions.sweep(now=at) == 0
    assert sessions.holder(cookie, now=NOW + ABSOLUTE_LIMIT) == NOBODY
    assert sessions.sweep(now=NOW + ABSOLUTE_LIMIT) == 1


def test_an_ended_person_cannot_be_carried_into_a_new_session(sessions: Sessions) -> None:
    """A new sign of who one is does not wake up an idle one."""
    cookie = sessions.become(PersonKind.ACCOUNT, "account-1", cookie=None, now=NOW)
    later = sessions.become(PersonKind.CANDIDACY, "candidacy-1", cookie=cookie, now=NOW + IDLE_LIMIT)
    holder = sessions.holder(later, now=NOW + IDLE_LIMIT)
    assert (holder.account_id, holder.candidacy_id) == (None, "candidacy-1")
