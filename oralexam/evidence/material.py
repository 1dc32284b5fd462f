"""What a sitting leaves that is evidence, as files: they go into a pack, or are checked where they lie."""

import contextlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from oralexam.copies.key import known_copies_key
from oralexam.copies.reader import list_runs
from oralexam.errors import BadInput, SystemFault
from oralexam.evidence.checking.blobs import Blob, canonical_json
from oralexam.evidence.checking.chain import event_of
from oralexam.evidence.checking.sittings import works_of
from oralexam.evidence.files import blob_at, blob_of
from oralexam.rooms.judging.events import (
    DeliberationProposed,
    DeliberationSigned,
    JudgementSealed,
    SecondMarkingSealed,
)
from oralexam.rooms.judging.marker_events import MarkerNoted, MarkerSet
from oralexam.rooms.phases import NOT_BEGUN, OVER
from oralexam.storage.chain import ChainedEvent
from oralexam.storage.files import DataFolder
from oralexam.storage.raw_records import RawSitting

_JOURNAL: Final = re.compile(r"[a-z]+-(?:audio|video)-[0-9]{3,}\.(?:mjr|jsonl)")
"""What a recording may be called (oralexam.journal.reader): anything else in the folder is none."""


WITHHELD_BEFORE_THE_LOCK: Final = tuple(
    sorted(
        str(each.__struct_config__.tag)
        for each in (
            MarkerSet,
            MarkerNoted,
            JudgementSealed,
            DeliberationProposed,
            DeliberationSigned,
            SecondMarkingSealed,
        )
    )
)
"""Events whose personal fields a pack leaves out until the jury has signed: whoever fetches one is a manager,
who sees marks once they are locked (docs/judging.md), and a colleague may be told what it says."""


def withholding(raw: RawSitting) -> RawSitting:
    """The sitting without what the jury has marked and not yet signed; chain and digests stay whole."""
    kinds = [event_of(link_line(each)).get("kind") for each in raw.links]
    if "deliberation-locked" in kinds:
        return raw
    links = tuple(
        msgspec.structs.replace(link, personal=None) if kind in WITHHELD_BEFORE_THE_LOCK else link
        for kind, link in zip(kinds, raw.links, strict=True)
    )
    return msgspec.structs.replace(raw, links=links)


def withheld_of(raw: RawSitting) -> list[str]:
    """The kinds of events whose personal fields are kept back as long as the jury has not signed."""
    kinds = {event_of(link_line(each)).get("kind") for each in raw.links}
    return (
        [] if "deliberation-locked" in kinds else [kind for kind in WITHHELD_BEFORE_THE_LOCK if kind in kinds]
    )


def told_of(raw: RawSitting) -> dict[str, Any]:
    """What is said of a sitting beside its files: the first line of its check."""
    opening = event_of(link_line(raw.links[0])) if raw.links else {}
    return {
        "sitting_id": raw.sitting_id,
        "part": opening.get("part", ""),
        "candidacy_id": opening.get("candidacy_id"),
        "rehearsal": raw.rehearsal,
        "opened_at": raw.opened_at.isoformat(timespec="seconds"),
        "phase": raw.phase.value,
        "head": {"seq": raw.head.seq, "hash": raw.head.hash},
        "erased": {
            "kinds": {kind: at.isoformat(timespec="seconds") for kind, at in sorted(raw.erasures.items())},
            "events": ["*"] if raw.erased_at else sorted(raw.erased_tags),
        },
    }


def under_way(raw: RawSitting) -> bool:
    """Whether something still happens in it: then it is no evidence yet."""
    return raw.phase not in OVER | NOT_BEGUN


def link_line(link: ChainedEvent) -> dict[str, Any]:
    """One event of a chain, with what can be erased of it."""
    return {
        "seq": link.seq,
        "canonical": link.canonical,
        "hash": link.hash,
        "salt": link.personal.salt if link.personal else None,
        "payload": link.personal.payload if link.personal else None,
    }


def written_files(raw: RawSitting, *, sealed: Mapping[str, bytes]) -> dict[str, Blob]:
    """Events, the candidate's own work, transcripts; scenario and grid as they were `sealed`."""
    files: dict[str, Blob] = {
        "events.jsonl": blob_of("".join(canonical_json(link_line(each)) + "\n" for each in raw.links))
    }
    files |= {name: blob_of(content) for name, content in sealed.items()}
    events = [event_of(link_line(each)) for each in raw.links]
    files.update({name: blob_of(text) for name, text in works_of(events).items()})
    for each in raw.transcripts:
        stem = f"transcripts/{each.seat}-{each.version:03}"
        files[f"{stem}.json"] = blob_of(each.body)
        if each.corrections:
            acts = "".join(act.body + "\n" for act in each.corrections)
            files[f"{stem}.corrections.jsonl"] = blob_of(acts)
    return files


def recording_files(recordings: Path, sitting_id: str) -> dict[str, Blob]:
    """Journals and their sidecars, by name.

    A sidecar is read before its journal is measured: of a call that runs, no checksum lies beyond its end.
    """
    folder = recordings / sitting_id
    # A link would lead out of the folder: the server makes none.
    found = [path for path in folder.iterdir() if not path.is_symlink()] if folder.is_dir() else []
    names = sorted(path.name for path in found)
    wanted = [name for name in names if _JOURNAL.fullmatch(name)]
    sidecars = {name: blob_of((folder / name).read_bytes()) for name in wanted if name.endswith(".jsonl")}
    files = {f"recordings/{name}": sidecars.get(name) or blob_at(folder / name) for name in wanted}
    return dict(sorted(files.items()))


def own_copy_files(data: DataFolder, sitting_id: str) -> dict[str, Blob]:
    """What browsers kept of their own microphones, by name, each with the key of its run and of no other.

    A sidecar is read before its segments are measured, as in `recording_files`.
    """
    try:
        key = known_copies_key(data.copies_key_dir())
    except SystemFault:
        key = None
    files: dict[str, Blob] = {}
    for run in list_runs(data.root / "recordings", sitting_id):
        stem = f"recordings/own/{run.sidecar.stem}"
        files[f"{stem}.jsonl"] = blob_of(run.sidecar.read_bytes())
        if run.path.is_file():
            files[f"{stem}.own"] = blob_at(run.path)
        if key is not None:
            with contextlib.suppress(BadInput):
                files[f"{stem}.key"] = blob_of(key.of_run(run.header, run.text).hex() + "\n")
    return dict(sorted(files.items()))


def listening_files(listening: Path, sitting_id: str, names: Sequence[str]) -> dict[str, Blob]:
    """The copies that any player plays, by name; those that are not there are left out."""
    folder = listening / sitting_id
    return {f"listening/{name}": blob_at(folder / name) for name in names if (folder / name).is_file()}
