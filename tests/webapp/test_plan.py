"""A session's plan over HTTP: made, checked, moved, put right, exported."""

import csv
import datetime as dt
import io
from typing import Any

import msgspec
import pytest

from oralexam.bootstrap.server import Server
from oralexam.clock import SystemClock
from oralexam.exams.formats import format_named
from oralexam.exams.timetable.plan_document import first_document
from oralexam.exams.timetable.works import WorkKind
from tests.exams.timetable.sessions import DAY, INES, JURY, MAELLE, a_session
from tests.webapp.visitors import Visitor

TOMORROW = (SystemClock().now() + dt.timedelta(days=1)).date()
"""A plan is put right from now on: its day must not be over, whenever this runs."""
SESSION = a_session(
    candidacies=(INES, msgspec.structs.replace(MAELLE, jury_id=None)),
    days=(msgspec.structs.replace(DAY, date=TOMORROW),),
)
PLAN = f"/api/sessions/{SESSION.session_id}/plan"
SETTINGS = msgspec.to_builtins(first_document(format_named("aie-title")).settings)


@pytest.fixture
def session(server: Server) -> None:
    """The session is written down."""
    server.stores.exam_sessions.create(SESSION, now=SystemClock().now())


@pytest.mark.usefixtures("session")
async def test_a_plan_is_made_moved_and_exported(manager: Visitor):
    """From nothing to a calendar; Maëlle, who had no jury, has one in the session afterwards."""
    status, page = await _get(manager, PLAN)
    assert (status, page["revision"], page["timetable"]) == (200, 0, None)
    status, page = await _post(manager, f"{PLAN}/solve", {"revision": 0, "settings": SETTINGS})
    assert (status, page["revision"], page["breaches"]) == (200, 1, [])
    assert page["marks"]["jury_minutes"] <= page["marks"]["one_by_one"]
    assert {each["jury_id"] for each in page["session"]["candidacies"]} == {JURY.jury_id}

    call = next(entry for entry in page["timetable"]["entries"] if entry["kind"] == "call")
    too_early = {**_key(call), "starts_at": f"{TOMORROW}T03:00:00Z", "pinned": True}
    status, told = await _post(manager, f"{PLAN}/check", {"changes": [too_early]})
    assert status == 200
    assert {breach["code"] for breach in told["breaches"]} == {"outside-opening-hours"}
    status, page = await _put(manager, PLAN, {"revision": 1, "changes": [too_early]})
    assert (status, page["revision"]) == (200, 2)
    assert {breach["code"] for breach in page["breaches"]} == {"outside-opening-hours"}

    kind, text = await _text(manager, f"{PLAN}/plan.csv?language=fr")
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"))
    assert kind == "text/csv"
    assert len(rows) == len(page["timetable"]["entries"]) + 1
    kind, text = await _text(manager, f"{PLAN}/plan.ics?language=en&candidate={INES.candidacy_id}")
    assert kind == "text/calendar"
    assert text.count("BEGIN:VEVENT") == text.count("Inès Marchetti") > 0


@pytest.mark.usefixtures("session")
async def test_the_last_revision_wins_and_the_older_page_is_told(manager: Visitor):
    """Two managers at once."""
    await _post(manager, f"{PLAN}/solve", {"revision": 0, "settings": SETTINGS})
    status, told = await _put(manager, PLAN, {"revision": 0, "changes": []})
    assert (status, told["code"]) == (409, "edited-meanwhile")


@pytest.mark.usefixtures("session")
async def test_why_there_is_no_plan_is_said_by_a_code(manager: Visitor):
    """A pause of the whole day leaves no time; nothing is kept."""
    pauses = [{"starts": "08:30:00", "ends": "18:00:00"}]
    status, told = await _post(
        manager, f"{PLAN}/solve", {"revision": 0, "settings": {**SETTINGS, "pauses": pauses}}
    )
    assert (status, told["code"]) == (409, "work-longer-than-any-day")
    assert (await _get(manager, PLAN))[1]["revision"] == 0


@pytest.mark.usefixtures("session")
async def test_what_was_held_is_fixed_and_the_rest_is_put_right(manager: Visitor):
    """One questionnaire lasted five minutes more than planned; what is fixed then stays fixed."""
    _, page = await _post(manager, f"{PLAN}/solve", {"revision": 0, "settings": SETTINGS})
    entry = next(each for each in page["timetable"]["entries"] if each["kind"] == "questionnaire")
    ended = (dt.datetime.fromisoformat(entry["starts_at"]) + dt.timedelta(minutes=50)).isoformat()
    held = {
        "candidacy_ids": [entry["candidacy_id"]],
        "kind": WorkKind.QUESTIONNAIRE.value,
        "starts_at": entry["starts_at"],
        "ends_at": ended,
    }
    status, page = await _post(manager, f"{PLAN}/held", held)
    assert (status, len(page["happened"])) == (200, 1)
    status, page = await _post(manager, f"{PLAN}/replan", {"revision": 1})
    assert status == 200
    fact = next(each for each in page["timetable"]["entries"] if _key(each) == _key(entry))
    assert fact["state"] == "done"
    assert sum(phase["seconds"] for phase in fact["phases"]) == 50 * 60
    status, told = await _post(manager, f"{PLAN}/solve", {"revision": 2, "settings": SETTINGS})
    assert (status, told["code"]) == (409, "day-has-begun")


@pytest.mark.usefixtures("session")
async def test_a_block_that_was_over_before_the_plan_leaves_it_to_be_made(manager: Visitor):
    """The written part was another day: its confirmed end is known, and the plan is made all the same."""
    ended = (SystemClock().now() - dt.timedelta(hours=1)).isoformat()
    for candidacy_ids, expected in (([INES.candidacy_id], 200), (["nobody"], 404)):
        told = {"candidacy_ids": candidacy_ids, "kind": "written", "starts_at": ended, "ends_at": ended}
        assert (await _post(manager, f"{PLAN}/held", told))[0] == expected
    status, page = await _post(manager, f"{PLAN}/solve", {"revision": 0, "settings": SETTINGS})
    assert (status, [each["kind"] for each in page["happened"]]) == (200, ["written"])


@pytest.mark.usefixtures("session")
async def test_the_plan_is_the_managers(visitor: Visitor):
    """Candidates' extra time shows in its lengths."""
    for path in (PLAN, f"{PLAN}/plan.csv", f"{PLAN}/plan.ics"):
        status, told = await _get(visitor, path)
        assert (status, told["code"]) == (401, "not-signed-in")


def _key(entry: dict[str, object]) -> dict[str, object]:
    return {"candidacy_id": entry["candidacy_id"], "kind": entry["kind"]}


async def _get(browser: Visitor, path: str) -> tuple[int, Any]:
    return await browser.request("GET", path)


async def _post(browser: Visitor, path: str, body: object) -> tuple[int, Any]:
    return await browser.request("POST", path, json=body)


async def _put(browser: Visitor, path: str, body: object) -> tuple[int, Any]:
    return await browser.request("PUT", path, json=body)


async def _text(browser: Visitor, path: str) -> tuple[str, str]:
    async with browser.http.get(f"{browser.url}{path}") as answer:
        assert answer.status == 200
        return answer.content_type, await answer.text()
