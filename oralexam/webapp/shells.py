"""The pages as they are sent: one shell, and what each page puts into it.

A shell holds no data: what a page shows it asks for, with the rights of whoever reads it.
"""

import html
import os.path
import re
from pathlib import Path

import msgspec

_MODULE = '  <link rel="modulepreload" href="/assets/{{release}}/MODULE">'
_FIRST = '  <script type="module" async src="/assets/{{release}}/MODULE"></script>'
_BEHIND = _MODULE.replace('">', '" fetchpriority="low">')
"""Six connections take what waits in its order: what the first module asks for passes sixty others."""
_IMPORTED = re.compile(r'^(?:import|export)\b[^"\n]*"(\.{1,2}/[^"]+\.js)"', re.MULTILINE)
"""A module that another one names on a line of its own (the front end has no bundler and no other form)."""
_SHEET = '  <link rel="stylesheet" href="/assets/{{release}}/css/screens/SHEET.css">'


class PageParts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page of `pages/pages.toml`: what stands in the shell's places."""

    title: str = "oralexam"
    """Until the page's script gives it another."""
    sheets: tuple[str, ...]
    """Style sheets of `css/screens/`, beside the common ones, in their order."""
    first: str = ""
    """A module that begins before the others have come: it asks for what the page opens on."""
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
    script = name.replace("-", "_")
    first = (f"js/pages/{parts.first}.js",) if parts.first else ()
    before = [*first, *(modules_of(folder.parent, parts.first) if first else ())]
    behind = [each for each in modules_of(folder.parent, script) if each not in before]
    places = {
        "title": html.escape(parts.title),
        "sheets": "\n".join(_SHEET.replace("SHEET", sheet) for sheet in parts.sheets),
        "modules": "\n".join((_BEHIND if first else _MODULE).replace("MODULE", each) for each in behind),
        "first": "\n".join(
            [_FIRST.replace("MODULE", each) for each in first]
            + [_MODULE.replace("MODULE", each) for each in before[len(first) :]]
        ),
        "script": script,
        "without_script": (folder / parts.without_script).read_text(encoding="utf-8"),
        "release": release,  # the last one: the sheets have places for it
    }
    for place, content in places.items():
        shell = shell.replace("{{" + place + "}}", content)
    return shell


def modules_of(web: Path, script: str) -> tuple[str, ...]:
    """Every module that a page's script needs, by its path in `web`: a browser asks for all of them at once.

    Without it each is asked for when the one that names it has come: eight journeys one behind the other.
    """
    found: dict[Path, None] = {}
    waiting = [web / "js" / "pages" / f"{script}.js"]
    while waiting:
        module = waiting.pop(0)
        if module in found or not module.is_file():
            continue
        found[module] = None
        names = _IMPORTED.findall(module.read_text(encoding="utf-8"))
        waiting += [Path(os.path.normpath(module.parent / name)) for name in names]
    return tuple(module.relative_to(web).as_posix() for module in list(found)[1:])
