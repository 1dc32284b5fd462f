"""`oralexam account`: what a technician can do when nobody can sign in."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from oralexam.cli.account import account_app
from oralexam.exams.people import Role
from oralexam.storage.accounts import Accounts
from oralexam.storage.engine import open_database

PASSWORD = "quatre girafes à Dunkerque"  # noqa: S105 — a test's own secret


def run(data: Path, *words: str, typed: str = "") -> Result:
    """The command, with what somebody types."""
    return CliRunner().invoke(account_app, [*words, "--data", str(data)], input=typed)


def test_an_account_is_made_listed_closed_and_opened(tmp_path: Path) -> None:
    """The password is asked for and never shown."""
    made = run(tmp_path, "add", "Claire", "--name", "Claire Morel", typed=f"{PASSWORD}\n")
    assert made.exit_code == 0, made.output
    run(tmp_path, "add", "hassan", "--name", "Hassan", "--role", "juror", typed=f"{PASSWORD}\n")
    assert PASSWORD not in made.output
    assert run(tmp_path, "close", "hassan").exit_code == 0
    listed = run(tmp_path, "list").output.splitlines()
    assert listed == ["claire  manager  Claire Morel", "hassan  juror  Hassan  (closed)"]
    assert run(tmp_path, "reopen", "hassan").output == "hassan: open\n"
    assert run(tmp_path, "password", "hassan", typed="trois éléphants à Calais\n").exit_code == 0
    assert getattr(run(tmp_path, "close", "claire").exception, "reason", "") == "last-manager"


def test_an_invitation_is_printed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under the address that people type."""
    monkeypatch.setenv("ORALEXAM_PUBLIC_URL", "https://exam.centre.example")
    said = run(tmp_path, "invite", "--role", "technician").output.strip()
    prefix = "https://exam.centre.example/welcome#"
    assert said.startswith(prefix)
    database = open_database(tmp_path / "oralexam.sqlite3")
    try:
        from datetime import UTC, datetime

        accounts = Accounts(database)
        assert accounts.check_invitation(said.removeprefix(prefix), now=datetime.now(UTC)) is Role.TECHNICIAN
    finally:
        database.close()


@pytest.mark.parametrize(("login", "password"), [("a b", PASSWORD), ("claire", "short")])
def test_what_cannot_be_an_account_is_refused(tmp_path: Path, login: str, password: str) -> None:
    """Before anything is written."""
    assert run(tmp_path, "add", login, "--name", "X", typed=f"{password}\n").exit_code == 1
    assert run(tmp_path, "list").output == ""
