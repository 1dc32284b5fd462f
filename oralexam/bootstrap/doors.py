"""Answers on the entrance's sockets: the service, and with --lan the page that explains how to trust it."""

import socket

from aiohttp import web

from oralexam.bootstrap.entrance import BACKLOG, Entrance
from oralexam.webapp.app import build_app
from oralexam.webapp.services import Services

READ_AT_ONCE_BYTES = 16 * 1024
"""What the kernel keeps of a connection until the loop reads it (it takes twice as much). All that is there
is parsed in one go: 24 KB of empty WebSocket frames, six bytes each, take 2 ms, 256 KB took 20."""
LAST_ANSWERS_S = 2.0
"""How long requests that are being answered may go on once the doors are closed."""


class Doors:
    """The web servers of one entrance."""

    def __init__(self) -> None:
        self._runners: list[web.AppRunner] = []

    async def open(self, entrance: Entrance, services: Services) -> None:
        """Answer; with --lan, the plain sockets know the trust page only."""
        lan = entrance.lan
        app = build_app(services)
        doors = [(app, entrance.sockets, lan.tls if lan else None)]
        if lan is not None:
            from oralexam.webapp.trust import TrustPage, build_trust_app  # noqa: PLC0415 — as `entrance` does

            trust = TrustPage(
                assets=services.assets,
                authority=lan.certificates.authority,
                urls=lan.urls,
                trust_url=lan.trust_url,
            )
            app.add_routes(trust.routes())
            doors.append((build_trust_app(trust), lan.trust_sockets, None))
        for served, sockets, tls in doors:
            runner = web.AppRunner(served, access_log=None, shutdown_timeout=LAST_ANSWERS_S)
            self._runners.append(runner)
            await runner.setup()
            for each in sockets:
                each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, READ_AT_ONCE_BYTES)
                await web.SockSite(runner, each, ssl_context=tls, backlog=BACKLOG).start()

    async def close(self) -> None:
        """Take no more requests, and let the last ones be answered."""
        for runner in self._runners:
            await runner.cleanup()
