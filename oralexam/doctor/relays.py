"""Whether the TURN relays of the settings answer, take this server's credentials, and reach this server."""

import asyncio
import ipaddress
from collections.abc import Iterator
from datetime import UTC, datetime

from aioice.ice import get_host_addresses

from oralexam.doctor.findings import Finding, good, warning
from oralexam.doctor.plan import NetworkPlan
from oralexam.errors import SystemFault
from oralexam.media.relay_probe import RelayState, probe_relay
from oralexam.media.relays import Relays, RelayUrl, open_relays

NAME = "doctor"
SAID = {
    RelayState.WELL: "answers, takes this server's credentials, and reaches this server",
    RelayState.NO_ANSWER: "does not answer",
    RelayState.REFUSED: "answers, and refuses this server's credentials",
    RelayState.FULL: "answers, and has no address left to give",
    RelayState.NO_WAY_ON: "gives addresses, and what is sent through it does not reach this server",
}
ADVICE = {
    RelayState.NO_ANSWER: "is coturn started (turnserver -c FILE, made by `oralexam turn`)? Let {transport}"
    " {port} through the firewall to {host}",
    RelayState.REFUSED: "give coturn the configuration that `oralexam turn` prints: another secret is in its"
    " own, or its clock differs by hours",
    RelayState.FULL: "look at min-port, max-port and total-quota of its configuration: as it is made, 400"
    " connections fit",
    RelayState.NO_WAY_ON: "its allowed-peer-ip must name this server's addresses: make its configuration anew"
    " with `oralexam turn`; and let UDP from {host} to this server through the firewall",
}


def check_relays(plan: NetworkPlan) -> Iterator[Finding]:
    """One finding a relay; without any, one that says so."""
    try:
        relays = open_relays(plan.relay_urls, plan.relay_secret_file)
    except SystemFault as fault:
        advice = "make the file with `oralexam turn`, and name it in ORALEXAM_TURN_SECRET_FILE"
        yield warning("turn", f"{plan.relay_secret_file or 'no secret file'}: {fault.reason}", advice)
        return
    if not relays.urls:
        yield good("turn", "none named: pages reach the UDP ports of this server themselves")
    for url in relays.urls:
        yield check_relay(url, relays, towards=own_addresses(plan.media_host))


def check_relay(url: RelayUrl, relays: Relays, *, towards: tuple[str, ...]) -> Finding:
    """Ask one relay for what a page would ask it for."""
    (server,) = relays.for_somebody(NAME, now=datetime.now(UTC))
    state = asyncio.run(probe_relay(url, server, towards))
    found = SAID[state]
    if state is RelayState.WELL:
        return good("turn", f"{url.text} {found}")
    told = ADVICE[state].format(transport=url.transport.upper(), port=url.port, host=url.host)
    return warning("turn", f"{url.text} {found}", told)


def own_addresses(media_host: str) -> tuple[str, ...]:
    """Where this server's media can be: the address of the settings, else all that the machine has."""
    if media_host:
        return (media_host,)
    found = get_host_addresses(use_ipv4=True, use_ipv6=True)
    return tuple(address for address in found if not ipaddress.ip_address(address).is_link_local)
