"""What every response says about itself (OWASP secure headers; CSP Level 3; Trusted Types, W3C)."""

from aiohttp import web
from aiohttp.typedefs import Handler

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "worker-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data:; "
    "font-src 'self'; "
    "media-src 'self' blob:; "
    "connect-src 'self'; "
    "frame-ancestors 'none'; "
    "base-uri 'none'; "
    "form-action 'self'; "
    "require-trusted-types-for 'script'; "
    "trusted-types lit-html oralexam-worker"
)
_ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), fullscreen=(self), display-capture=()",
}
HSTS = "max-age=31536000"
UNDATED: web.ResponseKey[bool] = web.ResponseKey("undated", bool)
"""Set on a file's response that must not tell when the file was made, as aiohttp's own two headers do: its
entity tag is made of the time of the last change."""
SYNTHETIC_AGENT = "oralexam-rehearsal"
"""What a rehearsal's synthetic people call themselves: User-Agent, RFC 9110, section 10.1.5."""


async def set_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Signal handler (`on_response_prepare`): it also reaches errors and files."""
    for name, value in _ALWAYS.items():
        response.headers.setdefault(name, value)
    # Personal data stays in no cache; only released assets say otherwise, before this is called.
    response.headers.setdefault("Cache-Control", "no-store")
    if response.get(UNDATED):
        for name in ("Last-Modified", "ETag"):
            response.headers.pop(name, None)
    # Not for localhost: browsers keep it for a host whatever the port, and other programs listen there too.
    if request.secure and request.host.partition(":")[0] != "localhost":
        response.headers.setdefault("Strict-Transport-Security", HSTS)


@web.middleware
async def same_origin(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what another site makes a browser send: anything but GET and HEAD needs our own origin.

    A request of no browser (no Origin, no cookie) has nothing to steal and passes.
    """
    if request.method not in {"GET", "HEAD"} and (origin := request.headers.get("Origin")) is not None:
        check_origin(request, origin)
    return await handler(request)


def check_origin(request: web.Request, origin: str | None) -> None:
    """Refuse an origin that is not the one under which this server is known.

    Raises:
        web.HTTPForbidden: with code `origin-refused`.
    """
    allowed: frozenset[str] = request.app[ALLOWED_ORIGINS]
    if origin not in allowed:
        raise web.HTTPForbidden(
            text='{"code": "origin-refused", "details": {}}', content_type="application/json"
        )


ALLOWED_ORIGINS: web.AppKey[frozenset[str]] = web.AppKey("allowed_origins", frozenset)
