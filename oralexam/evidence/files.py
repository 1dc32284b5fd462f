"""Files as a pack takes them: read in pieces, in the length that they had when they were listed."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from oralexam.errors import SystemFault
from oralexam.evidence.checking.blobs import CHUNK, View


@dataclass(frozen=True)
class PathBlob:
    """A file on the disk, as far as `size`: a journal that grows meanwhile is what it was."""

    path: Path
    size: int

    def chunks(self) -> Iterator[bytes]:
        """In pieces of a megabyte.

        Raises:
            SystemFault: `evidence-changed-meanwhile`: the file is shorter by now, or gone.
        """
        left = self.size
        try:
            with self.path.open("rb") as file:
                while left:
                    chunk = file.read(min(CHUNK, left))
                    if not chunk:
                        raise SystemFault("evidence-changed-meanwhile")
                    left -= len(chunk)
                    yield chunk
        except FileNotFoundError as error:
            raise SystemFault("evidence-changed-meanwhile") from error


def blob_of(content: str | bytes) -> View:
    """Something that is in memory already."""
    return View(memoryview(content.encode() if isinstance(content, str) else content))


def blob_at(path: Path) -> PathBlob:
    """A file in the length that it has now.

    Raises:
        OSError
    """
    return PathBlob(path, path.stat().st_size)
