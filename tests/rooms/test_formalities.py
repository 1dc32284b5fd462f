"""Nobody is recorded before they were let in and informed; a refusal stops before anything is recorded."""

import msgspec
import pytest

from oralexam.errors import BadInput, Refused
from oralexam.rooms import commands
from oralexam.rooms.folding import fold
from oralexam.rooms.formalities import Formalities
from oralexam.rooms.formality_commands import (
    AcknowledgeNotice,
    AdmitCandidate,
    DecideRefusal,
    RefuseRecording,
)
from oralexam.rooms.formality_events import RecordingRefused, RefusalDecided
from oralexam.rooms.ledger import ledger_of
from oralexam.rooms.phases import RECORDED, Phase
from oralexam.rooms.projection import view_for
from oralexam.rooms.seats import PARTIES, Seat
from oralexam.rooms.views import FormalityView
from tests.rooms.situations import TableRoom, answer, bring_to, kinds, ring

VERSION = "2026-11"


def a_room() -> TableRoom:
    """A sitting of an exam session: nothing has been confirmed yet."""
    room = TableRoom()
    room.history[0] = msgspec.structs.replace(
        room.state.sitting, formalities=Formalities(notice_version=VERSION)
    )
    return room


def acknowledge(room: TableRoom, *seats: Seat) -> None:
    """They have read the notice."""
    for seat in seats:
        assert kinds(room.order(seat, AcknowledgeNotice(from_phase=room.phase, version=VERSION))) == [
            "NoticeAcknowledged"
        ]


def refused_start(room: TableRoom) -> str:
    """Why the preparation does not begin."""
    with pytest.raises(Refused) as refusal:
        room.press(Seat.JUROR, commands.StartPreparation)
    assert room.phase is Phase.DRAWN
    return refusal.value.reason


def seen_by(room: TableRoom, seat: Seat) -> FormalityView | None:
    """What a seat sees of the formalities."""
    return view_for(
        seat,
        room.state,
        sitting_id="s",
        scenario=room.scenario,
        present=frozenset(),
        now=room.clock.now(),
    ).formalities


def test_the_preparation_waits_until_all_who_are_recorded_are_informed() -> None:
    """First the identity, then the notice, the candidate's and the playing juror's; not the observer's."""
    room = bring_to(a_room(), Phase.DRAWN)
    assert refused_start(room) == "not-admitted"
    assert kinds(room.press(Seat.MANAGER, AdmitCandidate)) == ["CandidateAdmitted"]
    assert refused_start(room) == "notice-not-acknowledged"
    acknowledge(room, Seat.CANDIDATE)
    assert refused_start(room) == "notice-not-acknowledged"
    acknowledge(room, Seat.JUROR)
    room.press(Seat.JUROR, commands.StartPreparation)
    assert room.phase is Phase.PREPARATION


def test_a_candidate_who_is_not_let_in_acknowledges_nothing() -> None:
    """The notice comes after the identity; the juror's does not wait for it."""
    room = a_room()
    with pytest.raises(Refused, match="not-admitted"):
        acknowledge(room, Seat.CANDIDATE)
    acknowledge(room, Seat.JUROR)


def test_what_is_said_twice_is_said_once() -> None:
    """Admitting, acknowledging and refusing again change nothing."""
    room = a_room()
    room.press(Seat.MANAGER, AdmitCandidate)
    assert room.press(Seat.MANAGER, AdmitCandidate) == []
    acknowledge(room, Seat.CANDIDATE)
    assert room.order(Seat.CANDIDATE, AcknowledgeNotice(from_phase=room.phase, version=VERSION)) == []
    room.press(Seat.JUROR, RefuseRecording)
    assert room.press(Seat.JUROR, RefuseRecording) == []


def test_another_version_of_the_notice_counts_for_nothing() -> None:
    """Who read an older text has not been told what this one says."""
    room = a_room()
    with pytest.raises(Refused, match="notice-outdated"):
        room.order(Seat.JUROR, AcknowledgeNotice(from_phase=room.phase, version="2025-01"))


@pytest.mark.parametrize("seat", PARTIES)
def test_a_refusal_stops_before_anything_is_recorded(seat: Seat) -> None:
    """It is decided on in writing; the part goes on only if the person agrees after all."""
    room = bring_to(a_room(), Phase.DRAWN)
    room.press(Seat.MANAGER, AdmitCandidate)
    acknowledge(room, *PARTIES)
    assert kinds(room.press(seat, RefuseRecording)) == ["RecordingRefused"]
    assert refused_start(room) == "recording-refused"
    with pytest.raises(BadInput, match="reason-missing"):
        room.manage(DecideRefusal, seat=seat, decision=" ")
    room.manage(DecideRefusal, seat=seat, decision="The person thinks it over until 10 o'clock")
    assert refused_start(room) == "recording-refused"
    refusal = room.state.formalities.refusal_of(seat)
    assert refusal is not None
    assert (refusal.decision, refusal.decided_at) == (
        "The person thinks it over until 10 o'clock",
        room.clock.now(),
    )
    acknowledge(room, seat)
    room.press(Seat.JUROR, commands.StartPreparation)
    told = {type(event) for event in room.history}
    assert {RecordingRefused, RefusalDecided} <= told
    ledger = ledger_of(room.history, now=room.clock.now())
    assert [incident.code for incident in ledger.incidents] == ["recording-refused", "refusal-decided"]


def test_who_refuses_after_the_preparation_is_not_recorded() -> None:
    """Neither ring nor answer leads to the call; the manager can end the part."""
    room = bring_to(a_room(), Phase.DRAWN)
    room.press(Seat.MANAGER, AdmitCandidate)
    acknowledge(room, *PARTIES)
    room.press(Seat.JUROR, commands.StartPreparation)
    room.pass_s(900)
    ring(room)
    room.press(Seat.CANDIDATE, RefuseRecording)
    with pytest.raises(Refused, match="recording-refused"):
        answer(room)
    room.pass_s(120)
    with pytest.raises(Refused, match="recording-refused"):
        ring(room)
    room.manage(commands.AbortPart, reason="refused to be recorded")
    assert not any(span.phase in RECORDED for span in room.state.spans)


@pytest.mark.parametrize("swap", [True, False])
def test_a_juror_who_comes_in_reads_the_notice_too(swap: bool) -> None:  # noqa: FBT001 — a parameter
    """What another has read does not count; the preparation runs on, and the line waits."""
    room = bring_to(a_room(), Phase.DRAWN)
    room.press(Seat.MANAGER, AdmitCandidate)
    acknowledge(room, *PARTIES)
    room.press(Seat.JUROR, commands.StartPreparation)
    if swap:
        room.manage(commands.SwapJurors, reason="ill")
    else:
        room.manage(commands.ReplaceJuror, seat=Seat.JUROR, name="Zoé Blin", reason="ill")
    room.pass_s(900)
    with pytest.raises(Refused, match="notice-not-acknowledged"):
        ring(room)
    acknowledge(room, Seat.JUROR)
    ring(room)
    answer(room)
    assert room.phase is Phase.CONNECTING


def test_an_observer_who_comes_in_changes_nothing_for_who_plays() -> None:
    """Observers are not recorded."""
    room = a_room()
    acknowledge(room, Seat.JUROR)
    room.manage(commands.ReplaceJuror, seat=Seat.OBSERVER, name="Zoé Blin", reason="ill")
    assert room.state.formalities.acknowledged_at(Seat.JUROR) is not None


def test_each_seat_sees_what_is_asked_of_it() -> None:
    """And why nothing begins yet; a sitting without formalities shows none."""
    room = a_room()
    candidate = seen_by(room, Seat.CANDIDATE)
    assert candidate == FormalityView(
        notice_version=VERSION,
        asked=True,
        admitted=False,
        acknowledged_at=None,
        refused_at=None,
        waits_for="not-admitted",
        station=None,
    )
    room.press(Seat.MANAGER, AdmitCandidate)
    acknowledge(room, *PARTIES)
    for seat, asked in ((Seat.CANDIDATE, True), (Seat.JUROR, True), (Seat.OBSERVER, False)):
        seen = seen_by(room, seat)
        assert seen is not None
        assert (seen.asked, seen.admitted, seen.waits_for) == (asked, True, None)
        assert (seen.acknowledged_at is not None) is asked
    assert seen_by(TableRoom(), Seat.CANDIDATE) is None


def test_a_rehearsal_asks_for_nothing() -> None:
    """Nor does what was opened before there were formalities."""
    assert bring_to(TableRoom(), Phase.CALL).state.sitting.formalities is None
    with pytest.raises(Refused, match="no-formalities"):
        bring_to(TableRoom(), Phase.DRAWN).press(Seat.MANAGER, AdmitCandidate)


def test_a_decision_can_be_erased() -> None:
    """It may name somebody: it is personal, and read back it folds the same."""
    assert RefusalDecided.personal == {"author", "decision"}
    room = a_room()
    room.press(Seat.MANAGER, AdmitCandidate)
    room.press(Seat.CANDIDATE, RefuseRecording)
    room.manage(DecideRefusal, seat=Seat.CANDIDATE, decision="later")
    erased = [
        msgspec.structs.replace(event, decision="") if isinstance(event, RefusalDecided) else event
        for event in room.history
    ]
    refusal = fold(erased).formalities.refusal_of(Seat.CANDIDATE)
    assert refusal is not None
    assert (refusal.decision, refusal.decided_at) == ("", room.clock.now())
