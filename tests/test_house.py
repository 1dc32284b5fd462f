"""The rules of the house that no linter knows (docs/index.md, « Rules »)."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE_FOLDERS = ("oralexam", "tests", "tools", "benchmarks")
SKIPPED = {"node_modules", "__pycache__", "vendor"}
TEXT_ENDINGS = re.compile(r"\.(py|js|ts|css|html|svg|json|toml|yaml|md|txt|lock|service)")
TEXT_NAMES = {"Makefile", "Dockerfile", "run", ".importlinter", ".gitignore", ".dockerignore"}

ABOUT_300_LINES = 330
LONG_FILES: dict[str, str] = {}

HOOKS = Path("oralexam/media/hooks.py")


def _python_files(*folders: str) -> Iterator[Path]:
    for folder in folders or CODE_FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not SKIPPED & set(path.parts):
                yield path


def _text_files() -> Iterator[Path]:
    for path in sorted(ROOT.iterdir()):
        if path.is_file() and _is_text(path):
            yield path
    for folder in (*CODE_FOLDERS, "web", "docs", "docker", "deploy", ".ci"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and _is_text(path) and not SKIPPED & set(path.parts):
                yield path


def _is_text(path: Path) -> bool:
    return TEXT_ENDINGS.fullmatch(path.suffix) is not None or path.name in TEXT_NAMES


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_file_is_named_for_nothing():
    """A file is named for its subject: no utils, helpers, manager, common."""
    empty_names = re.compile(r"_?(utils?|helpers?|managers?|common|misc)", re.IGNORECASE)
    assert [_relative(path) for path in _python_files() if empty_names.fullmatch(path.stem)] == []


def test_a_file_has_one_subject_and_about_300_lines():
    """Whatever is longer is listed here, with its reason; whatever is listed here is longer."""
    scripts = [
        path
        for path in sorted([*(ROOT / "web" / "js").rglob("*.js"), *(ROOT / "tests" / "web").rglob("*.js")])
        if not SKIPPED & set(path.parts)
    ]
    long_ones = {
        _relative(path)
        for path in [*_python_files(), *scripts]
        if len(path.read_text().splitlines()) > ABOUT_300_LINES
    }
    assert long_ones == set(LONG_FILES)


def test_private_names_of_a_dependency_stand_in_media_hooks_only():
    """Ruff finds private access (SLF001, and imports here); only hooks.py may ask it to look away."""
    offenders = []
    for path in _python_files("oralexam"):
        if path.relative_to(ROOT) == HOOKS:
            continue
        text = path.read_text()
        if "SLF001" in text:
            offenders.append(f"{_relative(path)}: SLF001")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and not (node.module or "oralexam").startswith("oralexam"):
                offenders += [
                    f"{_relative(path)}: {node.module}.{name.name}"
                    for name in node.names
                    if name.name.startswith("_") and not name.name.endswith("__")
                ]
    assert offenders == []


def test_no_name_begins_with_two_underscores():
    """One underscore says private; two would only mangle the name."""
    offenders = []
    for path in _python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            names = (getattr(node, field, None) for field in ("name", "id", "attr", "arg"))
            offenders += [
                f"{_relative(path)}: {name}"
                for name in names
                if isinstance(name, str) and name.startswith("__") and not name.endswith("__")
            ]
    assert offenders == []


def test_no_file_knows_the_machine_it_was_written_on():
    """A clone anywhere else works: no folder of a machine, no host of a package registry."""
    # Put together here, so that this file does not find itself.
    folders = "|".join(("work/(main|shared|brief|scratch)", "root/", "opt/" + "pypi", "opt/" + "wheels"))
    hosts = "|".join(
        re.escape(host)
        for host in ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "npmjs" + ".com")
    )
    forbidden = re.compile(rf"/({folders})|({hosts})|download\.{'pytorch'}\.org")
    offenders = [
        f"{_relative(path)}: {found.group()}"
        for path in _text_files()
        if path != Path(__file__) and (found := forbidden.search(path.read_text(errors="replace")))
    ]
    assert offenders == []


def test_french_and_english_have_the_same_keys():
    """A sentence that one language lacks would show its key to a person."""
    french, english = (_keys(ROOT / "web" / "i18n" / f"{language}.json") for language in ("fr", "en"))
    assert french == english
    assert french


def _keys(path: Path) -> set[str]:
    def walk(value: object, prefix: str) -> Iterator[str]:
        if isinstance(value, dict):
            for name, inner in value.items():
                yield from walk(inner, f"{prefix}.{name}")
        else:
            yield prefix

    return set(walk(json.loads(path.read_text()), ""))


def test_every_folder_of_tests_mirrors_a_package():
    """Tests of a package are found where the package's name says."""
    packages = {folder.name for folder in (ROOT / "oralexam").iterdir() if folder.is_dir()}
    across = {"browser", "contracts", "integration", "faults", "attacks", "web", "ops"}
    tested = {folder.name for folder in (ROOT / "tests").iterdir() if folder.is_dir()} - SKIPPED
    assert tested - across <= packages
