"""What each browser kept of its own microphone: every segment's seal, and what was confirmed while it came.

The format is written down in docs/decisions/0177. A pack holds the key of each run, never the centre's.
"""

import hashlib
import json
import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .blobs import HEX, Blob, text_of
from .findings import Report

OWN_NAME = re.compile(r"recordings/own/([a-z]+-[0-9a-f]{32})\.(own|jsonl|key)")
_FIELDS = struct.Struct("!4sIQIIIqqI")
_LAST = 1


def check_own_copies(
    report: Report, where: str, sitting_id: str, files: Mapping[str, Blob], passed: dict[str, str]
) -> None:
    """Check every run of a sitting; `passed` gets the chains that hold, by which a page was told.

    Args:
        report: gets what is found.
        where: what is said of the sitting.
        sitting_id: whose they should be.
        files: by their path in the sitting's folder.
        passed: gets hashes that may have been noted elsewhere.
    """
    found: dict[str, dict[str, Blob]] = {}
    for name, blob in files.items():
        if match := OWN_NAME.fullmatch(name):
            found.setdefault(match[1], {})[match[2]] = blob
    for stem, parts in sorted(found.items()):
        at = f"{where} own/{stem}"
        if not {"own", "jsonl"} <= parts.keys():
            report.find("copy-half", at)
            continue
        run = OwnRun(
            stem=stem,
            content=b"".join(bytes(chunk) for chunk in parts["own"].chunks()),
            sidecar=text_of(parts["jsonl"]),
            key=text_of(parts["key"]).strip() if "key" in parts else "",
        )
        codes, chain = copy_findings(run, sitting_id)
        for code in codes:
            report.find(f"copy-{code}", at)
        if not run.key:
            report.note("copy-sealed", at)
        if not codes:
            passed[chain.hex()] = at
            if not ends_run(run.content):
                report.note("copy-not-ended", at)


@dataclass(frozen=True)
class OwnRun:
    """One run as it lies there; `key` is its own in hex, "" where nobody gave it."""

    stem: str
    content: bytes
    sidecar: str
    key: str


def ends_run(content: bytes) -> bool:
    """Whether the page has said with the last of these segments that nothing comes any more."""
    flags = [flags for _, _, _, flags in _segments(content)]
    return bool(flags and flags[-1] & _LAST)


def copy_findings(run: OwnRun, sitting_id: str) -> tuple[list[str], bytes]:
    """What does not hold of one run of that sitting, and its chain."""
    head, received = _sidecar(run.sidecar)
    digest = hashlib.sha256(head.encode()).digest()
    try:
        told = json.loads(head)
    except ValueError:
        told = None
    if not isinstance(told, dict) or told.get("sitting_id") != sitting_id:
        return ["of-another"], b""
    if run.stem != f"{told.get('seat')}-{digest.hex()[:32]}":
        return ["of-another"], b""
    sound = AESGCM(bytes.fromhex(run.key)) if HEX.fullmatch(run.key) else None
    chain, place = digest, 0
    chains = {0: digest.hex()}
    before, behind, ended = -1, 0, False
    for segment, fields, index, flags in _segments(run.content):
        _, _, first, samples, *_ = _FIELDS.unpack(fields)
        if ended or index <= before or first < behind:
            return ["out-of-order"], b""
        before, behind, ended = index, first + samples, bool(flags & _LAST)
        try:
            if sound is not None:
                sound.decrypt(index.to_bytes(12, "big"), segment[len(fields) :], digest + fields)
        except InvalidTag:
            return ["changed"], b""
        chain = hashlib.sha256(chain + hashlib.sha256(segment).digest()).digest()
        place += len(segment)
        chains[place] = chain.hex()
    codes = []
    confirmed = [(line.get("bytes"), line.get("chain")) for line in received]
    sizes = [size for size, _ in confirmed if isinstance(size, int) and size >= 0]
    if len(sizes) != len(confirmed):
        codes.append("unreadable")
    elif any(size > place for size in sizes):
        # What was confirmed is not here: cut off, or changed so that it is no segment any more.
        codes.append("cut")
    elif any(chains.get(size) != said for size, (_, said) in zip(sizes, confirmed, strict=True)):
        codes.append("changed")
    elif place != len(run.content):
        codes.append("continued")
    return codes, chain


def _segments(content: bytes) -> Iterator[tuple[bytes, bytes, int, int]]:
    """Every whole segment: its bytes, its fields, its number, its flags."""
    at = 0
    while at + _FIELDS.size <= len(content):
        fields = content[at : at + _FIELDS.size]
        magic, index, _, _, _, flags, _, _, size = _FIELDS.unpack(fields)
        end = at + _FIELDS.size + size
        if magic != b"OWN1" or end > len(content):
            return
        yield content[at:end], fields, index, flags
        at = end


def _sidecar(text: str) -> tuple[str, list[dict[str, Any]]]:
    """The run's head as it was hashed, and what was confirmed; a line that was cut by a crash is none."""
    head, received = "", []
    for line in text.split("\n")[:-1]:
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict) and value.get("what") == "opened" and not head:
            head = str(value.get("header", ""))
        elif isinstance(value, dict) and value.get("what") == "received":
            received.append(value)
    return head, received
