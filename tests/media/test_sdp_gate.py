"""Offers that must not reach the parser, and those that must come through it unharmed."""

import asyncio
import random
import time
from pathlib import Path

import pytest
from aiortc import RTCPeerConnection
from aiortc.sdp import SessionDescription

from oralexam.errors import OralExamError
from oralexam.journal.reader import list_tracks
from oralexam.media.sdp_gate import MAX_SDP_BYTES, SdpRefused, SdpSendsRefused, admit, with_bandwidth
from oralexam.rooms.seats import Seat
from tests.media.media_clients import Client, Studio, until


async def offer(kinds=("audio", "video"), *, observes=False) -> str:
    """A real offer."""
    client = Client(kinds, observes=observes)
    try:
        return await client.offer()
    finally:
        await client.close()


def why(sdp: str, seat: Seat = Seat.CANDIDATE, mode="video") -> object:
    """The reason for which an offer is refused."""
    with pytest.raises(SdpRefused) as caught:
        admit(sdp, seat=seat, mode=mode)
    assert caught.value.reason == "sdp-refused"
    return caught.value.details["why"]


async def test_a_real_offer_comes_through_without_its_candidates():
    """What is left is parsed, has the same media, and points nowhere."""
    sdp = await offer()
    assert "a=candidate" in sdp
    admitted = admit(sdp, seat=Seat.CANDIDATE, mode="video")
    assert admitted.kinds == ("audio", "video")
    assert "candidate" not in admitted.sdp
    parsed = SessionDescription.parse(admitted.sdp)
    assert [media.kind for media in parsed.media] == ["audio", "video"]
    assert [codec.name for codec in parsed.media[0].rtp.codecs] == ["opus"]
    assert [codec.name for codec in parsed.media[1].rtp.codecs] == ["VP8", "rtx"]


async def test_other_codecs_are_taken_out():
    """Only what could be answered is parsed: a browser's offer has ten codecs, some 300 lines of them."""
    peer = RTCPeerConnection()
    peer.addTransceiver("audio")
    peer.addTransceiver("video")
    await peer.setLocalDescription(await peer.createOffer())
    sdp = peer.localDescription.sdp
    await peer.close()
    assert "H264" in sdp
    kept = admit(sdp, seat=Seat.JUROR, mode="video").sdp
    assert "H264" not in kept
    assert "PCMU" not in kept
    assert "VP8" in kept
    assert "apt=97" in kept


async def test_size_is_checked_before_anything_is_read():
    """16 KB, 400 lines and 4 media sections; and checking takes no time, whatever is sent."""
    sdp = await offer()
    began = time.perf_counter()
    assert why(sdp + "a=x\r\n" * 400) == "too-many-lines"
    assert why(sdp + "a=" + "x" * MAX_SDP_BYTES) == "too-big"
    assert why(sdp + "a=" + "é" * 10) == "not-ascii"
    media = "m=" + sdp.split("m=")[1]
    assert why(sdp.split("m=")[0] + media * 5, Seat.OBSERVER) == "too-many-media"
    assert why("v=0\n" + "\n" * (MAX_SDP_BYTES - 10)) == "too-many-lines"
    assert time.perf_counter() - began < 0.1


async def test_what_is_no_sdp_is_refused():
    """An empty text, another format, a media line that is none."""
    assert why("") == "not-sdp"
    assert why('{"type":"offer"}') == "not-sdp"
    assert why((await offer()).replace("m=audio ", "m=audio x")) == "media-line"
    assert why((await offer(("audio",))).replace("m=audio", "m=application")) == "media-line"
    assert why((await offer()).replace("opus", "flac")) == "codec"


async def test_an_offer_says_by_which_certificate_its_client_is_known():
    """By a digest of a right length, of the session or the first section; aiortc's task died without one."""
    sdp = await offer()
    lines = [line for line in sdp.split("\r\n") if not line.startswith("a=fingerprint:")]
    bare = "\r\n".join(lines)
    assert why(bare) == "fingerprint"
    assert why(bare + "a=fingerprint:sha-256 " + ":".join(["AB"] * 32) + "\r\n") == "fingerprint"
    session = [*lines[:1], "a=fingerprint:sha-256 " + ":".join(["ab"] * 32), *lines[1:]]
    assert admit("\r\n".join(session), seat=Seat.CANDIDATE, mode="video").kinds == ("audio", "video")
    for bad in ("sha-256 AB:CD", "sha-1 " + ":".join(["AB"] * 20), "rot-13 " + ":".join(["AB"] * 32), ""):
        assert why("\r\n".join([*lines[:1], f"a=fingerprint:{bad}", *lines[1:]])) == "fingerprint"


async def test_a_section_of_port_0_is_taken_where_it_stands_in_the_bundle_alone():
    """Firefox offers its picture so; elsewhere port 0 says that a section is refused (RFC 8866, 5.14)."""
    first, mark, rest = (await offer()).partition("m=video ")
    port, _, section = rest.partition(" ")
    assert port != "0"
    firefox = admit(f"{first}{mark}0 {section}a=bundle-only\r\n", seat=Seat.JUROR, mode="video").sdp
    assert "m=video 9 " in firefox
    assert "bundle-only" not in firefox
    assert why(f"{first}{mark}0 {section}") == "media-line"


async def test_everything_is_on_one_transport():
    """Each section has a name of its own, and all names are in the one bundle."""
    sdp = await offer()
    assert why(sdp.replace("a=mid:1", "a=mid:0")) == "bundle"
    assert why(sdp.replace("a=group:BUNDLE 0 1", "a=group:BUNDLE 0")) == "bundle"
    assert why(sdp.replace("a=group:BUNDLE 0 1", "a=group:BUNDLE 0 1 2")) == "bundle"
    assert why(sdp.replace("a=group:BUNDLE 0 1\r\n", "")) == "bundle"


async def test_a_telephone_call_has_no_video():
    """A video section in a telephone sitting is refused, not just left unanswered."""
    assert why(await offer(), mode="telephone") == "video-in-telephone"
    assert admit(await offer(("audio",)), seat=Seat.JUROR, mode="telephone").kinds == ("audio",)


async def test_a_party_has_one_of_each_kind():
    """Two microphones are one too many for a party, and just right for an observer."""
    two = await offer(("audio",), observes=True)
    assert why(two) == "media-count"
    assert why(await offer(("video",))) == "media-count"
    assert admit(two, seat=Seat.OBSERVER, mode="video").kinds == ("audio", "audio")


@pytest.mark.parametrize("seat", [Seat.OBSERVER, Seat.GUEST_1, Seat.GUEST_6])
async def test_an_onlooker_sends_nothing(seat):
    """An offer that would send, or that does not say, is refused with a code of its own."""
    two = await offer(("audio",), observes=True)
    for direction in ("sendrecv", "sendonly", "inactive"):
        with pytest.raises(SdpSendsRefused) as caught:
            admit(two.replace("a=recvonly", f"a={direction}", 1), seat=seat, mode="video")
        assert caught.value.reason == "sdp-sends-refused"
    with pytest.raises(SdpSendsRefused):
        admit(two.replace("a=recvonly\r\n", ""), seat=seat, mode="video")


def test_the_answer_states_the_bandwidth_of_video_only():
    """Behind each video section's connection line (RFC 8866 section 5)."""
    sdp = "v=0\r\nm=audio 9 X 1\r\nc=IN IP4 0\r\nm=video 9 X 2\r\nc=IN IP4 0\r\na=mid:1\r\n"
    out = with_bandwidth(sdp, 1_200_000)
    assert out.count("b=AS:1200") == out.count("b=TIAS:1200000") == 1
    assert out.index("m=video") < out.index("b=AS") < out.index("a=mid:1")


def open_descriptors() -> int:
    """How many files and sockets this process holds."""
    return len(list(Path("/proc/self/fd").iterdir()))


def mutations(sdp: str, count: int):
    """Offers with lines dropped, doubled, cut, with foreign characters and with huge numbers."""
    chance = random.Random(1)
    lines = sdp.split("\r\n")
    for _ in range(count):
        changed = list(lines)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(changed))
            line = changed[at]
            match chance.randrange(5):
                case 0:
                    del changed[at]
                case 1:
                    changed.insert(at, chance.choice(changed))
                case 2:
                    changed[at] = line[: chance.randint(0, len(line))]
                case 3 if line:
                    spot = chance.randrange(len(line))
                    changed[at] = line[:spot] + chr(chance.randrange(32, 127)) + line[spot + 1 :]
                case _:
                    changed[at] = line.replace("1", str(10 ** chance.randint(1, 30)))
        yield "\r\n".join(changed)


@pytest.mark.slow
async def test_a_thousand_mutated_offers_leave_nothing_behind(studio: Studio):
    """Each is answered or refused with a code; sockets are as before, and a call goes on beside them."""
    client, _ = await studio.call("telephone")
    sdp = await offer()
    await until(lambda: len(list_tracks(studio.recordings, studio.sitting_id)) == 2)
    descriptors, tasks = open_descriptors(), len(asyncio.all_tasks())
    answered, reasons = 0, set()
    before = (await client.received())["audio0"]
    for number, mutated in enumerate(mutations(sdp, 1_000)):
        sitting_id = f"{number:08d}-0000-4000-8000-000000000000"
        try:
            await studio.service.connect(
                sitting_id=sitting_id, seat=Seat.CANDIDATE, mode="video", offer_sdp=mutated
            )
            answered += 1
        except OralExamError as error:
            reasons.add(error.reason)
        await studio.service.end(sitting_id)
    assert 0 < answered < 1_000
    assert reasons == {"sdp-refused"}
    await until(lambda: open_descriptors() <= descriptors)
    await until(lambda: len(asyncio.all_tasks()) <= tasks)
    assert (await client.received())["audio0"] > before
