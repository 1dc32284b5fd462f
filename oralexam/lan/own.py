"""A certificate that the centre has from elsewhere, checked before anybody sees its warnings."""

from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from oralexam.errors import SystemFault
from oralexam.lan.authority import named_in
from oralexam.lan.identity import is_host_name
from oralexam.lan.keeping import Certificates, read_certificates


def own_certificates(chain: Path, key: Path, *, now: datetime) -> Certificates:
    """The centre's certificate (PEM, with its intermediates behind it) and its key.

    Raises:
        SystemFault: `tls-file-unreadable`, `tls-certificate-not-one`, `tls-key-not-one`,
            `tls-key-of-another`, `tls-certificate-ended`, `tls-certificate-not-yet`,
            `tls-certificate-nameless`.
    """
    try:
        found = read_certificates(chain)
    except OSError as error:
        raise SystemFault("tls-file-unreadable", file=str(chain), cause=str(error.strerror)) from error
    if not found:
        raise SystemFault("tls-certificate-not-one", file=str(chain))
    server = found[0]
    if _public_key(key) != server.public_key():
        raise SystemFault("tls-key-of-another", key=str(key), certificate=str(chain))
    if now >= server.not_valid_after_utc:
        day = f"{server.not_valid_after_utc:%Y-%m-%d}"
        raise SystemFault("tls-certificate-ended", file=str(chain), day=day)
    if now < server.not_valid_before_utc:
        day = f"{server.not_valid_before_utc:%Y-%m-%d}"
        raise SystemFault("tls-certificate-not-yet", file=str(chain), day=day)
    if not any(named_in(server)):
        raise SystemFault("tls-certificate-nameless", file=str(chain))
    return Certificates(chain=chain, key=key, server=server, authority=None)


def covers(certificate: x509.Certificate, host: str) -> bool:
    """Whether `host` (a name, or an address as text) is one that the certificate is for (RFC 6125 6.4.3)."""
    names, addresses = named_in(certificate)
    _, _, parent = host.partition(".")
    return host in names or host in addresses or (is_host_name(host) and f"*.{parent}" in names)


def _public_key(key: Path) -> object:
    try:
        content = key.read_bytes()
    except OSError as error:
        raise SystemFault("tls-file-unreadable", file=str(key), cause=str(error.strerror)) from error
    try:
        return serialization.load_pem_private_key(content, None).public_key()
    except (ValueError, TypeError) as error:
        raise SystemFault("tls-key-not-one", file=str(key)) from error
