"""The replay of a real call: the word that is pressed is heard, by the clock and by its sound."""

import itertools
import json
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray
from playwright.async_api import Page, async_playwright, expect

from oralexam.rooms.seats import Seat
from tests.browser.exam_pages import browser_with, open_page, until_true, watch_marks
from tests.browser.fake_microphones import LEAD_S, PAUSE_S, RATE_HZ, lines_of
from tests.browser.played_call import PlayedCall
from tests.patience import PATIENCE_S

WORDS = {Seat.JUROR: "calling", Seat.CANDIDATE: "Villefontaine"}
"""One of each, from the second line: neither is said twice."""
MOST_OFF_S = 0.1
"""How far from the word's beginning the sound may begin; the page itself starts 0.05 s before it."""
MOST_OFF_SPOKEN_S = 0.25
"""How far the recogniser's beginning of a word may be from where it was really spoken."""
LISTENED_S = 0.8
LISTENED_HZ = 16_000

_WATCH = """() => {
  window.played = [];
  const tell = (what, element, at) =>
    window.played.push({ what, file: element.getAttribute("src"), at, when: performance.now() / 1000 });
  for (const what of ["playing", "timeupdate"]) document.addEventListener(what, ({ target }) => {
    if (target instanceof HTMLAudioElement && !target.paused) tell(what, target, target.currentTime);
  }, true);
  const own = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "currentTime");
  Object.defineProperty(HTMLMediaElement.prototype, "currentTime", { ...own, set(at) {
    if (this instanceof HTMLAudioElement) tell("sought", this, at);
    own.set.call(this, at);
  } });
}"""
_BUNDLE = "async (sitting) => (await fetch(`/api/replay/${sitting}`)).json()"
_LISTEN = """async ([file, at, rate, length]) => {
  const bytes = await (await fetch(file)).arrayBuffer();
  const sound = (await new OfflineAudioContext(1, 1, rate).decodeAudioData(bytes)).getChannelData(0);
  const from = Math.round(at * rate);
  return [...sound.slice(from, from + length)];
}"""


async def hear_words(call: PlayedCall) -> None:
    """Press a word of each speaker: what plays begins there, is marked, and is what was said there."""
    async with async_playwright() as playwright, browser_with(playwright, None) as browser:
        problems: list[str] = []
        page = await open_page(browser, call.replay_link, problems)
        await page.locator("[data-word]").first.wait_for(timeout=PATIENCE_S * 1000)
        bundle = await page.evaluate(_BUNDLE, call.sitting_id)
        await page.evaluate(_WATCH)
        await watch_marks(page)
        for seat, text in WORDS.items():
            await _hear_word(page, bundle, call, seat, text)
        assert problems == []


async def _hear_word(page: Page, bundle: dict[str, Any], call: PlayedCall, seat: Seat, text: str) -> None:
    index, start_s = _transcribed(bundle, seat, text)
    word = page.locator(f'[data-word="{seat}-{index}"]')
    await expect(word).to_contain_text(text)
    await page.evaluate("() => { window.played.length = 0; window.marked.length = 0; }")
    await word.click()
    await until_true(page, f"() => window.marked.includes('{seat}-{index}')")
    # Sound has begun, and gone on: both are told by the element that plays, not by the page.
    await until_true(
        page,
        "() => ['playing', 'timeupdate'].every((what) => window.played.some((each) => each.what === what))",
    )
    played = await page.evaluate("() => window.played")
    await page.keyboard.press("Space")
    await page.get_by_role("button", name="Écouter", exact=True).wait_for()
    begins = _files(bundle)
    sought = [
        (begins[each["file"]] + each["at"], each["when"]) for each in played if each["what"] == "sought"
    ]
    assert sought, played
    assert all(abs(at_s - start_s) <= MOST_OFF_S for at_s, _ in sought), (text, start_s, played)
    begun_s, began_s = sought[0]
    for each in played:
        if each["what"] != "sought":
            gone_s = begins[each["file"]] + each["at"] - begun_s
            assert -0.02 <= gone_s <= each["when"] - began_s + MOST_OFF_S, (text, start_s, played)
    track = next(each for each in bundle["tracks"] if each["seat"] == seat)["audio"]
    samples = await page.evaluate(
        _LISTEN,
        [track["url"], begun_s - track["starts_s"], LISTENED_HZ, round(LISTENED_S * LISTENED_HZ)],
    )
    spoken_s = _spoken_s(seat, text) + begun_s - start_s
    found_s = _where(np.array(samples, np.float64), call.sounds[seat])
    print(f"{seat} {text}: sought {begun_s - start_s:+.3f} s, spoken {found_s - spoken_s:+.3f} s")  # noqa: T201
    assert abs(found_s - spoken_s) <= MOST_OFF_SPOKEN_S, (text, found_s, spoken_s)


def _files(bundle: dict[str, Any]) -> dict[str, float]:
    """When each file of the replay begins on the exam clock."""
    files = [bundle["mix"], *(track["audio"] for track in bundle["tracks"])]
    return {file["url"]: file["starts_s"] for file in files if file is not None}


def _transcribed(bundle: dict[str, Any], seat: Seat, text: str) -> tuple[int, float]:
    """A word's place among its speaker's words, and when it begins."""
    transcript = next(each for each in bundle["transcripts"] if each["seat"] == seat)
    words = itertools.chain.from_iterable(each["words"] for each in transcript["utterances"])
    return next((index, word["start_s"]) for index, word in enumerate(words) if text in word["text"])


def _spoken_s(seat: Seat, text: str) -> float:
    """When the fake microphone says a word, counted from its file's beginning."""
    written = resources.files("oralexam.rehearsal") / "lines" / "lines.json"
    entries = {each["file"]: each for each in json.loads(written.read_text(encoding="utf-8"))}
    at_s = LEAD_S
    for line in lines_of(seat, 2):
        for word in entries[line.name]["words"]:
            if text in word["text"]:
                return at_s + float(word["start_s"])
        at_s += line.duration_s + PAUSE_S
    raise AssertionError(text)


def _where(heard: NDArray[np.float64], source: NDArray[np.float32]) -> float:
    """Where in what was spoken a stretch of what is heard lies: the highest correlation, in seconds."""
    step = RATE_HZ // LISTENED_HZ
    whole = source[: len(source) // step * step].reshape(-1, step).mean(axis=1).astype(np.float64)
    size = 1 << (len(whole) + len(heard)).bit_length()
    products = np.fft.irfft(np.fft.rfft(whole, size) * np.conj(np.fft.rfft(heard, size)), size)
    products = products[: len(whole) - len(heard)]
    energy = np.concatenate([[0.0], np.cumsum(whole**2)])
    norms = np.sqrt(energy[len(heard) :] - energy[: -len(heard)])[: len(products)]
    return float(np.argmax(np.abs(products) / np.maximum(norms, 0.05 * norms.max()))) / LISTENED_HZ
