"""What the serving process and a media worker say to each other."""

import msgspec

from oralexam.media.layout import Kind, Mode
from oralexam.media.ports import LinkState, MediaLoad, MediaSettings, SeatTelemetry
from oralexam.rooms.seats import Seat


class Message(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="what"):
    """Something that one of the two says."""


# The serving process says:


class Begin(Message, frozen=True, kw_only=True, tag="begin"):
    """The first message: what to work on."""

    recordings: str
    utc_offset_us: int
    """What to add to the monotonic clock, which all processes share, for the server's own time."""
    settings: MediaSettings


class Connect(Message, frozen=True, kw_only=True, tag="connect"):
    """Answer an offer; `Done` brings the answer."""

    number: int
    sitting_id: str
    seat: Seat
    mode: Mode
    offer_sdp: str


class Disconnect(Message, frozen=True, kw_only=True, tag="disconnect"):
    """End a seat's connections."""

    number: int
    sitting_id: str
    seat: Seat


class End(Message, frozen=True, kw_only=True, tag="end"):
    """Close all of a sitting; its journals are complete when `Done` comes."""

    number: int
    sitting_id: str


class Stop(Message, frozen=True, kw_only=True, tag="stop"):
    """Close everything; the process ends after `Done`."""

    number: int


class OpenCall(Message, frozen=True, kw_only=True, tag="open-call"):
    """Forward and record."""

    sitting_id: str


class CloseCall(Message, frozen=True, kw_only=True, tag="close-call"):
    """Stop forwarding and recording."""

    sitting_id: str


class Impair(Message, frozen=True, kw_only=True, tag="impair"):
    """Lose this share of packets on purpose (rehearsals)."""

    sitting_id: str
    loss: float
    seed: int


Question = Connect | Disconnect | End | Stop
Order = OpenCall | CloseCall | Impair
FromServer = Begin | Question | Order

# A media worker says:


class Ready(Message, frozen=True, kw_only=True, tag="ready"):
    """It works; questions may come."""


class Done(Message, frozen=True, kw_only=True, tag="done"):
    """A question was carried out."""

    number: int
    sdp: str = ""


class Failed(Message, frozen=True, kw_only=True, tag="failed"):
    """A question was not carried out, and changed nothing."""

    number: int
    code: str
    mistake: bool
    """Whether whoever asked is to blame, and not the server."""
    details: dict[str, str | float]


class Flowing(Message, frozen=True, kw_only=True, tag="flowing"):
    """As `MediaListener.media_flowing`."""

    sitting_id: str
    seat: Seat
    kinds: frozenset[Kind]


class LinkChanged(Message, frozen=True, kw_only=True, tag="link-changed"):
    """As `MediaListener.link_changed`."""

    sitting_id: str
    seat: Seat
    state: LinkState
    silent_s: float = 0.0


class RecordingFault(Message, frozen=True, kw_only=True, tag="recording-fault"):
    """As `MediaListener.recording_fault`."""

    sitting_id: str
    seat: Seat
    code: str


class Beat(Message, frozen=True, kw_only=True, tag="beat"):
    """It lives: how busy it is, and how each sitting is doing."""

    load: MediaLoad
    telemetry: dict[str, tuple[SeatTelemetry, ...]]


FromWorker = Ready | Done | Failed | Flowing | LinkChanged | RecordingFault | Beat
