"""What a manager does about people and parts, by the real server: bells, jurors who change, a restart."""

import asyncio

import aiohttp
import pytest

from tests.patience import PATIENCE_S
from tests.rooms.devices import GOOD_REPORT
from tests.webapp.visitors import SeatPage, Visitor


async def view_with(page: SeatPage, wanted) -> dict:  # type: ignore[no-untyped-def,type-arg]
    """The first view of a page for which that holds."""
    while not (page.view and wanted(page.view)):
        await page.hear(lambda said: said["type"] == "view")
    return page.view


async def test_the_answer_to_a_bell_is_on_the_candidates_page(manager: Visitor, visitor: Visitor) -> None:
    """Rung, answered, cleared: each is in the view of the seat that rang, and nowhere else."""
    sitting_id, links = await manager.open_sitting()
    await visitor.join(links["candidate"])
    page = await visitor.sit(sitting_id, "candidate")
    await page.until("waiting")
    await page.order("ring-bell")
    await view_with(page, lambda view: view["bell"] and view["bell"]["answered_at"] is None)
    path = f"/api/manager/sittings/{sitting_id}"
    answer = {"from_phase": "waiting", "seat": "candidate"}
    assert (await manager.request("POST", f"{path}/answer-bell", json=answer))[0] == 200
    await view_with(page, lambda view: view["bell"] and view["bell"]["answered_at"])
    assert (await manager.request("POST", f"{path}/clear-bell", json={"seat": "candidate"}))[0] == 200
    await view_with(page, lambda view: view["bell"] is None)
    status, body = await manager.request("POST", f"{path}/answer-bell", json=answer)
    assert (status, body["code"]) == (409, "bell-not-rung")


@pytest.mark.parametrize(
    ("act", "more", "names"),
    [
        ("swap-jurors", {}, ("Mme Aubertin", "Mme Okafor")),
        ("replace-juror", {"seat": "juror", "name": "Zoé Blin"}, ("Zoé Blin", "Mme Aubertin")),
    ],
)
async def test_a_juror_who_changes_loses_the_old_seat(
    manager: Visitor, visitor: Visitor, act: str, more: dict[str, str], names: tuple[str, str]
) -> None:
    """The page is closed, the session holds the seat no more, unused links are dead, fresh ones open it."""
    sitting_id, links = await manager.open_sitting()
    path = f"/api/manager/sittings/{sitting_id}"
    _, unused = await manager.request("POST", f"{path}/links", json={"seat": "juror"})
    await visitor.join(links["juror"])
    page = await visitor.sit(sitting_id, "juror")
    await page.until("waiting")
    body = {"from_phase": "waiting", "reason": "ill", **more}
    status, given = await manager.request("POST", f"{path}/{act}", json=body)
    assert (status, set(given["links"])) == (200, {"juror"} if more else {"juror", "observer"})
    async with asyncio.timeout(PATIENCE_S):
        while (last := await page.socket.receive()).type is not aiohttp.WSMsgType.CLOSE:
            assert last.type is aiohttp.WSMsgType.TEXT
    assert last.data == 4003
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await visitor.sit(sitting_id, "juror")
    assert (await visitor.join(unused["link"]))[0] == 404
    await visitor.join(given["links"]["juror"])
    again = await visitor.sit(sitting_id, "juror")
    view = await again.until("waiting")
    assert (view["juror_name"], view["observer_name"]) == names
    listed = (await manager.request("GET", "/api/manager/sittings"))[1]["sittings"][0]
    assert (listed["juror_name"], listed["observer_name"]) == names


async def test_a_part_is_restarted_from_the_desk(manager: Visitor, visitor: Visitor) -> None:
    """Back to the file that was drawn; the ledger says so, with its reason."""
    sitting_id, links = await manager.open_sitting(
        part="visitor", format_id="aie-ccp3", display={"large_text": True}
    )
    await visitor.join(links["juror"])
    await visitor.join(links["candidate"])
    page, candidate = await visitor.sit(sitting_id, "juror"), await visitor.sit(sitting_id, "candidate")
    await page.until("waiting")
    await page.draw()
    await page.until("drawn")
    title = page.view["title"]
    await page.order("start-preparation")
    await page.until("preparation")
    view = await candidate.until("preparation")
    assert (view["part"], view["mode"], view["display"]["large_text"]) == ("visitor", "video", True)
    path = f"/api/manager/sittings/{sitting_id}"
    body = {"from_phase": "preparation", "to": "drawn", "reason": "another computer"}
    assert (await manager.request("POST", f"{path}/restart", json=body))[0] == 200
    await page.until("drawn")
    assert page.view["title"] == title
    ledger = (await manager.request("GET", f"{path}/ledger"))[1]["ledger"]
    assert [(each["code"], each["text"]) for each in ledger["incidents"]] == [
        ("part-restarted", "another computer")
    ]


async def test_a_call_has_no_station_and_no_part_is_opened_without_its_scenario(manager: Visitor) -> None:
    """Said before anything is made."""
    base = {"candidate_name": "A", "juror_name": "B", "observer_name": "C", "room_name": "D"}
    for more, code in (
        ({"station_setup": "two-stations"}, "no-station-in-a-call"),
        ({"part": "visitor", "format_id": "aie-ccp1"}, "format-without-part"),
        ({"format_id": "nowhere"}, "unknown-format"),
        ({"part": "visitor", "rehearsal": True, "scenario": "amberline-kettles"}, "no-scenario-for-part"),
    ):
        status, body = await manager.request("POST", "/api/manager/sittings", json={**base, **more})
        assert (status >= 400, body["code"]) == (True, code)


@pytest.mark.parametrize(
    ("more", "asked"),
    [
        ({}, True),
        ({"part": "visitor", "station_setup": "one-microphone"}, True),
        ({"rehearsal": True}, False),
        ({"rehearsal": True, "formalities": True}, True),
    ],
)
async def test_an_exam_asks_for_the_formalities_unless_told_otherwise(
    manager: Visitor,
    more: dict[str, object],
    asked: bool,  # noqa: FBT001 — parametrized
) -> None:
    """A rehearsal does without, unless somebody tries them there."""
    await manager.open_sitting(**{"formalities": None, **more})
    (line,) = (await manager.request("GET", "/api/manager/sittings"))[1]["sittings"]
    assert (line["formalities"] is not None) is asked


async def test_nobody_is_recorded_before_the_formalities(manager: Visitor, visitor: Visitor) -> None:
    """Let in by the manager, informed on one's own page; a refusal is on the manager's list.

    The sitting was opened with nothing said of it, as the manager's page does it.
    """
    sitting_id, links = await manager.open_sitting(formalities=None)
    path = f"/api/manager/sittings/{sitting_id}"
    await visitor.join(links["juror"])
    await visitor.join(links["candidate"])
    juror, candidate = await visitor.sit(sitting_id, "juror"), await visitor.sit(sitting_id, "candidate")
    await candidate.until("waiting")
    await juror.until("waiting")
    await juror.draw()
    await juror.until("drawn")
    assert (await juror.order("start-preparation"))["code"] == "not-admitted"
    assert (await manager.request("POST", f"{path}/admit", json={"from_phase": "drawn"}))[0] == 200
    view = await view_with(
        candidate, lambda view: view["phase"] == "drawn" and view["formalities"]["admitted"]
    )
    version = view["formalities"]["notice_version"]
    await juror.order("acknowledge-notice", version=version)
    await candidate.order("refuse-recording")
    assert (await juror.order("start-preparation"))["code"] == "recording-refused"
    line = (await manager.request("GET", "/api/manager/sittings"))[1]["sittings"][0]
    assert [each["seat"] for each in line["formalities"]["refusals"]] == ["candidate"]
    body = {"from_phase": "drawn", "seat": "candidate", "decision": "Until ten o'clock"}
    assert (await manager.request("POST", f"{path}/decide-refusal", json=body))[0] == 200
    await candidate.order("acknowledge-notice", version=version)
    assert (await juror.order("start-preparation"))["code"] == "devices-not-checked"
    await candidate.order("report-devices", **{**GOOD_REPORT, "fault": "noisy"})
    await juror.order("report-devices", **GOOD_REPORT)
    assert (await juror.order("start-preparation"))["code"] == "devices-bad"
    body = {"from_phase": "drawn", "reason": "Nobody else calls today"}
    assert (await manager.request("POST", f"{path}/allow-call", json=body))[0] == 200
    body = {"from_phase": "drawn", "seat": "candidate", "reason": "Road works outside"}
    assert (await manager.request("POST", f"{path}/override-devices", json=body))[0] == 200
    assert (await juror.order("start-preparation"))["type"] == "accepted"
    ledger = (await manager.request("GET", f"{path}/ledger"))[1]["ledger"]
    assert [each["code"] for each in ledger["incidents"][-2:]] == ["call-allowed", "device-check-overridden"]
    assert "Nobody else" not in str(candidate.said) + str(juror.said)
    assert "Road works" not in str(candidate.said) + str(juror.said)
    assert "Until ten o'clock" not in str(candidate.said) + str(juror.said)
