"""Who may give which command in which phase. Tables, and nothing else."""

from types import MappingProxyType

from oralexam.rooms import commands, formality_commands, paper_commands
from oralexam.rooms.command import Command
from oralexam.rooms.phases import BEFORE_THE_CALL, GIVEN_TO, OVER, RECORDED, TIMED, Phase
from oralexam.rooms.seats import JURY, PARTIES, Seat

_EVERYBODY = frozenset(Seat)
_MANAGER = frozenset({Seat.MANAGER})
_UNRECORDED = frozenset(Phase) - OVER - RECORDED
"""Where who holds a seat, and whether they agree, may change: no voice is recorded under it."""

MAY: MappingProxyType[type[Command], tuple[frozenset[Seat], frozenset[Phase]]] = MappingProxyType(
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
        commands.SaveNotes: (frozenset({Seat.CANDIDATE}), TIMED),
        commands.SaveText: (frozenset({Seat.CANDIDATE}), TIMED),
        commands.SaveSheet: (frozenset({Seat.CANDIDATE}), TIMED),
        commands.NoteOutsideHelp: (frozenset({Seat.CANDIDATE}), TIMED),
        commands.HandIn: (frozenset({Seat.CANDIDATE}), frozenset({Phase.WRITING})),
        commands.PressFact: (
            frozenset({Seat.JUROR}),
            frozenset({Phase.CONNECTING, Phase.CALL, Phase.WRITING}),
        ),
        commands.RingBell: (_EVERYBODY, frozenset(Phase)),
        commands.AnswerBell: (_MANAGER, frozenset(Phase)),
        commands.ClearBell: (_MANAGER, frozenset(Phase)),
        commands.PauseClock: (_MANAGER, TIMED),
        commands.ResumeClock: (_MANAGER, TIMED),
        commands.GiveTime: (_MANAGER, GIVEN_TO),
        commands.NoteIncident: (_MANAGER, frozenset(Phase)),
        commands.AbortPart: (_MANAGER, frozenset(Phase) - OVER),
        commands.RestartPart: (_MANAGER, TIMED),
        commands.SwapJurors: (_MANAGER, _UNRECORDED),
        commands.ReplaceJuror: (_MANAGER, _UNRECORDED),
        formality_commands.AdmitCandidate: (_MANAGER, frozenset({Phase.WAITING, Phase.DRAWN})),
        formality_commands.AcknowledgeNotice: (frozenset(PARTIES), _UNRECORDED),
        formality_commands.RefuseRecording: (frozenset(PARTIES), _UNRECORDED),
        formality_commands.DecideRefusal: (_MANAGER, frozenset(Phase)),
        paper_commands.EnterFromPaper: (_MANAGER, frozenset(Phase)),
    }
)
"""Who may give which command in which phase; everything else is refused."""

EVER_CURRENT = (
    commands.SaveNotes,
    commands.SaveText,
    commands.SaveSheet,
    commands.NoteOutsideHelp,
    commands.RingBell,
    commands.AnswerBell,
    commands.ClearBell,
    commands.NoteIncident,
    formality_commands.AcknowledgeNotice,
    formality_commands.RefuseRecording,
    formality_commands.DecideRefusal,
    paper_commands.EnterFromPaper,
)
"""A phase may change while one types or reads: these are not refused for having seen the phase before."""

WAITING_FOR_THE_CLOCK = (commands.Ring, commands.Answer, commands.HangUp, commands.HandIn)
"""What leads to another phase is not done while the clock stands: the pause belongs to one phase."""
