"""A transcript is corrected in the replay: by key and hand, kept, and by two at once without a lost word."""

import asyncio
import io
import json
import re
from datetime import UTC, datetime

import docx
import msgspec
from playwright.async_api import Browser, Dialog, Page, async_playwright, expect

from oralexam.bootstrap.server import Server
from oralexam.rooms.seats import Seat
from oralexam.transcripts.correction import Correct
from oralexam.transcripts.transcript import HeardSound, SoundKind
from oralexam.webapp.sittings.request import SittingRequest
from tests.browser.exam_pages import CHROMIUM, QUIET, open_page, until_true
from tests.browser.replay_server import Recording, replay_server
from tests.patience import PATIENCE_S
from tests.storage.samples import transcript

HEARD = "hello from leads this is"
_LOOPED = """() => {
  window.sought = [];
  const own = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "currentTime");
  Object.defineProperty(HTMLMediaElement.prototype, "currentTime", { ...own, set(at) {
    window.sought.push(Math.round(at * 1000) / 1000);
    own.set.call(this, at);
  } });
}"""


async def written_down(server: Server) -> tuple[str, list[str]]:
    """A sitting whose tracks were written down, and two evaluators' links."""
    sitting_id, links = await server.desk.open(
        SittingRequest(candidate_name="I.", juror_name="Mme O.", observer_name="Mme A.", room_name="salle 1")
    )
    for seat, text in (("candidate", HEARD), ("juror", "thank you")):
        server.stores.transcripts.save(sitting_id, transcript(sitting_id, seat, text))
    return sitting_id, [links[Seat.EVALUATOR], await server.desk.link(sitting_id, Seat.EVALUATOR)]


def utterance(page: Page, seat: str = "candidate") -> str:
    """The only utterance of a seat."""
    assert page.url
    return f'[data-utterance="{seat}-1-heard-0"]'


async def exported(page: Page, name: str) -> tuple[str, bytes]:
    """What the page's own list gives: the file's name as the browser keeps it, and what is in it."""
    if await page.get_by_role("button", name="Exporter").get_attribute("aria-expanded") != "true":
        await page.get_by_role("button", name="Exporter").click()
    async with page.expect_download(timeout=PATIENCE_S * 1000) as download:
        await page.get_by_role("link", name=name).click()
    kept = await download.value
    return kept.suggested_filename, await asyncio.to_thread((await kept.path()).read_bytes)


async def files_hold_what_was_corrected(page: Page) -> None:
    """What is taken from the page can be opened, and says what people have read, not what was heard."""
    named, word = await exported(page, "Document Word")
    assert named.endswith(".docx")
    read = "\n".join(each.text for each in docx.Document(io.BytesIO(word)).paragraphs)
    assert "hello from Leeds" in read
    assert HEARD not in read
    named, data = await exported(page, "Données JSON")
    assert named.endswith(".json")
    words = [word for each in json.loads(data)["utterances"] for word in each["words"]]
    assert "Leeds" in [word["text"].strip() for word in words]


async def test_two_evaluators_correct_one_transcript(server: Server, browser: Browser) -> None:
    """What the first saved stands after a reload; the second is told, keeps their text, and may save it.

    The machine's own version is there all the time, one press away and in the bundle.
    """
    sitting_id, links = await written_down(server)
    problems: list[str] = []
    first, second = [await open_page(browser, link, problems) for link in links]
    for page in (first, second):
        await page.locator(utterance(page)).wait_for()

    await second.locator(utterance(second)).focus()
    await second.keyboard.press("e")
    theirs = second.get_by_label("Ce qui est dit, mot pour mot")
    await theirs.fill("hello, from Leeds, this is")

    await first.locator(utterance(first)).focus()
    await first.keyboard.press("Enter")
    field = first.get_by_label("Ce qui est dit, mot pour mot")
    await expect(field).to_be_focused()
    await expect(field).to_have_value(HEARD)
    await first.get_by_role("button", name="Confirmer tel quel").wait_for()
    await field.fill("given up")
    # What is typed is lost by giving it up, and by nothing else.
    await expect(first.get_by_role("button", name="Machine")).to_be_disabled()
    await field.press("Escape")
    await expect(first.locator(utterance(first))).to_be_focused()
    await first.keyboard.press("E")
    await field.fill("hello from Leeds [this is]")
    await field.press("Control+Enter")
    await expect(first.locator(".word-changed")).to_have_text("Leeds")
    await expect(first.locator(utterance(first))).to_be_focused()
    await first.keyboard.press("ArrowDown")
    await expect(first.locator(utterance(first, "juror"))).to_be_focused()
    await first.keyboard.press("c")
    await first.get_by_text("Répliques relues\u00a0: 2 sur 2").wait_for()

    await first.reload()
    await expect(first.locator(".word-changed")).to_have_text("Leeds")
    await expect(first.locator(f"{utterance(first)} .unclear")).to_have_text(["this", "is"])
    await first.locator(utterance(first)).focus()
    await first.keyboard.press("h")
    await expect(first.locator(".utterance-story")).to_contain_text(f"Entendu par la machine : {HEARD}")
    await expect(first.locator(".utterance-story")).to_contain_text("hello from Leeds [this is]")
    await first.get_by_role("button", name="Machine").click()
    await expect(first.locator(".turn-text").first).to_have_text(re.compile(HEARD))

    await files_hold_what_was_corrected(first)

    before = list(problems)
    await theirs.press("Control+Enter")
    await second.get_by_text("Un collègue vient de relire cette réplique").wait_for()
    await expect(second.locator(".correction-other")).to_contain_text("hello from Leeds [this is]")
    await expect(theirs).to_have_value("hello, from Leeds, this is")
    await second.get_by_role("button", name="Enregistrer le mien").click()
    await expect(second.locator(f"{utterance(second)} .word-changed")).to_have_text(["hello,", "Leeds,"])
    assert before == []
    assert [problem for problem in problems if "409" not in problem] == []

    (read, _) = server.stores.corrections.readings(sitting_id)
    assert [line.after for line in read.history] == [
        "hello from Leeds [this is]",
        "hello, from Leeds, this is",
    ]
    assert server.stores.transcripts.load(sitting_id)[0].text() == HEARD


async def test_what_is_typed_outlives_a_new_version_of_the_machine(server: Server, browser: Browser) -> None:
    """It stays in the editor, and is told; leaving asks; saved, it stands with the sounds of its version."""
    sitting_id, (link, _) = await written_down(server)
    problems: list[str] = []
    page = await open_page(browser, link, problems)
    await page.locator(utterance(page)).press("e")
    field = page.get_by_label("Ce qui est dit, mot pour mot")
    await field.press_sequentially(" Leeds")

    anew = transcript(sitting_id, "candidate", "hallo from Leads", model="medium.en")
    sound = HeardSound(kind=SoundKind.HESITATION, start_s=-0.1, end_s=0.2)
    server.stores.transcripts.save(sitting_id, msgspec.structs.replace(anew, sounds=(sound,)))
    # Whoever comes back to the window is told how it reads by now.
    await page.evaluate("dispatchEvent(new Event('focus'))")
    await page.get_by_text("Ce que vous tapez est gardé").wait_for()
    await expect(page.get_by_role("button", name="Relire la nouvelle version")).to_have_count(0)
    await expect(field).to_have_value(f"{HEARD} Leeds")
    asked: list[str] = []

    async def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        await dialog.dismiss()

    page.on("dialog", stay)
    async with page.expect_event("dialog"):
        await page.close(run_before_unload=True)
    assert asked == ["beforeunload"]

    await field.press("Control+Enter")
    await page.get_by_text("Les corrections restent sur le texte qui a été lu").wait_for()
    await page.reload()
    await expect(page.locator(".word-changed")).to_have_text("Leeds")
    assert asked == ["beforeunload"]
    await expect(page.locator(".turn-text").first).not_to_contain_text("hésitation")
    await page.get_by_role("button", name="Relire la nouvelle version").click()
    await expect(page.locator(".turn-text").first).to_contain_text("hésitation")
    assert problems == []
    old, _, _ = server.stores.corrections.readings(sitting_id)
    assert [(old.version, line.after) for line in old.history] == [(1, f"{HEARD} Leeds")]


async def test_an_utterance_is_heard_again_and_again_while_it_is_written() -> None:
    """From just before it to just after it; the loop ends with the editor. What was missed is added."""
    recording = Recording()
    with replay_server(recording) as address:
        async with async_playwright() as playwright:
            chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
            page = await chromium.new_page(viewport={"width": 1366, "height": 768})
            await page.goto(address)
            await page.locator('[data-utterance="juror-1-heard-0"]').press("c")
            # Whoever reads on confirms one after the other.
            await expect(page.locator('[data-utterance="candidate-1-heard-0"]')).to_be_focused()
            await page.locator('[data-utterance="juror-1-heard-1"]').focus()
            await page.evaluate(_LOOPED)
            await page.keyboard.press("e")
            await page.keyboard.press("Control+Space")
            begins_s = 8.0 - 0.15 - 0.25
            await until_true(
                page, f"window.sought.filter(at => Math.abs(at - {begins_s}) < 0.01).length >= 2"
            )
            await (
                page.get_by_role("button", name="En boucle")
                .and_(page.locator("[aria-pressed=true]"))
                .wait_for()
            )
            await page.keyboard.press("Escape")
            await page.get_by_role("button", name="Écouter", exact=True).wait_for()

            await page.keyboard.press("Home")
            await page.get_by_role("button", name="Ajouter une réplique").click()
            await page.get_by_label("dite par").select_option("candidate")
            await page.get_by_label("Ce qui est dit, mot pour mot").fill("hm <img src=x>")
            await page.get_by_role("button", name="Enregistrer").click()
            added = page.locator('[data-utterance="candidate-1-added-1"]')
            await expect(added).to_have_text("hm <img src=x>")
            await chromium.close()
    assert [act.kind.value for act in recording.versions["candidate"].acts] == ["added"]
    assert [act.kind.value for act in recording.versions["juror"].acts] == ["confirmed"]


async def test_a_manager_sees_how_far_transcripts_can_be_trusted(server: Server, browser: Browser) -> None:
    """From the page of the accounts; counted from what was read, with what it rests on."""
    sitting_id, _ = await written_down(server)
    order = Correct(utterance_id="heard-0", revision=0, text="hello from Leeds this is")
    now = datetime.now(UTC)
    server.stores.corrections.act(sitting_id, "candidate", 1, order, author="Claire Morel", now=now)
    problems: list[str] = []
    page = await open_page(browser, await server.desk.manager_link(), problems)
    await page.goto(f"{server.url}/account")
    await page.get_by_role("link", name="Fiabilité des transcriptions").click()
    await page.get_by_role(
        "heading", name=re.compile("20,0 % des mots, hésitations non comprises, sont faux")
    ).wait_for()
    await expect(page.get_by_role("region", name="Par salle").get_by_role("row")).to_have_count(2)
    await expect(page.get_by_role("region", name="Par salle")).to_contain_text("salle 1")
    assert problems == []
