"""Where the server listens without --lan, by IPv4 and by IPv6, and how its links are written."""

import socket
from pathlib import Path

import pytest

from oralexam.bootstrap.entrance import Entrance, host_of_links, open_entrance
from oralexam.clock import SystemClock
from oralexam.settings import Settings

SIX = socket.has_ipv6 and Path("/proc/net/if_inet6").exists()


def entrance(folder: Path, host: str) -> Entrance:
    """An open one on a free port."""
    return open_entrance(Settings(data=folder, host=host, port=0), folder, now=SystemClock().now())


def reached(host: str, port: int) -> bool:
    """Whether something listens there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.settimeout(5)
        return probe.connect_ex((host, port)) == 0


@pytest.mark.parametrize(
    ("host", "written"),
    [
        ("localhost", "localhost"),
        ("::1", "[::1]"),
        ("fd00::2", "[fd00::2]"),
        ("192.0.2.7", "192.0.2.7"),
        ("::", "localhost"),
        ("0.0.0.0", "localhost"),
        ("exam.centre.example", "exam.centre.example"),
    ],
)
def test_a_link_has_its_host_as_addresses_are_written(host: str, written: str) -> None:
    """Brackets around IPv6; and no browser opens « every address »."""
    assert host_of_links(host) == written


@pytest.mark.skipif(not SIX, reason="no IPv6 here")
@pytest.mark.parametrize(("host", "four"), [("::1", False), ("::", True)])
def test_the_server_listens_on_ipv6(tmp_path: Path, host: str, four: bool) -> None:  # noqa: FBT001
    """`::1` is that address alone; `::` is every one, of both families, on one port."""
    opened = entrance(tmp_path, host)
    try:
        assert reached("::1", opened.port)
        assert reached("127.0.0.1", opened.port) is four
        assert f"http://[::1]:{opened.port}" in opened.origins
        assert opened.url in opened.origins
    finally:
        opened.close()


def test_a_machine_without_ipv4_is_served_by_ipv6(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails there is IPv4's own."""
    if not SIX:
        pytest.skip("no IPv6 here")
    create = socket.create_server

    def only_six(address: tuple[str, int], **more: object) -> socket.socket:
        if more.get("family") == socket.AF_INET:
            raise OSError(97, "Address family not supported by protocol")
        return create(address, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("oralexam.bootstrap.entrance.socket.create_server", only_six)
    opened = entrance(tmp_path, "::")
    try:
        assert len(opened.sockets) == 1
        assert reached("::1", opened.port)
    finally:
        opened.close()
