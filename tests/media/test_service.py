"""Whole calls over real sockets on the loopback: forwarded, recorded, repaired, replaced."""

import asyncio

from oralexam.journal.reader import list_tracks, summary
from oralexam.rooms.seats import Seat
from tests.media.media_clients import Studio


async def test_two_parties_hear_and_see_each_other_and_are_recorded(studio: Studio):
    """Each side receives the other's audio and video; four tracks are recorded without a hole."""
    candidate, juror = await studio.call()
    await asyncio.sleep(2)
    studio.service.close_call(studio.sitting_id)
    for client in (candidate, juror):
        got = await client.received()
        assert got["audio0"] > 80
        assert got["video0"] > 25
    await studio.service.end(studio.sitting_id)
    tracks = list_tracks(studio.recordings, studio.sitting_id)
    told = {(track.seat, track.kind): summary(track) for track in tracks}
    assert set(told) == {(seat, kind) for seat in ("candidate", "juror") for kind in ("audio", "video")}
    for (_, kind), track in told.items():
        assert track.missing_packets == 0
        assert track.duration_s > 1.5
        assert track.packets > (80 if kind == "audio" else 25)
    assert set(studio.listener.flowing) == {
        (Seat.CANDIDATE, frozenset({"audio", "video"})),
        (Seat.JUROR, frozenset({"audio", "video"})),
    }
