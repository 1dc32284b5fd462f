"""Staff who sign in with a password: checked slowly, limited by account and by address, told in one way."""

import asyncio
from datetime import timedelta

import structlog

from oralexam.clock import Clock
from oralexam.errors import BadInput, Refused, Unavailable, UserMistake
from oralexam.exams.people import LONGEST_PASSWORD, Account, Role, check_password, login_of
from oralexam.storage.accounts import Accounts
from oralexam.webapp.people.passwords import Passwords
from oralexam.webapp.people.tries import FailedTries, FailureLimit

_log = structlog.get_logger(__name__)

FAILED_BY_ACCOUNT = (FailureLimit(most=5, within_s=60.0), FailureLimit(most=30, within_s=3600.0))
"""Wrong passwords for one login from anywhere (NIST SP 800-63B-4, section 3.2.2: no more than 100 in a row).
Whoever keeps another one out by this is told from the log, and a manager can give a fresh invitation."""
INVITATION_LIFE = timedelta(hours=48)


class SignIn:
    """Accounts, as pages and commands use them."""

    def __init__(self, *, accounts: Accounts, passwords: Passwords, clock: Clock, public_url: str) -> None:
        self._accounts = accounts
        self._passwords = passwords
        self._clock = clock
        self._public_url = public_url
        self._tries = FailedTries(*FAILED_BY_ACCOUNT)

    async def check(self, login: str, password: str) -> Account:
        """The account of that login and password.

        Raises:
            UserMistake: `sign-in-refused`, whatever of the two was wrong; `too-many-tries`.
            Unavailable: `sign-in-busy`.
        """
        try:
            known_as = login_of(login)
        except BadInput:
            raise UserMistake("sign-in-refused") from None
        if len(password) > LONGEST_PASSWORD:
            raise UserMistake("sign-in-refused")
        with self._tries.attempt(known_as):
            found = await asyncio.to_thread(self._accounts.to_check, known_as)
            stored = None if found is None else found[1]
            if not await self._passwords.right(stored, password) or found is None:
                raise UserMistake("sign-in-refused")
        account, old = found
        if self._passwords.outdated(old):
            try:
                new = await self._passwords.hashed(password)
                await asyncio.to_thread(self._accounts.refresh_hash, account.account_id, old=old, new=new)
            except Unavailable:
                _log.info("hash-not-refreshed", account_id=account.account_id)
        return account

    async def change_password(self, account: Account, *, old: str, new: str) -> None:
        """Another password for an account; every browser that is signed in to it is signed out.

        Raises:
            UserMistake: `sign-in-refused`: the old one is wrong; `too-many-tries`.
            BadInput: as `people.check_password` says.
            Unavailable: `sign-in-busy`.
        """
        check_password(new, login=account.login, name=account.name)
        await self.check(account.login, old)
        await asyncio.to_thread(
            self._accounts.set_password, account.account_id, await self._passwords.hashed(new)
        )
        _log.info("password-changed", account_id=account.account_id)

    async def accept(self, token: str, *, login: str, name: str, password: str) -> Account:
        """Make an account of an invitation.

        Raises:
            BadInput: `login-not-well-formed`, `name-missing`, and what `people.check_password` says.
            UserMistake: `link-unknown`, `link-used`, `link-expired`.
            Refused: `login-taken`; the invitation can still be used.
            Unavailable: `sign-in-busy`.
        """
        known_as, called = login_of(login), name_of(name)
        check_password(password, login=known_as, name=called)
        # Before the hash: nobody makes the server compute with an invitation of their own invention.
        await asyncio.to_thread(self._accounts.check_invitation, token, now=self._clock.now())
        account = await asyncio.to_thread(
            self._accounts.accept,
            token,
            login=known_as,
            name=called,
            password_hash=await self._passwords.hashed(password),
            now=self._clock.now(),
        )
        _log.info("account-made", account_id=account.account_id, role=account.role)
        return account

    async def invitation(self, role: Role) -> str:
        """A link by which one person makes an account in that role, once."""
        token = await asyncio.to_thread(
            self._accounts.invite, role, expires_at=self._clock.now() + INVITATION_LIFE
        )
        return f"{self._public_url}/welcome#{token}"

    async def invited_as(self, token: str) -> Role:
        """What an invitation is for, without using it.

        Raises:
            UserMistake: `link-unknown`, `link-used`, `link-expired`.
        """
        return await asyncio.to_thread(self._accounts.check_invitation, token, now=self._clock.now())

    async def first_invitation(self) -> str | None:
        """A manager's invitation while nobody can sign in as one; None once somebody can."""
        if await asyncio.to_thread(self._accounts.any_manager):
            return None
        return await self.invitation(Role.MANAGER)

    async def listed(self) -> tuple[Account, ...]:
        """Every account."""
        return await asyncio.to_thread(self._accounts.listed)

    async def set_active(self, account_id: str, *, active: bool, by: Account | None) -> Account:
        """Close an account, or open it again.

        Raises:
            NotFound: `unknown-account`.
            Refused: `last-manager`, `own-account`.
        """
        if by is not None and by.account_id == account_id and not active:
            raise Refused("own-account")
        account = await asyncio.to_thread(
            self._accounts.set_active, account_id, active=active, now=self._clock.now()
        )
        _log.info("account-opened" if active else "account-closed", account_id=account_id)
        return account


def name_of(written: str) -> str:
    """A person's name, tidied.

    Raises:
        BadInput: `name-missing`.
    """
    name = " ".join(written.split())
    if not 0 < len(name) <= 80:
        raise BadInput("name-missing", longest=80)
    return name
