"""What the chain of a part does not name yet: closed journals, and versions of transcripts."""

import hashlib
import re
import time
from datetime import datetime
from pathlib import Path
from typing import Final

from oralexam.journal.sidecar import Closed, read_sidecar
from oralexam.rooms.digest_events import DigestEvent, FileDigest, RecordingsNoted, TranscriptNoted
from oralexam.storage.digests import SqlDigests

UNTOUCHED_S: Final = 60.0
"""A journal of a part that is over, and that nobody has written to for so long, is closed by nobody any more:
the server that wrote it was killed."""
PIECE_BYTES: Final = 1 << 20
_JOURNAL: Final = re.compile(r"[a-z]+-(?:audio|video)-[0-9]{3,}\.(?:mjr|jsonl)")


def missing_digests(
    digests: SqlDigests, recordings: Path, sitting_id: str, *, now: datetime
) -> tuple[bool, list[DigestEvent]]:
    """The events that the chain of a part that is over lacks, and whether no journal is still being closed.

    Raises:
        SystemFault: `storage-failed`.
    """
    noted, folder = digests.noted(sitting_id), recordings / sitting_id
    found: list[DigestEvent] = []
    names = journals_of(recordings, sitting_id)
    # All together or none: what is named beside the others later would look as if it had come later.
    whole = all(_is_closed(folder, name) for name in names)
    wanted = [name for name in names if name not in noted.files] if whole else []
    try:
        files = tuple(_digest(folder, name) for name in wanted)
    except FileNotFoundError:
        files = ()  # Deleted meanwhile: there is nothing to name.
    if files:
        found.append(RecordingsNoted(at=now, files=files))
    for seat, version, body in digests.transcripts(sitting_id):
        if (seat, version) not in noted.transcripts:
            content = body.encode()
            digest = hashlib.sha256(content).hexdigest()
            found.append(
                TranscriptNoted(at=now, seat=seat, version=version, bytes=len(content), sha256=digest)
            )
    return whole, found


def journals_of(recordings: Path, sitting_id: str) -> list[str]:
    """The names of a sitting's journals and their sidecars, in order."""
    folder = recordings / sitting_id
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path.name for path in found if _JOURNAL.fullmatch(path.name) and not path.is_symlink())


def _is_closed(folder: Path, name: str) -> bool:
    """Whether nobody writes to a journal or its sidecar any more."""
    path = folder / name
    try:
        if any(isinstance(line, Closed) for line in read_sidecar(path.with_suffix(".jsonl"))):
            return True
        # The age of a file is told by the wall clock, as its times are.
        return time.time() - path.stat().st_mtime >= UNTOUCHED_S
    except FileNotFoundError:
        return True


def _digest(folder: Path, name: str) -> FileDigest:
    digest, size = hashlib.sha256(), 0
    with (folder / name).open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            digest.update(piece)
            size += len(piece)
    return FileDigest(name=name, bytes=size, sha256=digest.hexdigest())
