"""Makes one document and ends: `python -m oralexam.dossier.apart` reads an order and writes the file.

The server never imports this module: it brings weasyprint, or XlsxWriter.
"""

import ctypes.util
import gc
import sys
from pathlib import Path

import msgspec

from oralexam.dossier.orders import Order, RecordOrder


def made(order: Order) -> bytes:
    """The file that was ordered."""
    web = Path(order.web)
    if isinstance(order, RecordOrder):
        from oralexam.dossier.document import document_of  # noqa: PLC0415 -- each order needs its own half

        _libraries_by_their_names()
        from oralexam.dossier.pdf import to_pdf  # noqa: PLC0415

        return to_pdf(document_of(order.record, order.language, web=web), web=web)
    from oralexam.dossier.workbook import to_workbook  # noqa: PLC0415

    return to_workbook(order.records, order.language, web=web)


def _libraries_by_their_names() -> None:
    """Let weasyprint load Pango by the names of its files, which it tries last.

    Before, it asks for names of other systems, and for each Python starts ldconfig, a compiler and a linker
    (`ctypes.util.find_library`): fifty processes before the first line is set.
    """
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None  # noqa: ARG005


def main() -> None:
    """Read an order, write the file."""
    # It makes one document and ends: nothing is worth looking for what could be given back.
    gc.disable()
    sys.stdout.buffer.write(made(msgspec.json.decode(sys.stdin.buffer.read(), type=Order)))


if __name__ == "__main__":
    main()
