"""What an evaluation found: file by file, and in all."""

import msgspec

from oralexam.transcripts.evaluation.references import Problem
from oralexam.transcripts.transcript import RecognizerIdentity
from oralexam.transcripts.word_errors import WordErrors


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What hearing a recording took; loading the model is not in it."""

    audio_s: float
    wall_s: float
    cpu_s: float
    peak_memory_mb: float
    """The most that the process held while it heard this one, the model included."""

    @property
    def real_time_factor(self) -> float:
        """Seconds of waiting for a second of sound."""
        return self.wall_s / self.audio_s

    @property
    def cpu_s_per_audio_s(self) -> float:
        """Seconds of one core for a second of sound."""
        return self.cpu_s / self.audio_s


class Hesitations(msgspec.Struct, frozen=True, kw_only=True):
    """Hesitations of the reference, those that stand in the text where they were said, those in the sound."""

    said: int
    written: int
    in_sound: int = 0
    """How many filled pauses were found in the sound; where they were said is not compared."""

    @property
    def recall(self) -> float | None:
        """None where nobody hesitated."""
        return self.written / self.said if self.said else None


class Interval(msgspec.Struct, frozen=True, kw_only=True):
    """A confidence interval of 95 %."""

    low: float
    high: float


class HeardFile(msgspec.Struct, frozen=True, kw_only=True):
    """One recording."""

    file: str
    reference: str
    heard: str
    normalised: WordErrors
    raw: WordErrors
    hesitations: Hesitations
    cost: Cost


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """All recordings together."""

    files: int
    normalised: WordErrors
    raw: WordErrors
    interval: Interval | None
    """Of the normalised word error rate; None below two recordings."""
    hesitations: Hesitations
    cost: Cost


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """What was found with one engine and one model."""

    recognizer: RecognizerIdentity
    cores: int
    seed: int
    files: tuple[HeardFile, ...]
    total: Total | None
    """None where no recording could be used."""
    problems: tuple[Problem, ...]


def as_json(found: Evaluation) -> dict[str, object]:
    """The evaluation with its rates, for JSON."""
    built: dict[str, object] = msgspec.to_builtins(found)
    built["files"] = [
        {**msgspec.to_builtins(each), **_rates(each.normalised, each.raw, each.hesitations, each.cost)}
        for each in found.files
    ]
    if found.total is not None:
        total = found.total
        built["total"] = {
            **msgspec.to_builtins(total),
            **_rates(total.normalised, total.raw, total.hesitations, total.cost),
        }
    return built


def _rates(
    normalised: WordErrors, raw: WordErrors, hesitations: Hesitations, cost: Cost
) -> dict[str, float | None]:
    return {
        "wer": round(normalised.rate, 6),
        "wer_raw": round(raw.rate, 6),
        "hesitation_recall": hesitations.recall,
        "real_time_factor": round(cost.real_time_factor, 6),
        "cpu_s_per_audio_s": round(cost.cpu_s_per_audio_s, 6),
    }
