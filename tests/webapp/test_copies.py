"""Own copies through the real server: who may bring them, tus as it is written, what an attacker may try."""

import asyncio
import base64
import hashlib
from pathlib import Path
from typing import Any

import pytest

from oralexam.bootstrap.server import Server
from oralexam.copies.format import MAX_SEGMENT_BYTES, linked, unpack_bytes
from oralexam.copies.key import copies_key
from oralexam.copies.reader import read_runs, received_of
from oralexam.errors import SystemFault
from oralexam.jobs.job import JobState
from oralexam.records.manifest import LISTENING_COPIES
from oralexam.rooms.digest_events import RecordingsNoted
from oralexam.webapp.copies import desk as copies_desk
from tests.copies.sealed import SITTING, PageRun
from tests.dossier.made_records import judged_call
from tests.patience import PATIENCE_S
from tests.webapp.visitors import Visitor

TUS = {"Tus-Resumable": "1.0.0"}
PATCH = {**TUS, "Content-Type": "application/offset+octet-stream"}


class Page:
    """The page of a seat as it brings its copies."""

    def __init__(self, browser: Visitor, sitting_id: str, seat: str = "candidate") -> None:
        self.browser = browser
        self.path = f"/api/copies/{sitting_id}/{seat}"

    async def tus(
        self, method: str, path: str, headers: dict[str, str], data: bytes = b""
    ) -> tuple[int, dict[str, str], str]:
        """Status, headers and code."""
        url = self.browser.url + path
        sent = {"Origin": self.browser.url, **headers}
        async with self.browser.http.request(method, url, headers=sent, data=data) as answer:
            assert answer.headers["Tus-Resumable"] == "1.0.0"
            is_json = answer.content_type == "application/json"
            code = (await answer.json())["code"] if is_json and method != "HEAD" else ""
            return answer.status, dict(answer.headers), code

    async def begin(self, run: PageRun, **more: str) -> tuple[int, dict[str, str], str]:
        """Ask for the place of a run."""
        wanted = {**TUS, "Upload-Defer-Length": "1", "Upload-Metadata": run.metadata, **more}
        return await self.tus("POST", self.path + "/uploads", wanted)

    async def patch(
        self, run: PageRun, content: bytes, offset: int | str, **more: str
    ) -> tuple[int, dict[str, str], str]:
        """Bring segments."""
        checksum = base64.b64encode(hashlib.sha256(content).digest()).decode()
        wanted = {**PATCH, "Upload-Offset": str(offset), "Upload-Checksum": f"sha256 {checksum}", **more}
        return await self.tus("PATCH", f"{self.path}/uploads/{run.run}", wanted, content)

    async def head(self, run: PageRun) -> tuple[int, dict[str, str], str]:
        """How far it has come."""
        return await self.tus("HEAD", f"{self.path}/uploads/{run.run}", TUS)


async def seated(manager: Visitor, visitor: Visitor, seat: str = "candidate") -> tuple[str, Page]:
    """A sitting, and one of its pages."""
    sitting_id, links = await manager.open_sitting()
    assert (await visitor.join(links[seat]))[0] == 200
    return sitting_id, Page(visitor, sitting_id, seat)


def key_of(server: Server) -> Any:  # noqa: ANN401
    """The server's own key, as its data folder has it."""
    return copies_key(server._files.copies_key_dir())


async def test_a_run_comes_piece_by_piece_and_is_confirmed(
    server: Server, manager: Visitor, visitor: Visitor
) -> None:
    """The key is told; creation, HEAD, PATCH; each answer bears the hash of all that is on the disk."""
    sitting_id, page = await seated(manager, visitor)
    status, told = await visitor.request("GET", page.path)
    assert status == 200
    key = key_of(server)
    assert told["key"]["id"] == key.key_id
    assert unpack_bytes(told["key"]["point"], 65) == key.point
    assert (told["voices"], told["runs"]) == (["candidate"], [])
    run = PageRun(key, sitting_id=sitting_id)
    status, headers, _ = await page.begin(run)
    assert (status, headers["Location"]) == (201, f"{page.path}/uploads/{run.run}")
    assert (headers["Upload-Offset"], headers["Tus-Resumable"]) == ("0", "1.0.0")
    offset, chain = 0, hashlib.sha256(run.text).digest()
    for last in (False, False, True):
        segment = run.segment(last=last)
        status, headers, _ = await page.patch(run, segment, offset)
        offset, chain = offset + len(segment), linked(chain, segment)
        assert (status, headers["Upload-Offset"], headers["Oralexam-Chain"]) == (
            204,
            str(offset),
            chain.hex(),
        )
    status, headers, _ = await page.head(run)
    assert (status, headers["Upload-Offset"], headers["Upload-Length"]) == (200, str(offset), str(offset))
    assert headers["Cache-Control"] == "no-store"
    (read,) = read_runs(server._files.recordings_dir(), sitting_id, key)
    assert (read.whole, read.end_sample, read.missing_samples) == (True, 288_000, 0)
    lines = received_of(read.path.with_suffix(".jsonl"))
    assert [line.bytes for line in lines][-1] == offset
    status, told = await visitor.request("GET", page.path)
    assert [(each["offset"], each["whole"]) for each in told["runs"]] == [(offset, True)]


async def test_lost_answers_double_nothing(server: Server, manager: Visitor, visitor: Visitor) -> None:
    """Creation twice is one run; a PATCH twice is told where it stands, and that is what was kept."""
    sitting_id, page = await seated(manager, visitor)
    run = PageRun(key_of(server), sitting_id=sitting_id)
    await page.begin(run)
    segment = run.segment()
    _, confirmed, _ = await page.patch(run, segment, 0)
    status, _, code = await page.patch(run, segment, 0)
    assert (status, code) == (409, "copy-offset-differs")
    status, again, _ = await page.begin(run)
    assert (status, again["Upload-Offset"]) == (201, str(len(segment)))
    assert again["Oralexam-Chain"] == confirmed["Oralexam-Chain"]
    folder = server._files.recordings_dir() / sitting_id / "own"
    assert len(list(folder.glob("*.own"))) == 1


async def test_what_tus_forbids_is_refused(server: Server, manager: Visitor, visitor: Visitor) -> None:
    """Versions, kinds, offsets, checksums, lengths, metadata: each by tus's own status; nothing is added."""
    sitting_id, page = await seated(manager, visitor)
    run = PageRun(key_of(server), sitting_id=sitting_id)
    status, headers, _ = await page.tus("OPTIONS", page.path + "/uploads", {})
    assert (status, headers["Tus-Version"]) == (204, "1.0.0")
    assert headers["Tus-Checksum-Algorithm"] == "sha256"
    status, headers, code = await page.begin(run, **{"Tus-Resumable": "0.2.2"})
    assert (status, headers["Tus-Version"], code) == (412, "1.0.0", "tus-version")
    for bad in ("", "name x", "run", "run %%%", "run " + "A" * 6000, "run e30="):
        assert (await page.begin(run, **{"Upload-Metadata": bad}))[0] == 400, bad
    assert (await page.begin(run, **{"Upload-Length": "5"}))[0] == 400
    assert (await page.head(run))[0] == 404
    await page.begin(run)
    segment = run.segment()
    assert (await page.patch(run, segment, 0, **{"Content-Type": "application/json"}))[0] == 415
    for offset in ("-1", "", "x", "1e3", "9" * 40, "١"):
        assert (await page.patch(run, segment, offset))[0] == 400, offset
    assert (await page.patch(run, segment, 7))[::2] == (409, "copy-offset-differs")
    wrong = base64.b64encode(bytes(32)).decode()
    assert (await page.patch(run, segment, 0, **{"Upload-Checksum": f"sha256 {wrong}"}))[0] == 460
    assert (await page.patch(run, segment, 0, **{"Upload-Checksum": f"md5 {wrong}"}))[0] == 400
    assert (await page.patch(run, b"", 0))[0] == 400
    assert (await page.patch(run, bytes(4 * MAX_SEGMENT_BYTES + 1), 0))[0] == 413
    assert (await page.patch(run, segment[:-1], 0))[::2] == (400, "copy-malformed")
    assert (await page.patch(run, segment[:-1] + b"\0", 0))[::2] == (400, "copy-changed")
    assert (await page.head(run))[1]["Upload-Offset"] == "0"
    assert (await page.patch(run, segment, 0))[0] == 204


async def test_only_the_seats_own_page_brings_its_own_microphone(
    server: Server, manager: Visitor, visitor: Visitor
) -> None:
    """Nobody without the seat; no voice of the other party; no other sitting's run."""
    sitting_id, page = await seated(manager, visitor)
    other_id, _ = await manager.open_sitting()
    key = key_of(server)
    run = PageRun(key, sitting_id=sitting_id)
    stranger = Page(manager, sitting_id)
    assert (await manager.request("GET", page.path))[0] == 403
    assert (await stranger.begin(run))[0] == 403
    assert (await Page(visitor, sitting_id, "juror").begin(run))[0] == 403
    assert (await Page(visitor, other_id).begin(PageRun(key, sitting_id=other_id)))[0] == 403
    assert (await Page(visitor, sitting_id, "observer").begin(run))[0] == 404
    forged = PageRun(key, sitting_id=sitting_id, seat="juror")
    assert (await page.begin(forged))[::2] == (403, "not-your-microphone")
    assert (await page.begin(PageRun(key, sitting_id=other_id)))[0] == 400
    assert (await page.begin(PageRun(key, sitting_id=sitting_id, seat="juror", by="juror")))[0] == 400
    assert (await page.begin(run))[0] == 201
    assert (await stranger.patch(run, run.segment(), 0))[0] == 403
    assert (await page.tus("PATCH", page.path + "/uploads/..%2f..%2fx", PATCH | {"Upload-Offset": "0"}))[
        0
    ] == 404
    origin = {"Origin": "https://elsewhere.example"}
    assert (await page.patch(run, b"x", 0, **origin))[0] == 403


async def test_a_flood_is_slowed(server: Server, manager: Visitor, visitor: Visitor) -> None:
    """More than a page ever sends is told to wait; nothing of it is kept."""
    sitting_id, page = await seated(manager, visitor)
    run = PageRun(key_of(server), sitting_id=sitting_id)
    answers = [(await page.patch(run, b"x", 0))[0] for _ in range(copies_desk.PATCHES_AT_ONCE + 40)]
    assert 429 in answers
    assert set(answers) <= {404, 429}


async def test_after_an_erasure_nothing_comes_in_and_the_browser_is_told(
    server: Server, manager: Visitor, visitor: Visitor
) -> None:
    """410 to whoever asks, also when the erasure has taken the seat: the browser lets go of what it keeps."""
    sitting_id, page = await seated(manager, visitor)
    run = PageRun(key_of(server), sitting_id=sitting_id)
    await page.begin(run)
    await page.patch(run, run.segment(), 0)
    server._files.remove_recordings(sitting_id)
    server.stores.events.erase_personal(sitting_id, now=server._clock.now())
    assert (await page.patch(run, run.segment(), 600))[::2] == (410, "recordings-erased")
    assert (await page.begin(run))[::2] == (410, "recordings-erased")
    status, told = await visitor.request("GET", page.path)
    assert (status, told["code"]) == (410, "recordings-erased")
    assert not (server._files.recordings_dir() / sitting_id).exists()


async def test_of_a_rehearsal_that_was_wiped_the_browser_is_told(
    server: Server, manager: Visitor, visitor: Visitor
) -> None:
    """The seat, its session and the sitting are gone, and the page is told 410 all the same: it lets go.

    Of a sitting that was never here it is told nothing: a restored database may know it again tomorrow.
    """
    sitting_id, links = await manager.open_sitting(rehearsal=True)
    assert (await visitor.join(links["candidate"]))[0] == 200
    page = Page(visitor, sitting_id)
    run = PageRun(key_of(server), sitting_id=sitting_id)
    assert (await page.begin(run))[0] == 201
    status, wiped = await manager.request("DELETE", "/api/manager/rehearsals")
    assert (status, wiped) == (200, {"wiped": 1})
    assert (await page.begin(run))[::2] == (410, "recordings-erased")
    assert (await page.patch(run, run.segment(), 0))[::2] == (410, "recordings-erased")
    assert (await page.head(run))[0] == 410
    never = Page(visitor, SITTING)
    assert (await never.begin(PageRun(key_of(server))))[0] in {401, 403, 404}


async def test_what_a_page_brings_when_it_is_opened_again_is_named_and_heard(
    server: Server, manager: Visitor, visitor: Visitor
) -> None:
    """The part is over, its copies are made: the run that ends now is chained, and they are made anew."""
    sitting_id, page = await seated(manager, visitor)
    store, jobs, run = (
        server.stores.events,
        server.stores.jobs,
        PageRun(key_of(server), sitting_id=sitting_id),
    )
    await page.begin(run)
    first = run.segment()
    assert (await page.patch(run, first, 0))[0] == 204
    store.append(sitting_id, after_seq=store.chain_head(sitting_id).seq, events=judged_call().history[1:])
    server.desk.fold_anew([sitting_id])
    now = server._clock.now()
    made = jobs.enqueue(LISTENING_COPIES, sitting_id=sitting_id, now=now)
    assert jobs.lease("w", now=now, lease_s=60) is not None
    jobs.done(made.job_id, "w", now=now)
    assert (await page.patch(run, run.segment(last=True), len(first)))[0] == 204
    assert [job.state for job in jobs.of_sitting(sitting_id)] == [JobState.QUEUED]

    def named() -> list[str]:
        noted = [each for each in store.load(sitting_id) if isinstance(each, RecordingsNoted)]
        return [file.name for each in noted for file in each.files]

    async with asyncio.timeout(PATIENCE_S):
        while not named():  # noqa: ASYNC110 -- the keeper tells nobody
            await asyncio.sleep(0.05)
    stem = f"own/candidate-{run.run}"
    assert named() == [f"{stem}.own", f"{stem}.jsonl"]


async def test_a_nearly_full_disk_leaves_its_room_to_the_call(
    server: Server, manager: Visitor, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """507: the page keeps what it has, and brings it when there is room."""
    sitting_id, page = await seated(manager, visitor)
    run = PageRun(key_of(server), sitting_id=sitting_id)
    await page.begin(run)
    segment = run.segment()
    with monkeypatch.context() as full:
        full.setattr("oralexam.storage.files.DataFolder.free_fraction", lambda _: 0.04)
        assert (await page.patch(run, segment, 0))[::2] == (507, "copies-wait-for-room")
    assert (await page.patch(run, segment, 0))[0] == 204


async def test_a_copy_that_fails_is_an_alarm_with_its_seat(
    server: Server, manager: Visitor, visitor: Visitor
) -> None:
    """Told once; over when the page says so; what no page can say is refused."""
    sitting_id, page = await seated(manager, visitor)
    path = page.path + "/trouble"
    assert (await visitor.request("POST", path, json={"code": "own-copy-invented"}))[0] == 404
    for _ in range(2):
        assert (await visitor.request("POST", path, json={"code": "own-copy-in-memory"}))[0] == 200
    found = [
        (alarm.code, alarm.seat, alarm.reason)
        for alarm in alarms_of(server)
        if alarm.sitting_id == sitting_id and alarm.code == "own-copy"
    ]
    assert found == [("own-copy", "candidate", "own-copy-in-memory")]
    noted = [
        event for event in server.stores.events.load(sitting_id) if type(event).__name__ == "IncidentNoted"
    ]
    assert len(noted) == 1
    await visitor.request("POST", path, json={"code": "own-copy-resumed"})
    assert not [alarm for alarm in alarms_of(server) if alarm.code == "own-copy"]


def alarms_of(server: Server) -> list[Any]:
    """What the board would show now."""
    server.board._look()
    return list(server.board._alarms)


def test_a_key_that_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    """A damaged key is never replaced by itself: what was encrypted to it would be lost unseen."""
    (tmp_path / "private.pem").write_bytes(b"not a key")
    with pytest.raises(SystemFault, match="copies-key-unreadable"):
        copies_key(tmp_path)
