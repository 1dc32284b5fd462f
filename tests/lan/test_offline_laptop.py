"""A laptop without any network, as on a train: the server and Chromium meet on loopback."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import async_playwright

from tests.browser.exam_pages import CHROMIUM, open_page, press, until
from tests.lan.calling import ask, hear_each_other
from tests.lan.lan_day import START_TIMEOUT_S, TOKEN, chromium_at, start, stop
from tests.lan.namespaces import LAPTOP, Lan, NoNamespacesError, offline_laptop
from tests.patience import PATIENCE_S

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Debian's Chromium is not installed"),
]

PORT = 8080
URL = f"http://localhost:{PORT}"
LOOPBACK_TOO = "--allow-loopback-in-peer-connection"
"""Without it Chromium gathers no candidate at all on such a machine (technician.md)."""


async def test_a_call_on_a_laptop_without_a_network(tmp_path: Path) -> None:
    """Both hear each other, and the recording is whole, though 127.0.0.1 is all the machine has."""
    try:
        async with offline_laptop() as laptop:
            await _call(laptop, tmp_path)
    except NoNamespacesError as reason:
        pytest.skip(str(reason))


async def _call(laptop: Lan, tmp_path: Path) -> None:
    server = await start(
        laptop,
        LAPTOP,
        *("-m", "oralexam", "serve", "--port", str(PORT), "--data", str(tmp_path / "data")),
        ORALEXAM_MANAGER_TOKEN=TOKEN,
        ORALEXAM_WORKER="false",
        ORALEXAM_DRAIN_S="0",
    )
    try:
        assert server.stdout is not None
        async with asyncio.timeout(START_TIMEOUT_S):
            assert (await server.stdout.readline()).startswith(b"ready ")
        await _play(laptop, tmp_path / "home")
    finally:
        await stop(server)


async def _play(laptop: Lan, home: Path) -> None:
    problems: list[str] = []
    async with (
        async_playwright() as playwright,
        chromium_at(playwright, laptop, LAPTOP, home, LOOPBACK_TOO) as browser,
    ):
        manager = await open_page(browser, f"{URL}/join#{TOKEN}", problems)
        names = dict.fromkeys(("candidate_name", "juror_name", "observer_name", "room_name"), "Inès")
        wanted = {**names, "rehearsal": True, "pace": 3600, "call_s": 300, "scenario": "orvelle-towels"}
        wanted["shares_from"] = ["juror"]
        opened = await ask(manager, "POST", "/api/manager/sittings", wanted)
        candidate = await open_page(browser, opened["links"]["candidate"], problems)
        juror = await open_page(browser, opened["links"]["juror"], problems)
        for name in ("Tirer", "Remettre", "Appeler Inès"):
            await press(juror, name)
        await press(candidate, "Décrocher")
        await hear_each_other(candidate, juror, pictures=False, within_s=PATIENCE_S)
        await press(candidate, "Raccrocher")
        await candidate.locator("dialog[open]").get_by_role("button", name="Raccrocher").click()
        report: dict[str, Any] = {}

        async def over() -> bool:
            report.update(await ask(manager, "GET", f"/api/manager/sittings/{opened['sitting_id']}/report"))
            return report["handed_in_at"] is not None

        await until(over, PATIENCE_S, lambda: f"not over: {report}")
    assert {(file["seat"], file["kind"]) for file in report["recordings"]} == {
        ("candidate", "audio"),
        ("juror", "audio"),
    }
    assert all(file["missing_packets"] == 0 and file["packets"] > 0 for file in report["recordings"])
    assert problems == []
