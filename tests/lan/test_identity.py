"""By which names and addresses the machine says that it can be reached."""

import ipaddress
from types import SimpleNamespace

import pytest

from oralexam.errors import SystemFault
from oralexam.lan import identity
from oralexam.lan.identity import Identity, is_host_name, this_machine


def _card(name: str, *ips: object) -> SimpleNamespace:
    addresses = [SimpleNamespace(ip=ip, network_prefix=24 if isinstance(ip, str) else 64) for ip in ips]
    return SimpleNamespace(nice_name=name, ips=addresses)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Identity:
    """A PC with a cable, a container network, a card without a lease, and loopback."""
    cards = [
        _card("lo", "127.0.0.1", ("::1", 0, 0)),
        _card("docker0", "172.17.0.1"),
        _card("eth1", "169.254.3.4"),
        _card("eth0", ("fe80::1", 0, 2), ("2001:db8::20", 0, 0), "192.168.7.20"),
    ]
    monkeypatch.setattr(identity.ifaddr, "get_adapters", lambda: cards)
    monkeypatch.setattr(identity.socket, "gethostname", lambda: "Exam-PC.centre.example")
    return this_machine(also=["Oral.Centre.Example"])


def test_the_address_that_people_type_comes_first(machine: Identity) -> None:
    """IPv4 of a real card, then what is longer or further; loopback and scoped addresses are none."""
    assert machine.addresses == ("192.168.7.20", "169.254.3.4", "2001:db8::20", "172.17.0.1")


def test_names_are_lower_case_and_have_their_local_form(machine: Identity) -> None:
    """The centre's name first, then the machine's own, short, and for mDNS (RFC 6762)."""
    assert machine.names == (
        "oral.centre.example",
        "exam-pc.centre.example",
        "exam-pc",
        "exam-pc.local",
    )


def test_hosts_stand_as_in_an_address_bar(machine: Identity) -> None:
    """IPv6 in brackets, this machine's own loopback last."""
    assert "[2001:db8::20]" in machine.hosts
    assert machine.hosts[0] == "192.168.7.20"
    assert machine.hosts[-3:] == ("localhost", "127.0.0.1", "[::1]")


def test_networks_are_those_of_the_cards(machine: Identity) -> None:
    """They bound what a local authority may vouch for."""
    assert {"192.168.7.0/24", "2001:db8::/64"} <= set(machine.networks)


@pytest.mark.parametrize(
    "name", ["", "exam pc", "exam_pc", "-pc", "a..b", "192.168.1.2", "x" * 64, "*.example"]
)
def test_what_is_no_host_name_is_refused(name: str) -> None:
    """A certificate with one of these would be refused as a whole, or would be for an address."""
    assert not is_host_name(name)
    with pytest.raises(SystemFault) as refused:
        this_machine(also=[name])
    assert refused.value.reason == "lan-name-wrong"


def test_this_very_machine_can_be_asked() -> None:
    """Whatever its cards are: no loopback, every address well formed."""
    for text in this_machine().addresses:
        assert not ipaddress.ip_address(text).is_loopback
