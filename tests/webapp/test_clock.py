"""The manager's hand on the clock, through the real server: who may, what everybody sees, what adds up."""

from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest

from oralexam.bootstrap.server import Server
from oralexam.settings import Settings
from tests.webapp.visitors import NAMES, SeatPage, Visitor

CANARY = "canary-reason"
ACTS: dict[str, dict[str, Any]] = {
    "pause": {"reason": CANARY},
    "resume": {},
    "give-time": {"seconds": 60, "reason": CANARY},
    "incidents": {"code": "noise", "text": CANARY},
    "abort": {"reason": CANARY},
}


async def act(manager: Visitor, sitting_id: str, name: str, phase: str, **more: Any) -> tuple[int, Any]:  # noqa: ANN401
    """The manager does something to a clock, having seen `phase`."""
    body = {"from_phase": phase, **ACTS[name], **more}
    return await manager.request("POST", f"/api/manager/sittings/{sitting_id}/{name}", json=body)


async def preparing(manager: Visitor, browsers: dict[str, Visitor], **more: Any) -> dict[str, SeatPage]:  # noqa: ANN401
    """A sitting in its preparation, and the pages of who is there."""
    sitting_id, links = await manager.open_sitting(**more)
    pages = {}
    for seat, browser in browsers.items():
        await browser.join(links[seat])
        pages[seat] = await browser.sit(sitting_id, seat)
        await pages[seat].until("waiting")
    await pages["juror"].draw()
    await pages["juror"].until("drawn")
    await pages["juror"].order("start-preparation")
    for page in pages.values():
        await page.until("preparation")
    return pages


@pytest.mark.parametrize("seat", ["candidate", "juror", "observer", "evaluator", "nobody"])
async def test_only_a_manager_touches_a_clock_or_reads_a_ledger(
    seat: str, manager: Visitor, visitor: Visitor
) -> None:
    """Role × object: every other seat is turned away, of its own sitting and of another."""
    mine, links = await manager.open_sitting()
    other, _ = await manager.open_sitting()
    if seat != "nobody":
        await visitor.join(links[seat])
    denied = 401 if seat == "nobody" else 403
    for sitting_id in (mine, other):
        for name in ACTS:
            assert (await act(visitor, sitting_id, name, "waiting"))[0] == denied, name
        ledger = f"/api/manager/sittings/{sitting_id}/ledger"
        assert (await visitor.request("GET", ledger))[0] == denied
        status, page = await manager.request("GET", ledger)
        assert (status, page["ledger"]["incidents"], page["ledger"]["phase"]) == (200, [], "waiting")
    assert not any(CANARY in told for told in visitor.told)


@pytest.mark.parametrize("seat", ["candidate", "juror", "observer"])
async def test_a_seat_cannot_give_the_managers_commands_by_its_socket(
    seat: str, manager: Visitor, visitor: Visitor
) -> None:
    """The protocol knows them; the room refuses whoever is not the manager."""
    sitting_id, links = await manager.open_sitting()
    await visitor.join(links[seat])
    page = await visitor.sit(sitting_id, seat)
    await page.until("waiting")
    commands = {"pause": "pause-clock", "resume": "resume-clock", "incidents": "note-incident"}
    for name, fields in ACTS.items():
        kind = commands.get(name, "abort-part" if name == "abort" else name)
        refused = await page.order(kind, **fields)
        assert (refused["type"], refused["code"]) == ("refused", "not-your-command"), kind


async def test_everybody_sees_the_clock_stand_and_the_ledger_adds_up(
    server: Server, manager: Visitor, visitor: Visitor
) -> None:
    """Pause, time given, resume: one clock on every screen and in the list; the reason on none of them."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        jury = Visitor(http, server.url)
        pages = await preparing(manager, {"candidate": visitor, "juror": jury})
        candidate, juror = pages["candidate"], pages["juror"]
        sitting_id = candidate.view["sitting_id"]
        planned = datetime.fromisoformat(candidate.view["deadline"])
        status, stopped = await act(manager, sitting_id, "pause", "preparation")
        assert status == 200, stopped
        for page in (candidate, juror):
            await page.hear(lambda _, page=page: page.view.get("paused_since"))
            assert page.view["paused_since"] == stopped["paused_since"]
            assert page.view["deadline"] == stopped["deadline"]
        _, listed = await manager.request("GET", "/api/manager/sittings")
        assert listed["sittings"][0]["paused_since"] == stopped["paused_since"]
        assert (await act(manager, sitting_id, "pause", "preparation"))[1]["code"] == "clock-stopped"
        assert (await act(manager, sitting_id, "incidents", "preparation"))[0] == 200
        assert (await act(manager, sitting_id, "give-time", "preparation"))[0] == 200
        status, resumed = await act(manager, sitting_id, "resume", "preparation")
        assert (status, resumed["paused_since"]) == (200, None)
        await candidate.hear(lambda _: candidate.view["paused_since"] is None)
        _, page = await manager.request("GET", f"/api/manager/sittings/{sitting_id}/ledger")
        ledger = page["ledger"]
        (pause,) = (each for each in ledger["stretches"] if each["kind"] == "paused")
        stood = datetime.fromisoformat(pause["ends_at"]) - datetime.fromisoformat(pause["starts_at"])
        assert datetime.fromisoformat(resumed["deadline"]) == planned + stood + timedelta(seconds=60)
        assert (pause["by"], pause["reason"]) == ("manager", CANARY)
        (given,) = ledger["given"]
        assert (given["seconds"], given["reason"]) == (60, CANARY)
        assert [(each["code"], each["text"]) for each in ledger["incidents"]] == [("noise", CANARY)]
        assert ledger["total_s"] == sum(each["seconds"] for each in ledger["stretches"])
        assert (await act(manager, sitting_id, "abort", "waiting"))[1]["code"] == "stale-command"
        assert (await act(manager, sitting_id, "abort", "preparation"))[1]["phase"] == "aborted"
        await candidate.until("aborted")
        await juror.until("aborted")
        assert not any(CANARY in told for told in (*visitor.told, *jury.told))
        assert (await act(manager, sitting_id, "pause", "aborted"))[1]["code"] == "not-now"


@pytest.mark.parametrize(
    ("name", "fields", "code"),
    [
        ("pause", {"reason": "  "}, "reason-missing"),
        ("abort", {"reason": "x" * 501}, "reason-too-long"),
        ("give-time", {"seconds": 0}, "given-time-out-of-range"),
        ("give-time", {"seconds": 10**9}, "given-time-out-of-range"),
        ("give-time", {"seconds": -1}, "malformed-message"),
        ("incidents", {"code": "other", "text": ""}, "reason-missing"),
        ("incidents", {"code": "no-such-code"}, "malformed-message"),
        ("pause", {"by": "juror"}, "malformed-message"),
    ],
)
async def test_an_act_that_makes_no_sense_is_refused(
    name: str, fields: dict[str, Any], code: str, manager: Visitor, visitor: Visitor
) -> None:
    """With its own code, and nothing has happened."""
    pages = await preparing(manager, {"juror": visitor})
    sitting_id = pages["juror"].view["sitting_id"]
    status, body = await act(manager, sitting_id, name, "preparation", **fields)
    assert (status, body["code"]) == (400, code)
    _, page = await manager.request("GET", f"/api/manager/sittings/{sitting_id}/ledger")
    assert (page["ledger"]["given"], page["ledger"]["incidents"], page["ledger"]["paused"]) == ([], [], False)


async def test_extra_time_is_in_the_plan_and_its_cause_is_nowhere(manager: Visitor, visitor: Visitor) -> None:
    """A third more: 20 min of preparation on every screen; a request that names a cause is refused."""
    third = {"fraction": "1/3"}
    extra = {"preparation": third, "exchange": third, "writing": {"minutes": 5}}
    pages = await preparing(manager, {"juror": visitor}, extra_time=extra)
    assert [step["planned_s"] for step in pages["juror"].view["rail"]] == [1200, 800, 900]
    _, listed = await manager.request("GET", "/api/manager/sittings")
    granted = {"preparation_s": 300, "exchange_s": 200, "writing_s": 300, "interview_s": 0}
    assert listed["sittings"][0]["accommodation"] == granted
    for wrong, code in (
        ({"writing": {"fraction": "5/3"}}, "extra-time-out-of-range"),
        ({"writing": {}}, "extra-time-out-of-range"),
        ({"writing": third, "cause": "x"}, "malformed-message"),
        ({"writing": {**third, "cause": "x"}}, "malformed-message"),
    ):
        wanted = {**NAMES, "extra_time": wrong}
        status, body = await manager.request("POST", "/api/manager/sittings", json=wanted)
        assert (status, body["code"]) == (400, code)


async def test_a_server_that_was_down_tells_the_ledger(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Stopped in a preparation and started again: from the last beat to the start is failed time."""
    settings = Settings(data=tmp_path_factory.mktemp("data"), port=0, worker=False, manager_token="t" * 20)
    first = Server(settings)
    await first.start()
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as desk,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as one,
    ):
        manager = Visitor(desk, first.url)
        await manager.join("#" + "t" * 20)
        pages = await preparing(manager, {"juror": Visitor(one, first.url)})
        sitting_id = pages["juror"].view["sitting_id"]
    await first.stop()
    second = Server(settings.model_copy(update={"manager_token": "u" * 20}))
    await second.start()
    try:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as desk:
            manager = Visitor(desk, second.url)
            await manager.join("#" + "u" * 20)
            _, page = await manager.request("GET", f"/api/manager/sittings/{sitting_id}/ledger")
        (failed,) = (each for each in page["ledger"]["stretches"] if each["kind"] == "failed")
        assert (failed["phase"], failed["failed"]) == ("preparation", ["server"])
        assert [each["code"] for each in page["ledger"]["incidents"]] == ["server-returned"]
    finally:
        await second.stop()
