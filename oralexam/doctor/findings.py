"""What a check found, in a form that people read and programs can."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec


class Verdict(StrEnum):
    """How bad it is."""

    GOOD = "good"
    WARNING = "warning"  # an examination can be held; somebody should know
    BLOCKING = "blocking"  # an examination cannot be held here as things are


class Finding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing looked at; `advice` says what to do, and is empty where nothing is to be done."""

    check: str
    verdict: Verdict
    found: str
    advice: str = ""


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that was looked at; `ok` says whether nothing blocks."""

    ok: bool
    findings: tuple[Finding, ...]


def diagnosis(findings: Sequence[Finding]) -> Diagnosis:
    """The findings together."""
    ok = all(finding.verdict is not Verdict.BLOCKING for finding in findings)
    return Diagnosis(ok=ok, findings=tuple(findings))


def good(check: str, found: str) -> Finding:
    """All is well."""
    return Finding(check=check, verdict=Verdict.GOOD, found=found)


def warning(check: str, found: str, advice: str) -> Finding:
    """An examination can be held, and something is to be known or done."""
    return Finding(check=check, verdict=Verdict.WARNING, found=found, advice=advice)


def blocking(check: str, found: str, advice: str) -> Finding:
    """No examination can be held until something is done."""
    return Finding(check=check, verdict=Verdict.BLOCKING, found=found, advice=advice)
