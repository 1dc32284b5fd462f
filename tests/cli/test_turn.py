"""`oralexam turn`: a secret is made once, and the configuration that goes with it."""

import shutil
import stat
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
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


@pytest.fixture
def secured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings that name a relay by `turn:` and by `turns:`; the file of its configuration."""
    urls = "turn:192.168.7.30:3479,turns:192.168.7.30:5350?transport=tcp"
    monkeypatch.setenv("ORALEXAM_TURN_URLS", urls)
    monkeypatch.setenv("ORALEXAM_MEDIA_PORTS", "40000-40399")
    monkeypatch.setenv("ORALEXAM_DATA", str(tmp_path / "data"))
    return tmp_path / "turnserver.conf"


def test_where_it_listens_and_how_much_it_carries_follow_from_the_settings(
    secured: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The ports of the addresses that pages get; two allocations by each way for every port of media."""
    monkeypatch.setenv("ORALEXAM_MEDIA_PUBLIC_ADDRESSES", "203.0.113.7")
    code, said = run(monkeypatch, tmp_path / "secret", "--out", str(secured))
    assert code == 0, said
    lines = set(secured.read_text().splitlines())
    assert {"listening-port=3479", "tls-listening-port=5350", "total-quota=1600", "max-port=50759"} <= lines
    assert {"allowed-peer-ip=192.0.2.7", "allowed-peer-ip=203.0.113.7", "no-tlsv1_1"} <= lines
    assert "no-tls" not in lines


def test_the_centres_own_authority_vouches_for_the_relay(
    secured: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """For the relay's address and nothing else; its key is its owner's, and the authority stays as it is."""
    for _ in range(2):
        assert run(monkeypatch, tmp_path / "secret", "--out", str(secured))[0] == 0
    made = x509.load_pem_x509_certificate((tmp_path / "turn.crt").read_bytes())
    authority = x509.load_pem_x509_certificate(
        (tmp_path / "data" / "certificates" / "authority.crt").read_bytes()
    )
    made.verify_directly_issued_by(authority)
    assert made.not_valid_after_utc > datetime.now(UTC)
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(each) for each in names.get_values_for_type(x509.IPAddress)] == ["192.168.7.30"]
    assert stat.S_IMODE((tmp_path / "turn.key").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("url", "arguments", "words"),
    [
        ("turns:turn.public.example", ("--out", "t.conf"), "may not vouch for «turn.public.example»"),
        ("turns:192.168.7.30", (), "--out"),
        ("turns:192.168.7.30", ("--certificate", "a.crt"), "--key"),
    ],
)
def test_a_certificate_that_cannot_be_had_is_told(
    secured: Path, monkeypatch: pytest.MonkeyPatch, url: str, arguments: tuple[str, ...], words: str
):
    """A public name, no place to write it to, half of one."""
    monkeypatch.chdir(secured.parent)
    monkeypatch.setenv("ORALEXAM_TURN_URLS", url)
    code, said = run(monkeypatch, secured.parent / "secret", *arguments)
    assert code == 1
    assert words in said


def test_a_certificate_of_ones_own_is_named_as_it_is(secured: Path, monkeypatch: pytest.MonkeyPatch):
    """For a relay with a public name; nothing is made."""
    monkeypatch.setenv("ORALEXAM_TURN_URLS", "turns:turn.public.example")
    given = ("--certificate", "/etc/turn/own.crt", "--key", "/etc/turn/own.key")
    code, said = run(monkeypatch, secured.parent / "secret", *given)
    assert code == 0, said
    assert "cert=/etc/turn/own.crt\npkey=/etc/turn/own.key" in said
    assert not (secured.parent / "data").exists()


def test_the_rules_of_a_firewall_name_relay_and_ports(secured: Path, monkeypatch: pytest.MonkeyPatch):
    """And nftables reads them, where it is installed."""
    file = secured.with_name("relay.nft")
    code, said = run(monkeypatch, None, "--firewall", str(file))
    assert code == 0, said
    rule = "ip saddr { 192.168.7.30 } udp sport 49160-50759 udp dport != 40000-40399 counter drop"
    assert rule in file.read_text()
    if (nft := shutil.which("nft")) is not None:
        read = subprocess.run([nft, "-c", "-f", str(file)], capture_output=True, text=True, check=False)
        # Whoever may not load rules may not have them read either.
        assert read.returncode == 0 or "Operation not permitted" in read.stderr, read.stderr
    monkeypatch.delenv("ORALEXAM_MEDIA_PORTS")
    code, said = run(monkeypatch, None, "--firewall", str(file))
    assert (code, "ORALEXAM_MEDIA_PORTS" in said) == (1, True)
