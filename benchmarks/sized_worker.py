"""A worker whose recogniser writes a forced count of tokens: the speed of a model without its weights."""

import runpy
import sys

from benchmarks.forced_tokens import ForcedRecognizer, script_windows
from oralexam.transcripts.engines import opening
from oralexam.transcripts.engines.opening import LoadedRecognizer


def force_token_counts() -> None:
    """From now on every recogniser that is opened says four tokens a second of speech, all of them text."""
    open_recognizer = opening.open_recognizer

    def opened(*args: object, **named: object) -> LoadedRecognizer:
        return ForcedRecognizer(open_recognizer(*args, **named))  # type: ignore[arg-type]

    opening.open_recognizer = opened
    script_windows()


if __name__ == "__main__":
    force_token_counts()
    sys.argv = ["oralexam", *sys.argv[1:]]
    runpy.run_module("oralexam", run_name="__main__")
