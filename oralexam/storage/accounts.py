"""Accounts of the staff: hashes of passwords, never passwords; and the single-use links that invite one."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from oralexam.errors import NotFound, Refused, UserMistake
from oralexam.exams.people import Account, Role
from oralexam.identifiers import new_id, new_token, token_digest
from oralexam.storage.engine import Database
from oralexam.storage.sessions import PersonKind
from oralexam.storage.tables import AccountInvitationRow, AccountRow, SessionPersonRow


class Accounts:
    """Who may sign in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, *, login: str, name: str, role: Role, password_hash: str, now: datetime) -> Account:
        """A new account; `login` is as `people.login_of` makes it.

        Raises:
            Refused: `login-taken`.
        """
        with self._database.writing() as session:
            return _add(session, login=login, name=name, role=role, password_hash=password_hash, now=now)

    def listed(self) -> tuple[Account, ...]:
        """Every account, by login."""
        with self._database.reading() as session:
            rows = session.exec(select(AccountRow).order_by(col(AccountRow.login))).all()
            return tuple(_account(row) for row in rows)

    def get(self, account_id: str) -> Account | None:
        """The account with this id, disabled ones too."""
        with self._database.reading() as session:
            row = session.get(AccountRow, account_id)
            return None if row is None else _account(row)

    def to_check(self, login: str) -> tuple[Account, str] | None:
        """The active account of that login and the hash of its password."""
        with self._database.reading() as session:
            row = session.exec(
                select(AccountRow).where(AccountRow.login == login, col(AccountRow.disabled_at).is_(None))
            ).one_or_none()
            return None if row is None else (_account(row), row.password_hash)

    def set_password(self, account_id: str, password_hash: str) -> None:
        """Another password; every browser that was signed in under the old one is signed out.

        Raises:
            NotFound: `unknown-account`.
        """
        with self._database.writing() as session:
            _row(session, account_id).password_hash = password_hash
            _sign_out(session, account_id)

    def refresh_hash(self, account_id: str, *, old: str, new: str) -> None:
        """The same password, hashed with today's parameters; nothing if it was changed meanwhile."""
        with self._database.writing() as session:
            session.exec(
                update(AccountRow)
                .where(col(AccountRow.account_id) == account_id, col(AccountRow.password_hash) == old)
                .values(password_hash=new)
            )

    def set_active(self, account_id: str, *, active: bool, now: datetime) -> Account:
        """Close an account, or open it again; a closed one is signed out everywhere.

        Raises:
            NotFound: `unknown-account`.
            Refused: `last-manager`: somebody must be able to let the others in.
        """
        with self._database.writing() as session:
            row = _row(session, account_id)
            if not active and row.disabled_at is None:
                if row.role == Role.MANAGER and len(_managers(session)) == 1:
                    raise Refused("last-manager")
                row.disabled_at = now
                _sign_out(session, account_id)
            elif active:
                row.disabled_at = None
            return _account(row)

    def any_manager(self) -> bool:
        """Whether somebody can sign in as a manager."""
        with self._database.reading() as session:
            return bool(_managers(session))

    def invite(self, role: Role, *, expires_at: datetime) -> str:
        """The token of a single-use link by which a person makes an account; it is stored nowhere."""
        token = new_token()
        with self._database.writing() as session:
            session.add(
                AccountInvitationRow(token_digest=token_digest(token), role=role.value, expires_at=expires_at)
            )
        return token

    def accept(self, token: str, *, login: str, name: str, password_hash: str, now: datetime) -> Account:
        """The account of whoever brings the invitation: once, in one transaction.

        Raises:
            UserMistake: `link-unknown`, `link-used`, `link-expired`.
            Refused: `login-taken`; the invitation can still be used.
        """
        with self._database.writing() as session:
            invitation = _usable(session, token, now=now)
            role = Role(invitation.role)
            account = _add(session, login=login, name=name, role=role, password_hash=password_hash, now=now)
            invitation.used_at = now
            return account

    def check_invitation(self, token: str, *, now: datetime) -> Role:
        """What the invitation is for, without using it.

        Raises:
            UserMistake: `link-unknown`, `link-used`, `link-expired`.
        """
        with self._database.reading() as session:
            return Role(_usable(session, token, now=now).role)


def _usable(session: Session, token: str, *, now: datetime) -> AccountInvitationRow:
    invitation = session.get(AccountInvitationRow, token_digest(token))
    if invitation is None:
        raise UserMistake("link-unknown")
    if invitation.used_at is not None:
        raise UserMistake("link-used")
    if invitation.expires_at <= now:
        raise UserMistake("link-expired")
    return invitation


def _add(
    session: Session, *, login: str, name: str, role: Role, password_hash: str, now: datetime
) -> Account:
    row = AccountRow(
        account_id=new_id(),
        login=login,
        name=name,
        role=role.value,
        password_hash=password_hash,
        created_at=now,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise Refused("login-taken") from error
    return _account(row)


def _row(session: Session, account_id: str) -> AccountRow:
    row = session.get(AccountRow, account_id)
    if row is None:
        raise NotFound("unknown-account")
    return row


def _managers(session: Session) -> list[str]:
    return list(
        session.exec(
            select(AccountRow.account_id).where(
                AccountRow.role == Role.MANAGER.value, col(AccountRow.disabled_at).is_(None)
            )
        ).all()
    )


def _sign_out(session: Session, account_id: str) -> None:
    session.exec(
        delete(SessionPersonRow).where(
            col(SessionPersonRow.kind) == PersonKind.ACCOUNT.value,
            col(SessionPersonRow.subject_id) == account_id,
        )
    )


def _account(row: AccountRow) -> Account:
    return Account(
        account_id=row.account_id,
        login=row.login,
        name=row.name,
        role=Role(row.role),
        active=row.disabled_at is None,
    )
