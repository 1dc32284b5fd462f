"""What keeps a session from being opened."""

import datetime as dt

import msgspec
import pytest

from oralexam.exams.eligibility import Reuse
from oralexam.exams.formats import format_named
from oralexam.exams.parts import PartKind, StationSetup
from oralexam.exams.session import (
    Cast,
    Day,
    ExamSession,
    PartMinutes,
    PlaceKind,
    SessionSettings,
    cast_of,
    parts_of,
    room_name_of,
    room_of,
)
from oralexam.exams.session_check import Problem, at_the_same_time, problems
from tests.exams.made_sessions import CALL_AND_VISITOR, id_of, ready_session

replace = msgspec.structs.replace


def check(session: ExamSession, *others: ExamSession, scenario_parts=CALL_AND_VISITOR) -> tuple[Problem, ...]:
    """The session's problems, beside `others`."""
    return problems(
        session,
        format_=format_named(session.format_id),
        scenario_parts=scenario_parts,
        others=others,
    )


def codes(found: tuple[Problem, ...]) -> list[str]:
    """The codes alone."""
    return [problem.code for problem in found]


def test_a_ready_session_has_no_problem():
    """Two jurors of whom one judges B2, rooms, a day, scenarios: nothing keeps it from being opened."""
    assert check(ready_session()) == ()


def test_a_jury_in_which_nobody_judges_english_at_b2_is_refused():
    """The problem names the jury."""
    session = ready_session()
    members = tuple(replace(member, judges_b2=False) for member in session.members)
    (problem,) = check(replace(session, members=members))
    assert (problem.code, problem.name) == ("no-b2-assessor", "Jury 1")


@pytest.mark.parametrize("kept", [0, 1])
def test_a_jury_is_of_two(kept):
    """One member is not a jury, and the B2 question is not asked before there are two."""
    session = ready_session()
    jury = replace(session.juries[0], member_ids=session.juries[0].member_ids[:kept])
    assert codes(check(replace(session, juries=(jury,)))) == ["jury-not-of-two"]


def test_the_same_juror_twice_is_not_a_jury_of_two():
    """One person cannot play and observe."""
    session = ready_session()
    first = session.members[0].member_id
    jury = replace(session.juries[0], member_ids=(first, first))
    assert codes(check(replace(session, juries=(jury,)))) == ["jury-not-of-two"]


def test_minutes_that_the_format_leaves_open_must_be_given():
    """The CCI's register entry publishes none: each phase is asked for, until it is given."""
    session = replace(ready_session(), format_id="cci-import-export")
    missing = check(session)
    assert [(each.code, each.phase) for each in missing] == [
        ("minutes-not-given", "presentation"),
        ("minutes-not-given", "questions"),
    ]
    given = tuple(
        PartMinutes(part=PartKind.ORAL_DEFENCE, phase=phase, minutes=20)
        for phase in ("presentation", "questions")
    )
    assert check(replace(session, settings=SessionSettings(minutes=given))) == ()


def test_scenarios_that_are_drawn_once_must_be_as_many_as_candidates():
    """That all will be used is told before the day, where none may come back."""
    session = ready_session(candidates=3)
    never = replace(session, settings=replace(session.settings, reuse=Reuse.NEVER))
    two_calls = (PartKind.CALL, PartKind.CALL, *[PartKind.VISITOR] * 3)
    (problem,) = check(never, scenario_parts=two_calls)
    assert (problem.code, problem.part) == ("too-few-scenarios", PartKind.CALL)
    assert (problem.name, problem.other) == ("2", "3")
    assert check(never, scenario_parts=(PartKind.CALL, *two_calls)) == ()
    for reuse in (None, Reuse.WHEN_ALL_USED, Reuse.ALWAYS):
        lax = replace(session, settings=replace(session.settings, reuse=reuse))
        assert check(lax, scenario_parts=two_calls) == ()
    of_the_service = problems(
        session, format_=format_named(session.format_id), scenario_parts=two_calls, reuse=Reuse.NEVER
    )
    assert codes(of_the_service) == ["too-few-scenarios"]


def test_each_role_play_needs_a_scenario():
    """An empty bank is told before the day; interviews need none."""
    found = check(ready_session(), scenario_parts=frozenset())
    assert [(each.code, each.part) for each in found] == [
        ("no-scenario-for-part", PartKind.CALL),
        ("no-scenario-for-part", PartKind.VISITOR),
    ]
    assert check(replace(ready_session(), format_id="aie-ccp2"), scenario_parts=frozenset()) == ()


def test_a_code_opens_one_candidacy_only():
    """In one session, and in another one whatever its day."""
    session = ready_session(candidates=2)
    first, second = session.candidacies
    twice = replace(session, candidacies=(first, replace(second, code=first.code)))
    assert codes(check(twice)) == ["code-used-twice"]
    other = replace(
        ready_session(seed="other"),
        days=(Day(date=dt.date(2027, 1, 5), opens=dt.time(9), closes=dt.time(17)),),
    )
    same = replace(other.candidacies[0], code=first.code)
    assert "code-used-twice" in codes(check(session, replace(other, candidacies=(same,))))


def test_two_sessions_cannot_use_one_room_or_one_person_at_the_same_time():
    """Names are compared as people read them; on another day all is well."""
    session = ready_session()
    other = ready_session(seed="other", title="CCP 1")
    shouted = replace(session.places[0], place_id=id_of("far", 1), name=session.places[0].name.upper())
    clash = replace(
        other,
        places=(*other.places, shouted),
        members=(*other.members, replace(session.members[0], member_id=id_of("far", 2))),
        candidacies=(
            *other.candidacies,
            replace(session.candidacies[0], code="", candidacy_id=id_of("f", 3)),
        ),
    )
    found = check(session, clash)
    assert codes(found) == ["room-used-twice", "candidate-in-two-places", "juror-in-two-places"]
    assert {each.other for each in found} == {"CCP 1"}
    next_day = replace(clash, days=(replace(clash.days[0], date=dt.date(2026, 12, 9)),))
    assert check(session, next_day) == ()


def test_hours_are_compared_as_instants():
    """09:00 in Paris is 03:00 in Martinique: the same numbers on two clocks are not the same time."""
    one = ready_session()
    morning = Day(date=dt.date(2026, 12, 8), opens=dt.time(9), closes=dt.time(10))
    paris = replace(one, days=(morning,))
    martinique = replace(paris, time_zone="America/Martinique")
    assert at_the_same_time(paris, paris)
    assert not at_the_same_time(paris, martinique)


def test_two_people_of_one_name_are_told_apart_by_their_numbers():
    """Without numbers they are one person twice."""
    session = ready_session(candidates=2)
    first, second = session.candidacies
    homonym = replace(second, name=first.name.upper())
    assert codes(check(replace(session, candidacies=(first, homonym)))) == ["candidate-twice"]
    numbered = replace(first, number="12")
    assert codes(check(replace(session, candidacies=(numbered, homonym)))) == ["candidate-twice"]
    numbered = (replace(first, number="12"), replace(homonym, number="13"))
    assert check(replace(session, candidacies=numbered)) == ()
    same = (replace(first, number="12"), replace(second, number="12"))
    assert codes(check(replace(session, candidacies=same))) == ["number-used-twice"]


@pytest.mark.parametrize(
    ("here", "there", "told"),
    [("12", "12", True), ("12", "", True), ("", "12", True), ("", "", True), ("12", "13", False)],
)
def test_only_two_numbers_tell_one_name_in_two_sessions_apart(here: str, there: str, told: bool):  # noqa: FBT001
    """A candidate who has a number in one list and none in the other may be one person in two places."""
    one, two = ready_session(), ready_session(seed="other")
    name = one.candidacies[0].name
    session = replace(one, candidacies=(replace(one.candidacies[0], number=here),))
    other = replace(two, candidacies=(replace(two.candidacies[0], name=name.upper(), number=there),))
    assert ("candidate-in-two-places" in codes(check(session, other))) is told


def test_the_rooms_of_the_exam_document_are_asked_for():
    """Two closed rooms where a line links the two, a reception space where the visitor comes in person."""
    session = ready_session()
    without = {
        kind: replace(session, places=tuple(each for each in session.places if each.kind is not kind))
        for kind in PlaceKind
    }
    homeless = replace(session.candidacies[0], exam_room_id=None)
    no_exam_room = replace(without[PlaceKind.EXAM_ROOM], candidacies=(homeless,))
    assert codes(check(no_exam_room)) == ["no-exam-room"]
    for format_id in ("aie-title", "aie-ccp3"):
        found = check(replace(without[PlaceKind.JURY_ROOM], format_id=format_id))
        assert codes(found) == ["jury-without-room"], format_id
    assert check(without[PlaceKind.RECEPTION]) == ()
    received = replace(session.juries[0], station_setup=StationSetup.TWO_STATIONS)
    in_person = replace(without[PlaceKind.RECEPTION], juries=(received,))
    assert codes(check(in_person)) == ["no-reception"]
    only_in_person = replace(session, format_id="aie-ccp3", juries=(received,), places=session.places[2:])
    assert check(replace(only_in_person, candidacies=(homeless,))) == ()
    assert check(replace(no_exam_room, format_id="aie-ccp2")) == ()


def test_a_role_play_is_never_in_the_jurys_room():
    """Where nobody has chosen, it is in the only exam room, or nowhere yet; interviews are with the jury."""
    session = ready_session()
    homeless = replace(session.candidacies[0], exam_room_id=None)
    exam_room, jury_room, reception = session.places
    assert room_of(session, homeless, PartKind.CALL) == exam_room
    assert room_of(session, homeless, PartKind.TECHNICAL_INTERVIEW) == jury_room
    second = replace(exam_room, place_id=id_of("second", 1), name="Salle 13")
    two = replace(session, places=(*session.places, second))
    assert room_of(two, homeless, PartKind.CALL) is None
    assert room_name_of(two, homeless, PartKind.VISITOR) == "Jury 1"
    received = replace(session.juries[0], station_setup=StationSetup.ONE_MICROPHONE, reception_id=None)
    assert room_of(replace(session, juries=(received,)), homeless, PartKind.VISITOR) == reception


def test_minutes_of_an_optional_part_are_asked_for_where_somebody_takes_it():
    """A centre's own format may leave them open: opening would fail halfway otherwise."""
    format_ = format_named("aie-ccp1")
    (final,) = format_.optional_parts
    untimed = replace(final, phases=(replace(final.phases[0], minutes=None),))
    own = replace(format_, optional_parts=(untimed,))
    session = replace(ready_session(), format_id="aie-ccp1")
    taker = replace(session.candidacies[0], final_interview=True)
    found = [
        problems(each, format_=own, scenario_parts=CALL_AND_VISITOR)
        for each in (session, replace(session, candidacies=(taker,)))
    ]
    assert [codes(each) for each in found] == [[], ["minutes-not-given"]]


def test_whatever_is_missing_is_told_at_once():
    """An empty session says all that it lacks, not the first thing only."""
    empty = ExamSession(
        session_id=id_of("empty", 0), title=" ", format_id="aie-title", time_zone="Mars/Olympus"
    )
    assert codes(check(empty)) == ["title-missing", "unknown-time-zone", "no-day", "no-candidate", "no-jury"]


def test_a_candidate_needs_a_jury_and_names_are_needed():
    """A person without a name, and a candidate of nobody."""
    session = ready_session()
    nobody = replace(session.candidacies[0], name="  ", jury_id=None)
    found = check(replace(session, candidacies=(nobody,)))
    assert codes(found) == ["candidate-name-missing", "candidate-without-jury"]


def test_who_plays_is_chosen_for_each_part():
    """The jury's first member plays unless the part says otherwise; a stranger is a problem."""
    session = ready_session()
    first, second = session.members
    candidacy = replace(
        session.candidacies[0], casts=(Cast(part=PartKind.VISITOR, player_id=second.member_id),)
    )
    assert cast_of(session, candidacy, PartKind.CALL) == (first, second)
    assert cast_of(session, candidacy, PartKind.VISITOR) == (second, first)
    stranger = replace(candidacy, casts=(Cast(part=PartKind.CALL, player_id=id_of("x", 1)),))
    assert codes(check(replace(session, candidacies=(stranger,)))) == ["player-not-of-the-jury"]


def test_the_last_block_may_end_with_a_final_interview():
    """Only for the candidates who collect the title with it (exam document, RE AIE 2015)."""
    block = format_named("aie-ccp1")
    candidacy = ready_session().candidacies[0]
    assert [part.kind for part in parts_of(block, candidacy)] == [PartKind.CALL, PartKind.TECHNICAL_INTERVIEW]
    last = parts_of(block, replace(candidacy, final_interview=True))
    assert last[-1].kind is PartKind.FINAL_INTERVIEW
    title = format_named("aie-title")
    assert len(parts_of(title, replace(candidacy, final_interview=True))) == len(title.parts)
