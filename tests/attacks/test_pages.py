"""Names, notes, texts, speech and scenarios full of markup, in Debian's Chromium: nothing of it runs."""

import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any

import msgspec
import pytest
from playwright.async_api import Browser, Page, async_playwright

from oralexam.bootstrap.server import Server
from oralexam.exams import bank
from oralexam.exams.scenario import Scenario
from oralexam.rooms import commands
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import PARTIES, Seat
from oralexam.storage.transcripts import SqlTranscriptStore
from oralexam.transcripts.correction import Correct
from oralexam.transcripts.transcript import RecognizerIdentity, TrackTranscript, Utterance, Word
from tests.browser.exam_pages import CHROMIUM, QUIET, open_page, until, until_true
from tests.webapp.drawing import draw_by_lot
from tests.webapp.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CORPUS = (
    "<img src=x onerror=window.ran=1>",
    '"><script>window.ran=2</script>',
    "<svg/onload=window.ran=3>",
    "</textarea><img src=x onerror=window.ran=4>",
    "</title><script>window.ran=5</script>",
    "<a href=javascript:window.ran=6 id=clicked>x</a>",
    "<iframe srcdoc='<script>parent.ran=7</script>'>",
    "{{constructor.constructor('window.ran=8')()}}",
    "${window.ran=9}",
    "<style>*{display:none}</style>",
    "<exam-clock onclick=window.ran=10>",
    "\u202e<b>desrever",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=window.ran=11>",
    "'-window.ran=12-'",
)
_WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
_FOUND = """() => ({
  ran: window.ran ?? null,
  violations: window.violations,
  foreign: [...document.querySelectorAll(
    "script:not([src]), iframe, math, [onerror], [onload], [onclick], #clicked, body style, img[src=x]"
  )].map((each) => each.outerHTML),
  words: document.body.innerText
    + [...document.querySelectorAll("textarea, input")].map((each) => each.value),
})"""


def hostile(scenario: Scenario) -> Scenario:
    """The scenario with markup in every text that may be any text."""
    payloads = cycle(CORPUS)
    whole = msgspec.to_builtins(scenario)

    def planted(place: Any, key: Any) -> None:  # noqa: ANN401 — plain JSON
        value = place[key]
        if isinstance(value, dict):
            for name in value:
                planted(value, name)
        elif isinstance(value, list):
            for number in range(len(value)):
                planted(value, number)
        elif isinstance(value, str) and not str(key).endswith("_id"):
            place[key] = f"{value} {next(payloads)}"
            try:
                msgspec.convert(whole, Scenario)
            except (msgspec.ValidationError, ValueError):
                place[key] = value

    planted({"": whole}, "")
    return msgspec.convert(whole, Scenario)


@pytest.fixture(autouse=True)
def _hostile_bank(monkeypatch: pytest.MonkeyPatch) -> None:
    original = bank.PackagedScenarios.all
    made: dict[str, Scenario] = {}

    def planted(self: bank.PackagedScenarios) -> dict[str, Scenario]:
        if not made:
            made.update({key: hostile(each) for key, each in original(self).items()})
        return made

    monkeypatch.setattr(bank.PackagedScenarios, "all", planted)


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    """One browser, with devices that always say yes."""
    devices = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *devices])
        yield browser
        await browser.close()


class Watched:
    """Pages whose mishaps are remembered."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self.mishaps: list[str] = []

    async def open(self, link: str) -> Page:
        """A page of its own session."""
        context_pages = await open_page(self._browser, link, self.mishaps)
        context_pages.on("dialog", self._dialog)
        await context_pages.context.add_init_script(_WATCH)
        await context_pages.reload()
        return context_pages

    async def _dialog(self, dialog: Any) -> None:  # noqa: ANN401 — Playwright's
        self.mishaps.append(f"dialog {dialog.message}")
        await dialog.dismiss()

    async def shows_harmlessly(self, page: Page, words: str) -> None:
        """The page shows the payload as text; nothing of it has become part of the page."""
        found: dict[str, Any] = {}

        async def shown() -> bool:
            found.update(await page.evaluate(_FOUND))
            return words in found["words"]

        await until(shown, 30, lambda: f"{page.url} does not show {words!r}: {found.get('words', '')[:3000]}")
        assert found["ran"] is None
        assert found["violations"] == []
        assert found["foreign"] == []
        assert self.mishaps == []


def names() -> Iterator[dict[str, str]]:
    """Names that fit, each with a payload."""
    short = [payload for payload in CORPUS if len(payload) <= 75]
    fields = ("candidate_name", "juror_name", "observer_name", "room_name")
    for start in range(0, len(short), len(fields)):
        yield dict(zip(fields, (short + short)[start : start + len(fields)], strict=True))


async def test_markup_is_only_text_to_every_page(server: Server, manager: Visitor, chromium: Browser) -> None:
    """Candidate, juror, observer, manager and replay, in the phases where they show what people wrote."""
    watched = Watched(chromium)
    all_names = list(names())
    for each in all_names[2:]:
        await manager.open_sitting(**each)
    live_id, live = await manager.open_sitting(**all_names[0])
    await _prepare(server, live_id)
    candidate = await watched.open(live["candidate"])
    await watched.shows_harmlessly(candidate, CORPUS[3])
    juror = await watched.open(live["juror"])
    await watched.shows_harmlessly(juror, all_names[0]["candidate_name"])
    observer = await watched.open(live["observer"])
    await watched.shows_harmlessly(observer, all_names[0]["candidate_name"])

    over_id, over = await manager.open_sitting(
        **all_names[1], rehearsal=True, pace=120, call_s=1, scenario="amberline-kettles"
    )
    await _prepare(server, over_id)
    await _play_to_the_end(server, over_id)
    replay = await watched.open(over["evaluator"])
    await watched.shows_harmlessly(replay, CORPUS[0])
    await watched.shows_harmlessly(replay, "NOTES " + CORPUS[1])

    await watched.shows_harmlessly(replay, "READ " + CORPUS[4])
    await replay.locator('[data-utterance="candidate-1-heard-1"]').press("h")
    await watched.shows_harmlessly(replay, "AUTHOR " + CORPUS[5])

    desk = await watched.open(await server.desk.manager_link())
    for each in all_names:
        await watched.shows_harmlessly(desk, each["candidate_name"])


async def _prepare(server: Server, sitting_id: str) -> None:
    """Draw, begin the preparation, and write notes full of markup."""
    notes = "NOTES " + "\n".join(CORPUS[1:])
    await draw_by_lot(server.rooms, sitting_id)
    for seat, command in (
        (Seat.JUROR, commands.StartPreparation(from_phase=Phase.DRAWN)),
        (Seat.CANDIDATE, commands.SaveNotes(from_phase=Phase.PREPARATION, text=notes, revision=1)),
    ):
        await server.rooms.command(sitting_id, seat, command)


async def _play_to_the_end(server: Server, sitting_id: str) -> None:
    """Ring, talk without sound, write markup, hand in; what was heard and what was read is markup, too."""
    rooms = server.rooms

    async def reached(*phases: Phase) -> None:
        async def there() -> bool:
            return (await rooms.state(sitting_id)).phase in phases

        await until(there, 15, lambda: f"not in {phases}")

    await reached(Phase.RINGING)
    await rooms.command(sitting_id, Seat.JUROR, commands.Ring(from_phase=Phase.RINGING))
    await rooms.command(sitting_id, Seat.CANDIDATE, commands.Answer(from_phase=Phase.RINGING))
    for seat in PARTIES:
        await rooms.media_flowing(sitting_id, seat)
    await reached(Phase.WRITING)
    text = commands.SaveText(from_phase=Phase.WRITING, text="TEXT " + "\n".join(CORPUS), revision=1)
    await rooms.command(sitting_id, Seat.CANDIDATE, text)
    await rooms.command(sitting_id, Seat.CANDIDATE, commands.HandIn(from_phase=Phase.WRITING))
    words = [
        Word(start_s=0.1 * number, end_s=0.1 * number + 0.1, text=payload, probability=0.4)
        for number, payload in enumerate(CORPUS)
    ]
    heard = Utterance(start_s=0.0, end_s=2.0, text=" ".join(CORPUS), words=tuple(words))
    identity = dict.fromkeys(RecognizerIdentity.__struct_fields__, CORPUS[2])
    SqlTranscriptStore(server.stores.database).save(
        sitting_id,
        TrackTranscript(
            sitting_id=sitting_id,
            seat="candidate",
            utterances=(heard, Utterance(start_s=3.0, end_s=4.0, text="x", words=())),
            recognizer=RecognizerIdentity(**identity),
            starts_at_s=0.0,
            audio_duration_s=2.0,
            speech_duration_s=timedelta(seconds=2).total_seconds(),
        ),
    )
    read = Correct(utterance_id="heard-1", revision=0, text="READ " + CORPUS[4])
    server.stores.corrections.act(
        sitting_id, "candidate", 1, read, author="AUTHOR " + CORPUS[5], now=datetime.now(UTC)
    )


async def test_a_watch_that_sees_nothing_would_be_worth_nothing(server: Server, chromium: Browser) -> None:
    """The same page with markup that was put into it on purpose: policy and watch both tell."""
    page = await chromium.new_page()
    await page.add_init_script(_WATCH)
    await page.goto(f"{server.url}/join")
    await page.evaluate(
        """() => { document.body.append(document.createElement("iframe"));
          try { document.body.insertAdjacentHTML("beforeend", "<img src=x onerror=window.ran=1>"); }
          catch { /* Trusted Types have refused it. */ } }"""
    )
    await until_true(page, "() => window.violations.length > 0")
    found = await page.evaluate(_FOUND)
    assert found["ran"] is None
    assert re.search("trusted-types", " ".join(found["violations"]))
    assert found["foreign"] != []
