"""What is examined, in which parts, and how long each phase lasts: the official formats, as data.

The minutes are those of the exam documents (RE AIE 2015; CCI register entry of 2025). Only the call part is
run today; the other parts are here so that plans and pages speak of the whole.
"""

import importlib.resources
import tomllib
from enum import StrEnum
from importlib.resources.abc import Traversable

import msgspec

from oralexam.errors import NotFound, Refused, SystemFault
from oralexam.exams.plan import ExchangePlan


class PartKind(StrEnum):
    """The kinds of oral parts that the official documents know."""

    CALL = "call"
    VISITOR = "visitor"
    TECHNICAL_INTERVIEW = "technical-interview"
    PRODUCTION_QUESTIONING = "production-questioning"
    FINAL_INTERVIEW = "final-interview"
    ORAL_DEFENCE = "oral-defence"


class PhaseMinutes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One timed phase of a part."""

    name: str
    minutes: int | None = None
    """None where the documents give no time: the centre gives it before a session can be opened."""


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One oral part of a format."""

    kind: PartKind
    competence: str = ""
    """The professional competence that it judges; "" where the documents tie it to no single one."""
    phases: tuple[PhaseMinutes, ...]


class Format(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of session: its oral parts, in the order in which a candidate takes them."""

    id: str
    title: str
    parts: tuple[Part, ...]


_ORDER = ("aie-title", "aie-ccp1", "aie-ccp2", "aie-ccp3", "cci-import-export")
"""The title, then its blocks, then other certifications, as the official documents list them."""


def all_formats() -> tuple[Format, ...]:
    """Every format of the package, the title first.

    Raises:
        SystemFault: `format-malformed`, with `file` and `problem` among its details.
    """
    folder = importlib.resources.files("oralexam.exams") / "formats"
    found = [read_format(file) for file in folder.iterdir() if file.name.endswith(".toml")]
    rank = {name: place for place, name in enumerate(_ORDER)}
    return tuple(sorted(found, key=lambda format_: (rank.get(format_.id, len(rank)), format_.id)))


def format_named(format_id: str) -> Format:
    """The format with this id.

    Raises:
        NotFound: `unknown-format`.
    """
    for format_ in all_formats():
        if format_.id == format_id:
            return format_
    raise NotFound("unknown-format")


def read_format(file: Traversable) -> Format:
    """One format, read strictly.

    Raises:
        SystemFault: `format-malformed`, with `file` and `problem` among its details.
    """
    try:
        table = tomllib.loads(file.read_bytes().decode("utf-8"))
        format_ = msgspec.convert(table, Format, strict=True)
    except (OSError, ValueError) as error:  # TOML, UTF-8 and msgspec errors are all ValueErrors
        raise SystemFault("format-malformed", file=file.name, problem=str(error)) from error
    minutes = [phase.minutes for part in format_.parts for phase in part.phases]
    if any(value is not None and value <= 0 for value in minutes):
        raise SystemFault("format-malformed", file=file.name, problem="minutes must be above 0")
    if f"{format_.id}.toml" != file.name:
        raise SystemFault("format-malformed", file=file.name, problem="id and file name differ")
    return format_


def exchange_plan(format_: Format, *, grace_s: float = 0) -> ExchangePlan:
    """The times of the format's call part, in seconds; `grace_s` is what the centre grants after the call.

    Raises:
        Refused: `format-without-call`, or `minutes-not-given` where the centre still has to say them.
        BadInput: `plan-out-of-range`.
    """
    part = next((part for part in format_.parts if part.kind is PartKind.CALL), None)
    if part is None:
        raise Refused("format-without-call", format_id=format_.id)
    minutes = {phase.name: phase.minutes for phase in part.phases}
    preparation, call, writing = (minutes.get(name) for name in ("preparation", "call", "writing"))
    if preparation is None or call is None or writing is None:
        raise Refused("minutes-not-given", format_id=format_.id)
    return ExchangePlan(
        preparation_s=preparation * 60.0,
        call_s=call * 60.0,
        writing_s=writing * 60.0,
        grace_s=float(grace_s),
    )
