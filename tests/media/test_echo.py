"""A station that tries the network hears itself, and leaves nothing behind."""

from pathlib import Path

import pytest

from oralexam.errors import Refused, UserMistake
from oralexam.media.ports import MediaSettings
from oralexam.rooms.seats import Seat
from tests.media.media_clients import Client, Studio, until


@pytest.mark.parametrize("workers", [0, 1])
async def test_who_tries_hears_itself_and_no_room_is_told(tmp_path: Path, workers: int):
    """In this process and in a worker: what is sent comes back, nothing is recorded, nobody hears of it."""
    studio = Studio(tmp_path / "recordings", MediaSettings(host="127.0.0.1"), workers=workers)
    await studio.service.start()
    try:
        client = await studio.seat(Seat.CANDIDATE, "echo")
        await client.receive(audio0=20)
        await studio.service.end(studio.sitting_id)
        await until(lambda: client.peer.connectionState in {"closed", "failed"})
        assert studio.listener.links == []
        assert studio.listener.flowing == []
        assert not any((tmp_path / "recordings").rglob("*.mjr"))
        assert studio.service.open_calls() == 0
    finally:
        await studio.close()


async def test_nothing_but_one_voice_can_be_tried(studio: Studio):
    """No picture, and no seat but the one: an echo of video would cost what a call does."""
    seen = Client(("audio", "video"))
    studio.clients.append(seen)
    with pytest.raises(UserMistake):
        await seen.join(studio.service, studio.sitting_id, Seat.CANDIDATE, "echo")
    for seat in (Seat.JUROR, Seat.OBSERVER):
        with pytest.raises(Refused):
            await studio.service.connect(
                sitting_id=studio.sitting_id, seat=seat, mode="echo", offer_sdp="v=0"
            )
