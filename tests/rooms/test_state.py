"""The fold: a restarted server stands where it stood."""

import inspect
from collections.abc import Mapping
from itertools import pairwise

import msgspec
import pytest

from oralexam.identifiers import new_id
from oralexam.rooms import (
    call_commands,
    call_events,
    commands,
    device_events,
    digest_events,
    draw_events,
    events,
    formality_events,
    guest_commands,
    guest_events,
)
from oralexam.rooms.call_events import CallAllowed, Trouble
from oralexam.rooms.event import Event, ManagerAct
from oralexam.rooms.folding import fold
from oralexam.rooms.formality_events import (
    CandidateAdmitted,
    NoticeAcknowledged,
    RecordingRefused,
    RefusalDecided,
)
from oralexam.rooms.judging import events as judging_events
from oralexam.rooms.judging import marker_events
from oralexam.rooms.judging.marker_commands import NoteMarker, RemoveMarker, SetMarker, Sign
from oralexam.rooms.paper_events import EnteredFromPaper
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import JURY, Seat
from oralexam.rooms.state import PhaseSpan
from tests.rooms.devices import GOOD
from tests.rooms.lots import draw_by_lot
from tests.rooms.situations import SCENARIO, TableRoom, answer


def call_life(room: TableRoom) -> None:
    """What happens on a line beside its beginning and end."""
    busy = call_events.BusyCause.MARKED
    room.happen([call_events.LineMarked(at=room.clock.now(), by=Seat.JUROR, busy=True)])
    room.happen([call_events.RingBusy(at=room.clock.now(), by=Seat.CANDIDATE, attempt=1, cause=busy)])
    room.press(Seat.JUROR, call_commands.HoldCall)
    room.press(Seat.JUROR, call_commands.TakeUpCall)
    room.press(Seat.CANDIDATE, call_commands.NoteTrouble, trouble=Trouble.AWAY, begins=True)


def whole_life() -> TableRoom:
    """A sitting in which everything has happened at least once."""
    other = msgspec.structs.replace(SCENARIO, scenario_id="zinc-tubs", number=13)
    room = TableRoom(scenarios=(SCENARIO, other), shares_from=JURY)
    draw_by_lot(room)
    room.manage(commands.VoidDraw, reason="it leaked")
    draw_by_lot(room)
    room.press(Seat.JUROR, commands.StartPreparation)
    now = room.clock.now()
    room.happen(
        [
            CallAllowed(at=now, reason="full"),
            CandidateAdmitted(at=now),
            RecordingRefused(at=now, seat=Seat.CANDIDATE),
            RefusalDecided(at=now, seat=Seat.CANDIDATE, decision="later"),
            NoticeAcknowledged(at=now, seat=Seat.CANDIDATE, version="1"),
            device_events.DeviceChecked(
                at=now, seat=Seat.CANDIDATE, fault=None, figures=GOOD, devices="ab", carried=False
            ),
            device_events.DevicesChanged(at=now, seat=Seat.CANDIDATE),
            device_events.DevicesSwapped(
                at=now, seat=Seat.CANDIDATE, device=device_events.DeviceKind.CAMERA, devices="", heard=True
            ),
            device_events.DeviceCheckOverridden(
                at=now, by=Seat.MANAGER, seat=Seat.CANDIDATE, reason="a reason"
            ),
            device_events.LeakMeasured(
                at=now,
                by=Seat.MANAGER,
                seat=Seat.CANDIDATE,
                played=True,
                other_sitting=new_id(),
                other_room="salle 2",
                attenuation_db=43.0,
                at_least=False,
            ),
        ]
    )
    room.manage(guest_commands.InviteGuest, name="Ada Lenoir")
    room.happen(
        [
            guest_events.GuestCame(at=now, seat=Seat.GUEST_1),
            guest_events.GuestLeft(at=now, seat=Seat.GUEST_1),
        ]
    )
    room.manage(guest_commands.DismissGuest, seat=Seat.GUEST_1)
    room.note("notes", 1)
    room.press(Seat.CANDIDATE, commands.RingBell)
    room.manage(commands.AnswerBell, seat=Seat.CANDIDATE)
    room.press(Seat.MANAGER, commands.ClearBell)
    room.manage(commands.SwapJurors, reason="swapped")
    room.manage(commands.RestartPart, to=Phase.PREPARATION, reason="another PC")
    room.pass_s(900 + 120)
    room.press(Seat.JUROR, commands.Ring)
    answer(room)
    room.flow()
    room.order(Seat.JUROR, commands.PressFact(from_phase=Phase.CALL, fact_id="when", given=True))
    for marker_id in (new_id(), new_id()):
        mark = SetMarker(from_phase=Phase.CALL, marker_id=marker_id, criterion_id="call-1", sign=Sign.PLUS)
        room.order(Seat.OBSERVER, mark)
        room.order(Seat.OBSERVER, NoteMarker(from_phase=Phase.CALL, marker_id=marker_id, note="hm"))
    room.order(Seat.OBSERVER, RemoveMarker(from_phase=Phase.CALL, marker_id=marker_id))
    call_life(room)
    room.pass_s(200)
    room.press(Seat.JUROR, commands.HangUp)
    room.write("text", 1)
    pasted = commands.NoteOutsideHelp(
        from_phase=room.phase,
        help=commands.OutsideHelp.PASTE,
        where=commands.WrittenWork.TEXT,
        characters=3,
    )
    room.order(Seat.CANDIDATE, pasted)
    room.press(Seat.CANDIDATE, commands.Ring)
    answer(room)
    room.flow()
    room.happen([events.SheetSaved(at=room.clock.now(), fields={"name": "Ann"}, revision=1)])
    room.happen([call_events.LinkLost(at=room.clock.now(), seat=Seat.JUROR)])
    room.happen([events.IncidentNoted(at=room.clock.now(), code="clock-stepped")])
    room.happen([events.ServerReturned(at=room.clock.now(), down_since=room.clock.now())])
    room.happen([call_events.LinkBack(at=room.clock.now(), seat=Seat.JUROR)])
    room.manage(commands.PauseClock, reason="noise")
    room.manage(commands.NoteIncident, code=commands.IncidentCode.NOISE)
    room.pass_s(30)
    room.manage(commands.ResumeClock)
    room.manage(commands.GiveTime, seconds=20, reason="noise")
    room.pass_s(2000)
    assert room.phase is Phase.HANDED_IN
    return room


def test_events_survive_the_store() -> None:
    """Written as JSON and read back, they are equal, and so is their fold."""
    room = whole_life()
    decoder = msgspec.json.Decoder(events.AnyEvent)
    read = [decoder.decode(msgspec.json.encode(event)) for event in room.history]
    assert read == room.history
    assert fold(read) == room.state
    assert [msgspec.json.encode(event) for event in read] == [
        msgspec.json.encode(event) for event in room.history
    ]


def test_every_prefix_of_a_history_folds_to_a_state() -> None:
    """Whatever the last event before kill -9 was: the state is there, and its next fold goes on from it."""
    room = whole_life()
    for cut in range(1, len(room.history) + 1):
        state = fold(room.history[:cut])
        assert state.spans[-1].phase is state.phase
        assert state.spans[-1].ended_at is None


def test_the_ledger_is_without_gaps() -> None:
    """Each stretch begins where the one before ended."""
    spans = whole_life().state.spans
    assert [span.phase.value for span in spans] == [
        "waiting",
        "drawn",
        "waiting",
        "drawn",
        "preparation",
        "preparation",  # anew
        "ringing",
        "connecting",
        "call",
        "writing",
        "ringing",
        "connecting",
        "call",
        "writing",
        "handed-in",
    ]
    for before, after in pairwise(spans):
        assert before.ended_at == after.started_at
    assert spans[-1].ended_at is None


def test_a_history_begins_with_its_opening() -> None:
    """Anything else first is a broken store, not a room."""
    room = whole_life()
    with pytest.raises(TypeError):
        fold(room.history[1:])
    assert fold(room.history[:1]).spans == (
        PhaseSpan(phase=Phase.WAITING, started_at=room.history[0].at, ended_at=None, cause="opened"),
    )


MODULES = (
    events,
    formality_events,
    judging_events,
    digest_events,
    draw_events,
    call_events,
    device_events,
    guest_events,
    marker_events,
)


def test_every_kind_of_event_can_be_folded() -> None:
    """A new kind of event without its line in the fold fails here."""
    known = {
        kind
        for module in MODULES
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, Event) and kind not in {Event, ManagerAct}
    }
    assert known == set(events.AnyEvent.__args__)
    happened = {type(event) for event in whole_life().history}
    # With a grace; instead of the hand-in; by a plan, before the start; afterwards, without a computer.
    elsewhere = {events.CallTimeReached, events.PartAborted, events.RoomMoved, EnteredFromPaper}
    elsewhere |= set(digest_events.DigestEvent.__args__)
    assert known - happened == elsewhere | set(judging_events.JudgingEvent.__args__)


def test_personal_fields_exist() -> None:
    """What an event calls personal is a text, a sheet or a marker's sign: it can be erased to nothing."""
    for kind in events.AnyEvent.__args__:
        fields = {field.name: field.type for field in msgspec.structs.fields(kind)}
        assert all(fields[name] in {str, Mapping[str, str], Sign} for name in kind.personal)
