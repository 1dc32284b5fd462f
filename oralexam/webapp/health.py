"""Whether the process lives, whether it can serve, and what it measures."""

import asyncio
import ipaddress
from collections.abc import Callable, Mapping

from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from oralexam.errors import OralExamError

Probe = Callable[[], None]
"""Raises an OralExamError when something is wrong. Synchronous: called in a thread."""

PROBE_TIMEOUT_S = 5.0
WARNINGS = frozenset({"disk-low"})
"""Codes that are told and block nothing, whichever probe says them."""


class Health:
    """The three addresses that machines ask."""

    def __init__(
        self,
        *,
        probes: Mapping[str, Probe],
        advisory: frozenset[str],
        gauges: Mapping[str, Callable[[], float]],
    ) -> None:
        self._probes = probes
        self._advisory = advisory
        self._registry = CollectorRegistry()
        for name, read in gauges.items():
            Gauge(f"oralexam_{name}", name.replace("_", " "), registry=self._registry).set_function(read)

    async def healthz(self, _request: web.Request) -> web.Response:
        """GET /healthz: the process answers."""
        return web.json_response({"status": "ok"})

    async def readyz(self, _request: web.Request) -> web.Response:
        """GET /readyz: 200 when every probe that matters passes, else 503; each probe's code is told.

        A probe that is only advisory (the model: a transcript can wait for it) is told and blocks nothing.
        """
        names = list(self._probes)
        results = await asyncio.gather(*(self._try(self._probes[name]) for name in names))
        told = dict(zip(names, results, strict=True))
        ready = all(code == "ok" or code in WARNINGS or name in self._advisory for name, code in told.items())
        return web.json_response({"ready": ready, "checks": told}, status=200 if ready else 503)

    async def metrics(self, request: web.Request) -> web.Response:
        """GET /metrics: Prometheus text, for this machine only."""
        if not _is_loopback(request.remote):
            raise web.HTTPNotFound
        return web.Response(
            body=generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4}
        )

    async def _try(self, probe: Probe) -> str:
        try:
            await asyncio.wait_for(asyncio.to_thread(probe), PROBE_TIMEOUT_S)
        except TimeoutError:
            return "too-slow"
        except OralExamError as error:
            return error.reason
        return "ok"


def _is_loopback(address: str | None) -> bool:
    try:
        return address is not None and ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
