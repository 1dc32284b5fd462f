"""The fact grid through the real server: who gets it, from which words, and that nobody else comes near."""

import msgspec

from oralexam.bootstrap.server import Server
from oralexam.facts.grid import FactGrid, Place
from oralexam.transcripts.transcript import TrackTranscript
from tests.facts.said import track
from tests.webapp.drawing import draw_by_lot
from tests.webapp.test_corrections import corrected
from tests.webapp.visitors import Visitor


async def drawn_sitting(server: Server, manager: Visitor) -> tuple[str, dict[str, str]]:
    """A rehearsal in which the kettles were drawn, and its links."""
    sitting_id, links = await manager.open_sitting(rehearsal=True, scenario="amberline-kettles")
    await draw_by_lot(server.rooms, sitting_id)
    return sitting_id, links


def write_down(server: Server, sitting_id: str, said: TrackTranscript) -> None:
    """As the worker does."""
    made = msgspec.structs.replace(said, sitting_id=sitting_id)
    server.stores.transcripts.save(sitting_id, made)


async def grid(browser: Visitor, sitting_id: str) -> FactGrid:
    """What the server answers, read strictly."""
    status, body = await browser.request("GET", f"/api/replay/{sitting_id}/facts")
    assert status == 200, body
    return msgspec.convert(body, FactGrid)


def heard(made: FactGrid, value: str, place: Place = Place.CANDIDATE) -> list[str]:
    """The words of one cell."""
    row = next(row for row in made.rows if row.value == value)
    return [each.words for cell in row.cells if cell.place is place for each in cell.sightings]


async def test_an_evaluator_is_shown_where_facts_stand(
    server: Server, manager: Visitor, visitor: Visitor
) -> None:
    """From the words as they were heard, at their moments on the exam clock."""
    sitting_id, links = await drawn_sitting(server, manager)
    write_down(server, sitting_id, track("candidate", (3.0, "So four cartons are missing.")))
    await visitor.join(links["evaluator"])
    made = await grid(visitor, sitting_id)
    assert heard(made, "4 cartons") == ["four cartons"]
    assert [(each.place, each.there) for each in made.columns] == [
        (Place.CANDIDATE, True),
        (Place.JUROR, False),
        (Place.TEXT, False),
    ]
    assert made == await grid(manager, sitting_id)


async def test_what_a_person_has_read_counts(server: Server, manager: Visitor, visitor: Visitor) -> None:
    """A word that an evaluator has corrected is looked at as it stands now."""
    sitting_id, links = await drawn_sitting(server, manager)
    write_down(server, sitting_id, track("candidate", (3.0, "So for cartons are missing.")))
    await visitor.join(links["evaluator"])
    assert heard(await grid(visitor, sitting_id), "4 cartons") == []
    order = corrected("So four cartons are missing.")
    path = f"/api/replay/{sitting_id}/corrections/candidate/1"
    status, body = await visitor.request("POST", path, json=order)
    assert status == 200, body
    assert heard(await grid(visitor, sitting_id), "4 cartons") == ["four cartons"]


async def test_before_the_draw_there_is_nothing_to_look_for(manager: Visitor) -> None:
    """No scenario, no rows."""
    sitting_id, _ = await manager.open_sitting()
    made = await grid(manager, sitting_id)
    assert (made.columns, made.rows) == ((), ())


async def test_candidate_and_jury_never_get_it(server: Server, manager: Visitor, visitor: Visitor) -> None:
    """Neither by its address, nor in what their pages and the replay's bundle are told."""
    sitting_id, links = await drawn_sitting(server, manager)
    for seat in ("candidate", "juror", "observer"):
        await visitor.join(links[seat])
        assert (await visitor.request("GET", f"/api/replay/{sitting_id}/facts"))[0] == 403
        page = await visitor.sit(sitting_id, seat)
        await page.until("drawn")
        await page.socket.close()
    _, bundle = await manager.request("GET", f"/api/replay/{sitting_id}")
    told = "".join(visitor.told) + str(bundle)
    # The label of a value stands nowhere but in the grid.
    for canary in ("Cartons manquants", "Nécessaires avant", "'near'", '"near"', '"expected"'):
        assert canary not in told


async def test_an_unknown_sitting_is_not_found(manager: Visitor) -> None:
    """Like every other address of a replay."""
    status, body = await manager.request("GET", "/api/replay/00000000-0000-4000-8000-000000000000/facts")
    assert (status, body["code"]) == (404, "unknown-sitting")
