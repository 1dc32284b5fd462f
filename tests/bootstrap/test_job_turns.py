"""The order of the jobs is that of the next interviews in the plan, and changes with it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
import structlog

from oralexam.bootstrap.job_turns import JobTurns
from oralexam.clock import ManualClock
from oralexam.errors import SystemFault
from oralexam.exams.day_acts import DayAct
from oralexam.exams.parts import PartKind
from oralexam.exams.session import PartSitting
from oralexam.exams.timetable.entries import Entry, EntryState, Happened, Timetable
from oralexam.exams.timetable.next_interview import interview_at
from oralexam.exams.timetable.plan_document import PlanDocument
from oralexam.exams.timetable.works import WorkKind
from oralexam.identifiers import new_id
from oralexam.rooms import events
from oralexam.rooms.phases import Phase
from oralexam.storage.day_acts import SqlDayActs
from oralexam.storage.engine import Database, open_database
from oralexam.storage.events import SqlEventStore
from oralexam.storage.exam_sessions import SqlExamSessions
from oralexam.storage.jobs import SqlJobQueue
from oralexam.storage.plans import SqlPlans
from oralexam.transcripts.kinds import TRANSCRIBE_TRACK
from tests.contracts.event_store import opened
from tests.exams.made_sessions import id_of, ready_session

NOW = ManualClock().now()
NAMES = ("Amira", "Bao", "Chloé")
"""Of three candidates, in the order in which they telephoned."""


def interview(number: int, minutes: float, *, state: EntryState = EntryState.PLANNED) -> Entry:
    """The technical interview of a candidate, so many minutes from now."""
    return Entry(
        candidacy_id=id_of("one-candidacy", number),
        kind=WorkKind.TECHNICAL_INTERVIEW,
        starts_at=NOW + timedelta(minutes=minutes),
        phases=(),
        state=state,
    )


class House:
    """A session of three candidates whose calls are over, one sitting that is of no session, and a plan."""

    def __init__(self, database: Database) -> None:
        self.queue = SqlJobQueue(database)
        self.plans = SqlPlans(database)
        self.events = SqlEventStore(database)
        self.sessions = SqlExamSessions(database)
        self.turns = JobTurns(
            queue=self.queue, sessions=self.sessions, plans=self.plans, acts=SqlDayActs(database)
        )
        self.acts = SqlDayActs(database)
        session = ready_session(candidates=len(NAMES))
        self.session_id = session.session_id
        self.sessions.create(session, now=NOW)
        self.parts: dict[tuple[str, PartKind], str] = {}
        for number, name in enumerate(NAMES, start=1):
            for position, part in enumerate((PartKind.CALL, PartKind.TECHNICAL_INTERVIEW)):
                sitting_id = new_id()
                self.events.append(sitting_id, after_seq=0, events=[opened()])
                self.sessions.reserve(
                    [
                        PartSitting(
                            session_id=self.session_id,
                            candidacy_id=id_of("one-candidacy", number),
                            part=part,
                            position=position,
                            sitting_id=sitting_id,
                        )
                    ]
                )
                self.parts[name, part] = sitting_id
        self.alone = new_id()
        self.events.append(self.alone, after_seq=0, events=[opened()])

    def plan(self, *entries: Entry, held: tuple[Happened, ...] = ()) -> None:
        """Another plan, as the manager keeps it."""
        kept = self.plans.get(self.session_id)
        document = PlanDocument(timetable=Timetable(entries=entries))
        self.acts.add(
            self.session_id,
            lambda _: [
                DayAct(candidacy_id=each.candidacy_id, kind=each.kind, at=NOW, happened=each) for each in held
            ],
        )
        self.plans.save(self.session_id, document, revision=kept.revision if kept else 0, now=NOW)
        self.turns.plan_changed(self.session_id)

    def ask(self, *names: str) -> None:
        """Ask for the words of these calls, in this order."""
        for name in names:
            sitting_id = self.parts.get((name, PartKind.CALL), self.alone)
            turn = self.turns.turn_of(sitting_id, live=False, audio_s=600)
            self.queue.enqueue(TRANSCRIBE_TRACK, sitting_id=sitting_id, now=NOW, turn=turn)

    def order(self) -> list[str]:
        """Whose words come when."""
        named = {sitting_id: name for (name, _), sitting_id in self.parts.items()} | {self.alone: "alone"}
        return [named[job.sitting_id] for job in self.queue.unfinished()]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """On a real database."""
    database = open_database(tmp_path / "oralexam.sqlite3")
    yield House(database)
    database.close()


def test_the_next_interview_in_the_plan_is_served_first(house: House) -> None:
    """Whoever telephoned last is heard first, if the interview comes first; a sitting of no session last."""
    house.plan(interview(1, 90), interview(2, 60), interview(3, 30))
    house.ask("alone", *NAMES)
    assert house.order() == ["Chloé", "Bao", "Amira", "alone"]


def test_another_plan_is_another_order(house: House) -> None:
    """Of what waits already; who is in no plan any more goes by age, after the others."""
    house.ask("alone", *NAMES)
    assert house.order() == ["alone", *NAMES], "no plan yet: by age"
    house.plan(interview(1, 90), interview(2, 60), interview(3, 30))
    assert house.order() == ["Chloé", "Bao", "Amira", "alone"]
    house.plan(interview(1, 10), interview(3, 20))
    assert house.order() == ["Amira", "Chloé", "alone", "Bao"]
    lengths = {job.turn.audio_s for job in house.queue.unfinished()}
    assert lengths == {600}


def test_what_an_interview_was_to_look_at_is_not_needed_once_it_is_over(house: House) -> None:
    """Held in a room of the service, or reported by the manager."""
    house.ask(*NAMES)
    house.plan(interview(1, 10), interview(2, 20), interview(3, 30))
    held = house.parts["Amira", PartKind.TECHNICAL_INTERVIEW]
    over = events.PhaseEntered(at=NOW, phase=Phase.HANDED_IN, cause="deadline", deadline=None)
    house.events.append(held, after_seq=1, events=[over])
    house.turns.part_is_over(held)
    assert house.order() == ["Bao", "Chloé", "Amira"]
    reported = Happened(
        candidacy_id=id_of("one-candidacy", 2),
        kind=WorkKind.TECHNICAL_INTERVIEW,
        starts_at=NOW,
        ends_at=NOW,
        over=True,
    )
    house.plan(interview(1, 10), interview(2, 20), interview(3, 30), held=(reported,))
    assert house.order() == ["Chloé", "Amira", "Bao"]
    house.turns.part_is_over(house.alone)
    assert house.order() == ["Chloé", "Amira", "Bao"], "a sitting of no session changes nothing"


def test_a_call_under_way_stays_first_when_the_plan_changes(house: House) -> None:
    """It is written down as it is spoken, whoever is interviewed next."""
    house.ask(*NAMES)
    chloe = house.parts["Chloé", PartKind.CALL]
    house.turns.arrange(chloe, live=True, audio_s=None)
    house.plan(interview(1, -20), interview(2, 20), interview(3, 60))
    assert house.order() == ["Chloé", "Amira", "Bao"]
    live = house.queue.unfinished()[0].turn
    assert (live.live, live.needed_at, live.audio_s) == (True, NOW + timedelta(minutes=60), 600)


def test_a_plan_that_changes_while_words_are_asked_for_counts(house: House) -> None:
    """The turn was read before it, and the job was not there yet when the others were put in order."""
    house.plan(interview(1, 90), interview(2, 60), interview(3, 30))
    house.ask("Bao", "Chloé")
    amira = house.parts["Amira", PartKind.CALL]
    turn = house.turns.turn_of(amira, live=False, audio_s=600)
    house.plan(interview(1, 10), interview(2, 60), interview(3, 30))
    house.queue.enqueue(TRANSCRIBE_TRACK, sitting_id=amira, now=NOW, turn=turn)
    assert house.order() == ["Chloé", "Bao", "Amira"]
    house.turns.arrange(amira, live=False, audio_s=600)
    assert house.order() == ["Amira", "Chloé", "Bao"]


def test_a_plan_that_cannot_be_read_costs_only_the_order(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan was kept; the fault is in the log."""
    house.ask(*NAMES)

    def broken(_session_id: str) -> None:
        raise SystemFault("storage-failed")

    monkeypatch.setattr(house.plans, "get", broken)
    with structlog.testing.capture_logs() as log:
        house.turns.plan_changed(house.session_id)
    assert [(line["event"], line["code"]) for line in log] == [("jobs-not-put-in-order", "storage-failed")]
    assert house.order() == list(NAMES)


def test_only_an_interview_that_is_still_to_be_held_counts() -> None:
    """Late, it is still the next one; done, it is none."""
    late = interview(1, -30)
    table = Timetable(entries=(late, interview(2, 5, state=EntryState.DONE)))
    assert interview_at(table, late.candidacy_id, over=()) == late.starts_at
    assert interview_at(table, late.candidacy_id, over={WorkKind.TECHNICAL_INTERVIEW}) is None
    assert interview_at(table, id_of("one-candidacy", 2), over=()) is None
    assert interview_at(table, id_of("one-candidacy", 3), over=()) is None
    assert interview_at(None, late.candidacy_id, over=()) is None
    reading = msgspec.structs.replace(late, kind=WorkKind.READING)
    assert interview_at(Timetable(entries=(reading,)), late.candidacy_id, over=()) is None
