"""What was read in the check of a station reaches the worker's queue, and managers hear what came of it."""

import io
import wave

from tests.webapp.visitors import Visitor


def sound() -> bytes:
    """A tenth of a second."""
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(b"\0" * 9_600)
    return written.getvalue()


async def put(who: Visitor, sitting_id: str, seat: str, sentence: str, content: bytes) -> int:
    """Send a sound as a page does; the answer's status."""
    path = f"{who.url}/api/seats/{sitting_id}/{seat}/read-sentence?sentence={sentence}"
    async with who.http.put(path, data=io.BytesIO(content), headers={"Origin": who.url}) as answer:
        return answer.status


async def test_a_sound_is_taken_from_its_seat_and_from_nobody_else(
    manager: Visitor, visitor: Visitor
) -> None:
    """It waits for the worker; only a manager is told what came of it, and an erasure would take it."""
    sitting_id, links = await manager.open_sitting(formalities=True)
    await visitor.join(links["candidate"])
    assert await put(visitor, sitting_id, "candidate", "office-1", sound()) == 200
    assert await put(visitor, sitting_id, "juror", "office-1", sound()) in {401, 403}
    assert await put(visitor, sitting_id, "observer", "office-1", sound()) == 404
    assert await put(visitor, sitting_id, "candidate", "nothing", sound()) == 400
    assert await put(visitor, sitting_id, "candidate", "office-1", b"\0" * 5_000_000) == 413
    path = f"/api/manager/sittings/{sitting_id}/read-sentences"
    assert (await manager.request("GET", path)) == (200, {"compared": []})
    assert (await visitor.request("GET", path))[0] == 403


async def test_a_sitting_that_asks_for_no_check_takes_no_sound(manager: Visitor, visitor: Visitor) -> None:
    """A rehearsal, say."""
    sitting_id, links = await manager.open_sitting()
    await visitor.join(links["candidate"])
    assert await put(visitor, sitting_id, "candidate", "office-1", sound()) == 409


async def test_a_page_that_sends_without_end_is_stopped(manager: Visitor, visitor: Visitor) -> None:
    """Five at once, then one in five seconds."""
    sitting_id, links = await manager.open_sitting(formalities=True)
    await visitor.join(links["candidate"])
    told = [await put(visitor, sitting_id, "candidate", "office-1", sound()) for _ in range(8)]
    assert told[0] == 200
    assert told[-1] in {400, 429}
