"""Chromium plays the listening copies, and seeks in them to where something is."""

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from oralexam.records.listening import make_copies
from tests.records.made_recordings import ZERO, Network, encode_opus, encode_vp8, journal, opus_rtp, vp8_rtp
from tests.records.made_sittings import SITTING

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed"),
]

LASTS_S = 30
TONE_S = (21.0, 23.0)
"""On the exam clock: nothing sounds but then, and the picture is white but then."""

LOUDNESS_AT = """async ([name, at]) => {
  const media = window.media ??= {};
  if (!media[name]) {
    const element = document.createElement("audio");
    element.src = name;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 2048;
    context.createMediaElementSource(element).connect(analyser);
    analyser.connect(context.destination);
    await new Promise((resolve, reject) => {
      element.onloadedmetadata = resolve;
      element.onerror = () => reject(new Error(element.error.message));
    });
    media[name] = { element, analyser };
  }
  const { element, analyser } = media[name];
  element.currentTime = at;
  await new Promise((resolve) => { element.onseeked = resolve; });
  await element.play();
  const samples = new Float32Array(analyser.fftSize);
  const powers = [];
  while (element.currentTime < at + 0.5) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (element.currentTime > at + 0.2) {
      analyser.getFloatTimeDomainData(samples);
      powers.push(samples.reduce((sum, each) => sum + each * each, 0) / samples.length);
    }
  }
  element.pause();
  powers.sort((a, b) => a - b);
  return [element.duration, Math.sqrt(powers[Math.floor(powers.length / 2)])];
}"""

BRIGHTNESS_AT = """async ([name, at]) => {
  let video = document.querySelector("video");
  if (!video) {
    video = document.createElement("video");
    video.muted = true;
    document.body.append(video);
    video.src = name;
    await new Promise((resolve, reject) => {
      video.onloadeddata = resolve;
      video.onerror = () => reject(new Error(video.error.message));
    });
  }
  video.currentTime = at;
  await new Promise((resolve) => { video.onseeked = resolve; });
  await video.play();
  while (video.currentTime < at + 0.3) await new Promise((resolve) => setTimeout(resolve, 20));
  video.pause();
  const canvas = new OffscreenCanvas(8, 8);
  const context = canvas.getContext("2d");
  context.drawImage(video, 0, 0, 8, 8);
  const pixels = context.getImageData(0, 0, 8, 8).data;
  let sum = 0;
  for (let index = 0; index < pixels.length; index += 4) sum += pixels[index];
  return [video.duration, sum / (pixels.length / 4)];
}"""


class RangeHandler(SimpleHTTPRequestHandler):
    """Serves a folder by single ranges, as the server does."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """One file, or the part of it that was asked for."""
        if self.path == "/":
            self._answer(200, b"<!doctype html><title>t</title><link rel=icon href=data:,>", "text/html")
            return
        path = Path(self.directory) / self.path.lstrip("/")
        data = path.read_bytes()
        asked = self.headers.get("Range", "")
        if not asked:
            self._answer(200, data, "video/webm")
            return
        first, _, last = asked.removeprefix("bytes=").partition("-")
        begin, end = int(first), min(int(last or len(data) - 1), len(data) - 1)
        self._answer(206, data[begin : end + 1], "video/webm", f"bytes {begin}-{end}/{len(data)}")

    def _answer(self, status: int, body: bytes, kind: str, content_range: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Accept-Ranges", "bytes")
        if content_range:
            self.send_header("Content-Range", content_range)
        self.end_headers()
        try:
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            return


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A call of 30 s, silent and grey but for two seconds; sound lost in between, and two segments."""
    recordings, work = tmp_path_factory.mktemp("recordings"), tmp_path_factory.mktemp("copies")
    times = np.arange(48_000 * LASTS_S) / 48_000
    sounds = (TONE_S[0] <= times) & (times < TONE_S[1])
    tone = (np.sin(2 * np.pi * 440 * times) * sounds * 12_000).astype(np.int16)
    packets = encode_opus(tone)
    lossy = Network(loss=0.05, reordered=0.02)
    journal(recordings, SITTING, opus_rtp(packets[:600], begins_s=0, first_timestamp=0), network=lossy)
    journal(recordings, SITTING, opus_rtp(packets[700:], begins_s=14, first_timestamp=0), segment=2)
    sent = vp8_rtp(encode_vp8(LASTS_S, white_s=TONE_S), begins_s=0, first_timestamp=0)
    journal(recordings, SITTING, sent, kind="video")
    make_copies(recordings, SITTING, ZERO, work)
    return work


@pytest.fixture(scope="module")
def address(copies: Path) -> Iterator[str]:
    """Where the copies are served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(RangeHandler, directory=str(copies))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


async def measured(address: str, script: str, name: str, times: list[float]) -> list[list[float]]:
    """What the page measures at each time, in that order, in one element."""
    from playwright.async_api import async_playwright

    results: list[Any] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
        )
        page = await browser.new_page()
        await page.goto(address)
        results += [await page.evaluate(script, [f"{address}/{name}", at]) for at in times]
        await browser.close()
    return results


@pytest.mark.parametrize("name", ["candidate-audio.webm", "mix.webm"])
async def test_sound_is_where_it_was(address: str, name: str) -> None:
    """Seeking forth and back: the tone sounds from 21 to 23 s only; the length is known at once."""
    results = await measured(address, LOUDNESS_AT, name, [22.0, 5.0, 21.3, 26.0, 12.5])
    assert all(duration == pytest.approx(LASTS_S, abs=0.1) for duration, _ in results)
    tone, before, again, after, broken = (power for _, power in results)
    assert min(tone, again) > 0.03
    assert max(before, after, broken) < 0.003


async def test_pictures_are_where_they_were(address: str) -> None:
    """Seeking forth and back: the picture is white from 21 to 23 s, and nowhere else."""
    results = await measured(address, BRIGHTNESS_AT, "candidate-video.webm", [22.0, 5.0, 21.2, 26.0])
    assert all(duration == pytest.approx(LASTS_S, abs=0.1) for duration, _ in results)
    white, before, again, after = (brightness for _, brightness in results)
    assert min(white, again) > 240
    assert max(before, after) < 200
