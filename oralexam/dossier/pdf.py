"""A record as PDF/UA-1 (ISO 14289-1), set by weasyprint: for a process of its own (`apart`).

Nothing is fetched: neither a network nor any file but the letters of the pages is in reach of what is set.
"""

import importlib.resources
from pathlib import Path
from typing import Any, Final

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from oralexam.dossier.tagging import finish

LETTERS: Final = "oralexam:letters"
"""The one address that a document may name."""
_FONT: Final = "fonts/ibm-plex-sans-latin-wght.woff2"
_FONT_FACE: Final = f'@font-face {{ font-family: "IBM Plex Sans"; src: url("{LETTERS}"); }}\n'
"""One face: the file holds every weight, and fontconfig knows it."""


class _NothingButLetters(URLFetcher):  # type: ignore[misc]  # it has no types
    """Answers for the font, and for nothing else."""

    def __init__(self, web: Path) -> None:
        super().__init__(allowed_protocols=())
        self._font = web / _FONT

    def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ANN401
        """The font's file; anything else is refused by the base class: no protocol is allowed."""
        if url == LETTERS:
            return weasyprint.urls.URLFetcherResponse(url, body=self._font.read_bytes())
        return super().fetch(url, headers)


def to_pdf(page: str, *, web: Path) -> bytes:
    """The page of `document.document_of` as a tagged PDF, every letter of it embedded."""
    fetcher, fonts = _NothingButLetters(web), FontConfiguration()
    css = (importlib.resources.files("oralexam.dossier") / "record.css").read_text(encoding="utf-8")
    style = weasyprint.CSS(string=_FONT_FACE + css, font_config=fonts, url_fetcher=fetcher)
    document = weasyprint.HTML(string=page, url_fetcher=fetcher)
    made: bytes = document.write_pdf(
        stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1", finisher=finish
    )
    return made
