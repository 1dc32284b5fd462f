"""Large answers are packed where the browser takes it, and are the same answers."""

import gzip

import msgspec

from oralexam.bootstrap.server import Server
from tests.facts.said import track
from tests.webapp.visitors import Visitor


async def test_a_bundle_with_many_words_is_packed(server: Server, manager: Visitor) -> None:
    """A fifth of the bytes; without the header they come as they are."""
    sitting_id, _ = await manager.open_sitting()
    said = track(
        "candidate", *((float(at), "So four cartons are missing from the order") for at in range(90))
    )
    server.stores.transcripts.save(sitting_id, msgspec.structs.replace(said, sitting_id=sitting_id))
    address = f"{server.url}/api/replay/{sitting_id}"
    bodies = []
    for wanted in ("gzip", "identity"):
        async with manager.http.get(address, headers={"Accept-Encoding": wanted}) as answer:
            assert answer.headers.get("Content-Encoding", "identity") == wanted
            assert answer.headers["Vary"] == "Accept-Encoding"
            bodies.append(await answer.read())
    assert msgspec.json.decode(bodies[0]) == msgspec.json.decode(bodies[1])
    assert len(gzip.compress(bodies[1])) < len(bodies[1]) / 5
