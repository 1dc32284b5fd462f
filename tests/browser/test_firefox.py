"""Debian's Firefox ESR and Chromium call each other: heard, seen, recorded, and both own copies are whole."""

import re
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.async_api import Page, async_playwright

from oralexam.bootstrap.server import Server
from oralexam.copies.sound import sound_of
from oralexam.doctor.relays import own_addresses
from oralexam.journal.decoding import load_audio
from oralexam.journal.reader import list_tracks, summary
from oralexam.rooms.formality_commands import AcknowledgeNotice, AdmitCandidate
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import PARTIES, Seat
from oralexam.settings import Settings
from tests.browser.exam_pages import browser_with, inbound, open_page, until, until_true
from tests.browser.fake_microphones import RATE_HZ, write_wave
from tests.browser.firefox import Firefox, FirefoxPage, firefox_with
from tests.browser.skipping_clock import SkippingClock
from tests.browser.test_device_check import speech
from tests.browser.test_own_copy import runs_of, told_apart
from tests.browser.virtual_sound import SoundCard, sound_card
from tests.patience import PATIENCE_S
from tests.webapp.conftest import MANAGER_TOKEN
from tests.webapp.visitors import Visitor

MISSING = [name for name in ("firefox-esr", "pulseaudio", "paplay", "node") if shutil.which(name) is None]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.usefixtures("clock"),
    pytest.mark.skipif(bool(MISSING), reason=f"not installed here: {', '.join(MISSING)}"),
]

MICROPHONE_HZ = 44_100
"""Not the 48 kHz of the copy and of Opus: Firefox long refused such a microphone to such an audio graph."""
SAID_S = 50.0
SEARCH_HZ = 8_000
WINDOW_S = 0.1
EVERY_S = 0.2
TURN_S = 0.9
LEAST_HEARD = 4
"""Windows, of some 20. On a loaded machine a virtual sound card leaves some milliseconds out now and then:
a window in which it did is not found; by chance none is."""
STATE = "document.querySelector('exam-candidate, exam-jury').state"
OWN_LEVEL = "Math.max(...[...document.querySelectorAll('[role=meter]')].map((meter) => meter.ariaValueNow))"
TEXT = "Dear Ms Pike"
VIDEO, TELEPHONE = "amberline-kettles", "orvelle-towels"


@pytest.fixture
async def server(tmp_path: Path, clock: SkippingClock) -> AsyncIterator[Server]:
    """A server without its worker, whose clock can be put forward."""
    del clock
    settings = Settings(data=tmp_path / "data", port=0, worker=False, manager_token=MANAGER_TOKEN, drain_s=0)
    running = Server(settings)
    await running.start()
    yield running
    await running.stop()


@asynccontextmanager
async def desk(server: Server) -> AsyncIterator[Visitor]:
    """The manager's browser."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        manager = Visitor(http, server.url)
        await manager.join(MANAGER_TOKEN)
        yield manager


def voices() -> dict[Seat, NDArray[np.float32]]:
    """What each seat's microphone hears: two noises, each nowhere like itself nor like the other, in turns.

    In the first seconds Firefox's echo canceller takes away much of whoever speaks at once with the other.
    """
    time_s = np.arange(int(SAID_S * RATE_HZ)) / RATE_HZ
    return {
        # Rounds of two turns and of three: whenever they begin, each is alone soon.
        seat: told_apart(SAID_S, seed=number) * (time_s % ((1 + number) * TURN_S) < TURN_S)
        for number, seat in enumerate(PARTIES, 1)
    }


def windows_heard(sound: NDArray[np.float32], rate_hz: int, voice: NDArray[np.float32]) -> int:
    """How many windows of a recording are that voice, wherever in it they are."""
    heard, said = (_at_search_rate(each, rate) for each, rate in ((sound, rate_hz), (voice, RATE_HZ)))
    length = int(WINDOW_S * SEARCH_HZ)
    size = 1 << (len(said) + length).bit_length()
    spectrum = np.fft.rfft(said, size)
    power = np.concatenate([[0.0], np.cumsum(said**2)])
    # The few samples with which a turn begins are like anything: half a window's worth is asked.
    norms = np.sqrt(np.maximum(power[length:] - power[:-length], np.mean(said**2) * length))
    count = 0
    for start in range(0, len(heard) - length, int(EVERY_S * SEARCH_HZ)):
        window = heard[start : start + length]
        norm = np.sqrt((window**2).sum())
        match = np.fft.irfft(spectrum * np.conj(np.fft.rfft(window, size)), size)[: len(norms)]
        count += norm > 0.1 and bool((match / norms / norm).max() > 0.5)
    return count


def _at_search_rate(sound: NDArray[np.float32], rate_hz: int) -> NDArray[np.float64]:
    step = rate_hz // SEARCH_HZ
    whole = sound[: len(sound) // step * step]
    mean: NDArray[np.float64] = whole.reshape(-1, step).astype(np.float64).mean(axis=1)
    return mean


class Call:
    """One call between the two browsers, from the draw to the text that is handed in."""

    def __init__(self, server: Server, clock: SkippingClock, tmp_path: Path) -> None:
        self.server = server
        self.clock = clock
        self.tmp_path = tmp_path
        self.voices = voices()
        self.sitting_id = ""
        self.pages: dict[Seat, Page | FirefoxPage] = {}
        for seat, voice in self.voices.items():
            write_wave(tmp_path / f"{seat}.wav", voice)

    async def press(self, seat: Seat, name: str) -> None:
        """Press a button of that seat's page; where the page asks once more, the answer."""
        page = self.pages[seat]
        if isinstance(page, FirefoxPage):
            await page.press(name)
            return
        asking = page.locator("dialog[open]")
        button = page.get_by_role("button", name=re.compile("^" + name))
        await (
            asking.get_by_role("button", name=re.compile("^" + name)) if await asking.count() else button
        ).first.click()

    async def begin(self, card: SoundCard, speaks: Seat) -> None:
        """Draw, prepare, ring, answer; `speaks` is whose browser is at the sound card."""
        await self.press(Seat.JUROR, "Tirer")
        await self.press(Seat.JUROR, "Remettre")
        candidate = self.pages[Seat.CANDIDATE]
        await until_true(candidate, f"{STATE}.view.phase === 'preparation'")
        deadline = datetime.fromisoformat(await candidate.evaluate(f"{STATE}.view.deadline"))
        # It takes a moment until what is played comes through.
        await card.speak(self.tmp_path / f"{speaks}.wav")
        await self.clock.skip_to(deadline, self.server, [self.sitting_id])
        await self.press(Seat.JUROR, "Appeler Inès")
        await self.press(Seat.CANDIDATE, "Décrocher")
        for page in self.pages.values():
            await until_true(page, f"{STATE}.view.phase === 'call'")

    async def both_hear(self, *, see: bool) -> None:
        """Each gets the other's voice, and picture where there is one, and both copies are on their way."""
        found: dict[Seat, list[dict[str, Any]]] = {}

        async def talk() -> bool:
            for seat, page in self.pages.items():
                found[seat] = stats = await inbound(page)
                if not any(each["kind"] == "audio" and each.get("energy", 0) > 0.1 for each in stats):
                    return False
                if see and not any(each["kind"] == "video" and each.get("frames", 0) > 20 for each in stats):
                    return False
            return True

        await until(talk, PATIENCE_S, lambda: f"not both hear and see each other: {found}")
        assert see or {each["kind"] for stats in found.values() for each in stats} == {"audio"}
        for page in self.pages.values():
            await until_true(page, f"{STATE}.copy.arrivedS >= 8")
            # The own level moves: no browser says that its microphone brings nothing.
            await until_true(page, f"{OWN_LEVEL} > 20")
            assert await page.evaluate(f"{STATE}.troubles") == []

    async def end(self) -> None:
        """The candidate hangs up, writes, and hands in; both copies come whole."""
        for _ in range(2):
            await self.press(Seat.CANDIDATE, "Raccrocher")
        candidate = self.pages[Seat.CANDIDATE]
        await until_true(candidate, f"{STATE}.view.phase === 'writing'")
        for page in self.pages.values():
            await until_true(page, f"{STATE}.copy.kept && !{STATE}.copy.unfinished")
        if isinstance(candidate, FirefoxPage):
            await candidate.type("textarea[data-work=text]", TEXT)
        else:
            await candidate.locator("textarea[data-work=text]").fill(TEXT)
        for _ in range(2):
            await self.press(Seat.CANDIDATE, "Remettre mon texte")
        await until_true(candidate, f"{STATE}.view.phase === 'handed-in'")

    def check(self, kinds: Sequence[str]) -> None:
        """What was recorded, and what the pages have kept, are the two voices; nothing is missing."""
        recordings = self.tmp_path / "data" / "recordings"
        tracks = [summary(track) for track in list_tracks(recordings, self.sitting_id)]
        assert {(track.seat, track.kind) for track in tracks} == {
            (s.value, k) for s in PARTIES for k in kinds
        }
        assert [track.missing_packets for track in tracks if track.kind == "audio"] == [0, 0]
        for seat, voice in self.voices.items():
            other = self.voices[seat.other_party]
            parts = load_audio(recordings, self.sitting_id, seat, datetime.now(UTC))
            recorded = np.concatenate([part.samples for part in parts])
            assert windows_heard(recorded, 16_000, voice) >= LEAST_HEARD
            assert windows_heard(recorded, 16_000, other) == 0
            (run,) = runs_of(self.server, self.sitting_id, seat.value)
            assert (run.whole, run.damaged, run.missing_samples) == (True, False, 0)
            assert windows_heard(sound_of(run), RATE_HZ, voice) >= LEAST_HEARD


async def informed(server: Server, sitting_id: str) -> None:
    """The manager has let the candidate in, and both have read the notice: the check comes next."""
    asked = (await server.rooms.state(sitting_id)).sitting.formalities
    assert asked is not None
    read = AcknowledgeNotice(from_phase=Phase.WAITING, version=asked.notice_version)
    admits = AdmitCandidate(from_phase=Phase.WAITING)
    for seat, command in ((Seat.MANAGER, admits), (Seat.CANDIDATE, read), (Seat.JUROR, read)):
        await server.rooms.command(sitting_id, seat, command)


async def try_network(server: Server, firefox: Firefox) -> None:
    """A technician tries the network in Firefox: the way stands, and each address is told once."""
    page = await firefox.join(await server.desk.manager_link())
    # What the board still fetches when it is left would be told as a problem.
    await page.shows("Salles")
    await page.goto(f"{server.url}/check/network")
    await page.shows("Essayer le réseau")
    await page.type("#room", "Salle 3")
    await page.type("#station", "jury")
    await page.press("Essayer le réseau")
    await page.shows("Ce poste peut tenir un appel")
    found = await page.evaluate("document.querySelector('exam-network')._found")
    # How many packets: the virtual card, by whose clock Firefox makes the note, may begin late.
    assert found["direct"]["over"] == "host"
    assert found["direct"]["lost_there"] < 3, "a machine that is busy may lose one on its own loopback"
    assert found["direct"]["received"] > 0
    assert 1 <= found["hosts"] <= len(own_addresses(""))
    report = await page.evaluate("document.querySelector('#copied-text').value")
    assert "Firefox" in report


async def test_a_juror_in_firefox_sees_and_hears_a_candidate_in_chromium(
    server: Server, clock: SkippingClock, tmp_path: Path
) -> None:
    """A call with pictures; both voices are recorded, and each page's own copy is whole."""
    problems: list[str] = []
    call = Call(server, clock, tmp_path)
    async with (
        desk(server) as manager,
        async_playwright() as playwright,
        browser_with(playwright, tmp_path / "candidate.wav") as chromium,
        sound_card(tmp_path, rate_hz=MICROPHONE_HZ) as card,
        firefox_with(card, problems) as firefox,
    ):
        call.sitting_id, links = await manager.open_sitting(rehearsal=True, call_s=120, scenario=VIDEO)
        call.pages[Seat.CANDIDATE] = await open_page(chromium, links["candidate"], problems)
        call.pages[Seat.JUROR] = await firefox.join(links["juror"])
        await call.begin(card, Seat.JUROR)
        await call.both_hear(see=True)
        await call.end()
        await try_network(server, firefox)
        assert problems == []
    call.check(("audio", "video"))


async def test_a_candidate_in_firefox_checks_the_station_and_telephones(
    server: Server, clock: SkippingClock, tmp_path: Path
) -> None:
    """The check is green, the telephone rings, and not one byte of a picture is sent."""
    problems: list[str] = []
    call = Call(server, clock, tmp_path)
    write_wave(tmp_path / "sentence.wav", np.pad(speech(), (0, RATE_HZ * 3)))
    async with (
        desk(server) as manager,
        async_playwright() as playwright,
        browser_with(playwright, tmp_path / "juror.wav") as chromium,
        sound_card(tmp_path, rate_hz=MICROPHONE_HZ) as card,
        firefox_with(card, problems) as firefox,
    ):
        call.sitting_id, links = await manager.open_sitting(
            rehearsal=True, call_s=120, scenario=TELEPHONE, formalities=True
        )
        call.pages[Seat.JUROR] = await open_page(chromium, links["juror"], problems)
        candidate = call.pages[Seat.CANDIDATE] = await firefox.join(links["candidate"])
        await manager.accept_stations(call.sitting_id, seats=("juror",))
        await informed(server, call.sitting_id)
        await candidate.press("Commencer la vérification")
        await candidate.press("Commencer$")
        await candidate.shows("Lisez à voix haute")
        await card.speak(tmp_path / "sentence.wav")
        await candidate.shows("Le poste est prêt")
        await candidate.press("Continuer")
        await candidate.shows("tirer votre scénario")
        await card.hush()
        await call.begin(card, Seat.CANDIDATE)
        await call.both_hear(see=False)
        await call.end()
        assert problems == []
    call.check(("audio",))
