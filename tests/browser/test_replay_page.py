"""The replay page, pressed and typed at: words play, spoken words are marked, the keyboard does it all."""

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.browser.exam_pages import CHROMIUM, QUIET, until_true, watch_marks, watch_sound
from tests.browser.replay_server import SITTING, STARTS_S, Recording, replay_server, words_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

PLAYING = """() => [...document.querySelectorAll('audio')].map(one => ({
  file: one.src.split('/').pop(), at: one.currentTime, paused: one.paused, rate: one.playbackRate, pitch: one.preservesPitch
}))"""  # noqa: E501


@pytest.fixture
def recording() -> Recording:
    """What the server holds."""
    return Recording()


@pytest.fixture
def address(recording: Recording) -> Iterator[str]:
    """The page's address."""
    with replay_server(recording) as served:
        yield served


@pytest.fixture
async def page(address: str) -> AsyncIterator[Page]:
    """The open page; it must have said nothing wrong when the test ends."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
        opened = await browser.new_page(viewport={"width": 1366, "height": 768})
        problems: list[str] = []
        opened.on("pageerror", lambda error: problems.append(str(error)))
        opened.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
        await opened.goto(address)
        await opened.locator(".transport-now").wait_for()
        yield opened
        await browser.close()
        assert problems == []


def _word(seat: str, text: str) -> tuple[str, float]:
    index, word = next((index, word) for index, word in enumerate(words_of(seat)) if word["text"] == text)
    return f'[data-word="{seat}-{index}"]', word["start_s"]


async def test_a_word_that_is_pressed_is_heard_on_both_tracks(page: Page) -> None:
    """Each file is at its own place for the same instant of the exam clock."""
    selector, start_s = _word("candidate", "many")
    await watch_marks(page)
    await page.locator(selector).click()
    await until_true(page, f"() => window.marked.includes(document.querySelector('{selector}').dataset.word)")
    await page.get_by_role("button", name="Pause").wait_for()
    playing = {one["file"].removesuffix(".wav"): one for one in await page.evaluate(PLAYING)}
    positions = {seat: STARTS_S[seat] + playing[seat]["at"] for seat in STARTS_S}
    assert not any(one["paused"] for one in playing.values())
    assert abs(positions["candidate"] - positions["juror"]) < 0.12, positions
    assert start_s - 0.1 <= positions["candidate"] < start_s + 3


async def test_words_of_two_who_speak_at_once_are_both_marked(page: Page) -> None:
    """Track is speaker: an overlap is no question of who spoke."""
    # The two speak at once for less than half a second: it is gone to, and not played past.
    await page.evaluate("() => { HTMLMediaElement.prototype.play = async () => {}; }")
    await page.locator(_word("juror", "and")[0]).click()
    await expect(page.locator(".word-now")).to_have_count(2)
    marked = await page.locator(".word-now").evaluate_all(
        "words => words.map(word => word.dataset.word.split('-')[0])"
    )
    assert sorted(marked) == ["candidate", "juror"]
    await expect(page.locator(".turn-now")).to_have_count(2)


async def test_the_keyboard_plays_and_moves(page: Page) -> None:
    """Space, arrows (5 s, with shift 1 s, with control a word), up and down a turn, angles the speed."""
    now = page.locator(".transport-now")
    await page.keyboard.press("Home")
    await expect(now).to_have_text("00:00")
    await page.keyboard.press("ArrowRight")
    await expect(now).to_have_text("00:04")  # from −0.5 s
    await page.keyboard.press("Shift+ArrowRight")
    await expect(now).to_have_text("00:05")
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("ArrowDown")
    await expect(now).to_have_text("00:01")
    await page.keyboard.press("ArrowDown")
    await expect(now).to_have_text("00:03")
    await page.keyboard.press("Control+ArrowRight")
    await expect(page.locator(".word-now")).to_have_text("morning")
    await page.keyboard.press("ArrowUp")
    await expect(now).to_have_text("00:01")
    await page.keyboard.press(">")
    await page.keyboard.press(">")
    assert {(one["rate"], one["pitch"]) for one in await page.evaluate(PLAYING)} == {(1.5, True)}
    assert await page.get_by_label("Vitesse").input_value() == "1.5"
    await page.keyboard.press("Space")
    await page.get_by_role("button", name="Pause").wait_for()
    await page.keyboard.press("Space")
    await page.get_by_role("button", name="Écouter", exact=True).wait_for()


async def test_space_on_a_button_presses_that_button(page: Page) -> None:
    """The page's keys do not take away what keys mean on a control."""
    await page.get_by_role("button", name="Couper Mme Okafor").focus()
    await page.keyboard.press("Space")
    await page.get_by_role("button", name="Rétablir Mme Okafor").wait_for()
    assert await page.get_by_role("button", name="Pause").count() == 0


async def test_a_muted_voice_is_silent_and_the_other_goes_on(page: Page) -> None:
    """Only the other's file plays."""
    await page.get_by_role("button", name="Couper Mme Okafor").click()
    await watch_sound(page)
    await page.locator(_word("candidate", "how")[0]).click()
    await until_true(page, "window.reached_s > 5")
    playing = {one["file"]: one["paused"] for one in await page.evaluate(PLAYING)}
    assert playing == {"candidate.wav": False, "juror.wav": True}


async def test_unclear_words_and_the_recogniser_are_named(page: Page) -> None:
    """What has to be checked by ear is underlined; what wrote it says what it is."""
    assert await page.locator(".transcript .unclear").all_inner_texts() == ["cartons"]
    await page.get_by_text("a note").wait_for()


async def test_what_was_written_is_shown_as_it_stood(page: Page) -> None:
    """The phase that is pressed shows its work; the slider goes back through the versions."""
    await expect(page.locator(".written-text")).to_contain_text("notes of the call")
    await page.get_by_role("slider", name="Version affichée").press("ArrowLeft")
    await expect(page.locator(".written-text")).to_contain_text("first notes")
    await page.get_by_role("button", name="Écrit").click()
    await expect(page.locator(".written-text")).to_contain_text("Dear Ms Pike")


async def test_words_fill_in_by_themselves(recording: Recording, page: Page, address: str) -> None:
    """The page opens on the waveforms while the transcript is being made."""
    recording.ready = False
    await page.goto(address)
    await page.get_by_text("La transcription est en cours").wait_for()
    await expect(page.locator("exam-voice")).to_have_count(2)
    await page.get_by_role("button", name="Écouter", exact=True).click()
    await page.get_by_role("button", name="Pause").wait_for()
    recording.ready = True
    await page.locator(_word("juror", "Joanna")[0]).wait_for()


async def test_the_transcript_is_had_as_a_file_by_keyboard(page: Page) -> None:
    """The button says whether its list is open; Escape closes it and stays; leaving it closes it, too."""
    button = page.get_by_role("button", name="Exporter")
    await button.focus()
    await page.keyboard.press("Enter")
    await expect(button).to_have_attribute("aria-expanded", "true")
    links = page.locator("exam-exports a")
    await expect(links).to_have_count(7)
    assert await links.first.get_attribute("href") == f"/api/replay/{SITTING}/exports/docx?language=fr"
    assert await links.first.get_attribute("download") == ""
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Escape")
    await expect(button).to_have_attribute("aria-expanded", "false")
    await expect(button).to_be_focused()
    await button.click()
    await expect(links).to_have_count(7)
    await page.get_by_role("button", name="Écouter", exact=True).focus()
    await expect(button).to_have_attribute("aria-expanded", "false")
