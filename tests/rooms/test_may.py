"""Who may give which command in which phase: the whole matrix, and presses that come too late."""

import itertools

import pytest

from oralexam.errors import Refused
from oralexam.rooms import (
    call_commands,
    commands,
    device_commands,
    formality_commands,
    guest_commands,
    paper_commands,
    permits,
)
from oralexam.rooms.command import Command
from oralexam.rooms.judging import marker_commands
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import GUESTS, PARTIES, Seat
from tests.rooms.situations import PHASES, TableRoom, bring_to, kinds
from tests.rooms.well_formed import some

COMMANDS = tuple(permits.MAY)
SEATS = tuple(seat for seat in Seat if seat not in GUESTS[1:])
"""One guest stands for six: no command tells them apart."""

FORMALITIES = (
    formality_commands.AdmitCandidate,
    formality_commands.AcknowledgeNotice,
    formality_commands.RefuseRecording,
    formality_commands.DecideRefusal,
)
DEVICES = (
    device_commands.ReportDevices,
    device_commands.ReportDevicesChanged,
    device_commands.OverrideDeviceCheck,
)
NOTHING_RINGS = "nothing-to-answer"
OWN_CODES = {
    # In these situations the table allows the command, and the situation itself does not.
    (commands.Ring, Phase.RINGING, Seat.CANDIDATE): "not-the-caller",
    (commands.Ring, Phase.WRITING, Seat.CANDIDATE): "call-time-over",
    (commands.Ring, Phase.WRITING, Seat.JUROR): "call-time-over",
    (commands.Answer, Phase.RINGING, Seat.CANDIDATE): NOTHING_RINGS,
    (commands.Answer, Phase.RINGING, Seat.JUROR): NOTHING_RINGS,
    (commands.HangUp, Phase.RINGING, Seat.CANDIDATE): "nothing-rings",
    (commands.HangUp, Phase.RINGING, Seat.JUROR): "nothing-rings",
    (commands.SaveText, Phase.PREPARATION, Seat.CANDIDATE): "not-now",
    (commands.SaveText, Phase.RINGING, Seat.CANDIDATE): "not-now",
    (commands.SaveText, Phase.CONNECTING, Seat.CANDIDATE): "not-now",
    (commands.SaveText, Phase.CALL, Seat.CANDIDATE): "not-now",
    # After a call there is a text, and no contact sheet.
    **{
        (commands.SaveSheet, phase, Seat.CANDIDATE): "no-such-task"
        for phase in (Phase.PREPARATION, Phase.RINGING, Phase.CONNECTING, Phase.CALL, Phase.WRITING)
    },
    # Nobody has begun to draw.
    **{
        (kind, Phase.WAITING, seat): "no-draw-open"
        for kind in (commands.CommitShare, commands.RevealShare, commands.BeginDrawAnew)
        for seat in (Seat.JUROR, Seat.OBSERVER)
    },
    (commands.VoidDraw, Phase.WAITING, Seat.MANAGER): "no-draw-open",
    # The sitting asks for no formalities.
    **{
        (kind, phase, seat): "no-formalities"
        for kind in FORMALITIES
        for phase in PHASES
        for seat in (Seat.CANDIDATE, Seat.JUROR, Seat.MANAGER)
    },
    # The sitting asks for no check of its stations.
    **{
        (kind, phase, seat): "no-device-check"
        for kind in DEVICES
        for phase in PHASES
        for seat in (Seat.CANDIDATE, Seat.JUROR, Seat.MANAGER)
    },
    # Nobody looks on.
    **{(guest_commands.DismissGuest, phase, Seat.MANAGER): "unknown-guest" for phase in PHASES},
    # Nobody rings the bell.
    **{(commands.AnswerBell, phase, Seat.MANAGER): "bell-not-rung" for phase in PHASES},
    # Nothing has been said that could be marked, or nothing has been marked.
    **{
        (marker_commands.SetMarker, phase, seat): "not-in-the-exchange"
        for phase in (Phase.DRAWN, Phase.PREPARATION, Phase.RINGING, Phase.CONNECTING)
        for seat in (Seat.JUROR, Seat.OBSERVER)
    },
    **{
        (kind, phase, seat): "unknown-marker"
        for kind in (marker_commands.NoteMarker, marker_commands.RemoveMarker)
        for phase in PHASES
        for seat in (Seat.JUROR, Seat.OBSERVER)
    },
    # Nobody is on hold.
    **{(call_commands.TakeUpCall, Phase.CALL, seat): "nothing-held" for seat in (Seat.CANDIDATE, Seat.JUROR)},
    # The scenario has the juror ring.
    **{
        (call_commands.MarkLine, phase, Seat.JUROR): "not-the-called"
        for phase in (Phase.DRAWN, Phase.PREPARATION, Phase.RINGING)
    },
    # Nobody has stopped the clock.
    **{(commands.ResumeClock, phase, Seat.MANAGER): "clock-runs" for phase in PHASES},
}
WHO = {
    commands.DrawScenario: {Seat.JUROR},
    commands.CommitShare: {Seat.JUROR, Seat.OBSERVER},
    commands.RevealShare: {Seat.JUROR, Seat.OBSERVER},
    commands.BeginDrawAnew: {Seat.JUROR, Seat.OBSERVER},
    commands.VoidDraw: {Seat.MANAGER},
    commands.StartPreparation: {Seat.JUROR},
    commands.Ring: set(PARTIES),
    commands.Answer: set(PARTIES),
    commands.HangUp: set(PARTIES),
    commands.SaveNotes: {Seat.CANDIDATE},
    commands.SaveText: {Seat.CANDIDATE},
    commands.SaveSheet: {Seat.CANDIDATE},
    commands.NoteOutsideHelp: {Seat.CANDIDATE},
    commands.HandIn: {Seat.CANDIDATE},
    commands.PressFact: {Seat.JUROR},
    marker_commands.SetMarker: {Seat.JUROR, Seat.OBSERVER},
    marker_commands.NoteMarker: {Seat.JUROR, Seat.OBSERVER},
    marker_commands.RemoveMarker: {Seat.JUROR, Seat.OBSERVER},
    commands.RingBell: set(Seat) - set(GUESTS),
    commands.AnswerBell: {Seat.MANAGER},
    commands.ClearBell: {Seat.MANAGER},
    commands.PauseClock: {Seat.MANAGER},
    commands.ResumeClock: {Seat.MANAGER},
    commands.GiveTime: {Seat.MANAGER},
    commands.NoteIncident: {Seat.MANAGER},
    commands.AbortPart: {Seat.MANAGER},
    commands.RestartPart: {Seat.MANAGER},
    commands.SwapJurors: {Seat.MANAGER},
    commands.ReplaceJuror: {Seat.MANAGER},
    commands.MoveToRoom: {Seat.MANAGER},
    formality_commands.AdmitCandidate: {Seat.MANAGER},
    formality_commands.AcknowledgeNotice: set(PARTIES),
    formality_commands.RefuseRecording: set(PARTIES),
    formality_commands.DecideRefusal: {Seat.MANAGER},
    device_commands.ReportDevices: set(PARTIES),
    device_commands.ReportDevicesChanged: set(PARTIES),
    device_commands.ReportDevicesSwapped: set(PARTIES),
    device_commands.OverrideDeviceCheck: {Seat.MANAGER},
    device_commands.NoteLeak: {Seat.MANAGER},
    call_commands.AllowCall: {Seat.MANAGER},
    call_commands.HoldCall: set(PARTIES),
    call_commands.MarkLine: {Seat.JUROR},
    call_commands.TakeUpCall: set(PARTIES),
    call_commands.NoteTrouble: set(PARTIES),
    guest_commands.InviteGuest: {Seat.MANAGER},
    guest_commands.DismissGuest: {Seat.MANAGER},
    paper_commands.EnterFromPaper: {Seat.MANAGER},
}
TIMED = {Phase.PREPARATION, Phase.RINGING, Phase.CONNECTING, Phase.CALL, Phase.WRITING}
UNRECORDED = {Phase.WAITING, Phase.DRAWN, Phase.PREPARATION, Phase.RINGING, Phase.WRITING}
WHEN = {
    commands.DrawScenario: {Phase.WAITING},
    commands.CommitShare: {Phase.WAITING},
    commands.RevealShare: {Phase.WAITING},
    commands.BeginDrawAnew: {Phase.WAITING},
    commands.VoidDraw: {Phase.WAITING, Phase.DRAWN, Phase.PREPARATION, Phase.RINGING},
    commands.StartPreparation: {Phase.DRAWN},
    commands.Ring: {Phase.RINGING, Phase.WRITING},
    commands.Answer: {Phase.RINGING},
    commands.HangUp: {Phase.RINGING, Phase.CONNECTING, Phase.CALL},
    commands.SaveNotes: TIMED,
    commands.SaveText: TIMED,
    commands.SaveSheet: TIMED,
    commands.NoteOutsideHelp: TIMED,
    commands.HandIn: {Phase.WRITING},
    commands.PressFact: {Phase.CONNECTING, Phase.CALL, Phase.WRITING},
    marker_commands.SetMarker: set(PHASES) - {Phase.WAITING},
    marker_commands.NoteMarker: {*TIMED, Phase.DRAWN},
    marker_commands.RemoveMarker: {*TIMED, Phase.DRAWN},
    commands.RingBell: set(PHASES),
    commands.AnswerBell: set(PHASES),
    commands.ClearBell: set(PHASES),
    commands.PauseClock: TIMED,
    commands.ResumeClock: TIMED,
    commands.GiveTime: {Phase.PREPARATION, Phase.CALL, Phase.WRITING},
    commands.NoteIncident: set(PHASES),
    commands.AbortPart: {*TIMED, Phase.WAITING, Phase.DRAWN},
    commands.RestartPart: TIMED,
    commands.SwapJurors: UNRECORDED,
    commands.ReplaceJuror: UNRECORDED,
    commands.MoveToRoom: {Phase.WAITING, Phase.DRAWN},
    formality_commands.AdmitCandidate: {Phase.WAITING, Phase.DRAWN},
    formality_commands.AcknowledgeNotice: UNRECORDED,
    formality_commands.RefuseRecording: UNRECORDED,
    formality_commands.DecideRefusal: set(PHASES),
    device_commands.ReportDevices: UNRECORDED,
    device_commands.ReportDevicesChanged: {*TIMED, Phase.WAITING, Phase.DRAWN},
    device_commands.ReportDevicesSwapped: {Phase.RINGING, Phase.CONNECTING, Phase.CALL},
    device_commands.OverrideDeviceCheck: UNRECORDED,
    device_commands.NoteLeak: set(PHASES),
    call_commands.AllowCall: {Phase.WAITING, Phase.DRAWN},
    call_commands.HoldCall: {Phase.CALL},
    call_commands.MarkLine: {Phase.DRAWN, Phase.PREPARATION, Phase.RINGING},
    call_commands.TakeUpCall: {Phase.CALL},
    call_commands.NoteTrouble: TIMED,
    guest_commands.InviteGuest: {*TIMED, Phase.WAITING, Phase.DRAWN},
    guest_commands.DismissGuest: set(PHASES),
    paper_commands.EnterFromPaper: set(PHASES),
}
"""Who may do what and when, written out a second time: the table of decisions.py is tested against it."""


def test_the_table_speaks_of_every_command() -> None:
    """No command is without its row, and no row without its command."""
    assert set(COMMANDS) == set(WHO) == set(WHEN)
    assert set(commands.AnyCommand.__args__) == set(COMMANDS) | set(permits.INTERVIEW_MAY)


@pytest.mark.parametrize(
    ("kind", "phase", "seat"),
    list(itertools.product(COMMANDS, PHASES, SEATS)),
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_every_command_in_every_phase_from_every_seat(kind: type[Command], phase: Phase, seat: Seat) -> None:
    """What the table allows happens; everything else is refused with its code and changes nothing."""
    room = bring_to(TableRoom(), phase)
    before = room.state
    if seat not in WHO[kind]:
        expected: str | None = "not-your-command"
    elif phase not in WHEN[kind]:
        expected = "not-now"
    else:
        expected = OWN_CODES.get((kind, phase, seat))
    if expected is None:
        happened = room.order(seat, some(kind, phase))
        changes_nothing = kind is commands.ClearBell  # nobody has rung the bell
        assert bool(happened) is not changes_nothing
        assert all(event.at == room.clock.now() for event in happened)
    else:
        with pytest.raises(Refused) as refusal:
            room.order(seat, some(kind, phase))
        assert refusal.value.reason == expected
        assert room.state == before


EVER_CURRENT = {
    commands.SaveNotes,
    commands.SaveText,
    commands.SaveSheet,
    commands.NoteOutsideHelp,
    marker_commands.SetMarker,
    marker_commands.NoteMarker,
    marker_commands.RemoveMarker,
    commands.RingBell,
    commands.AnswerBell,
    commands.ClearBell,
    commands.NoteIncident,
    formality_commands.AcknowledgeNotice,
    formality_commands.RefuseRecording,
    formality_commands.DecideRefusal,
    device_commands.ReportDevices,
    device_commands.ReportDevicesChanged,
    device_commands.ReportDevicesSwapped,
    device_commands.OverrideDeviceCheck,
    device_commands.NoteLeak,
    call_commands.NoteTrouble,
    guest_commands.InviteGuest,
    guest_commands.DismissGuest,
    paper_commands.EnterFromPaper,
}
STALE = [
    (kind, phase, seen)
    for kind, phase, seen in itertools.product(COMMANDS, PHASES, PHASES)
    if phase in WHEN[kind] and seen is not phase and kind not in EVER_CURRENT
]


@pytest.mark.parametrize(
    ("kind", "phase", "seen"), STALE, ids=lambda value: getattr(value, "__name__", str(value))
)
def test_a_press_meant_for_another_phase_is_refused(kind: type[Command], phase: Phase, seen: Phase) -> None:
    """Whoever pressed saw something else: nothing happens, whichever phase they saw."""
    room = bring_to(TableRoom(), phase)
    before = room.state
    for seat in WHO[kind]:
        with pytest.raises(Refused, match="stale-command"):
            room.order(seat, some(kind, seen))
    assert room.state == before


@pytest.mark.parametrize("seen", PHASES)
def test_saving_the_bell_and_incidents_do_not_care_which_phase_was_seen(seen: Phase) -> None:
    """A phase may change while one types: the words are kept, and the manager is called."""
    room = bring_to(TableRoom(), Phase.WRITING)
    assert kinds(room.order(Seat.CANDIDATE, some(commands.SaveNotes, seen))) == ["NotesSaved"]
    assert kinds(room.order(Seat.CANDIDATE, some(commands.SaveText, seen))) == ["TextSaved"]
    assert kinds(room.order(Seat.CANDIDATE, some(commands.RingBell, seen))) == ["BellRung"]
    assert kinds(room.order(Seat.MANAGER, some(commands.AnswerBell, seen))) == ["BellAnswered"]
    assert kinds(room.order(Seat.MANAGER, some(commands.ClearBell, seen))) == ["BellCleared"]
    noted = room.order(Seat.MANAGER, some(commands.NoteIncident, seen))
    assert kinds(noted) == ["IncidentReported"]
