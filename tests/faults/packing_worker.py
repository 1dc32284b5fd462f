"""A worker with a forced count of words that writes a line for each window it has heard."""

import os
import runpy
import sys
from pathlib import Path

from benchmarks.forced_tokens import ForcedRecognizer
from benchmarks.sized_worker import force_token_counts
from oralexam.transcripts.ports import RecognizedSpeech, Samples


def _say_windows(path: Path) -> None:
    recognize = ForcedRecognizer.recognize

    def said(self: ForcedRecognizer, samples: Samples) -> RecognizedSpeech:
        heard = recognize(self, samples)
        with path.open("a") as file:
            file.write(f"{os.getpid()} {len(samples)}\n")
        return heard

    ForcedRecognizer.recognize = said  # type: ignore[method-assign]


if __name__ == "__main__":
    force_token_counts()
    _say_windows(Path(os.environ["WINDOWS_HEARD"]))
    sys.argv = ["oralexam", *sys.argv[1:]]
    runpy.run_module("oralexam", run_name="__main__")
