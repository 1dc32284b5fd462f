"""One script and one style sheet a page, made of the front end's own files as they stand.

Without it a page asks for seventy files over six connections, each of which costs both sides about as much
as a large one. There is nothing to install for it, and nothing is generated into the repository
(docs/decisions/0170).
"""

import os.path
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from oralexam.errors import SystemFault

_IMPORT = re.compile(
    r"^import (?:(?:(?P<default>\w+)|\* as (?P<whole>\w+)|\{(?P<names>[^}]*)\}) from )?"
    r'"(?P<path>\.{1,2}/[^"]+\.js)";',
    re.MULTILINE,
)
_DECLARED = re.compile(
    r"^export (?=(?:async function\*?|function\*?|class|const) (?P<name>[\w$]+))", re.MULTILINE
)
_LISTED = re.compile(r"^export \{(?P<names>[^}]*)\};", re.MULTILINE)
_OTHER_FORM = re.compile(
    r'^(?:import|export)\b.*|(?<!typeof )import\("[^"]+\.js"\)(?!\.[A-Z]).*', re.MULTILINE
)
"""What is left when the known forms are gone; a type in a comment is `import("…").Name`."""
_ADDRESS = re.compile(r'url\("(?!data:)(?P<path>[^"]+)"\)')


class NotJoinable(SystemFault):
    """A module has a form that is not known here: who writes one meets it, no installed server does."""


class _Module(NamedTuple):
    """A module that was read: its text with its imports linked and without its exports, and both of these."""

    text: str
    needs: tuple[str, ...]
    """Other modules, by their paths."""
    exports: dict[str, str]
    """What it is called outside → what it is called inside."""


class Joiner:
    """Joins files of the front end in `web`; each module is read once, whatever number of pages need it."""

    def __init__(self, web: Path) -> None:
        self._web = web
        self._read: dict[str, _Module] = {}

    def modules_of(self, script: str) -> tuple[str, ...]:
        """Every module that a page's script needs, itself the last, by its path, as they are evaluated.

        A page's script is one of `js/pages/`, by its name; another is told by its folder and its name.
        Each comes behind those that it names (ECMAScript, 16.2.1.5.3: depth first, in the imports' order).

        Raises:
            NotJoinable: two modules need each other, or one has a form that is not known.
            OSError: a module is not there.
        """
        found: dict[str, None] = {}
        above: list[str] = []

        def follow(name: str) -> None:
            if name in above:
                raise NotJoinable(module=name, what="needs itself")
            if name not in found:
                above.append(name)
                for each in self._module(name).needs:
                    follow(each)
                above.pop()
                found[name] = None

        follow(f"{script}.js" if "/" in script else f"js/pages/{script}.js")
        return tuple(found)

    def script(self, script: str, *, first: str = "") -> str:
        """A page's script with all modules that it needs, each in a function of its own.

        `first` is a script that the page has beside it: what that one brings is taken from there, so that
        each module is there once. Served in the folder `joined/`, one below the root, as `<script>.js`.

        Raises:
            NotJoinable, OSError: as `modules_of`.
        """
        brought = self.modules_of(first) if first else ()
        *needed, own = (each for each in self.modules_of(script) if each not in brought)
        if self._module(own).exports:
            raise NotJoinable(module=own, what="a page's script exports nothing")
        parts = [f'import {{ {", ".join(map(_name, brought))} }} from "./{first}.js";'] if brought else []
        return "\n".join([*parts, *map(self._wrapped, needed), f"// {own}", self._module(own).text])

    def first(self, first: str) -> str:
        """The script that begins before a page's own, and hands its modules on to that one."""
        modules = self.modules_of(first)
        handed = f"export {{ {', '.join(map(_name, modules))} }};"
        return "\n".join([*map(self._wrapped, modules), handed])

    def sheet(self, sheets: Iterable[str]) -> str:
        """Style sheets by their paths, one behind the other, as served in `joined/`."""
        return "\n".join(map(self._moved, sheets))

    def _moved(self, sheet: str) -> str:
        """A style sheet's text as it stands one folder below the root: its addresses are the same."""

        def address(each: re.Match[str]) -> str:
            return f'url("../{_beside(sheet, each["path"])}")'

        return _ADDRESS.sub(address, (self._web / sheet).read_text(encoding="utf-8"))

    def _wrapped(self, name: str) -> str:
        """A module as a function that is called at once; its names are its own, it returns its exports."""
        module = self._module(name)
        exported = ", ".join(f"{outside}: {inside}" for outside, inside in module.exports.items())
        return f"// {name}\nconst {_name(name)} = (() => {{\n{module.text}\nreturn {{ {exported} }};\n}})();"

    def _module(self, name: str) -> _Module:
        if name not in self._read:
            self._read[name] = _unlinked(name, (self._web / name).read_text(encoding="utf-8"))
        return self._read[name]


def _unlinked(name: str, text: str) -> _Module:
    """A module's text taken apart.

    Raises:
        NotJoinable: it has a form that is not known.
    """
    needs = tuple(_beside(name, each["path"]) for each in _IMPORT.finditer(text))
    exports = {each["name"]: each["name"] for each in _DECLARED.finditer(text)}
    text = _DECLARED.sub("", text)
    for each in _LISTED.finditer(text):
        exports |= {outside: inside for inside, outside in _pairs(each["names"])}
    text = _IMPORT.sub(lambda each: _taken(name, each), _LISTED.sub("", text))
    if other := _OTHER_FORM.search(text):
        raise NotJoinable(module=name, what=other[0])
    # What is loaded beside a module is beside the module still.
    text = text.replace("import.meta.url", f'new URL("../{name}", import.meta.url)')
    return _Module(text, needs, exports)


def _taken(name: str, imported: re.Match[str]) -> str:
    """What a module imports, taken from the function that stands before it."""
    source = _name(_beside(name, imported["path"]))
    if imported["whole"]:
        return f"const {imported['whole']} = {source};"
    if imported["default"]:
        return f"const {imported['default']} = {source}.default;"
    names = ", ".join(
        inside if inside == outside else f"{inside}: {outside}"
        for inside, outside in _pairs(imported["names"] or "")
    )
    return f"const {{ {names} }} = {source};" if names else ""


def _pairs(names: str) -> list[tuple[str, str]]:
    """`a, b as c` as (a, a), (b, c)."""
    pairs = (name.split(" as ") for name in names.split(",") if name.strip())
    return [(pair[0].strip(), pair[-1].strip()) for pair in pairs]


def _beside(module: str, path: str) -> str:
    return os.path.normpath(Path(module).parent / path).replace(os.sep, "/")


def _name(module: str) -> str:
    """What a module is called inside a joined script: no module declares a name of this form."""
    return "$" + re.sub(r"\W", "_", module.removesuffix(".js"))
