"""How a PC learns to trust this server: one page, the authority's certificate, and a QR code to get there.

The page stands on both doors: on the plain one it tells how, on the HTTPS one that it worked. What it holds
is public; whoever compares the fingerprint with the one on the server's screen need trust nothing else.
"""

from collections.abc import Sequence

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from oralexam.lan.authority import fingerprint
from oralexam.webapp.assets import Assets
from oralexam.webapp.headers import set_headers
from oralexam.webapp.qr import qr_svg

CERTIFICATE_TYPE = "application/x-x509-ca-cert"
"""The type by which browsers and tablets offer to install an authority (Netscape's, kept by all of them)."""
PAGE_ASSETS = frozenset(
    {
        *("joined/trust.css", "joined/trust.js"),
        *("i18n/fr.json", "i18n/en.json", "drawings/icon.svg"),
        "fonts/ibm-plex-sans-latin-wght.woff2",
    }
)
"""What the page is made of, and all that the plain door serves besides it."""


class TrustPage:
    """The page and what it links to; `authority` is None where the centre has a certificate of its own."""

    def __init__(
        self, *, assets: Assets, authority: x509.Certificate | None, urls: Sequence[str], trust_url: str
    ) -> None:
        self._assets = assets
        self._authority = authority
        self._facts = {
            "authority": None
            if authority is None
            else {
                "name": _common_name(authority),
                "fingerprint": fingerprint(authority),
                "until": authority.not_valid_after_utc.date().isoformat(),
            },
            "urls": list(urls),
            "trust_url": trust_url,
        }
        self._qr = qr_svg(trust_url)

    def routes(self) -> list[web.RouteDef]:
        """The page's addresses, for either door."""
        return [
            web.get("/trust", self._page),
            web.get("/trust/facts", self._tell),
            web.get("/trust/oralexam-ca.crt", self._certificate),
            web.get("/trust/oralexam-ca.pem", self._certificate_pem),
            web.get("/trust/qr.svg", self._show_qr),
        ]

    async def asset(self, request: web.Request) -> web.Response:
        """GET /assets/{release}/{name}, of the page's own files only."""
        if request.match_info["name"] not in PAGE_ASSETS:
            raise web.HTTPNotFound
        return await self._assets.asset(request)

    async def _page(self, _request: web.Request) -> web.Response:
        return self._assets.page("trust")

    async def _tell(self, _request: web.Request) -> web.Response:
        return web.json_response(self._facts)

    async def _certificate(self, _request: web.Request) -> web.Response:
        """In DER: then the file's own SHA-256 is the fingerprint, which every system can compute."""
        body = self._known().public_bytes(serialization.Encoding.DER)
        # No Content-Disposition: an iPad offers to install what it is shown, and files away what it is sent.
        return web.Response(body=body, content_type=CERTIFICATE_TYPE)

    async def _certificate_pem(self, _request: web.Request) -> web.Response:
        """In PEM, as Debian's update-ca-certificates wants it."""
        body = self._known().public_bytes(serialization.Encoding.PEM)
        return web.Response(body=body, content_type="application/x-pem-file")

    async def _show_qr(self, _request: web.Request) -> web.Response:
        return web.Response(body=self._qr, content_type="image/svg+xml")

    def _known(self) -> x509.Certificate:
        if self._authority is None:
            raise web.HTTPNotFound
        return self._authority


def build_trust_app(trust: TrustPage) -> web.Application:
    """The plain door: the trust page, what it is made of, and nothing else."""
    app = web.Application(client_max_size=1024)
    app.on_response_prepare.append(set_headers)
    app.add_routes(
        [
            web.get("/", _to_the_page),
            *trust.routes(),
            web.get("/assets/{release}/{name:.+}", trust.asset),
        ]
    )
    return app


async def _to_the_page(_request: web.Request) -> web.Response:
    raise web.HTTPFound("/trust")


def _common_name(certificate: x509.Certificate) -> str:
    values = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(values[0].value) if values else ""
