"""A local certificate authority and the server certificates that it signs (RFC 5280; pure, no files).

Browsers ask of a server certificate: the names in subjectAltName, serverAuth, and a life of 398 days at most
(CA/Browser Forum baseline requirements 6.3.2; Apple asks it of local authorities too, with 825 days).
"""

import ipaddress
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from oralexam.lan.identity import LOOPBACK, Identity, Network

AUTHORITY_LIFE = timedelta(days=3650)
SERVER_LIFE = timedelta(days=396)
"""With the day before: 397 days, one less than browsers take at most."""
BEFORE = timedelta(days=1)
"""So much may the clock of a classroom's PC be slow."""
RENEW_WITHIN = timedelta(days=30)
ORGANIZATION = "oralexam"

PRIVATE_DOMAINS = ("localhost", "local", "internal", "home.arpa")
"""Domains that no public site has: RFC 6761, RFC 6762, ICANN's resolution 2024.07.29.06, RFC 8375."""
PRIVATE_NETWORKS: tuple[Network, ...] = tuple(
    ipaddress.ip_network(text)
    for text in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),  # RFC 1918
        *("127.0.0.0/8", "169.254.0.0/16", "100.64.0.0/10"),  # RFC 1122, RFC 3927, RFC 6598
        *("::1/128", "fc00::/7"),  # RFC 4291, RFC 4193
    )
)

Key = ec.EllipticCurvePrivateKey
Alternatives = tuple[frozenset[str], frozenset[str]]
"""DNS names, and addresses as text."""


def new_key() -> Key:
    """A P-256 key: every browser takes it, and it is made in a millisecond."""
    return ec.generate_private_key(ec.SECP256R1())


def make_authority(identity: Identity, *, now: datetime) -> tuple[x509.Certificate, Key]:
    """An authority that can vouch for machines of this centre and for no public site (RFC 5280 4.2.1.10).

    Whoever steals its key cannot stand in for a bank: it is bound to private domains and networks, to the
    machine's present names, and to the networks that its cards belong to.
    """
    key = new_key()
    title = f"oralexam {identity.names[0] if identity.names else 'LAN'} {now:%Y-%m-%d}"
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANIZATION),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{title[:50]} (CA)"),
        ]
    )
    own = (ipaddress.ip_network(text) for text in identity.networks)
    networks = [*PRIVATE_NETWORKS, *(net for net in own if not any(map(net.overlaps, _alike(net))))]
    domains = dict.fromkeys((*PRIVATE_DOMAINS, *identity.names))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BEFORE)
        .not_valid_after(now + AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.NameConstraints(
                permitted_subtrees=[*map(x509.DNSName, domains), *map(x509.IPAddress, networks)],
                excluded_subtrees=None,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    return certificate, key


def make_server_certificate(
    authority: x509.Certificate, authority_key: Key, key: Key, wanted: Alternatives, *, now: datetime
) -> x509.Certificate:
    """A certificate for `key` under the names and addresses `wanted`; it does not outlive its authority."""
    names, addresses = wanted
    alternatives: list[x509.GeneralName] = [
        *(x509.DNSName(name) for name in sorted(names)),
        *(x509.IPAddress(ipaddress.ip_address(text)) for text in sorted(addresses)),
    ]
    # The common name has spaces, so that nobody takes it for a host's (RFC 6125 section 6.4.4).
    common = x509.NameAttribute(NameOID.COMMON_NAME, "oralexam server on this network")
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANIZATION), common]))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BEFORE)
        .not_valid_after(min(now + SERVER_LIFE, authority.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False
        )
        .sign(authority_key, hashes.SHA256())
    )


def wanted_of(identity: Identity) -> Alternatives:
    """Everything by which browsers may call the machine, itself included."""
    return (
        frozenset({*identity.names, "localhost"}),
        frozenset({*identity.addresses, *map(str, LOOPBACK)}),
    )


def allowed_by(authority: x509.Certificate, wanted: Alternatives) -> tuple[Alternatives, tuple[str, ...]]:
    """The part of `wanted` that the authority's constraints allow, and what they leave out.

    A certificate that held one name outside them would be refused as a whole (RFC 5280 section 6.1.3 b).
    """
    permitted = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees
    domains = [base.value for base in permitted or () if isinstance(base, x509.DNSName)]
    networks = [base.value for base in permitted or () if isinstance(base, x509.IPAddress)]
    names, addresses = wanted
    good_names = {name for name in names if any(name == d or name.endswith(f".{d}") for d in domains)}
    good_addresses = {
        text
        for text in addresses
        if any(
            ipaddress.ip_address(text) in net
            for net in networks
            if isinstance(net, ipaddress.IPv4Network | ipaddress.IPv6Network)
        )
    }
    left_out = tuple(sorted((names - good_names) | (addresses - good_addresses)))
    return (frozenset(good_names), frozenset(good_addresses)), left_out


def named_in(certificate: x509.Certificate) -> Alternatives:
    """The names and addresses that a certificate is for; none where it has no subjectAltName."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return frozenset(), frozenset()
    return (
        frozenset(name.lower() for name in found.get_values_for_type(x509.DNSName)),
        frozenset(str(address) for address in found.get_values_for_type(x509.IPAddress)),
    )


def still_good(
    certificate: x509.Certificate,
    authority: x509.Certificate,
    wanted: Alternatives,
    *,
    now: datetime,
) -> bool:
    """Whether a server certificate can stay: of this authority, exactly for `wanted`, with 30 days to go."""
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    lives = certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc - RENEW_WITHIN
    return lives and named_in(certificate) == wanted


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 in pairs, as every browser and system shows it."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def _alike(network: Network) -> list[Network]:
    return [private for private in PRIVATE_NETWORKS if private.version == network.version]


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
