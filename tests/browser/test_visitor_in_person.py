"""A visitor received face to face, from the draw to the sheet: one microphone for two, or a station each."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from oralexam.bootstrap.server import Server
from oralexam.exams.parts import PartKind, StationSetup
from oralexam.journal.reader import list_tracks, summary
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.transcripts.transcript import RecognizerIdentity, TrackTranscript, Utterance, Word
from oralexam.webapp.sittings.request import SittingRequest
from tests.browser.exam_pages import SAVED, inbound, open_page, press, until
from tests.browser.skipping_clock import SkippingClock
from tests.patience import PATIENCE_S
from tests.webapp.made_copies import keep_copies

pytestmark = [pytest.mark.browser, pytest.mark.timeout(170), pytest.mark.usefixtures("clock")]
RECORDED_S = 1.0
PEOPLE = {
    "candidate_name": "Inès Marchetti",
    "juror_name": "Mme Okafor",
    "observer_name": "Mme Aubertin",
    "room_name": "Espace d’accueil",
}
SHEET = {"First name and surname": "Aoife Brannigan", "Wishes and open questions": "Two samples"}


async def _open(server: Server, setup: StationSetup) -> tuple[str, dict[Seat, str]]:
    """A visitor part with its official minutes; the server alone draws."""
    return await server.desk.open(
        SittingRequest(
            **PEOPLE,
            part=PartKind.VISITOR,
            station_setup=setup,
            rehearsal=True,
            scenario="fennick-fair",
            shares_from=(),
        )
    )


async def _receive(
    server: Server, clock: SkippingClock, sitting_id: str, pages: tuple[Page, Page], *, recorded: set[str]
) -> None:
    """Draw, file, five minutes put forward, the door; until every voice has been recorded for a while."""
    candidate, juror = pages
    await press(juror, "Tirer")
    await press(juror, "Remettre le dossier")
    await candidate.get_by_label("Mes notes").fill("who, what, how many")
    deadline = (await server.rooms.state(sitting_id)).deadline
    assert deadline is not None
    await clock.skip((deadline - clock.now()).total_seconds(), server, [sitting_id])
    await press(juror, "J’arrive")
    await press(candidate, "Faire entrer")
    await expect(candidate.get_by_role("heading", name="Regardez votre visiteur")).to_be_visible()
    await expect(juror.get_by_text("Visite en cours")).to_be_visible()
    assert (await server.rooms.state(sitting_id)).phase is Phase.CALL

    async def long_enough() -> bool:
        tracks = list_tracks(server._files.recordings_dir(), sitting_id)
        lengths = {f"{each.seat}-{each.kind}": summary(each).duration_s for each in tracks}
        return set(lengths) == recorded and min(lengths.values()) > RECORDED_S

    await until(long_enough, PATIENCE_S, lambda: f"not recorded: {recorded}")
    for page in (candidate, juror):
        # Nothing is played where the two sit face to face: they would hear themselves.
        assert [each for each in await inbound(page) if "sent" not in each] == []


async def _fill_in(candidate: Page, juror: Page) -> None:
    """The visitor leaves; the sheet opens, is filled in and handed in."""
    await press(juror, "Terminer la visite")
    await juror.locator("dialog[open]").get_by_role("button", name="Terminer la visite").click()
    for label, text in SHEET.items():
        await candidate.get_by_label(label).fill(text)
    await expect(candidate.get_by_text(SAVED).first).to_be_visible()
    await press(candidate, "Remettre ma fiche")
    await candidate.locator("dialog[open]").get_by_role("button", name="Remettre ma fiche").click()
    await expect(candidate.get_by_role("heading", name="Votre fiche est remise")).to_be_visible()
    await expect(juror.get_by_role("heading", name="Cette partie est terminée")).to_be_visible()


def _write_down(server: Server, sitting_id: str, *seats: Seat) -> None:
    """What a recogniser would have heard on each track."""
    for seat in seats:
        word = Word(text=f"good-morning-{seat}", start_s=0.2, end_s=0.6, probability=0.9)
        heard = Utterance(start_s=0.2, end_s=0.6, text=word.text, words=(word,))
        recognizer = RecognizerIdentity(
            engine="made", engine_version="1", model="made", model_sha256="0" * 64, settings=""
        )
        server.stores.transcripts.save(
            sitting_id,
            TrackTranscript(
                sitting_id=sitting_id,
                seat=seat,
                utterances=(heard,),
                recognizer=recognizer,
                starts_at_s=0.0,
                audio_duration_s=3.0,
                speech_duration_s=0.4,
            ),
        )


async def _replay(browser: Browser, link: str, problems: list[str]) -> Page:
    """Whoever judges opens the replay; what was written is on it."""
    replay = await open_page(browser, link, problems)
    await expect(replay.get_by_role("heading", level=1)).to_contain_text("Inès Marchetti")
    await replay.locator(".phases").get_by_role("button", name="Fiche contact").click()
    for text in SHEET.values():
        await expect(replay.get_by_role("region", name="Écrits").get_by_text(text)).to_be_visible()
    return replay


async def test_one_microphone_for_two_leaves_the_speaker_uncertain(
    server: Server, browser: Browser, clock: SkippingClock
) -> None:
    """One track and one picture are recorded, the juror's page sends nothing, and no turn has a name."""
    problems: list[str] = []
    sitting_id, links = await _open(server, StationSetup.ONE_MICROPHONE)
    candidate = await open_page(browser, links[Seat.CANDIDATE], problems)
    juror = await open_page(browser, links[Seat.JUROR], problems)
    recorded = {"candidate-audio", "candidate-video"}
    await _receive(server, clock, sitting_id, (candidate, juror), recorded=recorded)
    assert await juror.evaluate("window.connections.length") == 0
    await _fill_in(candidate, juror)
    _write_down(server, sitting_id, Seat.CANDIDATE)
    keep_copies(server, sitting_id)
    replay = await _replay(browser, links[Seat.EVALUATOR], problems)
    turn = replay.locator(".turn", has_text="good-morning-candidate")
    await expect(turn.locator(".turn-who")).to_have_text("Voix incertaine")
    await expect(replay.locator(".turn-uncertain")).to_have_count(1)
    await expect(replay.locator(".turn-who", has_text="Marchetti")).to_have_count(0)
    await expect(replay.get_by_text("qui parle n’est pas certain")).to_be_visible()
    await expect(replay.get_by_role("button", name=re.compile("^Couper"))).to_have_accessible_name(
        "Couper le micro commun"
    )
    assert problems == []


async def test_two_stations_make_two_tracks_with_a_name_each(
    server: Server, browser: Browser, clock: SkippingClock
) -> None:
    """Each station sends its own voice; nothing comes back to either; each turn has its speaker."""
    problems: list[str] = []
    sitting_id, links = await _open(server, StationSetup.TWO_STATIONS)
    candidate = await open_page(browser, links[Seat.CANDIDATE], problems)
    juror = await open_page(browser, links[Seat.JUROR], problems)
    recorded = {"candidate-audio", "candidate-video", "juror-audio", "juror-video"}
    await _receive(server, clock, sitting_id, (candidate, juror), recorded=recorded)
    assert await juror.evaluate("window.connections.length") > 0
    await _fill_in(candidate, juror)
    _write_down(server, sitting_id, Seat.CANDIDATE, Seat.JUROR)
    replay = await _replay(browser, links[Seat.EVALUATOR], problems)
    await expect(
        replay.locator(".turn", has_text="good-morning-candidate").locator(".turn-who")
    ).to_have_text("Inès Marchetti")
    await expect(
        replay.locator(".turn", has_text="good-morning-juror").locator(".turn-who")
    ).not_to_have_text("Voix incertaine")
    await expect(replay.locator(".turn-uncertain")).to_have_count(0)
    assert problems == []
