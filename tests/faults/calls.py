"""A telephone call between two synthetic people on a real server, for as long as a test attacks it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

import aiohttp
from yarl import URL

from oralexam.exams.parts import ExchangeMode
from oralexam.journal.reader import TrackSummary, list_tracks, summary
from oralexam.journal.sidecar import Closed, read_sidecar
from oralexam.rehearsal.drawing import draw_by_lot
from oralexam.rehearsal.participant import Participant
from oralexam.rooms import commands
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import PARTIES, Seat
from tests.faults.bad_wire import BadWire
from tests.patience import PATIENCE_S
from tests.webapp.visitors import Visitor

TOKEN = "manager-token-of-the-tests"  # noqa: S105 — a test's own secret
TELEPHONE = "orvelle-towels"
"""A scenario by telephone that the juror rings: no pictures, so that a test's own processor is left alone."""


@asynccontextmanager
async def browser(url: str) -> AsyncIterator[Visitor]:
    """A browser without a window and without a seat."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        yield Visitor(http, url)


@asynccontextmanager
async def manager_of(url: str) -> AsyncIterator[Visitor]:
    """The manager's browser."""
    async with browser(url) as visitor:
        status, body = await visitor.join(TOKEN)
        assert status == 200, body
        yield visitor


class RunningCall:
    """A call that runs while it is held with `async with`."""

    def __init__(
        self, manager: Visitor, *, call_s: float = 600.0, wire: BadWire | None = None, **more: object
    ) -> None:
        self._wire = wire
        self.sitting_id = ""
        self.links: dict[str, str] = {}
        self.people: dict[Seat, Participant] = {}
        self._manager = manager
        self._wanted = {
            "rehearsal": True,
            "pace": 3600,
            "call_s": call_s,
            "scenario": TELEPHONE,
            **more,
        }

    async def __aenter__(self) -> Self:
        self.sitting_id, self.links = await self._manager.open_sitting(**self._wanted)
        for seat in PARTIES:
            token = self.links[seat].partition("#")[2]
            person = Participant(base_url=URL(self._manager.url), token=token, seat=seat)
            self.people[seat] = await person.__aenter__()
            if self._wire is not None:
                self._wire.between(person)
        juror, candidate = self.people[Seat.JUROR], self.people[Seat.CANDIDATE]
        assert await draw_by_lot((juror,), timeout_s=PATIENCE_S)
        await juror.order(commands.StartPreparation)
        for person in (juror, candidate):
            await person.until_phase(Phase.RINGING, timeout_s=PATIENCE_S)
        await self.connect()
        await juror.order(commands.Ring)
        await candidate.client.until(
            lambda view: view.line.ringing == "incoming", what="ringing", timeout_s=PATIENCE_S
        )
        await candidate.order(commands.Answer)
        for person in (juror, candidate):
            await person.until_phase(Phase.CALL, timeout_s=PATIENCE_S)
        return self

    async def __aexit__(self, *_: object) -> None:
        for person in self.people.values():
            await person.__aexit__(None, None, None)

    async def connect(self) -> None:
        """Both make their peer connection, anew where there was one."""
        for person in self.people.values():
            await person.leave_call()
        await asyncio.gather(*(each.connect_call(ExchangeMode.TELEPHONE) for each in self.people.values()))

    def heard(self) -> dict[Seat, int]:
        """Audio packets that each has heard of the other."""
        return {seat: person.heard_packets().get("audio", 0) for seat, person in self.people.items()}

    async def until_both_hear(self, more: int, *, since: dict[Seat, int] | None = None) -> None:
        """Wait until both have heard `more` packets more than at `since` (now)."""
        before = since or self.heard()
        async with asyncio.timeout(PATIENCE_S):
            while any(count - before[seat] < more for seat, count in self.heard().items()):  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def hang_up(self) -> None:
        """End the call: its journals are closed."""
        candidate = self.people[Seat.CANDIDATE]
        await candidate.client.order(lambda phase: commands.HangUp(from_phase=phase))


def recorded(data: Path, sitting_id: str) -> list[TrackSummary]:
    """Every track that stands in the data folder of a server."""
    return [summary(track) for track in list_tracks(data / "recordings", sitting_id)]


async def until_closed(data: Path, sitting_id: str) -> list[TrackSummary]:
    """The tracks of a sitting, once each has the line that says that it was closed in order."""
    async with asyncio.timeout(PATIENCE_S):
        while not all_closed(data, sitting_id):  # noqa: ASYNC110 — another process, or its threads, write it
            await asyncio.sleep(0.05)
    return recorded(data, sitting_id)


def all_closed(data: Path, sitting_id: str) -> bool:
    """Whether every journal of a sitting ends in order; False where there is none."""
    tracks = list_tracks(data / "recordings", sitting_id)
    return bool(tracks) and all(
        any(isinstance(line, Closed) for line in read_sidecar(track.sidecar_path)) for track in tracks
    )
