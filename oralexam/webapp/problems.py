"""From an error to a response: a code for the page, an entry for the log, never a stack for anybody."""

import json

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from oralexam.errors import BadInput, NotFound, OralExamError, Refused, Unavailable, UserMistake

_log = structlog.get_logger(__name__)

STATUS = {
    "not-signed-in": 401,
    "sign-in-refused": 401,
    "not-your-seat": 403,
    "account-needed": 403,
    "origin-refused": 403,
    "link-unknown": 404,
    "code-unknown": 404,
    "code-expired": 410,
    "link-used": 410,
    "link-expired": 410,
    "too-many-tries": 429,
    "too-many-connections": 429,
    "copies-too-fast": 429,
    "copies-wait-for-room": 507,
    "copy-checksum-differs": 460,
    "copy-kind": 415,
    "copy-too-large": 413,
    "not-your-microphone": 403,
    "recordings-erased": 410,
    "tus-version": 412,
}
"""The codes whose HTTP status is not that of their kind."""


def status_of(error: OralExamError) -> int:
    """The HTTP status of an error (RFC 9110 §15)."""
    if (status := STATUS.get(error.reason)) is not None:
        return status
    match error:
        case NotFound():
            return 404
        case Refused():
            return 409
        case BadInput() | UserMistake():
            return 400
        case Unavailable():
            return 503
        case _:
            return 500


def problem(status: int, code: str, **details: str | float) -> web.Response:
    """A response that says what is wrong by its code."""
    return web.json_response({"code": code, "details": details}, status=status)


@web.middleware
async def explain(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give every failure its code; one that nobody foresaw is logged whole and told as `system-fault`."""
    try:
        return await handler(request)
    except OralExamError as error:
        _log.info("request-refused", path=_route(request), code=error.reason)
        return problem(status_of(error), error.reason, **error.details)
    except web.HTTPException as error:
        if error.content_type == "application/json" or error.status < 400:
            raise
        return problem(error.status, f"http-{error.status}")
    except json.JSONDecodeError:
        return problem(400, "malformed-message")
    except ConnectionError:
        # Whoever asked has gone, in a reload or a lost network; aiohttp drops the connection without a word.
        raise
    except Exception:  # noqa: BLE001 — the edge of HTTP
        _log.exception("request-failed", path=_route(request))
        return problem(500, "system-fault")


def _route(request: web.Request) -> str:
    """The pattern that a request's path fits: what was typed into an address may hold anything.

    A line break in it would write a line of its own into the log, and a link's token that was pasted into
    the path would stay there.
    """
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "no-such-path"
