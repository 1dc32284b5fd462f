"""The day through the server: candidates by their code, jurors by their account, each only their own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, time
from typing import Any

import aiohttp
import msgspec
import pytest

from oralexam.bootstrap.server import Server
from oralexam.exams.people import Role
from oralexam.identifiers import new_id
from oralexam.webapp.day.desk import CODE_OUTLIVES_DAY, ends_at
from tests.exams.made_sessions import ready_session
from tests.webapp.made_days import CAUSE, ask, confirm, opened, ready, save, sitting_of
from tests.webapp.visitors import Visitor

Browser = Callable[[], Awaitable[Visitor]]
PASSWORD = "quatre girafes à Dunkerque"  # noqa: S105 — a test's own secret


@pytest.fixture
async def browser(server: Server) -> AsyncIterator[Browser]:
    """A new browser each time."""
    async with AsyncExitStack() as stack:

        async def fresh() -> Visitor:
            jar = aiohttp.CookieJar(unsafe=True)
            return Visitor(await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=jar)), server.url)

        yield fresh


async def signed_in(manager: Visitor, browser: Browser, role: Role, login: str) -> tuple[Visitor, str]:
    """A browser of somebody with a new account, and the account's id."""
    body = await ask(manager, "POST", "/api/accounts/invitations", json={"role": role})
    visitor = await browser()
    wanted = {
        "token": body["link"].partition("#")[2],
        "login": login,
        "name": login,
        "password": PASSWORD,
    }
    return visitor, (await ask(visitor, "POST", "/api/welcome", json=wanted))["account"]["account_id"]


async def with_account(manager: Visitor, page: dict[str, Any], place: int, account_id: str) -> dict[str, Any]:
    """The session with an account given to one of its jurors."""
    members = list(page["session"]["members"])
    members[place] = {**members[place], "account_id": account_id}
    return await save(manager, page, members=members)


async def test_a_candidate_comes_in_by_the_code_and_goes_from_part_to_part(
    manager: Visitor, browser: Browser
) -> None:
    """However it is typed, in two browsers; the newer socket wins; the next part opens when one is over."""
    page = await opened(manager)
    one, two = page["session"]["candidacies"]
    visitor, elsewhere = await browser(), await browser()
    code = one["code"]
    written = f" {code[:4].lower()} {code[4:].lower()}"
    assert await visitor.request("POST", "/api/code", json={"code": written}) == (200, {"next": "/candidate"})
    way = await ask(visitor, "GET", "/api/candidate")
    call = sitting_of(page, one["candidacy_id"])
    assert (way["candidate_name"], way["room_name"], way["part"]) == ("Inès Marchetti", "Salle 1", "call")
    assert (way["state"], way["next"]) == ("to-admit", None)
    await confirm(manager, one["candidacy_id"])
    await ask(manager, "POST", f"/api/manager/sittings/{call}/admit", json={"from_phase": "waiting"})
    way = await ask(visitor, "GET", "/api/candidate")
    assert (way["state"], way["next"]) == ("go", f"/seat/{call}/candidate")
    socket = await visitor.sit(call, "candidate")
    await socket.until("waiting")
    await ask(elsewhere, "POST", "/api/code", json={"code": code})
    await (await elsewhere.sit(call, "candidate")).until("waiting")
    await socket.hear(lambda said: said["type"] == "replaced")
    other = sitting_of(page, two["candidacy_id"])
    assert (await visitor.request("GET", f"/api/ws/{other}/candidate"))[0] == 403
    for seat in ("juror", "observer"):
        assert (await visitor.request("GET", f"/api/ws/{call}/{seat}"))[0] == 403
    abort = {"from_phase": "waiting", "reason": "for the test"}
    await ask(manager, "POST", f"/api/manager/sittings/{call}/abort", json=abort)
    way = await ask(visitor, "GET", "/api/candidate")
    assert [(part["part"], part["over"]) for part in way["parts"]][:2] == [("call", True), ("visitor", False)]
    assert (way["state"], way["part"], way["next"]) == ("to-admit", "visitor", None)
    await ask(manager, "POST", f"/api/sessions/{page['session']['session_id']}/close", json={})
    assert (await visitor.request("GET", "/api/candidate"))[1]["code"] == "unknown-candidate"
    assert (await visitor.request("GET", f"/api/ws/{call}/candidate"))[0] == 403
    late = await (await browser()).request("POST", "/api/code", json={"code": code})
    assert (late[0], late[1]["code"]) == (410, "code-expired")


async def test_ten_thousand_guesses_open_nothing(browser: Browser, manager: Visitor) -> None:
    """After ten wrong ones in a minute nothing is even looked up; the right one is refused among them too."""
    page = await opened(manager)
    visitor = await browser()
    answers: list[int] = []
    for number in range(40):
        wrong = {"code": f"MMMM-MM{'CDFGHJKMNP'[number % 10]}{'CDFGHJKMNP'[number // 10 % 10]}"}
        answers.append((await visitor.request("POST", "/api/code", json=wrong))[0])
    assert answers[:10] == [404] * 10
    assert set(answers[10:]) == {429}
    right = {"code": page["session"]["candidacies"][0]["code"]}
    assert (await visitor.request("POST", "/api/code", json=right))[0] == 429
    burst = await asyncio.gather(
        *(visitor.request("POST", "/api/code", json={"code": "MMMM-MMMM"}) for _ in range(60))
    )
    assert {status for status, _ in burst} == {429}


@pytest.mark.parametrize("code", ["", "x", "K7MP-4QT", "K7MP-4QTXX", "O0O0-O0O0", "é" * 500, "'; --"])
async def test_what_is_no_code_is_told_like_an_unknown_one(code: str, browser: Browser) -> None:
    """Nothing says which form a right one would have."""
    status, body = await (await browser()).request("POST", "/api/code", json={"code": code})
    assert (status, body["code"]) == (404, "code-unknown")


async def test_jurors_who_sign_in_get_their_seats_without_links(manager: Visitor, browser: Browser) -> None:
    """The one who plays, the one who observes, and nobody from outside the jury; a swap counts at once."""
    page = await opened(manager)
    claire, claires = await signed_in(manager, browser, Role.JUROR, "claire")
    hassan, hassans = await signed_in(manager, browser, Role.JUROR, "hassan")
    stranger, _ = await signed_in(manager, browser, Role.JUROR, "stranger")
    page = await with_account(manager, page, 0, claires)
    page = await with_account(manager, page, 1, hassans)
    call = sitting_of(page, page["session"]["candidacies"][0]["candidacy_id"])
    expected = {
        (claire, "juror"): 204,
        (claire, "observer"): 403,
        (claire, "candidate"): 403,
        (hassan, "juror"): 403,
        (hassan, "observer"): 204,
        (stranger, "juror"): 403,
        (stranger, "observer"): 403,
    }
    for (visitor, seat), status in expected.items():
        assert (await visitor.request("GET", f"/api/ws/{call}/{seat}"))[0] == status, seat
    lines = (await ask(claire, "GET", "/api/day"))["lines"]
    assert {(line["candidate_name"], line["seat"]) for line in lines} == {
        ("Inès Marchetti", "juror"),
        ("Tom Okoye", "juror"),
    }
    assert f"/seat/{call}/juror" in {line["seat_page"] for line in lines}
    assert {(line["starts_at"], line["time_zone"]) for line in lines} == {(None, "Europe/Paris")}
    plan = f"/api/sessions/{page['session']['session_id']}/plan"
    settings = (await ask(manager, "GET", plan))["settings"]
    await ask(manager, "POST", f"{plan}/solve", json={"revision": 0, "settings": settings})
    hours = [line["starts_at"] for line in (await ask(claire, "GET", "/api/day"))["lines"]]
    assert len(hours) == len(lines)
    assert hours == sorted(hours), "in the order of the plan"
    assert (await ask(stranger, "GET", "/api/day"))["lines"] == []
    seat = await claire.sit(call, "juror")
    await seat.until("waiting")
    swap = {"from_phase": "waiting", "reason": "for the test"}
    await ask(manager, "POST", f"/api/manager/sittings/{call}/swap-jurors", json=swap)
    for visitor, own in ((claire, "observer"), (hassan, "juror")):
        for place in ("juror", "observer"):
            status = (await visitor.request("GET", f"/api/ws/{call}/{place}"))[0]
            assert status == (204 if place == own else 403), place
    replace = {"from_phase": "waiting", "seat": "juror", "name": "Somebody Else", "reason": "ill"}
    await ask(manager, "POST", f"/api/manager/sittings/{call}/replace-juror", json=replace)
    assert (await hassan.request("GET", f"/api/ws/{call}/juror"))[0] == 403
    assert (await claire.request("GET", f"/api/ws/{call}/observer"))[0] == 204
    other = sitting_of(page, page["session"]["candidacies"][1]["candidacy_id"])
    assert (await hassan.request("GET", f"/api/ws/{other}/observer"))[0] == 204
    await ask(manager, "POST", f"/api/accounts/{claires}/active", json={"active": False})
    assert (await claire.request("GET", f"/api/ws/{call}/observer"))[0] == 401


async def test_a_jurys_replay_opens_when_the_part_is_over(manager: Visitor, browser: Browser) -> None:
    """Until then a juror knows what the seat's view says: no notes, no words, no file, by no other way."""
    page = await opened(manager)
    claire, claires = await signed_in(manager, browser, Role.JUROR, "claire")
    stranger, _ = await signed_in(manager, browser, Role.JUROR, "stranger")
    page = await with_account(manager, page, 0, claires)
    call = sitting_of(page, page["session"]["candidacies"][0]["candidacy_id"])
    replay = f"/api/replay/{call}"
    paths = (replay, f"{replay}/corrections", f"{replay}/facts", f"/api/seats/{call}/evaluator/file")
    for path in paths:
        assert (await claire.request("GET", path))[0] == 403, path
    abort = {"from_phase": "waiting", "reason": "for the test"}
    await ask(manager, "POST", f"/api/manager/sittings/{call}/abort", json=abort)
    for path in paths:
        assert (await claire.request("GET", path))[0] == 200, path
        assert (await stranger.request("GET", path))[0] == 403, path


async def test_the_jury_of_an_interview_replays_the_role_plays_by_link_or_account(
    manager: Visitor, browser: Browser
) -> None:
    """The replay that the interview's page offers opens, once that part is over; nobody else's does."""
    page = await opened(manager)
    one, two = (each["candidacy_id"] for each in page["session"]["candidacies"])
    call, interview = sitting_of(page, one), sitting_of(page, one, "technical-interview")
    by_link, of_the_call = await browser(), await browser()
    for visitor, sitting, seat in ((by_link, interview, "observer"), (of_the_call, call, "juror")):
        asked = {"seat": seat}
        body = await ask(manager, "POST", f"/api/manager/sittings/{sitting}/links", json=asked)
        await visitor.join(body["link"])
    offered = (await ask(by_link, "GET", f"/api/seats/{interview}/observer/file"))["replays"]
    assert offered[0] == {"part": "call", "replay_page": f"/replay/{call}"}
    assert (await by_link.request("GET", f"/api/replay/{call}"))[0] == 403
    abort = {"from_phase": "waiting", "reason": "for the test"}
    for sitting in (call, sitting_of(page, two)):
        await ask(manager, "POST", f"/api/manager/sittings/{sitting}/abort", json=abort)
    await ask(by_link, "GET", f"/api/replay/{call}")
    assert (await by_link.request("GET", f"/api/replay/{sitting_of(page, two)}"))[0] == 403
    assert (await by_link.request("GET", f"/api/ws/{call}/juror"))[0] == 403
    # Who sat in the call itself, by a link, will judge it.
    await ask(of_the_call, "GET", f"/api/replay/{call}")
    assert (await of_the_call.request("GET", f"/api/replay/{sitting_of(page, two)}"))[0] == 403
    # Somebody who steps in for the interview alone has not sat in the call.
    eve, eves = await signed_in(manager, browser, Role.JUROR, "eve")
    path = f"/api/sessions/{page['session']['session_id']}"
    fresh = await ask(manager, "GET", path)
    third = {"member_id": new_id(), "name": "Eve", "judges_b2": True, "account_id": eves}
    await save(manager, fresh, members=[*fresh["session"]["members"], third])
    assert (await eve.request("GET", f"/api/replay/{call}"))[0] == 403
    replace = {"from_phase": "waiting", "seat": "observer", "name": "Eve", "reason": "ill"}
    await ask(manager, "POST", f"/api/manager/sittings/{interview}/replace-juror", json=replace)
    await ask(eve, "GET", f"/api/replay/{call}")


async def test_a_session_that_is_not_open_gives_no_seats(manager: Visitor, browser: Browser) -> None:
    """Closed, its jurors may replay and do nothing else."""
    page = await opened(manager)
    claire, claires = await signed_in(manager, browser, Role.JUROR, "claire")
    page = await with_account(manager, page, 0, claires)
    call = sitting_of(page, page["session"]["candidacies"][0]["candidacy_id"])
    await ask(manager, "POST", f"/api/sessions/{page['session']['session_id']}/close", json={})
    assert (await claire.request("GET", f"/api/ws/{call}/juror"))[0] == 403
    assert (await claire.request("GET", f"/api/replay/{call}"))[0] == 200


async def test_why_a_candidate_has_more_time_leaves_the_managers_page_nowhere(
    server: Server, manager: Visitor, browser: Browser
) -> None:
    """No other role, no event, no list and no log of the sitting holds a word of it."""
    page = await opened(manager)
    one = page["session"]["candidacies"][0]
    call = sitting_of(page, one["candidacy_id"])
    claire, claires = await signed_in(manager, browser, Role.JUROR, "claire")
    evaluator, _ = await signed_in(manager, browser, Role.EVALUATOR, "eve")
    page = await with_account(manager, page, 0, claires)
    candidate = await browser()
    await ask(candidate, "POST", "/api/code", json={"code": one["code"]})
    for visitor, paths in {
        candidate: ("/api/candidate",),
        claire: ("/api/day",),
    }.items():
        for path in paths:
            await ask(visitor, "GET", path)
    await (await candidate.sit(call, "candidate")).until("waiting")
    await (await claire.sit(call, "juror")).until("waiting")
    abort = {"from_phase": "waiting", "reason": "for the test"}
    await ask(manager, "POST", f"/api/manager/sittings/{call}/abort", json=abort)
    await ask(claire, "GET", f"/api/replay/{call}")
    for path in ("/api/manager/sittings", f"/api/manager/sittings/{call}/ledger", "/api/sessions"):
        assert CAUSE not in str(await ask(manager, "GET", path))
    told = [*candidate.told, *claire.told, *evaluator.told]
    assert not any(CAUSE in each for each in told)
    assert CAUSE not in repr(server.stores.events.history(call))
    kept = server.stores.exam_sessions.get(page["session"]["session_id"])
    assert CAUSE not in repr(kept)
    assert page["causes"] == {one["candidacy_id"]: CAUSE}


async def test_larger_text_and_contrast_follow_the_candidate(manager: Visitor, browser: Browser) -> None:
    """Before the first part and in it; the jury's page is told nothing of it."""
    page = await ready(manager)
    one, two = page["session"]["candidacies"]
    page = await save(manager, page, candidacies=[{**one, "large_text": True, "contrast": True}, two])
    page = await ask(manager, "POST", f"/api/sessions/{page['session']['session_id']}/open", json={})
    call = sitting_of(page, one["candidacy_id"])
    candidate, juror = await browser(), await browser()
    await ask(candidate, "POST", "/api/code", json={"code": one["code"]})
    way = await ask(candidate, "GET", "/api/candidate")
    assert (way["large_text"], way["contrast"]) == (True, True)
    view = await (await candidate.sit(call, "candidate")).until("waiting")
    assert view["display"] == {"large_text": True, "contrast": True}
    body = await ask(manager, "POST", f"/api/manager/sittings/{call}/links", json={"seat": "juror"})
    await juror.join(body["link"])
    await (await juror.sit(call, "juror")).until("waiting")
    assert not any("large_text" in told for told in juror.told)


async def test_a_code_ends_with_its_last_day_by_the_clock_of_the_centre() -> None:
    """Across the change of clocks too; a session whose days were taken out does not end by itself."""
    paris = ready_session()
    assert ends_at(paris) == datetime(2026, 12, 8, 17, tzinfo=UTC) + CODE_OUTLIVES_DAY
    spring = msgspec.structs.replace(paris.days[0], date=date(2027, 3, 28), closes=time(2, 30))
    gap = ends_at(msgspec.structs.replace(paris, days=(paris.days[0], spring)))
    assert gap == datetime(2027, 3, 28, 1, 30, tzinfo=UTC) + CODE_OUTLIVES_DAY
    assert ends_at(msgspec.structs.replace(paris, days=())) is None
    assert ends_at(msgspec.structs.replace(paris, time_zone="../etc")) is None
