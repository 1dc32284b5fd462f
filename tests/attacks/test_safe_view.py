"""The candidate's view of a replay: canaries in all that is the jury's, and none in a byte that it gets."""

import re
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from playwright.async_api import Page, Response, async_playwright

from oralexam.bootstrap.server import Server
from oralexam.exams import bank
from oralexam.exams.scenario import Scenario
from oralexam.records.clips import AddClip
from oralexam.rooms import events
from oralexam.rooms.commands import IncidentCode
from oralexam.rooms.judging.events import JudgementSealed, JudgingOpened
from oralexam.rooms.judging.marker_events import MarkerSet
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.transcripts.correction import Correct
from tests.browser.exam_pages import browser_with, until_true
from tests.facts.said import track
from tests.records.made_sittings import SITTING, Story
from tests.rooms.canaries import MARK, canaries_of, canary_scenario
from tests.webapp.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

ZERO = datetime(2026, 12, 8, 10, 24, tzinfo=UTC)
SCENARIO = canary_scenario()
PLANTED = tuple(
    f"{MARK}:{name}"
    for name in ("marker", "marked", "sealed", "judge", "reason", "incident", "manager", "corrector")
)
"""Everything that is no scenario's: markers and their criteria, marks, incidents, who corrected."""


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one scenario of the bank is made of canaries."""
    monkeypatch.setattr(bank.PackagedScenarios, "all", lambda _self: {"late-kettles@1": SCENARIO})


def happened() -> list[events.AnyEvent]:
    """A call that was marked, disturbed, written after, and judged."""
    story = Story(ZERO).until_the_call()
    at = story.at
    fact = SCENARIO.jury.facts_if_asked[0].fact_id
    marker, marked, sealed, judge, reason, incident, manager, _ = PLANTED
    story.events += [
        events.NotesSaved(at=at(5), text="own notes of the call", revision=1),
        events.FactPressed(at=at(20), fact_id=fact, given=True),
        MarkerSet(
            at=at(21),
            marker_id="m1",
            judge=judge,
            seat=Seat.OBSERVER,
            criterion_id=marked,
            sign="+",
            note=marker,
            pressed_at=at(21),
        ),
        events.IncidentReported(at=at(30), code=IncidentCode.OTHER, text=incident, author=manager),
    ]
    story.enter(600, Phase.WRITING, "deadline")
    story.events.append(events.TextSaved(at=at(700), text="Dear Ms Pike", revision=1))
    story.enter(1200, Phase.HANDED_IN, "deadline")
    opened = JudgingOpened(
        at=at(2000),
        grid_id=marked,
        grid_version=1,
        grid_digest=marked,
        player=judge,
        observer=judge,
        player_name=judge,
        observer_name=judge,
    )
    story.events += [
        opened,
        JudgementSealed(
            at=at(2100), judge=judge, version=1, digest=sealed, judge_name=judge, body=sealed, reason=reason
        ),
    ]
    return story.events


def secrets_of(scenario: Scenario) -> set[str]:
    """What of a scenario the candidate never had."""
    had = (scenario.candidate, scenario.text_task, scenario.contact_sheet, scenario.other_party)
    return canaries_of(scenario) - canaries_of(had) - {scenario.title, str(scenario.number)}


async def listen(page: Page) -> list[str]:
    """Collect every byte that the page gets, headers too."""
    told: list[str] = []

    async def note(response: Response) -> None:
        try:
            body = (await response.body()).decode("utf-8", "replace")
        except Exception:  # noqa: BLE001 -- a redirect has no body
            body = ""
        told.append(f"{response.url} {await response.all_headers()} {body}")

    page.on("response", note)
    return told


@pytest.mark.usefixtures("planted")
async def test_no_byte_of_the_candidates_view_holds_a_secret(server: Server, manager: Visitor) -> None:
    """Opened, played, every sheet looked at, a clip and a word pressed."""
    stores = server.stores
    stores.events.append(SITTING, after_seq=0, events=happened())
    said = msgspec.structs.replace(
        track("candidate", (3.0, "So for cartons are missing.")), sitting_id=SITTING
    )
    stores.transcripts.save(SITTING, said)
    corrected = Correct(utterance_id="heard-0", revision=0, text="So four cartons are missing.")
    now = ZERO + timedelta(hours=1)
    stores.corrections.act(SITTING, "candidate", 1, corrected, author=f"{MARK}:corrector", now=now)
    stores.clips.act(SITTING, AddClip(starts_s=2.0, ends_s=6.0))
    _, body = await manager.request(
        "POST", f"/api/manager/sittings/{SITTING}/links", json={"seat": "evaluator"}
    )
    secret = secrets_of(SCENARIO)
    assert len(secret) > 20
    async with async_playwright() as playwright, browser_with(playwright, None) as browser:
        context = await browser.new_context()
        page = await context.new_page()
        await page.goto(body["link"])
        await page.wait_for_url(re.compile("/replay/"))
        # The jury's own page is told some of it: the canaries are really there.
        jury = await listen(page)
        await page.reload()
        await page.locator(".timeline .clip").wait_for()
        await until_true(page, "() => document.querySelector('exam-fact-grid .grid-facts') !== null")
        assert [each for each in secret if any(each in one for one in jury)]
        await page.close()

        page = await context.new_page()
        told = await listen(page)
        await page.goto(f"{server.url}/replay/{SITTING}/safe")
        await page.locator(".timeline .clip").click()
        await page.locator("[data-word]").first.click()
        for name in ("Texte", "Dossier", "Notes"):
            await page.get_by_role("tab", name=name).click()
        await page.keyboard.press("1")
        shown = await page.content()
        await page.goto("about:blank")
    everything = "\n".join([*told, shown])
    for own in ("own notes of the call", "Dear Ms Pike", "four cartons", *canaries_of(SCENARIO.candidate)):
        assert own in everything, own
    assert [each for each in (*secret, *PLANTED) if each in everything] == []
    asked = {re.sub(r"^https?://[^/]+|\?.*$", "", one.split(" ", 1)[0]) for one in told}
    assert {each for each in asked if each.startswith("/api/")} == {f"/api/replay/{SITTING}/safe"}
