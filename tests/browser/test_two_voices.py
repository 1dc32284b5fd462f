"""Two lapel microphones on one input, through Chromium, our page's code and the wire, into two recordings."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.async_api import Browser, Page, async_playwright

from oralexam.journal.decoding import load_audio
from oralexam.journal.reader import list_tracks, summary
from oralexam.media.layout import Mode
from oralexam.rooms.seats import PARTIES, Seat
from tests.browser.exam_pages import CHROMIUM, QUIET, until
from tests.browser.fake_microphones import (
    RATE_HZ,
    best_correlation,
    decoded,
    envelope,
    lines_of,
    write_stereo_wave,
)
from tests.browser.gallery_server import gallery_server
from tests.media.media_clients import Studio
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

APART_DB = 20.0
"""How much weaker a voice must be on the other track (issue 3, point 5: two tracks, two speakers)."""
HEARD = 0.02
"""Root mean square above which a stretch of 50 ms counts as speech: -34 dB of full scale."""
RECORDED_S = 6.0
_START = """async (manner) => {
  const { MediaLink } = await import("/js/protocol/media.js");
  window.told = {};
  window.link = new MediaLink({
    seat: "candidate", manner, offer: (sdp) => window.answerOffer(sdp),
    onChange: (change) => Object.assign(window.told, change),
  });
  window.link.setLive(true);
  await window.link.start();
}"""


def lines_of_both() -> dict[Seat, NDArray[np.float32]]:
    """The beginning of a line of each."""
    return {seat: decoded(lines_of(seat, 1)[0].packets)[: 2 * RATE_HZ] for seat in PARTIES}


@pytest.fixture
async def studio(tmp_path: Path) -> AsyncIterator[Studio]:
    """A running media service."""
    studio = Studio(tmp_path / "recordings")
    await studio.service.start()
    yield studio
    await studio.close()


async def station(browser: Browser, address: str, studio: Studio, mode: Mode) -> Page:
    """A page of the exam room whose media link is our own code, answered by `studio`."""
    context = await browser.new_context(permissions=["camera", "microphone"])
    page = await context.new_page()

    async def answer(sdp: str) -> str:
        return await studio.service.connect(
            sitting_id=studio.sitting_id, seat=Seat.CANDIDATE, mode=mode, offer_sdp=sdp
        )

    await page.expose_function("answerOffer", answer)
    await page.goto(f"{address}/gallery/gallery.html")
    await page.evaluate(_START, mode)
    return page


async def told(page: Page, name: str) -> object:
    """What the link last told of `name`."""
    return await page.evaluate("(name) => window.told[name]", name)


async def record(page: Page, studio: Studio) -> datetime:
    """Open the call, and close it once every voice has been recorded for a while; when it was opened."""
    opened = datetime.now(UTC)
    studio.service.open_call(studio.sitting_id)

    async def long_enough() -> bool:
        tracks = list_tracks(studio.recordings, studio.sitting_id)
        audio = [summary(track).duration_s for track in tracks if track.kind == "audio"]
        # A track that flows is told before its file is on the disk.
        return len(studio.listener.flowing) == 2 and len(audio) == 2 and min(audio) > RECORDED_S

    await until(long_enough, PATIENCE_S, lambda: f"not recorded: {studio.listener.flowing}")
    await page.evaluate("window.link.stop()")
    await studio.service.end(studio.sitting_id)
    return opened


def heard(studio: Studio, seat: Seat, zero_utc: datetime) -> NDArray[np.float32]:
    """The sound of one person's track from `zero_utc` on."""
    stretches = load_audio(studio.recordings, studio.sitting_id, seat, zero_utc)
    sound = np.zeros(int((RECORDED_S + 3) * 16_000), np.float32)
    for stretch in stretches:
        start = max(0, round(stretch.starts_at_s * 16_000))
        part = stretch.samples[: max(0, len(sound) - start)]
        sound[start : start + len(part)] = part
    return sound


async def test_each_voice_is_on_its_own_track_and_not_on_the_others(studio: Studio, tmp_path: Path):
    """Chromium's fake input has a voice a channel; our page takes them apart, the server records two.

    While one speaks their own track is at least 20 dB stronger; each track rises and falls with its speaker.
    """
    lines = lines_of_both()
    # One after the other, over and over: while one talks the other is silent.
    silence = np.zeros(2 * RATE_HZ, np.float32)
    left = np.concatenate([lines[Seat.CANDIDATE], silence])
    right = np.concatenate([silence, lines[Seat.JUROR]])
    write_stereo_wave(tmp_path / "lapels.wav", left, right)
    arguments = [
        *(*QUIET, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),
        f"--use-file-for-fake-audio-capture={tmp_path / 'lapels.wav'}",
    ]
    with gallery_server() as address:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
            page = await station(browser, address, studio, "two-microphones")
            opened = await record(page, studio)
            assert await told(page, "sameVoices") is not True
            await browser.close()
    assert sorted(studio.listener.flowing) == [
        (Seat.CANDIDATE, frozenset({"audio", "video"})),
        (Seat.JUROR, frozenset({"audio"})),
    ]
    sounds = {seat: heard(studio, seat, opened) for seat in PARTIES}
    levels = {seat: envelope(sound, 16_000) for seat, sound in sounds.items()}
    for seat in PARTIES:
        own, other = levels[seat], levels[seat.other_party]
        # The window before and after are looked at, too: the two tracks may lie 50 ms apart.
        spoken = np.flatnonzero(own > HEARD)
        assert len(spoken) > 20, f"{seat} is not on their own track"
        near = np.maximum.reduce([np.roll(other, -1), other, np.roll(other, 1)])
        quiet = [20 * np.log10(own[at] / max(other[at], 1e-9)) for at in spoken if near[at] < HEARD]
        assert len(quiet) > 0.9 * len(spoken), f"{seat} is heard on the other track"
        apart_db = 10 * np.log10(np.sum(own[spoken] ** 2) / max(np.sum(other[spoken] ** 2), 1e-12))
        assert apart_db > APART_DB, (seat, apart_db)
        line = envelope(lines[seat], RATE_HZ)
        # The windows of the two lie up to half of one apart: they are moved against each other by 10 ms.
        sound = sounds[seat][: int(RECORDED_S * 16_000)]
        alike = max(best_correlation(line, envelope(sound[shift:], 16_000)) for shift in range(0, 800, 160))
        assert alike > 0.8, (seat, alike)


async def test_one_microphone_that_poses_as_two_is_found_out(studio: Studio, tmp_path: Path):
    """A mono input spread over both channels would be two equal recordings: the page says so."""
    line = lines_of_both()[Seat.CANDIDATE]
    write_stereo_wave(tmp_path / "one.wav", line, line)
    with gallery_server() as address:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=CHROMIUM,
                args=[
                    *(*QUIET, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),
                    f"--use-file-for-fake-audio-capture={tmp_path / 'one.wav'}",
                ],
            )
            page = await station(browser, address, studio, "two-microphones")

            async def found_out() -> bool:
                await page.evaluate("window.link.levels()")
                return await told(page, "sameVoices") is True

            await until(found_out, PATIENCE_S, lambda: "two equal channels were taken for two microphones")
            await browser.close()
