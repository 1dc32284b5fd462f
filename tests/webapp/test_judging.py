"""Two judges mark a part that is over, through the real server: alone, then together."""

import hashlib
from contextlib import AsyncExitStack
from typing import Any

from sqlalchemy import text

from oralexam.bootstrap.server import Server
from oralexam.rooms.judging.state import Judging
from tests.webapp.judges import MOMENT, Over, browser, make_over, stop
from tests.webapp.made_days import ask
from tests.webapp.visitors import Visitor


async def judging(server: Server, over: Over) -> Judging:
    """What stands in the room."""
    return (await server.rooms.state(over.sitting_id)).judging


async def test_the_holders_of_the_jurys_links_open_the_replay_and_judge_when_it_is_over(
    server: Server, manager: Visitor, stack: AsyncExitStack
) -> None:
    """Not before: a juror knows what the seat's view says, and nothing more."""
    over = await make_over(server, manager, stack, over=False)
    for who in ("juror", "observer"):
        assert (await over.browsers[who].request("GET", f"/api/replay/{over.sitting_id}"))[0] == 403
        assert (await over.browsers[who].request("GET", over.path()))[0] == 403
    await stop(manager, over.sitting_id)
    for who in ("juror", "observer"):
        await ask(over.browsers[who], "GET", f"/api/replay/{over.sitting_id}")
        assert (await over.page(who))["judge"]["key"] == who
    for who, told in (("candidate", (403, "not-your-seat")), ("nobody", (401, "not-signed-in"))):
        status, body = await over.browsers[who].request("GET", over.path())
        assert (status, body["code"]) == told


async def test_a_page_begins_without_any_mark(over: Over) -> None:
    """No level, no moment, no word stands there beforehand; what is lacking is said."""
    page = await over.page("juror")
    assert page["grid"]["grid_id"] == "call"
    assert page["grid"]["scale"][0]["word"]["fr"] == "Insuffisant"
    assert {line["section"] for line in page["grid"]["criteria"]} == {"exchange", "written"}
    assert all(line["mark"]["level"] is None for line in page["draft"]["lines"])
    assert {lack["code"] for lack in page["lacks"]} == {"level", "moment", "acquired"}
    assert page["descriptors"][0]["b2"]["fr"]
    assert (page["both_sealed"], page["others"], page["deliberation"]) == (False, [], None)


async def test_two_judges_mark_alone_then_together_and_lock_it(server: Server, over: Over) -> None:
    """Nothing of a colleague is told before both have sealed; both sign one digest; then nothing changes."""
    alone = await over.seal("juror")
    assert alone["mine"]["sealed"][0]["judgement"]["marks"][0]["level"] == 3
    assert [each["sealed"] for each in alone["judges"]] == [True, False]
    told = len(over.browsers["observer"].told)
    await over.mark_all("observer", 2)
    heard = "".join(over.browsers["observer"].told[told:])
    assert alone["mine"]["sealed"][0]["digest"] not in heard
    for who in ("juror", "observer", "manager", "evaluator"):
        page = await over.page(who)
        assert (page["both_sealed"], page["others"], page["deliberation"]) == (False, [], None)
    both = await over.seal("observer", 2)
    assert both["both_sealed"]
    (colleague,) = both["others"]
    assert colleague["judge"] == {"key": "juror", "name": "Mme Okafor"}
    assert colleague["sealed"][0]["judgement"]["marks"][0]["moments"] == [MOMENT]
    assert (await over.page("evaluator"))["others"] == []
    proposal = await over.propose()
    assert proposal["body"]["deliberation"]["outcomes"][0]["dissenting"]
    assert (await over.sign("juror", proposal))[1]["locked"] is False
    status, locked = await over.sign("observer", proposal)
    assert (status, locked["locked"]) == (200, True)
    assert [each["name"] for each in locked["deliberation"]["proposal"]["signatures"]] == [
        "Mme Okafor",
        "Mme Aubertin",
    ]
    assert len((await over.page("evaluator"))["others"]) == 2
    standing = await judging(server, over)
    assert proposal["body"]["rests_on"] == [each.digest for each in standing.sealed]
    assert server.stores.events.verify(over.sitting_id) == ()


async def test_whoever_was_not_there_marks_nothing(server: Server, over: Over) -> None:
    """An evaluator's link and the manager look; every act of theirs is refused, and nothing has changed."""
    await over.seal("juror")
    await over.seal("observer")
    before = server.stores.events.chain_head(over.sitting_id)
    order = {"type": "set-level", "criterion_id": "call-1", "level": 4, "seen": 9}
    acts: list[tuple[str, dict[str, Any]]] = [
        ("/marks", {"order": order}),
        ("/seal", {"revision": 0}),
        ("/correct", {"revision": 0, "reason": "x"}),
        ("/deliberation", {"order": {"type": "keep-equal"}}),
        ("/deliberation/propose", {"revision": 0}),
        ("/deliberation/sign", {"version": 1, "digest": "0" * 64}),
        ("/reopening", {"reason": "x"}),
        ("/reopening/agree", {}),
    ]
    for rest, body in acts:
        assert (await over.post("nobody", rest, **body))[0] == 401
        assert (await over.post("candidate", rest, **body))[1]["code"] == "not-your-seat"
        told = (await over.post("evaluator", rest, **body))[1]["code"]
        assert told == "not-your-candidate", rest
        told = (await over.post("manager", rest, **body))[1]["code"]
        assert told == ("account-needed" if rest.startswith("/reopening") else "not-your-candidate"), rest
    assert server.stores.events.chain_head(over.sitting_id) == before
    assert (await over.page("juror"))["draft"]["lines"][0]["mark"]["level"] == 3


async def test_the_jury_of_one_candidate_does_not_mark_another(
    server: Server, manager: Visitor, stack: AsyncExitStack, over: Over
) -> None:
    """Not even to look."""
    other = await make_over(server, manager, stack)
    for rest, method in (("", "GET"), ("/marks", "POST"), ("/seal", "POST")):
        status, body = await over.browsers["juror"].request(method, other.path(rest), json={})
        assert (status, body["code"]) == (403, "not-your-seat")


async def test_a_browser_with_both_seats_says_which_it_is(
    server: Server, over: Over, manager: Visitor, stack: AsyncExitStack
) -> None:
    """A technician tries both links in one browser: it is the first, unless it says the other."""
    both = await browser(server, stack)
    for seat in ("juror", "observer"):
        path = f"/api/manager/sittings/{over.sitting_id}/links"
        await both.join((await ask(manager, "POST", path, json={"seat": seat}))["link"])
    assert (await ask(both, "GET", over.path()))["judge"]["key"] == "juror"
    page = await ask(both, "GET", over.path("?judge=observer"))
    assert (page["judge"]["key"], page["may_judge_as"]) == ("observer", ["observer", "juror"])
    assert (await ask(both, "GET", over.path("?judge=somebody")))["judge"] is None


async def test_a_stale_order_is_answered_with_what_stands(over: Over) -> None:
    """Two windows of one judge: the second is refused, is given the first one's words, and keeps its own."""
    seen = {"criterion_id": "call-1", "seen": 0}
    await over.mark("juror", "comment", text="De la première fenêtre", **seen)
    order = {"type": "comment", "text": "De la seconde", **seen}
    status, body = await over.post("juror", "/marks", order=order)
    assert (status, body["code"]) == (409, "marks-changed")
    assert body["draft"]["lines"][0]["mark"]["comment"] == "De la première fenêtre"
    # Another field of the same line, and the same order again, disturb nobody.
    await over.mark("juror", "set-level", level=2, **seen)
    draft = await over.mark("juror", "comment", text="De la première fenêtre", **seen)
    assert draft["lines"][0]["mark"] | {"moments": []} == {
        "criterion_id": "call-1",
        "level": 2,
        "moments": [],
        "no_moment": "",
        "comment": "De la première fenêtre",
    }


async def test_only_what_was_seen_is_sealed(over: Over) -> None:
    """A word that another window has written since is not sealed unseen."""
    revision = await over.mark_all("juror")
    await over.mark("juror", "comment", criterion_id="call-1", text="Encore un mot", seen=9)
    status, body = await over.post("juror", "/seal", revision=revision)
    assert (status, body["code"], body["details"]) == (409, "marks-changed", {"revision": revision + 1})
    assert (await over.page("juror"))["mine"]["sealed"] == []


async def test_a_correction_is_a_further_version_and_both_stay(server: Server, over: Over) -> None:
    """With its reason; what was changed and not sealed can be given up."""
    first = await over.seal("juror")
    draft = await over.mark("juror", "set-level", criterion_id="call-1", level=1, seen=9)
    assert (await over.page("juror"))["changed_since_sealed"]
    sealed_twice = await over.post("juror", "/seal", revision=draft["revision"])
    assert sealed_twice[1]["code"] == "already-sealed"
    empty = await over.post("juror", "/correct", revision=draft["revision"], reason=" ")
    assert (empty[0], empty[1]["code"]) == (400, "reason-missing")
    status, page = await over.post("juror", "/correct", revision=draft["revision"], reason="Réécouté")
    assert status == 200
    assert [each["judgement"]["marks"][0]["level"] for each in page["mine"]["sealed"]] == [3, 1]
    assert page["mine"]["sealed"][0]["digest"] == first["mine"]["sealed"][0]["digest"]
    draft = await over.mark("juror", "set-level", criterion_id="call-1", level=4, seen=9)
    given_up = await over.mark("juror", "as-sealed", seen=draft["revision"])
    assert given_up["lines"][0]["mark"]["level"] == 1
    for sealed in (await judging(server, over)).sealed:
        assert hashlib.sha256(sealed.body.encode()).hexdigest() == sealed.digest


async def test_a_part_that_left_the_memory_is_judged_as_before(server: Server, over: Over) -> None:
    """Released between any two acts, as after a restart."""
    for level, who in ((3, "juror"), (2, "observer")):
        revision = await over.mark_all(who, level)
        assert server.rooms.release(over.sitting_id)
        assert (await over.post(who, "/seal", revision=revision))[0] == 200
        assert server.rooms.release(over.sitting_id)
    assert (await over.page("juror"))["both_sealed"]


async def test_an_edited_mark_is_found_and_an_erased_one_is_gone(server: Server, over: Over) -> None:
    """In the database's own file; after an erasure neither drafts nor sealed words are in it."""
    word = "quokkaworth"
    await over.mark("juror", "comment", criterion_id="call-1", text=word, seen=0)
    await over.seal("juror")
    assert server.stores.events.verify(over.sitting_id) == ()
    with server.stores.database.writing() as session:
        changed = session.execute(
            text(
                "UPDATE personal_payloads SET payload = replace(payload, :word, 'quokkaworse')"
                " WHERE payload LIKE '%' || :word || '%'"
            ),
            {"word": word},
        )
        assert changed.rowcount == 1
    (broken,) = server.stores.events.verify(over.sitting_id)
    assert broken.code == "payload"
    server.stores.events.erase_personal(over.sitting_id, now=server._clock.now())
    assert server.rooms.release(over.sitting_id)
    assert server.stores.events.verify(over.sitting_id) == ()
    standing = await judging(server, over)
    assert (standing.sealed[0].read(), standing.judges[0].name) == (None, "")
    page = await over.page("juror")
    order = {"type": "comment", "criterion_id": "call-1", "text": word, "seen": 0}
    assert (await over.post("juror", "/marks", order=order))[1]["code"] == "marks-erased"
    assert (await over.post("observer", "/marks", order=order))[1]["code"] == "marks-erased"
    assert page["mine"]["sealed"][0]["judgement"] is None
    assert all(line["mark"]["level"] is None for line in page["draft"]["lines"])
    server.stores.database.scrub()
    for file in server._files.database_path.parent.glob("oralexam.sqlite3*"):
        for gone in (word, "quokkaworse", "nine lamps"):
            assert gone.encode() not in file.read_bytes()


CANNOT_BE: list[tuple[dict[str, Any], tuple[int, str]]] = [
    ({"type": "set-level", "criterion_id": "call-1", "level": 5, "seen": 0}, (400, "unknown-level")),
    ({"type": "set-level", "criterion_id": "call-1", "level": 0, "seen": 0}, (400, "malformed-message")),
    ({"type": "set-level", "criterion_id": "nobody", "level": 1, "seen": 0}, (400, "unknown-criterion")),
    (
        {"type": "comment", "criterion_id": "call-1", "text": "x" * 2001, "seen": 0},
        (400, "malformed-message"),
    ),
    (
        {"type": "link-moment", "criterion_id": "call-1", "moment": {**MOMENT, "label": "x" * 121}},
        (400, "malformed-message"),
    ),
    ({"type": "suggest-level", "criterion_id": "call-1"}, (400, "malformed-message")),
    ({"type": "as-sealed", "seen": 0}, (409, "not-sealed")),
]


async def test_what_cannot_be_written_is_refused_by_its_code(server: Server, over: Over) -> None:
    """And nothing stands there afterwards: not even that somebody began to judge."""
    before = server.stores.events.chain_head(over.sitting_id)
    for order, told in CANNOT_BE:
        status, body = await over.post("juror", "/marks", order=order)
        assert (status, body["code"]) == told, order
    assert server.stores.events.chain_head(over.sitting_id) == before
    assert all(line["revision"] == 0 for line in (await over.page("juror"))["draft"]["lines"])
