"""A small static server for the gallery: web/ as it stands, under the product's own security headers.

Only the gallery's own script is joined, as the product joins its pages': one file instead of some 180.
"""

import contextlib
import http.server
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

import msgspec

from oralexam.exams.scenario import Scenario
from oralexam.webapp.headers import CONTENT_SECURITY_POLICY
from oralexam.webapp.joined import Joiner
from tests.browser.gallery_plan import pages

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "web"
LINES = ROOT / "oralexam" / "rehearsal" / "lines" / "lines.json"
_SCENARIOS = ROOT / "oralexam" / "exams" / "scenarios"
SCENARIOS = {
    "/gallery/scenario.json": _SCENARIOS / "amberline-kettles.toml",
    "/gallery/visitor.json": _SCENARIOS / "fennick-fair.toml",
}


CANDIDATE_FILE = {
    "replays": [{"part": part, "replay_page": f"/replay/{part}"} for part in ("call", "visitor")],
    "papers": [
        {
            "entry_id": use,
            "use": use,
            "brought_at": "2026-12-08T08:00:00Z",
            "paper": {
                "paper_id": "0",
                "name": "Veille commerciale.md",
                "format": "markdown",
                "size_bytes": 900,
                "pages": [
                    {
                        "picture": "",
                        "width_px": 0,
                        "height_px": 0,
                        "text": "Le marché irlandais du petit électroménager\n\nUne synthèse de deux pages.",
                    }
                ],
            },
        }
        for use in ("questionnaire-result", "written-part", "slides", "synthesis", "professional-file")
    ],
    "limits": [],
}
"""What the jury of an interview has at hand."""


@cache
def _script() -> bytes:
    """The gallery's script with all that it imports: every state loads it anew."""
    return Joiner(WEB).script("gallery/gallery").encode()


@cache
def _scenario(path: Path) -> bytes:
    return msgspec.json.encode(msgspec.toml.decode(path.read_bytes(), type=Scenario))


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing: a test's output is its result."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        self.send_header("Cache-Control", "max-age=600")  # one test run; the port is new for each
        super().end_headers()

    def do_GET(self) -> None:
        if self.path in SCENARIOS:
            self._send_json(_scenario(SCENARIOS[self.path]))
        elif self.path == "/gallery/gallery.js":
            self._send(_script(), "text/javascript; charset=utf-8")
        elif self.path == "/gallery/lines.json":
            self._send_json(LINES.read_bytes())
        elif self.path == "/gallery/plan.json":
            self._send_json(msgspec.json.encode(pages()))
        elif self.path.startswith("/api/seats/gallery/"):
            self._send_json(json.dumps(CANDIDATE_FILE).encode())
        elif self.path == "/api/kept":
            self._send_json(b'{"counted_from": "decision", "months": {"recordings": 6}}')
        else:
            super().do_GET()

    def _send_json(self, body: bytes) -> None:
        self._send(body, "application/json")

    def _send(self, body: bytes, content_type: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def gallery_server() -> Iterator[str]:
    """Serve web/ on a free port of this machine; yields its address."""
    pages()  # once, before anybody asks: requests are answered side by side
    handler = partial(_Handler, directory=str(WEB))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, name="gallery-server", daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


if __name__ == "__main__":
    with gallery_server() as address:
        sys.stdout.write(f"{address}/gallery/gallery.html (Ctrl-C ends it)\n")
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()
