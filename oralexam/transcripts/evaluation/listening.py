"""Hears every recording on the path of an examination, measures what it takes, then scores.

Scoring comes last: its libraries would be counted as the recogniser's memory.
"""

import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from oralexam.errors import BadInput
from oralexam.transcripts.evaluation.references import Found, Problem, Reference
from oralexam.transcripts.evaluation.report import (
    Cost,
    Evaluation,
    HeardFile,
    Hesitations,
    Interval,
    Total,
)
from oralexam.transcripts.evaluation.sound import samples_of
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, Samples, SpeechDetector, SpeechRecognizer
from oralexam.transcripts.transcription import hear_all
from oralexam.transcripts.word_errors import WordErrors


class _Listened(msgspec.Struct, frozen=True, kw_only=True):
    reference: Reference
    text: str
    hesitations: int
    cost: Cost


def evaluate(
    found: Found,
    *,
    recognizer: SpeechRecognizer,
    detector: SpeechDetector,
    seed: int,
    say: Callable[[str], None] = lambda _: None,
) -> Evaluation:
    """Hear all recordings of `found`; one that cannot be read is a problem, and the rest goes on.

    Args:
        found: Recordings and their words.
        recognizer: What is evaluated, loaded and warmed up.
        detector: What stands before it in an examination.
        seed: Of the resampling; the same seed gives the same interval.
        say: Told the name of each recording before it is heard.
    """
    listened: list[_Listened] = []
    problems = list(found.problems)
    for reference in found.references:
        say(reference.name)
        try:
            samples = samples_of(reference)
        except BadInput as bad:
            problems.append(Problem(file=reference.name, code=bad.reason))
            continue
        listened.append(_listen(reference, samples, recognizer, detector))
    from oralexam.transcripts.evaluation.scoring import interval_of  # noqa: PLC0415 -- see above

    files = tuple(_scored(each) for each in listened)
    return Evaluation(
        recognizer=recognizer.identity,
        cores=os.cpu_count() or 1,
        seed=seed,
        files=files,
        total=_total(files, interval=interval_of([each.normalised for each in files], seed=seed))
        if files
        else None,
        problems=tuple(sorted(problems, key=lambda each: each.file)),
    )


def _listen(
    reference: Reference, samples: Samples, recognizer: SpeechRecognizer, detector: SpeechDetector
) -> _Listened:
    _forget_peak()
    began_s, cpu_s = time.monotonic(), _cpu_s()
    heard = hear_all(samples, recognizer=recognizer, detector=detector)
    cost = Cost(
        audio_s=len(samples) / SAMPLE_RATE_HZ,
        wall_s=time.monotonic() - began_s,
        cpu_s=_cpu_s() - cpu_s,
        peak_memory_mb=_peak_memory_mb(),
    )
    return _Listened(
        reference=reference,
        text=" ".join(speech.text for _, speech in heard.said if speech.text),
        hesitations=len(heard.hesitations),
        cost=cost,
    )


def _scored(listened: _Listened) -> HeardFile:
    from oralexam.transcripts.evaluation.scoring import errors_between, hesitations_between  # noqa: PLC0415

    normalised, raw = errors_between(listened.reference.text, listened.text)
    return HeardFile(
        file=listened.reference.name,
        reference=listened.reference.text,
        heard=listened.text,
        normalised=normalised,
        raw=raw,
        hesitations=msgspec.structs.replace(
            hesitations_between(listened.reference.text, listened.text), in_sound=listened.hesitations
        ),
        cost=listened.cost,
    )


def _total(files: Sequence[HeardFile], *, interval: Interval | None) -> Total:
    return Total(
        files=len(files),
        normalised=_sum([each.normalised for each in files]),
        raw=_sum([each.raw for each in files]),
        interval=interval,
        hesitations=Hesitations(
            said=sum(each.hesitations.said for each in files),
            written=sum(each.hesitations.written for each in files),
            in_sound=sum(each.hesitations.in_sound for each in files),
        ),
        cost=Cost(
            audio_s=sum(each.cost.audio_s for each in files),
            wall_s=sum(each.cost.wall_s for each in files),
            cpu_s=sum(each.cost.cpu_s for each in files),
            peak_memory_mb=max(each.cost.peak_memory_mb for each in files),
        ),
    )


def _sum(parts: Sequence[WordErrors]) -> WordErrors:
    return WordErrors(
        words=sum(each.words for each in parts),
        substituted=sum(each.substituted for each in parts),
        deleted=sum(each.deleted for each in parts),
        inserted=sum(each.inserted for each in parts),
    )


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _forget_peak() -> None:
    """Begin to watch the peak anew (proc(5), « clear_refs », 5); elsewhere it is the process's so far."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


def _peak_memory_mb() -> float:
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    # Kilobytes on Linux, bytes on macOS (getrusage(2)).
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
