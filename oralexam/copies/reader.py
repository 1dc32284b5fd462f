"""Reading own copies: while they still come, after a crash, wherever a file was cut.

This is the hand-over: `read_runs` gives each run's packets with the samples that they hold, and clocks
that say about where they belong. The exact place is for whoever lays a run beside the journal to find.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Protocol

import msgspec

from oralexam.copies.format import (
    RunHeader,
    Segment,
    Voice,
    follows,
    header_digest,
    parse_header,
    segments_of,
)
from oralexam.copies.key import CopiesKey, opened
from oralexam.errors import BadInput
from oralexam.journal.opus import OpusFrame, packet_samples

FOLDER: Final = "own"
"""Inside a sitting's folder of recordings."""


class Anchor(msgspec.Struct, frozen=True, kw_only=True):
    """When a sample was due, by the clocks that the page had; each may be off, the page's own never jumps."""

    sample: int
    page_us: int
    server_us: int


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """One segment, opened: its packets are consecutive from `first_sample` on, at 48 kHz."""

    index: int
    first_sample: int
    samples: int
    filled: int
    packets: tuple[bytes, ...]


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One microphone from the answer of a call to its end, or as far as it has come."""

    run: str
    seat: Voice
    """Whose voice it is."""
    by: Voice
    """The seat whose page brought it."""
    server_us: int
    page_us: int
    pieces: tuple[Piece, ...]
    anchors: tuple[Anchor, ...]
    whole: bool
    """The page has said that nothing comes any more, and nothing of it is missing here."""
    damaged: bool
    """Something stands in the file that the page did not make: all before it is good."""
    path: Path

    @property
    def end_sample(self) -> int:
        """The sample behind its last."""
        return self.pieces[-1].first_sample + self.pieces[-1].samples if self.pieces else 0

    @property
    def missing_samples(self) -> int:
        """How many between its beginning and its end are not there, or never came from the microphone."""
        return self.end_sample - sum(piece.samples - piece.filled for piece in self.pieces)

    def stretches(self) -> Iterator[tuple[int, list[OpusFrame]]]:
        """Packets without a hole between them, as the decoder takes them: (first sample, frames)."""
        frames: list[OpusFrame] = []
        first = at = 0
        for piece in self.pieces:
            if frames and piece.first_sample != at:
                yield first, frames
                frames = []
            if not frames:
                first = piece.first_sample
            at = piece.first_sample
            for packet in piece.packets:
                samples = packet_samples(packet)
                frames.append(OpusFrame(at_samples=at - first, samples=samples, data=packet, concealed=False))
                at += samples
            at = piece.first_sample + piece.samples
        if frames:
            yield first, frames


class RunFiles(msgspec.Struct, frozen=True, kw_only=True):
    """Where a run lies, and its head."""

    run: str
    header: RunHeader
    text: bytes
    path: Path
    sidecar: Path


class Opening(msgspec.Struct, frozen=True, kw_only=True, tag_field="what", tag="opened"):
    """The first line of a run's sidecar."""

    header: str
    utc_us: int


class Received(msgspec.Struct, frozen=True, kw_only=True, tag_field="what", tag="received"):
    """So many bytes were here at that instant of the server's clock, with that chain."""

    bytes: int
    chain: str
    utc_us: int


def own_folder(recordings: Path, sitting_id: str) -> Path:
    """Where the own copies of a sitting lie."""
    return recordings / sitting_id / FOLDER


def list_runs(recordings: Path, sitting_id: str) -> list[RunFiles]:
    """Every run of a sitting whose head can be read, the earliest first."""
    folder = own_folder(recordings, sitting_id)
    found = []
    for sidecar in sorted(folder.glob("*.jsonl")) if folder.is_dir() else ():
        files = read_files(sidecar)
        if files is not None and files.header.sitting_id == sitting_id:
            found.append(files)
    return sorted(found, key=lambda files: (files.header.server_us, files.run))


class Brought(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much of a run is here."""

    run: str
    bytes: int


def brought(recordings: Path, sitting_id: str) -> tuple[Brought, ...]:
    """The own copies of a sitting as far as they are here."""
    runs = list_runs(recordings, sitting_id)
    return tuple(Brought(run=each.run, bytes=each.path.stat().st_size) for each in runs if each.path.exists())


def read_files(sidecar: Path) -> RunFiles | None:
    """A run by its sidecar; None where the head was cut, or is another's."""
    try:
        with sidecar.open("rb") as file:
            opening = msgspec.json.decode(file.readline(), type=Opening)
        text = opening.header.encode()
        header = parse_header(text)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, BadInput):
        return None
    name = header_digest(text).hex()
    seat, _, run = sidecar.stem.partition("-")
    if seat != header.seat or not run or not name.startswith(run):
        return None
    return RunFiles(run=run, header=header, text=text, path=sidecar.with_suffix(".own"), sidecar=sidecar)


def received_of(sidecar: Path) -> list[Received]:
    """When what came, by the server's clock; a line that a crash has cut is none."""
    found = []
    try:
        lines = sidecar.read_bytes().split(b"\n")[1:]
    except OSError:
        return []
    for line in lines:
        try:
            found.append(msgspec.json.decode(line, type=Received))
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
    return found


def read_runs(recordings: Path, sitting_id: str, key: CopiesKey) -> list[Run]:
    """Every run of a sitting, opened; of one that this key does not open, nothing but its name is known."""
    return [read_run(files, key) for files in list_runs(recordings, sitting_id)]


class Opens(Protocol):
    """What knows the keys of runs: the centre's key, or one that knows a single one."""

    def of_run(self, header: RunHeader, text: bytes) -> bytes:
        """The key of a run.

        Raises:
            BadInput: It is another's.
        """
        ...


def read_run(files: RunFiles, key: Opens) -> Run:
    """One run, as far as it is good."""
    try:
        content = files.path.read_bytes()
    except FileNotFoundError:
        content = b""
    pieces: list[Piece] = []
    anchors: list[Anchor] = []
    good, used, ended = True, 0, False
    try:
        run_key = key.of_run(files.header, files.text)
    except BadInput:
        run_key, good = b"", False
    digest = header_digest(files.text)
    at_index, at_sample = -1, 0
    for segment in segments_of(content) if good else ():
        packets = _packets(run_key, digest, segment)
        if packets is None or ended or not follows(segment, index=at_index, end_sample=at_sample):
            good = False
            break
        at_index, at_sample, ended = segment.index, segment.end_sample, segment.last
        used += len(segment.raw)
        anchors.append(Anchor(sample=at_sample, page_us=segment.page_us, server_us=segment.server_us))
        if packets:
            pieces.append(
                Piece(
                    index=segment.index,
                    first_sample=segment.first_sample,
                    samples=segment.samples,
                    filled=segment.filled,
                    packets=packets,
                )
            )
    run = Run(
        run=files.run,
        seat=files.header.seat,
        by=files.header.by,
        server_us=files.header.server_us,
        page_us=files.header.page_us,
        pieces=tuple(pieces),
        anchors=tuple(anchors),
        whole=False,
        damaged=not good or used != len(content),
        path=files.path,
    )
    return msgspec.structs.replace(run, whole=ended and not run.damaged and not _holes(run.pieces))


def _packets(key: bytes, digest: bytes, segment: Segment) -> tuple[bytes, ...] | None:
    try:
        return opened(key, digest, segment)
    except BadInput:
        return None


def _holes(pieces: Sequence[Piece]) -> bool:
    ends = [0, *(piece.first_sample + piece.samples for piece in pieces)]
    return any(piece.first_sample != end for piece, end in zip(pieces, ends, strict=False))
