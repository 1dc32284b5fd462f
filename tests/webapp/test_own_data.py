"""A candidate's own data: what concerns them, readable, and nothing that is somebody else's."""

import io
import json
import zipfile
from typing import Any

import msgspec

from oralexam.bootstrap.server import Server
from oralexam.exams.people import Role
from oralexam.rooms import events
from oralexam.rooms.folding import fold
from oralexam.rooms.paper_events import EnteredFromPaper
from oralexam.signaling.dispatch import drawn_scenario
from tests.dossier.made_records import judged_call
from tests.transcripts.exports.made_documents import track, utterance
from tests.webapp.made_copies import keep_copies
from tests.webapp.made_days import CAUSE, ask, opened, sitting_of
from tests.webapp.test_day import Browser, browser, signed_in  # noqa: F401 — a fixture
from tests.webapp.visitors import Visitor

JURORS_WORDS = "canary-said-by-the-juror"
OWN_WORDS = "how many cartons are missing"
JURORS_REASON = "canary-why-a-juror-left"
PAPER = "canary-noted-on-paper"
GIVEN_BACK = "the siren of the fire brigade"
OTHERS = ("Claire Morel", "Hassan Idrissi", JURORS_WORDS, "canary-mix", JURORS_REASON, PAPER)


def _filled(server: Server, sitting_id: str) -> None:
    """A call that was held and judged, with both voices, their mix, and both transcripts."""
    store = server.stores.events
    history = judged_call().history
    at = history[-1].at
    acts = (
        events.JuryChanged(at=at, juror_name="J", observer_name="O", reason=JURORS_REASON),
        EnteredFromPaper(at=at, times=(), marks={"line": PAPER}, text=PAPER),
        events.TimeGiven(at=at, seconds=30, reason=GIVEN_BACK),
    )
    store.append(sitting_id, after_seq=store.chain_head(sitting_id).seq, events=[*history[1:], *acts])
    for seat, words in (("candidate", OWN_WORDS), ("juror", JURORS_WORDS)):
        made = track(seat, (utterance(3.0, words),))
        server.stores.transcripts.save(sitting_id, msgspec.structs.replace(made, sitting_id=sitting_id))
    keep_copies(server, sitting_id)


async def _zip(manager: Visitor, session_id: str, candidacy_id: str, **query: str) -> dict[str, bytes]:
    path = f"/api/sessions/{session_id}/candidacies/{candidacy_id}/own-data"
    async with manager.http.get(manager.url + path, params=query) as response:
        assert response.status == 200, await response.text()
        assert response.content_type == "application/zip"
        assert response.headers["Cache-Control"] == "no-store"
        content = await response.read()
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        return {name: made.read(name) for name in made.namelist()}


async def _session(server: Server, manager: Visitor) -> tuple[str, dict[str, Any], str]:
    page = await opened(manager)
    candidacy: dict[str, Any] = page["session"]["candidacies"][0]
    sitting_id = sitting_of(page, candidacy["candidacy_id"])
    _filled(server, sitting_id)
    paper = "/api/sessions/{}/candidacies/{}/papers?use=synthesis".format(
        page["session"]["session_id"], candidacy["candidacy_id"]
    )
    headers = {"Origin": manager.url, "X-File-Name": "a.md"}
    await manager.request("POST", paper, data=b"# Synthesis, my own", headers=headers)
    return page["session"]["session_id"], candidacy, sitting_id


async def test_own_data_are_one_readable_zip(server: Server, manager: Visitor) -> None:
    """Name, cause of extra time, own voice, words and writings; nobody else's name, voice or words."""
    session_id, candidacy, sitting_id = await _session(server, manager)
    files = await _zip(manager, session_id, candidacy["candidacy_id"])
    page, data = files["index.html"].decode(), json.loads(files["data.json"])
    for own in (candidacy["name"], CAUSE, OWN_WORDS, GIVEN_BACK):
        assert own in page, own
        assert own in json.dumps(data, ensure_ascii=False), own
    assert "papers/1.md" in files
    assert files["recordings/1-audio.webm"] == b"canary-candidate"
    assert page.startswith("<!doctype html>")
    assert "<script" not in page
    whole = b"".join(files.values()).decode()
    drawn = drawn_scenario(fold(server.stores.events.load(sitting_id)), server.stores.scenarios.all())
    assert drawn is not None
    jury = drawn.jury
    only_if_asked = [words for fact in jury.facts_if_asked for words in (fact.question, fact.answer)]
    secrets = (*only_if_asked, *jury.objectives, *jury.cues, *jury.expected_in_text, jury.role)
    for others in (*OTHERS, *secrets):
        assert others not in whole, others
    # What is on this machine is nobody's business.
    assert str(server._files.root) not in whole
    body = await ask(manager, "GET", f"/api/sessions/{session_id}/viewings")
    assert [each["viewed"]["kind"] for each in body["viewings"]] == ["own-data"]


async def test_marks_are_given_once_the_decision_was_notified(
    server: Server,
    manager: Visitor,
    browser: Browser,  # noqa: F811 — the fixture
) -> None:
    """Before it the page says when; afterwards levels and comments stand there, judges told by function."""
    session_id, candidacy, _ = await _session(server, manager)
    before = (await _zip(manager, session_id, candidacy["candidacy_id"], language="en"))[
        "index.html"
    ].decode()
    assert "Your marks are given to you after" in before
    assert "Juror 1" not in before
    claire, _ = await signed_in(manager, browser, Role.MANAGER, "sophie.renard")
    decided = {"decided_on": "2026-01-10"}
    await ask(claire, "PUT", f"/api/sessions/{session_id}/decision", json=decided)
    after = (await _zip(manager, session_id, candidacy["candidacy_id"], language="en"))["index.html"].decode()
    for told in ("Juror 1, version 1", "Juror 2, version 2", "Deliberation, version 1"):
        assert told in after, told
    for others in OTHERS:
        assert others not in after, others


async def test_who_is_not_there_has_no_data(server: Server, manager: Visitor, visitor: Visitor) -> None:
    """An unknown candidate, another language, somebody who is no manager."""
    session_id, candidacy, _ = await _session(server, manager)
    path = f"/api/sessions/{session_id}/candidacies/{{}}/own-data"
    unknown = path.format("00000000-0000-4000-8000-000000000000")
    assert (await manager.request("GET", unknown))[1]["code"] == "unknown-candidate"
    own = path.format(candidacy["candidacy_id"])
    assert (await manager.request("GET", f"{own}?language=xx"))[1]["code"] == "malformed-message"
    assert (await visitor.request("GET", own))[0] == 401
