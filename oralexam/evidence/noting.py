"""What the chain of a part does not name yet: closed journals, own copies, and versions of transcripts."""

import hashlib
import os
import re
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from oralexam.copies.confirmed import Confirmed, confirmed, is_settled
from oralexam.copies.reader import FOLDER, list_runs
from oralexam.errors import SystemFault
from oralexam.journal.sidecar import Abandoned, Closed, read_sidecar
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
    """The events that the chain of a part that is over lacks, and whether all of it has been closed and sent.

    What they name is on the disk: a power cut that took a line away would make of a good file a wrong one.

    Raises:
        SystemFault: `storage-failed`, `data-folder-not-writable`.
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
    all_sent, own = _own_copies(recordings, sitting_id, noted.files)
    # An event of their own: it may come long before a journal is closed, or years after.
    if own:
        found.append(RecordingsNoted(at=now, files=own))
    for seat, version, body in digests.transcripts(sitting_id):
        if (seat, version) not in noted.transcripts:
            content = body.encode()
            digest = hashlib.sha256(content).hexdigest()
            found.append(
                TranscriptNoted(at=now, seat=seat, version=version, bytes=len(content), sha256=digest)
            )
    return whole and all_sent, found


def journals_of(recordings: Path, sitting_id: str) -> list[str]:
    """The names of a sitting's journals and their sidecars, in order."""
    folder = recordings / sitting_id
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path.name for path in found if _JOURNAL.fullmatch(path.name) and not path.is_symlink())


def own_sizes(recordings: Path, sitting_id: str) -> list[tuple[str, int]]:
    """Name and confirmed bytes of each file of own copies; nothing of their sound is read."""
    runs = _runs(recordings, sitting_id)
    return [(name, size) for run in runs for name, _, size in _files_of(run)]


def _runs(recordings: Path, sitting_id: str) -> list[Confirmed]:
    try:
        return [confirmed(files) for files in list_runs(recordings, sitting_id)]
    except FileNotFoundError:
        return []  # Deleted meanwhile.


def _files_of(run: Confirmed) -> list[tuple[str, Path, int]]:
    if not run.bytes:
        return []  # A head of which no sound ever came is no copy of anything.
    return [
        (f"{FOLDER}/{run.files.path.name}", run.files.path, run.bytes),
        (f"{FOLDER}/{run.files.sidecar.name}", run.files.sidecar, run.sidecar_bytes),
    ]


def _own_copies(
    recordings: Path, sitting_id: str, noted: Mapping[str, FileDigest]
) -> tuple[bool, tuple[FileDigest, ...]]:
    """Whether no page is still sending, and the digests that are missing.

    A file that has grown since it was named is named anew as far as it goes, if it begins as it did: what was
    changed or cut stays a finding of the check.
    """
    found: list[FileDigest] = []
    all_sent = True
    for run in _runs(recordings, sitting_id):
        files = [each for each in _files_of(run) if each[0] not in noted or each[2] > noted[each[0]].bytes]
        try:
            if not files:
                continue
            if not is_settled(run):
                all_sent = False
                continue
            for name, path, size in files:
                _sync(path)
                before, content = noted.get(name), path.read_bytes()
                if before is None or _sha256(content[: before.bytes]) == before.sha256:
                    found.append(FileDigest(name=name, bytes=size, sha256=_sha256(content[:size])))
        except FileNotFoundError:
            continue  # Deleted meanwhile: there is nothing to name.
    return all_sent, tuple(found)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _is_closed(folder: Path, name: str) -> bool:
    """Whether nobody writes to a journal or its sidecar any more."""
    path = folder / name
    try:
        lines = read_sidecar(path.with_suffix(".jsonl"))
        if any(isinstance(line, Closed | Abandoned) for line in lines):
            return True
        # The age of a file is told by the wall clock, as its times are.
        return time.time() - path.stat().st_mtime >= UNTOUCHED_S
    except FileNotFoundError:
        return True


def _sync(path: Path) -> None:
    """Neither the lines of own copies nor the journals of a killed server have been.

    What is then read comes from the disk, not from what the kernel remembers of it: after a sync that failed
    (Linux tells of it once, and it may have been told to the journal) the two may differ.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fdatasync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    except OSError as error:
        raise SystemFault("data-folder-not-writable", cause=type(error).__name__) from error
    finally:
        os.close(descriptor)


def _digest(folder: Path, name: str) -> FileDigest:
    _sync(folder / name)
    digest, size = hashlib.sha256(), 0
    with (folder / name).open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            digest.update(piece)
            size += len(piece)
    return FileDigest(name=name, bytes=size, sha256=digest.hexdigest())
