"""docs/http.md and the router know the same addresses."""

import re
from pathlib import Path

from oralexam.bootstrap.desks import make_services
from oralexam.bootstrap.server import Server
from oralexam.webapp.app import build_app

PAGE = Path(__file__).resolve().parents[2] / "docs" / "http.md"
WATCHING = {"/healthz", "/readyz", "/metrics"}


async def test_every_address_is_on_its_page(server: Server) -> None:
    """One that is missing there, and one that is not there any more, both are named here."""
    services = make_services(server._house, desk=server.desk, days=server.days, health=server._health)
    served = {
        f"{route.method} {route.resource.canonical}"
        for route in build_app(services).router.routes()
        if route.resource is not None
        and route.method != "HEAD"
        and (route.resource.canonical.startswith("/api/") or route.resource.canonical in WATCHING)
    }
    told = re.findall(r"^\| `([A-Z]+ /[^`]*)` \|", PAGE.read_text(), re.MULTILINE)
    assert sorted(told) == sorted(served)
