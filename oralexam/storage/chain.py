"""The hash chain of a sitting's events: pure, so that anybody can compute it again.

```
commitment = SHA-256(salt ‖ payload)             payload: the personal fields as JSON, salt: 32 random bytes
canonical  = {"event": public fields, "personal": commitment or null, "seq": n, "sitting_id": id}
hash       = SHA-256(hash of the event before ‖ canonical)      32 zero bytes before the first
```

JSON is UTF-8 with sorted keys and no spaces. What was hashed is stored as it was hashed, so that nobody
needs this program, or its way to write a number, to check it.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any, get_type_hints

import msgspec

from oralexam.rooms.event import Event
from oralexam.rooms.events import AnyEvent
from oralexam.rooms.judging.marker_commands import Sign

GENESIS = "0" * 64
"""What stands before the first event: 32 zero bytes in hex."""
SALT_BYTES = 32
"""As long as the hash: a short or guessable text behind a commitment cannot be found by trying."""
_HASH = re.compile(r"[0-9a-f]{64}")
"""A hash, or a salt, as it is written: one way to write it, so that a changed letter is always a change."""


class ChainHead(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far a chain goes: printed on the day, it makes a cut end visible."""

    seq: int
    hash: str


EMPTY = ChainHead(seq=0, hash=GENESIS)
"""The head of a chain that has no event yet."""


class Personal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The erasable part of an event: JSON text, and the salt (hex) of its commitment."""

    salt: str
    payload: str


class ChainedEvent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One event as it is stored."""

    seq: int
    canonical: str
    hash: str
    personal: Personal | None
    """None where the event has no personal field, or where it has been erased."""


class ChainBreak(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a chain does not hold, and why.

    `order`: not the event that should stand here (dropped, repeated, moved). `hash`: not what was hashed.
    `payload`: personal fields that do not match their commitment. `payload-missing`: gone, and nobody erased
    anything. `head`: the chain ends elsewhere than it did (cut, or continued).
    """

    seq: int
    code: str


class _Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `canonical` is the text of."""

    sitting_id: str
    seq: int
    event: dict[str, Any]
    personal: str | None


def extend(
    sitting_id: str, head: ChainHead, happened: Iterable[AnyEvent], salts: Iterable[bytes]
) -> list[ChainedEvent]:
    """The next links of a chain that ends at `head`; `salts` gives one random salt for each event."""
    links: list[ChainedEvent] = []
    seq, previous = head.seq, head.hash
    for event, salt in zip(happened, salts, strict=True):
        seq += 1
        public, personal = _split(event, salt)
        committed = commitment(personal) if personal else None
        canonical = _json(_Record(sitting_id=sitting_id, seq=seq, event=public, personal=committed))
        previous = link_hash(previous, canonical)
        links.append(ChainedEvent(seq=seq, canonical=canonical, hash=previous, personal=personal))
    return links


def restore(link: ChainedEvent) -> AnyEvent:
    """The event that `link` holds; erased personal fields read as "", or as empty."""
    fields = msgspec.json.decode(link.canonical, type=_Record).event
    if link.personal:
        fields |= msgspec.json.decode(link.personal.payload, type=dict[str, Any])
    else:
        fields |= _ERASED[fields["kind"]]
    return msgspec.convert(fields, AnyEvent)  # type: ignore[no-any-return]


def verify(
    sitting_id: str,
    links: Sequence[ChainedEvent],
    *,
    head: ChainHead | None,
    erased: bool,
    erased_tags: Collection[str] = (),
) -> tuple[ChainBreak, ...]:
    """Where the chain does not hold; empty when all of it does.

    Args:
        sitting_id: the sitting that the chain says it belongs to.
        links: the events as found, in the order found.
        head: how far the chain goes, known from elsewhere; without it a cut end cannot be seen.
        erased: whether the sitting's personal fields may be missing.
        erased_tags: the kinds of events whose personal fields may be missing, where the others may not.
    """
    breaks: list[ChainBreak] = []
    previous = GENESIS
    for place, link in enumerate(links, start=1):
        record = _decode(link.canonical)
        if record is None or link.hash != link_hash(previous, link.canonical):
            breaks.append(ChainBreak(seq=place, code="hash"))
        if record is not None and (record.sitting_id, record.seq, link.seq) != (sitting_id, place, place):
            breaks.append(ChainBreak(seq=place, code="order"))
        if record is not None and (
            code := _payload_break(
                record, link.personal, erased=erased or record.event.get("kind") in erased_tags
            )
        ):
            breaks.append(ChainBreak(seq=place, code=code))
        # Go on from what is written there, so that one edit is one break, unless that is no hash at all.
        previous = link.hash if _HASH.fullmatch(link.hash) else link_hash(previous, link.canonical)
    if head is not None and (head.seq, head.hash) != (len(links), previous):
        breaks.append(ChainBreak(seq=len(links), code="head"))
    return tuple(breaks)


def commitment(personal: Personal) -> str:
    """SHA-256 (hex) of salt and payload."""
    return hashlib.sha256(bytes.fromhex(personal.salt) + personal.payload.encode()).hexdigest()


def link_hash(previous: str, canonical: str) -> str:
    """The hash (hex) of an event that stands behind the one whose hash is `previous`."""
    return hashlib.sha256(bytes.fromhex(previous) + canonical.encode()).hexdigest()


def _payload_break(record: _Record, personal: Personal | None, *, erased: bool) -> str | None:
    if personal is None:
        return None if record.personal is None or erased else "payload-missing"
    if not _HASH.fullmatch(personal.salt) or commitment(personal) != record.personal:
        return "payload"
    return None


def _split(event: AnyEvent, salt: bytes) -> tuple[dict[str, Any], Personal | None]:
    fields: dict[str, Any] = msgspec.to_builtins(event)
    if not event.personal:
        return fields, None
    payload = _json({name: fields.pop(name) for name in event.personal})
    return fields, Personal(salt=salt.hex(), payload=payload)


def _decode(canonical: str) -> _Record | None:
    try:
        return msgspec.json.decode(canonical, type=_Record)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return None


def _json(value: object) -> str:
    return msgspec.json.encode(value, order="sorted").decode()


def _empty(kind: type[Event], field: str) -> str | dict[str, str]:
    """What an erased field of `kind` reads as: nothing written, a sheet without fields, no sign."""
    hint = get_type_hints(kind)[field]
    if hint is Sign:
        return Sign.NOTE.value
    return "" if hint is str else {}


_ERASED = {
    str(kind.__struct_config__.tag): {field: _empty(kind, field) for field in kind.personal}
    for kind in AnyEvent.__args__
}
"""The personal fields of each kind of event, by its tag, as they read when they are erased."""
