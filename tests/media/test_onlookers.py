"""Those who look on: they come and go in the middle of a call, and the call does not notice."""

import asyncio
import gc
import random
import time
from itertools import pairwise

import pytest
from aiortc.rtp import RtpPacket

from oralexam.journal.reader import list_tracks, read_packets, summary
from oralexam.media import rtcp
from oralexam.media.layout import ONLOOKERS
from oralexam.media.peer import Peer
from oralexam.media.source import ONLOOKERS_KEYFRAME_S
from oralexam.rooms.seats import GUESTS, PARTIES, Seat
from tests.media.media_clients import Client, Heard, Studio, until

INTRUDER = b"said by somebody who may say nothing"

JOINS = 100
"""In all; each seat leaves before it comes again, at instants that a seed gives."""


async def come_and_go(studio: Studio, seat: Seat, times: int, chance: random.Random) -> None:
    """One seat's person joins and leaves, now with a word, now without."""
    for _ in range(times):
        client = Client(("audio",) if chance.random() < 0.5 else ("audio", "video"), observes=True)
        await client.join(studio.service, studio.sitting_id, seat)
        await asyncio.sleep(0.4 * chance.random())
        if chance.random() < 0.5:
            await studio.service.disconnect(studio.sitting_id, seat)
        await client.close()
        await asyncio.sleep(0.2 * chance.random())


def missing_of(heard: Heard) -> int:
    """How many packets between the first and the last never came."""
    first = heard.arrived[0][0]
    numbers = {(sequence - first + 0x8000) & 0xFFFF for sequence, _ in heard.arrived}
    return max(numbers) - min(numbers) + 1 - len(numbers)


def figures(heard: Heard, began: float, ended: float | None = None) -> str:
    """The times between arrivals before an instant, or in a stretch; a loaded machine makes them long."""
    since, until_s = (0.0, began) if ended is None else (began, ended)
    times = [at for _, at in heard.arrived if since <= at <= until_s]
    gaps = sorted(1000 * (later - earlier) for earlier, later in pairwise(times))
    return f"p99 {gaps[len(gaps) * 99 // 100]:.0f} ms, longest {gaps[-1]:.0f} ms" if gaps else "-"


async def test_a_hundred_come_and_go_and_the_call_has_no_gap(studio: Studio):
    """Seven at once, at random: no packet is missing for the two who talk, and nothing stays of who went."""
    parties = dict(zip(PARTIES, await studio.call(), strict=True))
    await asyncio.sleep(1.5)
    quiet = time.monotonic()
    tasks = {task.get_name() for task in asyncio.all_tasks()}
    asked = sum(client.tracks["video"].wants_keyframe for client in parties.values())
    chance = random.Random(1807)
    shares = [JOINS // len(ONLOOKERS) + (index < JOINS % len(ONLOOKERS)) for index in range(len(ONLOOKERS))]
    await asyncio.gather(
        *(
            come_and_go(studio, seat, times, random.Random(chance.random()))
            for seat, times in zip(ONLOOKERS, shares, strict=True)
        )
    )
    stirred = time.monotonic()
    assert sum(shares) == JOINS
    for client in parties.values():
        await client.receive(audio0=25, video0=10)  # what was asked for again has come
        for heard in client.heard:
            assert missing_of(heard) == 0, heard.kind
            print(heard.kind, figures(heard, quiet), figures(heard, quiet, stirred))  # noqa: T201 — figures
    # Each of the two was asked for at most one key frame in four seconds because of them, beside those
    # that the call has anyway.
    asked_now = sum(client.tracks["video"].wants_keyframe for client in parties.values()) - asked
    assert asked_now <= 2 * (2 + (stirred - quiet + 2) / ONLOOKERS_KEYFRAME_S), asked_now
    room = studio.service._rooms[studio.sitting_id]
    await until(lambda: set(room.live) == set(PARTIES) and not any(room.pending.values()))
    await until(lambda: {task.get_name() for task in asyncio.all_tasks()} <= tasks | {"?"})
    assert all(len(source.listeners) == 1 for peer in room.live.values() for source in peer.sources.values())
    gc.collect()
    assert sum(isinstance(each, Peer) for each in gc.get_objects()) == len(PARTIES)
    await studio.service.end(studio.sitting_id)
    told = [(track, summary(track)) for track in list_tracks(studio.recordings, studio.sitting_id)]
    assert sorted((track.seat, track.kind) for track, _ in told) == [
        (seat.value, kind) for seat in PARTIES for kind in ("audio", "video")
    ]
    assert [found.missing_packets for _, found in told] == [0, 0, 0, 0]
    print(f"{JOINS} joins and leaves in {stirred - quiet:.1f} s; {asked_now} key frames asked for")  # noqa: T201 — figures


async def test_a_connection_leaves_little_to_look_through(studio: Studio):
    """Aiortc's estimate of a picture's rate, which nobody asks for, is a thousand objects; guests count."""
    await studio.call()
    await studio.seat(GUESTS[0])
    load = studio.service.load_of(studio.sitting_id)
    assert load is not None
    assert (load.connections, load.guests) == (3, 1)
    live = studio.service._rooms[studio.sitting_id].live
    await until(lambda: len(live) == 3)
    receivers = [each.receiver for peer in live.values() for each in peer._connection.getTransceivers()]
    assert len(receivers) == 2 + 2 + 4
    assert [vars(each)["_RTCRtpReceiver__remote_bitrate_estimator"] for each in receivers] == [None] * 8


@pytest.mark.parametrize("seat", [Seat.OBSERVER, GUESTS[-1]])
async def test_what_an_onlooker_sends_all_the_same_is_nobodys(studio: Studio, seat: Seat):
    """Packets in the candidate's name, from a connection that may only hear: nobody gets them."""
    _, juror = await studio.call("telephone")
    guest = await studio.seat(seat, "telephone")
    live = studio.service._rooms[studio.sitting_id].live
    ((_, source),) = live[Seat.CANDIDATE].sources.items()
    transport = guest.peer.getTransceivers()[0].receiver.transport
    for _ in range(50):
        packet = RtpPacket(
            payload_type=source.payload_type,
            sequence_number=source.highest + 2 & 0xFFFF,
            timestamp=source._timestamp + 960 & 0xFFFFFFFF,
            ssrc=source.ssrc,
            payload=INTRUDER,
        )
        await transport._send_rtp(packet.serialize())
        await asyncio.sleep(0.01)
    wire = live[seat].wire
    assert wire is not None
    assert live[seat].sources == {}
    assert wire.faults == 0
    assert wire.unauthentic < 50  # those that repeat a number are a replay; the others were read
    await juror.receive(audio0=25)
    assert missing_of(juror.heard[0]) == 0
    await studio.service.end(studio.sitting_id)
    recorded = list_tracks(studio.recordings, studio.sitting_id)
    assert {track.seat for track in recorded} == {"candidate", "juror"}
    assert not [
        each for track in recorded for each in read_packets(track.mjr_path) if each.payload == INTRUDER
    ]


async def test_a_guest_on_a_bad_link_changes_nothing_for_the_parties(studio: Studio):
    """Six who say that they can receive next to nothing, and ask for pictures without end."""
    candidate, juror = await studio.call()
    guests = [await studio.seat(seat) for seat in GUESTS]
    room = studio.service._rooms[studio.sitting_id]
    await asyncio.gather(*(guest.receive(audio0=10, audio1=10) for guest in guests))
    before = [client.tracks["video"].wants_keyframe for client in (candidate, juror)]
    began = time.monotonic()
    while time.monotonic() < began + 2:
        for seat in GUESTS:
            peer = room.live[seat]
            ssrcs = [
                forwarder.format.ssrc for (kind, _), forwarder in peer.forwarders.items() if kind == "video"
            ]
            asked = [rtcp.picture_loss(1, ssrc) for ssrc in ssrcs] * 20
            missed = [rtcp.negative_acknowledgement(1, ssrc, list(range(0, 60_000, 100))) for ssrc in ssrcs]
            thin = rtcp.max_bitrate(1, 30_000, ssrcs)
            peer._rtcp(b"".join([rtcp.receiver_report(1, ()), *asked, *missed, thin]), time.monotonic())
        await asyncio.sleep(0.05)
    assert {room.live[seat].downlink.told_bps for seat in GUESTS} <= set(range(29_000, 31_000))
    for seat in PARTIES:
        room.live[seat.other_party].downlink.told_bps = 900_000
        assert room._video_cap_bps(room.live[seat]) == 900_000
    now = [client.tracks["video"].wants_keyframe for client in (candidate, juror)]
    spent_s = time.monotonic() - began
    assert all(
        later - earlier <= 2 + spent_s / ONLOOKERS_KEYFRAME_S
        for later, earlier in zip(now, before, strict=True)
    )
    for client in (candidate, juror):
        await client.receive(audio0=25, video0=10)
        assert [missing_of(heard) for heard in client.heard] == [0, 0]
