"""Makes the ZIP of a candidate's own data and ends: `python -m oralexam.records.own_data_child`."""

import sys
import zipfile
from pathlib import Path

import msgspec

from oralexam.records.own_data import OwnDataOrder, as_html


def write(order: OwnDataOrder) -> None:
    """Write the ZIP; recordings are stored as they are, they are compressed already."""
    with zipfile.ZipFile(order.target, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("index.html", as_html(order))
        made.writestr("data.json", msgspec.json.format(msgspec.json.encode(order.data), indent=1))
        for section in order.sections:
            for file in section.files:
                # What was removed meanwhile is not there; the page's link says which it was.
                if Path(file.path).is_file():
                    made.write(file.path, file.name, compress_type=zipfile.ZIP_STORED)


def main() -> None:
    """Read an order, write the file it names, say that it is there."""
    write(msgspec.json.decode(sys.stdin.buffer.read(), type=OwnDataOrder))
    sys.stdout.buffer.write(b"made")


if __name__ == "__main__":
    main()
