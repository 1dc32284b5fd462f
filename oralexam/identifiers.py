"""Names that the server makes: the only ones that ever become file names, keys or links."""

import hashlib
import re
import secrets
import uuid

_IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TOKEN_BYTES = 16
"""128 bits of chance: what shared security notes ask of a link that opens a seat."""


def new_id() -> str:
    """A random UUID (RFC 9562, version 4) in lower case: 36 characters."""
    return str(uuid.uuid4())


def is_id(text: str) -> bool:
    """Whether `text` is an id of the form that `new_id` makes: safe as a file name."""
    return _IDENTIFIER.fullmatch(text) is not None


def new_token() -> str:
    """A secret for one link: 128 random bits, URL-safe, 22 characters."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_digest(token: str) -> str:
    """What is stored instead of a token: SHA-256 in hex. 128 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
