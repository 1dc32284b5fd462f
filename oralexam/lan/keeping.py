"""The certificate folder: one authority that stays, one server certificate that is renewed.

```
<data>/certificates/           0700
    authority.crt              what PCs are told to trust; public
    authority.key              0600; never leaves this folder
    server.crt  server.key     0600; renewed at start when they must be
```
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from oralexam.errors import SystemFault
from oralexam.lan.authority import (
    RENEW_WITHIN,
    Key,
    allowed_by,
    make_authority,
    make_server_certificate,
    new_key,
    still_good,
    wanted_of,
)
from oralexam.lan.identity import Identity, is_host_name
from oralexam.private_files import SECRET_MODE, write_private


@dataclass(frozen=True, kw_only=True)
class Certificates:
    """What the HTTPS door shows: files for the TLS library, and what people are told of them."""

    chain: Path
    key: Path
    server: x509.Certificate
    authority: x509.Certificate | None
    """The local authority; None where the centre brought a certificate of its own."""
    authority_file: Path | None = None
    """Where it stands, in PEM form."""
    left_out: tuple[str, ...] = ()
    """Names and addresses of the machine that the authority may not vouch for."""


def local_certificates(folder: Path, identity: Identity, *, now: datetime) -> Certificates:
    """The local authority, made once, and a server certificate that fits this machine and this day.

    Raises:
        SystemFault: `lan-authority-unreadable`, `lan-authority-ended`, `data-folder-not-writable`.
    """
    authority, authority_key = _authority(folder, identity, now=now)
    wanted, left_out = allowed_by(authority, wanted_of(identity))
    chain, key_file = folder / "server.crt", folder / "server.key"
    server = _server(chain, key_file)
    if server is None or not still_good(server, authority, wanted, now=now):
        key = new_key()
        server = make_server_certificate(authority, authority_key, key, wanted, now=now)
        # The key first: a crash in between leaves a pair that does not match, and is made again.
        _write(key_file, _private(key))
        _write(chain, _pem(server))
    return Certificates(
        chain=chain,
        key=key_file,
        server=server,
        authority=authority,
        authority_file=folder / "authority.crt",
        left_out=left_out,
    )


@dataclass(frozen=True, kw_only=True)
class RelayCertificate:
    """What a TURN relay shows under `turns:`, in PEM form."""

    chain: str
    key: str


def relay_certificate(
    folder: Path, identity: Identity, *, hosts: Sequence[str], now: datetime
) -> RelayCertificate:
    """A certificate of the local authority for a relay's names or addresses; the authority, if need be.

    Raises:
        SystemFault: `turn-certificate-name`: it may not vouch for one of them, and what `local_certificates`
            raises.
    """
    authority, authority_key = _authority(folder, identity, now=now)
    names = frozenset(host.lower() for host in hosts if is_host_name(host.lower()))
    wanted, left_out = allowed_by(authority, (names, frozenset(hosts) - names))
    if left_out:
        raise SystemFault("turn-certificate-name", host=left_out[0])
    key = new_key()
    made = make_server_certificate(authority, authority_key, key, wanted, now=now)
    return RelayCertificate(chain=_pem(made).decode(), key=_private(key).decode())


def read_certificates(path: Path) -> list[x509.Certificate]:
    """The certificates of a PEM file, in its order; none where it holds none.

    Raises:
        OSError
    """
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except ValueError:
        return []


def _authority(folder: Path, identity: Identity, *, now: datetime) -> tuple[x509.Certificate, Key]:
    public, secret = folder / "authority.crt", folder / "authority.key"
    if not public.exists():
        # A key without its certificate was never trusted by anybody: that start was cut short.
        certificate, key = make_authority(identity, now=now)
        _write(secret, _private(key))
        _write(public, _pem(certificate))
        return certificate, key
    # Never made anew by itself: every PC of the centre would have to be told again.
    found = _matching(public, secret)
    if found is None or not isinstance(found[1], ec.EllipticCurvePrivateKey):
        raise SystemFault("lan-authority-unreadable", folder=str(folder))
    # A folder that was brought back from a copy may have lost its modes.
    with contextlib.suppress(OSError):
        secret.chmod(SECRET_MODE)
    certificate, key = found[0], found[1]
    if now > certificate.not_valid_after_utc - RENEW_WITHIN:
        day = f"{certificate.not_valid_after_utc:%Y-%m-%d}"
        raise SystemFault("lan-authority-ended", folder=str(folder), day=day)
    return certificate, key


def _server(chain: Path, key_file: Path) -> x509.Certificate | None:
    found = _matching(chain, key_file)
    return found[0] if found is not None else None


def _matching(public: Path, secret: Path) -> tuple[x509.Certificate, object] | None:
    """A certificate and the key that it is for; None where either cannot be read, or they differ."""
    try:
        certificates = read_certificates(public)
        key = serialization.load_pem_private_key(secret.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        return None
    if not certificates or certificates[0].public_key() != key.public_key():
        return None
    return certificates[0], key


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _private(key: Key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all.

    Raises:
        SystemFault: `data-folder-not-writable`.
    """
    try:
        write_private(path, content)
    except OSError as error:
        raise SystemFault("data-folder-not-writable", cause=type(error).__name__) from error
