"""A small static server for the gallery: web/ as it stands, under the product's own security headers."""

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import msgspec

from oralexam.exams.scenario import Scenario

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "web"
SCENARIO = ROOT / "oralexam" / "exams" / "scenarios" / "amberline-kettles.toml"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; "
    "require-trusted-types-for 'script'; trusted-types lit-html"
)
"""The product's policy (brief of the HTTP interface): what breaks under it breaks here first."""


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing: a test's output is its result."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def do_GET(self) -> None:
        if self.path == "/gallery/scenario.json":
            scenario = msgspec.toml.decode(SCENARIO.read_bytes(), type=Scenario)
            body = json.dumps(msgspec.to_builtins(scenario)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return
        super().do_GET()


@contextmanager
def gallery_server() -> Iterator[str]:
    """Serve web/ on a free port of this machine; yields its address."""
    handler = partial(_Handler, directory=str(WEB))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, name="gallery-server", daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
