"""A machine that does not exist, and certificates of a centre that does not exist either."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.verification import PolicyBuilder, Store

from oralexam.lan.authority import Key, new_key
from oralexam.lan.identity import Identity

NOW = datetime(2026, 12, 8, 7, 30, tzinfo=UTC)
MACHINE = Identity(
    names=("exam-pc", "exam-pc.local"),
    addresses=("192.168.7.20", "203.0.113.9", "fd00::20"),
    networks=("192.168.7.0/24", "203.0.113.0/28", "fd00::/64"),
)


def verify(leaf: x509.Certificate, authority: x509.Certificate, name: x509.GeneralName, at: datetime = NOW):
    """What a client does that trusts `authority` (RFC 5280 section 6, as browsers narrow it)."""
    policy = PolicyBuilder().store(Store([authority])).time(at)
    return policy.build_server_verifier(name).verify(leaf, [])


def write_own(
    folder: Path,
    *names: x509.GeneralName,
    now: datetime = NOW,
    life: timedelta = timedelta(days=90),
    key: Key | None = None,
) -> tuple[Path, Path]:
    """A certificate as a centre may bring it: files for the certificate and its key."""
    key = key or new_key()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "A centre")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + life)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    chain, key_file = folder / "centre.pem", folder / "centre.key"
    chain.write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return chain, key_file
