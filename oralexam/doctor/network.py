"""What the network must let through: the ports of sound and picture, and the relays around a firewall."""

import errno
import ipaddress
import socket
from collections.abc import Iterator, Sequence

from oralexam.doctor.findings import Finding, Said, blocking, cause, good, say, warning
from oralexam.doctor.plan import NetworkPlan
from oralexam.doctor.relays import check_relays, own_addresses
from oralexam.media.ports import PortRange
from oralexam.media.relay_config import calls_by_relay, relay_ports
from oralexam.media.udp_ports import PORTS_A_CALL, calls_in


def check_networks(plan: NetworkPlan) -> Iterator[Finding]:
    """Everything that can be told of the network from this machine."""
    own = own_addresses(plan.media_host)
    yield check_media_ports(plan.ports, plan.media_host)
    if plan.rooms:
        yield check_rooms(plan)
    yield check_addresses(own, plan.told)
    yield from check_relays(plan, towards=own)


def check_media_ports(ports: PortRange | None, host: str = "") -> Finding:
    """The UDP ports of the settings can be bound here; how many calls they hold."""
    if ports is None:
        return good("media-ports", say("ports-any"))
    taken, problem = _probe(ports, host or "0.0.0.0")
    if problem:
        where = say("the-address", address=host) if host else say("every-address")
        found = say("ports-impossible", ports=str(ports), host=where, cause=problem)
        return blocking("media-ports", found, say("media-host"))
    free = ports.size - taken
    found = say(
        "ports", ports=str(ports), free=free, size=ports.size, calls=calls_in(ports), each=PORTS_A_CALL
    )
    if free < PORTS_A_CALL:
        return blocking("media-ports", found, say("ports-taken"))
    if taken > ports.size // 2:
        return warning("media-ports", found, say("ports-half"))
    return good("media-ports", found)


def check_rooms(plan: NetworkPlan) -> Finding:
    """The ports, and those of a relay, hold a call in each of the planned rooms at once."""
    rooms = plan.rooms
    if plan.ports is not None and (calls := calls_in(plan.ports)) < rooms:
        found = say("rooms-few-ports", rooms=rooms, calls=calls)
        return warning("rooms", found, say("rooms-widen", wanted=_wide_enough(plan.ports, rooms)))
    ways = len(plan.relay_urls)
    if ways and (relayed := calls_by_relay(relay_ports(plan.ports, ways=ways), ways=ways)) < rooms:
        few = say("rooms-few-relayed", rooms=rooms, calls=relayed)
        # The relay has ports for all that the range has, as far as there are any: only then fewer ways help.
        return warning("rooms", few, say("rooms-fewer-ways" if plan.ports else "rooms-set-ports"))
    return good("rooms", say("rooms-well", rooms=rooms))


def check_addresses(own: Sequence[str], told: Sequence[str]) -> Finding:
    """Where browsers are told to send sound and picture."""
    reachable = [address for address in own if not ipaddress.ip_address(address).is_loopback]
    for address in told:
        if address in own:
            found = say("addresses-needless", told=address)
            return warning("addresses", found, say("addresses-leave-out"))
        if not any((":" in address) == (":" in each) for each in reachable):
            found = say("addresses-other-family", told=address)
            return warning("addresses", found, say("addresses-family"))
    if not reachable:
        return warning("addresses", say("addresses-none"), say("addresses-connect"))
    if told:
        return good("addresses", say("addresses-told", told=", ".join(told), own=", ".join(reachable)))
    return good("addresses", say("addresses-own", own=", ".join(reachable)))


def _wide_enough(ports: PortRange, rooms: int) -> str:
    wanted = rooms * PORTS_A_CALL
    first = min(ports.first, 65_536 - wanted)
    return f"{first}-{first + wanted - 1}"


def _probe(ports: PortRange, host: str) -> tuple[int, Said | None]:
    """How many ports are taken already, and what makes all of them impossible."""
    taken = 0
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in range(ports.first, ports.last + 1):
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                probe.bind((host, port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    return 0, cause(error)
                taken += 1
    return taken, None
