"""Two doors: HTTPS with everything, plain HTTP with the trust page and nothing else."""

import hashlib
import re
import ssl

import aiohttp
import pytest
from cryptography import x509

from oralexam.bootstrap.server import Server
from oralexam.lan.authority import fingerprint
from oralexam.webapp.trust import PAGE_ASSETS
from tests.lan.conftest import MANAGER_TOKEN
from tests.webapp.visitors import Visitor


def _authority(server: Server) -> x509.Certificate:
    assert server.entrance.lan is not None
    assert server.entrance.lan.certificates.authority is not None
    return server.entrance.lan.certificates.authority


async def test_whoever_trusts_the_authority_is_served(server: Server, browser: Visitor) -> None:
    """By address and by name, both of this machine; TLS 1.2 or newer."""
    assert (await browser.request("GET", "/healthz"))[0] == 200
    for host in ("localhost", "[::1]") if len(server.entrance.sockets) > 1 else ("localhost",):
        async with browser.http.get(f"https://{host}:{server.port}/healthz") as response:
            assert response.status == 200


async def test_whoever_does_not_trust_it_is_not_connected(server: Server) -> None:
    """The certificate is no public one: a client with the system's store alone refuses it."""
    async with aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await http.get(f"https://127.0.0.1:{server.port}/healthz")


async def test_plain_http_on_the_https_port_is_not_answered(server: Server) -> None:
    """Nobody's token goes through in clear by a mistyped address."""
    async with aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.ClientError):
            await http.get(f"http://127.0.0.1:{server.port}/healthz")


async def test_old_tls_is_refused(server: Server) -> None:
    """RFC 9325 section 3.1.1: nothing below TLS 1.2."""
    assert server.entrance.lan is not None
    assert server.entrance.lan.tls.minimum_version is ssl.TLSVersion.TLSv1_2


async def test_links_and_the_cookie_are_of_https(server: Server, browser: Visitor) -> None:
    """RFC 6265bis: the __Host- prefix with Secure, HttpOnly, SameSite=Strict, for this host alone."""
    options = {"json": {"token": MANAGER_TOKEN}, "headers": {"Origin": browser.url}}
    async with browser.http.post(f"{browser.url}/api/join", **options) as response:
        assert response.status == 200
        cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-oralexam=")
    for attribute in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/"):
        assert attribute in cookie
    assert "Domain" not in cookie
    _, links = await browser.open_sitting()
    assert all(link.startswith(f"{server.url}/join#") for link in links.values())


async def test_https_is_remembered_but_not_for_localhost(server: Server, browser: Visitor) -> None:
    """HSTS holds for a host whatever the port: for localhost it would break other programs there."""
    seen = {}
    for host in ("127.0.0.1", "localhost"):
        async with browser.http.get(f"https://{host}:{server.port}/healthz") as response:
            seen[host] = response.headers.get("Strict-Transport-Security")
    assert seen == {"127.0.0.1": "max-age=31536000", "localhost": None}


async def test_every_https_origin_of_the_machine_is_allowed_and_no_other(
    server: Server, browser: Visitor
) -> None:
    """A sitting's socket opens from each name and address; not from plain HTTP, other ports, other hosts."""
    await browser.join(MANAGER_TOKEN)
    sitting_id, links = await browser.open_sitting()
    await browser.join(links["candidate"])
    address = f"{browser.url}/api/ws/{sitting_id}/candidate"
    known = server.entrance.origins
    assert f"https://localhost:{server.port}" in known
    assert server.url in known
    for origin in known:
        async with browser.http.ws_connect(address, headers={"Origin": origin}):
            pass
    strangers = [
        *(origin.replace("https:", "http:") for origin in known),
        *(origin.rpartition(":")[0] for origin in known),
        f"https://evil.example:{server.port}",
        "null",
        "",
    ]
    for origin in strangers:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await browser.http.ws_connect(address, headers={"Origin": origin} if origin else {})
        assert refused.value.status == 403, origin


async def test_the_certificate_that_is_downloaded_is_the_one_to_compare(
    server: Server, plain: Visitor
) -> None:
    """The file's own SHA-256 is the fingerprint, which every system can compute; PEM holds the same."""
    facts = (await plain.request("GET", "/trust/facts"))[1]
    assert facts["authority"]["fingerprint"] == fingerprint(_authority(server))
    assert facts["urls"][0] == server.url
    async with plain.http.get(f"{plain.url}/trust/oralexam-ca.crt") as response:
        assert response.content_type == "application/x-x509-ca-cert"
        assert "Content-Disposition" not in response.headers
        content = await response.read()
    assert hashlib.sha256(content).digest().hex(":").upper() == facts["authority"]["fingerprint"]
    async with plain.http.get(f"{plain.url}/trust/oralexam-ca.pem") as response:
        assert x509.load_pem_x509_certificate(await response.read()) == _authority(server)


async def test_the_page_and_all_that_it_is_made_of_is_there(server: Server, plain: Visitor) -> None:
    """And says nothing to be kept; the QR code is a file of its own, as the policy asks for."""
    assert server.entrance.lan is not None
    async with plain.http.get(f"{plain.url}/") as response:
        assert response.url.path == "/trust"
        page = await response.text()
        assert response.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in response.headers
    release = re.search(r"/assets/(\w+)/joined/trust\.js", page)
    assert release is not None
    for name in PAGE_ASSETS:
        assert (await plain.http.get(f"{plain.url}/assets/{release[1]}/{name}")).status == 200, name
    async with plain.http.get(f"{plain.url}/trust/qr.svg") as response:
        assert response.content_type == "image/svg+xml"
        assert (await response.read()).startswith(b"<?xml")


async def test_the_plain_door_knows_nothing_else(plain: Visitor, browser: Visitor) -> None:
    """No seat, no API, no health, no other script; what the HTTPS door has is 404 here, and writing 405."""
    page = (await browser.request("GET", "/manager"))[1]
    release = re.search(r"/assets/(\w+)/", page)
    assert release is not None
    for path in (
        *("/join", "/manager", "/seat/x/candidate", "/replay/x", "/healthz", "/readyz", "/metrics"),
        *("/api/manager/sittings", "/api/ws/x/candidate", "/api/replay/x", "/trust/server.key"),
        *(
            f"/assets/{release[1]}/{name}"
            for name in ("joined/seat.js", "js/pages/seat.js", "joined/join.css", "x")
        ),
    ):
        assert (await plain.request("GET", path))[0] == 404, path
    for path in ("/api/join", "/trust", "/"):
        assert (await plain.request("POST", path, json={"token": MANAGER_TOKEN}))[0] in {404, 405}, path
    assert (await browser.join(MANAGER_TOKEN))[0] == 200


async def test_the_https_door_has_the_page_too(browser: Visitor) -> None:
    """There it says that it worked."""
    assert (await browser.request("GET", "/trust"))[0] == 200
    assert (await browser.request("GET", "/trust/facts"))[0] == 200
