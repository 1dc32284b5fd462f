"""No microphone, no right to it, a camera in use, an old browser, plain HTTP: each is said in a sentence."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

from oralexam.bootstrap.server import Server
from oralexam.rooms import commands
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.settings import Settings
from tests.browser.exam_pages import CHROMIUM, QUIET, press, until
from tests.faults.calls import TOKEN, manager_of
from tests.faults.servers import free_port
from tests.webapp.drawing import draw_by_lot
from tests.webapp.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FAKE_DEVICES = "--use-fake-device-for-media-stream"
SAYS_YES = "--use-fake-ui-for-media-stream"
NO_MICROPHONE = "Aucun micro n’est branché"
REFUSED = "Le navigateur n’a pas le droit d’utiliser le micro"
MICROPHONE_IN_USE = "Le micro est pris par un autre programme"
CAMERA_IN_USE = "La caméra est prise par un autre programme"
NO_CAMERA = "Aucune caméra n’est branchée"
TELEPHONE, VIDEO = "orvelle-towels", "amberline-kettles"

_WATCH = """
window.connections = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...given) { super(...given); window.connections.push(this); }
};
"""
_BROKEN_DEVICES = """
window.broken = BROKEN;
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  for (const [kind, name] of Object.entries(window.broken)) {
    if (wanted[kind]) throw new DOMException("", name);
  }
  return open(wanted);
};
"""


@asynccontextmanager
async def candidate_page(
    link: str, *flags: str, script: str = "", permissions: tuple[str, ...] = ()
) -> AsyncIterator[Page]:
    """The candidate's page in a browser with these flags."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *flags])
        context = await browser.new_context(locale="fr-FR", permissions=list(permissions))
        page = await context.new_page()
        await page.add_init_script(script or _WATCH)
        await page.goto(link)
        yield page
        await browser.close()


async def ringing(server: Server, manager: Visitor, scenario: str) -> str:
    """A sitting whose telephone is about to ring; the candidate's link."""
    sitting_id, links = await manager.open_sitting(rehearsal=True, pace=3600, call_s=60, scenario=scenario)
    await draw_by_lot(server.rooms, sitting_id)
    await server.rooms.command(sitting_id, Seat.JUROR, commands.StartPreparation(from_phase=Phase.DRAWN))
    return links["candidate"]


async def says(page: Page, sentence: str) -> None:
    """The page shows the sentence, as an alert or as its heading."""
    await page.get_by_text(sentence).first.wait_for(timeout=30_000)


async def connects(page: Page) -> None:
    """The page's newest peer connection stands."""

    async def connected() -> bool:
        state = await page.evaluate("() => window.connections.at(-1)?.connectionState ?? 'none'")
        return bool(state == "connected")

    await until(connected, 30, lambda: "no peer connection")


async def test_no_camera_is_said(server: Server, manager: Visitor) -> None:
    """A computer that has none: the sentence, steps to follow, and a button that asks again."""
    link = await ringing(server, manager, VIDEO)
    async with candidate_page(link, f"{FAKE_DEVICES}=device-count=0", SAYS_YES) as page:
        await says(page, NO_CAMERA)
        await says(page, "Branchez la caméra.")
        await press(page, "Réessayer")
        await says(page, NO_CAMERA)


async def test_a_refused_microphone_is_said_and_can_be_allowed(server: Server, manager: Visitor) -> None:
    """After the permission is given, the same page connects without a reload."""
    link = await ringing(server, manager, TELEPHONE)
    async with candidate_page(link, FAKE_DEVICES, "--deny-permission-prompts", script=_WATCH) as page:
        await says(page, REFUSED)
        await page.context.grant_permissions(["microphone"])
        await press(page, "Réessayer")
        await connects(page)
        assert await page.get_by_text(REFUSED).count() == 0


@pytest.mark.parametrize(
    ("scenario", "broken", "sentence"),
    [
        (TELEPHONE, '{audio: "NotFoundError"}', NO_MICROPHONE),
        (TELEPHONE, '{audio: "NotReadableError"}', MICROPHONE_IN_USE),
        (VIDEO, '{video: "NotReadableError"}', CAMERA_IN_USE),
    ],
)
async def test_a_device_in_use_is_said_and_can_be_freed(
    scenario: str, broken: str, sentence: str, server: Server, manager: Visitor
) -> None:
    """The device that is at fault is named; when it is free, the call can be made."""
    link = await ringing(server, manager, scenario)
    script = _WATCH + _BROKEN_DEVICES.replace("BROKEN", broken)
    async with candidate_page(
        link, FAKE_DEVICES, SAYS_YES, script=script, permissions=("microphone", "camera")
    ) as page:
        await says(page, sentence)
        await page.evaluate("() => { window.broken = {}; }")
        await press(page, "Réessayer")
        await connects(page)
        assert await page.get_by_text(sentence).count() == 0


async def test_a_browser_without_calls_is_told(manager: Visitor) -> None:
    """Before the exam, not when the telephone rings; with what to open instead."""
    _, links = await manager.open_sitting()
    script = "delete window.RTCPeerConnection; delete window.webkitRTCPeerConnection;"
    async with candidate_page(links["candidate"], script=script) as page:
        await says(page, "Ce navigateur ne permet pas les appels")
        await says(page, "Ouvrez le lien avec Chrome, Edge ou Firefox à jour.")


async def test_a_page_over_plain_http_is_told(tmp_path: Path) -> None:
    """Under a name that is not localhost a browser gives no microphone: HTTPS is what is missing."""
    port = free_port()
    url = f"http://centre.example:{port}"
    server = Server(
        Settings(
            data=tmp_path / "lan", port=port, worker=False, manager_token=TOKEN, drain_s=0, public_url=url
        )
    )
    await server.start()
    try:
        async with manager_of(f"http://127.0.0.1:{port}") as manager:
            _, links = await manager.open_sitting()
        assert links["candidate"].startswith(url)
        flag = "--host-resolver-rules=MAP centre.example 127.0.0.1"
        async with candidate_page(links["candidate"], flag) as page:
            await says(page, "Cette page doit être ouverte en HTTPS")
    finally:
        await server.stop()
