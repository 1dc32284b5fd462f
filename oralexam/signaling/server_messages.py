"""What the server says. Every message carries `seq`, counted from 1 within `epoch` for each seat.

Codes, never sentences: the client holds the sentences. Instants are RFC 3339 in UTC.
"""

from datetime import datetime

import msgspec

from oralexam.rooms.views import AnyView


class ServerMessage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """Something that the server says."""

    seq: int


class Welcome(ServerMessage, frozen=True, kw_only=True, tag="welcome"):
    """The answer to `hello`. What was missed, or a view, follows."""

    epoch: str
    """Names this run of the server: `seq` counts within it."""
    resumed: bool
    """True: the missed messages follow; false: a fresh view does."""
    server_now: datetime


class View(ServerMessage, frozen=True, kw_only=True, tag="view"):
    """The room as this seat may see it, whole. It replaces the view before it."""

    server_now: datetime
    view: AnyView


class Saved(ServerMessage, frozen=True, kw_only=True, tag="saved"):
    """The candidate's notes, text or contact sheet, up to `revision`, stand in the database."""

    what: str
    """`notes`, `text` or `sheet`."""
    revision: int
    saved_at: datetime


class Accepted(ServerMessage, frozen=True, kw_only=True, tag="accepted"):
    """An order was carried out; the view that shows it follows, or went before."""

    ref: int


class Refused(ServerMessage, frozen=True, kw_only=True, tag="refused"):
    """Something was not done, and changed nothing."""

    ref: int | None
    code: str


class MediaAnswer(ServerMessage, frozen=True, kw_only=True, tag="media-answer"):
    """The SDP answer to an offer, with all the server's candidates in it."""

    ref: int
    sdp: str


class MediaGone(ServerMessage, frozen=True, kw_only=True, tag="media-gone"):
    """The server has lost this seat's media connection: whoever had one is to make a new offer now."""


class Pong(ServerMessage, frozen=True, kw_only=True, tag="pong"):
    """The answer to a ping."""

    ref: int
    server_now: datetime


class Replaced(ServerMessage, frozen=True, kw_only=True, tag="replaced"):
    """A newer connection has taken this seat; this one is closed next (WebSocket code 4001)."""


class Draining(ServerMessage, frozen=True, kw_only=True, tag="draining"):
    """The server is about to stop; a call that runs goes on until `until` at the latest."""

    until: datetime


class SoundTest(ServerMessage, frozen=True, kw_only=True, tag="sound-test"):
    """Two rooms are tried: this page plays a known sound and listens, or only listens, and tells by HTTP."""

    test_id: str
    plays: bool


AnyServerMessage = (
    Welcome
    | View
    | Saved
    | Accepted
    | Refused
    | MediaAnswer
    | MediaGone
    | Pong
    | Replaced
    | Draining
    | SoundTest
)
