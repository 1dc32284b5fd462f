"""What the stations found when they tried the network from their browsers, as the doctor says it.

The page says the same of its own station, in the words of `web/js/state/networking.js`.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from oralexam.doctor.findings import Finding, Said, good, say, warning
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
        yield good("stations", say("stations-none"))
    for each in kept:
        yield judged(each, ports=ports, now=now)


def judged(kept: KeptReport, *, ports: str, now: datetime) -> Finding:
    """What one station found, and what to open for it."""
    report = kept.report
    ways = [say("way-direct", way=_said(report.direct))]
    if report.relay is not None:
        ways.append(say("way-relay", way=_said(report.relay)))
    found = say(
        "station",
        room=report.room,
        station=report.station,
        when=f"{kept.at:%Y-%m-%d %H:%M}",
        ways=tuple(ways),
    )
    advice = _advice(kept, ports=f"UDP {ports}".strip())
    if advice is None and now - kept.at > OLD:
        advice = say("station-old")
    return warning("station", found, advice) if advice else good("station", found)


def _said(way: Way) -> Said:
    if not way.connected:
        return say("way-not-tried" if way.problem in NOT_TRIED else "way-none")
    ms = way.round_trip_ms or 0.0
    if not (way.sent and way.received):
        return say("way-silent", ms=ms)
    return say("way", ms=ms, lost=way.lost_share)


def _advice(kept: KeptReport, *, ports: str) -> Said | None:
    report = kept.report
    direct, relay = report.direct, report.relay
    used = direct if direct.connected else relay
    if NOT_TRIED & {direct.problem, relay.problem if relay else ""}:
        return say("station-again")
    if report.socket_ms is None:
        return say("station-sockets")
    if used is None or not used.connected:
        if not report.hosts + report.reflexive + report.relayed:
            return say("station-policies")
        return say("station-closed", ports=ports)
    if not used.sent:
        return say("station-headset")
    if not used.received:
        return say("station-answers", ports=ports)
    if used.lost_share >= MUCH_LOSS:
        return say("station-loss")
    if (used.round_trip_ms or 0) >= FAR_MS:
        return say("station-far")
    return None
