"""Makes the copies of one sitting and ends: `python -m oralexam.records.copies_child`."""

import sys
from pathlib import Path

import msgspec

from oralexam.errors import OralExamError
from oralexam.records.copies_apart import CopiesOrder, CopiesResult
from oralexam.records.listening import make_copies


def main() -> None:
    """Read an order, write the files, say what they are."""
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=CopiesOrder)
    try:
        manifest = make_copies(
            Path(order.recordings),
            order.sitting_id,
            order.zero_utc,
            Path(order.work),
            key_folder=Path(order.key_folder) if order.key_folder else None,
            recorded_s=order.recorded_s,
        )
        result = CopiesResult(manifest=manifest)
    except OralExamError as error:
        result = CopiesResult(code=error.reason)
    sys.stdout.buffer.write(msgspec.json.encode(result) + b"\n")


if __name__ == "__main__":
    main()
