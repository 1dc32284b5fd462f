"""An own copy as a file that any player plays: the browser's packets, and silence where some are missing."""

from collections.abc import Iterator
from pathlib import Path

from oralexam.copies.format import RunHeader
from oralexam.copies.reader import Run, read_files, read_run
from oralexam.journal.ogg import SILENT_PACKET, ogg_opus
from oralexam.journal.opus import packet_samples

_SILENT_SAMPLES = packet_samples(SILENT_PACKET)


class OneRunKey:
    """The key of one run alone: what a process gets that has to open one, and no other."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of_run(self, header: RunHeader, text: bytes) -> bytes:
        """That key."""
        del header, text
        return self._key


def playable(sidecar: Path, key: bytes) -> bytes:
    """The run whose sidecar that is, as Ogg Opus; empty where there is no sound of it (any more)."""
    files = read_files(sidecar)
    run = read_run(files, OneRunKey(key)) if files is not None else None
    return b"".join(ogg_opus(list(_packets(run)), samples=run.end_sample)) if run and run.pieces else b""


def _packets(run: Run) -> Iterator[bytes]:
    at = 0
    for piece in run.pieces:
        # Segments are whole frames of 20 ms; what is lost is lost by whole segments.
        while at + _SILENT_SAMPLES <= piece.first_sample:
            yield SILENT_PACKET
            at += _SILENT_SAMPLES
        yield from piece.packets
        at = piece.first_sample + sum(map(packet_samples, piece.packets))
