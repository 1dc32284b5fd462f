"""JSON in and out of the API, by the same types as everywhere else."""

from typing import TypeVar

import msgspec
from aiohttp import web

from oralexam.errors import BadInput

LARGEST_BODY_BYTES = 64 * 1024

Kind = TypeVar("Kind")


async def read(request: web.Request, kind: type[Kind]) -> Kind:
    """The request's body as `kind`.

    Raises:
        BadInput: `malformed-message`.
    """
    try:
        return msgspec.json.decode(await request.read(), type=kind)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadInput("malformed-message") from error


def reply(content: object, *, status: int = 200) -> web.Response:
    """A JSON response of anything that msgspec encodes."""
    return web.Response(
        body=msgspec.json.encode(content), status=status, content_type="application/json", charset="utf-8"
    )


def encoded(content: object) -> str:
    """The text of a WebSocket frame."""
    return msgspec.json.encode(content).decode()
