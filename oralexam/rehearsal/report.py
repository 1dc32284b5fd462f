"""What a rehearsal reports: the object that `oralexam rehearse --json` prints last."""

import msgspec

from oralexam.rooms.seats import Seat
from oralexam.transcripts.transcript import Word


class PhaseTimes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A phase as the synthetic candidate was told of it, in seconds of wall-clock time, after the pace."""

    name: str
    planned_s: float | None
    """None for a phase that waits for people and has no plan."""
    actual_s: float


class Recording(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One journal of one seat."""

    seat: Seat
    kind: str
    """`audio` or `video`."""
    segment: int
    duration_s: float
    packets: int
    missing_packets: int
    sha256: str
    path: str


class TranscriptLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one seat was heard to say between two silences; times on the exam clock."""

    seat: Seat
    start_s: float
    end_s: float
    text: str
    words: tuple[Word, ...]


class Problem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that did not hold."""

    code: str
    details: dict[str, str | float] = {}


class Report(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What came out of a rehearsal."""

    ok: bool
    """Whether everything held: there is no problem."""
    sitting_id: str
    phases: tuple[PhaseTimes, ...]
    recordings: tuple[Recording, ...]
    transcript: tuple[TranscriptLine, ...]
    """In the order of time."""
    wer: dict[Seat, float | None]
    """Word error rate by seat; None where nobody can know what was said, or the rehearsal model cannot."""
    time_to_transcript_s: float | None
    """From the end of the call until both transcripts stood; None where they never did."""
    replay_url: str
    problems: tuple[Problem, ...]
    pace: float
    loss: float
    seed: int
    model: str
    """What wrote the transcript, and what kind of model it says it is."""
    heard: dict[Seat, dict[str, int]]
    """Packets that each synthetic seat received, by kind."""
    sent: dict[Seat, int]
    """Audio packets that each synthetic party sent, silence before and after the call included."""
    data_folder: str | None
    """Where it was played: None on a server that was running already."""


def encode(report: Report) -> str:
    """The report as one line of JSON."""
    return msgspec.json.encode(report).decode()
