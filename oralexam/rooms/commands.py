"""What may be asked of a room. Each carries the phase its sender saw, so that a stale press is refused.

These are also the client's messages of the protocol that concern the room: one type for both.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

import msgspec

from oralexam.rooms.call_commands import AllowCall, HoldCall, MarkLine, NoteTrouble, TakeUpCall
from oralexam.rooms.command import Command
from oralexam.rooms.device_commands import (
    NoteLeak,
    OverrideDeviceCheck,
    ReportDevices,
    ReportDevicesChanged,
    ReportDevicesSwapped,
)
from oralexam.rooms.formality_commands import (
    AcknowledgeNotice,
    AdmitCandidate,
    DecideRefusal,
    RefuseRecording,
)
from oralexam.rooms.guest_commands import DismissGuest, InviteGuest
from oralexam.rooms.interview_commands import BeginInterview, NextStep
from oralexam.rooms.judging.marker_commands import NoteMarker, RemoveMarker, SetMarker
from oralexam.rooms.paper_commands import EnterFromPaper
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat

LONGEST_NOTES = 20_000
LONGEST_TEXT = 20_000
"""Characters; a text of ten minutes has about 2,000. At three bytes, the most for a UTF-16 unit that a page
counts, all fit into one frame of 64 KB: a longer frame would close the socket."""
Counter = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
"""A page's own count: an integer that JavaScript holds exactly (ECMA-262, Number.MAX_SAFE_INTEGER). JSON
bounds no integer, and one of 4,000 digits must not get into an event."""
LONGEST_REASON = 500
"""Characters: a reason is a sentence, not a report."""
LONGEST_JUROR_NAME = 80
LEAST_GIVEN_S = 1
MOST_GIVEN_S = 3600
"""What may be given back in one act; who needs more gives it in two, and both stand in the ledger."""


class IncidentCode(StrEnum):
    """What a manager notes: the kinds of things that go wrong on an exam day."""

    NOISE = "noise"
    UNWELL = "unwell"
    """Somebody is ill, or needs a moment."""
    EQUIPMENT = "equipment"
    CONNECTION = "connection"
    EVACUATION = "evacuation"
    PERSON_MISSING = "person-missing"
    SCENARIO_KNOWN = "scenario-known"
    RULE_BROKEN = "rule-broken"
    OTHER = "other"
    """Must be explained."""


class WrittenWork(StrEnum):
    """What a candidate writes."""

    NOTES = "notes"
    TEXT = "text"
    SHEET = "sheet"


class OutsideHelp(StrEnum):
    """What reaches the candidate's work other than by their keys, as far as a page can tell."""

    PASTE = "paste"
    """Text that was not cut or copied in the page."""
    DROP = "drop"
    """Text dragged in from outside."""
    REPLACEMENT = "replacement"
    """The browser put another word in the place of one, at the candidate's choice (spelling, completion)."""
    TRANSLATION = "translation"
    """The browser translates the page."""
    WRITING_AID = "writing-aid"
    """An extension that writes has put something of its own into the page."""


class DrawScenario(Command, frozen=True, kw_only=True, tag="draw-scenario"):
    """The jury draws by lot."""


class CommitShare(Command, frozen=True, kw_only=True, tag="commit-share"):
    """A juror's page is bound to its share: SHA-256 as in `oralexam.exams.shares`, hex."""

    number: Counter
    """The draw that the page saw."""
    commitment: str


class RevealShare(Command, frozen=True, kw_only=True, tag="reveal-share"):
    """A juror's page tells its share, 32 bytes in hex: when all have committed, not before."""

    number: Counter
    share: str


class BeginDrawAnew(Command, frozen=True, kw_only=True, tag="begin-draw-anew"):
    """A juror ends a draw whose lot has not fallen, and cannot: it is recorded, and one draws again."""


class VoidDraw(Command, frozen=True, kw_only=True, tag="void-draw"):
    """The manager declares a draw void: the scenario leaked, or is damaged. The preparation starts again."""

    reason: str


class StartPreparation(Command, frozen=True, kw_only=True, tag="start-preparation"):
    """The jury hands the file to the candidate; the clock starts."""


class Ring(Command, frozen=True, kw_only=True, tag="ring"):
    """The caller rings; in the writing phase, either party calls back while call time is left."""


class Answer(Command, frozen=True, kw_only=True, tag="answer"):
    """The one who is rung picks up."""


class HangUp(Command, frozen=True, kw_only=True, tag="hang-up"):
    """A party ends the call before its time (the client asked for confirmation), or ends the ring."""


class SaveNotes(Command, frozen=True, kw_only=True, tag="save-notes"):
    """The candidate's notes as they stand, whole."""

    text: str
    revision: Counter
    """The client's counter: an older one than the room has is ignored."""


class SaveText(Command, frozen=True, kw_only=True, tag="save-text"):
    """The candidate's professional text as it stands, whole."""

    text: str
    revision: Counter


class SaveSheet(Command, frozen=True, kw_only=True, tag="save-sheet"):
    """The candidate's contact sheet as it stands, whole: what stands in each field, by its id."""

    fields: Mapping[str, str]
    revision: Counter


class NoteOutsideHelp(Command, frozen=True, kw_only=True, tag="note-outside-help"):
    """The candidate's page tells that something came from outside: how much, never what."""

    help: OutsideHelp
    where: WrittenWork
    characters: Counter


class HandIn(Command, frozen=True, kw_only=True, tag="hand-in"):
    """The candidate hands in the text, or the contact sheet, before the time is over (confirmed)."""


class PressFact(Command, frozen=True, kw_only=True, tag="press-fact"):
    """The juror notes that an only-if-asked fact has been given (or takes that back)."""

    fact_id: str
    given: bool


class RingBell(Command, frozen=True, kw_only=True, tag="ring-bell"):
    """Anybody in the room calls the session manager."""


class AnswerBell(Command, frozen=True, kw_only=True, tag="answer-bell"):
    """The manager is on the way to a seat that rings: "on arrive"."""

    seat: Seat


class ClearBell(Command, frozen=True, kw_only=True, tag="clear-bell"):
    """The manager has come: to one seat, or to all that rang."""

    seat: Seat | None = None


class PauseClock(Command, frozen=True, kw_only=True, tag="pause-clock"):
    """The manager stops the clock of the present phase. The line stays open and recording goes on."""

    reason: str
    for_break: bool = False
    """A break that was granted to the candidate; its reason may be left out."""


class ResumeClock(Command, frozen=True, kw_only=True, tag="resume-clock"):
    """The manager lets the clock run again: every end moves by exactly as long as it stood."""


class GiveTime(Command, frozen=True, kw_only=True, tag="give-time"):
    """The manager gives time back to the present phase; how much was lost is the manager's judgement."""

    seconds: Counter
    reason: str


class NoteIncident(Command, frozen=True, kw_only=True, tag="note-incident"):
    """The manager notes what happened, for whoever judges."""

    code: IncidentCode
    text: str = ""


class AbortPart(Command, frozen=True, kw_only=True, tag="abort-part"):
    """The manager ends the part for good, wherever it stands."""

    reason: str


class RestartPart(Command, frozen=True, kw_only=True, tag="restart-part"):
    """The manager lets the part begin anew, with the same scenario."""

    to: Phase
    """`drawn` (the jury starts the preparation when it is ready) or `preparation`, at once; an interview goes
    back to `waiting`."""
    reason: str


class SwapJurors(Command, frozen=True, kw_only=True, tag="swap-jurors"):
    """The two jurors change places: who played observes, who observed plays."""

    reason: str


class ReplaceJuror(Command, frozen=True, kw_only=True, tag="replace-juror"):
    """Another authorised juror comes in."""

    seat: Seat
    """`juror` or `observer`."""
    name: str
    reason: str
    judges_b2: bool = False
    """Said of somebody whom the session does not know yet; its own jurors are as the session says."""
    member_id: Annotated[str, msgspec.Meta(max_length=40)] = ""
    """Written by the server: who that is in the session; "" outside sessions."""


class MoveToRoom(Command, frozen=True, kw_only=True, tag="move-to-room"):
    """The part will be held in another room: the manager has accepted a plan that says so."""

    room_name: str


AnyCommand = (
    DrawScenario
    | CommitShare
    | RevealShare
    | BeginDrawAnew
    | VoidDraw
    | StartPreparation
    | Ring
    | Answer
    | HangUp
    | SaveNotes
    | SaveText
    | SaveSheet
    | NoteOutsideHelp
    | HandIn
    | PressFact
    | SetMarker
    | NoteMarker
    | RemoveMarker
    | RingBell
    | AnswerBell
    | ClearBell
    | PauseClock
    | ResumeClock
    | GiveTime
    | NoteIncident
    | AbortPart
    | RestartPart
    | SwapJurors
    | ReplaceJuror
    | MoveToRoom
    | AdmitCandidate
    | AcknowledgeNotice
    | RefuseRecording
    | DecideRefusal
    | ReportDevices
    | ReportDevicesChanged
    | ReportDevicesSwapped
    | OverrideDeviceCheck
    | NoteLeak
    | AllowCall
    | HoldCall
    | MarkLine
    | TakeUpCall
    | NoteTrouble
    | InviteGuest
    | DismissGuest
    | EnterFromPaper
    | BeginInterview
    | NextStep
)
