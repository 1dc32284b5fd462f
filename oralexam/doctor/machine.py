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

from oralexam.doctor.findings import Finding, blocking, good, warning

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
        advice = "give the user who runs oralexam this folder (chown), or set ORALEXAM_DATA to another one"
        return blocking("data-folder", f"{folder} cannot be written: {error.strerror}", advice)
    made = "" if existing == folder else " (will be made)"
    return good("data-folder", f"{folder.absolute()}{made}")


def check_disk_space(
    folder: Path, usage: Callable[[Path], tuple[int, int, int]] = shutil.disk_usage
) -> Finding:
    """There is room for recordings."""
    try:
        total_bytes, _, free_bytes = usage(_nearest_existing(folder))
    except OSError as error:
        return blocking(
            "disk-space", f"cannot be read: {error.strerror}", "set ORALEXAM_DATA to another folder"
        )
    share = free_bytes / total_bytes if total_bytes else 0.0
    sittings = free_bytes // SITTING_BYTES
    room = f"{free_bytes / GIB:.0f} GiB free of {total_bytes / GIB:.0f} ({share:.0%})"
    found = f"{room}, about {sittings} video calls"
    if share < REFUSE_FREE_SHARE:
        return blocking("disk-space", found, "free some room: under 5 % no new sitting is opened")
    if share < WARN_FREE_SHARE:
        return warning("disk-space", found, "free some room: under 5 % no new sitting would be opened")
    return good("disk-space", found)


def check_port(host: str, port: int) -> Finding:
    """The server could listen where it is told to."""
    if port == 0:
        return good("port", "0: a free port is taken at start")
    try:
        addresses = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror:
        return blocking("port", f"{host} is no address of this machine", "set ORALEXAM_HOST, 0.0.0.0 for all")
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
        return good("port", f"{host}:{port} is free")
    if refused.errno == errno.EADDRINUSE:
        advice = f"stop what listens there (an oralexam that already runs?), or ORALEXAM_PORT={port + 1}"
        return blocking("port", f"{host}:{port} is in use", advice)
    advice = "choose a port from 1024 on (ORALEXAM_PORT) and an address of this machine (ORALEXAM_HOST)"
    return blocking("port", f"{host}:{port} cannot be used: {refused.strerror}", advice)


def check_processors(count: int | None = None) -> Finding:
    """How many processors there are to forward calls and transcribe."""
    usable = count if count is not None else len(os.sched_getaffinity(0))
    if usable < 2:
        advice = "calls come first: transcripts will be late; two processors or more are better"
        return warning("processors", f"{usable}", advice)
    return good("processors", f"{usable}")


def check_memory(total_bytes: int | None = None) -> Finding:
    """There is memory for the server and for one transcription worker."""
    total = (
        total_bytes if total_bytes is not None else os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    )
    found = f"{total / GIB:.1f} GiB"
    if total < MEMORY_WANTED_BYTES:
        return warning("memory", found, "use a smaller model: ORALEXAM_WHISPER_MODEL=base.en")
    return good("memory", found)


def check_clock(state: Callable[[], int | None] | None = None) -> Finding:
    """The clock is kept by NTP: recordings are dated by it, and two machines must agree on the time."""
    answer = (state or kernel_clock_state)()
    if answer is None:
        return warning(
            "clock", "this system does not say whether its clock is kept", "look at its NTP client"
        )
    if answer == TIME_ERROR:
        advice = (
            "apt-get install systemd-timesyncd (or chrony) and let it reach a time server; phases are safe "
            "(a step moves no deadline), but dates in records would be those of a free-running clock"
        )
        return warning("clock", "the kernel says it is not synchronised", advice)
    return good("clock", "synchronised")


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
