"""The pages as they are sent: one shell, and what each page puts into it.

A shell holds no data: what a page shows it asks for, with the rights of whoever reads it.
"""

import html
from collections.abc import Iterator
from pathlib import Path

import msgspec

from oralexam.webapp.joined import Joiner

_FIRST = (
    '  <script type="module" async fetchpriority="high" src="/assets/{{release}}/joined/FIRST.js"></script>'
)
_SHEETS = ("tokens", "base", "layout", "components")
"""What every page has, before its own: the order of the layers is in the first one."""


class PageParts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page of `pages/pages.toml`: what stands in the shell's places."""

    title: str = "oralexam"
    """Until the page's script gives it another."""
    sheets: tuple[str, ...]
    """Style sheets of `css/screens/`, beside the common ones, in their order."""
    first: str = ""
    """A script that begins before the others have come: it asks for what the page opens on."""
    without_script: str = "without_script.html"
    """The file with what is read where scripts are switched off."""


def build_shells(folder: Path, release: str) -> dict[str, str]:
    """Every page by its name; `folder` holds `pages.toml`, `shell.html` and what stands without scripts.

    Raises:
        msgspec.ValidationError, msgspec.DecodeError, OSError: the front end is not whole.
    """
    shell = (folder / "shell.html").read_text(encoding="utf-8")
    return {name: _filled(shell, name, parts, folder, release) for name, parts in _parts_of(folder).items()}


def build_joined(folder: Path) -> Iterator[tuple[str, str]]:
    """The scripts and style sheets of all pages, with their paths in the front end; `folder` as above.

    Raises:
        NotJoinable: a module is written in a form that is not known.
        msgspec.ValidationError, msgspec.DecodeError, OSError: the front end is not whole.
    """
    joiner = Joiner(folder.parent)
    for name, parts in _parts_of(folder).items():
        script = _script(name)
        sheets = (*_SHEETS, *(f"screens/{each}" for each in parts.sheets))
        yield f"joined/{script}.css", joiner.sheet(f"css/{each}.css" for each in sheets)
        yield f"joined/{script}.js", joiner.script(script, first=parts.first)
        if parts.first:
            yield f"joined/{parts.first}.js", joiner.first(parts.first)


def _parts_of(folder: Path) -> dict[str, PageParts]:
    return msgspec.toml.decode((folder / "pages.toml").read_bytes(), type=dict[str, PageParts])


def _script(page: str) -> str:
    return page.replace("-", "_")


def _filled(shell: str, name: str, parts: PageParts, folder: Path, release: str) -> str:
    places = {
        "title": html.escape(parts.title),
        "first": _FIRST.replace("FIRST", parts.first) if parts.first else "",
        "script": _script(name),
        "without_script": (folder / parts.without_script).read_text(encoding="utf-8"),
        "release": release,  # the last one: others have places for it
    }
    for place, content in places.items():
        shell = shell.replace("{{" + place + "}}", content)
    return shell
