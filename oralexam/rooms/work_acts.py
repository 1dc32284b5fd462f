"""What is written in a room: the candidate's notes and work, and the juror's ticks on the facts. Pure."""

from datetime import datetime

from oralexam.errors import BadInput, Refused
from oralexam.exams.contact_sheet import check_fields
from oralexam.exams.parts import PartKind
from oralexam.exams.scenario import Scenario
from oralexam.rooms import commands, events
from oralexam.rooms.state import RoomState


def save_notes(state: RoomState, command: commands.SaveNotes, now: datetime) -> list[events.AnyEvent]:
    """The notes as they stand; an older revision changes nothing.

    Raises:
        BadInput: `notes-too-long`.
    """
    if len(command.text) > commands.LONGEST_NOTES:
        raise BadInput("notes-too-long", longest=commands.LONGEST_NOTES)
    if command.revision <= state.notes.revision:
        return []
    return [events.NotesSaved(at=now, text=command.text, revision=command.revision)]


def save_text(state: RoomState, command: commands.SaveText, now: datetime) -> list[events.AnyEvent]:
    """The text as it stands, from the first writing on; an older revision changes nothing.

    Raises:
        BadInput: `text-too-long`.
        Refused: `no-such-task` (a visitor is followed by a contact sheet), `not-now`.
    """
    if len(command.text) > commands.LONGEST_TEXT:
        raise BadInput("text-too-long", longest=commands.LONGEST_TEXT)
    if state.sitting.part is not PartKind.CALL:
        raise Refused("no-such-task", part=state.sitting.part)
    _check_opened(state)
    if command.revision <= state.text.revision:
        return []
    return [events.TextSaved(at=now, text=command.text, revision=command.revision)]


def save_sheet(
    state: RoomState, command: commands.SaveSheet, now: datetime, scenario: Scenario | None
) -> list[events.AnyEvent]:
    """The contact sheet as it stands, from the first writing on; an older revision changes nothing.

    Raises:
        BadInput: `unknown-field`, `field-too-long`, `not-an-option`, `not-a-date`, `sheet-too-long`.
        Refused: `no-such-task`, `not-now`.
    """
    if scenario is None or scenario.contact_sheet is None:
        raise Refused("no-such-task", part=state.sitting.part)
    check_fields(scenario.contact_sheet, command.fields)
    _check_opened(state)
    if command.revision <= state.sheet.revision:
        return []
    return [events.SheetSaved(at=now, fields=command.fields, revision=command.revision)]


MOST_HELP_NOTED = 200
"""Of one sitting: what comes after tells nothing more, and a page gone wrong must not fill the ledger."""
_LEFT_OUT = frozenset({commands.OutsideHelp.PASTE, commands.OutsideHelp.DROP})
"""What a page can keep out; of the rest it can only tell."""


def note_outside_help(
    state: RoomState, command: commands.NoteOutsideHelp, now: datetime
) -> list[events.AnyEvent]:
    """What came from outside, with its length; refused where the centre does not allow it."""
    if state.help_noted >= MOST_HELP_NOTED:
        return []
    return [
        events.OutsideHelpNoted(
            at=now,
            help=command.help,
            where=command.where,
            characters=min(command.characters, commands.LONGEST_TEXT),
            refused=command.help in _LEFT_OUT and not state.sitting.paste_allowed,
        )
    ]


def _check_opened(state: RoomState) -> None:
    if not state.writing_opened:
        raise Refused("not-now", phase=state.phase)


def press_fact(
    state: RoomState, command: commands.PressFact, now: datetime, scenario: Scenario | None
) -> list[events.AnyEvent]:
    """A fact of the scenario was given, or that is taken back.

    Raises:
        BadInput: `unknown-fact`.
    """
    known = {fact.fact_id for fact in scenario.jury.facts_if_asked} if scenario else set()
    if command.fact_id not in known:
        raise BadInput("unknown-fact")
    if any(fact_id == command.fact_id for fact_id, _ in state.facts_given) is command.given:
        return []
    return [events.FactPressed(at=now, fact_id=command.fact_id, given=command.given)]
