"""Takes a paper in: a child process looks at it, and only what that found is kept."""

import asyncio
import hashlib
import os
import tempfile
from pathlib import Path

import msgspec

from oralexam.apart import ApartFault, made_apart
from oralexam.errors import BadInput, SystemFault
from oralexam.papers.paper import LIMITS, Paper, PaperUse, Reading, check_length, shown_name

AT_ONCE = 1
"""Papers looked at at one time: calls share these cores."""


class PaperIntake:
    """Looks at papers, one after the other, and keeps them in `folder` by their SHA-256."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def take(self, data: bytes, *, name: str, use: PaperUse, scratch_in: Path | None = None) -> Paper:
        """Look at `data` and keep it; `name` is only shown, never a path.

        What is made while it is looked at stands in `scratch_in`, or else in the system's temporary folder.

        Raises:
            BadInput: `paper-too-large`, `paper-empty`, `paper-format-refused`, `paper-locked`,
                `paper-damaged`, `paper-too-many-pages`, `paper-too-many-characters`.
            SystemFault: `paper-not-kept`.
        """
        limits = LIMITS[use]
        if len(data) > limits.most_bytes:
            raise BadInput("paper-too-large", bytes=len(data), most=limits.most_bytes)
        if not data.strip():
            raise BadInput("paper-empty")
        async with self._turn:
            with tempfile.TemporaryDirectory(prefix="oralexam-paper-", dir=scratch_in) as scratch:
                found = await _look(data, Path(scratch), longest_s=limits.longest_look_s)
                if found.problem or found.format is None:
                    raise BadInput(found.problem or "paper-damaged")
                paper = Paper(
                    paper_id=hashlib.sha256(data).hexdigest(),
                    name=shown_name(name),
                    format=found.format,
                    size_bytes=len(data),
                    pages=found.pages,
                )
                check_length(paper, limits)
                await asyncio.to_thread(self._keep, paper, data, Path(scratch))
        return paper

    def picture_path(self, picture: str) -> Path:
        """Where the picture of a page stands.

        Raises:
            BadInput: `bad-id` unless it is a SHA-256 in hex: nothing else can become a path.
        """
        return self._folder / f"{_checked(picture)}.webp"

    def original_path(self, paper_id: str) -> Path:
        """Where the file as it was brought stands; it is never served to a page.

        Raises:
            BadInput: `bad-id`.
        """
        return self._folder / f"{_checked(paper_id)}.original"

    def _keep(self, paper: Paper, data: bytes, scratch: Path) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for page in paper.pages:
                if page.picture:
                    content = (scratch / f"{_checked(page.picture)}.webp").read_bytes()
                    _write(self.picture_path(page.picture), content)
            _write(self.original_path(paper.paper_id), data)
        except OSError as error:
            raise SystemFault("paper-not-kept", cause=type(error).__name__) from error


async def _look(data: bytes, scratch: Path, *, longest_s: int) -> Reading:
    cpu_s = str(longest_s * 2 // 3)  # the reader's own limit is the shorter one
    try:
        answer = await made_apart(
            "oralexam.papers.reading", str(scratch), cpu_s, given=data, longest_s=longest_s
        )
    except ApartFault as fault:
        # It ran into its limits, or the file broke the library: the file is refused either way.
        raise BadInput("paper-damaged") from fault
    return msgspec.json.decode(answer, type=Reading)


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: under another name first, on the disk, then renamed."""
    if path.exists():
        return
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".paper-", delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).rename(path)


def _checked(digest: str) -> str:
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise BadInput("bad-id")
    return digest
