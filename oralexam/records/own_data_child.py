"""Makes the ZIP of a candidate's own data and ends: `python -m oralexam.records.own_data_child`."""

import os
import sys
import zipfile
from pathlib import Path

import msgspec

from oralexam.copies.playable import playable
from oralexam.records.own_data import OWN_DATA_GONE, OwnDataOrder, OwnFile, as_html


def write(order: OwnDataOrder) -> bool:
    """Write the ZIP; recordings are stored as they are. False where an erasure came in between.

    The file comes first, then the look for the claim: an erasure that begins later takes both.
    """
    try:
        descriptor = os.open(order.target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except FileNotFoundError:
        return False
    with os.fdopen(descriptor, "w+b") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        if not Path(order.claim).is_file():
            Path(order.target).unlink(missing_ok=True)
            return False
        made.writestr("index.html", as_html(order))
        made.writestr("data.json", msgspec.json.format(msgspec.json.encode(order.data), indent=1))
        for kept in (each for section in order.sections for each in section.files):
            _put(kept, made)
    return True


def _put(kept: OwnFile, made: zipfile.ZipFile) -> None:
    """Put a recording in; what was removed meanwhile is not there, and the page's link says which it was."""
    if not kept.run_key:
        if Path(kept.path).is_file():
            made.write(kept.path, kept.name, compress_type=zipfile.ZIP_STORED)
    elif content := playable(Path(kept.path), bytes.fromhex(kept.run_key)):
        made.writestr(kept.name, content, compress_type=zipfile.ZIP_STORED)


def main() -> None:
    """Read an order, write the file it names, say that it is there."""
    made = write(msgspec.json.decode(sys.stdin.buffer.read(), type=OwnDataOrder))
    sys.stdout.buffer.write(b"made" if made else OWN_DATA_GONE)


if __name__ == "__main__":
    main()
