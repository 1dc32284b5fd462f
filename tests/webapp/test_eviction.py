"""What is over leaves the memory of a real server, and is still there for whoever asks."""

import pytest

from oralexam.bootstrap.server import Server
from oralexam.rooms import commands
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from tests.webapp.visitors import Visitor


async def _ended(server: Server, manager: Visitor) -> str:
    sitting_id, _ = await manager.open_sitting()
    stopped = commands.AbortPart(from_phase=Phase.WAITING, reason="tried")
    await server.rooms.command(sitting_id, Seat.MANAGER, stopped)
    return sitting_id


async def test_a_sitting_that_is_over_is_dropped_and_folded_again(
    server: Server, manager: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list needs no room; the jury's page that comes back finds everything."""
    monkeypatch.setattr("oralexam.bootstrap.eviction.KEPT_FOR", server.desk.now() - server.desk.now())
    sitting_id = await _ended(server, manager)
    assert await server.eviction.look() == 1
    assert server.rooms.live_states() == {}
    _, body = await manager.request("GET", "/api/manager/sittings")
    assert [(line["sitting_id"], line["phase"]) for line in body["sittings"]] == [(sitting_id, "aborted")]
    assert server.rooms.live_states() == {}
    await manager.join(await server.desk.link(sitting_id, Seat.JUROR))
    page = await manager.sit(sitting_id, "juror")
    assert (await page.until("aborted"))["candidate_name"] == "Inès Marchetti"
    # Somebody looks at it: it stays.
    assert await server.eviction.look() == 0
    await page.socket.close()


async def test_a_sitting_that_goes_on_or_has_just_ended_stays(server: Server, manager: Visitor) -> None:
    """Nothing is dropped under somebody's hands."""
    await manager.open_sitting()
    await _ended(server, manager)
    assert await server.eviction.look() == 0
    assert len(server.rooms.live_states()) == 2
