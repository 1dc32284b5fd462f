"""`oralexam account`: who may sign in, from the machine itself: the first manager, a lost password."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from argon2 import PasswordHasher
from argon2.profiles import RFC_9106_LOW_MEMORY

from oralexam.errors import NotFound
from oralexam.exams.people import Account, Role, check_password, login_of
from oralexam.settings import Settings, read_settings
from oralexam.storage.accounts import Accounts
from oralexam.storage.engine import open_database
from oralexam.storage.files import DataFolder
from oralexam.webapp.people.sign_in import INVITATION_LIFE, name_of

account_app = typer.Typer(help="Who may sign in.", no_args_is_help=True, rich_markup_mode=None)

DataOption = Annotated[Path | None, typer.Option("--data", help="The data folder.")]
LoginArgument = Annotated[str, typer.Argument(help="What the person types to sign in.")]


@account_app.command("add")
def add(
    login: LoginArgument,
    *,
    name: Annotated[str, typer.Option(help="The person's name, as others see it.")],
    role: Annotated[Role, typer.Option(help="What the account is for.")] = Role.MANAGER,
    data: DataOption = None,
) -> None:
    """Make an account; the password is asked for, or read from a line of standard input."""
    known_as, called = login_of(login), name_of(name)
    password = _password()
    check_password(password, login=known_as, name=called)
    with _accounts(read_settings(data=data)) as accounts:
        accounts.add(
            login=known_as,
            name=called,
            role=role,
            password_hash=_hashed(password),
            now=datetime.now(UTC),
        )
    print(f"{known_as}: {role}")


@account_app.command("invite")
def invite(
    *,
    role: Annotated[Role, typer.Option(help="What the account is to be for.")] = Role.MANAGER,
    data: DataOption = None,
) -> None:
    """Print the address by which one person makes an account, once, within two days."""
    settings = read_settings(data=data)
    with _accounts(settings) as accounts:
        token = accounts.invite(role, expires_at=datetime.now(UTC) + INVITATION_LIFE)
    # Where no public address is set, only the running server knows under which it is reached.
    print(f"{settings.public_url or 'https://THE-SERVER'}/welcome#{token}")


@account_app.command("list")
def show(data: DataOption = None) -> None:
    """List every account."""
    with _accounts(read_settings(data=data)) as accounts:
        for account in accounts.listed():
            print(f"{account.login}  {account.role}  {account.name}{'' if account.active else '  (closed)'}")


@account_app.command("password")
def password(login: LoginArgument, data: DataOption = None) -> None:
    """Give an account another password; it is signed out everywhere."""
    with _accounts(read_settings(data=data)) as accounts:
        account = _named(accounts, login)
        wanted = _password()
        check_password(wanted, login=account.login, name=account.name)
        accounts.set_password(account.account_id, _hashed(wanted))
    print(f"{account.login}: changed, and signed out everywhere")


@account_app.command("close")
def close(login: LoginArgument, data: DataOption = None) -> None:
    """Close an account: it is signed out everywhere, and nobody can sign in to it."""
    _set_active(login, data, active=False)


@account_app.command("reopen")
def reopen(login: LoginArgument, data: DataOption = None) -> None:
    """Open a closed account again."""
    _set_active(login, data, active=True)


def _set_active(login: str, data: Path | None, *, active: bool) -> None:
    with _accounts(read_settings(data=data)) as accounts:
        account = _named(accounts, login)
        accounts.set_active(account.account_id, active=active, now=datetime.now(UTC))
    print(f"{account.login}: {'open' if active else 'closed'}")


@contextmanager
def _accounts(settings: Settings) -> Iterator[Accounts]:
    """The accounts of a data folder; a server that runs on it sees each change at once."""
    files = DataFolder(settings.data)
    files.probe_writable()
    database = open_database(files.database_path)
    try:
        yield Accounts(database)
    finally:
        database.close()


def _named(accounts: Accounts, login: str) -> Account:
    known_as = login_of(login)
    for account in accounts.listed():
        if account.login == known_as:
            return account
    raise NotFound("unknown-account", login=known_as)


def _password() -> str:
    """Without echo at a terminal; otherwise one line, for scripts."""
    wanted: str = typer.prompt("Password", hide_input=True, confirmation_prompt=False, prompt_suffix=": ")
    return wanted


def _hashed(password: str) -> str:
    return PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY).hash(password)
