"""Another microphone, headset or camera in the middle of a call: taken in Chromium without leaving it."""

from pathlib import Path

import aiohttp
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.async_api import Page, async_playwright, expect

from oralexam.bootstrap.server import Server
from oralexam.copies.key import copies_key
from oralexam.copies.reader import read_runs
from oralexam.copies.sound import sound_of
from oralexam.rooms.device_events import DeviceKind, DevicesSwapped
from oralexam.rooms.seats import Seat
from tests.browser.exam_pages import (
    browser_with,
    choose_device,
    inbound,
    open_page,
    press,
    ring_and_answer,
    until,
    until_true,
)
from tests.browser.fake_microphones import RATE_HZ, longest_silence_s, write_wave
from tests.patience import PATIENCE_S
from tests.webapp.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

BEFORE_HZ = 2100.0
AFTER_HZ = 700.0
FIRST_S = 2.5
"""Every microphone that is opened plays the file from its beginning: the low tone, then the high one."""
MOST_SILENT_S = 0.5
COPY = "document.querySelector('exam-candidate')?.state.copy"
LISTEN = """async (hertz) => {
  const context = new AudioContext();
  const stream = document.querySelector("audio.voice").srcObject;
  const analyser = new AnalyserNode(context, {fftSize: 4096, smoothingTimeConstant: 0});
  context.createMediaStreamSource(stream).connect(analyser);
  await context.resume();
  const bins = new Float32Array(analyser.frequencyBinCount);
  window.voice = (wanted) => {
    analyser.getFloatFrequencyData(bins);
    const loudest = bins.indexOf(Math.max(...bins)) * context.sampleRate / analyser.fftSize;
    return Math.abs(loudest - wanted) < 30;
  };
  window.longest = 0;
  const samples = new Float32Array(2048);
  let heard = performance.now();
  setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const now = performance.now();
    if (Math.max(...samples) > 0.01) heard = now;
    window.longest = Math.max(window.longest, now - heard);
  }, 20);
}"""
"""From now on `voice(hertz)` is whether that tone is the loudest, and `longest` the longest silence in ms."""


def tones(seconds: float) -> NDArray[np.float32]:
    """The low tone for a moment, then the high one."""
    at_s = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    hertz = np.where(at_s < FIRST_S, AFTER_HZ, BEFORE_HZ)
    return (0.3 * np.sin(2 * np.pi * hertz * at_s)).astype(np.float32)


CAMERA = """() => {
  const own = window.connections.at(-1).getSenders().find(({track}) => track?.kind === "video").track;
  return {id: own.getSettings().deviceId, live: own.readyState === "live"};
}"""
PULL_CAMERA = """() => {
  const own = window.connections.at(-1).getSenders().find(({track}) => track?.kind === "video").track;
  own.stop();
  own.dispatchEvent(new Event("ended"));
}"""
"""What a page sees of a cable that is pulled: the track ends, and tells so (W3C Media Capture, 4.3.1)."""


async def pictures_come(page: Page) -> None:
    """Some more pictures are decoded than were until now."""

    async def frames() -> int:
        return sum(int(each.get("frames", 0)) for each in await inbound(page) if each["kind"] == "video")

    before = await frames()

    async def more() -> bool:
        return await frames() > before + 5

    await until(more, PATIENCE_S, lambda: f"no picture after {before}")


async def the_camera_is_changed(candidate: Page, juror: Page) -> None:
    """Another one is chosen; that is pulled out, and a call goes on without it; the next one is taken."""
    await pictures_come(juror)
    first = await candidate.evaluate(CAMERA)
    await choose_device(candidate, "camera", 2)
    await expect(candidate.get_by_text("La caméra est changée")).to_be_visible()
    second = await candidate.evaluate(CAMERA)
    assert second["live"]
    assert second["id"] != first["id"]
    assert second["id"] == await candidate.evaluate("JSON.parse(sessionStorage['oralexam-devices']).camera")
    await pictures_come(juror)
    await candidate.evaluate(PULL_CAMERA)
    await expect(candidate.get_by_text("La caméra a été débranchée")).to_be_visible()
    await expect(juror.get_by_text("caméra coupée")).to_be_visible()
    await candidate.evaluate("navigator.mediaDevices.dispatchEvent(new Event('devicechange'))")
    await expect(candidate.get_by_text("La caméra a été débranchée")).to_be_hidden()
    assert (await candidate.evaluate(CAMERA))["live"]
    await pictures_come(juror)


async def test_devices_are_changed_and_nobody_leaves_the_call(server: Server, tmp_path: Path) -> None:
    """The other party hears and sees the new ones, nothing is offered anew, recording and own copy go on.

    Chromium's fake cameras look alike: whose pictures come is told by the track that is sent, since the one
    before it has ended. The second of them measures depth, and nothing of it is ever sent.
    """
    write_wave(tmp_path / "tones.wav", tones(200))
    problems: list[str] = []
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http,
        async_playwright() as playwright,
        browser_with(playwright, tmp_path / "tones.wav", cameras=3) as browser,
    ):
        manager = Visitor(http, server.url)
        await manager.join(await server.desk.manager_link())
        sitting_id, links = await manager.open_sitting(
            rehearsal=True, pace=300, call_s=300, scenario="amberline-kettles"
        )
        candidate = await open_page(browser, links["candidate"], problems)
        juror = await open_page(browser, links["juror"], problems)
        await ring_and_answer(candidate, juror)
        await until_true(candidate, f"{COPY}?.recording")
        await until_true(juror, "document.querySelector('audio.voice')?.srcObject != null")
        await juror.evaluate(LISTEN)
        await until_true(juror, f"window.voice({BEFORE_HZ})")
        offered = await candidate.evaluate("window.connections.at(-1).localDescription.sdp")
        made = await candidate.evaluate("window.connections.length")
        await juror.evaluate("window.longest = 0")

        def swaps() -> list[DevicesSwapped]:
            history = server.stores.events.load(sitting_id)
            return [event for event in history if isinstance(event, DevicesSwapped)]

        async def noted() -> bool:
            return len(swaps()) == 4

        await press(candidate, "Appareils")
        await choose_device(candidate, "microphone", 1)
        await until_true(juror, f"window.voice({AFTER_HZ})")
        await expect(candidate.get_by_text("Le nouveau micro est entendu")).to_be_visible()
        await until_true(juror, f"window.voice({BEFORE_HZ})")
        assert await juror.evaluate("window.longest") < MOST_SILENT_S * 1000
        await choose_device(candidate, "loudspeaker", 1)
        await expect(candidate.get_by_text("Le casque est changé")).to_be_visible()
        sink = await candidate.evaluate("document.querySelector('audio.voice').sinkId")
        assert sink == await candidate.evaluate("JSON.parse(sessionStorage['oralexam-devices']).loudspeaker")
        await the_camera_is_changed(candidate, juror)
        assert await juror.evaluate("window.longest") < MOST_SILENT_S * 1000
        assert await candidate.evaluate("window.connections.at(-1).localDescription.sdp") == offered
        assert await candidate.evaluate("window.connections.length") == made
        await until_true(candidate, f"{COPY}.arrivedS >= 6")
        recordings = server._files.recordings_dir()
        recorded = sorted(path.name for path in (recordings / sitting_id).glob("candidate-*.mjr"))
        # A page says that a device is open, and orders that to be noted behind it.
        await until(noted, PATIENCE_S, lambda: f"not noted: {swaps()}")
    assert [(each.seat, each.device, each.heard) for each in swaps()] == [
        (Seat.CANDIDATE, DeviceKind.MICROPHONE, False),
        (Seat.CANDIDATE, DeviceKind.MICROPHONE, True),
        (Seat.CANDIDATE, DeviceKind.LOUDSPEAKER, True),
        (Seat.CANDIDATE, DeviceKind.CAMERA, True),
    ]
    assert recorded == ["candidate-audio-001.mjr", "candidate-video-001.mjr"]
    key = copies_key(server._files.copies_key_dir())
    (run,) = [each for each in read_runs(recordings, sitting_id, key) if each.seat == "candidate"]
    assert (run.missing_samples, run.damaged) == (0, False)
    assert longest_silence_s(sound_of(run)) < MOST_SILENT_S
    assert problems == []
