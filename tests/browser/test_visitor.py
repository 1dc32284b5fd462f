"""A visitor received in Chromium: by video between two pages, and face to face at one station."""

import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Browser, Page, async_playwright

from oralexam.rooms.seats import PARTIES
from tests.browser.exam_pages import CHROMIUM, QUIET, browser_with, inbound, open_page, press, until
from tests.browser.fake_microphones import decoded, lines_of, write_stereo_wave
from tests.faults.servers import Program
from tests.patience import PATIENCE_S
from tests.webapp.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]

TOKEN = "manager-token-of-the-tests"  # noqa: S105 — a test's own secret
PASTED = "We are delighted to confirm your order."
_PASTE = """(field, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  return field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    """The real program, without its worker."""
    running = Program(tmp_path / "data", ORALEXAM_MANAGER_TOKEN=TOKEN)
    await running.start()
    yield running
    await running.end()


@asynccontextmanager
async def desk(program: Program) -> AsyncIterator[Visitor]:
    """The manager's browser."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        manager = Visitor(http, program.url)
        await manager.join(TOKEN)
        yield manager


async def replay(program: Program, link: str) -> dict[str, Any]:
    """The bundle, as whoever judges gets it."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        evaluator = Visitor(http, program.url)
        _, joined = await evaluator.join(link)
        status, bundle = await evaluator.request("GET", joined["next"].replace("/replay/", "/api/replay/"))
        assert status == 200, bundle
        result: dict[str, Any] = bundle
        return result


async def saved(page: Page) -> None:
    """Wait until the sheet says that it stands on the server: « pas encore sur le serveur » does not."""
    await page.get_by_text(re.compile(r"Enregistré à .* sur le serveur")).wait_for(timeout=PATIENCE_S * 1000)


async def test_a_visitor_is_received_by_video_and_leaves_a_contact_sheet(program: Program) -> None:
    """From the draw to the deadline: let in, heard, and a sheet that outlives a killed server and a reload.

    The candidate is not told who comes; what was pasted is noted with its length; the page says that the time
    handed the sheet in, and the bundle has what stood there.
    """
    problems: list[str] = []
    async with (
        desk(program) as manager,
        async_playwright() as playwright,
        browser_with(playwright, None) as browser,
    ):
        _, links = await manager.open_sitting(
            rehearsal=True, part="visitor", scenario="fennick-fair", pace=30, call_s=600
        )
        candidate = await open_page(browser, links["candidate"], problems)
        juror = await open_page(browser, links["juror"], problems)
        await press(juror, "Tirer")
        await press(juror, "Remettre")
        await candidate.get_by_label("Mes notes").fill("Ask: who, what, how many")
        await press(juror, "J’arrive", timeout_ms=60_000)
        await candidate.get_by_text("Un visiteur est à la porte").wait_for()
        assert "Brannigan" not in await candidate.content()
        await press(candidate, "Faire entrer")

        async def heard() -> bool:
            """Each page gets the other's voice and picture."""
            stats = [each for page in (candidate, juror) for each in await inbound(page)]
            voices = [each for each in stats if each["kind"] == "audio" and each.get("bytes", 0) > 2000]
            return len(voices) == 2 and sum(each.get("frames", 0) > 3 for each in stats) == 2

        await until(heard, PATIENCE_S, lambda: "the two do not hear and see each other")
        await candidate.get_by_text("Fin de la visite").wait_for()
        await press(juror, "Terminer la visite")
        await juror.locator("dialog[open]").get_by_role("button", name="Terminer la visite").click()

        await candidate.get_by_label("First name and surname").fill("Aoife Brannigan")
        await candidate.get_by_label("How did they hear of us?").select_option("Fair")
        await candidate.get_by_label("Appointment on").fill("2026-12-01")
        wishes = candidate.get_by_label("Wishes and open questions")
        await wishes.evaluate(_PASTE, PASTED)
        await wishes.fill("Two samples")
        await saved(candidate)
        await program.signal(signal.SIGKILL)
        await program.start()
        await candidate.reload()
        await candidate.get_by_role("heading", name=re.compile("Fiche contact|remise")).wait_for()
        name = candidate.get_by_label("First name and surname")
        stands: list[str] = []

        async def as_it_was() -> bool:
            # Looked at and read in one: a slow machine is past the end, and there is no field any more.
            stands[:] = await name.evaluate_all("(fields) => fields.map((each) => each.value)")
            return stands in ([], ["Aoife Brannigan"])

        await until(as_it_was, PATIENCE_S, lambda: f"after the reload: {stands}")
        # The same is announced to screen readers, in a line of its own.
        await candidate.get_by_text("Le temps est écoulé").first.wait_for(timeout=60_000)
        await candidate.get_by_text("4 champs remplis").first.wait_for()
    bundle = await replay(program, links["evaluator"])
    assert bundle["sheet"][-1]["fields"] == {
        "name": "Aoife Brannigan",
        "known-through": "Fair",
        "appointment-day": "2026-12-01",
        "wishes": "Two samples",
    }
    noted = [each for each in bundle["incidents"] if each["code"].startswith("outside")]
    assert [(each["code"], each["characters"]) for each in noted] == [("outside-paste", len(PASTED))]
    # A server that is killed is a failed request in every page: nothing else may have gone wrong.
    assert [each for each in problems if "ERR_CONNECTION" not in each and "WebSocket" not in each] == []


@asynccontextmanager
async def station_browser(playwright: Any, sound: Path) -> AsyncIterator[Browser]:  # noqa: ANN401 -- Playwright's
    """A Chromium whose one input has two lapel microphones."""
    browser = await playwright.chromium.launch(
        executable_path=CHROMIUM,
        args=[
            *(*QUIET, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),
            f"--use-file-for-fake-audio-capture={sound}",
        ],
    )
    try:
        yield browser
    finally:
        await browser.close()


async def test_a_visitor_is_received_face_to_face_at_one_station(program: Program, tmp_path: Path) -> None:
    """The candidate's page brings both voices, the juror's page none; the clock runs, nothing is played.

    Two tracks are recorded, one a person, and one picture.
    """
    problems: list[str] = []
    left, right = (decoded(lines_of(seat, 1)[0].packets) for seat in PARTIES)
    write_stereo_wave(tmp_path / "lapels.wav", left, right)
    async with (
        desk(program) as manager,
        async_playwright() as playwright,
        station_browser(playwright, tmp_path / "lapels.wav") as browser,
    ):
        sitting_id, links = await manager.open_sitting(
            rehearsal=True,
            part="visitor",
            station_setup="two-microphones",
            scenario="fennick-fair",
            pace=100,
            call_s=5,
        )
        candidate = await open_page(browser, links["candidate"], problems)
        juror = await open_page(browser, links["juror"], problems)
        await press(juror, "Tirer")
        await press(juror, "Remettre")
        await press(juror, "J’arrive", timeout_ms=60_000)
        await press(candidate, "Faire entrer")
        await candidate.get_by_role("heading", name="Regardez votre visiteur").wait_for()
        await juror.get_by_text("Visite en cours").wait_for()
        assert await juror.evaluate("window.connections.length") == 0
        assert not [each for each in await inbound(candidate) if "sent" not in each]
        await candidate.get_by_text("Votre fiche est remise").wait_for(timeout=60_000)
        _, report = await manager.request("GET", f"/api/manager/sittings/{sitting_id}/report")
    recorded = {(each["seat"], each["kind"]): each["duration_s"] for each in report["recordings"]}
    assert set(recorded) == {("candidate", "audio"), ("juror", "audio"), ("candidate", "video")}
    assert all(duration > 3 for duration in recorded.values()), recorded
    assert problems == []


async def test_nobody_is_recorded_before_they_were_let_in_and_informed(program: Program) -> None:
    """Identity, the notice in both languages, then waiting; a juror who refuses stops it, and may agree.

    Where the centre does not allow pasting, one's own cut text still comes back, and other text does not.
    """
    problems: list[str] = []
    async with (
        desk(program) as manager,
        async_playwright() as playwright,
        browser_with(playwright, None) as browser,
    ):
        sitting_id, links = await manager.open_sitting(
            rehearsal=True,
            part="visitor",
            scenario="fennick-fair",
            pace=20,
            formalities=True,
            paste_allowed=False,
        )
        candidate = await open_page(browser, links["candidate"], problems)
        juror = await open_page(browser, links["juror"], problems)
        await candidate.get_by_role("heading", name="confirmer votre identité").wait_for()
        status, _ = await manager.request(
            "POST", f"/api/manager/sittings/{sitting_id}/admit", json={"from_phase": "waiting"}
        )
        assert status in {200, 204}
        await candidate.get_by_role("heading", name="La visite est enregistrée").wait_for()
        await candidate.get_by_role("heading", name="The visit is recorded").wait_for()
        await press(candidate, "J’ai lu la notice")
        await candidate.get_by_role("heading", name="Vérification du poste").wait_for()
        await manager.accept_stations(sitting_id)
        await candidate.get_by_role("heading", name="tirer votre scénario").wait_for()

        await press(juror, "Refuser")
        await juror.locator("dialog[open]").get_by_role("button", name="Refuser").click()
        await juror.get_by_role("heading", name="Rien n’est enregistré").wait_for()
        await press(juror, "Accepter finalement")
        await press(juror, "Tirer")
        await press(juror, "Remettre")
        notes = candidate.get_by_label("Mes notes")
        await notes.fill("who, what, how many")
        for keys in ("Control+a", "Control+x", "Control+v"):
            await notes.press(keys)
        assert await notes.input_value() == "who, what, how many"
        assert await candidate.get_by_text("ne peut pas être collé").count() == 0
        assert not await notes.evaluate(_PASTE, PASTED)
        await candidate.get_by_text("ne peut pas être collé").wait_for()
    assert problems == []
