"""Writing one track: the event loop only appends to lists; the disk's threads (disk.py) do the rest."""

import errno
import hashlib
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from oralexam.journal.mjr import FRAME_HEADER, FRAME_MAGIC, MAX_PACKET_BYTES, MjrHeader, pack_file_start
from oralexam.journal.sidecar import Anchor, Checksum, Closed, Opened, SenderReport, SidecarLine, encode_line

MAX_PENDING_BYTES: Final = 8 << 20
"""What one track may gather while its disk takes nothing (a minute of video); newer packets are dropped."""

MAX_UNHASHED_BYTES: Final = 256 << 10
"""What is kept for the next sync to hash, six times what a video call writes until then."""

FaultListener = Callable[["TrackJournal", str], None]


class TrackJournal:
    """One track segment that is being written; made by `JournalDisk.open_track`."""

    def __init__(
        self,
        *,
        folder: Path,
        opened: Opened,
        extensions: dict[int, str],
        fmtp: str | None,
        on_fault: FaultListener,
    ) -> None:
        self.opened = opened
        self.packets = 0
        self.dropped_packets = 0
        self._folder = folder
        self._extensions = {str(number): uri for number, uri in extensions.items()}
        self._fmtp = fmtp
        self._on_fault = on_fault
        self._write_fault = self._sync_fault = ""
        self._first_us = 0
        self._pending: list[bytes] = []
        self._pending_lines: list[bytes] = []
        self._appended_bytes = 0
        self._lock = threading.Lock()  # between the disk's threads; the event loop never takes it
        self._sync_lock = threading.Lock()  # outside of the other: while files are synced nobody closes them
        self._packets_fd = -1
        self._lines_fd = -1
        self._packet_rest = b""
        self._line_rest = b""
        self._hash = hashlib.sha256()
        self._unhashed: list[bytes] = []
        self._unhashed_bytes = 0
        self._written_bytes = 0
        self._taken_bytes = 0
        self._synced_bytes = 0
        self._lines_written = self._lines_synced = 0
        self._finished = False
        self.note(opened)

    @property
    def bytes_written(self) -> int:
        """The size of the packet file as far as the kernel has it."""
        return self._written_bytes

    def append(self, packet: bytes, arrival_us: int) -> bool:
        """Take a packet that arrived at `arrival_us` (UTC); False if it had to be dropped. Never blocks."""
        length = len(packet)
        if length > MAX_PACKET_BYTES or self._appended_bytes - self._taken_bytes > MAX_PENDING_BYTES:
            self.dropped_packets += 1
            if self.dropped_packets == 1:
                self._on_fault(self, "recording-dropped")
            return False
        pending = self._pending
        if not self.packets:
            self._first_us = arrival_us
            pending.append(self._file_start(arrival_us))
        self.packets += 1
        elapsed_ms = (arrival_us - self._first_us) // 1000
        pending.append(FRAME_HEADER.pack(FRAME_MAGIC, max(0, elapsed_ms), length))
        pending.append(packet)
        self._appended_bytes += length + 10
        return True

    def note(self, line: SidecarLine) -> None:
        """Add a line to the sidecar. Never blocks."""
        self._pending_lines.append(encode_line(line))

    def anchor(self, sequence: int, timestamp: int, utc_us: int) -> None:
        """Note that this packet arrived at this instant, to the microsecond."""
        self.note(Anchor(seq=sequence, rtp=timestamp, utc_us=utc_us))

    def sender_report(self, ntp: int, timestamp: int, utc_us: int) -> None:
        """Note what the sender says about its own clock."""
        self.note(SenderReport(ntp=ntp, rtp=timestamp, utc_us=utc_us))

    def _file_start(self, first_frame_us: int) -> bytes:
        return pack_file_start(
            MjrHeader(
                kind="a" if self.opened.kind == "audio" else "v",
                codec=self.opened.codec,
                created_us=self.opened.utc_us,
                first_frame_us=first_frame_us,
                fmtp=self._fmtp,
                extensions=self._extensions or None,
            )
        )

    # What follows runs in the disk's threads.

    def flush(self) -> None:
        """Hand everything that has gathered to the kernel; a failing disk is reported and tried again."""
        with self._lock:
            if self._finished:
                return
            try:
                self._write_out()
            except OSError as error:
                full = error.errno in (errno.ENOSPC, errno.EDQUOT)
                self._write_fault = self._tell(
                    self._write_fault, "recording-disk-full" if full else "recording-write-failed"
                )
            else:
                self._write_fault = self._tell(self._write_fault, "")

    def _tell(self, was: str, code: str) -> str:
        """Report a change of one fault, "" being none; returns the new one."""
        if code != was:
            self._on_fault(self, code or "recording-resumed")
        return code

    def _write_out(self) -> None:
        count = len(self._pending)  # the event loop only appends, so these are ours
        taken = self._pending[:count]
        del self._pending[:count]
        lines = self._pending_lines[:]
        del self._pending_lines[: len(lines)]
        self._packet_rest += b"".join(taken)
        self._line_rest += b"".join(lines)
        if self._packets_fd < 0:
            if not self._packet_rest:
                return  # a track without a packet leaves no file
            self._open_files()
        while self._packet_rest:
            written = os.write(self._packets_fd, self._packet_rest)
            self._unhashed.append(self._packet_rest[:written])
            self._unhashed_bytes += written
            self._written_bytes += written
            self._packet_rest = self._packet_rest[written:]
            self._taken_bytes = self._appended_bytes - sum(map(len, self._pending)) - len(self._packet_rest)
        if self._unhashed_bytes > MAX_UNHASHED_BYTES:
            self._hash_up()
        while self._line_rest:
            written = os.write(self._lines_fd, self._line_rest)
            self._lines_written += written
            self._line_rest = self._line_rest[written:]

    def _hash_up(self) -> None:
        """Hash what was written: rarely, since each little piece hands the interpreter over."""
        self._hash.update(b"".join(self._unhashed))
        self._unhashed.clear()
        self._unhashed_bytes = 0

    def _open_files(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        stem = f"{self.opened.seat}-{self.opened.kind}-{self.opened.segment:03d}"
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        lines_fd = os.open(self._folder / f"{stem}.jsonl", flags, 0o640)
        try:
            self._packets_fd = os.open(self._folder / f"{stem}.mjr", flags, 0o640)
        except OSError:
            os.close(lines_fd)
            (self._folder / f"{stem}.jsonl").unlink(missing_ok=True)
            raise
        self._lines_fd = lines_fd
        for folder in (self._folder, self._folder.parent):  # the names must outlive a power cut, too
            folder_fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(folder_fd)
            finally:
                os.close(folder_fd)

    def sync(self) -> None:
        """Bring what the kernel has to the disk, then note the checksum of exactly that."""
        with self._sync_lock:
            self._sync_out()

    def _sync_out(self) -> None:
        with self._lock:
            if self._finished or self._packets_fd < 0:
                return
            size, lines = self._written_bytes, self._lines_written
            digest = ""
            if size != self._synced_bytes:
                self._hash_up()
                digest = self._hash.hexdigest()
        try:
            if digest:
                os.fdatasync(self._packets_fd)
                self._synced_bytes = size
                self.note(Checksum(bytes=size, sha256=digest))
            if lines != self._lines_synced:
                os.fdatasync(self._lines_fd)
                self._lines_synced = lines
        except OSError:
            self._sync_fault = self._tell(self._sync_fault, "recording-sync-failed")
        else:
            self._sync_fault = self._tell(self._sync_fault, "")

    def finish(self, utc_us: int) -> None:
        """Write and sync everything, add the closing line, close both files."""
        self.flush()
        self.sync()
        with self._lock:
            if self._finished:
                return
            self._hash_up()
            size, digest = self._written_bytes, self._hash.hexdigest()
        if self._packets_fd >= 0:
            self.note(Closed(packets=self.packets, bytes=size, sha256=digest, utc_us=utc_us))
            self.flush()
            self.sync()
        with self._sync_lock, self._lock:
            self._finished = True
            for descriptor in (self._packets_fd, self._lines_fd):
                if descriptor >= 0:
                    os.close(descriptor)
            self._packets_fd = self._lines_fd = -1
