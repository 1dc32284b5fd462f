"""Who may give which command in which phase. Tables, and nothing else."""

from types import MappingProxyType

from oralexam.rooms import (
    call_commands,
    commands,
    device_commands,
    formality_commands,
    guest_commands,
    interview_commands,
    paper_commands,
)
from oralexam.rooms.command import Command
from oralexam.rooms.judging import marker_commands
from oralexam.rooms.phases import BEFORE_THE_CALL, GIVEN_TO, INTERVIEWS, OVER, RECORDED, ROLE_PLAY, Phase
from oralexam.rooms.seats import GUESTS, JURY, PARTIES, Seat

_EVERYBODY = frozenset(Seat) - frozenset(GUESTS)
"""Guests look on: there is no command for them."""
_MANAGER = frozenset({Seat.MANAGER})
_EVER = frozenset(Phase) - INTERVIEWS
"""Every phase of a role-play."""
_UNRECORDED = _EVER - OVER - RECORDED
"""Where who holds a seat, and whether they agree, may change: no voice is recorded under it."""

_MARKED = _EVER - {Phase.WAITING}
"""Where a marker may still arrive: the moment itself lies in the exchange, the link may have been away."""

Table = MappingProxyType[type[Command], tuple[frozenset[Seat], frozenset[Phase]]]

MAY: Table = MappingProxyType(
    {
        commands.DrawScenario: (frozenset({Seat.JUROR}), frozenset({Phase.WAITING})),
        commands.CommitShare: (frozenset(JURY), frozenset({Phase.WAITING})),
        commands.RevealShare: (frozenset(JURY), frozenset({Phase.WAITING})),
        commands.BeginDrawAnew: (frozenset(JURY), frozenset({Phase.WAITING})),
        commands.VoidDraw: (_MANAGER, frozenset({Phase.WAITING, *BEFORE_THE_CALL})),
        commands.StartPreparation: (frozenset({Seat.JUROR}), frozenset({Phase.DRAWN})),
        commands.Ring: (frozenset(PARTIES), frozenset({Phase.RINGING, Phase.WRITING})),
        commands.Answer: (frozenset(PARTIES), frozenset({Phase.RINGING})),
        commands.HangUp: (
            frozenset(PARTIES),
            frozenset({Phase.RINGING, Phase.CONNECTING, Phase.CALL}),
        ),
        call_commands.AllowCall: (_MANAGER, frozenset({Phase.WAITING, Phase.DRAWN})),
        call_commands.HoldCall: (frozenset(PARTIES), frozenset({Phase.CALL})),
        call_commands.TakeUpCall: (frozenset(PARTIES), frozenset({Phase.CALL})),
        call_commands.NoteTrouble: (frozenset(PARTIES), ROLE_PLAY),
        commands.SaveNotes: (frozenset({Seat.CANDIDATE}), ROLE_PLAY),
        commands.SaveText: (frozenset({Seat.CANDIDATE}), ROLE_PLAY),
        commands.SaveSheet: (frozenset({Seat.CANDIDATE}), ROLE_PLAY),
        commands.NoteOutsideHelp: (frozenset({Seat.CANDIDATE}), ROLE_PLAY),
        commands.HandIn: (frozenset({Seat.CANDIDATE}), frozenset({Phase.WRITING})),
        commands.PressFact: (
            frozenset({Seat.JUROR}),
            frozenset({Phase.CONNECTING, Phase.CALL, Phase.WRITING}),
        ),
        marker_commands.SetMarker: (frozenset(JURY), _MARKED),
        marker_commands.NoteMarker: (frozenset(JURY), _MARKED - OVER),
        marker_commands.RemoveMarker: (frozenset(JURY), _MARKED - OVER),
        commands.RingBell: (_EVERYBODY, _EVER),
        commands.AnswerBell: (_MANAGER, _EVER),
        commands.ClearBell: (_MANAGER, _EVER),
        commands.PauseClock: (_MANAGER, ROLE_PLAY),
        commands.ResumeClock: (_MANAGER, ROLE_PLAY),
        commands.GiveTime: (_MANAGER, GIVEN_TO - INTERVIEWS),
        commands.NoteIncident: (_MANAGER, _EVER),
        commands.AbortPart: (_MANAGER, _EVER - OVER),
        commands.RestartPart: (_MANAGER, ROLE_PLAY),
        commands.SwapJurors: (_MANAGER, _UNRECORDED),
        commands.ReplaceJuror: (_MANAGER, _UNRECORDED),
        commands.MoveToRoom: (_MANAGER, frozenset({Phase.WAITING, Phase.DRAWN})),
        formality_commands.AdmitCandidate: (_MANAGER, frozenset({Phase.WAITING, Phase.DRAWN})),
        formality_commands.AcknowledgeNotice: (frozenset(PARTIES), _UNRECORDED),
        formality_commands.RefuseRecording: (frozenset(PARTIES), _UNRECORDED),
        formality_commands.DecideRefusal: (_MANAGER, _EVER),
        call_commands.MarkLine: (
            frozenset({Seat.JUROR}),
            frozenset({Phase.DRAWN, Phase.PREPARATION, Phase.RINGING}),
        ),
        device_commands.ReportDevices: (frozenset(PARTIES), _UNRECORDED),
        device_commands.ReportDevicesChanged: (frozenset(PARTIES), _EVER - OVER),
        device_commands.ReportDevicesSwapped: (
            frozenset(PARTIES),
            frozenset({Phase.RINGING, Phase.CONNECTING, Phase.CALL}),
        ),
        device_commands.OverrideDeviceCheck: (_MANAGER, _UNRECORDED),
        device_commands.NoteLeak: (_MANAGER, _EVER),
        guest_commands.InviteGuest: (_MANAGER, _EVER - OVER),
        guest_commands.DismissGuest: (_MANAGER, _EVER),
        paper_commands.EnterFromPaper: (_MANAGER, _EVER),
    }
)
"""Who may give which command in which phase of a role-play; everything else is refused."""

_OF_AN_INTERVIEW = frozenset({Phase.WAITING, *INTERVIEWS, *OVER})

INTERVIEW_MAY: Table = MappingProxyType(
    {
        interview_commands.BeginInterview: (frozenset(JURY), frozenset({Phase.WAITING})),
        interview_commands.NextStep: (frozenset(JURY), INTERVIEWS),
        commands.RingBell: (_EVERYBODY, _OF_AN_INTERVIEW),
        commands.AnswerBell: (_MANAGER, _OF_AN_INTERVIEW),
        commands.ClearBell: (_MANAGER, _OF_AN_INTERVIEW),
        commands.PauseClock: (_MANAGER, INTERVIEWS),
        commands.ResumeClock: (_MANAGER, INTERVIEWS),
        commands.GiveTime: (_MANAGER, INTERVIEWS),
        commands.NoteIncident: (_MANAGER, _OF_AN_INTERVIEW),
        commands.AbortPart: (_MANAGER, _OF_AN_INTERVIEW - OVER),
        commands.RestartPart: (_MANAGER, INTERVIEWS),
        commands.SwapJurors: (_MANAGER, _OF_AN_INTERVIEW - OVER),
        commands.ReplaceJuror: (_MANAGER, _OF_AN_INTERVIEW - OVER),
        commands.MoveToRoom: (_MANAGER, frozenset({Phase.WAITING})),
    }
)
"""The same for an interview: whatever is drawn, rung, written or recorded is no command of it."""

EVER_CURRENT = (
    call_commands.NoteTrouble,
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
    guest_commands.InviteGuest,
    guest_commands.DismissGuest,
    paper_commands.EnterFromPaper,
)
"""A phase may change while one types or reads: these are not refused for having seen the phase before."""

BEGINNINGS = (
    commands.DrawScenario,
    commands.StartPreparation,
    commands.Ring,
    interview_commands.BeginInterview,
)
"""The commands that begin something long."""

BEHIND_OTHER_STEPS = (
    formality_commands.AdmitCandidate,
    commands.DrawScenario,
    commands.StartPreparation,
    commands.RestartPart,
    interview_commands.BeginInterview,
)
"""What lets a part begin, or begin anew: not before the steps that the order of the day puts before it."""

WAITING_FOR_THE_CLOCK = (
    commands.Ring,
    commands.Answer,
    commands.HangUp,
    commands.HandIn,
    interview_commands.NextStep,
)
"""What leads to another phase is not done while the clock stands: the pause belongs to one phase."""
