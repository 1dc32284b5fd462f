"""A command of each kind that is well formed."""

from oralexam.rooms import (
    call_commands,
    commands,
    device_commands,
    formality_commands,
    guest_commands,
    paper_commands,
)
from oralexam.rooms.command import Command
from oralexam.rooms.judging import marker_commands
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from tests.rooms.devices import GOOD

MARKER = "0b8b8b52-93a9-4a64-8a28-0a3d9a64a001"


def some(kind: type[Command], phase: Phase) -> commands.AnyCommand:
    """A command of this kind that is well formed."""
    extras: dict[type[Command], dict[str, object]] = {
        commands.CommitShare: {"number": 1, "commitment": "ab" * 32},
        commands.RevealShare: {"number": 1, "share": "ab" * 32},
        commands.VoidDraw: {"reason": "a reason"},
        marker_commands.SetMarker: {
            "marker_id": MARKER,
            "criterion_id": "call-1",
            "sign": marker_commands.Sign.PLUS,
        },
        marker_commands.NoteMarker: {"marker_id": MARKER, "note": "hm"},
        marker_commands.RemoveMarker: {"marker_id": MARKER},
        commands.SaveNotes: {"text": "a note", "revision": 1},
        commands.SaveText: {"text": "a text", "revision": 1},
        commands.SaveSheet: {"fields": {"name": "Ann"}, "revision": 1},
        commands.NoteOutsideHelp: {
            "help": commands.OutsideHelp.PASTE,
            "where": commands.WrittenWork.TEXT,
            "characters": 312,
        },
        commands.PressFact: {"fact_id": "how-many", "given": True},
        commands.PauseClock: {"reason": "a reason"},
        commands.GiveTime: {"seconds": 60, "reason": "a reason"},
        commands.NoteIncident: {"code": commands.IncidentCode.NOISE},
        commands.AbortPart: {"reason": "a reason"},
        commands.AnswerBell: {"seat": Seat.CANDIDATE},
        formality_commands.AcknowledgeNotice: {"version": "1"},
        formality_commands.DecideRefusal: {"seat": Seat.CANDIDATE, "decision": "a decision"},
        device_commands.ReportDevices: {"fault": None, "figures": GOOD, "devices": "ab"},
        device_commands.ReportDevicesSwapped: {"device": "microphone", "devices": "ab", "heard": True},
        device_commands.OverrideDeviceCheck: {"seat": Seat.CANDIDATE, "reason": "a reason"},
        call_commands.MarkLine: {"busy": True},
        call_commands.AllowCall: {"reason": "a reason"},
        call_commands.NoteTrouble: {"trouble": "away", "begins": True},
        device_commands.NoteLeak: {
            "seat": Seat.CANDIDATE,
            "played": True,
            "other_sitting": MARKER,
            "other_room": "Salle 2",
            "attenuation_db": 46.0,
            "at_least": False,
        },
        guest_commands.InviteGuest: {"name": "Ada Lenoir"},
        guest_commands.DismissGuest: {"seat": Seat.GUEST_1},
        paper_commands.EnterFromPaper: {"text": "a reason"},
        commands.RestartPart: {"to": Phase.PREPARATION, "reason": "a reason"},
        commands.SwapJurors: {"reason": "a reason"},
        commands.MoveToRoom: {"room_name": "Salle 2"},
        commands.ReplaceJuror: {"seat": Seat.OBSERVER, "name": "Zoé Blin", "reason": "a reason"},
    }
    return kind(from_phase=phase, **extras.get(kind, {}))  # type: ignore[return-value]
