"""The certificate folder: the authority stays, the server's certificate follows the machine."""

import ssl
import stat
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography import x509

from oralexam.errors import SystemFault
from oralexam.lan.authority import RENEW_WITHIN, fingerprint, named_in
from oralexam.lan.keeping import Certificates, local_certificates
from tests.lan.lan_samples import MACHINE, NOW, verify, write_own


def _authority(given: Certificates) -> x509.Certificate:
    assert given.authority is not None
    return given.authority


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where certificates are to be kept; not made yet."""
    return tmp_path / "data" / "certificates"


def test_nobody_else_may_read_the_keys(folder: Path) -> None:
    """Folder 0700, files 0600, and nothing else lies about."""
    local_certificates(folder, MACHINE, now=NOW)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == dict.fromkeys(("authority.crt", "authority.key", "server.crt", "server.key"), 0o600)


def test_a_key_that_came_back_from_a_copy_is_closed_again(folder: Path) -> None:
    """Copies forget modes; the start puts the authority's key right."""
    local_certificates(folder, MACHINE, now=NOW)
    (folder / "authority.key").chmod(0o644)
    local_certificates(folder, MACHINE, now=NOW)
    assert stat.S_IMODE((folder / "authority.key").stat().st_mode) == 0o600


def test_a_restart_changes_nothing(folder: Path) -> None:
    """Same files, byte for byte."""
    local_certificates(folder, MACHINE, now=NOW)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    local_certificates(folder, MACHINE, now=NOW + timedelta(days=100))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_renewal_keeps_the_authority(folder: Path) -> None:
    """Thirty days before the end there is a new certificate, and PCs that trusted the old one trust it."""
    first = local_certificates(folder, MACHINE, now=NOW)
    later = NOW + timedelta(days=370)
    second = local_certificates(folder, MACHINE, now=later)
    assert fingerprint(_authority(second)) == fingerprint(_authority(first))
    assert second.server != first.server
    verify(second.server, _authority(first), x509.DNSName("exam-pc"), later)


def test_a_new_address_is_in_the_certificate_at_the_next_start(folder: Path) -> None:
    """And the authority stays the same."""
    first = local_certificates(folder, MACHINE, now=NOW)
    moved = msgspec.structs.replace(MACHINE, addresses=("192.168.9.4",), networks=("192.168.9.0/24",))
    second = local_certificates(folder, moved, now=NOW)
    assert "192.168.9.4" in named_in(second.server)[1]
    assert "192.168.7.20" not in named_in(second.server)[1]
    assert _authority(second) == _authority(first)


def test_a_lost_or_foreign_server_key_is_replaced(folder: Path) -> None:
    """Half a pair, or a pair that does not match, is made again: nobody has to trust anything anew."""
    first = local_certificates(folder, MACHINE, now=NOW)
    for spoil in (
        lambda key: key.unlink(),
        lambda key: key.write_bytes((folder / "authority.key").read_bytes()),
        lambda key: key.write_text("noise"),
    ):
        spoil(folder / "server.key")
        again = local_certificates(folder, MACHINE, now=NOW)
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(again.chain, again.key)
        assert _authority(again) == _authority(first)


@pytest.mark.parametrize("spoiled", ["authority.key", "authority.crt"])
@pytest.mark.parametrize("content", [b"", b"noise", None])
def test_a_spoiled_authority_is_never_replaced_in_silence(
    folder: Path, spoiled: str, content: bytes | None, tmp_path: Path
) -> None:
    """Every PC would stop trusting the server: a person decides that. `None` is another's file."""
    local_certificates(folder, MACHINE, now=NOW)
    own_chain, own_key = write_own(tmp_path)
    other = own_key if spoiled.endswith("key") else own_chain
    (folder / spoiled).write_bytes(other.read_bytes() if content is None else content)
    with pytest.raises(SystemFault) as refused:
        local_certificates(folder, MACHINE, now=NOW)
    assert refused.value.reason == "lan-authority-unreadable"


def test_an_authority_whose_certificate_was_never_written_is_begun_again(folder: Path) -> None:
    """A crash between its two files: nobody can have trusted it."""
    local_certificates(folder, MACHINE, now=NOW)
    (folder / "authority.crt").unlink()
    again = local_certificates(folder, MACHINE, now=NOW)
    verify(again.server, _authority(again), x509.DNSName("exam-pc"))


def test_an_authority_near_its_end_says_so(folder: Path) -> None:
    """After ten years a person makes a new one, before PCs begin to refuse it in the middle of a session."""
    ends = _authority(local_certificates(folder, MACHINE, now=NOW)).not_valid_after_utc
    local_certificates(folder, MACHINE, now=ends - RENEW_WITHIN)
    with pytest.raises(SystemFault) as refused:
        local_certificates(folder, MACHINE, now=ends - RENEW_WITHIN + timedelta(seconds=1))
    assert refused.value.reason == "lan-authority-ended"
