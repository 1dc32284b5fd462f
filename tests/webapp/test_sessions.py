"""A manager sets a session up through the API, from nothing to open."""

import io
from datetime import timedelta
from typing import Any

import pytest

from oralexam.bootstrap.server import Server
from oralexam.identifiers import new_id
from tests.webapp.made_days import CANDIDATES, ask, drafted, opened, ready, save, sitting_of
from tests.webapp.visitors import Visitor


def codes(page: dict[str, Any]) -> list[str]:
    """The codes of a page's problems."""
    return [problem["code"] for problem in page["problems"]]


async def test_a_session_is_set_up_from_nothing_and_opened(server: Server, manager: Visitor) -> None:
    """Lists, rooms, a day; what is missing is said at each step; opening makes a sitting a part."""
    session_id = await drafted(manager)
    path = f"/api/sessions/{session_id}"
    page = await ask(manager, "GET", path)
    assert codes(page) == ["no-day", "no-candidate", "no-jury"]
    assert (await manager.request("POST", f"{path}/open", json={}))[1]["code"] == "session-has-problems"
    page = await opened(manager)
    assert page["state"] == "open"
    one, two = page["session"]["candidacies"]
    assert [each["name"] for each in (one, two)] == ["Inès Marchetti", "Tom Okoye"]
    assert len({one["code"], two["code"]} - {""}) == 2
    parts = [(each["candidacy_id"], each["part"], each["position"]) for each in page["sittings"]]
    for candidacy in (one, two):
        own = [part[1:] for part in parts if part[0] == candidacy["candidacy_id"]]
        assert own == [
            ("call", 0),
            ("visitor", 1),
            ("technical-interview", 2),
            ("production-questioning", 3),
            ("final-interview", 4),
        ]
    sitting_id = sitting_of(page, one["candidacy_id"])
    sitting = (await server.rooms.state(sitting_id)).sitting
    assert sitting.candidacy_id == one["candidacy_id"]
    assert (sitting.candidate_name, sitting.juror_name) == ("Inès Marchetti", "Claire Morel")
    assert (sitting.observer_name, sitting.room_name) == ("Hassan Idrissi", "Salle 1")
    assert sitting.plan.seconds("preparation") == timedelta(minutes=20)
    assert sitting.accommodation.writing_s == 200
    listed = await ask(manager, "GET", "/api/sessions")
    line = next(each for each in listed["sessions"] if each["state"] == "open")
    assert (line["candidates"], line["juries"], line["days"]) == (2, 1, ["2126-12-08"])


async def test_opening_twice_makes_nothing_twice_and_takes_in_who_came_late(manager: Visitor) -> None:
    """A candidate who is added afterwards gets their sittings at the next opening; the others keep theirs."""
    page = await opened(manager)
    path = f"/api/sessions/{page['session']['session_id']}"
    again = await ask(manager, "POST", f"{path}/open", json={})
    assert again["sittings"] == page["sittings"]
    late = {
        "candidacy_id": new_id(),
        "name": "Late Comer",
        "jury_id": page["session"]["juries"][0]["jury_id"],
    }
    page = await save(manager, again, candidacies=[*again["session"]["candidacies"], late])
    after = await ask(manager, "POST", f"{path}/open", json={})
    kept = {each["sitting_id"] for each in again["sittings"]}
    assert kept < {each["sitting_id"] for each in after["sittings"]}
    assert {each["candidacy_id"] for each in after["sittings"] if each["sitting_id"] not in kept} == {
        late["candidacy_id"]
    }


async def test_what_is_frozen_cannot_be_changed_in_the_document(manager: Visitor) -> None:
    """Extra time, the jury and the minutes of who is open already; their number at the centre can be."""
    page = await opened(manager)
    path = f"/api/sessions/{page['session']['session_id']}"
    one, two = page["session"]["candidacies"]
    refused: list[dict[str, Any]] = [
        {"candidacies": [two]},
        {"candidacies": [{**one, "extra_time": None}, two]},
        {"candidacies": [{**one, "name": "Other"}, two]},
        {"settings": {**page["session"]["settings"], "grace_s": 30}},
        {"members": [{**page["session"]["members"][0], "name": "Somebody"}, page["session"]["members"][1]]},
    ]
    for change in refused:
        body = {"session": {**page["session"], **change}, "revision": page["revision"]}
        status, answer = await manager.request("PUT", path, json=body)
        assert (status, answer["code"]) == (409, "candidate-opened"), change
    page = await save(manager, page, candidacies=[{**one, "number": "77"}, two])
    # When all scenarios are used on the day, the centre can still decide what follows.
    assert (page["session"]["settings"]["reuse"], page["reuse"]) == (None, "when-all-used")
    await save(manager, page, settings={**page["session"]["settings"], "reuse": "always"})


async def test_two_managers_never_overwrite_each_other(manager: Visitor) -> None:
    """The second is told, and nothing of theirs is stored."""
    page = await ready(manager)
    await save(manager, page, title="Mine")
    path = f"/api/sessions/{page['session']['session_id']}"
    body = {"session": {**page["session"], "title": "Theirs"}, "revision": page["revision"]}
    status, answer = await manager.request("PUT", path, json=body)
    assert (status, answer["code"]) == (409, "edited-meanwhile")
    assert (await ask(manager, "GET", path))["session"]["title"] == "Mine"


async def test_a_list_with_a_fault_imports_nothing(manager: Visitor) -> None:
    """The preview names each bad line; the import of the same bytes is refused."""
    page = await ready(manager)
    path = f"/api/sessions/{page['session']['session_id']}"
    bad = b"Nom;Jury;Tiers-temps\nAnna;Jury 7;oui\n;Jury 1;\n"
    preview = await ask(manager, "POST", f"{path}/roster/candidates", data=bad)
    assert not preview["clean"]
    faults = [(each["line"], each["column"], each["code"]) for each in preview["roster"]["faults"]]
    assert faults == [(2, "Jury", "unknown-jury"), (3, "Nom", "name-missing")]
    importing = f"{path}/roster/candidates/import?revision={page['revision']}"
    assert (await manager.request("POST", importing, data=bad))[1]["code"] == "roster-not-clean"
    again = await manager.request("POST", importing, data=CANDIDATES.encode())
    assert (again[0], again[1]["code"], again[1]["details"]) == (409, "person-there-already", {"line": 2})
    assert len((await ask(manager, "GET", path))["session"]["candidacies"]) == 2
    large = await manager.request("POST", f"{path}/roster/candidates", data=b"x" * 600_000)
    assert large[0] == 413
    assert (await manager.request("POST", f"{path}/roster/dogs", data=b"Nom\nX\n"))[1][
        "code"
    ] == "unknown-list"
    for revision in ("", "x", "-1", "1" * 20):
        wrong = f"{path}/roster/candidates/import?revision={revision}"
        assert (await manager.request("POST", wrong, data=b"Nom\nX\n"))[0] == 400


async def test_codes_are_the_servers(manager: Visitor) -> None:
    """What a page sends as a code is ignored; a lost one is replaced, and two are never the same."""
    page = await ready(manager)
    one, two = page["session"]["candidacies"]
    saved = await save(manager, page, candidacies=[{**one, "code": two["code"]}, {**two, "code": ""}])
    assert [each["code"] for each in saved["session"]["candidacies"]] == [one["code"], two["code"]]
    path = f"/api/sessions/{page['session']['session_id']}/candidacies"
    fresh = await ask(manager, "POST", f"{path}/{one['candidacy_id']}/code", json={})
    assert fresh["session"]["candidacies"][0]["code"] not in {one["code"], two["code"], ""}
    assert fresh["session"]["candidacies"][1]["code"] == two["code"]
    status, sign = await manager.request("GET", f"{path}/{one['candidacy_id']}/qr.svg")
    assert status == 200
    assert "<svg" in sign
    whole = f"/api/sessions/{page['session']['session_id']}"
    assert (await ask(manager, "GET", whole))["address"] == manager.url, "what people type"
    assert "<svg" in (await manager.request("GET", f"{whole}/qr.svg"))[1]
    assert (await manager.request("GET", f"/api/sessions/{new_id()}/qr.svg"))[1]["code"] == "unknown-session"
    assert (await manager.request("GET", f"{path}/{new_id()}/qr.svg"))[1]["code"] == "unknown-candidate"
    assert (await manager.request("POST", f"{path}/x/code", json={}))[1]["code"] == "unknown-candidate"


async def test_a_session_of_five_hundred_is_written_in_one_go(manager: Visitor) -> None:
    """It is larger than any other request may be; more than that is refused."""
    session_id = await drafted(manager)
    page = await ask(manager, "GET", f"/api/sessions/{session_id}")
    people = [{"candidacy_id": new_id(), "name": f"Candidate {n} {'x' * 40}"} for n in range(500)]
    page = await save(manager, page, candidacies=people)
    assert len({each["code"] for each in page["session"]["candidacies"]}) == 500
    body = {"session": {**page["session"], "candidacies": [*people, people[0]]}, "revision": page["revision"]}
    assert (await manager.request("PUT", f"/api/sessions/{session_id}", json=body))[0] == 400
    too_long = await manager.request(
        "PUT", f"/api/sessions/{session_id}", data=io.BytesIO(b" " * (1024 * 1024 + 1))
    )
    assert too_long[0] == 413


@pytest.mark.parametrize(
    "change",
    [
        {"session_id": "x"},
        {"surprise": 1},
        {"days": [{"date": "2026-02-30", "opens": "09:00:00", "closes": "10:00:00"}]},
        {"candidacies": [{"candidacy_id": "../../etc", "name": "X"}]},
        {"title": "x" * 161},
    ],
)
async def test_a_malformed_session_is_refused_whole(manager: Visitor, change: dict[str, Any]) -> None:
    """One code; nothing is stored."""
    session_id = await drafted(manager)
    path = f"/api/sessions/{session_id}"
    page = await ask(manager, "GET", path)
    body = {"session": {**page["session"], **change}, "revision": page["revision"]}
    status, answer = await manager.request("PUT", path, json=body)
    assert (status, answer["code"]) == (400, "malformed-message")
    assert (await ask(manager, "GET", path))["revision"] == page["revision"]


async def test_one_id_for_two_things_is_refused(manager: Visitor) -> None:
    """Nobody would know which one is meant."""
    page = await ready(manager)
    one, two = page["session"]["candidacies"]
    body = {
        "session": {**page["session"], "candidacies": [one, {**two, "candidacy_id": one["candidacy_id"]}]},
        "revision": page["revision"],
    }
    path = f"/api/sessions/{page['session']['session_id']}"
    assert (await manager.request("PUT", path, json=body))[1]["code"] == "malformed-message"


async def test_drafts_go_and_what_was_opened_stays(manager: Visitor) -> None:
    """A draft is removed whole; an opened session can be closed."""
    draft = await ready(manager)
    path = f"/api/sessions/{draft['session']['session_id']}"
    assert (await manager.request("DELETE", path))[0] == 200
    assert (await manager.request("GET", path))[1]["code"] == "unknown-session"
    page = await opened(manager)
    path = f"/api/sessions/{page['session']['session_id']}"
    assert (await manager.request("DELETE", path))[1]["code"] == "session-not-a-draft"
    assert (await ask(manager, "POST", f"{path}/close", json={}))["state"] == "closed"
    assert (await manager.request("POST", f"{path}/open", json={}))[1]["code"] == "session-closed"


async def test_two_sessions_at_once_in_one_room_are_told(manager: Visitor) -> None:
    """The second cannot be opened while the first is held in the same room."""
    await opened(manager)
    page = await ready(manager)
    assert "room-used-twice" in codes(page)
    path = f"/api/sessions/{page['session']['session_id']}"
    assert (await manager.request("POST", f"{path}/open", json={}))[1]["code"] == "session-has-problems"


async def test_minutes_that_the_centre_gives_are_those_of_its_sittings(
    server: Server, manager: Visitor
) -> None:
    """The oral defence of the CCI: no minutes, no opening; given, they are in the plan."""
    page = await ready(manager, format_id="cci-import-export")
    assert codes(page) == ["minutes-not-given", "minutes-not-given"]
    minutes = [
        {"part": "oral-defence", "phase": phase, "minutes": given}
        for phase, given in (("presentation", 15), ("questions", 25))
    ]
    settings = {**page["session"]["settings"], "minutes": minutes}
    page = await save(manager, page, settings=settings)
    assert codes(page) == []
    page = await ask(manager, "POST", f"/api/sessions/{page['session']['session_id']}/open", json={})
    plain = page["session"]["candidacies"][1]["candidacy_id"]
    state = await server.rooms.state(sitting_of(page, plain, "oral-defence"))
    assert state.sitting.interview is not None
    assert [step.length_s for step in state.sitting.interview.steps] == [900, 1500]
