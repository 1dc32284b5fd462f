"""A station tries the network: a real connection that hears itself, straight and by a real coturn alone.

The page comes by IPv6: http://[::1] is what its links begin with. The relay is the compose file's, reached by
`turns:` alone, with a certificate of the centre's own authority.
"""

import re
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import async_playwright, expect

from oralexam.bootstrap.server import Server
from oralexam.doctor.relays import own_addresses
from oralexam.settings import Settings
from oralexam.storage.network_checks import NetworkChecks
from tests.browser.exam_pages import browser_with, new_page
from tests.lan.lan_day import install
from tests.media.composed_coturn import Composed, composed_coturn
from tests.media.coturn import free_port, needs_coturn
from tests.media.test_udp_ports import free_range

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(120),
    needs_coturn,
    pytest.mark.skipif(shutil.which("certutil") is None, reason="certutil (libnss3-tools) is not installed"),
]

TOKEN = "manager-token-of-the-network-page"  # noqa: S105 -- a test's own secret


@pytest.fixture
async def relay(tmp_path: Path) -> AsyncIterator[Composed]:
    """The compose file's relay, which reaches this machine's addresses and nothing else."""
    here = next((each for each in own_addresses("") if ":" not in each), None)
    if here is None:
        pytest.skip("this machine has no address of a network")
    given = {
        "ORALEXAM_TURN_URLS": f"turns:{here}:{free_port()}?transport=tcp",
        "ORALEXAM_MEDIA_PORTS": str(free_range(60)),
    }
    async with composed_coturn(tmp_path, address=here, **given) as running:
        yield running


@pytest.fixture
async def server(tmp_path: Path, relay: Composed) -> AsyncIterator[Server]:
    """A server that names it."""
    running = Server(
        Settings(
            data=tmp_path / "data",
            host="::1" if socket.has_ipv6 else "localhost",
            port=0,
            worker=False,
            drain_s=0,
            manager_token=TOKEN,
            media_workers=0,
            turn_urls=relay.relays.urls[0].text,
            turn_secret_file=relay.secret,
        )
    )
    await running.start()
    yield running
    await running.stop()


async def test_a_station_finds_that_sound_passes_both_ways(
    server: Server, relay: Composed, tmp_path: Path
) -> None:
    """Both ways stand, next to nothing is lost, and what was found is there for the doctor."""
    problems: list[str] = []
    home = tmp_path / "home"
    await install(relay.authority, home)
    async with async_playwright() as playwright, browser_with(playwright, None, home=home) as browser:
        page = await new_page(browser, problems)
        await page.goto(f"{server.url}/join#{TOKEN}")
        await page.wait_for_url("**/manager")
        await page.goto(f"{server.url}/check/network")
        await page.get_by_label("Salle").fill("Salle 3")
        await page.get_by_label("Poste").fill("candidat")
        await page.get_by_role("button", name="Essayer le réseau").click()
        await expect(page.locator("[data-step=socket]")).to_contain_text("passe, aller-retour")
        await expect(page.locator("[data-step=direct]")).to_contain_text("établie en")
        await expect(page.locator("[data-step=relay]")).to_contain_text("établie en")
        await expect(page.get_by_role("row", name="Salle 3 – candidat")).to_contain_text("établie en")
        report = page.get_by_label("À lire au téléphone")
        await expect(report).to_have_value(re.compile(r"3 – candidat.*Chrome.*relay, envoyés", re.DOTALL))
        # This page may not write to the clipboard, like one without HTTPS: all of the text is selected.
        await page.get_by_role("button", name="Copier").click()
        await expect(report).to_be_focused()
        assert await report.evaluate(
            "(field) => field.selectionEnd - field.selectionStart === field.value.length"
        )
    (kept,) = NetworkChecks(tmp_path / "data").all()
    relay = kept.report.relay
    assert relay is not None
    assert (kept.report.direct.over in {"host", "prflx"}, relay.over) == (True, "relay")
    for way in (kept.report.direct, relay):
        assert way.sent > 100
        assert way.received > 100
        assert way.lost_share < 0.02
    assert kept.report.relayed >= 1
    assert problems == []
