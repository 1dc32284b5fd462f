"""A paper as a request brings it: the file is the body, its name stands in a header."""

from urllib.parse import unquote

from aiohttp import web

from oralexam.errors import BadInput
from oralexam.papers.paper import LIMITS, PaperUse
from oralexam.webapp.payload import read_large


async def read_paper(request: web.Request, use: PaperUse) -> bytes:
    """The bytes of a paper, read only as far as its use allows.

    Raises:
        BadInput: `paper-too-large`.
    """
    most = LIMITS[use].most_bytes
    try:
        return await read_large(request, most_bytes=most)
    except web.HTTPRequestEntityTooLarge as error:
        raise BadInput("paper-too-large", most=most) from error


def file_name(request: web.Request) -> str:
    """The file's name, percent-encoded in `X-File-Name`: it is shown, and never a path."""
    return unquote(request.headers.get("X-File-Name", ""), errors="replace")
