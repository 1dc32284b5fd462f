"""A pack is made from a data folder: `python -m oralexam.evidence.making` reads an order, and answers.

It runs beside a server that serves calls: a short process of lower priority, which reads the database and the
recordings without changing them, and holds a megabyte of them at a time.
"""

import importlib.metadata
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from oralexam.errors import NotFound, OralExamError, Refused, SystemFault, Unavailable
from oralexam.evidence.alone import stand_alone_script
from oralexam.evidence.centre_key import signing_key
from oralexam.evidence.checking.blobs import Blob
from oralexam.evidence.checking.packs import FORMAT, VERSION
from oralexam.evidence.files import blob_of
from oralexam.evidence.material import (
    listening_files,
    own_copy_files,
    recording_files,
    told_of,
    under_way,
    withheld_of,
    withholding,
    written_files,
)
from oralexam.evidence.order import PackMade, PackOrder, PackStep
from oralexam.evidence.readme import readme_of
from oralexam.evidence.standing import sealed_texts
from oralexam.evidence.writing import made_whole, write_delivery
from oralexam.records.manifest import read_manifest
from oralexam.storage.engine import open_read_only
from oralexam.storage.files import LEAST_FREE, DataFolder
from oralexam.storage.raw_records import RawSitting, read_raw

STEP_BYTES: Final = 4 << 20
"""How often a step is told: fifty times in a pack of two recorded parts."""
NICENESS: Final = 10
"""Calls come first."""


def make_pack(order: PackOrder, *, on_step: Callable[[PackStep], None] = lambda _: None) -> PackMade:
    """Make the pack; on return it stands at `order.target`, whole and on the disk.

    Raises:
        NotFound: `unknown-sitting`, `no-database`.
        Refused: `part-under-way`.
        Unavailable: `disk-full`: also where too little room would be left for the calls of the day.
        SystemFault: `centre-key-lost`, `centre-key-unreadable`, `centre-keys-differ`, `pack-too-large`,
            `evidence-changed-meanwhile`, `data-folder-not-writable`, `storage-failed`.
    """
    data = DataFolder(Path(order.data))
    key = signing_key(data.centre_key_dir())
    target = Path(order.target)
    # The file comes first: an erasure that begins later than this takes it away, and there is no pack.
    with made_whole(target) as file:
        if order.claim is not None and not Path(order.claim).exists():
            # The record that came with the order may tell of somebody who has been erased since.
            raise SystemFault("evidence-changed-meanwhile")
        sittings = _read(data, order)
        told: list[dict[str, Any]] = []
        entries: list[tuple[str, Blob]] = []
        for number, (raw, sealed) in enumerate(sittings, start=1):
            if under_way(raw):
                raise Refused("part-under-way")
            about = told_of(raw)
            if withheld := withheld_of(raw):
                about["withheld"] = withheld
            folder = f"sittings/{number}-{about['part']}-{raw.sitting_id}"
            told.append({**about, "folder": folder})
            files = _files(data, raw, sealed, listening=order.listening)
            entries += [(f"{folder}/{name}", blob) for name, blob in files.items()]
        if order.record:
            entries.insert(0, ("record.pdf", blob_of(order.record)))
        manifest = _manifest(order, told)
        steps = _Steps(sum(blob.size for _, blob in entries), on_step)
        _leave_room(data, steps.of_bytes)
        write_delivery(
            file,
            entries,
            manifest,
            readme=readme_of(manifest),
            script=stand_alone_script(),
            key=key,
            progress=steps.more,
        )
        size = file.tell()
    return PackMade(size=size, entries=len(entries))


def _read(data: DataFolder, order: PackOrder) -> list[tuple[RawSitting, Mapping[str, bytes]]]:
    """The rows of every sitting, and the texts that were sealed in it."""
    if not data.database_path.is_file():
        raise NotFound("no-database", file=str(data.database_path))
    database = open_read_only(data.database_path)
    try:
        own = Path(order.scenarios) if order.scenarios else None
        sittings = [read_raw(database, sitting_id) for sitting_id in order.sitting_ids]
        return [(raw, sealed_texts(database, own, raw)) for raw in sittings]
    finally:
        database.close()


def _files(
    data: DataFolder, raw: RawSitting, sealed: Mapping[str, bytes], *, listening: bool
) -> dict[str, Blob]:
    files = written_files(withholding(raw), sealed=sealed)
    files |= recording_files(data.root / "recordings", raw.sitting_id)
    files |= own_copy_files(data, raw.sitting_id)
    copies = read_manifest(data.root / "listening", raw.sitting_id) if listening else None
    if copies is not None:
        files |= listening_files(data.root / "listening", raw.sitting_id, sorted(copies.names()))
    return files


def _manifest(order: PackOrder, sittings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    about = {"kind": order.kind, "id": order.subject_id, "session_id": order.session_id}
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": order.made_at.isoformat(timespec="seconds"),
        "made_by": order.made_by,
        "oralexam": importlib.metadata.version("oralexam"),
        "about": about,
        "sittings": sittings,
    }


def _leave_room(data: DataFolder, wanted_bytes: int) -> None:
    """Refuse what would leave calls no room to be recorded.

    Raises:
        Unavailable: `disk-full`.
    """
    usage = shutil.disk_usage(data.root)
    if usage.free - wanted_bytes < LEAST_FREE * usage.total:
        raise Unavailable("disk-full")


class _Steps:
    """Tells how far it is, now and then."""

    def __init__(self, of_bytes: int, tell: Callable[[PackStep], None]) -> None:
        self.of_bytes = of_bytes
        self._tell = tell
        self._done = self._told = 0

    def more(self, count: int) -> None:
        """So many bytes have been written since."""
        self._done += count
        if self._done - self._told >= STEP_BYTES:
            self._told = self._done
            self._tell(PackStep(done_bytes=min(self._done, self.of_bytes), of_bytes=self.of_bytes))


def main() -> None:
    """Make one pack as the order on the standard input says; the last line on the output is the answer."""
    os.nice(NICENESS)
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=PackOrder)
    try:
        answer = make_pack(order, on_step=_say)
    except OralExamError as error:
        answer = PackMade(fault=error.reason)
    _say(answer)


def _say(line: PackStep | PackMade) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(line) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
