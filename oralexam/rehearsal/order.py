"""What is to be rehearsed, and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from yarl import URL

from oralexam.exams.plan import ExchangePlan
from oralexam.rehearsal.lines import SpokenLine
from oralexam.rehearsal.script import Script, write_script


@dataclass(frozen=True, kw_only=True)
class RehearsalOrder:
    """What is to be rehearsed, and where."""

    server: URL
    manager_token: str
    pace: float
    lines: Sequence[SpokenLine]
    loss: float
    seed: int
    data_folder: Path | None = None
    """Of the rehearsal's own server, where the recordings can be looked at."""

    def script(self) -> Script:
        """At pace 1 the call has its whole planned length; else it lasts as long as its lines."""
        spoken = [(line.seat, line.duration_s) for line in self.lines]
        return write_script(spoken, call_s=ExchangePlan().call_s if self.pace == 1 else None)
