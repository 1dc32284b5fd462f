"""The centre's key: one Ed25519 pair (RFC 8032), made once, with which appeal packs are signed.

```
<data>/centre-key/      0700
    centre.key          0600; the private half (PKCS #8, PEM): never leaves this folder, never a log
    centre.pub          0600; the public half (SubjectPublicKeyInfo, PEM): goes into every pack
```

The server reads the public half only; the private one is read by the short process that signs. A key is never
made anew by itself: what was printed before names the old one.
"""

import contextlib
import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from oralexam.errors import SystemFault
from oralexam.private_files import SECRET_MODE, write_private, write_private_once

PRIVATE_NAME = "centre.key"
PUBLIC_NAME = "centre.pub"
GROUP = 4
"""Digits of a fingerprint that stand together: what a person reads aloud at once."""


@dataclass(frozen=True, kw_only=True)
class CentreKey:
    """The public half: what is printed, told and put into packs."""

    raw: bytes
    """Its 32 bytes (RFC 8032 section 5.1.5)."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the raw public key: 64 hex digits."""
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def groups(self) -> str:
        """The fingerprint as people read it: sixteen groups of four digits."""
        digits = self.fingerprint
        return " ".join(digits[start : start + GROUP] for start in range(0, len(digits), GROUP))

    @property
    def pem(self) -> bytes:
        """As other programs read it."""
        return Ed25519PublicKey.from_public_bytes(self.raw).public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )


def centre_key(folder: Path) -> CentreKey:
    """The key of this centre; made where there has never been one.

    Raises:
        SystemFault: `centre-key-lost` where only the public half is left, `centre-key-unreadable`,
            `data-folder-not-writable`.
    """
    try:
        known = known_centre_key(folder)
        if known is None:
            with contextlib.suppress(FileExistsError):
                write_private_once(folder / PRIVATE_NAME, _pem_of(Ed25519PrivateKey.generate()))
            # Of two who start at the same moment, one has made the key: both read what stands there.
            known = CentreKey(raw=_private(folder).public_key().public_bytes_raw())
            write_private(folder / PUBLIC_NAME, known.pem)
    except OSError as error:
        raise SystemFault("data-folder-not-writable", cause=type(error).__name__) from error
    if not (folder / PRIVATE_NAME).is_file():
        raise SystemFault("centre-key-lost", folder=str(folder))
    # A folder that was brought back from a copy may have lost its modes.
    with contextlib.suppress(OSError):
        (folder / PRIVATE_NAME).chmod(SECRET_MODE)
    return known


def known_centre_key(folder: Path) -> CentreKey | None:
    """The public half as it stands; None where none was made yet.

    Raises:
        SystemFault: `centre-key-unreadable`.
    """
    try:
        content = (folder / PUBLIC_NAME).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SystemFault("centre-key-unreadable", folder=str(folder)) from error
    try:
        key = serialization.load_pem_public_key(content)
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise SystemFault("centre-key-unreadable", folder=str(folder))
    return CentreKey(raw=key.public_bytes_raw())


def signing_key(folder: Path) -> Ed25519PrivateKey:
    """The private half, checked against the public one that was told.

    Raises:
        SystemFault: `centre-key-lost`, `centre-key-unreadable`; `centre-keys-differ`: one of the two files is
            another key's.
    """
    known = known_centre_key(folder)
    key = _private(folder)
    if known is None or key.public_key().public_bytes_raw() != known.raw:
        raise SystemFault("centre-keys-differ", folder=str(folder))
    return key


def _private(folder: Path) -> Ed25519PrivateKey:
    try:
        content = (folder / PRIVATE_NAME).read_bytes()
    except FileNotFoundError as error:
        raise SystemFault("centre-key-lost", folder=str(folder)) from error
    except OSError as error:
        raise SystemFault("centre-key-unreadable", folder=str(folder)) from error
    try:
        key = serialization.load_pem_private_key(content, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise SystemFault("centre-key-unreadable", folder=str(folder))
    return key


def _pem_of(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
