"""What stations found when they tried the network: the last of each, in a file that the doctor reads, too.

No table: nobody's examination rests on it, and it says nothing of a person.
"""

import contextlib
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

FILE_NAME: Final = "network-checks.json"
MOST_KEPT: Final = 200
"""Stations of the largest centre, twice over; the one that was looked at longest ago is forgotten first."""

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
Milliseconds = Annotated[float, msgspec.Meta(ge=0, le=600_000)]
Count = Annotated[int, msgspec.Meta(ge=0, le=100_000)]
Candidates = Annotated[int, msgspec.Meta(ge=0, le=200)]


class Way(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A connection that was tried: straight to the server, or by nothing but a relay."""

    connected: bool
    connect_ms: Milliseconds | None = None
    round_trip_ms: Milliseconds | None = None
    sent: Count = 0
    lost_there: Count = 0
    """Of those sent, what the server says that it did not get."""
    received: Count = 0
    lost_back: Count = 0
    """Of its echo, what did not come back."""
    over: Literal["", "host", "srflx", "prflx", "relay"] = ""
    """The kind of this station's address that was used."""
    problem: Annotated[str, msgspec.Meta(max_length=60)] = ""
    """The code of what kept it from being tried."""

    @property
    def lost_share(self) -> float:
        """The worse of the two directions."""
        there = self.lost_there / self.sent if self.sent else 0.0
        back = self.lost_back / (self.received + self.lost_back) if self.received else 0.0
        return max(there, back)


class NetworkReport(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one station found."""

    room: Name
    station: Name
    socket_ms: Milliseconds | None
    """The round trip on a WebSocket; None where none could be had."""
    hosts: Candidates
    reflexive: Candidates
    relayed: Candidates
    six: Candidates
    """How many of them are IPv6 addresses (where the browser shows them)."""
    direct: Way
    relay: Way | None
    """None where this server names no relay."""


class KeptReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report, and when it came."""

    at: datetime
    report: NetworkReport


class NetworkChecks:
    """The last report of each station."""

    def __init__(self, root: Path) -> None:
        self._file = root / FILE_NAME

    def all(self) -> list[KeptReport]:
        """By room and station. A file that cannot be read holds none: they are made again in a minute."""
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=list[KeptReport])
        except (OSError, msgspec.DecodeError):
            return []

    def keep(self, report: NetworkReport, *, at: datetime) -> None:
        """In the place of that station's last one."""
        place = (report.room, report.station)
        others = [each for each in self.all() if (each.report.room, each.report.station) != place]
        kept = sorted([*others, KeptReport(at=at, report=report)], key=lambda each: each.at)[-MOST_KEPT:]
        kept.sort(key=lambda each: (each.report.room, each.report.station))
        number, name = tempfile.mkstemp(dir=self._file.parent, prefix=f".{FILE_NAME}-")
        try:
            with os.fdopen(number, "wb") as file:
                file.write(msgspec.json.encode(kept))
            Path(name).replace(self._file)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
