"""What machines ask: alive, ready, measured; and what every response says about itself."""

import asyncio

import pytest

from oralexam.bootstrap.server import Server
from oralexam.errors import SystemFault
from oralexam.settings import Settings
from tests.webapp.visitors import Visitor


async def test_the_process_says_that_it_lives(visitor: Visitor) -> None:
    """/healthz asks nothing of the database."""
    assert await visitor.request("GET", "/healthz") == (200, {"status": "ok"})


async def test_ready_names_every_check(visitor: Visitor) -> None:
    """Without a model a server is ready all the same: a transcript can wait, a candidate cannot."""
    status, body = await visitor.request("GET", "/readyz")
    assert status == 200, body
    assert body["ready"] is True
    assert body["checks"].pop("model") == "model-not-installed"
    assert body["checks"] == {"database": "ok", "files": "ok", "ffmpeg": "ok", "disk": "ok"}


async def test_a_full_disk_is_not_ready(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under 5 % free the load balancer is told; the code says why."""
    monkeypatch.setattr("oralexam.storage.files.DataFolder.free_fraction", lambda _: 0.04)
    status, body = await visitor.request("GET", "/readyz")
    assert (status, body["ready"], body["checks"]["disk"]) == (503, False, "disk-full")


async def test_metrics_are_counted(manager: Visitor) -> None:
    """One room is live after one sitting was opened."""
    await manager.open_sitting()
    status, body = await manager.request("GET", "/metrics")
    assert status == 200
    assert "oralexam_rooms_live 1.0" in body
    assert "oralexam_calls_running 0.0" in body


async def test_every_response_carries_the_headers(visitor: Visitor) -> None:
    """Pages, errors and API alike: no framing, no sniffing, no foreign script, no cache of personal data."""
    for path in ("/healthz", "/api/manager/sittings", "/no-such-page", "/assets/x/y.js"):
        async with visitor.http.get(visitor.url + path) as response:
            policy = response.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Cache-Control"] == "no-store"


async def test_an_oversized_body_is_refused(visitor: Visitor) -> None:
    """64 KB is more than any request needs."""
    status, body = await visitor.request("POST", "/api/join", data=b"x" * 70_000)
    assert (status, body["code"]) == (413, "http-413")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"token": 1}', b'{"token": "a", "b": 1}', b"\xff"])
async def test_a_malformed_body_is_refused(visitor: Visitor, body: bytes) -> None:
    """One code for all that is not of the form."""
    status, answer = await visitor.request("POST", "/api/join", data=body)
    assert (status, answer["code"]) == (400, "malformed-message")


async def test_a_second_server_on_the_same_data_is_refused(server: Server, tmp_path: object) -> None:
    """Two servers would keep the same deadlines twice."""
    assert server.url
    with pytest.raises(SystemFault) as refused:
        Server(Settings(data=tmp_path / "data", port=0, worker=False))
    assert refused.value.reason == "data-folder-in-use"


async def test_a_draining_server_begins_nothing(server: Server, manager: Visitor, visitor: Visitor) -> None:
    """Who is connected is told until when; a draw is refused with its code."""
    sitting_id, links = await manager.open_sitting()
    await visitor.join(links["juror"])
    juror = await visitor.sit(sitting_id, "juror")
    await juror.until("waiting")
    await server.drain()
    await juror.hear(lambda said: said["type"] == "draining")
    refused = await juror.draw()
    assert (refused["type"], refused["code"]) == ("refused", "server-draining")


async def test_ready_is_asked_at_most_once_a_second(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred questions at once are one look at the machine."""
    looks: list[object] = []
    monkeypatch.setattr("oralexam.webapp.health.TOLD_AGAIN_S", 3600.0)
    # The database: nobody else looks at it in this way, as the board and the watch do at the disk.
    monkeypatch.setattr("oralexam.storage.engine.Database.probe", lambda database: looks.append(id(database)))
    answers = await asyncio.gather(*(visitor.request("GET", "/readyz") for _ in range(100)))
    assert {status for status, _ in answers} == {200}
    assert len(looks) == 1
