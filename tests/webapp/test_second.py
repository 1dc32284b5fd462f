"""Blind second markings through the real server: canaries for names, marks and markers; who may do what."""

from contextlib import AsyncExitStack
from datetime import UTC, datetime

import msgspec
import pytest

from oralexam.bootstrap.server import Server
from oralexam.exams.people import Role
from oralexam.identifiers import new_id
from oralexam.retention.viewing import Viewed, Viewer, ViewingKind
from oralexam.rooms.seats import Seat
from oralexam.webapp.replay.archive import Archive
from tests.storage.samples import transcript
from tests.webapp.judges import MOMENT, Over, make_over
from tests.webapp.made_copies import keep_copies
from tests.webapp.made_days import ask
from tests.webapp.test_judging_sessions import signed_in
from tests.webapp.test_packs import begun, fetched, settled
from tests.webapp.visitors import Visitor

NAMES = {
    "candidate_name": "Aurélie Canarival",
    "juror_name": "Mme Jurivale",
    "observer_name": "M. Obserlin",
    "room_name": "Salle Cachette",
}
SECRETS = ("canarival", "aurelie", "aurélie", "jurivale", "obserlin", "cachette", "avis-du-jury")


@pytest.fixture
async def over(server: Server, manager: Visitor, stack: AsyncExitStack) -> Over:
    """A part that both have sealed, with names and opinions wherever they can stand."""
    made = await make_over(server, manager, stack, **NAMES)
    words = "Hello, this is AURELIE Canarival; is that Mrs Jurivale's desk?"
    for seat in ("candidate", "juror"):
        server.stores.transcripts.save(made.sitting_id, transcript(made.sitting_id, seat, words))
    await made.mark("juror", "comment-whole", text="avis-du-jury", seen=0)
    await made.seal("juror", 2)
    await made.seal("observer", 3)
    return made


async def mark_and_seal(marker: Visitor, assignment_id: str) -> tuple[int, object]:
    """Mark every line and seal it."""
    path = f"/api/blind/{assignment_id}"
    page = await ask(marker, "GET", path)
    orders = []
    for line in page["grid"]["criteria"]:
        orders.append({"type": "set-level", "criterion_id": line["id"], "level": 4, "seen": 0})
        orders.append({"type": "link-moment", "criterion_id": line["id"], "moment": MOMENT})
    orders.append({"type": "comment-whole", "text": "avis-second", "seen": 0})
    orders.append({"type": "say-acquired", "acquired": True, "seen": 1})
    for order in orders:
        status, body = await marker.request("POST", path + "/marks", json={"order": order})
        assert status == 200, body
    draft = (await ask(marker, "GET", path))["draft"]
    return await marker.request("POST", path + "/seal", json={"revision": draft["revision"]})


async def packed(manager: Visitor, sitting_id: str) -> bytes:
    """What a manager can take away, recordings and all; not compressed."""
    state = await settled(manager, await begun(manager, f"/api/manager/sittings/{sitting_id}/pack"))
    return await fetched(manager, state["pack_id"])


async def test_whoever_marks_blind_is_told_no_name_and_no_mark(
    server: Server, manager: Visitor, stack: AsyncExitStack, over: Over
) -> None:
    """From what is asked to what is sealed, not a byte; and the jury's marks are as they were."""
    marker, account_id = await signed_in(server, manager, stack, Role.EVALUATOR, "terrier")
    before = (await server.rooms.state(over.sitting_id)).judging
    wanted = {"account_id": account_id, "reason": "appeal"}
    status, asked = await over.post("manager", "/seconds", **wanted)
    assert status == 201, asked
    assert [each["account_id"] for each in asked["may_mark"]] == [account_id]
    (assignment,) = asked["seconds"]
    status, sealed = await mark_and_seal(marker, assignment["assignment_id"])
    assert status == 200, sealed
    assert isinstance(sealed, dict)
    said = sealed["replay"]["transcripts"][0]["utterances"][0]
    assert said["text"] == "Hello, this is [candidat] [candidat]; is that Mrs [jury]'s desk?"
    assert said["words"][3]["text"] == "[candidat]"
    told = "".join(marker.told).casefold()
    assert "[candidat]" in told
    assert over.sitting_id not in told
    for secret in (*SECRETS, *(each.digest for each in before.sealed)):
        assert secret not in told, secret
    state = await server.rooms.state(over.sitting_id)
    assert msgspec.structs.replace(state.judging, seconds=()) == before
    assert server.stores.events.verify(over.sitting_id) == ()
    for rest in (f"/api/replay/{over.sitting_id}", f"/api/judging/{over.sitting_id}"):
        assert (await marker.request("GET", rest))[0] == 403, rest
    again = await over.post("manager", "/seconds", **wanted)
    assert again[0] == 201


async def test_what_is_heard_blind_does_not_tell_when_it_was_said(
    server: Server, manager: Visitor, stack: AsyncExitStack, over: Over
) -> None:
    """The hour of a part and the plan together name the candidate: sound comes, and no header has it."""
    marker, account_id = await signed_in(server, manager, stack, Role.EVALUATOR, "terrier")
    keep_copies(server, over.sitting_id)
    _, asked = await over.post("manager", "/seconds", account_id=account_id, reason="appeal")
    page = await ask(marker, "GET", f"/api/blind/{asked['seconds'][0]['assignment_id']}")
    url = next(each["audio"]["url"] for each in page["replay"]["tracks"] if each["audio"])
    for headers in ({}, {"Range": "bytes=0-3"}):
        async with marker.http.get(marker.url + url, headers=headers) as response:
            assert response.status in {200, 206}, response.status
            assert not {"Last-Modified", "ETag"} & set(response.headers), response.headers


async def test_first_and_second_marks_stand_side_by_side_once_the_jury_has_locked(
    server: Server, manager: Visitor, stack: AsyncExitStack, over: Over
) -> None:
    """Before, the manager sees that it is sealed, and no mark: not in a pack, either."""
    marker, account_id = await signed_in(server, manager, stack, Role.JUROR, "terrier")
    _, asked = await over.post("manager", "/seconds", account_id=account_id, reason="standardisation")
    await mark_and_seal(marker, asked["seconds"][0]["assignment_id"])
    page = await ask(manager, "GET", over.path("/seconds"))
    assert (page["locked"], page["firsts"], page["seconds"][0]["judgement"]) == (False, [], None)
    assert page["seconds"][0]["sealed_at"]
    assert b"avis-second" not in await packed(manager, over.sitting_id)
    proposal = await over.propose()
    await over.sign("juror", proposal)
    await over.sign("observer", proposal)
    page = await ask(manager, "GET", over.path("/seconds"))
    levels = [each["judgement"]["marks"][0]["level"] for each in (*page["firsts"], *page["seconds"])]
    assert levels == [2, 3, 4]
    assert b"avis-second" in await packed(manager, over.sitting_id)


async def test_who_may_not_is_refused_and_learns_nothing(
    server: Server, manager: Visitor, stack: AsyncExitStack, over: Over
) -> None:
    """Another account, a link, nobody; a manager's account as marker; pictures; marks after the seal."""
    marker, account_id = await signed_in(server, manager, stack, Role.EVALUATOR, "terrier")
    other, _ = await signed_in(server, manager, stack, Role.EVALUATOR, "autre")
    _, technician = await signed_in(server, manager, stack, Role.TECHNICIAN, "technique")
    for nobody in (technician, new_id()):
        status, body = await over.post("manager", "/seconds", account_id=nobody, reason="appeal")
        assert (status, body["code"]) == (409, "may-not-mark-blind")
    _, asked = await over.post("manager", "/seconds", account_id=account_id, reason="appeal")
    assignment_id = asked["seconds"][0]["assignment_id"]
    path = f"/api/blind/{assignment_id}"
    assert (await other.request("GET", path))[1]["code"] == "unknown-assignment"
    assert (await marker.request("GET", f"/api/blind/{new_id()}"))[0] == 404
    assert (await over.browsers["juror"].request("GET", path))[0] == 403
    assert (await over.browsers["nobody"].request("GET", path))[0] == 401
    for name in ("candidate-video.webm", "candidate-poster.jpg", "..%2Fother"):
        assert (await marker.request("GET", f"{path}/media/{name}"))[0] == 404, name
    for who in ("juror", "evaluator", "candidate"):
        assert (await over.post(who, "/seconds", account_id=account_id, reason="appeal"))[0] == 403
    await mark_and_seal(marker, assignment_id)
    order = {"type": "comment-whole", "text": "encore", "seen": 9}
    status, body = await marker.request("POST", path + "/marks", json={"order": order})
    assert (status, body["code"]) == (409, "already-sealed")


async def test_whoever_could_know_it_is_not_asked_and_not_let_in_any_more(
    server: Server, manager: Visitor, stack: AsyncExitStack, over: Over
) -> None:
    """A juror's name; a look at a closed session's replay; and both again for who was asked before it."""
    _, namesake = await signed_in(server, manager, stack, Role.JUROR, "jurivale")
    _, saw = await signed_in(server, manager, stack, Role.EVALUATOR, "vu")
    marker, account_id = await signed_in(server, manager, stack, Role.EVALUATOR, "terrier")
    looked = Viewed(kind=ViewingKind.REPLAY, sitting_id=over.sitting_id)
    server.stores.viewings.add(
        looked, Viewer(seat=Seat.EVALUATOR, browser="b1", account_id=saw), now=datetime.now(UTC)
    )
    page = await ask(manager, "GET", over.path("/seconds"))
    assert [each["account_id"] for each in page["may_mark"]] == [account_id]
    for knows in (namesake, saw):
        status, body = await over.post("manager", "/seconds", account_id=knows, reason="appeal")
        assert (status, body["code"]) == (409, "may-not-mark-blind")
    _, asked = await over.post("manager", "/seconds", account_id=account_id, reason="appeal")
    path = f"/api/blind/{asked['seconds'][0]['assignment_id']}"
    await ask(marker, "GET", path)
    # The same browser comes by a link, too: from now on it may open the replay.
    link = await ask(
        manager, "POST", f"/api/manager/sittings/{over.sitting_id}/links", json={"seat": "evaluator"}
    )
    await marker.join(link["link"])
    for method, rest in (("GET", ""), ("GET", "/media/candidate.webm"), ("POST", "/seal")):
        status, body = await marker.request(method, path + rest, json={"revision": 0})
        assert (status, body["code"]) == (409, "no-longer-blind"), rest
    (task,) = (await ask(marker, "GET", "/api/blind"))["tasks"]
    assert (task["sealed_at"], task["still_blind"]) == (None, False)


async def test_whoever_marks_blind_has_a_list_that_names_nobody(
    server: Server, manager: Visitor, stack: AsyncExitStack, over: Over
) -> None:
    """What waits and what is sealed, by part and purpose; of another account's, nothing."""
    marker, account_id = await signed_in(server, manager, stack, Role.JUROR, "terrier")
    other, _ = await signed_in(server, manager, stack, Role.EVALUATOR, "autre")
    assert await ask(marker, "GET", "/api/blind") == {"tasks": []}
    _, asked = await over.post("manager", "/seconds", account_id=account_id, reason="appeal")
    assignment_id = asked["seconds"][0]["assignment_id"]
    (task,) = (await ask(marker, "GET", "/api/blind"))["tasks"]
    assert task == {
        "assignment_id": assignment_id,
        "part": "call",
        "reason": "appeal",
        "asked_at": asked["seconds"][0]["asked_at"],
        "sealed_at": None,
        "still_blind": True,
    }
    await mark_and_seal(marker, assignment_id)
    (task,) = (await ask(marker, "GET", "/api/blind"))["tasks"]
    assert (task["sealed_at"] is not None, task["still_blind"]) == (True, True)
    assert await ask(other, "GET", "/api/blind") == {"tasks": []}
    told = "".join(marker.told).casefold()
    assert over.sitting_id not in told
    assert [secret for secret in SECRETS if secret in told] == []


async def test_a_range_of_sound_builds_no_replay(
    server: Server,
    manager: Visitor,
    stack: AsyncExitStack,
    over: Over,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A player asks dozens of times a minute, on threads that a call may wait for."""
    marker, account_id = await signed_in(server, manager, stack, Role.EVALUATOR, "terrier")
    keep_copies(server, over.sitting_id)
    _, asked = await over.post("manager", "/seconds", account_id=account_id, reason="appeal")

    def never(*_: object, **__: object) -> None:
        pytest.fail("a replay was built for a range of sound")

    monkeypatch.setattr(Archive, "bundle", never)
    path = f"/api/blind/{asked['seconds'][0]['assignment_id']}/media"
    for name, expected in (("candidate.webm", 206), ("manifest.json", 404)):
        async with marker.http.get(f"{marker.url}{path}/{name}", headers={"Range": "bytes=0-3"}) as response:
            assert response.status == expected, name


async def test_it_is_not_asked_for_before_both_have_sealed(
    server: Server, manager: Visitor, stack: AsyncExitStack
) -> None:
    """A second opinion could reach a judge who still marks."""
    over = await make_over(server, manager, stack)
    _, account_id = await signed_in(server, manager, stack, Role.EVALUATOR, "terrier")
    await over.seal("juror")
    status, body = await over.post("manager", "/seconds", account_id=account_id, reason="appeal")
    assert (status, body["code"]) == (409, "not-sealed-by-both")
    assert (await server.rooms.state(over.sitting_id)).judging.seconds == ()
