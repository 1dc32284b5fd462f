"""One recogniser for all calls: clips are heard one after the other, in the order in which they were spoken.

Each track asks for one clip at a time, so no call waits for more than one clip of each other track.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from oralexam.errors import Unavailable
from oralexam.transcripts.ports import RecognizedSpeech, Samples, SpeechRecognizer
from oralexam.transcripts.transcript import RecognizerIdentity
from oralexam.transcripts.whisper_recognizer import NotAModel, WhisperRecognizer

LOAD_TIMEOUT_S = 600.0
HEAR_TIMEOUT_S = 900.0
"""A clip of thirty seconds by the largest model on the slowest machine, behind those of some other calls."""


class RecognizerDesk:
    """The one thread that computes; models are loaded there at their first use, and stay."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "recognizer")
        self._waiting = 0

    def close(self) -> None:
        """Take nothing more; the clip that is being heard ends with the process."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def shared(self, load: Callable[[], WhisperRecognizer]) -> "SharedRecognizer":
        """A recogniser that `load` makes, in this thread; its failure is told each time, and tried again."""
        return SharedRecognizer(self._thread, load)


class SharedRecognizer:
    """A `SpeechRecognizer` for any number of threads."""

    def __init__(self, thread: ThreadPoolExecutor, load: Callable[[], WhisperRecognizer]) -> None:
        self._thread = thread
        self._load = load
        self._loaded: WhisperRecognizer | None = None

    def warm_up(self) -> "Future[SpeechRecognizer]":
        """Load the model, and pay for what its first use compiles, before somebody waits."""
        return self._thread.submit(self._warmed_up)

    def ready(self) -> SpeechRecognizer:
        """This recogniser, loaded.

        Raises:
            Unavailable: There is no model, or the file is none: somebody must put the setting right.
        """
        try:
            self._thread.submit(self._warmed_up).result(LOAD_TIMEOUT_S)
        except NotAModel as error:
            # The setting is wrong, not the job: it waits until somebody has put it right.
            raise Unavailable(error.reason, **error.details) from error
        return self

    @property
    def identity(self) -> RecognizerIdentity:
        """Which program and model this is."""
        return self._warmed_up().identity

    def recognize(self, samples: Samples) -> RecognizedSpeech:
        """The words of one clip, when its turn has come."""
        return self._thread.submit(lambda: self._warmed_up().recognize(samples)).result(HEAR_TIMEOUT_S)

    def _warmed_up(self) -> SpeechRecognizer:
        if self._loaded is None:
            loaded = self._load()
            loaded.warm_up()
            self._loaded = loaded
        return self._loaded
