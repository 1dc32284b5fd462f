"""The synthetic peer connection, against the real media service."""

import asyncio
import time

import pytest

from oralexam.clock import SystemClock
from oralexam.exams.parts import ExchangeMode
from oralexam.identifiers import new_id
from oralexam.journal.reader import list_tracks, read_packets, summary
from oralexam.media.service import MediaService
from oralexam.rehearsal.lines import shipped_lines
from oralexam.rehearsal.peer_link import PeerLink
from oralexam.rehearsal.voice import SILENCE
from oralexam.rooms.seats import PARTIES, Seat
from tests.patience import PATIENCE_S

CALL_S = 4.0


class Listener:
    """A media listener that remembers who began to flow."""

    def __init__(self) -> None:
        self.flowing = set()

    def media_flowing(self, sitting_id, seat, kinds):  # noqa: ARG002
        """Remember it."""
        self.flowing.add(seat)

    def link_changed(self, sitting_id, seat, state, silent_s=0.0):
        """Nothing to do."""

    def connection_gone(self, sitting_id, seat):
        """Nobody loses it here."""

    def recording_fault(self, sitting_id, seat, code):  # noqa: ARG002
        """Fail."""
        raise AssertionError(code)


@pytest.fixture
async def media(tmp_path):
    """A media service that records into a temporary folder."""
    service = MediaService(recordings=tmp_path, clock=SystemClock(), listener=Listener())
    await service.start()
    yield service
    await service.stop()


async def _call(media, sitting_id, mode, speech) -> dict:
    links = {}
    for seat in (*PARTIES, Seat.OBSERVER):

        async def offer(sdp, seat=seat) -> str:
            return await media.connect(sitting_id=sitting_id, seat=seat, mode=mode, offer_sdp=sdp)

        links[seat] = PeerLink(seat=seat, mode=mode, offer=offer)
        links[seat].start()
    try:
        for link in links.values():
            await link.until_connected(timeout_s=PATIENCE_S)
        media.open_call(sitting_id)
        links[Seat.CANDIDATE].voice.say(speech, at=time.monotonic() + 0.3)
        await asyncio.sleep(CALL_S)
        media.close_call(sitting_id)
        heard = {seat: link.heard_packets() for seat, link in links.items()}
    finally:
        for link in links.values():
            await link.stop()
    await media.end(sitting_id)
    return heard


async def test_a_call_is_recorded_without_loss_and_the_line_is_in_it(media, tmp_path):
    """What a synthetic voice says stands in its journal, packet for packet; everybody hears it."""
    sitting_id = new_id()
    speech = shipped_lines()[0].packets[:100]
    heard = await _call(media, sitting_id, ExchangeMode.VIDEO, speech)
    tracks = {(track.seat, track.kind): track for track in list_tracks(tmp_path, sitting_id)}
    assert set(tracks) == {(seat, kind) for seat in PARTIES for kind in ("audio", "video")}
    for track in tracks.values():
        assert summary(track).missing_packets == 0
    recorded = [packet.payload for packet in read_packets(tracks[Seat.CANDIDATE, "audio"].mjr_path)]
    spoken = [payload for payload in recorded if payload != SILENCE]
    assert tuple(spoken) == speech
    assert abs(len(recorded) - CALL_S * 50) < 15
    assert abs(heard[Seat.JUROR]["audio"] - CALL_S * 50) < 15
    assert abs(heard[Seat.OBSERVER]["audio"] - 2 * CALL_S * 50) < 30
    assert heard[Seat.CANDIDATE]["video"] > CALL_S * 10


async def test_lost_packets_are_sent_again_when_the_server_asks(media, tmp_path):
    """At 10 % loss on the wire hardly a packet of audio is missing from the recording."""
    sitting_id = new_id()
    media.impair(sitting_id, loss=0.1, seed=3)
    await _call(media, sitting_id, ExchangeMode.TELEPHONE, ())
    tracks = list_tracks(tmp_path, sitting_id)
    assert {(track.seat, track.kind) for track in tracks} == {(seat, "audio") for seat in PARTIES}
    for track in tracks:
        seen = summary(track)
        assert seen.packets > CALL_S * 45
        assert seen.missing_packets <= 2


async def test_a_broken_connection_comes_back_and_is_recorded_in_a_new_segment(media, tmp_path):
    """The same voice goes on in the present, under the same seat, without anybody pressing anything."""
    sitting_id = new_id()

    async def offer(sdp) -> str:
        return await media.connect(
            sitting_id=sitting_id, seat=Seat.CANDIDATE, mode=ExchangeMode.TELEPHONE, offer_sdp=sdp
        )

    link = PeerLink(seat=Seat.CANDIDATE, mode=ExchangeMode.TELEPHONE, offer=offer)
    link.start()
    try:
        await link.until_connected(timeout_s=PATIENCE_S)
        media.open_call(sitting_id)
        await asyncio.sleep(1)
        await media.disconnect(sitting_id, Seat.CANDIDATE)
        async with asyncio.timeout(PATIENCE_S):
            while link.connections < 2:  # noqa: ASYNC110 — the link has no event for its second time
                await asyncio.sleep(0.05)
        await asyncio.sleep(1)
    finally:
        await link.stop()
    await media.end(sitting_id)
    segments = list_tracks(tmp_path, sitting_id)
    assert [track.segment for track in segments] == [1, 2]
    assert all(summary(track).packets > 20 for track in segments)
