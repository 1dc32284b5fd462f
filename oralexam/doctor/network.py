"""What the network must let through: the ports of sound and picture, and the relays around a firewall."""

import errno
import socket
from collections.abc import Iterator

from oralexam.doctor.findings import Finding, blocking, good, warning
from oralexam.doctor.plan import NetworkPlan
from oralexam.doctor.relays import check_relays
from oralexam.media.ports import PortRange
from oralexam.media.udp_ports import PORTS_A_CALL, calls_in

SYSTEM_RANGE = "/proc/sys/net/ipv4/ip_local_port_range"


def check_networks(plan: NetworkPlan) -> Iterator[Finding]:
    """Everything that can be told of the network from this machine."""
    yield check_media_ports(plan.ports, plan.media_host)
    yield from check_relays(plan)


def check_media_ports(ports: PortRange | None, host: str = "") -> Finding:
    """The UDP ports of the settings can be bound here; how many calls they hold."""
    if ports is None:
        return good("media-ports", f"any UDP port that the system gives ({SYSTEM_RANGE})")
    taken, problem = _probe(ports, host or "0.0.0.0")
    if problem:
        advice = "set ORALEXAM_MEDIA_HOST to an address of this machine, or leave it empty"
        return blocking("media-ports", f"UDP {ports} on {host or 'every address'}: {problem}", advice)
    free = ports.size - taken
    found = f"UDP {ports}: {free} of {ports.size} free, {calls_in(ports)} calls fit ({PORTS_A_CALL} each)"
    if free < PORTS_A_CALL:
        return blocking("media-ports", found, "end what holds these ports, or set other ORALEXAM_MEDIA_PORTS")
    if taken > ports.size // 2:
        advice = "a server that runs holds some during calls; if none does, another program is in this range"
        return warning("media-ports", found, advice)
    return good("media-ports", found)


def _probe(ports: PortRange, host: str) -> tuple[int, str]:
    """How many ports are taken already, and what makes all of them impossible."""
    taken = 0
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in range(ports.first, ports.last + 1):
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                probe.bind((host, port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    return 0, str(error.strerror)
                taken += 1
    return taken, ""
