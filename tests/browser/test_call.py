"""A whole call in two Chromium pages and an observer's: heard, recorded, written, transcribed, replayed."""

import re
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import pytest
from playwright.async_api import Page, async_playwright

from oralexam.journal.decoding import load_audio
from oralexam.rooms.seats import PARTIES, Seat
from oralexam.transcripts.word_error_rate import word_error_rate
from tests.browser.exam_pages import browser_with, inbound, open_page, press, until
from tests.browser.fake_microphones import (
    RATE_HZ,
    best_correlation,
    envelope,
    lines_of,
    spoken,
    write_wave,
)
from tests.faults.servers import Program
from tests.webapp.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

TOKEN = "manager-token-of-the-tests"  # noqa: S105 — a test's own secret
LINES = 2
CALL_S = 34.0
TEXT = "Dear Ms Pike,\n\nFour cartons of kettles will reach you on Wednesday 2 December.\n\nYours sincerely"


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    """The real program, with its worker."""
    running = Program(tmp_path / "data", ORALEXAM_MANAGER_TOKEN=TOKEN, ORALEXAM_WORKER="true")
    await running.start()
    yield running
    await running.end()


class Call:
    """One call being played; what the test looks at afterwards."""

    def __init__(self, program: Program, tmp_path: Path) -> None:
        self.program = program
        self.tmp_path = tmp_path
        self.sounds = {seat: spoken(lines_of(seat, LINES)) for seat in PARTIES}
        self.problems: list[str] = []
        self.sitting_id = ""
        self.replay_link = ""

    async def play(self, manager: Visitor, *, loss: float) -> None:
        """From the draw to the hand-in, pressing what is to be pressed."""
        self.sitting_id, links = await manager.open_sitting(
            rehearsal=True, pace=300, call_s=CALL_S, scenario="amberline-kettles", loss=loss, seed=11
        )
        self.replay_link = links["evaluator"]
        for seat, sound in self.sounds.items():
            write_wave(self.tmp_path / f"{seat}.wav", sound)
        async with (
            async_playwright() as playwright,
            browser_with(playwright, self.tmp_path / "candidate.wav") as one,
            browser_with(playwright, self.tmp_path / "juror.wav") as two,
        ):
            candidate = await open_page(one, links["candidate"], self.problems)
            juror = await open_page(two, links["juror"], self.problems)
            observer = await open_page(two, links["observer"], self.problems)
            await press(juror, "Tirer")
            await press(juror, "Remettre")
            await candidate.get_by_role("textbox").first.fill("AL 2219: 4 cartons missing")
            await press(juror, "Appeler Inès")
            await press(candidate, "Décrocher")
            # A page that has no microphone and was never pressed may not play sound: it asks for a press.
            await press(observer, "Activer le son")
            await self._hear_each_other(candidate, juror, observer)
            await candidate.get_by_role("textbox").first.wait_for()
            await self._write(candidate)

    async def _hear_each_other(self, candidate: Page, juror: Page, observer: Page) -> None:
        """Sound and picture arrive at both; the observer gets both and sends nothing."""
        seen_last: dict[str, object] = {}

        async def both_talk() -> bool:
            for name, page, voices in (
                ("candidate", candidate, 1),
                ("juror", juror, 1),
                ("observer", observer, 2),
            ):
                stats = seen_last[name] = await inbound(page)
                heard = [each for each in stats if each["kind"] == "audio" and each.get("energy", 0) > 0.001]
                seen = [each for each in stats if each["kind"] == "video" and each.get("frames", 0) > 20]
                if len(heard) < voices or len(seen) < voices:
                    return False
            return True

        await until(both_talk, CALL_S - 4, lambda: f"not everybody heard and saw everybody: {seen_last}")
        assert not [each for each in await inbound(observer) if each.get("sent")]

    async def _write(self, candidate: Page) -> None:
        """Write the text when the call has ended, and leave the hand-in to the deadline."""
        task = candidate.get_by_label(re.compile("e-mail|texte|écrit", re.IGNORECASE)).first
        await task.wait_for(timeout=(CALL_S + 10) * 1000)
        await task.fill(TEXT)


async def _report(manager: Visitor, sitting_id: str, seconds: float) -> dict[str, Any]:
    """The rehearsal's report once its jobs are done."""
    report: dict[str, Any] = {}

    async def done() -> bool:
        status, body = await manager.request("GET", f"/api/manager/sittings/{sitting_id}/report")
        report.update(body)
        assert status == 200, body
        return len(body["jobs"]) == 3 and all(job["state"] == "done" for job in body["jobs"])

    await until(done, seconds, lambda: f"jobs are not done: {report.get('jobs')}")
    return report


def _check_recordings(report: dict[str, Any], most_missing: float) -> None:
    """Every track is there, and holds what it may hold of the packets that were sent."""
    tracks = {(file["seat"], file["kind"]) for file in report["recordings"]}
    assert tracks == {(seat.value, kind) for seat in PARTIES for kind in ("audio", "video")}
    for file in report["recordings"]:
        if file["kind"] == "audio":
            share = file["missing_packets"] / (file["packets"] + file["missing_packets"])
            assert share <= most_missing, file
            assert file["duration_s"] > CALL_S - 2, file


def _check_envelopes(call: Call, zero_utc: str, least: float) -> None:
    """The recording's energy rises and falls as what was spoken does."""
    for seat in PARTIES:
        stretches = load_audio(
            call.program.data / "recordings", call.sitting_id, seat, datetime.fromisoformat(zero_utc)
        )
        heard = np.concatenate([stretch.samples for stretch in stretches])
        correlation = best_correlation(envelope(call.sounds[seat], RATE_HZ), envelope(heard, 16_000))
        assert correlation >= least, (seat, correlation)


@pytest.fixture
async def manager(program: Program) -> AsyncIterator[Visitor]:
    """The manager's browser."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        visitor = Visitor(http, program.url)
        await visitor.join(TOKEN)
        yield visitor


async def test_two_pages_talk_and_the_replay_plays_it(
    program: Program, manager: Visitor, tmp_path: Path
) -> None:
    """Phases pass, each hears the other, the recording is what was said, every word is right and plays."""
    call = Call(program, tmp_path)
    await call.play(manager, loss=0)
    report = await _report(manager, call.sitting_id, 120)
    assert call.problems == []
    assert [phase["name"] for phase in report["phases"]][-3:] == ["connecting", "call", "writing"]
    for phase in report["phases"]:
        if phase["planned_s"] is not None:
            assert abs(phase["actual_s"] - phase["planned_s"]) < 0.1, phase
    _check_recordings(report, 0)
    _check_envelopes(call, report["zero_utc"], 0.9)
    for seat in PARTIES:
        reference = " ".join(line.text for line in lines_of(seat, LINES))
        heard = next(each for each in report["transcripts"] if each["seat"] == seat)
        text = " ".join(utterance["text"] for utterance in heard["utterances"])
        assert word_error_rate(reference, text).normalised == 0, (seat, text)
    await _replay(call)


async def _replay(call: Call) -> None:
    """The replay page shows the text that was handed in, and plays the word that is clicked."""
    async with async_playwright() as playwright, browser_with(playwright, None) as browser:
        problems: list[str] = []
        page = await open_page(browser, call.replay_link, problems)
        word = page.get_by_role("button", name="cartons").or_(page.locator("[data-word]", has_text="spell"))
        await word.first.click(timeout=20_000)
        await page.wait_for_timeout(700)
        playing = await page.evaluate(
            "() => [...document.querySelectorAll('audio')].map((each) => [each.currentTime, each.paused])"
        )
        assert any(not paused for _, paused in playing), playing
        assert problems == []


@pytest.mark.parametrize(("loss", "most_missing"), [(0.05, 0.001), (0.2, 0.02)])
async def test_what_the_wire_loses_is_asked_for_again(
    loss: float, most_missing: float, program: Program, manager: Visitor, tmp_path: Path
) -> None:
    """A seeded impairer on the server's sockets, Chromium on both ends: the journal has nearly all."""
    call = Call(program, tmp_path)
    await call.play(manager, loss=loss)
    report = await _report(manager, call.sitting_id, 120)
    _check_recordings(report, most_missing)
    assert Seat.OBSERVER not in {file["seat"] for file in report["recordings"]}
