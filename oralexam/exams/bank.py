"""The scenarios that stand on disk: those of the package, and those of a centre's own folder.

They are read once, when the bank is made: what a sitting may draw does not change under it.
"""

import hashlib
import importlib.resources
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from oralexam.errors import SystemFault
from oralexam.exams import scenario_checks
from oralexam.exams.scenario import Scenario

LARGEST_FILE_BYTES = 256 * 1024
"""A complete scenario has about 10 KB; something larger is not one."""

_WHERE = re.compile(r"- at `\$\.?([^`]*)`")
_NAMED_FIELD = re.compile(r"field `([^`]*)`")


class PackagedScenarios:
    """The scenarios of the package and of `extra_folder`, by `scenario_id@version`."""

    def __init__(self, extra_folder: Path | None = None) -> None:
        """Read and check every file.

        Raises:
            SystemFault: `scenario-malformed` (details `file`, `field`, `problem`) or
                `scenario-folder-unreadable`.
        """
        found: dict[str, Scenario] = {}
        for file in _files(extra_folder):
            scenario = read_scenario(file)
            _check_beside(file.name, scenario, found.values())
            found[key_of(scenario)] = scenario
        self._scenarios = MappingProxyType(found)

    def all(self) -> Mapping[str, Scenario]:
        """Every scenario, by `scenario_id@version`."""
        return self._scenarios


def key_of(scenario: Scenario) -> str:
    """What names one version of one scenario: `amberline-kettles@1`."""
    return f"{scenario.scenario_id}@{scenario.version}"


def digest_of(scenario: Scenario) -> str:
    """SHA-256 (hex) of the whole content, as JSON with sorted keys: what a draw seals with the name."""
    return hashlib.sha256(msgspec.json.encode(scenario, order="sorted")).hexdigest()


def read_scenario(file: Traversable) -> Scenario:
    """One scenario, read strictly: a misspelt field or a wrong type is an error, never ignored.

    White space around texts is dropped, so that they may stand in triple quotes on lines of their own.

    Raises:
        SystemFault: `scenario-malformed`, with `file`, `field` and `problem` among its details.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise _malformed(file.name, "", error.strerror or "unreadable") from error
    if len(content) > LARGEST_FILE_BYTES:
        raise _malformed(file.name, "", f"larger than {LARGEST_FILE_BYTES} bytes")
    try:
        table = tomllib.loads(content.decode("utf-8"))
        scenario = msgspec.convert(stripped(table), Scenario, strict=True)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _malformed(file.name, "", str(error)) from error
    except msgspec.ValidationError as error:
        raise _malformed(file.name, _field_of(str(error)), str(error)) from error
    for field, problem in scenario_checks.problems_of(scenario):
        raise _malformed(file.name, field, scenario_checks.MEANING[problem])
    return scenario


def _files(extra_folder: Path | None) -> Iterator[Traversable]:
    yield from _toml_in(importlib.resources.files("oralexam.exams") / "scenarios")
    if extra_folder is None:
        return
    if not extra_folder.is_dir():
        raise SystemFault("scenario-folder-unreadable", folder=extra_folder.name)
    yield from _toml_in(extra_folder)


def _toml_in(folder: Traversable) -> list[Traversable]:
    files = (file for file in folder.iterdir() if file.name.endswith(".toml"))
    return sorted(files, key=lambda file: file.name)


def stripped(value: Any) -> Any:  # noqa: ANN401 — whatever TOML can hold; the strict conversion comes next
    """`value` without the white space around its texts, however deep they stand."""
    match value:
        case str():
            return value.strip()
        case list():
            return [stripped(item) for item in value]
        case dict():
            return {name: stripped(item) for name, item in value.items()}
        case _:
            return value


def _field_of(message: str) -> str:
    """The field that msgspec names: « Object missing required field `name` - at `$.other_party` »."""
    where = _WHERE.search(message)
    named = _NAMED_FIELD.search(message)
    return ".".join(part.group(1) for part in (where, named) if part and part.group(1))


def _check_beside(file: str, scenario: Scenario, others: Iterable[Scenario]) -> None:
    """What must hold among scenarios: people say the number, the log says the key."""
    for other in others:
        if key_of(other) == key_of(scenario):
            raise _malformed(file, "version", f"{key_of(scenario)} is there already")
        if other.number == scenario.number and other.scenario_id != scenario.scenario_id:
            raise _malformed(file, "number", f"{scenario.number} is the number of {other.scenario_id}")


def _malformed(file: str, field: str, problem: str) -> SystemFault:
    return SystemFault("scenario-malformed", file=file, field=field, problem=problem)
