"""JSON in and out of the API, by the same types as everywhere else."""

import asyncio
import gzip
from typing import TypeVar

import msgspec
from aiohttp import web

from oralexam.errors import BadInput

LARGEST_BODY_BYTES = 64 * 1024
_WORTH_PACKING_BYTES = 16 * 1024
_PACKED_LEVEL = 4
"""200 KB in 3 ms; the usual level takes twice as long for a twentieth less."""

Kind = TypeVar("Kind")


async def read(request: web.Request, kind: type[Kind]) -> Kind:
    """The request's body as `kind`.

    Raises:
        BadInput: `malformed-message`.
    """
    return decoded(await request.read(), kind)


async def read_large(request: web.Request, *, most_bytes: int) -> bytes:
    """The body of the few requests that may be larger than the others.

    Raises:
        web.HTTPRequestEntityTooLarge: as soon as more has come.
    """
    pieces: list[bytes] = []
    size = 0
    async for piece in request.content.iter_any():
        size += len(piece)
        if size > most_bytes:
            raise web.HTTPRequestEntityTooLarge(max_size=most_bytes, actual_size=size)
        pieces.append(piece)
    return b"".join(pieces)


def decoded(content: bytes, kind: type[Kind]) -> Kind:
    """JSON as `kind`.

    Raises:
        BadInput: `malformed-message`.
    """
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput("malformed-message") from error


def reply(content: object, *, status: int = 200) -> web.Response:
    """A JSON response of anything that msgspec encodes."""
    return web.Response(
        body=msgspec.json.encode(content), status=status, content_type="application/json", charset="utf-8"
    )


async def packed(request: web.Request, content: object) -> web.Response:
    """A large JSON response, with gzip where the browser takes it (RFC 9110 section 8.4.1.3)."""
    body = content if isinstance(content, bytes) else msgspec.json.encode(content)
    response = web.Response(content_type="application/json", charset="utf-8")
    response.headers["Vary"] = "Accept-Encoding"
    if len(body) > _WORTH_PACKING_BYTES and "gzip" in request.headers.get("Accept-Encoding", ""):
        body = await asyncio.to_thread(gzip.compress, body, _PACKED_LEVEL, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
    response.body = body
    return response


def encoded(content: object) -> str:
    """The text of a WebSocket frame."""
    return msgspec.json.encode(content).decode()
