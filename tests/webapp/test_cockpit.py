"""The interview cockpit through the real server: clips, parts, both clocks, the candidate's view."""

from typing import Any

import aiohttp

from oralexam.bootstrap.server import Server
from oralexam.exams.people import Role
from tests.webapp.made_days import ask, opened, save, sitting_of
from tests.webapp.test_corrections import corrected, sitting_with_words
from tests.webapp.visitors import Visitor


def added(starts_s: float) -> dict[str, Any]:
    """The order to pick five seconds."""
    return {"order": {"type": "add", "starts_s": starts_s, "ends_s": starts_s + 5}}


async def test_an_evaluator_picks_clips_and_a_manager_looks(manager: Visitor, visitor: Visitor) -> None:
    """Everybody who may open the replay sees them; a stale order is answered with what stands."""
    sitting_id, links = await manager.open_sitting()
    path = f"/api/replay/{sitting_id}/clips"
    assert (await visitor.request("GET", path))[0] == 401
    await visitor.join(links["evaluator"])
    assert await ask(visitor, "GET", path) == {"may_pick": True, "clips": []}
    await ask(visitor, "POST", path, json=added(10))
    (clip,) = (await ask(visitor, "POST", path, json=added(10)))["clips"]
    order = {"type": "adjust", "clip_id": clip["clip_id"], "revision": 1, "starts_s": 9, "ends_s": 16}
    await ask(visitor, "POST", path, json={"order": order})
    status, body = await visitor.request("POST", path, json={"order": {**order, "starts_s": 1}})
    assert (status, body["code"], body["clips"][0]["starts_s"]) == (409, "clip-changed", 9.0)
    shown = await ask(manager, "GET", path)
    assert (shown["may_pick"], len(shown["clips"])) == (False, 1)
    assert (await manager.request("POST", path, json=added(30)))[0] == 403
    gone = {"type": "remove", "clip_id": clip["clip_id"], "revision": 2}
    assert (await ask(visitor, "POST", path, json={"order": gone}))["clips"] == []
    status, body = await visitor.request("POST", path, json={"order": {**added(5)["order"], "note": "x"}})
    assert (status, body["code"]) == (400, "malformed-message")


async def test_the_candidates_view_has_words_as_read_and_no_author(
    server: Server, manager: Visitor, visitor: Visitor
) -> None:
    """What was corrected is read; the bundle of the jury's own page is another one."""
    sitting_id, links = await sitting_with_words(server, manager)
    await visitor.join(links["evaluator"])
    await ask(
        visitor, "POST", f"/api/replay/{sitting_id}/corrections/candidate/1", json=corrected("hello Leeds")
    )
    told = await ask(visitor, "GET", f"/api/replay/{sitting_id}/safe")
    texts = [each["text"] for track in told["transcripts"] for each in track["utterances"]]
    assert texts == ["hello Leeds", "hello from leeds"]
    own = await ask(visitor, "GET", f"/api/replay/{sitting_id}")
    assert set(own) - set(told) == {
        *("observer_name", "media_reason", "transcript_reason", "facts_given", "incidents", "rings"),
    }
    for seat in ("candidate", "juror", "observer"):
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
            other = Visitor(http, server.url)
            await other.join(links[seat])
            for path in ("safe", "clips", "cockpit"):
                assert (await other.request("GET", f"/api/replay/{sitting_id}/{path}"))[0] == 403


async def test_outside_a_session_there_is_one_part_and_no_interview(manager: Visitor) -> None:
    """A rehearsal's replay."""
    sitting_id, _ = await manager.open_sitting(rehearsal=True)
    told = await ask(manager, "GET", f"/api/replay/{sitting_id}/cockpit")
    assert [(each["sitting_id"], each["part"]) for each in told["course"]] == [(sitting_id, "call")]
    assert told["interview"] is None
    # It is not over: whoever asked for its judging would be refused, and told so by their browser.
    assert told["judged"] is False
    assert (await manager.request("GET", f"/api/judging/{sitting_id}"))[0] == 409
    path = "/api/replay/00000000-0000-4000-8000-000000000000/cockpit"
    assert (await manager.request("GET", path))[0] == 404


async def test_the_jury_runs_the_interview_from_the_replay(server: Server, manager: Visitor) -> None:
    """Both clocks, begun and passed on from the replay of either part; two presses pass on once."""
    page = await opened(manager)
    candidacy = page["session"]["candidacies"][1]["candidacy_id"]  # without extra time
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        juror = Visitor(http, server.url)
        invited = await ask(manager, "POST", "/api/accounts/invitations", json={"role": Role.JUROR})
        wanted = {"token": invited["link"].partition("#")[2], "login": "claire", "name": "Claire Morel"}
        body = {**wanted, "password": "quatre girafes à Dunkerque"}
        account = (await ask(juror, "POST", "/api/welcome", json=body))["account"]["account_id"]
        members = page["session"]["members"]
        await save(manager, page, members=[{**members[0], "account_id": account}, *members[1:]])
        parts = {
            part: sitting_of(page, candidacy, part) for part in ("call", "visitor", "technical-interview")
        }
        for part in ("call", "visitor"):
            abort = {"from_phase": "waiting", "reason": "for the test"}
            await ask(manager, "POST", f"/api/manager/sittings/{parts[part]}/abort", json=abort)
        path = f"/api/replay/{parts['call']}"
        told = await ask(juror, "GET", f"{path}/cockpit")
        assert [each["part"] for each in told["course"]] == ["call", "visitor"]
        assert told["judged"] is True
        assert (await juror.request("GET", f"/api/judging/{parts['call']}"))[0] == 200
        interview = told["interview"]
        assert (interview["sitting_id"], interview["phase"]) == (parts["technical-interview"], "waiting")
        steps = [(step["phase"], step["planned_s"]) for step in interview["rail"]]
        assert steps == [("review", 600), ("questions", 1200)]
        for block in ("written", "questionnaire"):
            confirmed = f"/api/manager/candidacies/{candidacy}/confirm-block"
            await ask(manager, "POST", confirmed, json={"kind": block})
        begun = await ask(
            juror, "POST", f"{path}/interview", json={"order": "begin", "from_phase": "waiting"}
        )
        assert (begun["interview"]["phase"], begun["interview"]["deadline"] is not None) == ("review", True)
        on = {"order": "next", "from_phase": "review"}
        visit = f"/api/replay/{parts['visitor']}/interview"
        assert (await ask(juror, "POST", visit, json=on))["interview"]["phase"] == "questions"
        assert (await juror.request("POST", visit, json=on))[0] == 409
        assert (await ask(juror, "GET", f"{path}/cockpit"))["interview"]["phase"] == "questions"
        assert (await ask(manager, "GET", f"{path}/cockpit"))["interview"] is None
