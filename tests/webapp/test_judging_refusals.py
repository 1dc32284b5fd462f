"""Every order of judging, from every kind of asker, in every state: refused by its code, nothing changed."""

from contextlib import AsyncExitStack
from typing import Any

from oralexam.bootstrap.server import Server
from tests.webapp.judges import Over, browser, make_over, stop
from tests.webapp.made_days import ask
from tests.webapp.visitors import Visitor

GRADE = {"order": {"type": "set-level", "criterion_id": "call-1", "level": 4, "seen": 0}}
ORDERS: dict[str, dict[str, Any]] = {
    "/marks": GRADE,
    "/seal": {"revision": 0},
    "/correct": {"revision": 0, "reason": "x"},
    "/deliberation": {"order": {"type": "keep-equal"}},
    "/deliberation/propose": {"revision": 0},
    "/deliberation/sign": {"version": 1, "digest": "0" * 64},
    "/reopening": {"reason": "x"},
    "/reopening/agree": {},
}
OUTSIDE = {
    "nobody": (401, "not-signed-in"),
    "candidate": (403, "not-your-seat"),
    "other-jury": (403, "not-your-seat"),
}
"""Who is turned away before anything is looked at, in every state."""
STATES = ("waiting", "over", "one-sealed", "both-sealed", "locked")
JUDGES = {
    # What a judge's order without anything behind it is answered with, in the order of STATES. The player has
    # sealed first; the orders are stale, empty or too early on purpose: "" would change something.
    "/marks": ("not-your-seat", None, "marks-changed", "marks-changed", "deliberation-locked"),
    "/seal": ("not-your-seat", "judging-not-opened", "marks-changed", "marks-changed", "marks-changed"),
    "/correct": ("not-your-seat", "judging-not-opened", "marks-changed", "marks-changed", "marks-changed"),
    "/deliberation": (
        "not-your-seat",
        "not-sealed-by-both",
        "not-sealed-by-both",
        None,
        "deliberation-locked",
    ),
    "/deliberation/propose": (
        "not-your-seat",
        "not-sealed-by-both",
        "not-sealed-by-both",
        "deliberation-incomplete",
        "marks-changed",
    ),
    "/deliberation/sign": (
        "not-your-seat",
        "judging-not-opened",
        "not-sealed-by-both",
        "deliberation-changed",
        "deliberation-changed",
    ),
    "/reopening": ("not-your-seat", "judging-not-opened", "not-locked", "not-locked", None),
    "/reopening/agree": (
        "not-your-seat",
        "judging-not-opened",
        "not-locked",
        "not-locked",
        "reopening-not-asked",
    ),
}
"""None: it would be done."""


async def brought_to(over: Over, state: str, manager: Visitor) -> None:
    """Bring a sitting from the state before to `state`."""
    match state:
        case "over":
            await stop(manager, over.sitting_id)
        case "one-sealed":
            await over.seal("juror")
        case "both-sealed":
            await over.seal("observer", 2)
        case "locked":
            proposal = await over.propose()
            for who in ("juror", "observer"):
                assert (await over.sign(who, proposal))[0] == 200


async def test_every_order_of_everybody_in_every_state(
    server: Server, manager: Visitor, stack: AsyncExitStack
) -> None:
    """After each refusal chain and drafts are what they were, and a running room has not been disturbed."""
    over = await make_over(server, manager, stack, over=False)
    other = await make_over(server, manager, stack)
    over = Over(over.sitting_id, over.links, {**over.browsers, "other-jury": other.browsers["juror"]})
    page = await over.browsers["candidate"].sit(over.sitting_id, "candidate")
    await page.until("waiting")
    for place, state in enumerate(STATES):
        await brought_to(over, state, manager)
        for rest, body in ORDERS.items():
            expected: dict[str, str | None] = {who: code for who, (_, code) in OUTSIDE.items()}
            reopens = rest.startswith("/reopening")
            expected["juror"] = JUDGES[rest][place]
            expected["manager"] = "not-now" if state == "waiting" else "not-your-candidate"
            expected["evaluator"] = expected["manager"]
            if reopens and state != "waiting":
                expected["manager"] = "account-needed"
            before = _stands(server, over)
            for who, code in expected.items():
                if code is None:
                    continue
                status, answer = await over.post(who, rest, **body)
                assert (answer["code"], who, rest, state) == (code, who, rest, state)
                assert status >= 400
                if who in OUTSIDE:
                    assert status == OUTSIDE[who][0]
            assert _stands(server, over) == before
    # What reached the candidate's page meanwhile is its own: the room's end, and nothing after it.
    assert {said["view"]["phase"] for said in page.said if said["type"] == "view"} <= {"waiting", "aborted"}
    await page.socket.close()


def _stands(server: Server, over: Over) -> object:
    """All that an order could have changed."""
    drafts = server.stores.judgement_drafts
    return (
        server.stores.events.chain_head(over.sitting_id),
        [drafts.of(over.sitting_id, key) for key in ("juror", "observer", "manager", "evaluator")],
        drafts.together(over.sitting_id),
    )


async def test_the_candidate_of_one_browser_is_no_judge_of_another_sitting(
    server: Server, manager: Visitor, stack: AsyncExitStack
) -> None:
    """A browser that is a juror here and a candidate there judges here alone."""
    over = await make_over(server, manager, stack)
    there = await make_over(server, manager, stack)
    both = await browser(server, stack)
    for where, seat in ((over, "juror"), (there, "candidate")):
        path = f"/api/manager/sittings/{where.sitting_id}/links"
        await both.join((await ask(manager, "POST", path, json={"seat": seat}))["link"])
    assert (await both.request("GET", over.path()))[0] == 200
    assert (await both.request("GET", there.path()))[1]["code"] == "not-your-seat"
