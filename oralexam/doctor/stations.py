"""What the stations found when they tried the network from their browsers, as the doctor says it.

The page says the same of its own station, in the words of `web/js/state/networking.js`.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from oralexam.doctor.findings import Finding, good, warning
from oralexam.storage.network_checks import KeptReport, NetworkChecks, Way

MUCH_LOSS: Final = 0.02
"""Repeats bring everything back at 5 % (docs/media.md, Loss); a wire that is well loses next to nothing."""
FAR_MS: Final = 100.0
"""A lost packet is given up after 120 ms (docs/media.md, Loss): beyond this, asking for it is in vain."""
OLD: Final = timedelta(days=30)
"""A centre's network changes: an older report says little of today."""
NOT_TRIED: Final = frozenset(
    {
        "check-not-now",
        "check-too-often",
        "media-busy",
        "media-ports-full",
        "not-signed-in",
        "server-unreachable",
    }
)


def check_stations(data_folder: Path, *, ports: str, now: datetime) -> Iterator[Finding]:
    """One finding a station; without any, how they are made."""
    kept = NetworkChecks(data_folder).all()
    if not kept:
        yield good("stations", "none has tried the network yet: open /check/network at each, as a technician")
    for each in kept:
        yield judged(each, ports=ports, now=now)


def judged(kept: KeptReport, *, ports: str, now: datetime) -> Finding:
    """What one station found, and what to open for it."""
    report = kept.report
    told = [f"direct {_said(report.direct)}"]
    if report.relay is not None:
        told.append(f"by the relay {_said(report.relay)}")
    when = f"{kept.at:%Y-%m-%d %H:%M} UTC"
    found = f"{report.room}, {report.station} ({when}): {', '.join(told)}"
    advice = _advice(kept, ports=f"UDP {ports}".strip())
    if not advice and now - kept.at > OLD:
        advice = "that was long ago: try it again at /check/network"
    return warning("station", found, advice) if advice else good("station", found)


def _said(way: Way) -> str:
    if not way.connected:
        return "not tried" if way.problem in NOT_TRIED else "does not pass"
    if not (way.sent and way.received):
        return f"{way.round_trip_ms or 0:.0f} ms, no sound"
    return f"{way.round_trip_ms or 0:.0f} ms, {way.lost_share:.1%} lost"


def _advice(kept: KeptReport, *, ports: str) -> str:
    report = kept.report
    direct, relay = report.direct, report.relay
    used = direct if direct.connected else relay
    if NOT_TRIED & {direct.problem, relay.problem if relay else ""}:
        return "try it again at /check/network when no call runs"
    if report.socket_ms is None:
        return "let WebSockets through the proxy or firewall (the Upgrade header, on the page's own port)"
    if used is None or not used.connected:
        if not report.hosts + report.reflexive + report.relayed:
            return "its browser offers no address: look at the browser's WebRTC policies"
        return f"no sound will pass: open {ports} from its network to this server, or a TURN relay's ports"
    if not used.sent:
        return "its browser made no sound to measure with: plug the headset in, and try again"
    if not used.received:
        return f"nothing comes back: let the answers to {ports} in, too"
    if used.lost_share >= MUCH_LOSS:
        return "a cable in the place of Wi-Fi, or another switch, helps most often"
    if (used.round_trip_ms or 0) >= FAR_MS:
        return "what is lost cannot be asked for in time: look for a VPN or a detour"
    return ""
