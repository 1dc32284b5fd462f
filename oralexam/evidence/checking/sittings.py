"""One sitting: its chain, draw, judgements, recordings, transcripts and scenario.

`oralexam verify sitting` runs this over the live database and files, `verify pack` over what lies in a pack.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .blobs import HEX, Blob, canonical_json, lines_in, read_json, sha256_of, text_of
from .chain import chain_breaks, event_of
from .digests import check_digests
from .draws import draw_findings
from .findings import Report
from .judging import judging_findings
from .own_copies import check_own_copies
from .recordings import check_recordings


def check_sitting(
    report: Report, told: Mapping[str, Any], files: Mapping[str, Blob], passed: dict[str, str]
) -> None:
    """Check a sitting's chain, draw, judgements, recordings and transcripts, from its files.

    Args:
        report: gets what is found.
        told: what is said of it: `sitting_id`, `part`, `head`, and what of it was `erased` (`events` by
            their kind, or `*` for all).
        files: by their path in the sitting's folder.
        passed: gets every hash that may have been printed (events, recordings, transcripts).
    """
    sitting_id = told["sitting_id"]
    where = f"{told['part']} {sitting_id}"
    if "events.jsonl" not in files:
        report.find("entry-missing", f"{where} events.jsonl")
        return
    links = [read_json(line) for line in lines_in(files["events.jsonl"])]
    events = [event_of(link) for link in links]
    signed = any(event.get("kind") == "deliberation-locked" for event in events)
    withheld = [] if signed else told.get("withheld", [])
    tags = [*told["erased"]["events"], *withheld]
    breaks = chain_breaks(sitting_id, links, head=told["head"], erased="*" in tags, erased_tags=tags)
    for seq, code in breaks:
        report.find(f"chain-{code}", where, str(seq))
    passed.update({link["hash"]: f"{where}, {link['seq']}" for link in links})
    if events and (events[0].get("kind"), events[0].get("part")) != ("sitting-opened", told["part"]):
        report.find("other-sitting", where)
    for code, number in draw_findings(sitting_id, events):
        report.find(f"draw-{code}", where, str(number))
    for code, seq in judging_findings(sitting_id, events):
        report.find(f"judging-{code}", where, str(seq))
    _check_scenario(report, where, events, files)
    _check_grid(report, where, events, files)
    _check_works(report, where, events, files)
    check_recordings(report, where, sitting_id, files, passed)
    check_own_copies(report, where, sitting_id, files, passed)
    _check_transcripts(report, where, files, passed)
    check_digests(report, where, events, files, passed, erased=told["erased"]["kinds"])
    for kind, at in told["erased"]["kinds"].items():
        report.note("erased", where, f"{kind}, {at}")
    if withheld:
        report.note("marks-withheld", where)


def _check_scenario(
    report: Report, where: str, events: Sequence[Mapping[str, Any]], files: Mapping[str, Blob]
) -> None:
    lots = [event["lot"] for event in events if event.get("kind") == "scenario-drawn"]
    if not lots or not lots[-1].get("digests"):
        return
    drawn = lots[-1]["eligible"].index(lots[-1]["drawn"])
    if "scenario.json" not in files:
        report.note("scenario-not-here", where, lots[-1]["drawn"])
    elif sha256_of(files["scenario.json"]) != lots[-1]["digests"][drawn]:
        report.find("scenario-changed", where)


def _check_grid(
    report: Report, where: str, events: Sequence[Mapping[str, Any]], files: Mapping[str, Blob]
) -> None:
    opened = [event for event in events if event.get("kind") == "judging-opened"]
    if not opened:
        return
    if "grid.json" not in files:
        report.note("grid-not-here", where, f"{opened[0]['grid_id']} {opened[0]['grid_version']}")
    elif sha256_of(files["grid.json"]) != opened[0]["grid_digest"]:
        report.find("grid-changed", where)


def works_of(events: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Notes, text and contact sheet as they stood last; nothing of what was never written, or erased."""
    works: dict[str, str] = {}
    for event in events:
        kind = event.get("kind")
        if kind == "notes-saved" and event.get("text"):
            works["work/notes.txt"] = event["text"]
        elif kind == "text-saved" and event.get("text"):
            works["work/text.txt"] = event["text"]
        elif kind == "sheet-saved" and event.get("fields"):
            works["work/sheet.json"] = canonical_json(event["fields"])
    return works


def _check_works(
    report: Report, where: str, events: Iterable[Mapping[str, Any]], files: Mapping[str, Blob]
) -> None:
    here = {name: text_of(blob) for name, blob in files.items() if name.startswith("work/")}
    written = works_of(events)
    for name in sorted({*here, *written}):
        if here.get(name) != written.get(name):
            report.find("work-differs", f"{where} {name}")


def _check_transcripts(report: Report, where: str, files: Mapping[str, Blob], passed: dict[str, str]) -> None:
    versions = [name for name in files if re.fullmatch(r"transcripts/[^/]+-[0-9]+\.json", name)]
    passed.update({sha256_of(files[name]): f"{where}, {name}" for name in versions})
    for name, blob in files.items():
        if not re.fullmatch(r"transcripts/.+\.corrections\.jsonl", name):
            continue
        machine = name.replace(".corrections.jsonl", ".json")
        acts = [json.loads(line) for line in lines_in(blob)]
        if machine not in files:
            report.find("entry-missing", f"{where} {machine}")
            continue
        digest = sha256_of(files[machine])
        if any(act["machine_sha256"] != digest for act in acts):
            report.find("transcript-changed", f"{where} {machine}")
        if [act["revision"] for act in acts] != list(range(1, len(acts) + 1)):
            report.find("correction-missing", f"{where} {machine}")


def check_printed(report: Report, printed: Iterable[str], passed: Mapping[str, str]) -> None:
    """Check that each hash on the paper is one that a chain has passed, or a recording, or a transcript.

    What came after the printing (marks, above all) stands behind the head of that day.
    """
    for each in printed:
        digits = re.sub(r"[\s:.-]", "", each.rpartition("#")[2]).lower()
        if not HEX.fullmatch(digits):
            report.find("printed-form", each)
        elif digits not in passed:
            report.find("printed-not-here", digits)
        else:
            report.note("printed-here", passed[digits], digits)
