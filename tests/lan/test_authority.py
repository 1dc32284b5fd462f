"""What the local authority signs is what browsers accept, and no more than the centre needs."""

import ipaddress
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.verification import VerificationError

from oralexam.lan.authority import (
    Alternatives,
    allowed_by,
    fingerprint,
    make_authority,
    make_server_certificate,
    named_in,
    new_key,
    still_good,
    wanted_of,
)
from tests.lan.lan_samples import MACHINE, NOW, verify


@pytest.fixture(scope="module")
def authority() -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """The authority of a machine with a name, private addresses and a public one."""
    return make_authority(MACHINE, now=NOW)


def _leaf(authority, wanted: Alternatives, now=NOW) -> x509.Certificate:
    return make_server_certificate(*authority, new_key(), wanted, now=now)


def test_a_client_that_trusts_the_authority_accepts_every_name_and_address(authority) -> None:
    """The chain verifies for each DNS name and each IP address, IPv6 and localhost included."""
    leaf = _leaf(authority, wanted_of(MACHINE))
    for name in ("exam-pc", "exam-pc.local", "localhost"):
        verify(leaf, authority[0], x509.DNSName(name))
    for text in (*MACHINE.addresses, "127.0.0.1", "::1"):
        verify(leaf, authority[0], x509.IPAddress(ipaddress.ip_address(text)))


def test_another_name_or_another_authority_is_refused(authority) -> None:
    """The verifier of these tests can say no."""
    leaf = _leaf(authority, wanted_of(MACHINE))
    with pytest.raises(VerificationError):
        verify(leaf, authority[0], x509.DNSName("other-pc.local"))
    with pytest.raises(VerificationError):
        verify(leaf, make_authority(MACHINE, now=NOW)[0], x509.DNSName("exam-pc"))


@pytest.mark.parametrize("name", ["bank.example", "exam-pc.evil.example", "local.example"])
def test_a_stolen_key_cannot_vouch_for_a_public_site(authority, name: str) -> None:
    """Name constraints: a certificate for another site is refused, though the authority signed it."""
    leaf = _leaf(authority, (frozenset({"exam-pc", name}), frozenset()))
    with pytest.raises(VerificationError):
        verify(leaf, authority[0], x509.DNSName(name))
    with pytest.raises(VerificationError):
        verify(leaf, authority[0], x509.DNSName("exam-pc"))


def test_a_stolen_key_cannot_vouch_for_a_public_address(authority) -> None:
    """Only private networks and those that the machine's own cards were in."""
    for text, fine in (
        ("203.0.113.3", True),
        ("203.0.113.77", False),
        ("10.4.4.4", True),
        ("198.51.100.7", False),
    ):
        leaf = _leaf(authority, (frozenset(), frozenset({text})))
        name = x509.IPAddress(ipaddress.ip_address(text))
        if fine:
            verify(leaf, authority[0], name)
        else:
            with pytest.raises(VerificationError):
                verify(leaf, authority[0], name)


def test_what_may_not_be_vouched_for_is_left_out_and_named(authority) -> None:
    """A machine that was renamed, or moved to a public network, keeps a certificate that works."""
    wanted = (frozenset({"new-pc", "new-pc.local", "localhost"}), frozenset({"10.0.0.2", "198.51.100.7"}))
    (names, addresses), left_out = allowed_by(authority[0], wanted)
    assert names == {"new-pc.local", "localhost"}
    assert addresses == {"10.0.0.2"}
    assert left_out == ("198.51.100.7", "new-pc")
    verify(_leaf(authority, (names, addresses)), authority[0], x509.DNSName("new-pc.local"))


def test_the_authority_signs_certificates_and_lists_and_is_no_server(authority) -> None:
    """P-256, ten years, keyCertSign and cRLSign, no further authorities below it."""
    certificate, key = authority
    assert isinstance(key.curve, ec.SECP256R1)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.key_cert_sign, usage.crl_sign, usage.digital_signature) == (True, True, False)
    constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert constraints.critical
    assert constraints.value.path_length == 0
    assert certificate.extensions.get_extension_for_class(x509.NameConstraints).critical
    years = (certificate.not_valid_after_utc - NOW) / timedelta(days=365)
    assert years == pytest.approx(10)


def test_a_server_certificate_lives_397_days_at_most(authority) -> None:
    """Browsers refuse more than 398; a classroom's clock may be a day slow."""
    leaf = _leaf(authority, wanted_of(MACHINE))
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc <= timedelta(days=397)
    verify(leaf, authority[0], x509.DNSName("exam-pc"), NOW - timedelta(hours=23))
    with pytest.raises(VerificationError):
        verify(leaf, authority[0], x509.DNSName("exam-pc"), NOW + timedelta(days=397))


def test_a_server_certificate_does_not_outlive_its_authority(authority) -> None:
    """In the tenth year it ends with the authority."""
    late = authority[0].not_valid_after_utc - timedelta(days=60)
    assert _leaf(authority, wanted_of(MACHINE), late).not_valid_after_utc == authority[0].not_valid_after_utc


def test_when_a_server_certificate_stays(authority) -> None:
    """As long as names, addresses and authority are the same, until thirty days before its end."""
    wanted = wanted_of(MACHINE)
    leaf = _leaf(authority, wanted)
    assert named_in(leaf) == wanted
    assert still_good(leaf, authority[0], wanted, now=NOW + timedelta(days=365))
    assert not still_good(leaf, authority[0], wanted, now=NOW + timedelta(days=366, minutes=1))
    assert not still_good(leaf, authority[0], wanted, now=NOW - timedelta(days=2))
    assert not still_good(leaf, authority[0], (wanted[0], wanted[1] | {"10.0.0.9"}), now=NOW)
    assert not still_good(leaf, authority[0], (wanted[0] - {"exam-pc"}, wanted[1]), now=NOW)
    assert not still_good(leaf, make_authority(MACHINE, now=NOW)[0], wanted, now=NOW)


def test_the_fingerprint_is_written_as_systems_show_it(authority) -> None:
    """32 pairs of capital hexadecimal digits with colons between them."""
    pairs = fingerprint(authority[0]).split(":")
    assert len(pairs) == 32
    assert all(len(pair) == 2 and pair == pair.upper() for pair in pairs)
