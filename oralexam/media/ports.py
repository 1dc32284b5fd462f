"""What media needs to be told, and what it tells."""

from typing import Literal, Protocol

import msgspec

from oralexam.media.layout import Kind, Mode
from oralexam.rooms.seats import Seat


class PortRange(msgspec.Struct, frozen=True, kw_only=True):
    """UDP ports from the first to the last, both of them included.

    A connection takes one on each of the machine's addresses.
    """

    first: int
    last: int

    @property
    def size(self) -> int:
        """How many connections there can be at once."""
        return self.last - self.first + 1

    def __str__(self) -> str:
        """As it is written in the settings."""
        return f"{self.first}-{self.last}"


class MediaSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How media is carried; each default says where it comes from."""

    max_video_bps: int = 1_200_000
    """A 640x480 VP8 call settles near 0.7 Mbit/s (shared media notes); beyond 1.2 nothing is gained."""
    start_video_bps: int = 800_000
    min_video_bps: int = 100_000
    connect_deadline_s: float = 15.0
    """aiortc never gives up by itself without end-of-candidates (shared media notes)."""
    max_pending_connections: int = 3
    """Offers of one seat that may be on their way at once; the oldest gives way."""
    lost_after_s: float = 2.0
    """Shared fault table: an alert at most 3 s after a link is cut."""
    keyframe_interval_s: float = 8.0
    """So that a recording can be entered every 5-10 s (shared media notes, Recording)."""
    host: str = ""
    """The address that media is bound to; empty: all of the machine, loopback where it has no other."""
    ports: PortRange | None = None
    """The UDP ports that media may take, for a firewall; None: any that the system gives."""
    told: tuple[str, ...] = ()
    """Addresses that a 1:1 NAT gives this machine: told to browsers beside the cards' own."""


LinkState = Literal["connected", "lost"]


class SeatTelemetry(msgspec.Struct, frozen=True, kw_only=True):
    """How one person's voice or face is doing; counts are of the connection that brings it now."""

    seat: Seat
    """Whose voice or face it is; in the same room another seat's connection may bring it."""
    kind: Kind
    connected: bool
    packets: int
    bytes: int
    last_rtp_age_s: float | None
    """Seconds since its last packet; None while there was none."""
    audio_level_dbov: int | None
    """RFC 6464: 0 is the loudest, -127 silence; None without the extension, and for video. It is the loudest
    since telemetry was last asked for."""
    lost: int
    """What was given up: neither the wire nor retransmission brought it."""
    nacks: int
    recording_bytes: int
    """What has been recorded of this seat and kind since the call was opened."""
    recorded_s: float
    """How long the recorded segments are together, from the first packet to the last of each."""


class VoiceWritten(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a voice has come, and how much of it is written down."""

    seat: Seat
    packets: int
    """From its present connection: after another one they are counted anew."""
    octets: int
    """What the kernel has since the call was opened."""


class MediaLoad(msgspec.Struct, frozen=True, kw_only=True):
    """How busy one event loop of media is."""

    busy_share: float = 0.0
    """Of one core, all threads of the process, over the last seconds."""
    late_p95_ms: float = 0.0
    """How late the loop came to what was due, over the last seconds: every packet of that moment was."""
    unread_bytes: int = 0
    """What waits in the sockets' buffers, at the fullest of the last seconds."""
    dropped_packets: int = 0
    """What the kernel threw away over the last seconds, since a socket's buffer was full."""
    open_calls: int = 0
    connections: int = 0
    """Those that stand and those on their way: each has its ports."""
    guests: int = 0
    """How many of the connections are guests': they are not among what is counted for a call."""


class MediaListener(Protocol):
    """Who is told what happens to media. Called on the event loop; returns at once."""

    def media_flowing(self, sitting_id: str, seat: Seat, kinds: frozenset[Kind]) -> None:
        """Every kind that is recorded of `seat` has a packet in the journal since the call was opened.

        Told for both parties in every mode: whoever has no track of their own, for there is one microphone
        for two, counts as there with its first packet.
        """
        ...

    def link_changed(self, sitting_id: str, seat: Seat, state: LinkState, silent_s: float = 0.0) -> None:
        """The connection that brings a person's voice came up, or has brought nothing for so long."""
        ...

    def recording_fault(self, sitting_id: str, seat: Seat, code: str) -> None:
        """The disk does not take what is recorded (see `journal.disk` for the codes), or takes it again."""
        ...

    def connection_gone(self, sitting_id: str, seat: Seat) -> None:
        """The server has lost a seat's connection by its own doing: its client is to make a new offer now."""
        ...


class Media(Protocol):
    """The media of every sitting, in this process or in others. Used from one event loop."""

    async def start(self) -> None:
        """Be ready for offers.

        Raises:
            SystemFault: `media-library-unsupported`.
        """
        ...

    async def stop(self) -> None:
        """End every call, close every journal, end what was started."""
        ...

    async def connect(self, *, sitting_id: str, seat: Seat, mode: Mode, offer_sdp: str) -> str:
        """Answer an offer; once it is connected it replaces the connection that the seat had.

        Raises:
            UserMistake: `sdp-refused`, `sdp-sends-refused`, `seat-has-no-media`, `connection-replaced`.
            Unavailable: `media-stopping`, `media-busy`.
        """
        ...

    async def disconnect(self, sitting_id: str, seat: Seat) -> None:
        """End a seat's connections."""
        ...

    def open_call(self, sitting_id: str) -> None:
        """From now on forward and record what the two parties send."""
        ...

    def close_call(self, sitting_id: str) -> None:
        """Stop forwarding and recording; the journals are closed in the background."""
        ...

    async def end(self, sitting_id: str) -> None:
        """Close all of a sitting, and forget it; its journals are complete then."""
        ...

    def impair(self, sitting_id: str, loss: float, seed: int) -> None:
        """Lose this share of RTP and RTCP on every connection of a sitting: for rehearsals."""
        ...

    def telemetry(self, sitting_id: str) -> list[SeatTelemetry]:
        """How the media of each sending seat is doing; empty for an unknown sitting."""
        ...

    def voices_written(self, sitting_id: str) -> list[VoiceWritten]:
        """What is recorded of each voice that comes; empty for an unknown sitting."""
        ...

    def open_calls(self) -> int:
        """How many calls are being forwarded and recorded."""
        ...

    def loads(self) -> tuple[MediaLoad, ...]:
        """How busy each event loop of media is that carries something."""
        ...

    def load_of(self, sitting_id: str) -> MediaLoad | None:
        """How busy the event loop is that carries this sitting; None where none does yet."""
        ...

    def expect_calls(self) -> None:
        """Somebody is about to call: whatever takes a moment to start may be started now."""
        ...

    def most_loops(self) -> int:
        """How many event loops of media there can be."""
        ...

    def workers(self) -> int:
        """How many processes of their own carry media now, or wait for it."""
        ...

    def workers_lost(self) -> int:
        """How many of them have died."""
        ...
