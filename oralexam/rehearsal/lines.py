"""The lines that a rehearsal speaks, as Opus packets of 20 ms ready to be sent.

Shipped lines are Ogg Opus files whose packets are taken out without decoding. Any other audio file is encoded
once, before the call.
"""

import json
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import IO

import av
import av.error
import msgspec
from av.audio.codeccontext import AudioCodecContext
from av.audio.resampler import AudioResampler

from oralexam.errors import UserMistake
from oralexam.rooms.seats import PARTIES, Seat

PACKET_S = 0.02
"""What WebRTC clients send (RFC 7874, section 3: 20 ms is the default of Opus)."""
OPUS_HZ = 48_000
"""The RTP clock of Opus whatever its audio bandwidth (RFC 7587, section 4.1)."""
PACKET_SAMPLES = 960
_BIT_RATE = 32_000
"""Full-band mono speech (RFC 7587, section 3.1.1: 28 to 40 kbit/s)."""
_SHORTEST_PACKETS = 10
"""0.2 s: anything shorter is no line, and often what a decoder makes of a file that is not audio."""


class AudioNotAudio(UserMistake):
    """A file was given as somebody's voice and holds no sound."""

    code = "audio-not-audio"


class ReferenceNotReadable(UserMistake):
    """The reference file is not of any form that is understood."""

    code = "reference-not-readable"


class SpokenLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that one seat says."""

    seat: Seat
    name: str
    """The file's name, without its folder."""
    packets: tuple[bytes, ...]
    text: str | None
    """What is said, word for word; None where nobody told."""
    shipped: bool
    """Whether it is one of the lines that the rehearsal model knows by heart."""

    @property
    def duration_s(self) -> float:
        """How long it takes to say."""
        return len(self.packets) * PACKET_S


class _ShippedLine(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of lines.json; the times of its words are for whoever trains the model."""

    seat: Seat
    file: str
    text: str


def shipped_lines() -> tuple[SpokenLine, ...]:
    """The call that ships with oralexam, in the order in which it is spoken."""
    folder = resources.files("oralexam.rehearsal") / "lines"
    entries = msgspec.json.decode((folder / "lines.json").read_bytes(), type=list[_ShippedLine])
    lines = []
    for entry in entries:
        with (folder / entry.file).open("rb") as file:
            packets = _opus_packets(file)
        if packets is None:
            raise AudioNotAudio(file=entry.file)
        lines.append(
            SpokenLine(seat=entry.seat, name=entry.file, packets=packets, text=entry.text, shipped=True)
        )
    return tuple(lines)


def lines_from_files(seat: Seat, paths: Sequence[Path], *, texts: Sequence[str | None]) -> list[SpokenLine]:
    """Any audio files as the lines of `seat`; one that is a shipped line is recognised as such.

    Raises:
        AudioNotAudio: A file holds no sound; `file` says which.
    """
    known = {line.packets: line for line in shipped_lines()}
    lines = []
    for path, text in zip(paths, texts, strict=True):
        packets = packets_of(path)
        same = known.get(packets)
        lines.append(
            SpokenLine(
                seat=seat,
                name=path.name,
                packets=packets,
                text=text if text is not None or same is None else same.text,
                shipped=same is not None,
            )
        )
    return lines


def packets_of(path: Path) -> tuple[bytes, ...]:
    """The sound of an audio file as Opus packets of 20 ms; an Ogg Opus file of such packets is not decoded.

    Raises:
        AudioNotAudio: The file holds no sound, or cannot be read.
    """
    try:
        with path.open("rb") as file:
            packets = _opus_packets(file)
        if packets is None:
            packets = _encoded(path)
    except (av.error.FFmpegError, OSError, ValueError) as fault:
        raise AudioNotAudio(file=path.name) from fault
    if len(packets) < _SHORTEST_PACKETS:
        raise AudioNotAudio(file=path.name)
    return packets


def _opus_packets(file: IO[bytes]) -> tuple[bytes, ...] | None:
    """The packets of an Ogg Opus file as they stand; None where it is something else."""
    with av.open(file, "r") as container:
        if not container.streams.audio or container.streams.audio[0].codec_context.name not in _OPUS:
            return None
        packets = tuple(bytes(packet) for packet in container.demux(audio=0) if packet.size)
    if all(_is_20_ms(packet) for packet in packets):
        return packets
    return None


_OPUS = frozenset({"opus", "libopus"})


def _is_20_ms(packet: bytes) -> bool:
    """Whether an Opus packet is one frame of 20 ms (RFC 6716, section 3.1: configuration and frame count)."""
    config, frames = packet[0] >> 3, packet[0] & 3
    if config < 12:
        return config % 4 == 1 and frames == 0
    if config < 16:
        return config % 2 == 1 and frames == 0
    return config % 4 == 3 and frames == 0


def _encoded(path: Path) -> tuple[bytes, ...]:
    encoder = av.CodecContext.create("libopus", "w")
    if not isinstance(encoder, AudioCodecContext):
        raise TypeError(encoder)
    encoder.sample_rate = OPUS_HZ
    encoder.format = "s16"
    encoder.layout = "mono"
    encoder.bit_rate = _BIT_RATE
    # DTX stays off: a recording with holes that nobody lost cannot be told from one with losses.
    encoder.options = {"application": "voip", "frame_duration": "20", "dtx": "0"}
    resampler = AudioResampler(format="s16", layout="mono", rate=OPUS_HZ, frame_size=PACKET_SAMPLES)
    packets: list[bytes] = []
    with av.open(str(path)) as container:
        if not container.streams.audio:
            raise AudioNotAudio(file=path.name)
        samples = 0
        for decoded in container.decode(audio=0):
            for frame in resampler.resample(decoded):
                frame.pts, samples = samples, samples + frame.samples
                packets += [bytes(packet) for packet in encoder.encode(frame)]
    packets += [bytes(packet) for packet in encoder.encode(None)]
    return tuple(packets)


def read_reference(path: Path, files: dict[Seat, Sequence[Path]]) -> dict[Seat, list[str | None]]:
    """What is said in each of the given files, in their order, as a reference file tells.

    Two forms are understood. By seat: `{"candidate": TEXT or [TEXT, ...], "juror": ...}`, where one text
    stands for all files of the seat together. By file: `[{"clip": NAME, "text": TEXT}, ...]`, where NAME is
    a file's name (`file` may stand for `clip`).

    Raises:
        ReferenceNotReadable: The file is neither.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise ReferenceNotReadable(file=path.name) from fault
    try:
        if isinstance(content, dict):
            by_seat = msgspec.convert(content, dict[Seat, str | list[str]])
            return {seat: _spread(by_seat.get(seat), len(files.get(seat, ()))) for seat in PARTIES}
        clips = msgspec.convert(content, list[_Clip])
    except msgspec.ValidationError as fault:
        raise ReferenceNotReadable(file=path.name) from fault
    texts = {clip.clip or clip.file: clip.text for clip in clips}
    return {seat: [texts.get(path.name) for path in files.get(seat, ())] for seat in PARTIES}


class _Clip(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    clip: str = ""
    file: str = ""


def _spread(told: str | list[str] | None, files: int) -> list[str | None]:
    """One text for each file; one that stands for all of them goes to the first."""
    if told is None:
        return [None] * files
    texts: list[str | None] = [told] if isinstance(told, str) else list(told)
    if len(texts) == 1 and files > 1:
        return [*texts, *[""] * (files - 1)]
    if len(texts) != files:
        raise msgspec.ValidationError(f"{len(texts)} texts for {files} files")
    return texts
