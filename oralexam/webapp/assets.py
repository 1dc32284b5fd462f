"""The pages and what they are made of: served as they stand in web/, under a name that changes with them."""

import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from aiohttp import web

from oralexam.webapp.shells import build_joined, build_shells

_YEAR_S = 365 * 24 * 3600
_KINDS = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".txt": "text/plain",
}
"""What is served at all, and as what; everything else in web/ is not an asset."""
_PACKED_ALREADY = frozenset({".woff2", ".png"})
_LEVEL = 6
"""A quarter of the size in 40 ms at the start; the highest level takes twice as long for 1 % more."""
_FOLDERS = ("css", "fonts", "i18n", "js", "vendor", "drawings")


def web_folder() -> Path:
    """Where the front end stands: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "web"
    return inside if inside.is_dir() else package.parent / "web"


class Assets:
    """The front end's files, read once and kept as they are sent; a hash of all of them is the release."""

    def __init__(self, folder: Path) -> None:
        self._files: dict[str, tuple[str, bytes, bool]] = {}
        """Name → (content type, bytes, whether they are packed with gzip)."""
        digest = hashlib.sha256()
        for name, content in _contents(folder):
            suffix = PurePosixPath(name).suffix
            packed = suffix not in _PACKED_ALREADY
            kept = gzip.compress(content, _LEVEL, mtime=0) if packed else content
            self._files[name] = (_KINDS[suffix], kept, packed)
            digest.update(name.encode() + b"\0" + content)
        self.release = digest.hexdigest()[:12]
        self._pages = build_shells(folder / "pages", self.release)

    async def asset(self, request: web.Request) -> web.Response:
        """GET /assets/{release}/{name}: for a year, since another content has another release."""
        found = self._files.get(request.match_info["name"])
        if found is None or request.match_info["release"] != self.release:
            raise web.HTTPNotFound
        kind, content, packed = found
        headers = {"Cache-Control": f"public, max-age={_YEAR_S}, immutable", "Vary": "Accept-Encoding"}
        if packed and "gzip" in request.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"] = "gzip"  # RFC 9110 §8.4.1.3; every browser asks for it
        elif packed:
            content = gzip.decompress(content)
        charset = "utf-8" if kind.startswith("text/") or kind.endswith("json") else None
        return web.Response(
            body=content,
            content_type=kind,
            charset=charset,
            headers=headers,
        )

    def page(self, name: str) -> web.Response:
        """A page's shell: it holds no data, so it needs no rights."""
        return web.Response(text=self._pages[name], content_type="text/html", charset="utf-8")


def _contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file by its name: as it stands in the folder, and as it is joined for a page."""
    for part in _FOLDERS:
        for path in sorted((folder / part).rglob("*")):
            if path.is_file() and path.suffix in _KINDS:
                yield path.relative_to(folder).as_posix(), path.read_bytes()
    for name, text in build_joined(folder / "pages"):
        yield name, text.encode()
