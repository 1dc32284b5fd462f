"""A thousand malformed messages and a thousand malformed offers, beside a call that goes on."""

import asyncio
import contextlib
import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from oralexam.bootstrap.server import Server
from oralexam.rooms import commands
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from tests.faults.calls import RunningCall, until_closed
from tests.media.media_clients import Client
from tests.media.test_sdp_gate import mutations
from tests.patience import PATIENCE_S
from tests.webapp.drawing import draw_by_lot
from tests.webapp.visitors import SeatPage, Visitor

COUNT = 1_000


def open_descriptors() -> Counter[str]:
    """Every file and socket that this process holds, by what it is."""
    held: Counter[str] = Counter()
    for each in Path("/proc/self/fd").iterdir():
        # The folder's own descriptor is gone by the time it is looked at.
        with contextlib.suppress(OSError):
            held[str(each.readlink()).partition(":")[0]] += 1
    return held


async def until_as_before(descriptors: Counter[str], tasks: int) -> None:
    """Wait until nothing is left of what a test has opened."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            while open_descriptors() - descriptors or len(asyncio.all_tasks()) > tasks:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
    except TimeoutError:
        running = sorted(task.get_name() for task in asyncio.all_tasks())
        raise AssertionError(
            f"more than before: {open_descriptors() - descriptors}; {tasks=}: {running}"
        ) from None


def malformed_messages(count: int) -> Iterator[str]:
    """Text frames that are no message: cut, doubled, of wrong types, with strange keys, deep or huge."""
    chance = random.Random(2)
    good: list[dict[str, Any]] = [
        {"type": "order", "ref": 1, "command": {"type": "draw-scenario", "from_phase": "waiting"}},
        {"type": "media-offer", "ref": 2, "sdp": "v=0"},
        {"type": "ping", "ref": 3},
    ]
    fixed = [
        *("", " ", "null", "[]", "{}", '"hello"', "NaN", "{", "\x00", "\ufeff{}"),
        '{"type":"ping"}',
        '{"type":"ping","ref":1e400}',
        '{"type":"ping","ref":' + "9" * 4000 + "}",
        '{"type":"order","ref":1,"command":{"type":"draw-scenario","from_phase":"lunch"}}',
        '{"type":"order","ref":1,"command":{"type":"drop-tables","from_phase":"waiting"}}',
        '{"type":"ping","ref":1,"ref2":2}',
        "[" * 30_000,
        '{"type":' * 7_000,
        '{"type":"ping","ref":"' + "x" * 60_000 + '"}',
    ]
    for number in range(count):
        if number < len(fixed):
            yield fixed[number]
            continue
        message = json.loads(json.dumps(chance.choice(good)))
        match chance.randrange(4):
            case 0:
                text = json.dumps(message)
                yield text[: chance.randrange(len(text))]
            case 1:
                message[chance.choice(list(message))] = chance.choice([None, [], {}, 1.5, True])
                yield json.dumps(message)
            case 2:
                message[f"k{chance.randrange(10**9)}"] = "x" * chance.randrange(100)
                yield json.dumps(message)
            case _:
                text = json.dumps(message)
                spot = chance.randrange(len(text))
                # A control character that is white space may stand between two tokens.
                yield text[:spot] + chr(chance.choice([1, 7, 8, 11, 12, 27, 31])) + text[spot:]


async def seated(manager: Visitor, visitor: Visitor, **more: object) -> SeatPage:
    """A candidate of another sitting, who is going to misbehave."""
    sitting_id, links = await manager.open_sitting(**more)
    await visitor.join(links["candidate"])
    page = await visitor.sit(sitting_id, "candidate")
    await page.until("waiting")
    return page


@pytest.mark.slow
@pytest.mark.usefixtures("unhurried")
async def test_a_thousand_malformed_messages_hurt_nobody(
    server: Server, manager: Visitor, visitor: Visitor, tmp_path: Path
) -> None:
    """Each is refused with its code; the sender is still served, and the call has no gap."""
    async with RunningCall(manager) as call:
        page = await seated(manager, visitor)
        # Journals are opened by the disk's threads: what stands before is counted once the call runs.
        await call.until_both_hear(20, since=call.heard())
        descriptors, tasks = open_descriptors(), len(asyncio.all_tasks())
        before = call.heard()
        codes = Counter()
        for frame in malformed_messages(COUNT):
            await page.socket.send_str(frame)
            said = await page.hear(lambda said: said["type"] == "refused")
            codes[said["code"], said["ref"]] += 1
        assert codes == {("malformed-message", None): COUNT}
        await page.send({"type": "ping", "ref": 7})
        await page.hear(lambda said: said["type"] == "pong" and said["ref"] == 7)
        assert server.rooms.live_states()[call.sitting_id].phase is Phase.CALL
        await call.until_both_hear(20, since=before)
        await until_as_before(descriptors, tasks)
        await call.hang_up()
        tracks = await until_closed(tmp_path / "data", call.sitting_id)
    assert [track.missing_packets for track in tracks] == [0, 0]


@pytest.mark.slow
@pytest.mark.usefixtures("unhurried")
async def test_a_thousand_malformed_offers_hurt_nobody(
    server: Server, manager: Visitor, visitor: Visitor, tmp_path: Path
) -> None:
    """Each is answered, or refused with a code; nothing of them stays, and the call has no gap."""
    client = Client(("audio",))
    good = await client.offer()
    await client.close()
    async with RunningCall(manager) as call:
        page = await seated(manager, visitor, rehearsal=True, pace=3600, scenario="orvelle-towels")
        await until_ringing(server, page.view["sitting_id"])
        await page.until("ringing")
        await call.until_both_hear(5)
        # Journals are opened by the disk's threads: what stands before is counted once the call runs.
        await call.until_both_hear(20, since=call.heard())
        descriptors, tasks = open_descriptors(), len(asyncio.all_tasks())
        codes = Counter()
        for ref, sdp in enumerate(mutations(good, COUNT), start=1):
            await page.send({"type": "media-offer", "ref": ref, "sdp": sdp})
            said = await page.hear(lambda said, ref=ref: said.get("ref") == ref)
            codes[said.get("code", said["type"])] += 1
        assert set(codes) == {"sdp-refused", "media-answer"}, codes
        assert codes["sdp-refused"] > COUNT / 10
        assert server.rooms.live_states()[call.sitting_id].phase is Phase.CALL
        await call.until_both_hear(5)
        await page.socket.close()
        await until_as_before(descriptors, tasks)
        await call.hang_up()
        tracks = await until_closed(tmp_path / "data", call.sitting_id)
    assert [track.missing_packets for track in tracks] == [0, 0]


async def until_ringing(server: Server, sitting_id: str) -> None:
    """Draw and prepare in the place of the juror, who is not there."""
    await draw_by_lot(server.rooms, sitting_id)
    await server.rooms.command(sitting_id, Seat.JUROR, commands.StartPreparation(from_phase=Phase.DRAWN))
