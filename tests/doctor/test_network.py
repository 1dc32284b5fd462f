"""What the doctor says of the network, each thing seen good and bad."""

import socket

import pytest

from oralexam.doctor.findings import Verdict
from oralexam.doctor.network import check_media_ports
from oralexam.media.ports import PortRange
from oralexam.media.udp_ports import PORTS_A_CALL, bound_socket
from tests.media.test_udp_ports import free_range


def test_without_a_range_any_port_is_right():
    """A network without a firewall needs nothing."""
    assert check_media_ports(None).verdict is Verdict.GOOD


def test_a_free_range_says_how_many_calls_fit():
    """The technician reads the number of calls, not of ports."""
    finding = check_media_ports(free_range(3 * PORTS_A_CALL), "127.0.0.1")
    assert finding.verdict is Verdict.GOOD
    assert "3 calls fit" in finding.found


@pytest.mark.parametrize(("left", "verdict"), [(6, Verdict.WARNING), (5, Verdict.BLOCKING)])
def test_a_range_that_others_hold_is_told(left: int, verdict: Verdict):
    """With less than a call's ports left nothing can be held; with few left somebody should look."""
    ports = free_range(3 * PORTS_A_CALL)
    held: list[socket.socket] = []
    try:
        held = [bound_socket("127.0.0.1", ports) for _ in range(ports.size - left)]
        assert check_media_ports(ports, "127.0.0.1").verdict is verdict
    finally:
        for each in held:
            each.close()


def test_an_address_of_another_machine_blocks():
    """203.0.113.1 is nobody's (RFC 5737)."""
    finding = check_media_ports(PortRange(first=40_000, last=40_399), "203.0.113.1")
    assert finding.verdict is Verdict.BLOCKING
    assert "ORALEXAM_MEDIA_HOST" in finding.advice
