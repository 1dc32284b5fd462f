"""Marks (docs/decisions/0161): sealed versions, and the deliberation that both judges signed."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any


def judging_findings(events: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """What does not hold of marks and deliberation: the reason, and the event's number."""
    findings: list[tuple[str, int]] = []
    sealed: dict[str, int] = {}
    proposed: dict[int, str] = {}
    signed: dict[int, set[str]] = {}
    asked_by: str | None = None
    for event in events:
        kind, seq = event.get("kind"), event.get("seq", 0)
        if kind in {"judgement-sealed", "deliberation-proposed"}:
            body = event.get("body")
            if body is not None and hashlib.sha256(body.encode()).hexdigest() != event["digest"]:
                findings.append(("digest", seq))
        if kind == "judgement-sealed":
            if event["version"] != sealed.get(event["judge"], 0) + 1:
                findings.append(("version", seq))
            sealed[event["judge"]] = event["version"]
        elif kind == "deliberation-proposed":
            if event["version"] != max(proposed, default=0) + 1:
                findings.append(("version", seq))
            proposed[event["version"]] = event["digest"]
        elif kind == "deliberation-signed":
            if proposed.get(event["version"]) != event["digest"]:
                findings.append(("signed-another", seq))
            signed.setdefault(event["version"], set()).add(event["judge"])
        elif kind == "deliberation-locked":
            whole = len(signed.get(event["version"], ())) == len(sealed) == 2  # the two judges of a jury
            if proposed.get(event["version"]) != event["digest"] or not whole:
                findings.append(("locked-without-both", seq))
        elif kind == "reopening-asked":
            asked_by = event["by"]
        elif kind == "deliberation-reopened":
            if asked_by is None or asked_by == event["by"]:
                findings.append(("reopened-by-one", seq))
            asked_by = None
    return findings
