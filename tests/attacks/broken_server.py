"""The real program with mistakes in it: two functions fail while they hold what people typed."""

from oralexam.__main__ import main
from oralexam.rooms import decisions
from oralexam.webapp.replay.archive import Archive


class Mistake(Exception):
    """What nobody foresaw."""


def _decide(state: object, command: object, **_: object) -> object:
    """Hold a secret in a variable, and fail."""
    text = getattr(command, "text", None)
    if text is not None:
        raise Mistake
    return _original(state, command, **_)


def _retry(_: Archive, _sitting_id: str) -> int:
    """Fail."""
    raise Mistake


if __name__ == "__main__":
    _original = decisions.decide
    decisions.decide = _decide
    Archive.retry_jobs = _retry
    main()
