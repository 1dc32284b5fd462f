"""Files about a person are made beside the database, claimed, and handed over only while they are there.

An erasure removes the whole folder of packs: what was begun before it loses its claim, what was made is gone,
and what is on its way to a browser ends in the middle.
"""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from aiohttp import web

from oralexam.errors import NotFound, SystemFault

PIECE_BYTES: Final = 256 * 1024


@contextmanager
def claimed(path: Path) -> Iterator[str]:
    """A file beside one that is going to be made: whatever is erased meanwhile takes it along.

    Raises:
        SystemFault: `data-folder-not-writable`.
    """
    claim = path.with_suffix(".claimed")
    try:
        claim.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        claim.touch(mode=0o600)
    except OSError as error:
        raise SystemFault("data-folder-not-writable", cause=type(error).__name__) from error
    try:
        yield str(claim.resolve())
    finally:
        claim.unlink(missing_ok=True)


async def hand_over(request: web.Request, made: Path, *, name: str) -> web.StreamResponse:
    """Send a file as `name`, piece by piece for as long as it stands in its folder.

    Raises:
        NotFound: `pack-gone`: it was erased, or waited for too long.
    """
    try:
        content = await asyncio.to_thread(made.open, "rb")
    except FileNotFoundError as error:
        raise NotFound("pack-gone") from error
    response = web.StreamResponse()
    response.content_type = "application/zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    with content:
        response.content_length = os.fstat(content.fileno()).st_size
        await response.prepare(request)
        while piece := await asyncio.to_thread(content.read, PIECE_BYTES):
            if not os.fstat(content.fileno()).st_nlink:
                # Erased under way: the browser has a file that is too short, and says so.
                if request.transport is not None:
                    request.transport.abort()
                raise ConnectionResetError
            await response.write(piece)
    await response.write_eof()
    return response
