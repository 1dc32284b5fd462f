"""What may be asked of the room of an interview: parts that are timed and neither drawn nor recorded."""

from oralexam.rooms.command import Command


class BeginInterview(Command, frozen=True, kw_only=True, tag="begin-interview"):
    """The jury lets the clock of the first step run."""


class NextStep(Command, frozen=True, kw_only=True, tag="next-step"):
    """The jury passes on before the step's time is over; after the last step the interview is over."""
