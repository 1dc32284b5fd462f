"""Checks of the machine, each seen good and bad."""

import os
import socket
from pathlib import Path

import pytest

from oralexam.doctor import machine
from oralexam.doctor.findings import Verdict
from tests.doctor.english import advice


def test_a_data_folder_that_is_not_there_yet_is_good(tmp_path: Path):
    """The folder is made at start; the doctor makes nothing."""
    folder = tmp_path / "deep" / "data"
    assert machine.check_data_folder(folder).verdict is Verdict.GOOD
    assert not folder.exists()


@pytest.mark.parametrize("kind", ["a file", "a folder of the kernel's"])
def test_a_data_folder_that_cannot_be_written_blocks(tmp_path: Path, kind: str):
    """What cannot hold files is said to block, with what to do."""
    if kind == "a file":
        folder = tmp_path / "data"
        folder.write_text("not a folder")
    else:
        folder = Path("/proc/self")  # refuses new files even to root
    finding = machine.check_data_folder(folder)
    assert finding.verdict is Verdict.BLOCKING
    assert "ORALEXAM_DATA" in advice(finding)


@pytest.mark.parametrize(
    ("free_percent", "verdict"),
    [
        (40, Verdict.GOOD),
        (15, Verdict.GOOD),
        (14, Verdict.WARNING),
        (5, Verdict.WARNING),
        (4, Verdict.BLOCKING),
    ],
)
def test_the_disk_warns_under_fifteen_percent_and_blocks_under_five(
    tmp_path: Path, free_percent: int, verdict: Verdict
):
    """The limits are those of the fault table (security and faults)."""
    total = 100 * machine.GIB
    free = free_percent * machine.GIB
    assert machine.check_disk_space(tmp_path, lambda _: (total, total - free, free)).verdict is verdict


def test_a_port_in_use_blocks_and_the_next_one_is_proposed():
    """Somebody else listens there: the finding names the setting that moves the server."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen(1)
        port = other.getsockname()[1]
        finding = machine.check_port("127.0.0.1", port)
    assert finding.verdict is Verdict.BLOCKING
    assert f"ORALEXAM_PORT={port + 1}" in advice(finding)


def test_a_free_port_is_good_and_free_again_afterwards():
    """Asking twice gives the same answer: the probe lets go of the port."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
    assert [machine.check_port("127.0.0.1", port).verdict for _ in range(2)] == [Verdict.GOOD] * 2


def test_port_zero_is_always_good():
    """The system chooses a free one."""
    assert machine.check_port("localhost", 0).verdict is Verdict.GOOD


def test_an_address_of_another_machine_blocks():
    """192.0.2.1 is kept for documentation (RFC 5737): no machine has it."""
    assert machine.check_port("192.0.2.1", 8080).verdict is Verdict.BLOCKING


def test_one_processor_is_a_warning():
    """Transcription would compete with the calls."""
    assert machine.check_processors(1).verdict is Verdict.WARNING
    assert machine.check_processors(2).verdict is Verdict.GOOD


def test_little_memory_is_a_warning_that_names_a_smaller_model():
    """The model is what takes the memory."""
    finding = machine.check_memory(2 * machine.GIB)
    assert finding.verdict is Verdict.WARNING
    assert "ORALEXAM_WHISPER_MODEL" in advice(finding)
    assert machine.check_memory(8 * machine.GIB).verdict is Verdict.GOOD


@pytest.mark.parametrize(
    ("state", "verdict"), [(0, Verdict.GOOD), (machine.TIME_ERROR, Verdict.WARNING), (None, Verdict.WARNING)]
)
def test_a_clock_that_nobody_keeps_is_a_warning(state: int | None, verdict: Verdict):
    """Deadlines do not need it, dates in records do."""
    assert machine.check_clock(lambda: state).verdict is verdict


@pytest.mark.skipif(not hasattr(os, "uname") or os.uname().sysname != "Linux", reason="adjtimex is Linux's")
def test_the_kernel_is_asked_about_its_clock():
    """adjtimex(2) answers one of its six states, or nothing where a sandbox forbids the question."""
    assert machine.kernel_clock_state() in {None, 0, 1, 2, 3, 4, 5}
