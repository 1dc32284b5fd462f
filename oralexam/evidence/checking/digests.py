"""What the chain says of recordings and transcripts, against what is there (docs/decisions/0173)."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from .blobs import Blob, sha256_of
from .findings import Report
from .own_copies import OWN_NAME, ends_run


def check_digests(
    report: Report,
    where: str,
    events: Iterable[Mapping[str, Any]],
    files: Mapping[str, Blob],
    passed: dict[str, str],
    *,
    erased: Collection[str],
) -> None:
    """Check that each recording and transcript is the one whose digest the chain holds.

    Args:
        report: gets what is found.
        where: which sitting, for people.
        events: its events, in order; of a name that came again the last digest counts.
        files: by their path in the sitting's folder.
        passed: gets every digest of the chain that holds, also of what was erased since.
        erased: the kinds of its data that are gone.
    """
    recordings: dict[str, tuple[int, str]] = {}
    told: dict[str, list[tuple[int, str]]] = {}
    transcripts: dict[str, tuple[int, str]] = {}
    for event in events:
        if event.get("kind") == "recordings-noted":
            for each in event["files"]:
                recordings[f"recordings/{each['name']}"] = (each["bytes"], each["sha256"])
                told.setdefault(f"recordings/{each['name']}", []).append((each["bytes"], each["sha256"]))
        elif event.get("kind") == "transcript-noted":
            name = f"transcripts/{event['seat']}-{event['version']:03}.json"
            transcripts[name] = (event["bytes"], event["sha256"])
    names_gone = "names" in erased
    for kind, noted, may_miss in (
        ("recording", recordings, names_gone or "recordings" in erased),
        ("transcript", transcripts, names_gone or "transcripts" in erased),
    ):
        for name, (size, digest) in sorted(noted.items()):
            blob = files.get(name)
            if blob is None:
                if not may_miss:
                    report.find(f"{kind}-gone", f"{where} {name}")
                    continue
            elif (
                not _begins_so(report, where, name, files, told)
                if OWN_NAME.fullmatch(name)
                else (blob.size, sha256_of(blob)) != (size, digest)
            ):
                report.find(f"{kind}-not-as-chained", f"{where} {name}")
                continue
            passed.setdefault(digest, f"{where}, {name}")
    _check_what_is_not_named(report, where, files, recordings, transcripts)


def _begins_so(
    report: Report,
    where: str,
    name: str,
    files: Mapping[str, Blob],
    told: Mapping[str, list[tuple[int, str]]],
) -> bool:
    """Whether a file of an own copy begins as each event says; of a run without end more may have come."""
    content = _bytes_of(files[name])
    if any(hashlib.sha256(content[:size]).hexdigest() != digest for size, digest in told[name]):
        return False
    if len(content) > told[name][-1][0]:
        sound = name.rpartition(".")[0] + ".own"
        if sound not in files or ends_run(_bytes_of(files[sound])[: told.get(sound, [(0, "")])[-1][0]]):
            return False
        report.note("copy-grown", f"{where} {name}")
    return True


def _bytes_of(blob: Blob) -> bytes:
    return b"".join(bytes(chunk) for chunk in blob.chunks())


def _check_what_is_not_named(
    report: Report,
    where: str,
    files: Mapping[str, Blob],
    recordings: Mapping[str, object],
    transcripts: Mapping[str, object],
) -> None:
    apart = "recordings/own/"
    journals = sorted(name for name in files if name.startswith("recordings/") and not name.startswith(apart))
    # What pages kept of their own microphones may come long after the part: an event names it then.
    for name in sorted(files):
        if OWN_NAME.fullmatch(name) and not name.endswith(".key") and name not in recordings:
            report.note("copy-not-in-chain", f"{where} {name}")
    if any(not name.startswith(apart) for name in recordings):
        # They were named together, when nothing more was recorded: what came since is none of the part's.
        for name in journals:
            if name not in recordings:
                report.find("recording-not-chained", f"{where} {name}")
    elif journals:
        report.note("recordings-not-in-chain", where)
    for name in sorted(files):
        is_version = name.startswith("transcripts/") and not name.endswith(".corrections.jsonl")
        if is_version and name not in transcripts:
            report.note("transcript-not-in-chain", f"{where} {name}")
