"""As on the day: the exam room's Chromium calls with the jury room's, over HTTPS on a LAN."""

from pathlib import Path
from typing import Any

from playwright.async_api import async_playwright

from tests.browser.exam_pages import open_page, press, until
from tests.lan.calling import ask, hear_each_other
from tests.lan.cut_calls import TWO_CHROMIUMS
from tests.lan.lan_day import TOKEN, URL, Day, chromium_at, install
from tests.lan.namespaces import EXAM_ROOM, JURY_ROOM

pytestmark = TWO_CHROMIUMS

CALL_S = 15.0


async def test_two_browsers_call_over_the_lan(day: Day, tmp_path: Path) -> None:
    """Links carry the LAN's address; each hears and sees the other; no packet of the recording is missing."""
    problems: list[str] = []
    homes = {place: tmp_path / place for place in (EXAM_ROOM, JURY_ROOM)}
    for home in homes.values():
        await install(day.authority, home)
    async with (
        async_playwright() as playwright,
        chromium_at(playwright, day.lan, EXAM_ROOM, homes[EXAM_ROOM]) as exam,
        chromium_at(playwright, day.lan, JURY_ROOM, homes[JURY_ROOM]) as jury,
    ):
        manager = await open_page(jury, f"{URL}/join#{TOKEN}", problems)
        names = dict.fromkeys(("candidate_name", "juror_name", "observer_name", "room_name"), "Inès")
        wanted = {**names, "rehearsal": True, "pace": 300, "call_s": CALL_S, "scenario": "amberline-kettles"}
        wanted["shares_from"] = ["juror"]
        opened = await ask(manager, "POST", "/api/manager/sittings", wanted)
        assert all(link.startswith(f"{URL}/join#") for link in opened["links"].values())
        candidate = await open_page(exam, opened["links"]["candidate"], problems)
        juror = await open_page(jury, opened["links"]["juror"], problems)
        await press(juror, "Tirer")
        await press(juror, "Remettre")
        await press(juror, "Appeler Inès")
        await press(candidate, "Décrocher")
        await hear_each_other(candidate, juror, pictures=True, within_s=CALL_S - 3)
        report: dict[str, Any] = {}

        async def handed_in() -> bool:
            address = f"/api/manager/sittings/{opened['sitting_id']}/report"
            report.update(await ask(manager, "GET", address))
            return report["handed_in_at"] is not None

        await until(handed_in, CALL_S + 30, lambda: f"not handed in: {report}")
    tracks = {(file["seat"], file["kind"]): file for file in report["recordings"]}
    assert set(tracks) == {(seat, kind) for seat in ("candidate", "juror") for kind in ("audio", "video")}
    for file in tracks.values():
        assert file["missing_packets"] == 0, file
        assert file["duration_s"] > CALL_S - 2, file
    assert problems == []
