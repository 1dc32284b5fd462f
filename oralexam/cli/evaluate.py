"""`oralexam evaluate`: how well an engine and a model hear recordings whose words are known."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from oralexam.settings import read_settings
from oralexam.transcripts.engines.choice import Engine, SpeechSettings

if TYPE_CHECKING:
    from oralexam.transcripts.evaluation.report import Cost, Evaluation, Hesitations
    from oralexam.transcripts.word_errors import WordErrors

SENTENCES = {
    "audio-missing": "there is no such recording",
    "audio-unreadable": "the recording cannot be read",
    "audio-empty": "the recording holds no sound",
    "reference-missing": "nobody has written down what is said in it",
    "reference-empty": "its reference has no words",
}
NAME_WIDTH = 36


def evaluate(
    references: Annotated[
        Path,
        typer.Option(
            "--references",
            help="A folder of recordings, each with a .txt of its name, or with a manifest.json or .csv.",
        ),
    ],
    *,
    engine: Annotated[Engine | None, typer.Option(help="Instead of the one that is set.")] = None,
    model: Annotated[
        str | None, typer.Option(help="A model's name or path, instead of the one that is set.")
    ] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="CPU threads of the recogniser.")] = None,
    seed: Annotated[int, typer.Option(help="Of the confidence interval's resampling.")] = 0,
    data: Annotated[Path | None, typer.Option("--data", help="The data folder, for its models.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of a table.")
    ] = False,
) -> None:
    """Hear recordings as in an examination; print word error rate, hesitations, time and memory.

    Exits with 1 where a recording or its reference could not be used; the others are heard all the same.
    """
    # Imported here: they bring numpy, PyAV and the engines, which other commands do not need.
    from oralexam.transcripts.engines.opening import open_recognizer  # noqa: PLC0415
    from oralexam.transcripts.evaluation.listening import evaluate as hear_all  # noqa: PLC0415
    from oralexam.transcripts.evaluation.references import find_references  # noqa: PLC0415
    from oralexam.transcripts.evaluation.report import as_json as as_builtins  # noqa: PLC0415
    from oralexam.transcripts.models import find_model  # noqa: PLC0415
    from oralexam.transcripts.speech_detection import SileroSpeechDetector  # noqa: PLC0415

    settings = read_settings(data=data)
    found = find_references(references)
    wanted = settings.speech()
    recognizer = open_recognizer(
        find_model(model or settings.whisper_model, data_folder=settings.data),
        settings=_wanted(wanted, engine, threads),
        data_folder=settings.data,
    )
    recognizer.warm_up()
    evaluation = hear_all(
        found,
        recognizer=recognizer,
        detector=SileroSpeechDetector(),
        seed=seed,
        say=lambda name: typer.echo(f"  {name}", err=True),
    )
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(as_builtins(evaluation)), indent=1).decode())
    else:
        print(table_of(evaluation))
    if evaluation.problems:
        raise typer.Exit(1)


def _wanted(settings: SpeechSettings, engine: Engine | None, threads: int | None) -> SpeechSettings:
    return msgspec.structs.replace(
        settings, engine=engine or settings.engine, threads=threads or settings.threads
    )


def table_of(evaluation: "Evaluation") -> str:
    """What was found, for a person."""
    by = evaluation.recognizer
    heading = (
        f"{'recording':<{NAME_WIDTH}} {'audio':>8} {'words':>6} {'WER':>7} {'raw':>7} {'um, uh':>9}"
        f" {'real time':>9} {'CPU/s':>7} {'MB':>6}"
    )
    lines = [
        f"{by.engine} {by.engine_version}, model {by.model} ({by.settings}), {evaluation.cores} cores",
        *([by.note] if by.note else []),
        "",
        heading,
    ]
    lines += [
        _line(each.file, each.normalised, each.raw, each.hesitations, each.cost) for each in evaluation.files
    ]
    if (total := evaluation.total) is not None:
        lines.append(_line("in all", total.normalised, total.raw, total.hesitations, total.cost))
        interval = (
            f"95 % of {total.interval.low:.1%} to {total.interval.high:.1%}"
            if total.interval
            else "no interval: two recordings at least"
        )
        recall = total.hesitations.recall
        heard = "nobody hesitated" if recall is None else f"{recall:.0%} of {total.hesitations.said}"
        lines += [
            "",
            f"word error rate {total.normalised.rate:.1%} ({interval}), over {total.files} recordings",
        ]
        lines.append(f"hesitations written where they were said: {heard}")
        lines.append(f"filled pauses found in the sound: {total.hesitations.in_sound} (places not compared)")
    lines += [f"NOT USED {each.file}: {SENTENCES.get(each.code, each.code)}" for each in evaluation.problems]
    return "\n".join(lines)


def _line(
    name: str, normalised: "WordErrors", raw: "WordErrors", hesitations: "Hesitations", cost: "Cost"
) -> str:
    shown = name if len(name) <= NAME_WIDTH else f"…{name[1 - NAME_WIDTH :]}"
    written = f"{hesitations.written} of {hesitations.said}" if hesitations.said else "–"
    return (
        f"{shown:<{NAME_WIDTH}} {cost.audio_s:>6.1f} s {normalised.words:>6} {normalised.rate:>7.1%}"
        f" {raw.rate:>7.1%} {written:>9} {cost.real_time_factor:>9.3f} {cost.cpu_s_per_audio_s:>7.3f}"
        f" {cost.peak_memory_mb:>6.0f}"
    )
