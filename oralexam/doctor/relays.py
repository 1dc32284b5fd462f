"""Whether the TURN relays of the settings answer, take this server's credentials, and reach this server."""

import asyncio
import contextlib
import ipaddress
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from aioice.ice import get_host_addresses

from oralexam.doctor.findings import Finding, good, say, warning
from oralexam.doctor.plan import NetworkPlan
from oralexam.errors import SystemFault
from oralexam.media.relay_config import relay_ports
from oralexam.media.relay_probe import RelayState, probe_relay
from oralexam.media.relays import Relays, RelayUrl, open_relays

NAME = "doctor"


def check_relays(plan: NetworkPlan, *, towards: tuple[str, ...] = ()) -> Iterator[Finding]:
    """One finding a relay; without any, one that says so. `towards` are this server's own addresses."""
    try:
        relays = open_relays(plan.relay_urls, plan.relay_secret_file)
    except SystemFault as fault:
        found = say(fault.reason, file=str(plan.relay_secret_file or ""))
        yield warning("turn", found, say("turn-secret-make"))
        return
    if not relays.urls:
        yield good("turn", say("turn-none"))
    for url in relays.urls:
        yield check_relay(url, relays, plan, towards=towards)


def check_relay(url: RelayUrl, relays: Relays, plan: NetworkPlan, *, towards: tuple[str, ...]) -> Finding:
    """Ask one relay for what a page would ask it for."""
    (server,) = relays.for_somebody(NAME, now=datetime.now(UTC))
    trust = _trusting(plan.authority_file) if url.tls else None
    state = asyncio.run(probe_relay(url, server, towards, ports=plan.ports, trust=trust))
    relayed = str(relay_ports(plan.ports, ways=len(relays.urls)))
    code = f"turn-{state}"
    if state is RelayState.WELL and plan.ports is None:
        code = "turn-any-port"
    found = say(code, url=url.text, relayed=relayed)
    if code == "turn-well":
        return good("turn", found)
    advice = say(
        f"{code}-advice",
        transport=url.transport.upper(),
        port=url.port,
        host=url.host,
        relayed=relayed,
    )
    return warning("turn", found, advice)


def _trusting(authority: Path | None) -> ssl.SSLContext:
    """Whom rooms trust that were told to: the system's authorities, and the centre's own."""
    trust = ssl.create_default_context()
    if authority is not None:
        # Absent, or another user's: a relay that shows its certificate is not trusted then, which is told.
        with contextlib.suppress(OSError):
            trust.load_verify_locations(authority)
    return trust


def own_addresses(media_host: str) -> tuple[str, ...]:
    """Where this server's media can be: the address of the settings, else all that the machine has."""
    if media_host:
        return (media_host,)
    found = get_host_addresses(use_ipv4=True, use_ipv6=True)
    return tuple(address for address in found if not ipaddress.ip_address(address).is_link_local)
