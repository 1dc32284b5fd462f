"""A call in a worker process while it is attacked, through every door that is open: neither hears a gap.

Who attacks stands outside, on the path of one of the two, or is one of them.
"""

import asyncio
import random
from pathlib import Path

import pytest
from aiortc import RTCSessionDescription

from oralexam.bootstrap.server import Server
from oralexam.rehearsal.participant import Participant
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from tests.attacks.hostile import Ear, OnPath, corpus, pour, strange_rtp, stranger
from tests.attacks.hostile_offers import Canaries, offers_of
from tests.attacks.test_malformed import seated, until_ringing
from tests.faults.calls import RunningCall, until_closed
from tests.media.media_clients import Client, until
from tests.media.test_wire import ports_of
from tests.patience import PATIENCE_S
from tests.webapp.visitors import Visitor

SEED = 20
ANSWERED = {"false-fingerprint", "inner-addresses", "plain-profile", "thousand-candidates"}
"""What is a good offer but for what is taken out of it unread, shows itself in the handshake only, or is a
name: whatever the profile is called, it is DTLS-SRTP (RFC 8829 section 5.1.2)."""


def doors_of(person: Participant) -> list[tuple[str, int]]:
    """Where the server listens for a participant's media."""
    peer = person._media._peer  # type: ignore[union-attr]
    assert peer is not None
    return ports_of(peer.remoteDescription.sdp)


async def until_heard(ears: dict[Seat, Ear], more: int) -> None:
    """Each has heard so many more: what was on its way has come."""
    before = {seat: ear.heard() for seat, ear in ears.items()}
    async with asyncio.timeout(PATIENCE_S):
        while any(ear.heard() - before[seat] < more for seat, ear in ears.items()):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def without_a_gap(call: RunningCall, ears: dict[Seat, Ear], data: Path) -> None:
    """Same connections, every packet heard, every packet recorded, one segment each."""
    await until_heard(ears, 25)
    assert {seat: ear.missing() for seat, ear in ears.items() if ear.missing()} == {}
    assert [person.connections for person in call.people.values()] == [1, 1]
    await call.hang_up()
    tracks = await until_closed(data, call.sitting_id)
    assert [(each.segment, each.missing_packets) for each in tracks] == [(1, 0), (1, 0)], tracks


@pytest.mark.slow
async def test_hostile_datagrams_leave_no_gap(server: Server, manager: Visitor, tmp_path: Path) -> None:
    """From outside and from a party's own address; cut, lying, forged, repeated; sealed by a party itself."""
    chance = random.Random(SEED)
    async with RunningCall(manager) as call:
        assert server._media.workers() >= 1
        ears = {seat: Ear(person) for seat, person in call.people.items()}
        path = OnPath(call.people[Seat.CANDIDATE])
        await until_heard(ears, 25)
        doors = [door for person in call.people.values() for door in doors_of(person)]
        with stranger(doors) as outside:
            await pour(outside.send, corpus(SEED))
            await pour(outside.send, path.replayed(chance))
            await until_heard(ears, 5)
            # Whoever writes a third address into a datagram makes the server send nothing there.
            assert outside.answered() == []
        await pour(path.send, corpus(SEED + 1))
        await pour(path.send, path.replayed(chance))
        own = path.heard[-1][8:12]
        strange = [packet for packet in strange_rtp(chance) if packet[8:12] != own]
        sealed = path.sealed(strange)
        assert len(sealed) > 100
        await pour(path.send, sealed)
        assert server.rooms.live_states()[call.sitting_id].phase is Phase.CALL
        await without_a_gap(call, ears, tmp_path / "data")


@pytest.mark.slow
@pytest.mark.usefixtures("unhurried")
async def test_hostile_offers_leave_no_gap(
    server: Server, manager: Visitor, visitor: Visitor, tmp_path: Path
) -> None:
    """Thousands of lines, foreign codecs, false fingerprints, inner addresses: refused, or not obeyed."""
    async with RunningCall(manager) as call, Canaries() as canaries:
        ears = {seat: Ear(person) for seat, person in call.people.items()}
        page = await seated(manager, visitor, rehearsal=True, pace=3600, scenario="orvelle-towels")
        await until_ringing(server, page.view["sitting_id"])
        await page.until("ringing")
        client = Client(("audio",))
        good = await client.offer()
        said = {}
        for ref, (name, sdp) in enumerate(offers_of(good, canaries.addresses), start=1):
            await page.send({"type": "media-offer", "ref": ref, "sdp": sdp})
            answer = await page.hear(lambda heard, ref=ref: heard.get("ref") == ref)
            said[name] = answer.get("code", answer["type"])
            if name == "false-fingerprint":
                await client.peer.setRemoteDescription(RTCSessionDescription(answer["sdp"], "answer"))
                await until(lambda: client.peer.iceConnectionState == "completed")
        # Whoever was there has another certificate than the offer said: nobody is connected.
        assert server._media.telemetry(page.view["sitting_id"]) == []
        assert len(server._media.telemetry(call.sitting_id)) == 2
        await client.close()
        assert {name for name, code in said.items() if code not in {"sdp-refused", "media-answer"}} == set()
        assert {name for name, code in said.items() if code == "media-answer"} == ANSWERED, said
        await without_a_gap(call, ears, tmp_path / "data")
        assert canaries.heard() == []
