"""What a check found, in a form that `words` says to people and programs can read."""

import errno
from collections.abc import Sequence
from enum import StrEnum
from typing import TypeAlias

import msgspec


class Verdict(StrEnum):
    """How bad it is."""

    GOOD = "good"
    WARNING = "warning"  # an examination can be held; somebody should know
    BLOCKING = "blocking"  # an examination cannot be held here as things are


Blank: TypeAlias = "str | int | float | Said | tuple[Said, ...]"


class Said(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sentence of `sentences`, and what stands in its blanks; several together are joined."""

    code: str
    blanks: dict[str, Blank]


class Finding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing looked at; `advice` says what to do, and is None where nothing is to be done."""

    check: str
    verdict: Verdict
    found: Said
    advice: Said | None = None


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that was looked at; `ok` says whether nothing blocks."""

    ok: bool
    findings: tuple[Finding, ...]


def diagnosis(findings: Sequence[Finding]) -> Diagnosis:
    """The findings together."""
    ok = all(finding.verdict is not Verdict.BLOCKING for finding in findings)
    return Diagnosis(ok=ok, findings=tuple(findings))


def say(code: str, /, **blanks: Blank) -> Said:
    """A sentence with its blanks filled."""
    return Said(code=code, blanks=blanks)


def cause(error: OSError) -> Said:
    """Why the system refused."""
    name = errno.errorcode.get(error.errno or 0, "")
    return say("cause", error=name, said=str(error.strerror or type(error).__name__))


def good(check: str, found: Said) -> Finding:
    """All is well."""
    return Finding(check=check, verdict=Verdict.GOOD, found=found)


def warning(check: str, found: Said, advice: Said) -> Finding:
    """An examination can be held, and something is to be known or done."""
    return Finding(check=check, verdict=Verdict.WARNING, found=found, advice=advice)


def blocking(check: str, found: Said, advice: Said) -> Finding:
    """No examination can be held until something is done."""
    return Finding(check=check, verdict=Verdict.BLOCKING, found=found, advice=advice)
