"""The machine itself: its folder for data, room on the disk, its port, processors, memory and clock."""

import ctypes
import ctypes.util
import errno
import os
import shutil
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path

from oralexam.doctor.findings import Finding, blocking, cause, good, say, warning

WARN_FREE_SHARE = 0.15
"""Security and faults, « disk filling »: warns at 15 % free, refuses new sittings at 5 %."""
REFUSE_FREE_SHARE = 0.05

GIB = 2**30
SITTING_BYTES = 300 * 10**6
"""A ten-minute video call: two seats at 1.2 Mbit/s of VP8 and Opus make 190 MB; copies add the rest."""

MEMORY_WANTED_BYTES = 4 * GIB
"""An estimate: the server, one worker with small.en in float32 (1 GB of weights), and the system's own."""

ADJTIMEX_BUFFER_BYTES = 512
"""More than enough: struct timex is 208 bytes on 64-bit Linux."""
TIME_ERROR = 5
"""adjtimex(2): the clock is not synchronised."""


def check_data_folder(folder: Path) -> Finding:
    """Files can be made in the data folder (or the folder itself can be made)."""
    existing = _nearest_existing(folder)
    try:
        with tempfile.TemporaryFile(dir=existing) as probe:
            probe.write(b"oralexam doctor")
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        found = say("folder-unwritable", folder=str(folder), cause=cause(error))
        return blocking("data-folder", found, say("folder-give"))
    code = "folder-well" if existing == folder else "folder-to-be-made"
    return good("data-folder", say(code, folder=str(folder.absolute())))


def check_disk_space(
    folder: Path, usage: Callable[[Path], tuple[int, int, int]] = shutil.disk_usage
) -> Finding:
    """There is room for recordings."""
    try:
        total_bytes, _, free_bytes = usage(_nearest_existing(folder))
    except OSError as error:
        return blocking("disk-space", say("disk-unreadable", cause=cause(error)), say("disk-other"))
    share = free_bytes / total_bytes if total_bytes else 0.0
    sittings = free_bytes // SITTING_BYTES
    found = say(
        "disk", free_gib=free_bytes / GIB, total_gib=total_bytes / GIB, share=share, sittings=sittings
    )
    if share < REFUSE_FREE_SHARE:
        return blocking("disk-space", found, say("disk-free"))
    if share < WARN_FREE_SHARE:
        return warning("disk-space", found, say("disk-free"))
    return good("disk-space", found)


def check_port(host: str, port: int) -> Finding:
    """The server could listen where it is told to."""
    if port == 0:
        return good("port", say("port-any"))
    try:
        addresses = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror:
        return blocking("port", say("port-nowhere", host=host), say("port-host"))
    refused: OSError | None = None
    for family, kind, protocol, _, address in addresses:
        try:
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
                probe.listen(1)
        except OSError as error:
            # `localhost` may name ::1 on a machine without IPv6: the other address is enough.
            if error.errno in {errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL} and len(addresses) > 1:
                continue
            refused = error
    if refused is None:
        return good("port", say("port-well", host=host, port=port))
    if refused.errno == errno.EADDRINUSE:
        taken = say("port-taken", host=host, port=port)
        return blocking("port", taken, say("port-free-it", port=port + 1))
    found = say("port-refused", host=host, port=port, cause=cause(refused))
    return blocking("port", found, say("port-choose"))


def check_processors(count: int | None = None) -> Finding:
    """How many processors there are to forward calls and transcribe."""
    usable = count if count is not None else len(os.sched_getaffinity(0))
    if usable < 2:
        return warning("processors", say("processors", count=usable), say("processors-few"))
    return good("processors", say("processors", count=usable))


def check_memory(total_bytes: int | None = None) -> Finding:
    """There is memory for the server and for one transcription worker."""
    total = (
        total_bytes if total_bytes is not None else os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    )
    found = say("memory", gib=total / GIB)
    if total < MEMORY_WANTED_BYTES:
        return warning("memory", found, say("memory-small-model"))
    return good("memory", found)


def check_clock(state: Callable[[], int | None] | None = None) -> Finding:
    """The clock is kept by NTP: recordings are dated by it, and two machines must agree on the time."""
    answer = (state or kernel_clock_state)()
    if answer is None:
        return warning("clock", say("clock-unknown"), say("clock-look"))
    if answer == TIME_ERROR:
        # A step moves no deadline; dates in records would be those of a free-running clock.
        return warning("clock", say("clock-free"), say("clock-keep"))
    return good("clock", say("clock-well"))


def kernel_clock_state() -> int | None:
    """What adjtimex(2) answers when it is asked and told nothing; None where it cannot be asked."""
    library = ctypes.util.find_library("c")
    if library is None:
        return None
    try:
        adjtimex = ctypes.CDLL(library, use_errno=True).adjtimex
    except (OSError, AttributeError):
        return None
    state = int(adjtimex(ctypes.create_string_buffer(ADJTIMEX_BUFFER_BYTES)))
    return state if state >= 0 else None


def _nearest_existing(folder: Path) -> Path:
    for candidate in (folder, *folder.absolute().parents):
        if candidate.exists():
            return candidate
    return Path("/")
