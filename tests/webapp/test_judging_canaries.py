"""What judges write reaches neither the candidate nor, before both have sealed, the colleague."""

from contextlib import AsyncExitStack
from typing import Any

from oralexam.bootstrap.server import Server
from oralexam.identifiers import new_id
from oralexam.rooms.judging.marker_commands import Sign
from oralexam.rooms.judging.marker_events import MarkerSet
from oralexam.rooms.seats import Seat
from tests.webapp.judges import MOMENT, Over, make_over, stop
from tests.webapp.made_days import ask
from tests.webapp.visitors import SeatPage, Visitor

SEATS = ("candidate", "juror", "observer", "evaluator")


def addresses(server: Server, sitting_id: str) -> list[str]:
    """Every address of the API that can be asked, of this sitting."""
    app = server._doors._runners[0].app
    assert app is not None
    found = []
    for route in app.router.routes():
        pattern = route.resource.canonical if route.resource is not None else ""
        if route.method != "GET" or not pattern.startswith("/api/") or "/ws/" in pattern:
            continue
        path = pattern.replace("{sitting_id}", sitting_id)
        seats = SEATS if "{seat}" in path else ("",)
        for seat in seats:
            filled = path.replace("{seat}", seat).replace("{format}", "json")
            while "{" in filled:
                filled = filled[: filled.index("{")] + new_id() + filled[filled.index("}") + 1 :]
            found.append(filled)
    return sorted(set(found))


async def ask_everything(server: Server, over: Over, who: str) -> str:
    """All that somebody is told by all addresses."""
    visitor = over.browsers[who]
    before = len(visitor.told)
    for path in addresses(server, over.sitting_id):
        await visitor.request("GET", path)
    return "\n".join(visitor.told[before:])


async def write(over: Over, who: str, word: str) -> int:
    """Put the word wherever a judge writes; the draft's revision then."""
    await over.mark_all(who)
    line = {"criterion_id": "call-1", "seen": 99}
    await over.mark(who, "comment", text=f"{word}-comment", **line)
    await over.mark(who, "say-no-moment", reason=f"{word}-no-moment", **line)
    moment: dict[str, Any] = {**MOMENT, "moment_id": "m2", "label": f"{word}-label", "starts_s": 4711.25}
    await over.mark(who, "link-moment", criterion_id="call-1", moment=moment)
    draft = await over.mark(who, "comment-whole", text=f"{word}-whole", seen=99)
    return int(draft["revision"])


async def test_a_colleague_is_told_nothing_before_both_have_sealed(
    server: Server, manager: Visitor, stack: AsyncExitStack
) -> None:
    """Neither while the other writes nor once the other has sealed: no word, time, digest or marker."""
    over = await make_over(server, manager, stack)
    marked_while_it_ran(server, over, "juror", "quokka-marker")
    marked_while_it_ran(server, over, "observer", "wombat-marker")
    assert [each["note"] for each in (await over.page("juror"))["mine"]["markers"]] == ["quokka-marker"]
    revision = await write(over, "juror", "quokka")
    assert "quokka" not in await ask_everything(server, over, "observer")
    await over.post("juror", "/seal", revision=revision)
    await write(over, "observer", "wombat")
    (sealed,) = (await server.rooms.state(over.sitting_id)).judging.sealed
    for who in ("observer", "evaluator", "manager"):
        told = await ask_everything(server, over, who)
        leaks = [word for word in ("quokka", "4711.25", sealed.digest) if word in told]
        # Where the observer's own moment lies is the observer's.
        assert leaks == (["4711.25"] if who == "observer" else [])
    assert "wombat" not in await ask_everything(server, over, "juror")
    draft = (await over.page("observer"))["draft"]
    await over.post("observer", "/seal", revision=draft["revision"])
    for who, colleague in (("juror", "wombat"), ("observer", "quokka")):
        (other,) = (await over.page(who))["others"]
        assert [each["note"] for each in other["markers"]] == [f"{colleague}-marker"]


async def test_the_candidate_never_gets_a_byte_of_judging(
    server: Server, manager: Visitor, stack: AsyncExitStack
) -> None:
    """Through marks, seals, deliberation, lock and reopening: by no address, no message, no safe bundle."""
    over = await make_over(server, manager, stack, over=False)
    page = await over.browsers["candidate"].sit(over.sitting_id, "candidate")
    await page.until("waiting")
    await stop(manager, over.sitting_id)
    await page.until("aborted")
    heard = len(page.said)
    for who, word in (("juror", "quokka-one"), ("observer", "quokka-two")):
        revision = await write(over, who, word)
        assert (await over.post(who, "/seal", revision=revision))[0] == 200
    await over.deliberate("juror", "comment-whole", text="quokka-together", seen=0)
    names = ["quokka-present", "Mme Aubertin"]
    await over.deliberate("juror", "say-present", present=names, seen=0)
    await over.deliberate("juror", "words", criterion_id="call-1", text="quokka-words", seen=0)
    await over.deliberate("juror", "keep-equal")
    draft = await over.deliberate("juror", "settle-whole", acquired=True, dissenting=False, seen=99)
    status, laid = await over.post("juror", "/deliberation/propose", revision=draft["revision"])
    assert status == 200, laid
    for who in ("juror", "observer"):
        status, laid = await over.sign(who, laid["deliberation"]["proposal"])
    assert laid["locked"]
    assert (await over.post("juror", "/reopening", reason="quokka-reason"))[0] == 200
    safe = await over.browsers["evaluator"].request("GET", f"/api/replay/{over.sitting_id}/safe")
    assert safe[0] == 200
    told = str(safe[1]) + await ask_everything(server, over, "candidate")
    told += "\n".join(over.browsers["candidate"].told)
    standing = (await server.rooms.state(over.sitting_id)).judging
    digests = [each.digest for each in (*standing.sealed, *standing.proposals)]
    assert [word for word in ("quokka", "4711.25", *digests) if word in told] == []
    assert "quokka-words" in str(await ask(over.browsers["observer"], "GET", over.path()))
    await _hears_only_the_pong(page, heard)


async def _hears_only_the_pong(page: SeatPage, heard: int) -> None:
    """A candidate's page that stays open does not even learn when somebody judged."""
    await page.send({"type": "ping", "ref": 4711})
    await page.hear(lambda said: said["type"] == "pong")
    assert {said["type"] for said in page.said[heard:]} <= {"pong", "view"}
    views = [said for said in page.said[heard:] if said["type"] == "view"]
    assert views == []
    await page.socket.close()


def marked_while_it_ran(server: Server, over: Over, judge: str, note: str) -> None:
    """A marker that a juror set during the exchange, written into the chain as the room would have."""
    store, now = server.stores.events, server._clock.now()
    server.rooms.release(over.sitting_id)
    marker = MarkerSet(
        at=now,
        marker_id=new_id(),
        judge=judge,
        seat=Seat(judge),
        criterion_id="call-1",
        sign=Sign.PLUS,
        note=note,
        pressed_at=now,
    )
    store.append(over.sitting_id, after_seq=store.chain_head(over.sitting_id).seq, events=[marker])
