"""`oralexam turn`: a secret is made once, and the configuration that goes with it."""

import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from oralexam.cli.program import program


def run(monkeypatch: pytest.MonkeyPatch, secret: Path | None, *arguments: str) -> tuple[int, str]:
    """The command's exit code and what it printed."""
    monkeypatch.setenv("ORALEXAM_TURN_SECRET_FILE", str(secret or ""))
    monkeypatch.setenv("ORALEXAM_MEDIA_HOST", "192.0.2.7")
    done = CliRunner().invoke(program, ["turn", *arguments])
    return done.exit_code, done.output


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A second run gives the same configuration; the server's own address is what may be reached."""
    secret = tmp_path / "turn.secret"
    code, first = run(monkeypatch, secret, "--out", str(tmp_path / "a.conf"))
    assert code == 0, first
    assert stat.S_IMODE(secret.stat().st_mode) == stat.S_IMODE((tmp_path / "a.conf").stat().st_mode) == 0o600
    code, printed = run(monkeypatch, secret)
    assert code == 0
    assert printed == (tmp_path / "a.conf").read_text()
    assert f"static-auth-secret={secret.read_text().strip()}" in printed
    assert "allowed-peer-ip=192.0.2.7" in printed


def test_without_a_file_for_the_secret_it_says_which_setting(monkeypatch: pytest.MonkeyPatch):
    """Nothing is written anywhere."""
    monkeypatch.delenv("ORALEXAM_TURN_SECRET_FILE", raising=False)
    done = CliRunner().invoke(program, ["turn"])
    assert done.exit_code == 1
    assert "ORALEXAM_TURN_SECRET_FILE" in done.output


def test_what_is_no_address_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """It would stand in the list of what the relay may reach."""
    code, said = run(monkeypatch, tmp_path / "s", "--server-address", "everything")
    assert code == 1
    assert "--server-address" in said
