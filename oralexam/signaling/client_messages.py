"""What a client may say. One JSON object a WebSocket text frame, at most 64 KB, `type` names it."""

import msgspec

from oralexam.rooms.commands import AnyCommand, Counter


class ClientMessage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """Something that a client says."""


class Hello(ClientMessage, frozen=True, kw_only=True, tag="hello"):
    """The first message on every connection.

    `epoch` and `last_seq` are those of the last message that the page received, both None on a first visit.
    The server sends what was missed, or, where it cannot (it was restarted, too much was missed), a fresh
    view.
    """

    protocol: Counter = 1
    epoch: str | None = None
    last_seq: Counter | None = None


class Order(ClientMessage, frozen=True, kw_only=True, tag="order"):
    """A command to the room; answered by `accepted` or `refused` with the same `ref`."""

    ref: Counter
    """The client's own number for it."""
    command: AnyCommand


class MediaOffer(ClientMessage, frozen=True, kw_only=True, tag="media-offer"):
    """An SDP offer (RFC 8829) for this seat's one peer connection; answered by `media-answer` or `refused`.

    A new offer replaces the connection before it.
    """

    ref: Counter
    sdp: str


class Ping(ClientMessage, frozen=True, kw_only=True, tag="ping"):
    """A heartbeat every second; answered by `pong` with the same `ref`."""

    ref: Counter


AnyClientMessage = Hello | Order | MediaOffer | Ping
