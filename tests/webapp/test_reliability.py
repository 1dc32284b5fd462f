"""How far transcripts can be trusted, through the real server: what was read counts, and nothing else."""

import pytest

from oralexam.bootstrap.server import Server
from oralexam.webapp.quality import reliability_desk
from oralexam.webapp.quality.reliability_desk import ReliabilityDesk
from tests.storage.samples import transcript
from tests.webapp.made_days import ask, opened, sitting_of
from tests.webapp.visitors import Visitor


async def read(visitor: Visitor, sitting_id: str, seat: str, text: str) -> None:
    """Correct the only utterance of a track."""
    order = {"type": "correct", "utterance_id": "heard-0", "revision": 0, "text": text}
    await ask(visitor, "POST", f"/api/replay/{sitting_id}/corrections/{seat}/1", json={"order": order})


async def test_only_what_was_read_counts_and_nothing_is_counted_twice(
    server: Server, manager: Visitor, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An examination's figures by room, station and model; a rehearsal has none."""
    assert (await ask(manager, "GET", "/api/reliability"))["figures"] == []
    for rehearsal in (False, True):
        sitting_id, links = await manager.open_sitting(rehearsal=rehearsal)
        for seat in ("candidate", "juror"):
            server.stores.transcripts.save(sitting_id, transcript(sitting_id, seat, "hello from leads"))
        await visitor.join(links["evaluator"])
        await read(visitor, sitting_id, "candidate", "Um, hello from Leeds")
    figures = (await ask(manager, "GET", "/api/reliability"))["figures"]
    assert [(each["group"], each["room"], each["seat"]) for each in figures] == [
        ("all", "", ""),
        ("room", "salle 1", ""),
        ("microphone", "salle 1", "candidate"),
        ("model", "", ""),
    ]
    for each in figures:
        assert (each["tracks"], each["utterances"], each["read"], each["confirmed"]) == (1, 1, 1, 0)
        assert (each["normalised"]["errors"], each["normalised"]["words"]) == (1, 3)
        assert (each["hesitations"]["heard"], each["hesitations"]["said"]) == (0, 1)
    assert figures[3]["model"] == "small.en (whisper 1)"

    async def never(_: bytes) -> None:
        pytest.fail("counted anew although nothing has changed")

    monkeypatch.setattr(reliability_desk, "_compute", never)
    assert (await ask(manager, "GET", "/api/reliability"))["figures"] == figures


async def test_the_jurys_microphone_stands_in_the_jurys_room(server: Server, manager: Visitor) -> None:
    """Of a session's sitting: the candidate's in the exam room, the juror's where the jury sits."""
    page = await opened(manager)
    session, candidacy = page["session"], page["session"]["candidacies"][0]
    call = sitting_of(page, candidacy["candidacy_id"])
    links = await ask(manager, "POST", f"/api/manager/sittings/{call}/links", json={"seat": "evaluator"})
    names = {place["place_id"]: place["name"] for place in session["places"]}
    jury = next(each for each in session["juries"] if each["jury_id"] == candidacy["jury_id"])
    for seat in ("candidate", "juror"):
        server.stores.transcripts.save(call, transcript(call, seat, "hello"))
    await manager.join(links["link"])
    for seat in ("candidate", "juror"):
        await read(manager, call, seat, "hello there")
    stores = server.stores
    desk = ReliabilityDesk(
        corrections=stores.corrections, events=stores.events, sessions=stores.exam_sessions
    )
    rooms = {track.seat: track.room for track in desk._gather().tracks}
    assert rooms == {"candidate": names[candidacy["exam_room_id"]], "juror": names[jury["jury_room_id"]]}
    assert rooms["candidate"] != rooms["juror"]
