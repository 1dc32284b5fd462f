"""What was seen of a rehearsal from outside, gathered to be judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from oralexam.rehearsal.report import PhaseTimes, Problem, Recording
from oralexam.rehearsal.script import Script
from oralexam.rooms.seats import Seat
from oralexam.transcripts.transcript import TrackTranscript


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A rehearsal that was played to its end."""

    script: Script
    loss: float
    video: bool
    phases: tuple[PhaseTimes, ...]
    recordings: tuple[Recording, ...]
    transcripts: tuple[TrackTranscript, ...]
    references: Mapping[Seat, str | None]
    """What each party said, where it is known."""
    shipped: frozenset[Seat]
    """The parties who spoke nothing but shipped lines: what the rehearsal model has memorised."""
    wer: Mapping[Seat, float | None]
    heard_in_call: Mapping[Seat, Mapping[str, int]]
    """Packets that each seat received between the start and the end of the call."""
    warned: bool
    notes_typed: str
    notes_kept: str
    text_typed: str
    text_kept: str
    handed_in: bool
    copies: Mapping[str, bool]
    """Each listening copy, and whether it is there and served by ranges."""
    found: tuple[Problem, ...] = field(default=())
    """Problems that were met on the way."""
