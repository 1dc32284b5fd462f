"""The container: a ZIP in one exact form (PKWARE APPNOTE 6.3), so that no byte of it can mean two things.

Entries are stored one behind the other, without gaps, in the order of the directory; no dates, no extra
fields, no comments, no ZIP64. Whoever knows names, sizes and CRCs can write every other byte down.
"""

import re
import struct

from .blobs import View, crc_of
from .findings import Broken

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_NEEDED = 20
_MADE_BY = 3 << 8 | _NEEDED
_DATE = 1 << 5 | 1
"""The first of January 1980, as MS-DOS writes it: when a pack was made stands in its manifest."""
_FILE_MODE = 0o100644 << 16
NAME = re.compile(r"(?=.{1,200}\Z)[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*")
MOST_ENTRIES = 0xFFFE
MOST_BYTES = 0xFFFFFFFE
"""Beyond these ZIP64 would begin: there is none here."""


def is_name(name: str) -> bool:
    """Whether an entry may be called that: plain relative paths, which mean the same on every system."""
    return NAME.fullmatch(name) is not None


def local_header(name: str, size: int, crc: int) -> bytes:
    """What stands before the bytes of an entry, which are stored as they are (4.3.7)."""
    fixed = _LOCAL.pack(b"PK\3\4", _NEEDED, 0, 0, 0, _DATE, crc, size, size, len(name), 0)
    return fixed + name.encode("ascii")


def central_header(name: str, size: int, crc: int, offset: int) -> bytes:
    """The same entry in the directory at the end (4.3.12)."""
    sizes = (crc, size, size, len(name), 0, 0, 0, 0)
    fixed = _CENTRAL.pack(b"PK\1\2", _MADE_BY, _NEEDED, 0, 0, 0, _DATE, *sizes, _FILE_MODE, offset)
    return fixed + name.encode("ascii")


def directory_end(count: int, size: int, offset: int) -> bytes:
    """The last bytes of the file (4.3.16): no comment."""
    return _END.pack(b"PK\5\6", 0, 0, count, count, size, offset, 0)


def read_container(data: memoryview) -> dict[str, View]:
    """The entries of a ZIP of that form, in order; every byte of it is accounted for.

    Raises:
        Broken
    """
    end_at = len(data) - _END.size
    if end_at < 0 or bytes(data[end_at : end_at + 4]) != b"PK\5\6":
        raise Broken("container-cut")
    count, size, directory_at = _END.unpack(data[end_at:])[4:7]
    if count > MOST_ENTRIES or directory_at + size != end_at:
        raise Broken("container-form")
    if data[end_at:] != directory_end(count, size, directory_at):
        raise Broken("container-form")
    entries: dict[str, View] = {}
    at, row_at, seen = 0, directory_at, set()
    for _ in range(count):
        if row_at + _CENTRAL.size > end_at:
            raise Broken("container-form")
        row = _CENTRAL.unpack(data[row_at : row_at + _CENTRAL.size])
        crc, length, name_length = row[7], row[8], row[10]
        raw_name = bytes(data[row_at + _CENTRAL.size : row_at + _CENTRAL.size + name_length])
        name = raw_name.decode("ascii", "replace")
        if not is_name(name) or name.lower() in seen:
            raise Broken("container-name", name)
        seen.add(name.lower())
        header, line = local_header(name, length, crc), central_header(name, length, crc, at)
        begins = at + len(header)
        if begins + length > directory_at or data[at:begins] != header:
            raise Broken("container-form", name)
        if data[row_at : row_at + len(line)] != line:
            raise Broken("container-form", name)
        entries[name] = View(data[begins : begins + length])
        if crc_of(entries[name]) != crc:
            raise Broken("container-crc", name)
        at, row_at = begins + length, row_at + len(line)
    if at != directory_at or row_at != end_at:
        raise Broken("container-form")
    return entries
