"""What is examined, in which parts, and how long each phase lasts: the official formats, as data.

The minutes are those of the exam documents (RE AIE 2015; CCI register entry of 2025). A centre adds formats
of its own in a folder.
"""

import importlib.resources
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType

import msgspec

from oralexam.errors import BadInput, NotFound, Refused, SystemFault
from oralexam.exams import order
from oralexam.exams.parts import PartKind, WrittenBlock
from oralexam.exams.plan import ExchangePlan, InterviewPlan, InterviewStep


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


class Block(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something written under an invigilator's eye, beside this service; the manager confirms its end."""

    kind: WrittenBlock
    minutes: int | None = None
    """None where the documents give no time."""


class Format(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of session: its oral parts, in the order in which a candidate takes them."""

    id: str
    title: str
    parts: tuple[Part, ...]
    blocks: tuple[Block, ...] = ()
    """The written blocks that its parts wait for (`order.RULES`)."""
    optional_parts: tuple[Part, ...] = ()
    """Taken by some candidates only, as the centre says for each (exam document: a candidate who collects the
    title block by block has a final interview at the end of the session of the last one)."""


_ORDER = ("aie-title", "aie-ccp1", "aie-ccp2", "aie-ccp3", "cci-import-export")
"""The title, then its blocks, then other certifications, as the official documents list them."""

PHASES: MappingProxyType[PartKind, tuple[str, ...]] = MappingProxyType(
    {
        PartKind.CALL: ("preparation", "call", "writing"),
        PartKind.VISITOR: ("preparation", "reception", "contact-sheet"),
        PartKind.TECHNICAL_INTERVIEW: ("review", "questions"),
        PartKind.PRODUCTION_QUESTIONING: ("presentation", "questions"),
        PartKind.FINAL_INTERVIEW: ("interview",),
        PartKind.ORAL_DEFENCE: ("presentation", "questions"),
    }
)
"""What the phases of each kind of part are called, in their order: the room runs these, and no others."""

LONGEST_MINUTES = 24 * 60
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class FormatBook:
    """Every format that this centre examines in: those of the package, and those of its own folder."""

    def __init__(self, extra_folder: Path | None = None) -> None:
        """Read and check every file.

        Raises:
            SystemFault: `format-malformed` (details `file`, `problem`) or `format-folder-unreadable`.
        """
        found: dict[str, Format] = {}
        for file in _files(extra_folder):
            format_ = read_format(file)
            if format_.id in found:
                raise _malformed(file.name, f"{format_.id} is there already")
            found[format_.id] = format_
        rank = {name: place for place, name in enumerate(_ORDER)}
        ordered = sorted(found.values(), key=lambda each: (rank.get(each.id, len(rank)), each.id))
        self._formats = MappingProxyType({format_.id: format_ for format_ in ordered})

    def all(self) -> Mapping[str, Format]:
        """Every format by its id, the title first."""
        return self._formats

    def named(self, format_id: str) -> Format:
        """The format with this id.

        Raises:
            NotFound: `unknown-format`.
        """
        try:
            return self._formats[format_id]
        except KeyError:
            raise NotFound("unknown-format") from None


def all_formats(extra_folder: Path | None = None) -> tuple[Format, ...]:
    """Every format of the package and of `extra_folder`, the title first.

    Raises:
        SystemFault: as `FormatBook` says.
    """
    return tuple(FormatBook(extra_folder).all().values())


def format_named(format_id: str) -> Format:
    """The format of the package with this id.

    Raises:
        NotFound: `unknown-format`.
    """
    return FormatBook().named(format_id)


def read_format(file: Traversable) -> Format:
    """One format, read strictly.

    Raises:
        SystemFault: `format-malformed`, with `file` and `problem` among its details.
    """
    try:
        table = tomllib.loads(file.read_bytes().decode("utf-8"))
        format_ = msgspec.convert(table, Format, strict=True)
    except (OSError, ValueError) as error:  # TOML, UTF-8 and msgspec errors are all ValueErrors
        raise _malformed(file.name, str(error)) from error
    for problem in _problems(format_, file.name):
        raise _malformed(file.name, problem)
    return format_


def part_of(format_: Format, kind: PartKind) -> Part:
    """The part of that kind.

    Raises:
        Refused: `format-without-part`.
    """
    for part in (*format_.parts, *format_.optional_parts):
        if part.kind is kind:
            return part
    raise Refused("format-without-part", format_id=format_.id, part=kind)


def with_minutes(format_: Format, kind: PartKind, minutes: Sequence[int]) -> Format:
    """`format_` with the minutes of one part, those that it leaves open; those that it gives stay.

    Raises:
        Refused: `format-without-part`.
        BadInput: `minutes-out-of-range`; `minutes-not-open`: not what the format gives, or not one a phase.
    """
    part = part_of(format_, kind)
    pairs = tuple(zip(part.phases, minutes, strict=False))
    if len(minutes) != len(part.phases) or any(phase.minutes not in {None, each} for phase, each in pairs):
        raise BadInput("minutes-not-open", part=kind)
    if not all(0 < each <= LONGEST_MINUTES for each in minutes):
        raise BadInput("minutes-out-of-range", part=kind)
    phases = tuple(PhaseMinutes(name=phase.name, minutes=each) for phase, each in pairs)
    given = msgspec.structs.replace(part, phases=phases)
    parts = tuple(given if each is part else each for each in format_.parts)
    optional = tuple(given if each is part else each for each in format_.optional_parts)
    return msgspec.structs.replace(format_, parts=parts, optional_parts=optional)


def exchange_plan(format_: Format, kind: PartKind = PartKind.CALL, *, grace_s: float = 0) -> ExchangePlan:
    """The times of a role-play, in seconds; `grace_s` is what the centre grants after the exchange.

    Raises:
        Refused: `format-without-part`, or `minutes-not-given` where the centre still has to say them.
        BadInput: `plan-out-of-range`.
    """
    preparation_s, exchange_s, written_s = phase_seconds(part_of(format_, kind))
    return ExchangePlan(
        preparation_s=preparation_s, call_s=exchange_s, writing_s=written_s, grace_s=float(grace_s)
    )


def interview_plan(format_: Format, kind: PartKind) -> InterviewPlan:
    """The steps of an interview, in seconds.

    Raises:
        Refused: `format-without-part`, or `minutes-not-given` where the centre still has to say them.
        BadInput: `plan-out-of-range`.
    """
    part = part_of(format_, kind)
    steps = zip(part.phases, phase_seconds(part), strict=True)
    return InterviewPlan(
        steps=tuple(InterviewStep(phase=phase.name, length_s=length_s) for phase, length_s in steps)
    )


def phase_seconds(part: Part) -> tuple[float, ...]:
    """How long each phase of `part` lasts, in their order.

    Raises:
        Refused: `minutes-not-given`.
    """
    if any(phase.minutes is None for phase in part.phases):
        raise Refused("minutes-not-given", part=part.kind)
    return tuple(phase.minutes * 60.0 for phase in part.phases if phase.minutes is not None)


def _files(extra_folder: Path | None) -> Iterator[Traversable]:
    yield from _toml_in(importlib.resources.files("oralexam.exams") / "formats")
    if extra_folder is None:
        return
    if not extra_folder.is_dir():
        raise SystemFault("format-folder-unreadable", folder=extra_folder.name)
    yield from _toml_in(extra_folder)


def _toml_in(folder: Traversable) -> list[Traversable]:
    files = (file for file in folder.iterdir() if file.name.endswith(".toml"))
    return sorted(files, key=lambda file: file.name)


def _problems(format_: Format, file: str) -> Iterator[str]:
    """What types cannot say of one format."""
    if not _ID.fullmatch(format_.id) or f"{format_.id}.toml" != file:
        yield "id is not in kebab-case, or differs from the file's name"
    if not format_.title.strip() or not format_.parts:
        yield "a title and at least one part are needed"
    parts = (*format_.parts, *format_.optional_parts)
    kinds = [part.kind for part in parts]
    blocks = [block.kind for block in format_.blocks]
    if len(set(kinds)) < len(kinds) or len(set(blocks)) < len(blocks):
        yield "a kind of part or of written block comes twice"
    for part in parts:
        names = tuple(phase.name for phase in part.phases)
        if names != PHASES[part.kind]:
            yield f"the phases of {part.kind} are {', '.join(PHASES[part.kind])}, in this order"
    minutes = [phase.minutes for part in parts for phase in part.phases]
    minutes += [block.minutes for block in format_.blocks]
    if not all(0 < each <= LONGEST_MINUTES for each in minutes if each is not None):
        yield "minutes must be above 0 and no more than a day"
    for rule in order.broken([part.kind for part in format_.parts]):
        yield f"{rule.then} stands before {rule.first}: {rule.code}"


def _malformed(file: str, problem: str) -> SystemFault:
    return SystemFault("format-malformed", file=file, problem=problem)
