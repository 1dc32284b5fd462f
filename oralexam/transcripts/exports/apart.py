"""Every format, those with heavy libraries too: for a process of its own, and for the command line.

`python -m oralexam.transcripts.exports.apart` reads an `ExportOrder` from standard input and writes the file
to standard output. The server never imports this module.
"""

import sys

import msgspec

from oralexam.transcripts.exports.docx import to_docx
from oralexam.transcripts.exports.formats import FORMATS
from oralexam.transcripts.exports.making import ExportOrder


def write(order: ExportOrder) -> bytes:
    """The file that was ordered."""
    return (FORMATS[order.format].write or to_docx)(order.document, order.language)


def main() -> None:
    """Read an order, write the file."""
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=ExportOrder)
    sys.stdout.buffer.write(write(order))


if __name__ == "__main__":
    main()
