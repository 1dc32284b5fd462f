"""The pages as they are sent: one shell, and what each page puts into it.

A shell holds no data: what a page shows it asks for, with the rights of whoever reads it.
"""

import html
from pathlib import Path

import msgspec

_SHEET = '  <link rel="stylesheet" href="/assets/{{release}}/css/screens/SHEET.css">'


class PageParts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page of `pages/pages.toml`: what stands in the shell's places."""

    title: str = "oralexam"
    """Until the page's script gives it another."""
    sheets: tuple[str, ...]
    """Style sheets of `css/screens/`, beside the common ones, in their order."""
    without_script: str = "without_script.html"
    """The file with what is read where scripts are switched off."""


def build_shells(folder: Path, release: str) -> dict[str, str]:
    """Every page by its name; `folder` holds `pages.toml`, `shell.html` and what stands without scripts.

    Raises:
        msgspec.ValidationError, msgspec.DecodeError, OSError: the front end is not whole.
    """
    pages = msgspec.toml.decode((folder / "pages.toml").read_bytes(), type=dict[str, PageParts])
    shell = (folder / "shell.html").read_text(encoding="utf-8")
    return {name: _filled(shell, name, parts, folder, release) for name, parts in pages.items()}


def _filled(shell: str, name: str, parts: PageParts, folder: Path, release: str) -> str:
    places = {
        "title": html.escape(parts.title),
        "sheets": "\n".join(_SHEET.replace("SHEET", sheet) for sheet in parts.sheets),
        "script": name.replace("-", "_"),
        "without_script": (folder / parts.without_script).read_text(encoding="utf-8"),
        "release": release,  # the last one: the sheets have places for it
    }
    for place, content in places.items():
        shell = shell.replace("{{" + place + "}}", content)
    return shell
