"""The front end's files: sent packed to whom that suits, and the same to everybody."""

import gzip
import re

from oralexam.bootstrap.server import Server
from oralexam.webapp.assets import web_folder
from tests.webapp.visitors import Visitor


async def test_a_file_is_the_same_packed_and_not(server: Server, visitor: Visitor) -> None:
    """RFC 9110 §12.5.3: only who asks for gzip gets it; what is packed already stays as it is."""
    _, page = await visitor.request("GET", "/join")
    release = re.search(r"/assets/(\w+)/joined/", page)
    assert release is not None
    font = next((web_folder() / "fonts").glob("*.woff2"))
    for path in (
        *(web_folder() / name for name in ("js/pages/join.js", "css/tokens.css", "i18n/fr.json")),
        font,
    ):
        address = f"{server.url}/assets/{release[1]}/{path.relative_to(web_folder()).as_posix()}"
        for asked in ("gzip, deflate, br", "identity"):
            headers = {"Accept-Encoding": asked}
            async with visitor.http.get(address, headers=headers, auto_decompress=False) as answer:
                packed = answer.headers.get("Content-Encoding") == "gzip"
                assert packed is (asked != "identity" and path.suffix != ".woff2"), (path, asked)
                assert answer.headers["Vary"] == "Accept-Encoding"
                body = await answer.read()
                assert (gzip.decompress(body) if packed else body) == path.read_bytes()
