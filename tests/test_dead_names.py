"""Nothing stands in the program that nobody names: what is used no more goes with its last use."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = re.compile(r"[A-Za-z_$][\w$]*")
COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)
EXPORTED = re.compile(r"^export (?:async )?(?:function\*?|class|const|let) ([\w$]+)", re.MULTILINE)
EXPORTED_VALUE = re.compile(r"^export (?:async )?(?:function\*?|const) ([\w$]+)", re.MULTILINE)
METHOD = re.compile(r"^  (?:async |static |get |set )*\*?(\w+)\([^)]*\) \{$", re.MULTILINE)

CALLED_BY_TEXT2NUM = {"not_a_number_part", "nt_separated"}
CALLED_BY_THE_BROWSER = {"connectedCallback", "constructor", "disconnectedCallback", "process"}
CALLED_BY_LIT = {"createRenderRoot", "firstUpdated", "render", "shouldUpdate", "updated", "willUpdate"}
WORDS = {"catch", "for", "if", "switch", "while"}


def _texts(folders: Iterable[str], ending: str) -> Iterator[tuple[Path, str]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob(f"*{ending}")):
            yield path, path.read_text()


def _named(texts: Iterable[str]) -> Counter[str]:
    return Counter(name for text in texts for name in NAME.findall(text))


def _defined(body: Iterable[ast.stmt]) -> Iterator[str]:
    """What a module or a class defines for others to name; what a framework finds by itself is left out."""
    for node in body:
        match node:
            case ast.FunctionDef(decorator_list=[]) | ast.AsyncFunctionDef(decorator_list=[]):
                yield node.name
            case ast.ClassDef(bases=bases, decorator_list=decorators):
                yield node.name
                if not bases or decorators:
                    yield from _defined(node.body)
            case ast.FunctionDef(decorator_list=[ast.Name(id="property")]):
                yield node.name
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case _:
                pass


def test_every_name_of_the_program_is_named_somewhere() -> None:
    """Functions, classes, methods, constants and fields; a benchmark or a test is a use, too."""
    texts = dict(_texts(("oralexam", "tests", "tools", "benchmarks"), ".py"))
    named = _named(texts.values())
    dead = [
        f"{path.relative_to(ROOT)}: {name}"
        for path, text in texts.items()
        if path.is_relative_to(ROOT / "oralexam")
        for name in _defined(ast.parse(text).body)
        if named[name] == 1 and not name.endswith("__") and name not in CALLED_BY_TEXT2NUM
    ]
    assert dead == []


def test_every_name_of_the_pages_is_named_somewhere() -> None:
    """What a module exports, and what its classes can do; comments are no use."""
    texts = {
        path: COMMENT.sub("", text)
        for path, text in _texts(("web/js", "web/gallery", "tests/web"), ".js")
        if "node_modules" not in path.parts
    }
    named = _named(texts.values())
    found_by_others = CALLED_BY_THE_BROWSER | CALLED_BY_LIT | WORDS
    dead = [
        f"{path.relative_to(ROOT)}: {name}"
        for path, text in texts.items()
        if path.is_relative_to(ROOT / "web" / "js")
        for name in [*EXPORTED.findall(text), *METHOD.findall(text)]
        if named[name] == 1 and name not in found_by_others
    ]
    assert dead == []


def test_what_a_module_of_the_pages_exports_is_wanted_by_another_file() -> None:
    """Functions and constants; elements export their classes for the types of whoever makes one."""
    texts = {
        path: text
        for ending in (".js", ".d.ts", ".py")
        for path, text in _texts(("web/js", "web/gallery", "tests"), ending)
        if "node_modules" not in path.parts
    }
    everywhere, named = _named(texts.values()), {path: _named([text]) for path, text in texts.items()}
    alone = [
        f"{path.relative_to(ROOT)}: {name}"
        for path, text in texts.items()
        if path.is_relative_to(ROOT / "web" / "js")
        for name in EXPORTED_VALUE.findall(text)
        if everywhere[name] == named[path][name]
    ]
    assert alone == []
