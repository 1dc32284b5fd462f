"""A call part through the real server: HTTP, sockets, database; only the media's news is told by hand."""

import itertools
from datetime import datetime
from pathlib import Path

import aiohttp
import msgspec
import pytest

from oralexam.bootstrap.server import Server
from oralexam.exams import bank
from oralexam.exams.scenario import FactIfAsked, JuryBrief, Scenario
from oralexam.rooms.seats import Seat
from oralexam.settings import Settings
from tests.webapp.conftest import MANAGER_TOKEN
from tests.webapp.visitors import NAMES, SeatPage, Visitor

CANARY = "canary"


def with_canaries(scenario: Scenario) -> Scenario:
    """The scenario with a canary in every field that only the jury may read."""
    count = itertools.count(1)

    def planted(kind: type, value: object) -> object:
        if isinstance(value, str):
            return f"{CANARY}-{next(count)}-{value[:3]}"
        if isinstance(value, tuple):
            return tuple(planted(kind, each) for each in value)
        if isinstance(value, FactIfAsked):
            return FactIfAsked(
                fact_id=value.fact_id,
                question=str(planted(kind, value.question)),
                answer=str(planted(kind, value.answer)),
            )
        raise TypeError(value)

    fields = {name: planted(JuryBrief, getattr(scenario.jury, name)) for name in JuryBrief.__struct_fields__}
    return msgspec.structs.replace(scenario, jury=JuryBrief(**fields))


@pytest.fixture
def planted_bank(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every scenario of the bank carries canaries."""
    original = bank.PackagedScenarios.all
    monkeypatch.setattr(
        bank.PackagedScenarios,
        "all",
        lambda self: {key: with_canaries(each) for key, each in original(self).items()},
    )


async def seated(manager: Visitor, visitors: dict[str, Visitor], **more: object) -> dict[str, SeatPage]:
    """The pages of a new rehearsal, whose preparation is a twentieth of a second."""
    wanted = {"rehearsal": True, "pace": 3600, "call_s": 1.0, "scenario": "amberline-kettles", **more}
    sitting_id, links = await manager.open_sitting(**wanted)
    pages = {}
    for seat, browser in visitors.items():
        await browser.join(links[seat])
        pages[seat] = await browser.sit(sitting_id, seat)
        await pages[seat].until("waiting")
    return pages


@pytest.mark.usefixtures("planted_bank")
async def test_no_secret_of_the_jury_reaches_the_candidate(
    server: Server, manager: Visitor, visitor: Visitor
) -> None:
    """From the first page to the hand-in, every body and frame that the candidate got is searched."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        jury = Visitor(http, server.url)
        pages = await seated(manager, {"candidate": visitor, "juror": jury})
        candidate, juror = pages["candidate"], pages["juror"]
        sitting_id = candidate.view["sitting_id"]
        assert (await juror.draw())["type"] == "accepted"
        await juror.until("drawn")
        assert CANARY in juror.view["jury_brief"]["role"]
        await candidate.until("drawn")
        assert candidate.view["title"] == ""
        assert (await juror.order("start-preparation"))["type"] == "accepted"
        await candidate.until("preparation")
        await candidate.order("save-notes", text="8 cartons?", revision=1)
        await juror.until("ringing")
        await juror.order("ring")
        await candidate.hear(lambda _: candidate.view["line"]["ringing"] == "incoming")
        await candidate.order("answer")
        for seat in (Seat.CANDIDATE, Seat.JUROR):
            await server.rooms.media_flowing(sitting_id, seat)
        await juror.until("call")
        fact = juror.view["jury_brief"]["facts_if_asked"][0]["fact_id"]
        assert (await juror.order("press-fact", fact_id=fact, given=True))["type"] == "accepted"
        await candidate.until("writing")
        await candidate.order("save-text", text="Dear Ms Pike,", revision=1)
        await candidate.until("handed-in")
        for path in (f"/api/replay/{sitting_id}", f"/seat/{sitting_id}/juror", "/api/manager/sittings"):
            await visitor.request("GET", path)
        assert any(CANARY in told for told in jury.told)
        assert not any(CANARY in told for told in visitor.told)


async def test_a_stale_press_changes_nothing(server: Server, manager: Visitor, visitor: Visitor) -> None:
    """A command that saw another phase is refused with its code."""
    juror = (await seated(manager, {"juror": visitor}))["juror"]
    await juror.draw()
    await juror.until("drawn")
    juror.view = {**juror.view, "phase": "waiting"}
    refused = await juror.draw()
    assert (refused["type"], refused["code"]) == ("refused", "stale-command")
    states = server.rooms.live_states().values()
    assert [state.phase for state in states] == ["drawn"]


async def test_who_reloads_comes_back_to_the_same_place(
    server: Server, manager: Visitor, visitor: Visitor
) -> None:
    """Notes, phase and deadline are there again; a page that only lost its link gets what it missed."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        pages = await seated(manager, {"candidate": visitor, "juror": Visitor(http, server.url)}, pace=60)
        candidate, juror = pages["candidate"], pages["juror"]
        await juror.draw()
        await juror.until("drawn")
        await juror.order("start-preparation")
        view = await candidate.until("preparation")
        await candidate.order("save-notes", text="PO 4471", revision=1)
        await candidate.socket.close()
        again = await visitor.sit(view["sitting_id"], "candidate")
        returned = await again.until("preparation")
        assert returned["notes"]["text"] == "PO 4471"
        assert returned["deadline"] == view["deadline"]


async def test_a_restarted_server_stands_where_it_stood(tmp_path: Path) -> None:
    """The same phase, deadline and notes, from the database alone."""
    settings = Settings(data=tmp_path, port=0, worker=False, manager_token=MANAGER_TOKEN)
    first = Server(settings)
    await first.start()
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as desk,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as one,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as two,
    ):
        manager = Visitor(desk, first.url)
        await manager.join(f"#{MANAGER_TOKEN}")
        browsers = {"candidate": Visitor(one, first.url), "juror": Visitor(two, first.url)}
        pages = await seated(manager, browsers, pace=30)
        await pages["juror"].draw()
        await pages["juror"].until("drawn")
        await pages["juror"].order("start-preparation")
        before = await pages["candidate"].until("preparation")
        await pages["candidate"].order("save-notes", text="half past two", revision=3)
    await first.stop()
    second = Server(settings.model_copy(update={"manager_token": ""}))
    await second.start()
    try:
        state = await second.rooms.state(before["sitting_id"])
        assert state.phase == "preparation"
        assert state.notes.text == "half past two"
        assert state.deadline == datetime.fromisoformat(before["deadline"])
    finally:
        await second.stop()


@pytest.mark.parametrize(
    "wanted", [{"pace": 60.0}, {"call_s": 5.0}, {"loss": 0.05}, {"scenario": "amberline-kettles"}]
)
async def test_an_exam_is_never_hurried_or_impaired(manager: Visitor, wanted: dict[str, object]) -> None:
    """What only a rehearsal may have is refused on anything else."""
    status, body = await manager.request("POST", "/api/manager/sittings", json={**NAMES, **wanted})
    assert (status, body["code"]) == (400, "rehearsal-only")


async def test_rehearsals_are_wiped_on_request_and_exams_are_not(manager: Visitor) -> None:
    """After the wipe only the exam is in the list."""
    exam, _ = await manager.open_sitting()
    await manager.open_sitting(rehearsal=True)
    assert await manager.request("DELETE", "/api/manager/rehearsals") == (200, {"wiped": 1})
    _, body = await manager.request("GET", "/api/manager/sittings")
    assert [line["sitting_id"] for line in body["sittings"]] == [exam]
