"""Gives pages their way around a firewall, and lets a station try the network before the day.

What a station tries is an ordinary telephone connection, to which the server plays back what it hears: what
passes there passes in a call. It is refused as soon as it would take anything from a call.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable

import msgspec
import structlog

from oralexam.clock import Clock
from oralexam.errors import OralExamError, Unavailable, UserMistake
from oralexam.identifiers import new_id
from oralexam.media.ports import Media
from oralexam.media.relays import IceServer, Relays, opaque_name
from oralexam.rooms.seats import Seat
from oralexam.signaling.allowance import Allowance
from oralexam.storage.network_checks import KeptReport, NetworkChecks, NetworkReport

_log = structlog.get_logger(__name__)

ECHO_S = 15.0
"""Eight to connect, five to measure, and some; then the server ends it, whatever the page does."""
ECHOES_AT_ONCE = 4
"""Of all stations: a room's PCs are tried one after the other, and four cost less than one call."""
ECHOES_A_SECOND = 0.2
ECHOES_IN_A_ROW = 6
"""Of one browser: two ways a run, three runs at once, then one way in five seconds."""
REPORTS_IN_A_ROW = 6
KNOWN_BROWSERS = 256


class IceServers(msgspec.Struct, frozen=True, kw_only=True):
    """What a page's peer connection is made with; empty where this server names no relay."""

    ice_servers: tuple[IceServer, ...]


class NetworkPage(msgspec.Struct, frozen=True, kw_only=True):
    """What the page that tries the network begins with."""

    ice_servers: tuple[IceServer, ...]
    media_ports: str
    """As a firewall's rule is written; "" for any."""
    last: tuple[KeptReport, ...]


class NetworkDesk:
    """Credentials for whoever sits in a seat; echoes and reports for managers and technicians."""

    def __init__(
        self,
        *,
        relays: Relays,
        media: Media,
        media_ports: str,
        checks: NetworkChecks,
        full: Callable[[], bool],
        clock: Clock,
    ) -> None:
        """`full` tells whether one more call would harm those that run."""
        self._relays = relays
        self._media = media
        self._media_ports = media_ports
        self._checks = checks
        self._full = full
        self._clock = clock
        self._echoes: set[asyncio.Task[None]] = set()
        self._allowances: OrderedDict[tuple[str, str], Allowance] = OrderedDict()
        self._writing = asyncio.Lock()

    def for_seat(self, sitting_id: str, seat: Seat) -> IceServers:
        """The relays, for a connection of this seat that is made now."""
        given = self._relays.for_somebody(opaque_name(seat.value, sitting_id), now=self._clock.now())
        return IceServers(ice_servers=given)

    async def page(self, browser: str) -> NetworkPage:
        """What a browser needs to try the network, and what was found last."""
        given = self._relays.for_somebody(opaque_name("check", browser), now=self._clock.now())
        last = await asyncio.to_thread(self._checks.all)
        return NetworkPage(ice_servers=given, media_ports=self._media_ports, last=tuple(last))

    async def echo(self, browser: str, offer_sdp: str) -> str:
        """Answer an offer, and play back what comes on it for some seconds.

        Raises:
            UserMistake: `check-too-often`, `sdp-refused`.
            Unavailable: `check-not-now`, while calls need the machine; `media-ports-full`, `media-busy`.
        """
        if not self._may(browser, "echo", ECHOES_IN_A_ROW):
            raise UserMistake("check-too-often")
        if len(self._echoes) >= ECHOES_AT_ONCE or self._full():
            raise Unavailable("check-not-now")
        check_id = new_id()
        ends = asyncio.create_task(self._end_in_time(check_id), name=f"network-echo-{check_id}")
        self._echoes.add(ends)
        ends.add_done_callback(self._echoes.discard)
        try:
            return await self._media.connect(
                sitting_id=check_id, seat=Seat.CANDIDATE, mode="echo", offer_sdp=offer_sdp
            )
        except BaseException:
            ends.cancel()
            raise

    async def report(self, browser: str, report: NetworkReport) -> tuple[KeptReport, ...]:
        """Keep what a station found; all that is known then.

        Raises:
            UserMistake: `check-too-often`.
        """
        if not self._may(browser, "report", REPORTS_IN_A_ROW):
            raise UserMistake("check-too-often")
        async with self._writing:
            await asyncio.to_thread(self._checks.keep, report, at=self._clock.now())
            found = await asyncio.to_thread(self._checks.all)
        direct, relay = report.direct, report.relay
        _log.info("network-checked", direct=direct.connected, relay=relay is not None and relay.connected)
        return tuple(found)

    async def stop(self) -> None:
        """End every echo."""
        for echo in tuple(self._echoes):
            echo.cancel()
        await asyncio.gather(*self._echoes, return_exceptions=True)

    async def _end_in_time(self, check_id: str) -> None:
        try:
            await asyncio.sleep(ECHO_S)
        finally:
            try:
                await self._media.end(check_id)
            except OralExamError as fault:
                _log.error("network-echo-not-ended", code=fault.reason)

    def _may(self, browser: str, what: str, in_a_row: int) -> bool:
        allowance = self._allowances.setdefault(
            (browser, what), Allowance(a_second=ECHOES_A_SECOND, at_once=in_a_row)
        )
        self._allowances.move_to_end((browser, what))
        while len(self._allowances) > KNOWN_BROWSERS:
            self._allowances.popitem(last=False)
        return allowance.take()
