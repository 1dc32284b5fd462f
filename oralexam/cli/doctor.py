"""`oralexam doctor`: is this machine ready for an examination, and if not, what is to be done?"""

import contextlib
import sys
from typing import Annotated

import msgspec
import typer

from oralexam.doctor.findings import Diagnosis, Verdict, blocking, diagnosis
from oralexam.errors import SystemFault
from oralexam.settings import read_settings

MARKS = {Verdict.GOOD: "ok     ", Verdict.WARNING: "warning", Verdict.BLOCKING: "BLOCKS "}


def doctor(
    *, json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of lines.")] = False
) -> None:
    """Look at this machine and say what is missing and what to do; exit 1 if something blocks."""
    found = _look()
    if json:
        print(msgspec.json.encode(found).decode())
    else:
        _tell(found)
    if not found.ok:
        raise typer.Exit(1)


def _look() -> Diagnosis:
    # Imported here: a server needs none of it, and its memory is counted.
    from oralexam.bootstrap.media import try_worker  # noqa: PLC0415
    from oralexam.doctor.examination import examine  # noqa: PLC0415
    from oralexam.doctor.plan import NetworkPlan  # noqa: PLC0415

    try:
        settings = read_settings()
    except SystemFault as fault:
        name = str(fault.details.get("setting", ""))
        problem = str(fault.details.get("problem", fault.reason))
        advice = f"correct {name} in the environment or in .env"
        return diagnosis([blocking("settings", f"{name}: {problem}", advice)])
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
                start_worker=None if settings.media_workers == 0 else try_worker,
            ),
        )


def _tell(found: Diagnosis) -> None:
    for finding in found.findings:
        print(f"{MARKS[finding.verdict]}  {finding.check:<15} {finding.found}")
        if finding.advice:
            print(f"{'':25}what to do: {finding.advice}")
    print()
    print("This machine can hold an examination." if found.ok else "No examination can be held here yet.")
