"""One script and one style sheet a page, made of the front end's own files as they stand.

Without it a page asks for seventy files over six connections, each of which costs both sides about as much
as a large one. There is nothing to install for it, and nothing is generated into the repository
(docs/decisions/0170).
"""

import os.path
import re
from pathlib import Path

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


def modules_of(web: Path, script: str) -> tuple[str, ...]:
    """Every module that a page's script needs, itself the last, by its path in `web`, as they are evaluated.

    Each comes behind those that it names (ECMAScript, 16.2.1.5.3: depth first, in the order of the imports).

    Raises:
        NotJoinable: two modules need each other.
    """
    found: dict[str, None] = {}
    above: list[str] = []

    def follow(module: str) -> None:
        if module in above:
            raise NotJoinable(module=module, what="needs itself")
        if module in found:
            return
        above.append(module)
        for each in _IMPORT.finditer((web / module).read_text(encoding="utf-8")):
            follow(_beside(module, each["path"]))
        above.pop()
        found[module] = None

    follow(f"js/pages/{script}.js")
    return tuple(found)


def joined_script(web: Path, script: str, *, first: str = "") -> str:
    """A page's script with all modules that it needs, each in a function of its own.

    `first` is a script that the page has beside it: what that one brings is taken from there, so that each
    module is there once. Served in the folder `joined/`, one below the root of `web`, as `<script>.js`.

    Raises:
        NotJoinable: a module has another form than those that our modules have.
        OSError: a module is not there.
    """
    brought = modules_of(web, first) if first else ()
    *needed, own = (each for each in modules_of(web, script) if each not in brought)
    parts = [f'import {{ {", ".join(map(_name, brought))} }} from "./{first}.js";'] if brought else []
    parts += [_wrapped(web, module) for module in needed]
    text, names = _unlinked(web, own)
    if names:
        raise NotJoinable(module=own, what="a page's script exports nothing")
    return "\n".join([*parts, f"// {own}", text])


def joined_first(web: Path, first: str) -> str:
    """The script that begins before a page's own, and hands its modules on to that one."""
    modules = modules_of(web, first)
    return "\n".join(
        [*(_wrapped(web, module) for module in modules), f"export {{ {', '.join(map(_name, modules))} }};"]
    )


def joined_sheet(web: Path, sheets: tuple[str, ...]) -> str:
    """Style sheets by their paths in `web`, one behind the other, as served in `joined/`."""
    return "\n".join(_moved(web, sheet) for sheet in sheets)


def _moved(web: Path, sheet: str) -> str:
    """A style sheet's text as it stands one folder below the root: its addresses are the same."""

    def address(each: re.Match[str]) -> str:
        return f'url("../{_beside(sheet, each["path"])}")'

    return _ADDRESS.sub(address, (web / sheet).read_text(encoding="utf-8"))


def _wrapped(web: Path, module: str) -> str:
    """A module as a function that is called at once: its names are its own, it returns what it exports."""
    text, names = _unlinked(web, module)
    exported = ", ".join(f"{outside}: {inside}" for outside, inside in names.items())
    return f"// {module}\nconst {_name(module)} = (() => {{\n{text}\nreturn {{ {exported} }};\n}})();"


def _unlinked(web: Path, module: str) -> tuple[str, dict[str, str]]:
    """A module's text with its imports linked and without its exports; and these, with their names inside."""
    text = (web / module).read_text(encoding="utf-8")
    exported = {each["name"]: each["name"] for each in _DECLARED.finditer(text)}
    text = _DECLARED.sub("", text)
    for each in _LISTED.finditer(text):
        exported |= {outside: inside for inside, outside in _pairs(each["names"])}
    text = _LISTED.sub("", text)

    def linked(each: re.Match[str]) -> str:
        source = _name(_beside(module, each["path"]))
        if each["whole"]:
            return f"const {each['whole']} = {source};"
        if each["default"]:
            return f"const {each['default']} = {source}.default;"
        taken = ", ".join(
            inside if inside == outside else f"{inside}: {outside}"
            for inside, outside in _pairs(each["names"] or "")
        )
        return f"const {{ {taken} }} = {source};" if taken else ""

    text = _IMPORT.sub(linked, text)
    if other := _OTHER_FORM.search(text):
        raise NotJoinable(module=module, what=other[0])
    # What is loaded beside a module is beside the module still.
    return text.replace("import.meta.url", f'new URL("../{module}", import.meta.url)'), exported


def _pairs(names: str) -> list[tuple[str, str]]:
    """`a, b as c` as (a, a), (b, c)."""
    pairs = (name.split(" as ") for name in names.split(",") if name.strip())
    return [(pair[0].strip(), pair[-1].strip()) for pair in pairs]


def _beside(module: str, path: str) -> str:
    return os.path.normpath(Path(module).parent / path).replace(os.sep, "/")


def _name(module: str) -> str:
    """What a module is called inside a joined script: no module declares a name of this form."""
    return "$" + re.sub(r"\W", "_", module.removesuffix(".js"))
