"""The centre's own certificate is looked at before any browser does."""

import ipaddress
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from oralexam.cli.sentences import sentence
from oralexam.errors import SystemFault
from oralexam.lan.authority import new_key
from oralexam.lan.own import covers, own_certificates
from tests.lan.lan_samples import NOW, write_own

NAME = x509.DNSName("oral.centre.example")


def _refusal(chain: Path, key: Path, now=NOW) -> str:
    with pytest.raises(SystemFault) as refused:
        own_certificates(chain, key, now=now)
    said = sentence(refused.value)
    assert not said.startswith("Not done"), said
    return refused.value.reason


def test_a_certificate_with_its_key_is_taken(tmp_path: Path) -> None:
    """There is no authority to install then."""
    given = own_certificates(*write_own(tmp_path, NAME), now=NOW)
    assert given.authority is None


def test_the_key_of_another_certificate_is_refused(tmp_path: Path) -> None:
    """And said with both files' names."""
    chain, key = write_own(tmp_path, NAME)
    (tmp_path / "other").mkdir()
    _, other_key = write_own(tmp_path / "other", NAME, key=new_key())
    assert _refusal(chain, key=other_key) == "tls-key-of-another"
    own_certificates(chain, key, now=NOW)


def test_the_days_of_a_certificate_are_looked_at(tmp_path: Path) -> None:
    """One that has ended, or has not begun, makes every browser warn."""
    chain, key = write_own(tmp_path, NAME, life=timedelta(days=10))
    assert _refusal(chain, key, NOW + timedelta(days=10)) == "tls-certificate-ended"
    assert _refusal(chain, key, NOW - timedelta(days=2)) == "tls-certificate-not-yet"


def test_files_that_are_something_else_are_named(tmp_path: Path) -> None:
    """Absent, swapped, empty, or without names."""
    chain, key = write_own(tmp_path, NAME)
    assert _refusal(tmp_path / "absent.pem", key) == "tls-file-unreadable"
    assert _refusal(chain, tmp_path / "absent.key") == "tls-file-unreadable"
    assert _refusal(key, chain) == "tls-certificate-not-one"
    assert _refusal(chain, chain) == "tls-key-not-one"
    (tmp_path / "bare").mkdir()
    assert _refusal(*write_own(tmp_path / "bare")) == "tls-certificate-nameless"


@pytest.mark.parametrize(
    ("host", "fine"),
    [
        ("oral.centre.example", True),
        ("a.exam.example", True),
        ("a.b.exam.example", False),
        ("exam.example", False),
        ("10.0.0.7", True),
        ("10.0.0.8", False),
    ],
)
def test_a_wildcard_covers_one_label(tmp_path: Path, host: str, fine: bool) -> None:  # noqa: FBT001
    """RFC 6125 section 6.4.3; addresses only as addresses."""
    names = (NAME, x509.DNSName("*.exam.example"), x509.IPAddress(ipaddress.ip_address("10.0.0.7")))
    given = own_certificates(*write_own(tmp_path, *names), now=NOW)
    assert covers(given.server, host) is fine
