"""The board in Chromium: an empty day, a bell that is seen, heard and answered, acts by keyboard."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from oralexam.bootstrap.server import Server
from oralexam.clock import SystemClock
from oralexam.jobs.job import JobState, Turn
from oralexam.jobs.runner import LEASE_S
from oralexam.rooms import commands
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.storage.engine import open_database
from oralexam.storage.events import SqlEventStore
from oralexam.storage.files import DataFolder
from oralexam.transcripts.kinds import TRANSCRIBE_TRACK
from oralexam.webapp.sittings.request import SittingRequest
from tests.browser.exam_pages import open_page, press, until_true
from tests.records.made_sittings import SITTING, call_history
from tests.webapp.drawing import draw_by_lot

pytestmark = [pytest.mark.browser, pytest.mark.timeout(170)]
NAMES = {"candidate_name": "Inès Marchetti", "juror_name": "Mme Okafor", "observer_name": "Mme Aubertin"}
PATIENCE_MS = 20_000
"""For what a loaded machine may delay. How soon a bell is there is measured in tests/webapp/test_board.py."""


@pytest.fixture
async def board(server: Server, browser: Browser) -> AsyncIterator[Page]:
    """The manager's page."""
    problems: list[str] = []
    page = await open_page(browser, await server.desk.manager_link(), problems)
    page.set_default_timeout(PATIENCE_MS)
    yield page
    assert problems == []


async def test_a_day_begins_on_an_empty_board(board: Page, server: Server) -> None:
    """By keyboard: a sitting is opened, its links are given, and its room and row appear by themselves."""
    await expect(board.locator(".board-empty")).to_be_visible()
    await board.get_by_role("button", name="Ouvrir une épreuve").focus()
    await board.keyboard.press("Enter")
    for name, value in {**NAMES, "room_name": "Salle 1, poste 3"}.items():
        await board.fill(f"#open-{name}", value)
    await board.keyboard.press("Enter")
    links = board.locator("dialog.links")
    await expect(links.locator("input")).to_have_count(4)
    await board.keyboard.press("Escape")
    await expect(board.locator("tbody tr")).to_have_count(1)
    await expect(board.locator(".room h3")).to_have_text("Salle 1, poste 3")
    await expect(board.locator(".room")).to_contain_text("Attente")
    # It is an exam: who sits there is let in and informed, and both stations are checked.
    await expect(board.locator(".room")).to_contain_text("à admettre")
    await expect(board.locator(".room")).to_contain_text("candidat à vérifier, juré à vérifier")
    # A rehearsal is shown apart, and counted nowhere.
    await server.desk.open(SittingRequest(**NAMES, room_name="Répétition", rehearsal=True))
    await expect(board.locator(".board-rehearsals .room")).to_have_count(1)
    await expect(board.locator("tbody tr")).to_have_count(1)
    await expect(board.locator(".masthead-who")).to_contain_text("1 candidat, 1 salle")


async def test_a_bell_is_seen_heard_and_answered(board: Page, server: Server) -> None:
    """And an act on the room is done without leaving it."""
    sitting_id, _ = await server.desk.open(SittingRequest(**NAMES, room_name="Salle 1", formalities=False))
    await draw_by_lot(server.rooms, sitting_id)
    await server.rooms.command(sitting_id, Seat.JUROR, commands.StartPreparation(from_phase=Phase.DRAWN))
    await expect(board.locator("exam-clock")).to_contain_text("Préparation, reste")
    await press(board, "Activer le son")
    await expect(board.get_by_role("button", name="Son activé")).to_be_visible()
    sounded = "document.querySelector('exam-board').tone.sounded"
    before = await board.evaluate(sounded)
    await server.rooms.command(sitting_id, Seat.CANDIDATE, commands.RingBell(from_phase=Phase.PREPARATION))
    await board.locator(".alarm", has_text="Inès Marchetti appelle.").wait_for()
    await until_true(board, f"{sounded} > {before}")
    await expect(board.locator(".room-calling")).to_have_count(1)
    await press(board, "J’y vais")
    await expect(board.locator(".alarm", has_text="appelle")).to_have_count(0)
    (bell,) = (await server.rooms.state(sitting_id)).bells
    assert bell.answered_at is not None
    await press(board, "C’est fait")
    await expect(board.locator(".board-alarm", has_text="attend le responsable")).to_have_count(0)
    assert (await server.rooms.state(sitting_id)).bells == ()
    await board.get_by_role("button", name="Inès Marchetti").press("Enter")
    await board.locator("dialog[open]").get_by_role("button", name="Arrêter la partie").press("Enter")
    await board.fill("#act-reason", "Malaise")
    await board.keyboard.press("Enter")
    await expect(board.locator(".room")).to_contain_text("Arrêtée")


@pytest.fixture
def a_call_is_over(tmp_path: Path) -> None:
    """Half an hour before the server starts: made before there is one."""
    database = open_database(DataFolder(tmp_path).database_path)
    history = call_history(SystemClock().now() - timedelta(minutes=30))
    SqlEventStore(database).append(SITTING, after_seq=0, events=history)
    database.close()


@pytest.mark.usefixtures("a_call_is_over")
async def test_words_that_failed_are_told_with_their_reason_and_tried_again(
    server: Server, board: Page
) -> None:
    """One press gives all tries back and takes the alarm away; the row says until when words are awaited."""
    queue, clock = server.stores.jobs, SystemClock()
    queue.arrange({SITTING: Turn(audio_s=600.0)})
    job = queue.lease("worker", now=clock.now(), lease_s=LEASE_S, not_of=["voice-copies"])
    assert job is not None
    assert job.kind == TRANSCRIBE_TRACK
    queue.fail(job.job_id, "worker", reason="disk-full", retry_at=None, now=clock.now())
    alarm = board.locator(".board-alarm, .alarm", has_text="a échoué")
    await expect(alarm.first).to_contain_text("Le disque du serveur est plein.")
    await alarm.first.get_by_role("button", name="Relancer").click()
    await expect(alarm).to_have_count(0)
    (again,) = [each for each in queue.of_sitting(SITTING) if each.job_id == job.job_id]
    assert (again.state, again.tries, again.reason) == (JobState.QUEUED, 0, "")

    first = queue.lease("worker", now=clock.now(), lease_s=LEASE_S, not_of=["voice-copies"])
    assert first is not None
    queue.done(first.job_id, "worker", now=clock.now(), busy_s=60.0)
    assert queue.lease("worker", now=clock.now(), lease_s=LEASE_S, not_of=["voice-copies"]) is not None
    await expect(board.locator("tbody tr")).to_contain_text(re.compile(r"mots\svers\s\d+\sh\s\d\d"))
