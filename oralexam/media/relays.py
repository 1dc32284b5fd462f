"""TURN (RFC 8656): which relays there are, and who may use them for how long.

The credentials are those of the "TURN REST API" (draft-uberti-behave-turn-rest-00, section 2.2; coturn's
`use-auth-secret`): the name begins with the instant until which it is good, and the password is the name's
HMAC under a secret that only the two servers have. Nothing has to be told to the relay, and what a page holds
is worth nothing the day after.
"""

import base64
import hashlib
import hmac
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from oralexam.errors import SystemFault

CREDENTIAL_LIFE: Final = timedelta(hours=4)
"""Longer than any part of the formats that come along, with a third more time and pauses: a relay may look
again at each refresh. A page asks for new ones with each connection that it makes."""
DEFAULT_PORT: Final = 3478
DEFAULT_TLS_PORT: Final = 5349
LEAST_SECRET: Final = 24
"""Characters: those that `oralexam turn` makes have 43, of 256 bits. It is guessed at leisure from one name
and its password."""
TURN_URLS_FORM: Final = (
    "it is written as turn:turn.centre.example:3478?transport=udp, with commas between several"
)
_URL: Final = re.compile(
    r"(?P<scheme>turns?):(?P<host>\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(?::(?P<port>\d{1,5}))?"
    r"(?:\?transport=(?P<transport>udp|tcp))?"
)


class RelayUrl(msgspec.Struct, frozen=True, kw_only=True):
    """One way to a relay (RFC 7065)."""

    text: str
    host: str
    """Without brackets."""
    port: int
    transport: str
    """`udp` or `tcp`: how it is reached. What it sends on is UDP in any case."""
    tls: bool


class IceServer(msgspec.Struct, frozen=True, kw_only=True):
    """A browser's RTCIceServer (W3C WebRTC 1.0, section 4.2.2)."""

    urls: tuple[str, ...]
    username: str = ""
    credential: str = ""


class Relays:
    """The relays of the settings, and credentials for them."""

    def __init__(self, urls: tuple[RelayUrl, ...], secret: str) -> None:
        self.urls = urls
        self._secret = secret

    def for_somebody(self, name: str, *, now: datetime) -> tuple[IceServer, ...]:
        """What a page needs to use them from now on; `name`, nobody's own, stands in the relay's log."""
        if not self.urls:
            return ()
        username, credential = credentials(self._secret, name, until=now + CREDENTIAL_LIFE)
        urls = tuple(url.text for url in self.urls)
        return (IceServer(urls=urls, username=username, credential=credential),)


NO_RELAYS: Final = Relays((), "")


def credentials(secret: str, name: str, *, until: datetime) -> tuple[str, str]:
    """A name that is good until then, and its password."""
    username = f"{int(until.timestamp())}:{name}"
    digest = hmac.digest(secret.encode(), username.encode(), hashlib.sha1)
    return username, base64.b64encode(digest).decode()


def opaque_name(seat: str, sitting_id: str) -> str:
    """Who uses a relay, for its log: the seat, and a part of the sitting's digest."""
    return f"{seat}-{hashlib.sha256(f'relay {sitting_id}'.encode()).hexdigest()[:12]}"


def read_relay_urls(text: str) -> tuple[RelayUrl, ...]:
    """What `turn:host:3478?transport=udp,turns:host` means; nothing where nothing is said.

    Raises:
        ValueError: one of them is no TURN address; says how they are written.
    """
    return tuple(_read(each) for each in re.split(r"[,\s]+", text) if each)


def _read(text: str) -> RelayUrl:
    found = _URL.fullmatch(text)
    if found is None or not 0 < int(found["port"] or 1) <= 65535:
        raise ValueError(TURN_URLS_FORM)
    tls = found["scheme"] == "turns"
    return RelayUrl(
        text=text,
        host=found["host"].strip("[]"),
        port=int(found["port"] or (DEFAULT_TLS_PORT if tls else DEFAULT_PORT)),
        transport=found["transport"] or ("tcp" if tls else "udp"),
        tls=tls,
    )


def open_relays(urls: tuple[RelayUrl, ...], secret_file: Path | None) -> Relays:
    """The relays with their secret; none where none are named.

    Raises:
        SystemFault: `turn-secret-missing`, `turn-secret-unreadable`, `turn-secret-short`.
    """
    if not urls:
        return NO_RELAYS
    if secret_file is None:
        raise SystemFault("turn-secret-missing")
    return Relays(urls, read_secret(secret_file))


def read_secret(file: Path) -> str:
    """The secret that this server shares with its relays.

    Raises:
        SystemFault: `turn-secret-unreadable`, `turn-secret-short`.
    """
    try:
        secret = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SystemFault("turn-secret-unreadable", file=str(file)) from error
    if len(secret) < LEAST_SECRET or not re.fullmatch(r"[!-~]+", secret):
        raise SystemFault("turn-secret-short", file=str(file), least=LEAST_SECRET)
    return secret
