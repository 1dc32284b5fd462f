"""`oralexam rehearse`: a whole exam played by synthetic people, and whether everything held."""

import asyncio
import logging
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from oralexam.bootstrap.logs import set_up_logs

if TYPE_CHECKING:
    from oralexam.rehearsal.report import Report


TERMINATED = 128 + signal.SIGTERM
"""What a shell calls the exit of a program that SIGTERM ended."""


def rehearse(
    *,
    server: Annotated[
        str | None, typer.Option(help="A running server's address; without it one is started for this.")
    ] = None,
    manager_token: Annotated[
        str, typer.Option(envvar="ORALEXAM_MANAGER_TOKEN", help="With --server: a manager link's token.")
    ] = "",
    pace: Annotated[float, typer.Option(min=0.1, max=3600, help="Seconds of exam in one second.")] = 60,
    candidate_audio: Annotated[
        list[Path] | None, typer.Option(help="What the candidate says: an audio file; may be repeated.")
    ] = None,
    juror_audio: Annotated[
        list[Path] | None, typer.Option(help="What the juror says: an audio file; may be repeated.")
    ] = None,
    reference: Annotated[
        Path | None, typer.Option(help="A JSON file that tells what those files say.")
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="The Whisper checkpoint that transcribes, without --server.")
    ] = None,
    loss: Annotated[
        float, typer.Option(min=0, max=0.5, help="The share of packets that the server's sockets lose.")
    ] = 0,
    seed: Annotated[int, typer.Option(help="Which packets are lost: the same seed, the same ones.")] = 1,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the report as one JSON object, last.")
    ] = False,
    data: Annotated[
        Path | None, typer.Option(help="The data folder of the server that is started; else a new one.")
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep/--discard", help="Keep a data folder that was made for this.")
    ] = True,
) -> None:
    """Play one whole exam with a synthetic candidate, juror and observer; exit 0 only if all held."""
    # Imported here: it brings numpy and PyAV's encoders, which a server has no use for.
    from oralexam.rehearsal.assembly import Wishes, rehearse_as_wished  # noqa: PLC0415
    from oralexam.rehearsal.report import encode  # noqa: PLC0415

    # What the parts of a rehearsal log goes to stderr, from warnings on: stdout is for the report.
    set_up_logs(as_json=False, least=logging.WARNING)
    wishes = Wishes(
        server=server,
        manager_token=manager_token,
        pace=pace,
        candidate_audio=candidate_audio or [],
        juror_audio=juror_audio or [],
        reference=reference,
        model=model,
        loss=loss,
        seed=seed,
        data=data,
        keep=keep,
    )
    try:
        report = asyncio.run(rehearse_as_wished(wishes, say=_say))
    except asyncio.CancelledError:
        _say("Told to stop: the rehearsal was broken off.")
        raise typer.Exit(TERMINATED) from None
    if as_json:
        print(encode(report))
    else:
        _tell(report)
    if not report.ok:
        raise typer.Exit(1)


def _say(what: str) -> None:
    typer.echo(f"{time.strftime('%H:%M:%S')}  {what}", err=True)


def _tell(report: "Report") -> None:
    """The report in words."""
    print(f"Sitting {report.sitting_id}, pace {report.pace:g}, loss {report.loss:.0%}")
    for phase in report.phases:
        plan = "" if phase.planned_s is None else f" of {phase.planned_s:.2f} s planned"
        print(f"  {phase.name:<12}{phase.actual_s:8.2f} s{plan}")
    for file in report.recordings:
        print(
            f"  {file.seat} {file.kind} {file.segment:03d}: {file.duration_s:.2f} s, {file.packets} packets,"
            f" {file.missing_packets} missing"
        )
    for line in report.transcript:
        print(f"  {line.start_s:7.2f} s  {line.seat:<10} {line.text}")
    for seat, wer in report.wer.items():
        print(f"  word error rate, {seat}: {'not known' if wer is None else f'{wer:.1%}'}")
    if report.time_to_transcript_s is not None:
        print(f"  transcripts {report.time_to_transcript_s:.1f} s after the call, by {report.model}")
    print(f"  replay: {report.replay_url}")
    for problem in report.problems:
        details = ", ".join(f"{name} {value}" for name, value in problem.details.items())
        print(f"  PROBLEM {problem.code}{': ' + details if details else ''}")
    print("Everything held." if report.ok else f"{len(report.problems)} thing(s) did not hold.")
