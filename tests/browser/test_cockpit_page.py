"""The interview cockpit in Chromium: clips by words and keys, own markers, a second screen, one loudness."""

import re
from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import BrowserContext, Page, async_playwright, expect

from tests.browser import replay_server as replay_server_module
from tests.browser.exam_pages import CHROMIUM, QUIET, has_seen, until_true, watch_for, watch_sound
from tests.browser.replay_server import SITTING, Recording, replay_server, words_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

SELECT = """([seat, first, last]) => {
  const word = (place) => document.querySelector(`[data-word="${seat}-${place}"]`);
  getSelection().setBaseAndExtent(word(first).firstChild, 0, word(last).firstChild, 2);
}"""
LOUDEST = """() => {
  window.loudest = 0;
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to === this.context.destination) {
      const ear = this.context.createAnalyser();
      connect.call(this, ear);
      const samples = new Float32Array(ear.fftSize);
      setInterval(() => {
        ear.getFloatTimeDomainData(samples);
        for (const each of samples) window.loudest = Math.max(window.loudest, Math.abs(each));
      }, 20);
    }
    return connect.call(this, to, ...rest);
  };
}"""
COVERED = """() => {
  window.covered = false;
  Object.defineProperty(Document.prototype, "hidden", { get: () => window.covered });
  const frame = window.requestAnimationFrame;
  window.requestAnimationFrame = (act) => (window.covered ? 0 : frame.call(window, act));
  window.cover = (covered) => {
    window.covered = covered;
    document.dispatchEvent(new Event("visibilitychange"));
  };
}"""
"""A window under another one, as Chromium treats it: it is hidden, and no frames come."""
CRITERIA = [{"id": f"c{n}", "text": {"fr": f"Critère {n}", "en": f"Criterion {n}"}} for n in (1, 2)]
JUDGING = {
    "judge": {"key": "observer", "name": "Mme Aubertin"},
    "grid": {"criteria": CRITERIA},
    "mine": {
        "judge": {"key": "observer", "name": "Mme Aubertin"},
        "markers": [
            {"marker_id": "m", "criterion_id": "c2", "sign": "+", "note": "reformule", "at_s": 8.5},
            {"marker_id": "n", "criterion_id": "", "sign": "note", "note": "silence", "at_s": 10.0},
        ],
    },
    "others": [],
}


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
async def context() -> AsyncIterator[BrowserContext]:
    """A browser; its pages must have said nothing wrong when the test ends."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
        opened = await browser.new_context(viewport={"width": 1366, "height": 768})
        problems: list[str] = []
        opened.on("weberror", lambda error: problems.append(str(error.error)))
        yield opened
        await browser.close()
        assert problems == []


async def cockpit(context: BrowserContext, address: str) -> Page:
    """The jury's page, with everything that comes after the sound."""
    page = await context.new_page()
    await page.goto(address)
    await page.get_by_role("button", name="Ajouter un extrait").wait_for()
    await page.locator("[data-utterance]").first.wait_for()
    return page


def clip_times(recording: Recording) -> list[tuple[float, float]]:
    """The clips as the server holds them."""
    return [(each.starts_s, each.ends_s) for each in recording.clips]


async def test_selected_words_are_a_clip_that_a_key_plays(
    context: BrowserContext, address: str, recording: Recording
) -> None:
    """From the first word to the last, and no further: it stops by itself."""
    page = await cockpit(context, address)
    await page.evaluate(SELECT, ["candidate", 2, 3])
    await page.keyboard.press("x")
    await page.get_by_role("button", name="Extrait A", exact=True).wait_for()
    words = words_of("candidate")
    assert clip_times(recording) == [
        pytest.approx((words[2]["start_s"] - 0.15, words[3]["end_s"] + 0.15), abs=0.01)
    ]
    await page.keyboard.press("End")
    await watch_sound(page)
    await page.keyboard.press("1")
    await until_true(page, "window.reached_s > 0")
    await page.get_by_role("button", name="Écouter", exact=True).wait_for()
    ended_s = float(await page.locator(".playhead").get_attribute("aria-valuenow") or 0)
    assert ended_s == pytest.approx(words[3]["end_s"] + 0.15, abs=1)


async def test_clips_are_put_in_order_adjusted_and_taken_out(
    context: BrowserContext, address: str, recording: Recording
) -> None:
    """By buttons that have names; a letter is a place."""
    page = await cockpit(context, address)
    for place in (0, 3):
        await page.evaluate(SELECT, ["candidate", place, place + 1])
        await page.get_by_role("button", name="Ajouter un extrait").click()
        await expect(page.locator(".timeline .clip")).to_have_count(1 if place == 0 else 2)
    first, second = clip_times(recording)
    await page.get_by_role("button", name="Monter").click()
    await expect(page.locator(".clip-items .clip-item-now .clip-letter")).to_have_text("A")
    assert clip_times(recording) == [second, first]
    await page.get_by_role("group", name="Fin de l’extrait A").get_by_role("button", name="plus tard").click()
    await until_true(
        page, "() => document.querySelector('.clip-item-now .note').textContent.includes('00:05')"
    )
    assert clip_times(recording)[0] == (second[0], pytest.approx(second[1] + 0.5))
    await page.get_by_role("button", name="Retirer").click()
    await expect(page.locator(".timeline .clip")).to_have_count(1)
    assert clip_times(recording) == [first]


async def test_clips_are_put_in_order_by_the_keyboard_alone(
    context: BrowserContext, address: str, recording: Recording
) -> None:
    """The focus stays in the list when a clip has come to its end, and when one is taken out."""
    page = await cockpit(context, address)
    for place in (0, 3):
        await page.evaluate(SELECT, ["candidate", place, place + 1])
        await page.keyboard.press("x")
        await expect(page.locator(".timeline .clip")).to_have_count(1 if place == 0 else 2)
    first, second = clip_times(recording)
    await page.get_by_role("button", name="Monter").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".clip-items .clip-item-now .clip-letter")).to_have_text("A")
    assert clip_times(recording) == [second, first]
    at_hand = "() => document.activeElement.matches('.clip-list, .clip-list :enabled')"
    await until_true(page, at_hand)
    await page.get_by_role("button", name="Retirer").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".timeline .clip")).to_have_count(1)
    await until_true(page, at_hand)


async def test_ones_own_markers_are_bookmarks(
    context: BrowserContext, address: str, recording: Recording
) -> None:
    """Pressed they are heard from a little before; who judges is led to the marks."""
    recording.judging = JUDGING
    page = await cockpit(context, address)
    await page.get_by_role("button", name=re.compile("00:08, plus, Critère 2, reformule")).first.click()
    await page.get_by_role("button", name="Pause").wait_for()
    # A note for itself is no minus: the marks are evidence.
    await expect(page.get_by_role("button", name="00:10, note, silence")).to_have_count(1)
    await page.get_by_role("tab", name="Extraits").click()
    note = page.locator(".clip-list .clip-item", has_text="silence")
    await expect(note.locator(".clip-words")).to_contain_text("Note")
    await expect(note).not_to_contain_text("−")
    assert await page.get_by_role("link", name="Noter").get_attribute("href") == f"/judge/{SITTING}"


async def test_a_second_screen_follows_without_sound(
    context: BrowserContext, address: str, recording: Recording
) -> None:
    """Time, clip and rate go over; the candidate's view of the same browser plays nothing that is heard."""
    page = await cockpit(context, address)
    await page.evaluate(SELECT, ["juror", 0, 3])
    await page.keyboard.press("x")
    await page.get_by_role("button", name="Extrait A", exact=True).wait_for()
    async with context.expect_page() as opening:
        await page.get_by_role("button", name="Second écran").click()
    screen = await opening.value
    await screen.get_by_text("Suit l’autre fenêtre, sans son").wait_for()
    asked_before = len(recording.asked)
    await watch_for(screen, ".clip-now", ".word-now")
    await page.bring_to_front()
    await page.keyboard.press("1")
    await has_seen(screen, ".clip-now")
    await has_seen(screen, ".word-now")
    sounding = "() => [...document.querySelectorAll('audio, video')].filter((one) => !one.muted).length"
    assert await screen.evaluate(sounding) == 0
    assert await screen.locator(".transport").count() == 0
    assert [
        each for each in recording.asked[asked_before:] if each.endswith(("/facts", "/corrections"))
    ] == []
    await page.get_by_role("button", name="Écouter", exact=True).wait_for()
    await page.close()
    await screen.get_by_text("L’autre fenêtre ne répond plus").wait_for()


async def test_a_window_under_another_one_goes_on(context: BrowserContext, address: str) -> None:
    """While the jury looks at its marks, a clip ends where it ends, and the second screen follows."""
    await context.add_init_script(f"({COVERED})()")
    page = await cockpit(context, address)
    await page.evaluate(SELECT, ["juror", 0, 3])
    await page.keyboard.press("x")
    await page.get_by_role("button", name="Extrait A", exact=True).wait_for()
    async with context.expect_page() as opening:
        await page.get_by_role("button", name="Second écran").click()
    screen = await opening.value
    await screen.get_by_text("Suit l’autre fenêtre, sans son").wait_for()
    await watch_for(screen, ".word-now")
    await watch_sound(page)
    await page.bring_to_front()
    await page.keyboard.press("1")
    await until_true(page, "window.reached_s > 0")
    await page.evaluate("() => window.cover(true)")
    await has_seen(screen, ".word-now")
    await until_true(page, "() => [...document.querySelectorAll('audio')].every((one) => one.paused)")
    await page.evaluate("() => window.cover(false)")
    ended_s = words_of("juror")[3]["end_s"] + 0.15
    await expect(page.locator(".transport-now")).to_have_text(f"00:0{int(ended_s)}")


async def test_the_candidates_view_in_the_same_window_and_back(context: BrowserContext, address: str) -> None:
    """Where the jury stood; no marker, fact or correction is there; back again to the same place."""
    page = await cockpit(context, address)
    await page.locator("body").press("ArrowRight")
    stood = await page.locator(".transport-now").inner_text()
    await page.get_by_role("button", name="Vue candidat").click()
    await page.get_by_text("ni notes du jury").wait_for()
    await expect(page.locator(".transport-now")).to_have_text(stood)
    assert await page.get_by_role("tab", name="Faits du scénario").count() == 0
    await page.get_by_role("button", name="Revenir à la vue jury").click()
    await page.get_by_role("button", name="Ajouter un extrait").wait_for()
    await expect(page.locator(".transport-now")).to_have_text(stood)


async def test_a_quiet_voice_is_played_louder(
    context: BrowserContext, address: str, recording: Recording
) -> None:
    """A voice at -38 LUFS is raised by 20 dB, and a limiter keeps what is loud below full scale."""
    recording.loudness_lufs = -38.0
    await context.add_init_script(f"({LOUDEST})()")
    page = await cockpit(context, address)
    await page.locator('[data-word="candidate-1"]').click()
    # The test's voice has an amplitude of 0.3: ten times as much would be 3.
    await until_true(page, "() => window.loudest > 0.45")
    assert await page.evaluate("() => window.loudest") < 1.2


async def test_keys_of_one_character_can_be_switched_off(context: BrowserContext, address: str) -> None:
    """WCAG 2.2, 2.1.4: then a letter does nothing; the buttons do."""
    page = await cockpit(context, address)
    await page.get_by_role("tab", name="Séance").click()
    await page.get_by_label("Touches d’un seul caractère").uncheck()
    await page.locator("body").press("x")
    await page.get_by_role("tab", name="Extraits").click()
    await page.get_by_text("Aucun extrait").wait_for()
    await page.get_by_role("button", name="Ajouter un extrait").click()
    await page.get_by_role("button", name="Extrait A", exact=True).wait_for()


async def test_a_long_transcript_is_all_there(
    context: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What no screen holds comes with the next frames; going to the end shows the end."""
    turns = {"juror": 0.0, "candidate": 0.06}
    many = {seat: [(begin + 0.12 * n, f"line{n}") for n in range(90)] for seat, begin in turns.items()}
    monkeypatch.setattr(replay_server_module, "LINES", many)
    long = Recording()
    with replay_server(long) as address:
        page = await cockpit(context, address)
        await expect(page.locator("[data-turn]")).to_have_count(180)
        await page.keyboard.press("End")
        await expect(page.locator('[data-word="juror-89"]')).to_be_in_viewport()
