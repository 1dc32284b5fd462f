"""What a command does to a room: nothing (refused, with a code) or a list of events. Pure: `now` is told."""

from datetime import datetime, timedelta

import msgspec

from oralexam.errors import Refused
from oralexam.exams.grids import Criterion
from oralexam.exams.parts import Step
from oralexam.exams.scenario import Scenario
from oralexam.rooms import (
    call_events,
    clock_acts,
    commands,
    drawing,
    events,
    formalities,
    guests,
    interview,
    line_acts,
    paper_acts,
    paper_commands,
    people_acts,
    work_acts,
)
from oralexam.rooms.call_acts import decide_call
from oralexam.rooms.call_commands import CallCommand
from oralexam.rooms.device_acts import decide_devices
from oralexam.rooms.device_commands import DeviceCommand
from oralexam.rooms.draw_events import DrawVoided
from oralexam.rooms.drawing import Lottery
from oralexam.rooms.entering import enter
from oralexam.rooms.event import ManagerAct
from oralexam.rooms.formality_acts import decide_formality
from oralexam.rooms.guest_commands import GuestCommand
from oralexam.rooms.interview_commands import BeginInterview, NextStep
from oralexam.rooms.judging import marker_acts, marker_commands
from oralexam.rooms.judging.acts import decide_judging
from oralexam.rooms.judging.commands import JudgingAct, JudgingCommand
from oralexam.rooms.judging.permits import JUDGING_MAY
from oralexam.rooms.permits import (
    BEHIND_OTHER_STEPS,
    EVER_CURRENT,
    INTERVIEW_MAY,
    MAY,
    WAITING_FOR_THE_CLOCK,
)
from oralexam.rooms.phases import TIMED, Phase
from oralexam.rooms.seats import GUESTS, PARTIES, Seat
from oralexam.rooms.state import RoomState

RoomCommand = commands.AnyCommand | JudgingCommand
"""Whatever may be asked of a room; what is no message of the protocol is made by the server."""


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision looks at beside the room itself."""

    lottery: Lottery
    waits_for: tuple[Step, ...] = ()
    """What of the candidate's day is to be over before this part (`exams.order`), and is not."""
    criteria: tuple[Criterion, ...] = ()
    """What is judged in the part."""
    engaged: frozenset[Seat] = frozenset()
    """The seats whose holders talk in another room."""


def decide(
    state: RoomState,
    command: RoomCommand,
    *,
    seat: Seat,
    now: datetime,
    given: Given,
    author: str = "",
) -> list[events.AnyEvent]:
    """The events that `command`, given by `seat` at `now`, makes happen; none where it changes nothing.

    `author` is who sits at the manager's desk, as the service knows it: a command cannot say it.

    Raises:
        Refused: `not-in-this-part`, `not-your-command`, `stale-command`, `not-now`, `part-not-yet`, or a
            command's own code.
        BadInput: a text is too long.
    """
    table = MAY if state.sitting.interview is None else INTERVIEW_MAY
    table = JUDGING_MAY if isinstance(command, JudgingCommand) else table
    if type(command) not in table:
        raise Refused("not-in-this-part", part=state.sitting.part)
    seats, phases = table[type(command)]
    if seat not in seats:
        raise Refused("not-your-command", seat=seat)
    if command.from_phase is not state.phase and not isinstance(command, EVER_CURRENT):
        raise Refused("stale-command", seen=command.from_phase, phase=state.phase)
    if state.phase not in phases:
        raise Refused("not-now", phase=state.phase)
    if state.paused_since is not None and isinstance(command, WAITING_FOR_THE_CLOCK):
        raise Refused("clock-stopped", phase=state.phase)
    if given.waits_for and isinstance(command, BEHIND_OTHER_STEPS):
        raise Refused("part-not-yet", part=state.sitting.part, waits_for=" ".join(given.waits_for))
    happened = _carry_out(state, command, seat, now, given)
    return [_signed(event, author) for event in happened] if author else happened


def _signed(event: events.AnyEvent, author: str) -> events.AnyEvent:
    return (
        msgspec.structs.replace(event, author=author) if isinstance(event, ManagerAct | DrawVoided) else event
    )


def _carry_out(
    state: RoomState,
    command: RoomCommand,
    seat: Seat,
    now: datetime,
    given: Given,
) -> list[events.AnyEvent]:
    lottery = given.lottery
    match command:
        case commands.DrawScenario():
            return drawing.begin(state, seat, now, lottery)
        case commands.CommitShare():
            return drawing.commit(state, command, seat, now, lottery)
        case commands.RevealShare():
            return drawing.reveal(state, command, seat, now, lottery)
        case commands.BeginDrawAnew():
            return drawing.begin_anew(state, seat, now)
        case commands.VoidDraw():
            return drawing.void(state, command, seat, now)
        case commands.StartPreparation():
            formalities.check_beginning(state.sitting.formalities, state.formalities)
            deadline = now + state.plan.seconds("preparation")
            return [enter(state, Phase.PREPARATION, at=now, deadline=deadline, cause="pressed", by=seat)]
        case commands.Ring():
            return line_acts.ring(state, seat, now, given.engaged)
        case commands.Answer():
            return line_acts.answer(state, seat, now)
        case commands.HangUp():
            return line_acts.hang_up(state, seat, now)
        case commands.SaveNotes():
            return work_acts.save_notes(state, command, now)
        case commands.SaveText():
            return work_acts.save_text(state, command, now)
        case commands.SaveSheet():
            return work_acts.save_sheet(state, command, now, _drawn(state, lottery))
        case commands.NoteOutsideHelp():
            return work_acts.note_outside_help(state, command, now)
        case commands.HandIn():
            return [enter(state, Phase.HANDED_IN, at=now, deadline=None, cause="pressed", by=seat)]
        case commands.PressFact():
            return work_acts.press_fact(state, command, now, _drawn(state, lottery))
        case marker_commands.SetMarker():
            return [*marker_acts.set_marker(state, command, seat, now, [each.id for each in given.criteria])]
        case marker_commands.NoteMarker():
            return [*marker_acts.note_marker(state, command, seat, now)]
        case marker_commands.RemoveMarker():
            return [*marker_acts.remove_marker(state, command, seat, now)]
        case commands.RingBell():
            return people_acts.ring_bell(state, seat, now)
        case commands.AnswerBell():
            return people_acts.answer_bell(state, command, seat, now)
        case commands.ClearBell():
            return people_acts.clear_bell(state, command, seat, now)
        case commands.PauseClock():
            return clock_acts.pause(state, command, seat, now)
        case commands.ResumeClock():
            return clock_acts.resume(state, seat, now)
        case commands.GiveTime():
            return clock_acts.give_time(command, seat, now)
        case commands.NoteIncident():
            return clock_acts.note_incident(command, seat, now)
        case commands.AbortPart():
            return clock_acts.abort(state, command, seat, now)
        case commands.RestartPart():
            return clock_acts.restart(state, command, seat, now)
        case commands.SwapJurors():
            return people_acts.swap_jurors(state, command, seat, now)
        case commands.ReplaceJuror():
            return people_acts.replace_juror(state, command, seat, now)
        case commands.MoveToRoom():
            return people_acts.move_to_room(state, command, seat, now)
        case paper_commands.EnterFromPaper():
            return [*paper_acts.enter_from_paper(command, seat, now)]
        case BeginInterview():
            return [interview.begin(state, seat, now)]
        case NextStep():
            return [interview.pass_on(state, at=now, cause="pressed", by=seat)]
        case CallCommand():
            return decide_call(state, command, seat, now)
        case GuestCommand():
            return [*guests.decide_guests(state.guests, command, seat, now)]
        case DeviceCommand():
            return decide_devices(state, command, seat, now)
        case JudgingAct():
            return [*decide_judging(state, command, seat=seat, now=now)]
        case _:
            return decide_formality(state, command, seat, now)


def media_flowing(state: RoomState, *, now: datetime) -> list[events.AnyEvent]:
    """All who send (`RoomState.sending`) are heard since the answer: the call's time starts, or goes on.

    Not while the clock stands: whoever resumes it asks again.
    """
    if state.phase is not Phase.CONNECTING or state.paused_since is not None:
        return []
    ends = state.call_ends_at or now + state.plan.seconds("call")
    return [enter(state, Phase.CALL, at=now, deadline=ends, cause="media-flowing")]


def sound_arrived(
    state: RoomState, now: datetime, *, cut: frozenset[Seat] = frozenset()
) -> list[events.AnyEvent]:
    """`media_flowing`, as a room's task is asked for it; `cut`: whose link has gone since they were heard."""
    begun = media_flowing(state, now=now)
    gone = sorted(cut & state.sending) if begun else []
    return [*begun, *(call_events.LinkLost(at=now, seat=seat, silent_since=now) for seat in gone)]


def server_returned(
    state: RoomState, *, down_since: datetime, now: datetime, clock_stepped: bool = False
) -> list[events.AnyEvent]:
    """The server is back: told where a clock ran meanwhile, though the phase be over by now.

    No connection outlived it. Media watch only those that have come back: of a party who never does nobody
    else would tell that their link is lost.
    """
    ran = any(
        span.phase in TIMED and (span.ended_at is None or span.ended_at > down_since) for span in state.spans
    )
    if not ran or down_since >= now:
        return []
    cut = sorted(state.sending - state.lost_links) if state.phase is Phase.CALL else []
    if state.sitting.at < now:  # not where the wall clock was set back behind the sitting's beginning
        down_since = max(down_since, state.sitting.at)
    return [
        events.ServerReturned(at=now, down_since=down_since),
        *([events.IncidentNoted(at=now, code="clock-stepped")] if clock_stepped else []),
        *(call_events.LinkLost(at=now, seat=seat) for seat in cut),
    ]


def link_changed(
    state: RoomState, *, seat: Seat, lost: bool, now: datetime, for_s: float = 0.0
) -> list[events.AnyEvent]:
    """A party's media stopped, or came back, so long ago: kept in the ledger where a call ran then."""
    if seat in GUESTS:
        return [*guests.guest_link_changed(state.guests, state.phase, seat=seat, lost=lost, now=now)]
    known_lost, since = seat in state.lost_links, now - timedelta(seconds=for_s)
    if lost and not known_lost and seat in PARTIES and _called_at(state, since):
        return [call_events.LinkLost(at=now, seat=seat, silent_since=since)]
    if not lost and known_lost:
        return [call_events.LinkBack(at=now, seat=seat, heard_since=since)]
    return []


def _called_at(state: RoomState, instant: datetime) -> bool:
    """Whether a call runs, or one ran at that instant that is over."""
    return state.phase is Phase.CALL or any(
        span.phase is Phase.CALL and span.ended_at is not None and span.started_at <= instant < span.ended_at
        for span in state.spans
    )


def _drawn(state: RoomState, lottery: Lottery) -> Scenario | None:
    return lottery.scenarios[state.drawn.lot.drawn] if state.drawn else None
