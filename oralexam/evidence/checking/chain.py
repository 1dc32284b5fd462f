"""The chain of a sitting's events (docs/storage.md), computed again.

```
canonical = {"event": {...}, "personal": SHA-256(salt ‖ payload) or null, "seq": n, "sitting_id": "..."}
hash(n)   = SHA-256(hash(n-1) ‖ canonical)          hash(0) is 32 zero bytes
```
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from .blobs import HEX

GENESIS = "0" * 64


def event_of(link: Mapping[str, Any]) -> dict[str, Any]:
    """What happened, with the fields that can be erased where they are still there."""
    record = _record_of(link["canonical"])
    if record is None:
        return {}
    personal = json.loads(link["payload"]) if link["payload"] is not None else {}
    return {**record["event"], **personal, "seq": link["seq"]}


def _record_of(canonical: str) -> dict[str, Any] | None:
    try:
        record = json.loads(canonical)
        if set(record) != {"event", "personal", "seq", "sitting_id"} or type(record["seq"]) is not int:
            return None
        kinds = (record["event"], dict), (record["sitting_id"], str), (record["personal"], str | None)
    except (ValueError, TypeError):
        return None
    return record if all(isinstance(value, kind) for value, kind in kinds) else None


def chain_breaks(
    sitting_id: str,
    links: Sequence[Mapping[str, Any]],
    *,
    head: Mapping[str, Any] | None,
    erased: bool,
    erased_tags: Collection[str] = (),
) -> list[tuple[int, str]]:
    """Where a chain of events does not hold: number and reason (docs/storage.md).

    hash(n) = SHA-256(hash(n-1) ‖ canonical), and canonical names the sitting, n, and
    SHA-256(salt ‖ payload) of what can be erased.
    """
    breaks = []
    previous = GENESIS
    for place, link in enumerate(links, start=1):
        record = _record_of(link["canonical"])
        expected = hashlib.sha256(bytes.fromhex(previous) + link["canonical"].encode()).hexdigest()
        if record is None or link["hash"] != expected:
            breaks.append((place, "hash"))
        if record is not None:
            if (record["sitting_id"], record["seq"], link["seq"]) != (sitting_id, place, place):
                breaks.append((place, "order"))
            may_miss = erased or record["event"].get("kind") in erased_tags
            if code := _payload_break(record["personal"], link, erased=may_miss):
                breaks.append((place, code))
        previous = link["hash"] if HEX.fullmatch(link["hash"]) else expected
    if head is not None and (head["seq"], head["hash"]) != (len(links), previous):
        breaks.append((len(links), "head"))
    return breaks


def _payload_break(committed: str | None, link: Mapping[str, Any], *, erased: bool) -> str | None:
    salt, payload = link["salt"], link["payload"]
    if payload is None and salt is None:
        return None if committed is None or erased else "payload-missing"
    if payload is None or salt is None or not HEX.fullmatch(salt):
        return "payload"
    return (
        None if hashlib.sha256(bytes.fromhex(salt) + payload.encode()).hexdigest() == committed else "payload"
    )
