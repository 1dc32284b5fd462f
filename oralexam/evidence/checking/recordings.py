"""Recordings: every checksum that was written while a journal grew is computed again."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .blobs import Blob, text_of
from .findings import Report


def check_recordings(
    report: Report, where: str, sitting_id: str, files: Mapping[str, Blob], passed: dict[str, str]
) -> None:
    """Check every recording of a sitting by the checksums of its sidecar; `passed` gets those that hold."""
    journals = {name.removesuffix(".mjr") for name in files if re.fullmatch(r"recordings/[^/]+\.mjr", name)}
    sidecars = {
        name.removesuffix(".jsonl") for name in files if re.fullmatch(r"recordings/[^/]+\.jsonl", name)
    }
    for stem in sorted(journals | sidecars):
        at = f"{where} {stem.removeprefix('recordings/')}"
        if stem not in journals or stem not in sidecars:
            report.find("recording-half", at)
            continue
        lines = list(sidecar_lines(text_of(files[stem + ".jsonl"])))
        found = list(recording_findings(stem.rpartition("/")[2], sitting_id, files[stem + ".mjr"], lines))
        for code in found:
            report.find(f"recording-{code}", at)
        if not found:
            passed.update(
                {line["sha256"]: at for line in lines if line.get("what") in {"checksum", "closed"}}
            )
        if not any(line.get("what") == "closed" for line in lines):
            report.note("recording-not-closed", at)


def sidecar_lines(text: str) -> Iterator[dict[str, Any]]:
    """What a journal knows beside its packets; a line that was cut by a crash is none."""
    for line in text.split("\n")[:-1]:
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            yield value


def recording_findings(
    stem: str, sitting_id: str, journal: Blob, lines: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    """What does not hold of a recording.

    Args:
        stem: its name, `seat-kind-segment`.
        sitting_id: whose it should be.
        journal: the packets.
        lines: of its sidecar.
    """
    opened = [line for line in lines if line.get("what") == "opened"]
    told = [(line["sitting_id"], f"{line['seat']}-{line['kind']}-{line['segment']:03}") for line in opened]
    if told and told != [(sitting_id, stem)]:
        yield "of-another"
    points = [line for line in lines if line.get("what") in {"checksum", "closed"}]
    if any(type(point["bytes"]) is not int or point["bytes"] < 0 for point in points):
        yield "unreadable"
        return
    digests = _digests_at(
        journal, sorted({point["bytes"] for point in points if point["bytes"] <= journal.size})
    )
    if any(digests.get(point["bytes"], point["sha256"]) != point["sha256"] for point in points):
        yield "changed"
    if any(point["bytes"] > journal.size for point in points):
        yield "cut"
    elif any(point["bytes"] != journal.size for point in points if point["what"] == "closed"):
        yield "continued"


def _digests_at(journal: Blob, wanted: Sequence[int]) -> dict[int, str]:
    """SHA-256 of the first so many bytes, for each length in `wanted`, in one reading."""
    digest, at, found, waiting = hashlib.sha256(), 0, {}, list(reversed(wanted))
    for chunk in journal.chunks():
        start = 0
        while waiting and waiting[-1] <= at + len(chunk):
            stop = waiting[-1] - at
            digest.update(chunk[start:stop])
            found[waiting.pop()], start = digest.hexdigest(), stop
        digest.update(chunk[start:])
        at += len(chunk)
    return found | dict.fromkeys(waiting, digest.hexdigest())
