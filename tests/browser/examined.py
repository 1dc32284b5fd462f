"""One candidate of an examination day: their page, their jury's two, their card on the board."""

import re
from dataclasses import dataclass
from datetime import datetime

from playwright.async_api import Locator, Page, expect

from oralexam.bootstrap.server import Server
from oralexam.rooms.line_acts import caller
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState
from tests.browser.exam_pages import inbound, press, until
from tests.browser.skipping_clock import SkippingClock
from tests.patience import PATIENCE_S
from tests.rooms.devices import check_stations

NEAR_S = 2.0
"""How far a clock on a screen may be from the server's when both are read one after the other: digits stand
for a second, and the reading itself takes time. A page hears the server's time every two seconds."""
HEARD = 0.001
"""The energy of a fake microphone's first beeps, as W3C WebRTC statistics count it."""


@dataclass(kw_only=True)
class Examined:
    """Who is examined, where, and the pages of it."""

    name: str
    sitting_id: str
    server: Server
    clock: SkippingClock
    board: Page
    candidate: Page
    juror: Page
    observer: Page

    @property
    def card(self) -> Locator:
        """The room's card on the board."""
        return card_of(self.board, self.sitting_id)

    async def state(self) -> RoomState:
        """The room as the server has it."""
        return await self.server.rooms.state(self.sitting_id)

    async def deadline(self) -> datetime:
        """The end of the present phase."""
        deadline = (await self.state()).deadline
        assert deadline is not None
        return deadline

    async def began(self) -> datetime:
        """When the present phase began."""
        return (await self.state()).spans[-1].started_at

    async def call_end(self) -> datetime:
        """The end of the call."""
        ends_at = (await self.state()).call_ends_at
        assert ends_at is not None
        return ends_at

    async def comes_to(self, phase: Phase) -> None:
        """Wait until the room is in a phase."""

        async def there() -> bool:
            return (await self.state()).phase is phase

        await until(there, PATIENCE_S, lambda: f"{self.name} did not come to {phase}")

    async def admit(self) -> None:
        """The written part is over, the manager lets the candidate in; both read the notice.

        Before that end is confirmed the candidate cannot be let in, and the juror cannot draw.
        """
        await expect(self.card).to_contain_text("Attend")
        await expect(self.card.get_by_role("button", name="Admettre")).to_have_count(0)
        await self.card.get_by_role("button", name="Confirmer la fin de l’écrit").click()
        await self.card.get_by_role("button", name="Admettre").click()
        await self.candidate.wait_for_url(re.compile(f"/seat/{self.sitting_id}/candidate$"))
        await expect(
            self.candidate.get_by_role("heading", name="Avant le premier enregistrement")
        ).to_be_visible()
        for page in (self.candidate, self.juror):
            await press(page, "J’ai lu la notice")
            await expect(page.get_by_role("heading", name="Vérification du poste")).to_be_visible()
        await check_stations(self.server.rooms, self.sitting_id)

    async def draw(self) -> None:
        """Both jurors draw; the candidate sees an envelope and nothing of what is in it."""
        await press(self.juror, "Tirer au sort")
        await press(self.observer, "Ajouter ma part")
        await expect(self.juror.get_by_role("button", name="Remettre le dossier")).to_be_enabled()
        await expect(self.candidate.get_by_text("Votre scénario est tiré")).to_be_visible()
        await expect(self.candidate.locator("exam-clock")).to_have_count(0)
        assert (await self.state()).deadline is None

    async def call(self) -> None:
        """Who has to ring rings, the other answers; sound arrives at both."""
        await self.comes_to(Phase.RINGING)
        juror_rings = caller(await self.state()) is Seat.JUROR
        if juror_rings:
            await press(self.juror, f"Appeler {self.name.split()[0]}")
            await press(self.candidate, "Décrocher")
        else:
            await self.candidate.locator(".call-answer").click()
            await press(self.juror, "Décrocher")
        await self.comes_to(Phase.CALL)
        for page in (self.candidate, self.juror):
            await expect(page.get_by_text("Communication établie")).to_be_visible()
            await self.hears_one(page)

    async def hears_one(self, page: Page) -> None:
        """Exactly one voice arrives at a party's page: nobody hears the other room."""
        voices: list[float] = []

        async def heard() -> bool:
            voices[:] = [each["energy"] for each in await inbound(page) if "energy" in each]
            return len(voices) == 1 and voices[0] > HEARD

        await until(heard, PATIENCE_S, lambda: f"one voice was to be heard by {self.name}'s call: {voices}")

    async def same_clock(self, ends_at: datetime, label: str) -> None:
        """Candidate, juror, observer and board show the same seconds: those that the server has."""
        card = self.card.locator("exam-clock")
        await expect(card).to_contain_text(label)
        for place in (*(page.locator("exam-clock").first for page in self.pages), card):
            await self._agrees(place, ends_at)

    async def _agrees(self, place: Locator, ends_at: datetime) -> None:
        seen: list[float] = []

        async def agrees() -> bool:
            seen[:] = [await shown_s(place), (ends_at - self.clock.now()).total_seconds()]
            return abs(seen[0] - seen[1]) <= NEAR_S

        await until(agrees, PATIENCE_S, lambda: f"{self.name}'s clock: seconds shown and left are {seen}")

    @property
    def pages(self) -> tuple[Page, Page, Page]:
        """The three seats."""
        return self.candidate, self.juror, self.observer

    async def act(self, name: str, reason: str, *, seconds: str | None = None) -> None:
        """The manager does something to the clock, with its reason, from the room's card."""
        await self.card.get_by_role("button", name="Autres actes").click()
        await self.board.locator("dialog[open]").get_by_role("button", name=name).click()
        if seconds is not None:
            await self.board.select_option("#act-seconds", seconds)
        await self.board.fill("#act-reason", reason)
        await self.board.locator("dialog[open]").get_by_role("button", name=name).click()
        await expect(self.board.locator("dialog[open]")).to_have_count(0)


def card_of(board: Page, sitting_id: str) -> Locator:
    """The card of the room that is about a sitting."""
    return board.locator(f".room[aria-labelledby=room-{sitting_id}]")


async def shown_s(clock: Locator) -> int:
    """The seconds that a clock shows."""
    minutes, seconds = (await clock.locator(".clock-time").inner_text()).split(":")
    return int(minutes) * 60 + int(seconds)


def hour_and_minute(instant: datetime) -> str:
    """« 14 h 05 », as a French page writes it in this machine's time zone."""
    local = instant.astimezone()
    return f"{local.hour}\u00a0h\u00a0{local.minute:02}"
