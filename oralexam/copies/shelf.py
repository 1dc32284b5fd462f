"""Taking own copies in: what was said to be here is on the disk, and stays when the process is killed.

Synchronous, for threads; of one run, one call at a time (the caller sees to it).
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from oralexam.copies.format import (
    RunHeader,
    Segment,
    follows,
    header_digest,
    linked,
    parse_header,
    run_id,
    segments_of,
)
from oralexam.copies.key import CopiesKey, opened
from oralexam.copies.reader import (
    Opening,
    Received,
    RunFiles,
    list_runs,
    own_folder,
    read_files,
    received_of,
)
from oralexam.errors import BadInput, NotFound, Refused, SystemFault, Unavailable
from oralexam.private_files import write_private_once

MAX_SITTING_BYTES: Final = 192 << 20
"""Two voices at 64 kbit/s for three hours each: no part is half as long."""
MAX_RUNS: Final = 200
"""Each reload in a call begins one."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How far a run has come: whatever is said here is on the disk."""

    run: str
    seat: str
    offset: int
    """Bytes of whole segments, each of them proved."""
    chain: str
    """SHA-256 over all of them, link by link (`format.linked`), in hex."""
    index: int
    end_sample: int
    whole: bool
    """The segment that ends it has come."""


class Shelf:
    """The own copies of all sittings, as they come."""

    def __init__(self, recordings: Path, key: CopiesKey) -> None:
        self._recordings = recordings
        self._key = key

    def begin(self, text: bytes, header: RunHeader, *, now_us: int) -> Standing:
        """Make the place of a run, or find it: asking twice makes one.

        Raises:
            BadInput: `copy-malformed`, `copy-of-another-key`.
            Refused: `copy-too-many-runs`.
            SystemFault: `data-folder-not-writable`.
        """
        self._key.of_run(header, text)
        folder = own_folder(self._recordings, header.sitting_id)
        run = run_id(text)
        stem = folder / f"{header.seat}-{run}"
        sidecar = stem.with_suffix(".jsonl")
        line = msgspec.json.encode(Opening(header=text.decode(), utc_us=now_us)) + b"\n"
        try:
            if not sidecar.exists() and len(list_runs(self._recordings, header.sitting_id)) >= MAX_RUNS:
                raise Refused("copy-too-many-runs")
            folder.mkdir(parents=True, exist_ok=True)
            # The packets' file first: whoever finds a head finds a file to write to.
            stem.with_suffix(".own").touch(mode=0o640, exist_ok=True)
            _sync_folder(folder.parent)
            try:
                write_private_once(sidecar, line)
            except FileExistsError:
                _sync_folder(folder)
        except OSError as error:
            raise _not_writable(error) from error
        files = read_files(sidecar)
        if files is None:
            raise SystemFault("copy-head-unreadable")
        return self.standing(files)

    def find(self, sitting_id: str, run: str) -> RunFiles:
        """The files of a run.

        Raises:
            NotFound: `unknown-copy`.
        """
        for files in list_runs(self._recordings, sitting_id):
            if files.run == run:
                return files
        raise NotFound("unknown-copy")

    def standing(self, files: RunFiles) -> Standing:
        """How far a run has come, from the file itself; what a crash left behind the last good segment goes.

        Raises:
            NotFound: `unknown-copy`: erased meanwhile.
            BadInput: `copy-of-another-key`.
            SystemFault: `copy-damaged`: something that was confirmed is not as it was; nothing is touched.
                `data-folder-not-writable`.
        """
        try:
            content = files.path.read_bytes()
            standing = self._walk(files, content)
            if standing.offset < max((each.bytes for each in received_of(files.sidecar)), default=0):
                raise SystemFault("copy-damaged")
            with files.path.open("rb+") as file:
                file.truncate(standing.offset)
                # What a killed server wrote may stand in the page cache alone: now it is told as kept.
                os.fdatasync(file.fileno())
        except FileNotFoundError as error:
            raise NotFound("unknown-copy") from error
        except OSError as error:
            raise _not_writable(error) from error
        return standing

    def _walk(self, files: RunFiles, content: bytes) -> Standing:
        digest = header_digest(files.text)
        key = self._key.of_run(files.header, files.text)
        reached = Standing(
            run=files.run,
            seat=files.header.seat,
            offset=0,
            chain=digest.hex(),
            index=-1,
            end_sample=0,
            whole=False,
        )
        for segment in segments_of(content):
            try:
                reached = after(reached, segment, key, digest)
            except BadInput:
                break
        return reached

    def append(self, files: RunFiles, standing: Standing, content: bytes, *, now_us: int) -> Standing:
        """Add whole segments and have them on the disk; on any failure nothing was added.

        Raises:
            BadInput: `copy-malformed`, `copy-changed`, `copy-out-of-order`: nothing of it was kept.
            Refused: `copy-too-large`: the sitting has as much as any can have.
            NotFound: `unknown-copy`: erased meanwhile.
            Unavailable: `copies-wait-for-room`: the disk took it not.
            SystemFault: `data-folder-not-writable`.
        """
        key, digest = self._key.of_run(files.header, files.text), header_digest(files.text)
        reached, used = standing, 0
        for segment in segments_of(content):
            reached = after(reached, segment, key, digest)
            used += len(segment.raw)
        if used != len(content) or not content:
            raise BadInput("copy-malformed")
        if sum(_sizes(own_folder(self._recordings, files.header.sitting_id))) + used > MAX_SITTING_BYTES:
            raise Refused("copy-too-large")
        try:
            _write(files.path, content, at=standing.offset)
            _append_line(files.sidecar, Received(bytes=reached.offset, chain=reached.chain, utc_us=now_us))
        except FileNotFoundError as error:
            raise NotFound("unknown-copy") from error
        except OSError as error:
            raise Unavailable("copies-wait-for-room", cause=type(error).__name__) from error
        return reached


def after(standing: Standing, segment: Segment, key: bytes, digest: bytes) -> Standing:
    """How far a run has come with one segment more.

    Raises:
        BadInput: `copy-out-of-order`, `copy-changed`, `copy-malformed`.
    """
    if standing.whole or not follows(segment, index=standing.index, end_sample=standing.end_sample):
        raise BadInput("copy-out-of-order")
    _ = opened(key, digest, segment)
    return Standing(
        run=standing.run,
        seat=standing.seat,
        offset=standing.offset + len(segment.raw),
        chain=linked(bytes.fromhex(standing.chain), segment.raw).hex(),
        index=segment.index,
        end_sample=segment.end_sample,
        whole=segment.last,
    )


def header_of(text: bytes, *, sitting_id: str, by: str) -> RunHeader:
    """The head of a run that a seat of a sitting wants to bring.

    Raises:
        BadInput: `copy-malformed`: or it names another sitting or seat.
    """
    header = parse_header(text)
    if header.sitting_id != sitting_id or header.by != by:
        raise BadInput("copy-malformed")
    return header


def _write(path: Path, content: bytes, *, at: int) -> None:
    """Write at the end of what is there and sync; what was written by half is taken back.

    Raises:
        OSError
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        try:
            left, place = memoryview(content), at
            while left:
                written = os.pwrite(descriptor, left, place)
                left, place = left[written:], place + written
            os.fdatasync(descriptor)
        except OSError:
            os.ftruncate(descriptor, at)
            raise
    finally:
        os.close(descriptor)


def _append_line(path: Path, line: Received) -> None:
    """Note when it came. Not synced: a power cut may take the note, never the sound that was confirmed."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
    try:
        os.write(descriptor, msgspec.json.encode(line) + b"\n")
    except OSError:
        pass  # The sound is on the disk; a full disk that takes no line more changes nothing of that.
    finally:
        os.close(descriptor)


def _sizes(folder: Path) -> Iterator[int]:
    with os.scandir(folder) as entries:
        for entry in entries:
            yield entry.stat(follow_symlinks=False).st_size


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _not_writable(error: OSError) -> SystemFault:
    return SystemFault("data-folder-not-writable", cause=type(error).__name__)
