"""How findings are said: in French or in English, each thing in the words of `sentences`."""

import re
from collections.abc import Mapping
from enum import StrEnum

import msgspec

from oralexam.doctor.findings import Blank, Diagnosis, Finding, Said, Verdict
from oralexam.doctor.sentences import CAUSES, CHECKS, SENTENCES

LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""In their order: the first that is set counts (POSIX.1-2017, section 8.2)."""
_BEFORE_HIGH_MARKS = re.compile(r" (?=[:;!?»%])|(?<=«) ")
"""Where French typography keeps a line from breaking."""
_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


class Language(StrEnum):
    """What the doctor speaks."""

    FRENCH = "fr"
    ENGLISH = "en"


class ToldFinding(msgspec.Struct, frozen=True, kw_only=True):
    """A finding in words; `code` stays the same in every language."""

    check: str
    verdict: Verdict
    code: str
    found: str
    advice: str


class ToldDiagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """What `oralexam doctor --json` prints."""

    ok: bool
    language: Language
    findings: tuple[ToldFinding, ...]


class _FrenchNumber(float):
    """Written with a comma, and with a space before the per cent sign."""

    def __format__(self, form: str) -> str:
        return super().__format__(form).replace(".", ",").replace("%", f"{_NO_BREAK_SPACE}%")


def language_of(environment: Mapping[str, str]) -> Language:
    """The language of whoever sits there; French, as the pages begin with, where nobody says."""
    told = next((environment[name] for name in LOCALE_VARIABLES if environment.get(name)), "")
    if told.partition(".")[0] in {"", "C", "POSIX"}:
        return Language.FRENCH
    return Language.FRENCH if told.lower().startswith("fr") else Language.ENGLISH


def told(diagnosis: Diagnosis, language: Language) -> ToldDiagnosis:
    """All of it, in words."""
    findings = tuple(told_finding(finding, language) for finding in diagnosis.findings)
    return ToldDiagnosis(ok=diagnosis.ok, language=language, findings=findings)


def told_finding(finding: Finding, language: Language) -> ToldFinding:
    """One of them."""
    return ToldFinding(
        check=finding.check,
        verdict=finding.verdict,
        code=finding.found.code,
        found=sentence(finding.found, language),
        advice="" if finding.advice is None else sentence(finding.advice, language),
    )


def title(check: str, language: Language) -> str:
    """What a check is called."""
    return _chosen(CHECKS.get(check, (check, check)), language)


def sentence(said: Said, language: Language) -> str:
    """One sentence with its blanks."""
    if said.code == "cause":
        error, system = str(said.blanks["error"]), str(said.blanks["said"])
        return _chosen(CAUSES.get(error, (system, system)), language)
    blanks = {name: _blank(blank, language) for name, blank in said.blanks.items()}
    return _chosen(SENTENCES[said.code], language).format(**blanks)


def _blank(blank: Blank, language: Language) -> object:
    match blank:
        case Said():
            return sentence(blank, language)
        case tuple():
            return _chosen(SENTENCES["between"], language).join(sentence(each, language) for each in blank)
        case float() if language is Language.FRENCH:
            return _FrenchNumber(blank)
        case _:
            return blank


def _chosen(pair: tuple[str, str], language: Language) -> str:
    if language is Language.ENGLISH:
        return pair[1]
    return _BEFORE_HIGH_MARKS.sub(_NO_BREAK_SPACE, pair[0])
