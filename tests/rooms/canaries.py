"""A scenario in which every text is a canary that names its own field: what leaks says where it came from.

It is built by walking the types, so that a field added tomorrow is covered the day it is added.
"""

from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from oralexam.exams.scenario import Scenario

MARK = "canary"


def canary_scenario(name: str = "drawn") -> Scenario:
    """A scenario of canaries: `canary:drawn:jury.cues.0` stands in the first cue."""
    made = _made(Scenario, name, "")
    assert isinstance(made, Scenario)
    return made


def canaries_of(value: object) -> set[str]:
    """Every canary in `value`, however deep."""
    match value:
        case str() if value.startswith(MARK):
            return {value}
        case msgspec.Struct():
            return set().union(*(canaries_of(getattr(value, name)) for name in value.__struct_fields__))
        case tuple():
            return set().union(*map(canaries_of, value))
        case int() if value >= _FIRST_NUMBER:
            return {str(value)}
        case _:
            return set()


_FIRST_NUMBER = 700_000_001
"""Numbers are canaries, too: one that no clock and no count could show by chance."""


def _made(kind: Any, name: str, path: str) -> Any:  # noqa: ANN401 — whatever the field is
    origin = get_origin(kind)
    if origin in {Union, UnionType}:
        return _made(get_args(kind)[0], name, path)
    if origin is tuple:
        item, _ = get_args(kind)
        return tuple(_made(item, name, f"{path}.{index}") for index in range(2))
    if issubclass(kind, msgspec.Struct):
        hints = get_type_hints(kind)
        return kind(
            **{
                field.name: _made(hints[field.name], name, f"{path}.{field.name}".lstrip("."))
                for field in msgspec.structs.fields(kind)
            }
        )
    if issubclass(kind, Enum):
        return next(iter(kind))
    if issubclass(kind, str):
        return f"{MARK}:{name}:{path}"
    if issubclass(kind, int):
        return _FIRST_NUMBER + sum(path.encode()) + 1000 * sum(name.encode())
    raise NotImplementedError(kind)
