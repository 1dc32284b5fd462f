"""A voice sends one packet every 20 ms, whatever happens."""

import time

from oralexam.rehearsal.picture import PICTURES_A_SECOND, Picture, is_keyframe, moving_bar
from oralexam.rehearsal.voice import SILENCE, Voice


async def _take(voice, count) -> list:
    return [await voice.recv() for _ in range(count)]


async def test_silence_and_speech_stand_in_one_unbroken_sequence():
    """Timestamps go up by 960 whether anybody speaks or not; speech begins when it is due."""
    voice = Voice()
    speech = [bytes((n, n, n)) for n in range(1, 6)]
    voice.say(speech, at=time.monotonic() + 0.1)
    packets = await _take(voice, 15)
    assert [packet.pts for packet in packets] == [n * 960 for n in range(15)]
    payloads = [bytes(packet) for packet in packets]
    first = payloads.index(speech[0])
    assert payloads[first : first + 5] == speech
    assert set(payloads[:first] + payloads[first + 5 :]) == {SILENCE}
    assert 4 <= first <= 6


async def test_a_held_up_loop_delays_packets_and_loses_none():
    """After a stall the packets that were due come at once, with the timestamps they would have had."""
    voice = Voice()
    await _take(voice, 2)
    time.sleep(0.2)  # noqa: ASYNC251 — the stall is what is tested
    started = time.monotonic()
    packets = await _take(voice, 9)
    assert time.monotonic() - started < 0.12  # at their own pace they would take 0.18 s
    assert [packet.pts for packet in packets] == [n * 960 for n in range(2, 11)]


async def test_a_new_connection_starts_with_the_present():
    """What passed while there was none is not sent late."""
    voice = Voice()
    await _take(voice, 1)
    time.sleep(0.2)  # noqa: ASYNC251 — idem
    voice.skip_to_now()
    started = time.monotonic()
    packets = await _take(voice, 2)
    assert time.monotonic() - started > 0.015
    assert packets[0].pts >= 10 * 960
    assert voice.sent_packets == 3


async def test_a_keyframe_comes_when_it_is_asked_for():
    """The next frame after a request can be shown without any other."""
    picture = Picture(shade=90)
    assert is_keyframe(bytes(await picture.recv()))
    assert not is_keyframe(bytes(await picture.recv()))
    picture.send_keyframe()
    frame = await picture.recv()
    assert is_keyframe(bytes(frame))
    assert frame.pts == 2 * 90_000 // PICTURES_A_SECOND


def test_the_test_picture_moves_and_is_small():
    """Two seconds of it, with a keyframe a second, fit into 40 kB."""
    frames = moving_bar(60)
    assert len(frames) == 30
    assert [n for n, frame in enumerate(frames) if is_keyframe(frame)] == [0, 15]
    assert sum(map(len, frames)) < 40_000
