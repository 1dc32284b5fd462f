"""One recogniser for all calls: windows are heard in the order in which they were closed.

While a call runs they are heard one by one, since calls need the other cores. Each track asks for one window
at a time, so no call waits for more than one of each other track; and windows of calls under way go before
those of calls that are over, so that these wait for one at most. Where no call runs, two may be heard side by
side: somebody waits for the words of a call that has just ended.
"""

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from oralexam.errors import SystemFault, Unavailable
from oralexam.jobs.runner import WorkerStopping
from oralexam.transcripts.engines.opening import LoadedRecognizer
from oralexam.transcripts.model_faults import ModelChecksumWrong, NotAModel, SpeechPrecisionWrong
from oralexam.transcripts.ports import RecognizedSpeech, Samples, SpeechRecognizer
from oralexam.transcripts.transcript import RecognizerIdentity

LONGEST_WAIT_S = 900.0
"""A window of thirty seconds by the largest model on the slowest machine, behind those of other calls."""
LONGEST_LATE_WAIT_S = 4 * 3600.0
"""What lets calls under way go first waits as long as they take all of the machine: half a day of them."""
_LOOK_S = 0.2

_T = TypeVar("_T")


MOST_AT_ONCE = 2
"""Windows side by side: as many as a call has voices, on half of the cores each."""


@dataclass(frozen=True, order=True)
class _Waiting:
    late: bool
    number: int
    beside: bool = field(compare=False)
    """Whether others may be done at once that say so, too."""
    do: Callable[[], None] = field(compare=False)


class RecognizerDesk:
    """The threads that compute; models are loaded there at their first use, and stay.

    With `stopping` set nobody is waited for any more: whoever waits gets `WorkerStopping`.
    """

    def __init__(self, stopping: threading.Event) -> None:
        self._stopping = stopping
        self._threads = ThreadPoolExecutor(MOST_AT_ONCE, "recognizer")
        self._turn = threading.Condition()
        self._waiting: list[_Waiting] = []
        self._in_hand: list[_Waiting] = []
        self._running: set[str] = set()
        self._closed = False
        self._count = itertools.count()

    def close(self) -> None:
        """Take nothing more; the window that is being heard ends with the process."""
        with self._turn:
            self._closed = True
            self._turn.notify_all()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def call_runs(self, track: str, *, runs: bool) -> None:
        """Say of a track that its call is under way, or not any more."""
        with self._turn:
            (self._running.add if runs else self._running.discard)(track)
            self._turn.notify_all()

    def shared(self, load: Callable[[], LoadedRecognizer]) -> "SharedRecognizer":
        """A recogniser that `load` makes, in this thread; where that fails it is tried again each time."""
        return SharedRecognizer(self, load)

    def put(self, work: Callable[[], _T], *, live: bool = True, beside: bool = False) -> "Future[_T]":
        """Have `work` done after all that was put before it; what is not live lets go first what is.

        With `beside` other such work may be done at once, where no call is under way.

        Raises:
            WorkerStopping: Nothing is taken any more.
        """
        future: Future[_T] = Future()
        with self._turn:
            waiting = _Waiting(
                late=not live, number=next(self._count), beside=beside, do=lambda: _do(work, future)
            )
            heapq.heappush(self._waiting, waiting)
            self._turn.notify_all()
        try:
            self._threads.submit(self._do_first)
        except RuntimeError as error:
            raise WorkerStopping from error
        return future

    def _do_first(self) -> None:
        with self._turn:
            self._turn.wait_for(self._may_begin)
            if self._closed:
                return
            first = heapq.heappop(self._waiting)
            self._in_hand.append(first)
        try:
            first.do()
        finally:
            with self._turn:
                self._in_hand.remove(first)
                self._turn.notify_all()

    def _may_begin(self) -> bool:
        """Whether what is first has its turn."""
        if self._closed or not self._in_hand:
            return True
        beside = self._waiting[0].beside and all(each.beside for each in self._in_hand)
        return beside and not self._running

    def done(self, work: Callable[[], _T], *, live: bool = True, beside: bool = False) -> _T:
        """What `work` gives, once its turn has come.

        Raises:
            WorkerStopping: The worker stops; the work may still be done, for nobody.
            SystemFault: `recognizer-too-slow`.
        """
        future = self.put(work, live=live, beside=beside)
        give_up_at = time.monotonic() + (LONGEST_WAIT_S if live else LONGEST_LATE_WAIT_S)
        while not self._stopping.is_set():
            try:
                return future.result(_LOOK_S)
            except TimeoutError:
                if future.done():  # it is the work itself that says so
                    raise
                if time.monotonic() > give_up_at:
                    future.cancel()
                    raise SystemFault("recognizer-too-slow") from None
        future.cancel()
        raise WorkerStopping


def _do(work: Callable[[], _T], future: "Future[_T]") -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(work())
    except BaseException as error:  # noqa: BLE001  # as an executor does: it is whoever waits who hears of it
        future.set_exception(error)


class SharedRecognizer:
    """A `SpeechRecognizer` for any number of threads."""

    def __init__(self, desk: RecognizerDesk, load: Callable[[], LoadedRecognizer]) -> None:
        self._desk = desk
        self._load = load
        self._loaded: LoadedRecognizer | None = None

    def warm_up(self) -> "Future[SpeechRecognizer]":
        """Load the model, and pay for what its first use compiles, before somebody waits."""
        return self._desk.put(self._warmed_up)

    def ready(self) -> SpeechRecognizer:
        """This recogniser, loaded.

        Raises:
            Unavailable: There is no model, or it cannot be used: somebody must put that right.
        """
        try:
            self._desk.done(self._warmed_up)
        except (NotAModel, ModelChecksumWrong, SpeechPrecisionWrong) as error:
            # The setting is wrong, not the job: it waits until somebody has put it right.
            raise Unavailable(error.reason, **error.details) from error
        return self

    @property
    def identity(self) -> RecognizerIdentity:
        """Which program and model this is; known once it is `ready`."""
        return self._warmed_up().identity

    @property
    def single_clips(self) -> bool:
        """Whether it can only be given one clip at a time."""
        return self._warmed_up().single_clips

    @property
    def at_once(self) -> int:
        """How many windows it may be given at once."""
        return self._warmed_up().at_once

    def recognize(self, samples: Samples) -> RecognizedSpeech:
        """The words of one window, when its turn has come."""
        return self._desk.done(lambda: self._warmed_up().recognize(samples))

    def for_track(self, *, live: bool) -> "TrackRecognizer":
        """The same for one track, which is measured."""
        return TrackRecognizer(self._desk, self._warmed_up, live=live)

    def _warmed_up(self) -> SpeechRecognizer:
        if self._loaded is None:
            loaded = self._load()
            loaded.warm_up()
            self._loaded = loaded
        return self._loaded


class TrackRecognizer:
    """The recogniser as one track uses it; `waited_s` says how long it has waited for its turns."""

    def __init__(self, desk: RecognizerDesk, loaded: Callable[[], SpeechRecognizer], *, live: bool) -> None:
        self._desk = desk
        self._loaded = loaded
        self._live = live
        self.waited_s = 0.0

    @property
    def identity(self) -> RecognizerIdentity:
        """Which program and model this is."""
        return self._loaded().identity

    @property
    def single_clips(self) -> bool:
        """Whether it can only be given one clip at a time."""
        return self._loaded().single_clips

    @property
    def at_once(self) -> int:
        """How many windows it may be given at once."""
        return self._loaded().at_once

    def recognize(self, samples: Samples) -> RecognizedSpeech:
        """The words of one window, when its turn has come."""
        asked_s = time.monotonic()
        beside = self.at_once > 1
        return self._desk.done(lambda: self._in_turn(samples, asked_s), live=self._live, beside=beside)

    def _in_turn(self, samples: Samples, asked_s: float) -> RecognizedSpeech:
        recognizer = self._loaded()
        self.waited_s += time.monotonic() - asked_s
        return recognizer.recognize(samples)
