"""One recogniser for all calls: one clip after the other, loaded once, and no wait outlasts a stop."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from oralexam.errors import SystemFault, Unavailable
from oralexam.jobs.runner import WorkerStopping
from oralexam.transcripts import shared_recognizer
from oralexam.transcripts.model_faults import ModelNotInstalled, NotAModel
from oralexam.transcripts.ports import RecognizedSpeech, Samples
from oralexam.transcripts.shared_recognizer import RecognizerDesk
from tests.patience import PATIENCE_S
from tests.transcripts.fake_ears import IDENTITY


class Slow:
    """Hears when it is let, and remembers what; two at once are too many."""

    identity = IDENTITY
    single_clips = False
    at_once = 1

    def __init__(self) -> None:
        self.may_hear = threading.Event()
        self.heard: list[int] = []
        self.warmed = 0
        self._alone = threading.Lock()

    def warm_up(self) -> None:
        """Once."""
        self.warmed += 1

    def recognize(self, samples: Samples) -> RecognizedSpeech:
        """Nothing, of so many samples."""
        assert self.may_hear.wait(10)
        assert self._alone.acquire(blocking=False)
        self.heard.append(len(samples))
        self._alone.release()
        return RecognizedSpeech(text="", words=())


@pytest.fixture
def stopping() -> threading.Event:
    """Whether the worker stops."""
    return threading.Event()


@pytest.fixture
def desk(stopping: threading.Event) -> Iterator[RecognizerDesk]:
    """A desk, closed at the end."""
    made = RecognizerDesk(stopping)
    yield made
    made.close()


def test_clips_are_heard_one_after_the_other(desk: RecognizerDesk) -> None:
    """However many tracks ask at once; the model is loaded and warmed once, before anybody asks."""
    ears = Slow()
    ears.may_hear.set()
    shared = desk.shared(lambda: ears)
    shared.warm_up().result(10)
    with ThreadPoolExecutor(6) as tracks:
        asked = [tracks.submit(shared.recognize, np.zeros(length, np.float32)) for length in range(1, 31)]
        assert all(each.result(10).text == "" for each in asked)
    assert sorted(ears.heard) == list(range(1, 31))
    assert ears.warmed == 1
    assert shared.ready() is shared
    assert shared.identity == IDENTITY


def test_whoever_waits_is_let_go_when_the_worker_stops(
    desk: RecognizerDesk, stopping: threading.Event
) -> None:
    """In the middle of a clip, and behind it."""
    ears = Slow()
    shared = desk.shared(lambda: ears)
    shared.ready()
    with ThreadPoolExecutor(2) as tracks:
        asked = [tracks.submit(shared.recognize, np.zeros(8, np.float32)) for _ in range(2)]
        stopping.set()
        for each in asked:
            with pytest.raises(WorkerStopping):
                each.result(10)
        ears.may_hear.set()
    desk.close()
    with pytest.raises(WorkerStopping):
        shared.warm_up()


def test_a_missing_model_is_said_each_time_until_it_is_there(desk: RecognizerDesk) -> None:
    """The file that is none, too: jobs wait for a person, and go on when the setting is right."""
    faults: list[Exception] = [ModelNotInstalled(model="small.en"), NotAModel(file="notes.txt")]

    def load() -> Slow:
        if faults:
            raise faults.pop(0)
        return Slow()

    shared = desk.shared(load)
    for reason in ("model-not-installed", "model-not-a-model"):
        with pytest.raises(Unavailable) as caught:
            shared.ready()
        assert caught.value.reason == reason
    assert shared.ready() is shared


def test_clips_of_calls_under_way_go_first_and_each_track_is_measured(desk: RecognizerDesk) -> None:
    """Behind the clip in hand a late call's wait; what a track waits is known: it is no computing."""
    slow = Slow()
    shared = desk.shared(lambda: slow)
    shared.ready()
    late, live = shared.for_track(live=False), shared.for_track(live=True)
    assert late.identity == IDENTITY
    in_hand = desk.put(lambda: slow.may_hear.wait(10))
    others = [
        desk.put(lambda: slow.heard.append(1), live=False),
        desk.put(lambda: slow.heard.append(2), live=True),
        desk.put(lambda: slow.heard.append(3), live=False),
        desk.put(lambda: slow.heard.append(4), live=True),
    ]
    slow.may_hear.set()
    assert in_hand.result(10)
    for other in others:
        other.result(10)
    assert slow.heard == [2, 4, 1, 3]
    before = time.monotonic()
    busy = desk.put(lambda: time.sleep(0.05))
    late.recognize(np.zeros(5, np.float32))
    assert busy.done()
    assert 0.04 <= late.waited_s <= time.monotonic() - before
    assert live.waited_s == 0


class Pair:
    """Hears a window when a second one is heard beside it, or when it is told not to wait for one."""

    identity = IDENTITY
    single_clips = False
    at_once = 2

    def __init__(self) -> None:
        self.together = threading.Barrier(2)
        self.alone = threading.Event()
        self.in_hand = 0

    def warm_up(self) -> None:
        """Nothing to pay."""

    def recognize(self, samples: Samples) -> RecognizedSpeech:
        """A word that says whether there were two."""
        del samples
        self.in_hand += 1
        if self.alone.is_set():
            word = f"{self.in_hand}"
        else:
            self.together.wait(PATIENCE_S)
            word = "together"
        self.in_hand -= 1
        return RecognizedSpeech(text=word, words=())


def test_where_no_call_runs_two_windows_are_heard_side_by_side(desk: RecognizerDesk) -> None:
    """Somebody waits for them. While any call runs, they are heard one by one, whoever asks."""
    ears, window = Pair(), np.zeros(8, np.float32)
    shared = desk.shared(lambda: ears)
    shared.ready()
    tracks = [shared.for_track(live=live) for live in (True, True, False)]
    with ThreadPoolExecutor(6) as threads:
        for track in ("candidate", "juror"):
            desk.call_runs(track, runs=True)
        ears.alone.set()
        running = [threads.submit(track.recognize, window) for track in tracks * 4]
        assert {each.result(PATIENCE_S).text for each in running} == {"1"}
        ears.alone.clear()
        ended = [threads.submit(track.recognize, window) for track in tracks[:2]]
        desk.call_runs("candidate", runs=False)
        assert not any(each.done() for each in ended)
        desk.call_runs("juror", runs=False)
        assert [each.result(PATIENCE_S).text for each in ended] == ["together"] * 2


def test_what_must_be_alone_is_alone_though_no_call_runs(desk: RecognizerDesk) -> None:
    """A model that is loaded, and one that takes one window at a time."""
    at_once: list[int] = []
    in_hand = [0]

    def work() -> None:
        in_hand[0] += 1
        at_once.append(in_hand[0])
        time.sleep(0.01)
        in_hand[0] -= 1

    for each in [desk.put(work, beside=number % 3 == 0) for number in range(9)]:
        each.result(PATIENCE_S)
    assert at_once == [1] * 9


def test_what_lets_calls_go_first_does_not_fail_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy morning of calls is no fault of a track that is over: it waits on where a live one gives up."""
    monkeypatch.setattr(shared_recognizer, "LONGEST_WAIT_S", 0.0)
    desk, busy = RecognizerDesk(threading.Event()), threading.Event()
    desk.put(busy.wait)
    with ThreadPoolExecutor(1) as others:
        late = others.submit(desk.done, lambda: "heard", live=False)
        for _ in range(2):
            with pytest.raises(SystemFault, match="recognizer-too-slow"):
                desk.done(lambda: "heard")
        busy.set()
        assert late.result(PATIENCE_S) == "heard"
    desk.close()
