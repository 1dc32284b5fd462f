"""What every event store must do, sample events, and a store in memory for tests of rooms.

A test module subclasses `EventStoreContract` with a `store` fixture of its own.
"""

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from oralexam.errors import NotFound, SystemFault
from oralexam.exams.draw import draw
from oralexam.exams.parts import ExchangeMode
from oralexam.exams.plan import ExchangePlan
from oralexam.exams.scenario import CallDirection
from oralexam.rooms import call_events, events
from oralexam.rooms.commands import IncidentCode, OutsideHelp, WrittenWork
from oralexam.rooms.events import AnyEvent, SittingOpened
from oralexam.rooms.formality_events import (
    CandidateAdmitted,
    NoticeAcknowledged,
    RecordingRefused,
    RefusalDecided,
)
from oralexam.rooms.judging.marker_commands import Sign
from oralexam.rooms.judging.marker_events import MarkerNoted, MarkerRemoved, MarkerSet
from oralexam.rooms.paper_commands import PaperTime
from oralexam.rooms.phases import OVER, Phase
from oralexam.rooms.ports import EventStore
from oralexam.rooms.seats import Seat
from tests.contracts import draw_events, judging_events

NOW = datetime(2026, 12, 8, 9, 0, 0, 123456, tzinfo=UTC)
SITTING = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
OTHER_SITTING = "7d444840-9dc0-41d1-b245-5ffdce74fad2"


def later(seconds: float) -> datetime:
    """An instant after NOW."""
    return NOW + timedelta(seconds=seconds)


def opened(*, rehearsal: bool = False, at: datetime = NOW) -> events.SittingOpened:
    """A sitting of three persons."""
    return events.SittingOpened(
        at=at,
        format_id="rea-call",
        plan=ExchangePlan(grace_s=30),
        eligible=("harbour@1", "textiles@2"),
        rehearsal=rehearsal,
        pace=1.0,
        room_name="Salle 12",
        candidate_name="Zoë Test-Candidate",
        juror_name="Jury Test-One",
        observer_name="",
    )


def entered(phase: Phase, *, at: datetime = NOW) -> events.PhaseEntered:
    """A phase that began."""
    return events.PhaseEntered(at=at, phase=phase, deadline=at + timedelta(minutes=1), cause="deadline")


def notes(text: str = "ask for the incoterm", *, revision: int = 1) -> events.NotesSaved:
    """Notes that were saved."""
    return events.NotesSaved(at=later(revision), text=text, revision=revision)


def one_of_each() -> list[AnyEvent]:
    """Every kind of event once, `SittingOpened` first."""
    lot = draw(["harbour@1", "textiles@2"], chance=bytes(32))
    return [
        opened(),
        *draw_events.one_of_each(NOW),
        events.ScenarioDrawn(
            at=NOW,
            by=Seat.JUROR,
            lot=lot,
            number=3,
            mode=ExchangeMode.VIDEO,
            direction=next(iter(CallDirection)),
        ),
        entered(Phase.PREPARATION),
        events.CallRung(at=NOW, by=Seat.JUROR, attempt=1, deadline=later(120)),
        events.RingUnanswered(at=NOW, attempt=1),
        events.CallWarned(at=NOW),
        events.CallTimeReached(at=NOW),
        notes("« à vérifier » 你好 \x00 \u2028 \U0001f600"),
        events.TextSaved(at=NOW, text='Dear Ms Tide,\n\t"we" regret \\ …', revision=1),
        events.SheetSaved(at=NOW, fields={"name": "Aoïfe « Test »", "needs": ""}, revision=1),
        events.OutsideHelpNoted(
            at=NOW, help=OutsideHelp.PASTE, where=WrittenWork.TEXT, characters=312, refused=True
        ),
        events.FactPressed(at=NOW, fact_id="price", given=True),
        MarkerSet(
            at=NOW,
            marker_id="0b8b8b52-93a9-4a64-8a28-0a3d9a64a001",
            judge="observer",
            seat=Seat.OBSERVER,
            criterion_id="call-1",
            sign=Sign.PLUS,
            note="« Zoë » propose le 14",
            pressed_at=later(-2),
        ),
        MarkerNoted(
            at=NOW, marker_id="0b8b8b52-93a9-4a64-8a28-0a3d9a64a001", judge="observer", note="Zoë : le 14"
        ),
        MarkerRemoved(at=NOW, marker_id="0b8b8b52-93a9-4a64-8a28-0a3d9a64a001", judge="observer"),
        events.BellRung(at=NOW, by=Seat.CANDIDATE),
        events.BellAnswered(at=NOW, seat=Seat.CANDIDATE, author="Mme Test-Manager"),
        events.BellCleared(at=NOW),
        call_events.LinkLost(at=NOW, seat=Seat.CANDIDATE),
        call_events.LinkBack(at=NOW, seat=Seat.CANDIDATE),
        events.IncidentNoted(at=NOW, code="clock-stepped"),
        events.ServerReturned(at=NOW, down_since=later(-9)),
        events.ClockPaused(at=NOW, by=Seat.MANAGER, reason="Alarme incendie, Zoë dehors"),
        events.ClockResumed(at=NOW, by=Seat.MANAGER),
        events.TimeGiven(at=NOW, by=Seat.MANAGER, seconds=90, reason="Casque changé"),
        events.IncidentReported(at=NOW, by=Seat.MANAGER, code=IncidentCode.NOISE, text="Travaux à côté"),
        CandidateAdmitted(at=NOW, author="Mme Test-Manager"),
        NoticeAcknowledged(at=NOW, seat=Seat.CANDIDATE, version="2026-11"),
        RecordingRefused(at=NOW, seat=Seat.CANDIDATE),
        RefusalDecided(at=NOW, seat=Seat.CANDIDATE, decision="Zoë passera sans enregistrement"),
        events.PartRestarted(at=NOW, attempt=2, reason="Ordinateur changé", author="Mme Test-Manager"),
        events.JuryChanged(at=NOW, juror_name="Ida Test", observer_name="Jury Test-One", reason="Malade"),
        events.RoomMoved(at=NOW, room_name="Salle 2", author="Mme Test-Manager"),
        events.EnteredFromPaper(
            at=NOW,
            times=(PaperTime(phase=Phase.CALL, starts_at=later(-600), ends_at=NOW),),
            marks={"call-1": "acquis, Zoë hésite"},
            text="Panne de courant",
        ),
        events.PartAborted(at=NOW, by=Seat.MANAGER, reason="Malaise"),
        *judging_events.one_of_each(NOW),
    ]


class InMemoryEventStore:
    """`EventStore` in one process; it passes the same contract tests as the table."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(8, "in-memory-events")
        self._histories: dict[str, list[AnyEvent]] = {}
        self._lock = threading.Lock()

    def append_soon(self, sitting_id: str, *, after_seq: int, events: Sequence[AnyEvent]) -> Future[int]:
        """Append in a thread."""
        return self._threads.submit(self.append, sitting_id, after_seq=after_seq, events=events)

    def append(self, sitting_id: str, *, after_seq: int, events: Sequence[AnyEvent]) -> int:
        """Append, if nobody else has."""
        with self._lock:
            history = self._histories.get(sitting_id, [])
            if len(history) != after_seq:
                raise SystemFault("events-conflict", expected=after_seq, found=len(history))
            if events and not history and not isinstance(events[0], SittingOpened):
                raise SystemFault("events-without-opening")
            if events:
                self._histories[sitting_id] = [*history, *events]
            return after_seq + len(events)

    def load(self, sitting_id: str) -> Sequence[AnyEvent]:
        """All events of a sitting."""
        with self._lock:
            if sitting_id not in self._histories:
                raise NotFound("unknown-sitting")
            return list(self._histories[sitting_id])

    def open_sittings(self) -> Sequence[str]:
        """The sittings that are not over, oldest first."""
        with self._lock:
            return [
                sitting_id
                for sitting_id, history in sorted(self._histories.items(), key=lambda item: item[1][0].at)
                if not any(
                    isinstance(event, events.PhaseEntered) and event.phase in OVER for event in history
                )
            ]


class EventStoreContract:
    """Inherit, and give a `store` fixture that returns an empty store."""

    @pytest.fixture
    def store(self) -> EventStore:
        """The store under test."""
        raise NotImplementedError

    def test_events_come_back_as_they_were_appended(self, store: EventStore):
        """Every kind, every character, every microsecond, in order."""
        happened = one_of_each()
        assert store.append(SITTING, after_seq=0, events=happened) == len(happened)
        assert list(store.load(SITTING)) == happened

    def test_numbers_go_on(self, store: EventStore):
        """Each append says the last number, and the next one starts behind it."""
        assert store.append(SITTING, after_seq=0, events=[opened()]) == 1
        assert store.append(SITTING, after_seq=1, events=[notes(), notes("two", revision=2)]) == 3
        assert store.append(SITTING, after_seq=3, events=[]) == 3
        assert list(store.load(SITTING)) == [opened(), notes(), notes("two", revision=2)]

    @pytest.mark.parametrize("after_seq", [0, 1, 3, 100, -1])
    def test_who_has_not_seen_everything_appends_nothing(self, store: EventStore, after_seq: int):
        """A stale or a wrong number is a conflict; what was there stays as it was."""
        store.append(SITTING, after_seq=0, events=[opened(), notes()])
        with pytest.raises(SystemFault, match="events-conflict"):
            store.append(SITTING, after_seq=after_seq, events=[notes("late", revision=2)])
        assert list(store.load(SITTING)) == [opened(), notes()]

    def test_a_sitting_begins_with_its_opening(self, store: EventStore):
        """Nothing else can be the first event."""
        with pytest.raises(SystemFault, match="events-without-opening"):
            store.append(SITTING, after_seq=0, events=[notes()])
        with pytest.raises(NotFound, match="unknown-sitting"):
            store.load(SITTING)

    def test_an_unknown_sitting_is_not_found(self, store: EventStore):
        """Also where another sitting exists."""
        store.append(OTHER_SITTING, after_seq=0, events=[opened()])
        with pytest.raises(NotFound, match="unknown-sitting"):
            store.load(SITTING)

    def test_open_sittings_are_those_that_are_not_over(self, store: EventStore):
        """Oldest first; a sitting that is handed in or aborted is no longer among them."""
        store.append(SITTING, after_seq=0, events=[opened(at=later(1))])
        store.append(OTHER_SITTING, after_seq=0, events=[opened()])
        assert list(store.open_sittings()) == [OTHER_SITTING, SITTING]
        store.append(OTHER_SITTING, after_seq=1, events=[entered(Phase.WRITING), entered(Phase.HANDED_IN)])
        assert list(store.open_sittings()) == [SITTING]
        store.append(SITTING, after_seq=1, events=[entered(Phase.ABORTED)])
        assert list(store.open_sittings()) == []

    def test_of_many_who_append_behind_the_same_number_one_wins(self, store: EventStore):
        """Eight threads race twenty times: nothing is lost, doubled or interleaved."""
        store.append(SITTING, after_seq=0, events=[opened()])
        wins: list[str] = []
        others: list[str] = []

        def race(name: str) -> None:
            for after_seq in range(1, 21):
                try:
                    store.append(SITTING, after_seq=after_seq, events=[notes(name, revision=after_seq)])
                except SystemFault as fault:
                    others.append(fault.reason)
                else:
                    wins.append(name)

        threads = [threading.Thread(target=race, args=(f"thread {number}",)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        stored = store.load(SITTING)[1:]
        assert len(stored) == len(wins) <= 20
        assert set(others) <= {"events-conflict"}
        assert [event.revision for event in stored if isinstance(event, events.NotesSaved)] == list(
            range(1, len(stored) + 1)
        )
