"""A candidate's own data: what concerns them, readable, and nothing that is somebody else's."""

import asyncio
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pytest

from oralexam.bootstrap.server import Server
from oralexam.copies.key import CopiesKey, copies_key
from oralexam.copies.shelf import Shelf, header_of
from oralexam.exams.people import Role
from oralexam.records.own_data import OwnDataOrder
from oralexam.records.own_data_child import write
from oralexam.rooms import events
from oralexam.rooms.folding import fold
from oralexam.rooms.judging.events import SecondMarkingAsked, SecondMarkingSealed
from oralexam.rooms.judging.marker_events import MarkerSet
from oralexam.rooms.judging.marks import Judgement, SealedBody
from oralexam.rooms.paper_events import EnteredFromPaper
from oralexam.rooms.seats import Seat
from oralexam.signaling.dispatch import drawn_scenario
from oralexam.webapp.retention.viewing_log import ViewingLog
from tests.copies.sealed import PageRun
from tests.dossier.made_records import judged_call
from tests.patience import PATIENCE_S
from tests.transcripts.exports.made_documents import track, utterance
from tests.webapp.made_copies import keep_copies
from tests.webapp.made_days import CAUSE, ask, opened, sitting_of
from tests.webapp.test_day import Browser, browser, signed_in  # noqa: F401 — a fixture
from tests.webapp.visitors import Visitor

JURORS_WORDS = "canary-said-by-the-juror"
OWN_WORDS = "how many cartons are missing"
JURORS_REASON = "canary-why-a-juror-left"
MARKED = "the verb of the second sentence"
MARKED_BLIND = "clear, though short"
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
        MarkerSet(
            at=at,
            marker_id="m-1",
            judge="juror",
            seat=Seat.JUROR,
            criterion_id="x",
            sign="-",
            note=MARKED,
            pressed_at=at,
        ),
        SecondMarkingAsked(
            at=at,
            assignment_id="s-1",
            reason="appeal",
            marker="a-9",
            marker_name=OTHERS[1],
            by="manager",
            by_name="",
        ),
        SecondMarkingSealed(at=at, assignment_id="s-1", marker="a-9", digest="0" * 64, body=_sealed_body()),
    )
    store.append(sitting_id, after_seq=store.chain_head(sitting_id).seq, events=[*history[1:], *acts])
    for seat, words in (("candidate", OWN_WORDS), ("juror", JURORS_WORDS)):
        made = track(seat, (utterance(3.0, words),))
        server.stores.transcripts.save(sitting_id, msgspec.structs.replace(made, sitting_id=sitting_id))
    keep_copies(server, sitting_id)
    for seat in ("candidate", "juror"):
        run = PageRun(server_key(server), sitting_id=sitting_id, seat=seat, by=seat)
        shelf = Shelf(server._files.recordings_dir(), server_key(server))
        begun = shelf.begin(run.text, header_of(run.text, sitting_id=sitting_id, by=seat), now_us=1)
        shelf.append(shelf.find(sitting_id, run.run), begun, run.segment(last=True), now_us=1)


def server_key(server: Server) -> CopiesKey:
    """As its data folder has it."""
    return copies_key(server._files.copies_key_dir())


def _sealed_body() -> str:
    """What was marked without knowing the name."""
    judgement = Judgement(grid_id="g", grid_version=1, acquired=True, comment=MARKED_BLIND)
    body = SealedBody(sitting_id="", judge="second-s-1", version=1, judgement=judgement, nonce="0" * 64)
    return msgspec.json.encode(body).decode()


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
    # Of both pages' own copies, the candidate's alone: what a person can play, and no key.
    copies = [name for name in files if name.endswith(".ogg")]
    assert copies == ["recordings/1-copy-1.ogg"]
    own_copy = files.pop(copies[0])
    assert own_copy.startswith(b"OggS")
    assert copies[0] in page
    assert "run_key" not in json.dumps(data)
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
    for withheld in ("Juror 1", MARKED, MARKED_BLIND):
        assert withheld not in before, withheld
    claire, _ = await signed_in(manager, browser, Role.MANAGER, "sophie.renard")
    decided = {"decided_on": "2026-01-10"}
    await ask(claire, "PUT", f"/api/sessions/{session_id}/decision", json=decided)
    after = (await _zip(manager, session_id, candidacy["candidacy_id"], language="en"))["index.html"].decode()
    for told in ("Juror 1, version 1", "Juror 2, version 2", "Deliberation, version 1", MARKED, MARKED_BLIND):
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


async def test_an_erasure_takes_what_is_being_handed_over(
    server: Server, manager: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stands where packs stand; one that was made before an erasure ends is not given out behind it."""
    session_id, candidacy, _ = await _session(server, manager)
    path = f"/api/sessions/{session_id}/candidacies/{candidacy['candidacy_id']}/own-data"
    packs, seen = server._files.packs_dir(), []
    note = ViewingLog.note

    async def erased_meanwhile(log: ViewingLog, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- as it was asked
        await note(log, *args, **kwargs)
        seen.extend(each.suffix for each in packs.iterdir())
        server._files.remove_packs()

    monkeypatch.setattr(ViewingLog, "note", erased_meanwhile)
    status, refused = await manager.request("GET", path)
    assert (status, refused["code"], seen) == (404, "pack-gone", [".zip"])
    monkeypatch.undo()
    assert "index.html" in await _zip(manager, session_id, candidacy["candidacy_id"])
    # It goes once the last byte is out, which may have been read before.
    async with asyncio.timeout(PATIENCE_S):
        while list(packs.iterdir()):  # noqa: ASYNC110 — the server tells nobody
            await asyncio.sleep(0.01)


def test_nothing_is_made_once_the_claim_is_gone(tmp_path: Path) -> None:
    """An erasure between reading and writing took it: not a byte of what was read is written."""
    order = OwnDataOrder(
        target=str(tmp_path / "own.zip"),
        language="fr",
        title="",
        sections=(),
        data=[],
        claim=str(tmp_path / "c"),
    )
    assert not write(order)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "c").touch()
    assert write(order)
    gone = msgspec.structs.replace(order, target=str(tmp_path / "gone" / "own.zip"))
    assert not write(gone)
