"""A synthetic person in one seat: page, microphone, keyboard."""

import asyncio
import math
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

from yarl import URL

from oralexam.errors import Refused, SystemFault, UserMistake
from oralexam.exams.parts import ExchangeMode
from oralexam.rehearsal.lines import SpokenLine
from oralexam.rehearsal.peer_link import PeerLink
from oralexam.rehearsal.script import Script
from oralexam.rehearsal.seat_client import SeatClient
from oralexam.rehearsal.web_client import WebClient
from oralexam.rooms import commands
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.rooms.views import AnyView, JuryView

TYPING_SHARE = 0.5
"""How much of a phase the synthetic candidate types; what is left lets the last save arrive."""
TYPING_PAUSE_S = 0.25
MOST_PIECES = 12
SAVED_TIMEOUT_S = 10.0


class NotARehearsal(UserMistake):
    """A synthetic person must never sit in anything but a rehearsal."""

    code = "not-a-rehearsal"


class Participant:
    """One synthetic person; use it with `async with`: leaving it leaves the seat."""

    def __init__(self, *, base_url: URL, token: str, seat: Seat) -> None:
        self.seat = seat
        self._token = token
        self._web = WebClient(base_url)
        self._client: SeatClient | None = None
        self._media: PeerLink | None = None
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as opening:
            await opening.enter_async_context(self._web)
            page = await self._web.join(self._token)
            parts = page.strip("/").split("/")
            if len(parts) != 3 or parts[0] != "seat" or parts[2] != self.seat:
                raise SystemFault("unexpected-page", page=parts[0])
            client = self._client = SeatClient(web=self._web, sitting_id=parts[1], seat=self.seat)
            opening.push_async_callback(client.stop)
            await client.start()
            if not client.view.rehearsal:
                raise NotARehearsal
            self._open = opening.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.leave_call()
        await self._open.aclose()

    @property
    def client(self) -> SeatClient:
        """The seat's connection.

        Raises:
            SystemFault: `seat-not-taken` outside of `async with`.
        """
        if self._client is None:
            raise SystemFault("seat-not-taken")
        return self._client

    async def until_phase(self, *phases: Phase, timeout_s: float) -> AnyView:
        """Wait until this seat sees one of `phases`."""
        return await self.client.until(
            lambda view: view.phase in phases, what=" or ".join(phases), timeout_s=timeout_s
        )

    async def order(
        self,
        command: type[commands.DrawScenario | commands.StartPreparation | commands.Ring]
        | type[commands.Answer],
    ) -> None:
        """Press a button that needs nothing but the phase that is seen."""
        await self.client.order(lambda phase: command(from_phase=phase))

    async def connect_call(self, mode: ExchangeMode) -> None:
        """Make the peer connection, as a page does when the phone may ring."""
        self._media = PeerLink(seat=self.seat, mode=mode, offer=self.client.offer)
        self._media.start()
        self.client.on_media_gone = self._media.renew
        await self._media.until_connected()

    async def leave_call(self) -> None:
        """Close the peer connection."""
        if self._media is not None:
            await self._media.stop()

    @property
    def connections(self) -> int:
        """How many peer connections this seat needed."""
        return self._media.connections if self._media is not None else 0

    @property
    def sent_packets(self) -> int:
        """Audio packets sent so far."""
        return self._media.voice.sent_packets if self._media is not None and self._media.voice else 0

    def heard_packets(self) -> dict[str, int]:
        """Packets received so far, by kind."""
        return self._media.heard_packets() if self._media is not None else {}

    def speak(self, script: Script, lines: Sequence[SpokenLine], *, call_started_at: float) -> None:
        """Say this seat's part of a call that began at `call_started_at` (monotonic seconds)."""
        if self._media is None or self._media.voice is None:
            raise SystemFault("nothing-to-speak-with", seat=self.seat)
        for turn in script.of(self.seat):
            self._media.voice.say(lines[turn.line].packets, at=call_started_at + turn.starts_s)

    async def press_first_fact(self) -> bool:
        """The juror notes that the first only-if-asked fact has been given; whether there is one."""
        view = self.client.view
        facts = view.jury_brief.facts_if_asked if isinstance(view, JuryView) and view.jury_brief else ()
        if not facts:
            return False
        await self.client.order(
            lambda phase: commands.PressFact(from_phase=phase, fact_id=facts[0].fact_id, given=True)
        )
        return True

    async def write(self, what: str, text: str, *, for_s: float) -> None:
        """Type `text` as `notes` or `text`, piece by piece over half of `for_s`, each saved whole.

        Raises:
            SystemFault: `not-saved`: the server did not say that the last piece stands.
        """
        make = _save_notes if what == "notes" else _save_text
        pieces = max(1, min(MOST_PIECES, int(for_s * TYPING_SHARE / TYPING_PAUSE_S)))
        started = time.monotonic()
        for piece in range(1, pieces + 1):
            await asyncio.sleep(max(0.0, started + for_s * TYPING_SHARE * piece / pieces - time.monotonic()))
            so_far = text[: math.ceil(len(text) * piece / pieces)]
            await self.client.order(make(so_far, piece))
        await self.client.until(
            lambda _: self.client.saved.get(what, 0) >= pieces,
            what=f"{what}-saved",
            timeout_s=SAVED_TIMEOUT_S,
        )

    async def refused(self, command: Callable[[Phase], commands.AnyCommand]) -> str | None:
        """Give a command that must be refused; return the server's code, None where it was carried out."""
        try:
            await self.client.order(command)
        except Refused as refusal:
            return refusal.reason
        return None


def _save_notes(text: str, revision: int) -> Callable[[Phase], commands.AnyCommand]:
    return lambda phase: commands.SaveNotes(from_phase=phase, text=text, revision=revision)


def _save_text(text: str, revision: int) -> Callable[[Phase], commands.AnyCommand]:
    return lambda phase: commands.SaveText(from_phase=phase, text=text, revision=revision)
