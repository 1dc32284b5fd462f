"""The key that browsers encrypt to: whoever finds a browser's storage finds nothing that can be heard.

P-256 with an ephemeral half of the page for each run (ECIES in the manner of SEC 1, section 5.1),
HKDF-SHA-256 (RFC 5869), AES-256-GCM: what WebCrypto has in every browser.
"""

import contextlib
import hashlib
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from oralexam.copies.format import RunHeader, Segment, header_digest, unpack_packets
from oralexam.errors import BadInput, SystemFault
from oralexam.private_files import SECRET_MODE, write_private_once

KEY_NAME: Final = "private.pem"
KEY_INFO: Final = b"oralexam own copy 1"
_KEY_BYTES: Final = 32
ID_DIGITS: Final = 16
"""64 bits tell one key of a centre from another; nobody gains by two of one id."""


class CopiesKey:
    """The server's pair: the public half goes to every page, the private one never leaves the data folder."""

    def __init__(self, private: ec.EllipticCurvePrivateKey) -> None:
        self._private = private
        self.point = private.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        self.key_id = hashlib.sha256(self.point).hexdigest()[:ID_DIGITS]

    def of_run(self, header: RunHeader, text: bytes) -> bytes:
        """The key of one run, from its head and the head's exact text.

        Raises:
            BadInput: `copy-of-another-key`, `copy-malformed`: no point of the curve.
        """
        if header.server_key != self.key_id:
            raise BadInput("copy-of-another-key")
        try:
            public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), header.point)
        except ValueError as error:
            raise BadInput("copy-malformed") from error
        return run_key(self._private.exchange(ec.ECDH(), public), text)


def run_key(shared: bytes, text: bytes) -> bytes:
    """The key of a run from what both halves agree on, bound to its head."""
    return HKDF(algorithm=hashes.SHA256(), length=_KEY_BYTES, salt=header_digest(text), info=KEY_INFO).derive(
        shared
    )


def nonce_of(index: int) -> bytes:
    """A segment's nonce: each run has a key of its own, so its number never comes twice."""
    return index.to_bytes(12, "big")


def seal(key: bytes, digest: bytes, index: int, head: bytes, plain: bytes) -> bytes:
    """Encrypt packets as the page does: bound to the run's head and to the segment's own fields."""
    return AESGCM(key).encrypt(nonce_of(index), plain, digest + head)


def opened(key: bytes, digest: bytes, segment: Segment) -> tuple[bytes, ...]:
    """The Opus packets of a segment.

    Raises:
        BadInput: `copy-changed`: the seal does not hold; `copy-malformed`: what it holds is no sound.
    """
    try:
        plain = AESGCM(key).decrypt(nonce_of(segment.index), segment.sealed, digest + segment.head)
    except InvalidTag as error:
        raise BadInput("copy-changed") from error
    return unpack_packets(plain, segment)


def copies_key(folder: Path) -> CopiesKey:
    """The key of this centre; made where there is none.

    Raises:
        SystemFault: `copies-key-unreadable`, `data-folder-not-writable`.
    """
    path = folder / KEY_NAME
    try:
        if not path.exists():
            # Of two who start at the same moment, one makes the key: both read what stands there.
            with contextlib.suppress(FileExistsError):
                write_private_once(path, _new_pem())
    except OSError as error:
        raise SystemFault("data-folder-not-writable", cause=type(error).__name__) from error
    # A folder that was brought back from a copy may have lost its modes.
    with contextlib.suppress(OSError):
        path.chmod(SECRET_MODE)
    key = known_copies_key(folder)
    if key is None:
        raise SystemFault("copies-key-unreadable", folder=str(folder))
    return key


def known_copies_key(folder: Path) -> CopiesKey | None:
    """The key as it stands; None where none was made yet.

    Raises:
        SystemFault: `copies-key-unreadable`.
    """
    try:
        content = (folder / KEY_NAME).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SystemFault("copies-key-unreadable", folder=str(folder)) from error
    try:
        key = serialization.load_pem_private_key(content, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise SystemFault("copies-key-unreadable", folder=str(folder))
    return CopiesKey(key)


def _new_pem() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
