"""The whole error tree on one page: every error has a stable code, and never a sentence.

The code goes to the log and to the client; the client holds the sentences (web/i18n). `details` are
fields for the log and for the sentence's blanks: numbers and ids, never names, tokens or speech.
"""

from typing import ClassVar


class OralExamError(Exception):
    """Something that oralexam knows how to explain; `code` is stable and kebab-case."""

    code: ClassVar[str] = "unknown"

    def __init__(self, code: str | None = None, /, **details: str | float) -> None:
        self.reason = code or self.code
        self.details = details
        super().__init__(self.reason, *(f"{name}={value}" for name, value in details.items()))


class UserMistake(OralExamError):
    """Somebody asked for what cannot be had; nothing was changed."""


class Refused(UserMistake):
    """A command that the room's present state or the sender's role does not allow."""

    code = "refused"


class NotFound(UserMistake):
    """What was named does not exist, or not for this person (the two are not told apart)."""

    code = "not-found"


class BadInput(UserMistake):
    """What was sent is not of the form that the protocol asks for."""

    code = "bad-input"


class SystemFault(OralExamError):
    """Something went wrong on this side: a disk, a database, a library, a missing program."""

    code = "system-fault"


class Unavailable(SystemFault):
    """A recoverable state: it waits for somebody to act (install a model, free the disk), then goes on."""

    code = "unavailable"
