"""`oralexam doctor`: is this machine ready for an examination, and if not, what is to be done?"""

import contextlib
import datetime as dt
import os
import sys
from typing import Annotated

import msgspec
import typer

from oralexam.doctor.findings import Diagnosis, Said, Verdict, blocking, diagnosis, say
from oralexam.doctor.words import Language, ToldDiagnosis, language_of, sentence, title, told
from oralexam.errors import SystemFault
from oralexam.settings import read_settings

MARKS = {
    Verdict.GOOD: ("bien     ", "ok     "),
    Verdict.WARNING: ("attention", "warning"),
    Verdict.BLOCKING: ("BLOQUE   ", "BLOCKS "),
}
TITLE_WIDTH = 20
_PROBLEMS = {
    **dict.fromkeys(("int_parsing", "int_from_float", "float_parsing", "finite_number"), "setting-number"),
    "greater_than_equal": "setting-too-low",
    "greater_than": "setting-above",
    "less_than_equal": "setting-too-high",
    "bool_parsing": "setting-yes-no",
    "enum": "setting-one-of",
    "ORALEXAM_MEDIA_PORTS": "setting-ports",
    "ORALEXAM_MEDIA_PUBLIC_ADDRESSES": "setting-addresses",
    "ORALEXAM_TURN_URLS": "setting-relays",
}
"""What is wrong with a setting, by pydantic's kind of error, or by the setting's own form."""


def doctor(
    *,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of lines.")] = False,
    language: Annotated[
        Language | None,
        typer.Option(help="What it speaks; without: the system's language (LANG), or French."),
    ] = None,
    rooms: Annotated[
        int | None,
        typer.Option(min=1, help="Rooms that call at once; without: those of the sessions that are planned."),
    ] = None,
) -> None:
    """Look at this machine and say what is missing and what to do; exit 1 if something blocks."""
    found = told(_look(rooms), language or language_of(os.environ))
    if json:
        print(msgspec.json.encode(found).decode())
    else:
        _tell(found)
    if not found.ok:
        raise typer.Exit(1)


def _look(rooms: int | None) -> Diagnosis:
    # Imported here: a server needs none of it, and its memory is counted.
    from oralexam.bootstrap.media import try_worker  # noqa: PLC0415
    from oralexam.doctor.examination import examine  # noqa: PLC0415
    from oralexam.doctor.plan import NetworkPlan  # noqa: PLC0415
    from oralexam.doctor.rooms import planned_rooms  # noqa: PLC0415

    try:
        settings = read_settings()
    except SystemFault as fault:
        name = str(fault.details.get("setting", ""))
        found = say("setting-wrong", name=name, problem=_problem(fault, name))
        return diagnosis([blocking("settings", found, say("setting-correct", name=name))])
    # What libraries log is no part of the answer, which a program may read.
    with contextlib.redirect_stdout(sys.stderr):
        return examine(
            data_folder=settings.data,
            host=settings.host,
            port=settings.port,
            whisper_model=settings.whisper_model,
            networks=NetworkPlan(
                media_host=settings.media_host,
                ports=settings.port_range(),
                relay_urls=settings.relay_urls(),
                relay_secret_file=settings.turn_secret_file,
                authority_file=settings.data / "certificates" / "authority.crt",
                told=settings.told_addresses(),
                rooms=rooms or planned_rooms(settings.data, today=dt.datetime.now(dt.UTC).date()),
                start_worker=None if settings.media_workers == 0 else try_worker,
            ),
        )


def _problem(fault: SystemFault, name: str) -> Said:
    code = _PROBLEMS.get(str(fault.details.get("kind", ""))) or _PROBLEMS.get(name, "setting-other")
    return say(code, limit=str(fault.details.get("limit", "")))


def _tell(found: ToldDiagnosis) -> None:
    language = found.language
    english = language is Language.ENGLISH
    margin = len(MARKS[Verdict.GOOD][english]) + 2
    for finding in found.findings:
        mark, what = MARKS[finding.verdict][english], title(finding.check, language)
        print(f"{mark}  {what:<{TITLE_WIDTH}} {finding.found}")
        if finding.advice:
            print(f"{'':{margin + TITLE_WIDTH + 1}}{sentence(say('to-do'), language)} {finding.advice}")
    warnings = sum(finding.verdict is Verdict.WARNING for finding in found.findings)
    blocked = sum(finding.verdict is Verdict.BLOCKING for finding in found.findings)
    code = "ends-blocked" if blocked else "ends-warned" if warnings else "ends-well"
    print()
    print(sentence(say(code, blocked=blocked, warnings=warnings), language))
    print(sentence(say("other-language"), language))
