"""What is told and allowed, by what the settings say; sockets on free ports, never connected to."""

import socket
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from oralexam.bootstrap import lan_entrance
from oralexam.bootstrap.entrance import Entrance, open_entrance
from oralexam.cli.lan_words import lan_words
from oralexam.cli.sentences import sentence
from oralexam.errors import SystemFault
from oralexam.lan.identity import Identity
from oralexam.settings import Settings
from tests.lan.lan_samples import MACHINE, NOW, write_own


@pytest.fixture(autouse=True)
def _machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine of the samples, whatever this one is; the centre's names come first."""

    def named(also: list[str]) -> Identity:
        return Identity(names=(*also, *MACHINE.names), addresses=MACHINE.addresses, networks=MACHINE.networks)

    monkeypatch.setattr(lan_entrance, "this_machine", named)


def _open(tmp_path: Path, **settings: Any) -> Entrance:  # noqa: ANN401
    given = {"lan": True, "lan_port": 0, "trust_port": 0, **settings}
    opened = open_entrance(Settings(**given), tmp_path / "certificates", now=NOW)
    opened.close()
    return opened


def _refusal(tmp_path: Path, **settings: Any) -> str:  # noqa: ANN401
    with pytest.raises(SystemFault) as refused:
        _open(tmp_path, **settings)
    assert not sentence(refused.value).startswith("Not done")
    return refused.value.reason


def test_links_carry_the_first_address(tmp_path: Path) -> None:
    """An address works where no name server knows the machine."""
    opened = _open(tmp_path)
    assert opened.url == f"https://192.168.7.20:{opened.port}"
    assert opened.lan is not None
    assert opened.lan.trust_url.startswith("http://192.168.7.20:")
    assert f"https://[fd00::20]:{opened.port}" in opened.lan.urls
    assert not [url for url in opened.lan.urls if "localhost" in url or "127.0.0.1" in url]


def test_the_standard_port_is_left_out_of_origins() -> None:
    """As browsers write them (RFC 6454 section 6.2)."""
    assert lan_entrance._https("exam-pc", 443) == "https://exam-pc"


def test_a_name_of_the_centre_is_told_and_allowed(tmp_path: Path) -> None:
    """ORALEXAM_PUBLIC_URL is what links begin with; its host is in the certificate."""
    opened = _open(tmp_path, public_url="https://oral.exam-pc.local:8443")
    assert opened.url == "https://oral.exam-pc.local:8443"
    assert opened.url in opened.origins
    assert opened.lan is not None
    assert opened.lan.urls[0] == opened.url


def test_the_centres_own_certificate_gives_the_name(tmp_path: Path) -> None:
    """Only what it covers is told; there is no authority to print."""
    chain, key = write_own(tmp_path, x509.DNSName("oral.centre.example"), x509.DNSName("exam-pc.local"))
    opened = _open(tmp_path, tls_certificate=chain, tls_key=key)
    assert opened.lan is not None
    assert opened.url == f"https://exam-pc.local:{opened.port}"
    assert set(opened.lan.urls) == {opened.url, f"https://oral.centre.example:{opened.port}"}
    assert "own certificate" in lan_words(opened.lan)
    assert not (tmp_path / "certificates").exists()


def test_a_wildcard_certificate_needs_a_name(tmp_path: Path) -> None:
    """It says by itself under which name nobody knows the machine."""
    chain, key = write_own(tmp_path, x509.DNSName("*.centre.example"))
    own = {"tls_certificate": chain, "tls_key": key}
    assert _refusal(tmp_path, **own) == "tls-certificate-which-name"
    assert (
        _refusal(tmp_path, **own, public_url="https://oral.elsewhere.example") == "tls-certificate-other-name"
    )
    assert (
        _open(tmp_path, **own, public_url="https://oral.centre.example").url == "https://oral.centre.example"
    )


def test_what_cannot_be_is_said_at_start(tmp_path: Path) -> None:
    """Half a pair of files, a plain address, no address at all."""
    assert _refusal(tmp_path, tls_certificate=tmp_path / "x.pem") == "tls-half-given"
    assert _refusal(tmp_path, tls_key=tmp_path / "x.key") == "tls-half-given"
    assert _refusal(tmp_path, public_url="http://oral.centre.example") == "lan-public-url-not-https"


def test_a_port_in_use_is_named_for_what_it_is(tmp_path: Path) -> None:
    """Another option helps for each of the two; neither leaves the other's socket open."""
    with socket.create_server(("0.0.0.0", 0)) as taken:
        port = taken.getsockname()[1]
        assert _refusal(tmp_path, lan_port=port) == "port-in-use"
        assert _refusal(tmp_path, trust_port=port) == "trust-port-in-use"


def test_the_technician_is_told_what_to_type_and_to_compare(tmp_path: Path) -> None:
    """Addresses, the trust page, the fingerprint in two lines of a terminal's width."""
    opened = _open(tmp_path)
    assert opened.lan is not None
    words = lan_words(opened.lan)
    assert all(url in words for url in (*opened.lan.urls, opened.lan.trust_url))
    pairs = [line.strip() for line in words.splitlines() if line.strip().count(":") == 15]
    assert len(pairs) == 2
    assert max(len(line) for line in words.splitlines()) <= 110


def test_without_lan_nothing_changes(tmp_path: Path) -> None:
    """Plain HTTP on localhost only, and no certificate folder."""
    opened = _open(tmp_path, lan=False, port=0)
    assert opened.lan is None
    assert opened.url == f"http://localhost:{opened.port}"
    assert set(opened.origins) == {
        opened.url,
        *(f"http://{here}:{opened.port}" for here in ("127.0.0.1", "[::1]")),
    }
    assert opened.sockets[0].family is socket.AF_INET
    assert not (tmp_path / "certificates").exists()
