"""Acts of the day: only ever added, moved out of old plans, erasable."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, text

from oralexam.errors import NotFound, Refused
from oralexam.exams.day_acts import DayAct, held
from oralexam.exams.timetable.entries import Happened
from oralexam.exams.timetable.plan_document import PlanDocument
from oralexam.exams.timetable.works import WorkKind
from oralexam.identifiers import new_id
from oralexam.storage.day_acts import SqlDayActs
from oralexam.storage.engine import Database
from oralexam.storage.exam_sessions import SqlExamSessions
from oralexam.storage.migrations import MIGRATIONS, migrate
from oralexam.storage.plans import SqlPlans
from tests.exams.made_sessions import ready_session

NOW = datetime(2026, 12, 8, 9, tzinfo=UTC)
INES = new_id()
HELD = Happened(candidacy_id=INES, kind=WorkKind.WRITTEN, starts_at=NOW, ends_at=NOW, over=True)
CONFIRMED = DayAct(candidacy_id=INES, kind=WorkKind.WRITTEN, at=NOW, by="canary-author", happened=HELD)
WITHDRAWN = DayAct(
    candidacy_id=INES, kind=WorkKind.WRITTEN, at=NOW + timedelta(minutes=1), reason="canary-reason"
)


@pytest.fixture
def session_id(database: Database) -> str:
    """A session that is written down."""
    session = ready_session()
    SqlExamSessions(database).create(session, now=NOW)
    return session.session_id


def test_acts_are_kept_in_their_order(database: Database, session_id: str) -> None:
    """What withdraws an act stands behind it; both stay."""
    acts = SqlDayActs(database)
    acts.add(session_id, lambda before: [] if before else [CONFIRMED])
    assert acts.add(session_id, lambda before: [WITHDRAWN] if before else []) == (CONFIRMED, WITHDRAWN)
    assert SqlDayActs(database).of(session_id) == (CONFIRMED, WITHDRAWN)
    assert held(acts.of(session_id)) == ()


def test_what_a_decision_refuses_leaves_everything_as_it_was(database: Database, session_id: str) -> None:
    """Nor is anything said of a session that is not there."""

    def refuse(_: tuple[DayAct, ...]) -> list[DayAct]:
        raise Refused("nothing-confirmed")

    acts = SqlDayActs(database)
    with pytest.raises(Refused, match="nothing-confirmed"):
        acts.add(session_id, refuse)
    assert acts.of(session_id) == ()
    with pytest.raises(NotFound, match="unknown-session"):
        acts.add(new_id(), lambda _: [CONFIRMED])


def test_who_and_why_can_be_erased(database: Database, session_id: str) -> None:
    """That it was said, and when, stays."""
    acts = SqlDayActs(database)
    acts.add(session_id, lambda _: [CONFIRMED, WITHDRAWN])
    SqlExamSessions(database).erase_personal(session_id, now=NOW)
    assert [(act.by, act.reason) for act in acts.of(session_id)] == [("", ""), ("", "")]
    assert [act.at for act in acts.of(session_id)] == [CONFIRMED.at, WITHDRAWN.at]


def test_what_stood_in_a_plan_is_taken_over() -> None:
    """An older database kept it in the plan; the plan is read strictly, so it must be gone from there."""
    memory = create_engine("sqlite://")
    told = json.loads(json.dumps({"candidacy_id": INES, "kind": "written", "over": True}))
    told |= {"starts_at": "2026-12-08T09:00:00Z", "ends_at": "2026-12-08T13:30:00Z"}
    with memory.begin() as connection:
        before = tuple(step for step in MIGRATIONS if step.__name__ != "make_day_acts")
        migrate(connection, before[: [step.__name__ for step in MIGRATIONS].index("make_day_acts")])
        stamp = "2026-12-08 14:00:00.000000"
        connection.execute(
            text("INSERT INTO exam_sessions VALUES ('s', 'draft', 1, '{}', :at, :at, NULL, NULL)"),
            {"at": stamp},
        )
        connection.execute(
            text("INSERT INTO plans VALUES ('s', 3, :body, :at)"),
            {"at": stamp, "body": json.dumps({"held": [told], "made_at": None})},
        )
        migrate(connection)
        row = connection.execute(text("SELECT * FROM day_acts")).mappings().one()
        assert (row["seq"], row["candidacy_id"], row["kind"], row["at"]) == (1, INES, "written", stamp)
        assert json.loads(row["happened"]) == told
        assert json.loads(connection.execute(text("SELECT body FROM plans")).scalar_one()) == {
            "made_at": None
        }
    memory.dispose()


def test_a_plan_is_read_without_it(database: Database, session_id: str) -> None:
    """The plan of today names no such thing."""
    SqlPlans(database).save(session_id, PlanDocument(), revision=0, now=NOW)
    kept = SqlPlans(database).get(session_id)
    assert kept is not None
    assert not hasattr(kept.plan, "held")
