"""The times of one part, a role-play or an interview, frozen when the sitting is made.

Minutes are those of the format (exam document, RE AIE 2015: a call has 15 min preparation, 10 min call,
10 min text; a visitor 5 or 10 min preparation, 10 min reception, 10 min contact sheet). The other bounds are
ours.
"""

from datetime import timedelta

import msgspec

from oralexam.errors import BadInput

LONGEST_GRACE_S = 60
"""A centre may grant up to this to finish a sentence."""
LONGEST_PHASE_S = 24 * 3600
"""No phase lasts a day, whatever extra time is granted; infinity is no length."""


SLOWEST_PACE, FASTEST_PACE = 0.1, 3600
"""Seconds of exam in one second of a rehearsal."""


class ExchangePlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long each phase lasts, in seconds of wall-clock time. The words are those of a call."""

    preparation_s: float = 15 * 60.0
    ringing_s: float = 2 * 60.0
    """A ring without answer, or a caller who does not ring, is recorded after this."""
    connecting_s: float = 30.0
    """From the answer to sound from both sides; after it, one rings again."""
    call_s: float = 10 * 60.0
    """The exchange itself: the call, or the reception of the visitor."""
    warning_s: float = 60.0
    """So long before the end of the call a warning comes."""
    grace_s: float = 0.0
    """0 to 60: after the end of the call, to finish a sentence."""
    writing_s: float = 10 * 60.0
    """What is written afterwards: the text, or the contact sheet."""

    def __post_init__(self) -> None:
        """Refuse times that no exam can have.

        Raises:
            BadInput: `plan-out-of-range`.
        """
        lengths = (self.preparation_s, self.ringing_s, self.connecting_s, self.call_s, self.writing_s)
        if not all(0 < length <= LONGEST_PHASE_S for length in lengths):
            raise BadInput("plan-out-of-range")
        if not 0 <= self.grace_s <= LONGEST_GRACE_S:
            raise BadInput("plan-out-of-range")
        if not 0 <= self.warning_s < self.call_s:
            raise BadInput("plan-out-of-range")

    def at_pace(self, pace: float, *, call_s: float | None = None) -> "ExchangePlan":
        """The plan of a rehearsal: `pace` seconds of exam in one second; the call lasts as long as its lines.

        Ringing and connecting keep their bounds: two computers ring as slowly as two people.

        Raises:
            BadInput: `pace-out-of-range` unless 0.1 ≤ pace ≤ 3600.
        """
        _check_pace(pace)
        call = self.call_s if call_s is None else call_s
        return ExchangePlan(
            preparation_s=self.preparation_s / pace,
            ringing_s=self.ringing_s,
            connecting_s=self.connecting_s,
            call_s=call,
            warning_s=min(self.warning_s, call / 10),
            grace_s=self.grace_s,
            writing_s=self.writing_s / pace,
        )

    def lengths(self) -> tuple[tuple[str, float], ...]:
        """The phases whose minutes are the format's, each with its seconds."""
        return (
            ("preparation", self.preparation_s),
            ("call", self.call_s),
            ("writing", self.writing_s),
        )

    def seconds(self, name: str) -> timedelta:
        """The length of `preparation`, `ringing`, `connecting`, `call`, `warning`, `grace` or `writing`."""
        value: float = getattr(self, f"{name}_s")
        return timedelta(seconds=value)


class InterviewStep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step of an interview."""

    phase: str
    """`review`, `presentation`, `questions` or `interview`: as formats name it, and rooms run it."""
    length_s: float
    extra_s: float = 0.0
    """How much of it is the candidate's extra time."""


class InterviewPlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long each step of an interview lasts, in seconds of wall-clock time."""

    steps: tuple[InterviewStep, ...]

    def __post_init__(self) -> None:
        """Refuse times that no exam can have.

        Raises:
            BadInput: `plan-out-of-range`.
        """
        if not self.steps or len({step.phase for step in self.steps}) < len(self.steps):
            raise BadInput("plan-out-of-range")
        if not all(0 < step.length_s <= LONGEST_PHASE_S for step in self.steps):
            raise BadInput("plan-out-of-range")

    def at_pace(self, pace: float) -> "InterviewPlan":
        """The plan of a rehearsal: `pace` seconds of exam in one second.

        Raises:
            BadInput: `pace-out-of-range`.
        """
        _check_pace(pace)
        return InterviewPlan(
            steps=tuple(InterviewStep(phase=step.phase, length_s=step.length_s / pace) for step in self.steps)
        )

    def lengths(self) -> tuple[tuple[str, float], ...]:
        """The steps, each with its seconds."""
        return tuple((step.phase, step.length_s) for step in self.steps)


def _check_pace(pace: float) -> None:
    if not SLOWEST_PACE <= pace <= FASTEST_PACE:
        raise BadInput("pace-out-of-range")
