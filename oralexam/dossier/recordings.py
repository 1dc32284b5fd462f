"""What was recorded in a sitting, and the hashes that were noted while it was: read from the sidecars.

The files themselves are not hashed here: a record is printed in two seconds, and whoever doubts a file has it
checked (`oralexam verify sitting`), or its pack.
"""

import re
from pathlib import Path
from typing import Final

from oralexam.dossier.record import Recording
from oralexam.journal.sidecar import Checksum, Closed, read_sidecar

_NAME: Final = re.compile(r"([a-z]+)-(audio|video)-([0-9]{3,})")


def recordings_of(recordings_dir: Path, sitting_id: str) -> tuple[Recording, ...]:
    """Every recorded file of a sitting, by seat, kind and segment; those that are gone, too."""
    folder = recordings_dir / sitting_id
    stems = {path.stem for path in folder.glob("*") if path.suffix in {".mjr", ".jsonl"}}
    found = [
        _recording(folder, stem, match[1], match[2], int(match[3]))
        for stem in stems
        if (match := _NAME.fullmatch(stem))
    ]
    return tuple(sorted(found, key=lambda each: (each.seat, each.kind, each.segment)))


def _recording(folder: Path, stem: str, seat: str, kind: str, segment: int) -> Recording:
    noted = [each for each in read_sidecar(folder / f"{stem}.jsonl") if isinstance(each, Checksum | Closed)]
    last = noted[-1] if noted else None
    try:
        held = (folder / f"{stem}.mjr").stat().st_size
    except FileNotFoundError:
        held = -1
    return Recording(
        seat=seat,
        kind=kind,
        segment=segment,
        bytes=last.bytes if last else max(held, 0),
        sha256=last.sha256 if last else "",
        closed=isinstance(last, Closed),
        missing=held < (last.bytes if last else 0),
    )
