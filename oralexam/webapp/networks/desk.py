"""Gives pages their way around a firewall: relays, with credentials that end."""

import msgspec

from oralexam.clock import Clock
from oralexam.media.relays import IceServer, Relays, opaque_name
from oralexam.rooms.seats import Seat


class IceServers(msgspec.Struct, frozen=True, kw_only=True):
    """What a page's peer connection is made with; empty where this server names no relay."""

    ice_servers: tuple[IceServer, ...]


class NetworkDesk:
    """Credentials for whoever sits in a seat."""

    def __init__(self, *, relays: Relays, clock: Clock) -> None:
        self._relays = relays
        self._clock = clock

    def for_seat(self, sitting_id: str, seat: Seat) -> IceServers:
        """The relays, for a connection of this seat that is made now."""
        given = self._relays.for_somebody(opaque_name(seat.value, sitting_id), now=self._clock.now())
        return IceServers(ice_servers=given)
