"""Transcripts are corrected through the real server: by evaluators, with their names."""

import logging
from typing import Any

import aiohttp
import pytest

from oralexam.bootstrap.server import Server
from oralexam.exams.people import Role
from tests.storage.samples import transcript
from tests.webapp.made_days import ask
from tests.webapp.visitors import Visitor

CANARY = "quokkaworth"


async def sitting_with_words(server: Server, manager: Visitor) -> tuple[str, dict[str, str]]:
    """A sitting of which both tracks were written down, and its links."""
    sitting_id, links = await manager.open_sitting()
    for seat in ("candidate", "juror"):
        server.stores.transcripts.save(sitting_id, transcript(sitting_id, seat, "hello from leeds"))
    return sitting_id, links


def corrected(text: str, revision: int = 0) -> dict[str, Any]:
    """The order to correct the first utterance."""
    return {
        "order": {"type": "correct", "utterance_id": "heard-0", "revision": revision, "text": text},
    }


async def test_an_evaluator_corrects_and_everybody_who_may_reads_it(
    server: Server, manager: Visitor, visitor: Visitor
) -> None:
    """The manager looks and may not act; the machine's words stay in the bundle as they were."""
    sitting_id, links = await sitting_with_words(server, manager)
    path = f"/api/replay/{sitting_id}/corrections"
    await visitor.join(links["evaluator"])
    heard = (await ask(visitor, "GET", f"/api/replay/{sitting_id}"))["transcripts"]
    answer = await ask(visitor, "POST", f"{path}/candidate/1", json=corrected("hello from Leeds"))
    assert answer["reading"]["utterances"][0]["line"]["text"] == "hello from Leeds"
    shown = await ask(manager, "GET", path)
    assert shown["may_correct"] is False
    assert [(each["seat"], each["revision"]) for each in shown["readings"]] == [
        ("candidate", 1),
        ("juror", 0),
    ]
    (line,) = shown["readings"][0]["history"]
    assert (line["author"], line["kind"], line["before"], line["after"]) == (
        "",
        "corrected",
        "hello from leeds",
        "hello from Leeds",
    )
    assert (await ask(visitor, "GET", path))["may_correct"] is True
    assert (await manager.request("POST", f"{path}/candidate/1", json=corrected("x", 1)))[0] == 403
    assert (await ask(visitor, "GET", f"/api/replay/{sitting_id}"))["transcripts"] == heard


async def test_the_second_of_two_evaluators_is_given_what_the_first_wrote(
    server: Server, manager: Visitor, visitor: Visitor
) -> None:
    """409 with how it reads by now, and by whom; with that revision the second may write theirs."""
    sitting_id, links = await sitting_with_words(server, manager)
    path = f"/api/replay/{sitting_id}/corrections/candidate/1"
    await visitor.join(links["evaluator"])
    link = await ask(manager, "POST", f"/api/manager/sittings/{sitting_id}/links", json={"seat": "evaluator"})
    invited = await ask(manager, "POST", "/api/accounts/invitations", json={"role": Role.EVALUATOR})
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        claire = Visitor(http, server.url)
        wanted = {"login": "claire", "name": "Claire Morel", "password": "quatre girafes à Dunkerque"}
        token = invited["link"].partition("#")[2]
        await ask(claire, "POST", "/api/welcome", json={"token": token, **wanted})
        await claire.join(link["link"])
        await ask(claire, "POST", path, json=corrected("hello from Leeds"))
    status, body = await visitor.request("POST", path, json=corrected("hello, from leads"))
    assert (status, body["code"], body["details"]) == (409, "transcript-changed", {"revision": 1})
    assert body["reading"]["utterances"][0]["line"]["text"] == "hello from Leeds"
    assert body["reading"]["history"][0]["author"] == "Claire Morel"
    answer = await ask(visitor, "POST", path, json=corrected("hello, from Leeds", 1))
    assert answer["reading"]["utterances"][0]["line"]["text"] == "hello, from Leeds"


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("candidate/2", corrected("x"), (404, "unknown-transcript")),
        ("observer/1", corrected("x"), (404, "unknown-transcript")),
        ("candidate/-1", corrected("x"), (404, "unknown-transcript")),
        ("candidate/%C2%B2", corrected("x"), (404, "unknown-transcript")),
        ("nobody/1", corrected("x"), (404, "unknown-seat")),
        ("candidate/1", corrected("x" * 1001), (400, "malformed-message")),
        ("candidate/1", {"order": {"type": "forget", "utterance_id": "heard-0"}}, (400, "malformed-message")),
        ("candidate/1", {"order": {"type": "add", "at_s": "now", "text": "x"}}, (400, "malformed-message")),
        (
            "candidate/1",
            {"order": {"type": "add", "at_s": 99, "text": "x"}},
            (409, "outside-the-recording"),
        ),
        (
            "candidate/1",
            {"order": {"type": "undo", "utterance_id": "heard-0", "revision": 0}},
            (409, "nothing-to-undo"),
        ),
        (
            "candidate/1",
            {"order": {"type": "confirm", "utterance_id": "../1", "revision": 0}},
            (404, "unknown-utterance"),
        ),
    ],
)
async def test_what_cannot_be_is_refused_and_changes_nothing(  # noqa: PLR0917 — three are fixtures
    path: str, body: object, told: tuple[int, str], server: Server, manager: Visitor, visitor: Visitor
) -> None:
    """By its code; nothing has happened."""
    sitting_id, links = await sitting_with_words(server, manager)
    await visitor.join(links["evaluator"])
    answer = await visitor.request("POST", f"/api/replay/{sitting_id}/corrections/{path}", json=body)
    assert (answer[0], answer[1]["code"]) == told
    readings = await ask(visitor, "GET", f"/api/replay/{sitting_id}/corrections")
    assert [each["revision"] for each in readings["readings"]] == [0, 0]


async def test_an_act_is_logged_without_a_word_of_it(
    server: Server,
    manager: Visitor,
    visitor: Visitor,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """That, where and which revision; never what was written, nor in what was refused."""
    caplog.set_level(logging.INFO)
    sitting_id, links = await sitting_with_words(server, manager)
    path = f"/api/replay/{sitting_id}/corrections/juror/1"
    await visitor.join(links["evaluator"])
    await ask(visitor, "POST", path, json=corrected(f"hello {CANARY}"))
    assert (await visitor.request("POST", path, json=corrected(f"{CANARY} again")))[0] == 409
    said = capsys.readouterr()
    log = said.out + said.err + caplog.text
    assert "transcript-read" in log
    assert CANARY not in log


async def test_what_was_corrected_never_comes_to_who_was_examined(
    server: Server, manager: Visitor, visitor: Visitor
) -> None:
    """Candidate, juror and observer: nothing that any address tells them holds a corrected word."""
    sitting_id, links = await sitting_with_words(server, manager)
    await visitor.join(links["evaluator"])
    path = f"/api/replay/{sitting_id}/corrections"
    await ask(visitor, "POST", f"{path}/candidate/1", json=corrected(f"hello {CANARY}"))
    for seat in ("candidate", "juror", "observer"):
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
            person = Visitor(http, server.url)
            await person.join(links[seat])
            page = await person.sit(sitting_id, seat)
            await page.until("waiting")
            for asked in (path, f"/api/replay/{sitting_id}", f"/seat/{sitting_id}/{seat}", "/api/me"):
                await person.request("GET", asked)
            assert (await person.request("POST", f"{path}/candidate/1", json=corrected("x", 1)))[0] == 403
            assert CANARY not in "".join(person.told)
