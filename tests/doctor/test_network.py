"""What the doctor says of the network, each thing seen good and bad."""

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from oralexam.doctor.findings import Verdict
from oralexam.doctor.network import check_addresses, check_media_ports, check_rooms
from oralexam.doctor.plan import NetworkPlan
from oralexam.doctor.relays import check_relays
from oralexam.media.ports import PortRange
from oralexam.media.relays import read_relay_urls
from oralexam.media.udp_ports import PORTS_A_CALL, bound_socket
from tests.doctor.english import advice, found
from tests.media.test_udp_ports import free_range


def test_without_a_range_any_port_is_right():
    """A network without a firewall needs nothing."""
    assert check_media_ports(None).verdict is Verdict.GOOD


def test_a_free_range_says_how_many_calls_fit():
    """The technician reads the number of calls, not of ports."""
    finding = check_media_ports(free_range(3 * PORTS_A_CALL), "127.0.0.1")
    assert finding.verdict is Verdict.GOOD
    assert "calls at once: 3 " in found(finding)


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
    assert "ORALEXAM_MEDIA_HOST" in advice(finding)


def test_a_range_that_is_too_small_for_the_planned_rooms_is_told_with_one_that_is_not():
    """Six ports for each room that calls; without a range the system has enough."""
    plan = NetworkPlan(ports=PortRange(first=65_400, last=65_499), rooms=16)
    assert check_rooms(plan).verdict is Verdict.GOOD
    finding = check_rooms(replace(plan, rooms=30))
    assert finding.verdict is Verdict.WARNING
    assert "ORALEXAM_MEDIA_PORTS=65356-65535" in advice(finding)
    assert check_rooms(replace(plan, ports=None, rooms=500)).verdict is Verdict.GOOD


@pytest.mark.parametrize(
    ("ports", "rooms", "words"),
    [
        (None, 66, ""),
        (None, 67, "set ORALEXAM_MEDIA_PORTS"),
        (PortRange(first=20_000, last=29_999), 1_364, ""),
        (PortRange(first=20_000, last=29_999), 1_365, "fewer addresses"),
    ],
)
def test_a_relay_that_has_ports_for_fewer_rooms_is_told(ports: PortRange | None, rooms: int, words: str):
    """It is made for what the range lets in, as far as its own ports reach."""
    plan = NetworkPlan(ports=ports, rooms=rooms, relay_urls=read_relay_urls("turn:a.example"))
    assert words in advice(check_rooms(plan))
    assert bool(words) is (check_rooms(plan).verdict is Verdict.WARNING)


def test_a_told_address_stands_beside_the_machines_own():
    """The technician reads what browsers are told."""
    finding = check_addresses(["10.0.0.5", "::1"], ["203.0.113.7"])
    assert finding.verdict is Verdict.GOOD
    assert found(finding).startswith("203.0.113.7, beside this machine's own (10.0.0.5)")


@pytest.mark.parametrize(
    ("own", "told", "words"),
    [
        (["10.0.0.5"], ["10.0.0.5"], "take it out"),
        (["10.0.0.5", "::1"], ["2001:db8::7"], "of that kind"),
        (["127.0.0.1"], [], "cable"),
    ],
)
def test_an_address_that_leads_nowhere_is_told(own: list[str], told: list[str], words: str):
    """One that the machine has anyway; one of a family that it has not; none at all."""
    finding = check_addresses(own, told)
    assert finding.verdict is Verdict.WARNING
    assert words in advice(finding)


def test_relays_that_are_not_named_are_not_missed():
    """Most centres need none."""
    (finding,) = check_relays(NetworkPlan())
    assert finding.verdict is Verdict.GOOD


def test_relays_without_their_secret_are_told(tmp_path: Path):
    """A server with them would not start; the doctor says what to make."""
    urls = read_relay_urls("turn:127.0.0.1:9?transport=tcp")
    (finding,) = check_relays(NetworkPlan(relay_urls=urls, relay_secret_file=tmp_path / "none"))
    assert finding.verdict is Verdict.WARNING
    assert "oralexam turn" in advice(finding)


def test_a_relay_that_does_not_answer_is_told_with_its_port(tmp_path: Path):
    """What to open in the firewall stands in the advice."""
    secret = tmp_path / "secret"
    secret.write_text("a-secret-of-the-tests-0123456789-abc")
    urls = read_relay_urls("turn:127.0.0.1:9?transport=tcp")
    plan = NetworkPlan(media_host="127.0.0.1", relay_urls=urls, relay_secret_file=secret)
    (finding,) = check_relays(plan)
    assert finding.verdict is Verdict.WARNING
    assert "TCP 9" in advice(finding)
