"""The two files of one segment: what the kernel took, what a sync has confirmed, what that hashes to."""

import contextlib
import errno
import hashlib
import os
from pathlib import Path
from typing import Final

import msgspec
import structlog

from oralexam.journal.sidecar import Abandoned, Checksum, Opened, SidecarLine, encode_line

MAX_UNHASHED_BYTES: Final = 256 << 10
"""What is kept for the next sync to hash, six times what a video call writes until then."""
_NEVER_SYNCED: Final = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EACCES})
"""What a folder says that can never be synced (some FUSE, CIFS and 9p mounts; one that nobody may read)."""
_FLAGS: Final = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC

_log = structlog.get_logger(__name__)


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """What a sync is to confirm: so many bytes of the packets, with their SHA-256, and of the lines."""

    bytes: int
    sha256: str
    """"" where all packets are confirmed."""
    line_bytes: int


class SegmentFiles:
    """Both files, open for writing; whoever uses them from several threads locks all but `sync`."""

    def __init__(self, folder: Path, opened: Opened, file_start: bytes) -> None:
        """Make them; they begin with `file_start` and with the line `opened`.

        Raises:
            OSError: one cannot be made; then there is neither.
        """
        self.confirmed_bytes = 0
        self.written_bytes = 0
        self.is_doubtful = False
        """A sync has failed: whatever a later one says, they may lack something."""
        self._stem = folder / f"{opened.seat}-{opened.kind}-{opened.segment:03d}"
        self._packet_rest = file_start
        self._line_rest = encode_line(opened)
        self._hash = hashlib.sha256()
        self._unhashed: list[bytes] = []
        self._unhashed_bytes = 0
        self._lines_written = self._lines_confirmed = 0
        self._names_due = True
        self._descriptors: list[int] = []
        folder.mkdir(parents=True, exist_ok=True)
        try:
            for suffix in (".jsonl", ".mjr"):
                self._descriptors.append(os.open(self._stem.with_suffix(suffix), _FLAGS, 0o640))
        except OSError:
            made = len(self._descriptors)
            self.close()
            for suffix in (".jsonl", ".mjr")[:made]:
                with contextlib.suppress(OSError):
                    self._stem.with_suffix(suffix).unlink(missing_ok=True)
            raise
        self._lines_fd, self._packets_fd = self._descriptors

    def _sync_names(self) -> None:
        """The names must outlive a power cut, too; a folder that never can is told and passed over."""
        for each in self._stem.parents[:2]:
            try:
                _sync_folder(each)
            except OSError as error:
                if error.errno not in _NEVER_SYNCED:
                    raise
                _log.warning(
                    "journal-folder-not-synced", sitting_id=self._stem.parent.name, errno=error.errno
                )
        self._names_due = False

    @property
    def waiting_bytes(self) -> int:
        """What of the packets the kernel has not taken yet."""
        return len(self._packet_rest)

    @property
    def is_confirmed(self) -> bool:
        """Whether a sync has confirmed every packet that these files were given."""
        return not self._packet_rest and self.written_bytes == self.confirmed_bytes

    def write(self, packets: bytes, lines: bytes) -> None:
        """Hand more to the kernel; what it does not take waits for the next time.

        Raises:
            OSError: the disk is full, or fails.
        """
        self._packet_rest += packets
        self._line_rest += lines
        while self._packet_rest:
            written = os.write(self._packets_fd, self._packet_rest)
            self._unhashed.append(self._packet_rest[:written])
            self._unhashed_bytes += written
            self.written_bytes += written
            self._packet_rest = self._packet_rest[written:]
        if self._unhashed_bytes > MAX_UNHASHED_BYTES:
            self._hash_up()
        while self._line_rest:
            written = os.write(self._lines_fd, self._line_rest)
            self._lines_written += written
            self._line_rest = self._line_rest[written:]

    def note(self, line: SidecarLine) -> None:
        """Add a line about these very files; it is written with the next packets."""
        self._line_rest += encode_line(line)

    def digest(self) -> str:
        """SHA-256 of what the kernel took of the packets."""
        self._hash_up()
        return self._hash.hexdigest()

    def _hash_up(self) -> None:
        """Hash what was written: rarely, since each little piece hands the interpreter over."""
        self._hash.update(b"".join(self._unhashed))
        self._unhashed.clear()
        self._unhashed_bytes = 0

    def due(self) -> Due | None:
        """What is to be confirmed now; None where a sync has confirmed all that was written."""
        grown = self.written_bytes != self.confirmed_bytes
        if not grown and self._lines_written == self._lines_confirmed:
            return None
        digest = self.digest() if grown else ""
        return Due(bytes=self.written_bytes, sha256=digest, line_bytes=self._lines_written)

    def sync(self, due: Due) -> None:
        """Bring what is due to the disk; while it runs, nobody closes the files.

        Raises:
            OSError: the disk has refused. It says so once, and may have dropped what it did not take:
                a later sync that succeeds confirms nothing of these files (Linux, errseq_t).
        """
        if self._names_due:
            self._sync_names()
        if due.sha256:
            os.fdatasync(self._packets_fd)
        if due.line_bytes != self._lines_confirmed:
            os.fdatasync(self._lines_fd)

    def confirm(self, due: Due) -> None:
        """That sync has succeeded: the checksum of exactly that may be noted."""
        self._lines_confirmed = due.line_bytes
        if due.sha256:
            self.confirmed_bytes = due.bytes
            self.note(Checksum(bytes=due.bytes, sha256=due.sha256))

    def abandon(self, goes_on: int) -> None:
        """A sync has failed: close them, and say which segment holds what they were not confirmed to hold."""
        line = encode_line(Abandoned(bytes=self.confirmed_bytes, goes_on=goes_on))
        with contextlib.suppress(OSError):  # such a disk may refuse this, too
            os.write(self._lines_fd, self._line_rest + line)
        self.close()

    def close(self) -> None:
        """Close both, as they are."""
        descriptors, self._descriptors = self._descriptors, []
        for descriptor in descriptors:
            # NFS and FUSE tell of a failed write-back here; Linux has closed it all the same.
            with contextlib.suppress(OSError):
                os.close(descriptor)

    def remove(self) -> None:
        """Take both away: all that was in them stands in another segment."""
        for suffix in (".mjr", ".jsonl"):
            with contextlib.suppress(OSError):
                self._stem.with_suffix(suffix).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
