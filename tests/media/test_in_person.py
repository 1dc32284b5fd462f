"""Role-plays in one room: what a station sends, whose track a voice lands on, that nothing is played."""

import pytest
from aiortc import RTCRtpSender

from oralexam.errors import Refused
from oralexam.journal.reader import list_tracks, read_packets, summary
from oralexam.media.hooks import hear_without_decoding
from oralexam.media.layout import Kind, Mode, expected_of
from oralexam.media.sdp_gate import SdpRefused, admit
from oralexam.rooms.seats import PARTIES, Seat
from tests.media.media_clients import Client, PreparedTrack, Studio, opus_packets, until

LEFT_HZ, RIGHT_HZ = 330, 880


class Station(Client):
    """A page that sends and plays nothing."""

    def __init__(self, *sent: tuple[Kind, int]) -> None:
        super().__init__(kinds=())
        for kind, tone_hz in sent:
            transceiver = self.peer.addTransceiver(PreparedTrack(kind, tone_hz), direction="sendonly")
            if kind == "video":
                known = RTCRtpSender.getCapabilities("video").codecs
                transceiver.setCodecPreferences(
                    [codec for codec in known if codec.mimeType in {"video/VP8", "video/rtx"}]
                )
            hear_without_decoding(transceiver.receiver)


TWO_LAPELS = (("audio", LEFT_HZ), ("audio", RIGHT_HZ), ("video", 0))
ONE_MICROPHONE = (("audio", LEFT_HZ), ("video", 0))


async def station(studio: Studio, seat: Seat, mode: Mode, *sent: tuple[Kind, int]) -> Station:
    """A connected station under a seat."""
    made = Station(*sent)
    studio.clients.append(made)
    await made.join(studio.service, studio.sitting_id, seat, mode)
    return made


async def observer(studio: Studio, mode: Mode) -> Client:
    """A connected observer."""
    client = Client(observes=True)
    studio.clients.append(client)
    await client.join(studio.service, studio.sitting_id, Seat.OBSERVER, mode)
    return client


def recorded(studio: Studio) -> dict[tuple[str, str], int]:
    """Packets in the journals, by seat and kind."""
    tracks = list_tracks(studio.recordings, studio.sitting_id)
    return {(track.seat, track.kind): summary(track).packets for track in tracks}


def payloads(studio: Studio, seat: Seat) -> set[bytes]:
    """The Opus packets on one person's track."""
    tracks = list_tracks(studio.recordings, studio.sitting_id)
    return {
        packet.payload
        for track in tracks
        if (track.seat, track.kind) == (seat.value, "audio")
        for packet in read_packets(track.mjr_path)
    }


async def test_two_lapel_microphones_are_two_tracks_and_two_speakers(studio: Studio):
    """Left is the candidate's, right the juror's, to the last packet; the picture is the candidate's.

    The observer gets both voices and the picture; the station is sent nothing.
    """
    one = await station(studio, Seat.CANDIDATE, "two-microphones", *TWO_LAPELS)
    watching = await observer(studio, "two-microphones")
    studio.service.open_call(studio.sitting_id)
    await until(lambda: len(studio.listener.flowing) == 2)
    await watching.receive(audio0=60, audio1=60, video0=10)
    assert not any((await one.received()).values())
    await studio.service.end(studio.sitting_id)
    assert sorted(studio.listener.flowing) == [
        (Seat.CANDIDATE, frozenset({"audio", "video"})),
        (Seat.JUROR, frozenset({"audio"})),
    ]
    held = recorded(studio)
    assert set(held) == {("candidate", "audio"), ("candidate", "video"), ("juror", "audio")}
    assert min(held["candidate", "audio"], held["juror", "audio"]) > 50
    left, right = set(opus_packets(tone_hz=LEFT_HZ)), set(opus_packets(tone_hz=RIGHT_HZ))
    assert payloads(studio, Seat.CANDIDATE) <= left
    assert payloads(studio, Seat.JUROR) <= right
    assert len(left & right) < 0.05 * len(left)


async def test_both_voices_are_lost_with_the_station_and_the_sitting_goes_on_in_new_segments(studio: Studio):
    """One cable carries two people; a station that comes back is recorded behind what was."""
    one = await station(studio, Seat.CANDIDATE, "two-microphones", *TWO_LAPELS)
    studio.service.open_call(studio.sitting_id)
    await until(lambda: len(studio.listener.flowing) == 2)
    await one.close()
    await until(lambda: {(seat, "lost") for seat in PARTIES} <= set(studio.listener.links))
    studio.listener.links.clear()
    await station(studio, Seat.CANDIDATE, "two-microphones", *TWO_LAPELS)
    await until(lambda: {(seat, "connected") for seat in PARTIES} <= set(studio.listener.links))
    await until(lambda: len(list_tracks(studio.recordings, studio.sitting_id)) == 6)


async def test_one_microphone_for_two_is_one_track_and_the_clock_may_still_start(studio: Studio):
    """Nothing is waited for that cannot come: the juror has no track of their own."""
    await station(studio, Seat.CANDIDATE, "one-microphone", *ONE_MICROPHONE)
    watching = await observer(studio, "one-microphone")
    studio.service.open_call(studio.sitting_id)
    await until(lambda: {seat for seat, _ in studio.listener.flowing} == set(PARTIES))
    await watching.receive(audio0=20, video0=5)
    assert not (await watching.received())["audio1"]
    await studio.service.end(studio.sitting_id)
    assert set(recorded(studio)) == {("candidate", "audio"), ("candidate", "video")}


async def test_two_stations_record_and_play_nothing_to_each_other(studio: Studio):
    """Each microphone is its own seat's; what is said aloud is not heard a second time."""
    first = await station(studio, Seat.CANDIDATE, "two-stations", *ONE_MICROPHONE)
    second = await station(studio, Seat.JUROR, "two-stations", *ONE_MICROPHONE)
    watching = await observer(studio, "two-stations")
    studio.service.open_call(studio.sitting_id)
    await until(lambda: len(studio.listener.flowing) == 2)
    await watching.receive(audio0=20, audio1=20, video0=5, video1=5)
    assert not any((await first.received()).values())
    assert not any((await second.received()).values())
    await studio.service.end(studio.sitting_id)
    assert set(recorded(studio)) == {(seat.value, kind) for seat in PARTIES for kind in ("audio", "video")}


@pytest.mark.parametrize("mode", ["two-microphones", "one-microphone"])
async def test_the_juror_has_no_connection_where_the_station_is_the_candidates(studio: Studio, mode: Mode):
    """Their page shows the brief; a microphone there would take up the room a second time."""
    with pytest.raises(Refused) as caught:
        await studio.service.connect(
            sitting_id=studio.sitting_id, seat=Seat.JUROR, mode=mode, offer_sdp="v=0"
        )
    assert caught.value.reason == "seat-has-no-media"


@pytest.mark.parametrize(
    ("mode", "sent"),
    [
        ("two-microphones", ONE_MICROPHONE),
        ("two-microphones", (("audio", 1), ("video", 0), ("audio", 1))),
        ("two-microphones", (*TWO_LAPELS, ("audio", 1))),
        ("one-microphone", TWO_LAPELS),
        ("two-stations", (("audio", 1),)),
        ("video", TWO_LAPELS),
    ],
)
async def test_a_station_offers_its_sections_and_no_others(mode: Mode, sent: tuple[tuple[Kind, int], ...]):
    """Whose microphone a section is is known by its place alone."""
    made = Station(*sent)
    offered = await made.offer()
    await made.close()
    with pytest.raises(SdpRefused) as caught:
        admit(offered, seat=Seat.CANDIDATE, mode=mode)
    assert caught.value.details["why"] == "media-count"


async def test_a_station_asks_for_nothing_to_play():
    """An offer that would also receive is refused: what is played in the room would be recorded again."""
    made = Station(*ONE_MICROPHONE)
    offered = await made.offer()
    await made.close()
    assert admit(offered, seat=Seat.CANDIDATE, mode="one-microphone").kinds == ("audio", "video")
    for direction in ("sendrecv", "recvonly", "inactive"):
        with pytest.raises(SdpRefused) as caught:
            admit(
                offered.replace("a=sendonly", f"a={direction}", 1), seat=Seat.CANDIDATE, mode="one-microphone"
            )
        assert caught.value.details["why"] == "plays-in-person"


def test_what_is_expected_of_a_person_comes_by_whatever_connection():
    """The juror's voice is waited for though the candidate's connection brings it."""
    assert expected_of("two-microphones", Seat.JUROR) == {"audio"}
    assert expected_of("one-microphone", Seat.JUROR) == frozenset()
    assert expected_of("video", Seat.JUROR) == {"audio", "video"}
    assert expected_of("telephone", Seat.OBSERVER) == frozenset()
