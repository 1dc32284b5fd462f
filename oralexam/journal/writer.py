"""Writing one track: the event loop only appends to lists; the disk's threads (disk.py) do the rest."""

import errno
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from oralexam.journal.mjr import FRAME_HEADER, FRAME_MAGIC, MAX_PACKET_BYTES, MjrHeader, pack_file_start
from oralexam.journal.segment_files import SegmentFiles
from oralexam.journal.sidecar import Anchor, Closed, Opened, SenderReport, SidecarLine, encode_line
from oralexam.journal.unconfirmed import Unconfirmed

MAX_PENDING_BYTES: Final = 8 << 20
"""What one track may gather while its disk takes nothing (a minute of video); newer packets are dropped."""

MAX_SKIPPED_ROUNDS: Final = 16
"""A disk that goes on refusing is asked every eight seconds in the end: all is written once more then."""
LAST_TRIES: Final = 3
"""A recording that ends on a disk that refuses is begun anew so often, then left as it is."""

FaultListener = Callable[["TrackJournal", str], None]


class TrackJournal:
    """One recorded track, made by `JournalDisk.open_track`: one segment, as long as the disk confirms it.

    A segment whose sync failed is never written to again (the disk tells that once, and what it did not take
    may be gone however well the next sync does): what was not confirmed is written into a new segment.
    """

    def __init__(
        self,
        *,
        folder: Path,
        opened: Opened,
        extensions: dict[int, str],
        fmtp: str | None,
        next_segment: Callable[[], int],
        on_fault: FaultListener,
    ) -> None:
        self.opened = opened
        self.packets = 0
        self.dropped_packets = 0
        self._folder = folder
        self._extensions = {str(number): uri for number, uri in extensions.items()}
        self._fmtp = fmtp
        self._next_segment = next_segment
        self._on_fault = on_fault
        self._write_fault = self._sync_fault = ""
        self._first_us = 0
        self._pending: list[bytes] = []
        self._pending_lines: list[bytes] = []
        self._last_report: SenderReport | None = None
        self._appended_bytes = 0
        self._lock = threading.Lock()  # between the disk's threads; the event loop never takes it
        self._sync_lock = threading.Lock()  # outside of the other: while files are synced nobody closes them
        self._files: SegmentFiles | None = None
        self._lines = b""
        """Those that wait for the files to be made."""
        self._unconfirmed = Unconfirmed()
        self._superseded: list[SegmentFiles] = []
        self._abandoned_bytes = 0
        self._taken_bytes = 0
        self._failed_syncs = self._rounds_to_skip = 0
        self._finished = False

    @property
    def bytes_written(self) -> int:
        """The size of the packet file as far as the kernel has it, with what earlier ones surely hold."""
        files = self._files
        return self._abandoned_bytes + (files.written_bytes if files is not None else 0)

    def append(self, packet: bytes, arrival_us: int) -> bool:
        """Take a packet that arrived at `arrival_us` (UTC); False if it had to be dropped. Never blocks."""
        length = len(packet)
        if length > MAX_PACKET_BYTES or self._appended_bytes - self._taken_bytes > MAX_PENDING_BYTES:
            self.dropped_packets += 1
            if self.dropped_packets == 1:
                self._on_fault(self, "recording-dropped")
            return False
        if not self.packets:
            self._first_us = arrival_us
        self.packets += 1
        elapsed_ms = (arrival_us - self._first_us) // 1000
        # Both at once: the thread that takes what is here never finds half a frame.
        self._pending += (FRAME_HEADER.pack(FRAME_MAGIC, max(0, elapsed_ms), length), packet)
        self._appended_bytes += length + FRAME_HEADER.size
        return True

    def note(self, line: SidecarLine) -> None:
        """Add a line to the sidecar. Never blocks."""
        self._pending_lines.append(encode_line(line))

    def anchor(self, sequence: int, timestamp: int, utc_us: int) -> None:
        """Note that this packet arrived at this instant, to the microsecond."""
        self.note(Anchor(seq=sequence, rtp=timestamp, utc_us=utc_us))

    def sender_report(self, ntp: int, timestamp: int, utc_us: int) -> None:
        """Note what the sender says about its own clock."""
        self._last_report = SenderReport(ntp=ntp, rtp=timestamp, utc_us=utc_us)
        self.note(self._last_report)

    def _file_start(self) -> bytes:
        return pack_file_start(
            MjrHeader(
                kind="a" if self.opened.kind == "audio" else "v",
                codec=self.opened.codec,
                created_us=self.opened.utc_us,
                first_frame_us=self._first_us,
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
                self._write_failed(error)
            else:
                self._write_fault = self._tell(self._write_fault, "")

    def _write_failed(self, error: OSError) -> None:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        self._write_fault = self._tell(
            self._write_fault, "recording-disk-full" if full else "recording-write-failed"
        )

    def _tell(self, was: str, code: str) -> str:
        """Report a change of one fault, "" being none; returns the new one."""
        if code != was:
            self._on_fault(self, code or "recording-resumed")
        return code

    def _write_out(self) -> None:
        count = len(self._pending)  # the event loop only appends, so these are ours
        frames = b"".join(self._pending[:count])
        del self._pending[:count]
        if frames:
            self._unconfirmed.add(frames, count // 2)
        lines = self._pending_lines[:]
        del self._pending_lines[: len(lines)]
        self._lines += b"".join(lines)
        if self._files is None:
            if not self._unconfirmed:
                return  # a track without a packet leaves no file
            start = self._file_start()
            self._files = SegmentFiles(self._folder, self.opened, start)
            if not self._unconfirmed.is_whole:
                self._superseded.clear()  # they alone have what had to leave before this file could be made
            frames = self._unconfirmed.begin(len(start))
        files, more, self._lines = self._files, self._lines, b""
        try:
            files.write(frames, more)
        finally:
            waiting = sum(map(len, self._pending)) + files.waiting_bytes
            # What is written a second time has been taken before.
            self._taken_bytes = max(self._taken_bytes, self._appended_bytes - waiting)
        while self._superseded:
            self._superseded.pop().remove()

    def sync(self) -> bool:
        """Bring what the kernel has to the disk, note the checksum of exactly that; whether it is there."""
        with self._sync_lock:
            if self._rounds_to_skip:
                self._rounds_to_skip -= 1
                return False
            return self._sync_out()

    def _sync_out(self) -> bool:
        with self._lock:
            files = self._files
            due = None if self._finished or files is None else files.due()
            if files is None:  # those that held it were abandoned, and there are no others yet
                return not self._unconfirmed
        if due is None:
            return True
        try:
            files.sync(due)
        except OSError:
            self._sync_failed(files)
            self._sync_fault = self._tell(self._sync_fault, "recording-sync-failed")
            return False
        with self._lock:
            if files.is_doubtful:  # it may lack what the disk refused before; what is still known goes on
                self._begin_anew(files)
                return False
            files.confirm(due)
            self._unconfirmed.confirm(due.bytes)
            self._failed_syncs = 0
        self._sync_fault = self._tell(self._sync_fault, "")
        return True

    def _sync_failed(self, files: SegmentFiles) -> None:
        with self._lock:
            self._rounds_to_skip = min(2**self._failed_syncs - 1, MAX_SKIPPED_ROUNDS)
            self._failed_syncs += 1
            files.is_doubtful = True
            if self._unconfirmed.is_whole:  # else not once more for each try: that would fill the disk
                self._begin_anew(files)

    def _begin_anew(self, failed: SegmentFiles) -> None:
        """Let go of files that may have lost something; the next flush writes it into the next segment."""
        segment = self._next_segment()
        failed.abandon(segment)
        self._abandoned_bytes += failed.confirmed_bytes
        if not failed.confirmed_bytes and self._unconfirmed.is_whole:
            self._superseded.append(failed)  # all of it is written again: it only takes room
        self.opened = msgspec.structs.replace(self.opened, segment=segment)
        self._files = None
        self._lines = encode_line(self._last_report) if self._last_report is not None else b""

    def finish(self, utc_us: int) -> None:
        """Write and sync everything, add the closing line, close both files.

        Where the disk goes on refusing there is no closing line: nobody knows what it holds.
        """
        confirmed, tries = False, 0
        while not confirmed and tries < LAST_TRIES:
            self._rounds_to_skip, tries = 0, tries + 1
            self.flush()
            confirmed = self.sync() and self._holds_all()
        with self._sync_lock:
            with self._lock:  # from here on no other thread has them: nobody abandons what was closed
                self._finished = True
                files, self._files = self._files, None
            if files is None:
                return
            if confirmed and files.is_confirmed:
                self._close_in_order(files, utc_us)
            files.close()

    def _holds_all(self) -> bool:
        with self._lock:
            return self._files is None or self._files.is_confirmed

    def _close_in_order(self, files: SegmentFiles, utc_us: int) -> None:
        size, packets = files.written_bytes, self._unconfirmed.packets
        files.note(Closed(packets=packets, bytes=size, sha256=files.digest(), utc_us=utc_us))
        try:
            files.write(b"", b"")
        except OSError as error:
            self._write_failed(error)
            return
        try:
            if (due := files.due()) is not None:
                files.sync(due)
        except OSError:
            self._sync_fault = self._tell(self._sync_fault, "recording-sync-failed")
