"""Reading tracks: whole, cut, tailed, reordered."""

import hashlib
import random
from pathlib import Path

from oralexam.journal.mjr import MjrFrame
from oralexam.journal.reader import (
    JournalPacket,
    JournalTail,
    PacketOrder,
    in_order,
    list_tracks,
    missing_packets,
    parse_packet,
    read_packets,
    summary,
)
from tests.journal.journal_samples import FIRST_US, journal_bytes, rtp


def speech(count: int, first: int = 65_000, timestamp: int = 0xFFFF0000) -> list[tuple[int, bytes]]:
    """`count` Opus packets 20 ms apart that pass both the sequence and the timestamp wrap."""
    return [(20 * n, rtp(first + n, timestamp + 960 * n, bytes([n & 255]) * 40)) for n in range(count)]


def parsed(items: list[tuple[int, bytes]]) -> list[JournalPacket]:
    """What a reader makes of (elapsed ms, packet) pairs."""
    packets = [parse_packet(MjrFrame(elapsed_ms=ms, packet=packet), FIRST_US) for ms, packet in items]
    assert None not in packets
    return [packet for packet in packets if packet]


def test_packets_return(track_path: Path):
    """Sequence, timestamp, marker, type, SSRC, payload and arrival are those that were written."""
    track_path.write_bytes(journal_bytes([(0, rtp(5, 100, b"one", marker=True)), (20, rtp(6, 1060, b"two"))]))
    first, second = read_packets(track_path)
    assert (first.sequence, first.timestamp, first.marker, first.payload_type) == (5, 100, True, 111)
    assert (first.ssrc, first.payload, first.arrival_us) == (7, b"one", FIRST_US)
    assert second.arrival_us == FIRST_US + 20_000


def test_extension_and_padding_are_no_payload(track_path: Path):
    """The payload is what stands between the header extension and the padding."""
    packet = bytearray(rtp(1, 0, b""))
    packet[0] |= 0x30
    packet += b"\xbe\xde\x00\x01\x10\x41\x00\x00" + b"speech" + b"\x00\x00\x03"
    track_path.write_bytes(journal_bytes([(0, bytes(packet)), (1, bytes(packet[:-1]) + b"\xff")]))
    assert [packet.payload for packet in read_packets(track_path)] == [b"speech"]


def test_every_cut_is_read_up_to_the_cut(track_path: Path):
    """Cut at every byte, a journal gives every packet that stands whole before the cut."""
    packets = speech(12)
    data = journal_bytes(packets)
    ends, position = [], len(journal_bytes([]))
    for _, packet in packets:
        position += 10 + len(packet)
        ends.append(position)
    for cut in range(len(data) + 1):
        track_path.write_bytes(data[:cut])
        assert len(list(read_packets(track_path))) == sum(end <= cut for end in ends)


def test_tail_follows_a_growing_file(track_path: Path):
    """Polled while the file grows by odd pieces, a tail gives each packet once."""
    data = journal_bytes(speech(50))
    tail = JournalTail(track_path)
    assert tail.poll() == []
    chance = random.Random(3)
    sequences: list[int] = []
    written = 0
    with track_path.open("ab", buffering=0) as file:
        while written < len(data):
            step = chance.randrange(1, 90)
            file.write(data[written : written + step])
            written += step
            sequences += [packet.sequence for packet in tail.poll()]
    assert sequences == [(65_000 + n) & 0xFFFF for n in range(50)]
    assert tail.at_end()


def test_tail_of_something_else_stays_small(track_path: Path):
    """A file that is no journal gives nothing and gathers nothing."""
    tail = JournalTail(track_path)
    track_path.write_bytes(b"x" * 500_000)
    assert tail.poll() == []
    assert len(tail._carry) < 100


def test_order_is_restored_and_duplicates_removed():
    """Shuffled within a window and doubled, packets come out once, in order, unwrapped over both wraps."""
    packets = [(elapsed, packet) for elapsed, packet in speech(3000)]
    chance = random.Random(1)
    jumbled = packets[:1] + sorted(packets[1:], key=lambda item: item[0] + chance.random() * 400)
    jumbled += jumbled[-20:]

    out = list(in_order(parsed(jumbled)))
    assert [packet.sequence for packet in out] == list(range(65_000, 68_000))
    assert [packet.timestamp for packet in out] == [0xFFFF0000 + 960 * n for n in range(3000)]
    assert missing_packets(parsed(jumbled)) == 0
    assert missing_packets(parsed(jumbled[:10] + jumbled[200:])) > 100


def test_without_a_hole_nothing_waits():
    """A live reader gets each packet at once as long as none is missing."""
    order = PacketOrder()
    assert [len(order.push(packet)) for packet in parsed(speech(5))] == [1] * 5


def test_tracks_are_listed_and_summed_up(tmp_path: Path):
    """A sitting's tracks are found by their names; a summary counts what is there and what is not."""
    folder = tmp_path / "sitting"
    folder.mkdir()
    packets = speech(100)
    data = journal_bytes(packets[:40] + packets[43:])
    (folder / "juror-audio-002.mjr").write_bytes(data)
    (folder / "candidate-video-001.mjr").write_bytes(journal_bytes([]))
    (folder / "notes.mjr").write_bytes(b"")
    tracks = list_tracks(tmp_path, "sitting")
    assert [(track.seat, track.kind, track.segment) for track in tracks] == [
        ("candidate", "video", 1),
        ("juror", "audio", 2),
    ]
    told = summary(tracks[1])
    assert (told.packets, told.missing_packets, told.duration_s) == (97, 3, 1.98)
    assert (told.bytes, told.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert summary(tracks[0]).packets == 0
    assert list_tracks(tmp_path, "nobody") == []
