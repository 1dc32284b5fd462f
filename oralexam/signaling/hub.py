"""Who is connected, and what each seat has been sent: one channel a seat, one live connection a channel."""

from collections import deque
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from oralexam.clock import Clock
from oralexam.identifiers import new_id
from oralexam.rooms.seats import Seat
from oralexam.rooms.views import AnyView
from oralexam.signaling import server_messages as say
from oralexam.signaling.client_messages import Hello
from oralexam.signaling.codec import encode

_log = structlog.get_logger(__name__)

KEPT_MESSAGES = 256
"""What a channel keeps for a client that comes back; a client that missed more gets a fresh view."""
CLOSE_REPLACED = 4001
"""WebSocket close code: a newer connection has taken the seat (private range, RFC 6455 §7.4.2)."""
CLOSE_GONE = 4003
"""The page has no right to the seat any more: its session is over, or the sitting was wiped."""


class Connection(Protocol):
    """One client's WebSocket, as the hub sees it. Neither call waits."""

    def send(self, frame: str) -> None:
        """Queue a frame; a client too slow to take it is disconnected."""
        ...

    def close(self, code: int) -> None:
        """Close after what is queued has been sent."""
        ...


@dataclass(kw_only=True)
class _Channel:
    """What one seat has been sent in this run of the server."""

    seq: int = 0
    kept: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=KEPT_MESSAGES))
    connection: Connection | None = None
    last_view: AnyView | None = None
    quiet: bool = False
    """Nothing has come from the connection for some seconds: nobody may be at its other end."""


class Hub:
    """The channels of every sitting. `epoch` names this run: numbers of another run mean nothing here."""

    def __init__(self, *, clock: Clock) -> None:
        self.epoch = new_id()
        self._clock = clock
        self._channels: dict[str, dict[Seat, _Channel]] = {}
        self._listeners: list[Callable[[str], None]] = []
        # A dropped channel's numbers must never come again: a page that was away would take them for its own.
        self._first_seq = 0

    def listen(self, listener: Callable[[str], None]) -> None:
        """Have `listener` told of every sitting whose live connections have changed. It returns at once."""
        self._listeners.append(listener)

    def present(self, sitting_id: str) -> AbstractSet[Seat]:
        """The seats of a sitting that have a live connection which has not fallen quiet."""
        channels = self._channels.get(sitting_id, {})
        return {
            seat for seat, channel in channels.items() if channel.connection is not None and not channel.quiet
        }

    def connected(self, sitting_id: str) -> AbstractSet[Seat]:
        """The seats of a sitting that have a live connection, also a quiet one."""
        channels = self._channels.get(sitting_id, {})
        return {seat for seat, channel in channels.items() if channel.connection is not None}

    def connections(self) -> int:
        """How many live connections there are."""
        return sum(
            channel.connection is not None
            for channels in self._channels.values()
            for channel in channels.values()
        )

    def attach(
        self, sitting_id: str, seat: Seat, connection: Connection, hello: Hello, view: Callable[[], AnyView]
    ) -> bool:
        """Give the seat to `connection`, the newest; tell it what it missed, or a fresh view.

        Returns:
            Whether an older live connection was replaced.
        """
        channel = self._channel(sitting_id, seat)
        older = channel.connection
        if older is not None:
            older.send(encode(say.Replaced(seq=channel.seq)))
            older.close(CLOSE_REPLACED)
            _log.info("connection-replaced", sitting_id=sitting_id, seat=seat)
        channel.connection, channel.quiet = connection, False
        missed = self._missed(channel, hello)
        connection.send(
            encode(
                say.Welcome(
                    seq=channel.seq,
                    epoch=self.epoch,
                    resumed=missed is not None,
                    server_now=self._clock.now(),
                )
            )
        )
        for frame in missed or ():
            connection.send(frame)
        if missed is None:
            channel.last_view = None
        self.show(sitting_id, seat, view())
        self._changed(sitting_id)
        return older is not None

    def detach(self, sitting_id: str, seat: Seat, connection: Connection) -> bool:
        """Note that `connection` is gone. Returns False where a newer one had taken its place."""
        channel = self._channels.get(sitting_id, {}).get(seat)
        if channel is None or channel.connection is not connection:
            return False
        channel.connection, channel.quiet = None, False
        self._changed(sitting_id)
        return True

    def hush(self, sitting_id: str, seat: Seat, connection: Connection, *, quiet: bool) -> bool:
        """Note that nothing comes from `connection`, or that something comes again; whether that is news."""
        channel = self._channels.get(sitting_id, {}).get(seat)
        if channel is None or channel.connection is not connection or channel.quiet is quiet:
            return False
        channel.quiet = quiet
        self._changed(sitting_id)
        return True

    def show(self, sitting_id: str, seat: Seat, view: AnyView) -> None:
        """Send a view, unless it says nothing new: what changes unseen must not be felt either."""
        channel = self._channel(sitting_id, seat)
        if view == channel.last_view:
            return
        channel.last_view = view
        self._send(channel, lambda seq: say.View(seq=seq, server_now=self._clock.now(), view=view))

    def tell(self, sitting_id: str, seat: Seat, message: Callable[[int], say.AnyServerMessage]) -> None:
        """Send a numbered message, kept for a client that comes back."""
        self._send(self._channel(sitting_id, seat), message)

    def answer_ping(self, sitting_id: str, seat: Seat, ref: int) -> None:
        """Send a pong: it repeats the last number, and is not kept."""
        channel = self._channels.get(sitting_id, {}).get(seat)
        if channel is not None and channel.connection is not None:
            pong = say.Pong(seq=channel.seq, ref=ref, server_now=self._clock.now())
            channel.connection.send(encode(pong))

    def dismiss(self, sitting_id: str, seat: Seat) -> None:
        """Close the connection of a seat that somebody else holds from now on."""
        channel = self._channels.get(sitting_id, {}).get(seat)
        if channel is None:
            return
        # Whoever comes next is no page that was away: it gets nothing of what the other one missed.
        channel.kept.clear()
        if channel.connection is None:
            return
        channel.connection.close(CLOSE_GONE)
        channel.connection, channel.quiet = None, False
        self._changed(sitting_id)

    def release(self, sitting_id: str) -> bool:
        """Drop the channels of a sitting to which nobody is connected; False where somebody is."""
        if self.connected(sitting_id):
            return False
        self._drop(sitting_id)
        return True

    def forget(self, sitting_id: str) -> None:
        """Close and drop the channels of a sitting that has been wiped."""
        for channel in self._drop(sitting_id):
            if channel.connection is not None:
                channel.connection.close(CLOSE_GONE)
        self._changed(sitting_id)

    def _channel(self, sitting_id: str, seat: Seat) -> _Channel:
        channels = self._channels.setdefault(sitting_id, {})
        if seat not in channels:
            channels[seat] = _Channel(seq=self._first_seq)
        return channels[seat]

    def _drop(self, sitting_id: str) -> list[_Channel]:
        dropped = list(self._channels.pop(sitting_id, {}).values())
        self._first_seq = max(self._first_seq, *(channel.seq for channel in dropped), 0)
        return dropped

    def _changed(self, sitting_id: str) -> None:
        for listener in self._listeners:
            listener(sitting_id)

    def _missed(self, channel: _Channel, hello: Hello) -> list[str] | None:
        if hello.epoch != self.epoch or hello.last_seq is None or hello.last_seq > channel.seq:
            return None
        oldest_kept = channel.kept[0][0] if channel.kept else channel.seq + 1
        if hello.last_seq + 1 < oldest_kept:
            return None
        return [frame for seq, frame in channel.kept if seq > hello.last_seq]

    def _send(self, channel: _Channel, message: Callable[[int], say.AnyServerMessage]) -> None:
        channel.seq += 1
        frame = encode(message(channel.seq))
        channel.kept.append((channel.seq, frame))
        if channel.connection is not None:
            channel.connection.send(frame)
