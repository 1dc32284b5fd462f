"""Two stations try how well their rooms are kept from each other: who may ask, who answers, what is told."""

import asyncio
from typing import Any

import pytest

from oralexam.errors import Refused
from oralexam.webapp.stations.leak_desk import Heard, attenuation
from tests.webapp.visitors import SeatPage, Visitor


def heard(gain_db: float, *, known: bool = True, problem: str = "") -> Heard:
    """What a page tells."""
    return Heard(test_id="x", heard=known, gain_db=gain_db, problem=problem)


def test_what_the_wall_takes_is_the_difference_of_the_two() -> None:
    """Neither loudspeaker nor microphones need to be known; what is not heard is at least so much weaker."""
    assert attenuation(heard(-8.2), heard(-48.0)) == (39.8, False)
    assert attenuation(heard(-8.0), heard(-70.0, known=False)) == (62.0, True)
    with pytest.raises(Refused, match="leak-not-heard-near"):
        attenuation(heard(-60.0, known=False), heard(-70.0))
    with pytest.raises(Refused, match="leak-microphone"):
        attenuation(heard(-8.0), heard(0.0, problem="microphone-refused"))


async def station(manager: Visitor, visitor: Visitor, room: str) -> tuple[str, SeatPage]:
    """A candidate's waiting page in a room of its own."""
    sitting_id, links = await manager.open_sitting(room_name=room, formalities=True)
    await visitor.join(links["candidate"])
    page = await visitor.sit(sitting_id, "candidate")
    await page.until("waiting")
    return sitting_id, page


async def answer(visitor: Visitor, sitting_id: str, page: SeatPage, gain_db: float) -> dict[str, Any]:
    """What the page is asked; it tells what it has heard."""
    asked = await page.hear(lambda said: said["type"] == "sound-test")
    body = {"test_id": asked["test_id"], "heard": True, "gain_db": gain_db, "problem": ""}
    path = f"/api/seats/{sitting_id}/candidate/sound-test"
    assert (await visitor.request("POST", path, json=body))[0] == 200
    return asked


async def test_two_pages_are_asked_and_both_chains_are_told(manager: Visitor, visitor: Visitor) -> None:
    """One plays, both listen; the board's line and the ledger have it; nobody else may ask or answer."""
    first, plays = await station(manager, visitor, "Salle 1")
    second, listens = await station(manager, visitor, "Salle 2")
    wanted = {
        "plays": {"sitting_id": first, "seat": "candidate"},
        "listens": {"sitting_id": second, "seat": "candidate"},
    }
    asking = asyncio.create_task(manager.request("POST", "/api/manager/leak-tests", json=wanted), name="ask")
    told = await asyncio.gather(answer(visitor, first, plays, -10.0), answer(visitor, second, listens, -56.0))
    assert [each["plays"] for each in told] == [True, False]
    assert await asking == (
        200,
        {"attenuation_db": 46.0, "at_least": False, "room": "Salle 1", "other_room": "Salle 2"},
    )
    for sitting_id, other in ((first, "Salle 2"), (second, "Salle 1")):
        ledger = (await manager.request("GET", f"/api/manager/sittings/{sitting_id}/ledger"))[1]["ledger"]
        assert [(each["code"], each["text"]) for each in ledger["incidents"]] == [
            ("leak-measured", f"46 dB, {other}")
        ]
    assert (await visitor.request("POST", "/api/manager/leak-tests", json=wanted))[0] == 403
    late = {"test_id": told[0]["test_id"], "heard": True, "gain_db": 0.0, "problem": ""}
    path = f"/api/seats/{first}/candidate/sound-test"
    assert (await visitor.request("POST", path, json=late))[0] == 404


async def test_what_cannot_be_tried_is_said_at_once(manager: Visitor, visitor: Visitor) -> None:
    """One room, a page that is not open, a part that is under way."""
    first, here = await station(manager, visitor, "Salle 1")
    same, there = await station(manager, visitor, "Salle 1")
    closed, _ = await manager.open_sitting(room_name="Salle 3")
    for other, code in ((same, "leak-same-room"), (closed, "leak-page-closed")):
        wanted = {
            "plays": {"sitting_id": first, "seat": "candidate"},
            "listens": {"sitting_id": other, "seat": "candidate"},
        }
        status, said = await manager.request("POST", "/api/manager/leak-tests", json=wanted)
        assert (status, said["code"]) == (409, code)
    assert not here.socket.closed
    assert not there.socket.closed
