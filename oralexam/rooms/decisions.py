"""What a command does to a room: nothing (refused, with a code) or a list of events. Pure: `now` is told."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

import msgspec

from oralexam.errors import BadInput, Refused
from oralexam.exams import draw
from oralexam.exams.scenario import CallDirection, Scenario
from oralexam.rooms import clock_acts, commands, events
from oralexam.rooms.deadlines import open_ringing, open_writing
from oralexam.rooms.phases import GIVEN_TO, OVER, TIMED, Phase, check_way
from oralexam.rooms.seats import PARTIES, Seat
from oralexam.rooms.state import RoomState

_EVERYBODY = frozenset(Seat)
_MANAGER = frozenset({Seat.MANAGER})

MAY: MappingProxyType[type[commands.Command], tuple[frozenset[Seat], frozenset[Phase]]] = MappingProxyType(
    {
        commands.DrawScenario: (frozenset({Seat.JUROR}), frozenset({Phase.WAITING})),
        commands.StartPreparation: (frozenset({Seat.JUROR}), frozenset({Phase.DRAWN})),
        commands.Ring: (frozenset(PARTIES), frozenset({Phase.RINGING, Phase.WRITING})),
        commands.Answer: (frozenset(PARTIES), frozenset({Phase.RINGING})),
        commands.HangUp: (
            frozenset(PARTIES),
            frozenset({Phase.RINGING, Phase.CONNECTING, Phase.CALL}),
        ),
        commands.SaveNotes: (frozenset({Seat.CANDIDATE}), TIMED),
        commands.SaveText: (frozenset({Seat.CANDIDATE}), TIMED),
        commands.HandIn: (frozenset({Seat.CANDIDATE}), frozenset({Phase.WRITING})),
        commands.PressFact: (
            frozenset({Seat.JUROR}),
            frozenset({Phase.CONNECTING, Phase.CALL, Phase.WRITING}),
        ),
        commands.RingBell: (_EVERYBODY, frozenset(Phase)),
        commands.ClearBell: (_MANAGER, frozenset(Phase)),
        commands.PauseClock: (_MANAGER, TIMED),
        commands.ResumeClock: (_MANAGER, TIMED),
        commands.GiveTime: (_MANAGER, GIVEN_TO),
        commands.NoteIncident: (_MANAGER, frozenset(Phase)),
        commands.AbortPart: (_MANAGER, frozenset(Phase) - OVER),
    }
)
"""Who may give which command in which phase; everything else is refused."""

_EVER_CURRENT = (
    commands.SaveNotes,
    commands.SaveText,
    commands.RingBell,
    commands.ClearBell,
    commands.NoteIncident,
)
"""A phase may change while one types: these are not refused for having seen the phase before."""

_WAITING_FOR_THE_CLOCK = (commands.Ring, commands.Answer, commands.HangUp, commands.HandIn)
"""What leads to another phase is not done while the clock stands: the pause belongs to one phase."""


class Lottery(msgspec.Struct, frozen=True, kw_only=True):
    """What a draw needs from outside: the scenarios by `scenario_id@version`, and 32 random bytes."""

    scenarios: Mapping[str, Scenario]
    chance: bytes


def decide(
    state: RoomState, command: commands.AnyCommand, *, seat: Seat, now: datetime, lottery: Lottery
) -> list[events.AnyEvent]:
    """The events that `command`, given by `seat` at `now`, makes happen; none where it changes nothing.

    Raises:
        Refused: `not-your-command`, `stale-command`, `not-now`, or a command's own code.
        BadInput: a text is too long.
    """
    seats, phases = MAY[type(command)]
    if seat not in seats:
        raise Refused("not-your-command", seat=seat)
    if command.from_phase is not state.phase and not isinstance(command, _EVER_CURRENT):
        raise Refused("stale-command", seen=command.from_phase, phase=state.phase)
    if state.phase not in phases:
        raise Refused("not-now", phase=state.phase)
    if state.paused_since is not None and isinstance(command, _WAITING_FOR_THE_CLOCK):
        raise Refused("clock-stopped", phase=state.phase)
    match command:
        case commands.DrawScenario():
            return _draw(state, seat, now, lottery)
        case commands.StartPreparation():
            deadline = now + state.plan.seconds("preparation")
            return [_enter(state, Phase.PREPARATION, at=now, deadline=deadline, cause="pressed", by=seat)]
        case commands.Ring():
            return _ring(state, seat, now)
        case commands.Answer():
            return _answer(state, seat, now)
        case commands.HangUp():
            return _hang_up(state, seat, now)
        case commands.SaveNotes():
            return _save_notes(state, command, now)
        case commands.SaveText():
            return _save_text(state, command, now)
        case commands.HandIn():
            return [_enter(state, Phase.HANDED_IN, at=now, deadline=None, cause="pressed", by=seat)]
        case commands.PressFact():
            return _press_fact(state, command, now, lottery)
        case commands.RingBell():
            return [] if state.bell_rung_by else [events.BellRung(at=now, by=seat)]
        case commands.ClearBell():
            return [events.BellCleared(at=now)] if state.bell_rung_by else []
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


def media_flowing(state: RoomState, *, now: datetime) -> list[events.AnyEvent]:
    """Both parties' tracks have arrived since the answer: the call's time starts, or goes on.

    Not while the clock stands: whoever resumes it asks again.
    """
    if state.phase is not Phase.CONNECTING or state.paused_since is not None:
        return []
    ends = state.call_ends_at or now + state.plan.seconds("call")
    return [_enter(state, Phase.CALL, at=now, deadline=ends, cause="media-flowing")]


def sound_arrived(state: RoomState, now: datetime) -> list[events.AnyEvent]:
    """`media_flowing`, as a room's task is asked for it."""
    return media_flowing(state, now=now)


def server_returned(state: RoomState, *, down_since: datetime, now: datetime) -> list[events.AnyEvent]:
    """The server is back: told where a clock ran meanwhile, though the phase be over by now."""
    ran = any(
        span.phase in TIMED and (span.ended_at is None or span.ended_at > down_since) for span in state.spans
    )
    if not ran or down_since >= now:
        return []
    return [events.ServerReturned(at=now, down_since=max(down_since, state.sitting.at))]


def link_changed(state: RoomState, *, seat: Seat, lost: bool, now: datetime) -> list[events.AnyEvent]:
    """A party's media stopped, or came back: kept in the ledger only while a call runs."""
    known_lost = seat in state.lost_links
    if lost and not known_lost and state.phase is Phase.CALL and seat in PARTIES:
        return [events.LinkLost(at=now, seat=seat)]
    if not lost and known_lost:
        return [events.LinkBack(at=now, seat=seat)]
    return []


def _enter(
    state: RoomState,
    phase: Phase,
    *,
    at: datetime,
    deadline: datetime | None,
    cause: str,
    by: Seat | None = None,
) -> events.PhaseEntered:
    check_way(state.phase, phase)
    return events.PhaseEntered(at=at, phase=phase, deadline=deadline, cause=cause, by=by)


def _draw(state: RoomState, seat: Seat, now: datetime, lottery: Lottery) -> list[events.AnyEvent]:
    known = [name for name in state.sitting.eligible if name in lottery.scenarios]
    lot = draw.draw(known, chance=lottery.chance)
    scenario = lottery.scenarios[lot.drawn]
    drawn = events.ScenarioDrawn(
        at=now, by=seat, lot=lot, number=scenario.number, mode=scenario.mode, direction=scenario.direction
    )
    return [drawn, _enter(state, Phase.DRAWN, at=now, deadline=None, cause="pressed", by=seat)]


def caller(state: RoomState) -> Seat:
    """The party that rings, as the scenario says.

    Raises:
        Refused: `nothing-drawn`.
    """
    if state.drawn is None:
        raise Refused("nothing-drawn")
    return Seat.JUROR if state.drawn.direction is CallDirection.JUROR_RINGS else Seat.CANDIDATE


def _ring(state: RoomState, seat: Seat, now: datetime) -> list[events.AnyEvent]:
    if state.phase is Phase.WRITING:
        if not state.may_call_back(now):
            raise Refused("call-time-over")
        ringing = open_ringing(state, at=now, cause="call-back")
        rung = events.CallRung(
            at=now, by=seat, attempt=state.ring_attempt + 1, deadline=_deadline_of(ringing)
        )
        return [msgspec.structs.replace(ringing, by=seat), rung]
    if state.rung_by is not None:
        raise Refused("already-ringing")
    # Whoever may call back may also ring again when the connection then came to nothing.
    if seat is not caller(state) and not state.calling_back:
        raise Refused("not-the-caller", seat=seat)
    deadline = _deadline_of(open_ringing(state, at=now, cause="pressed"))
    return [events.CallRung(at=now, by=seat, attempt=state.ring_attempt + 1, deadline=deadline)]


def _deadline_of(ringing: events.PhaseEntered) -> datetime:
    if ringing.deadline is None:
        raise ValueError(ringing)
    return ringing.deadline


def _answer(state: RoomState, seat: Seat, now: datetime) -> list[events.AnyEvent]:
    if state.rung_by is None or seat is not state.rung_by.other_party:
        raise Refused("nothing-to-answer", seat=seat)
    bounds = [now + state.plan.seconds("connecting"), state.call_ends_at, state.writing_ends_at]
    deadline = min(bound for bound in bounds if bound is not None)
    return [_enter(state, Phase.CONNECTING, at=now, deadline=deadline, cause="answered", by=seat)]


def _hang_up(state: RoomState, seat: Seat, now: datetime) -> list[events.AnyEvent]:
    """End the call; before it runs, cancel the ring or decline it, and the other may ring again."""
    if state.phase is Phase.CALL or state.calling_back:
        after = open_writing(state, at=now, cause="hung-up")
    else:
        after = open_ringing(state, at=now, cause="hung-up")
    back = msgspec.structs.replace(after, by=seat)
    if state.phase is not Phase.RINGING:
        return [back]
    if state.rung_by is None:
        raise Refused("nothing-rings", seat=seat)
    unanswered = events.RingUnanswered(at=now, attempt=state.ring_attempt, by=seat)
    return [unanswered, back] if state.calling_back else [unanswered]


def _save_notes(state: RoomState, command: commands.SaveNotes, now: datetime) -> list[events.AnyEvent]:
    if len(command.text) > commands.LONGEST_NOTES:
        raise BadInput("notes-too-long", longest=commands.LONGEST_NOTES)
    if command.revision <= state.notes.revision:
        return []
    return [events.NotesSaved(at=now, text=command.text, revision=command.revision)]


def _save_text(state: RoomState, command: commands.SaveText, now: datetime) -> list[events.AnyEvent]:
    if len(command.text) > commands.LONGEST_TEXT:
        raise BadInput("text-too-long", longest=commands.LONGEST_TEXT)
    opened = any(span.phase is Phase.WRITING for span in state.spans)
    if not opened:
        raise Refused("not-now", phase=state.phase)
    if command.revision <= state.text.revision:
        return []
    return [events.TextSaved(at=now, text=command.text, revision=command.revision)]


def _press_fact(
    state: RoomState, command: commands.PressFact, now: datetime, lottery: Lottery
) -> list[events.AnyEvent]:
    scenario = lottery.scenarios[state.drawn.lot.drawn] if state.drawn else None
    known = {fact.fact_id for fact in scenario.jury.facts_if_asked} if scenario else set()
    if command.fact_id not in known:
        raise BadInput("unknown-fact")
    if any(fact_id == command.fact_id for fact_id, _ in state.facts_given) is command.given:
        return []
    return [events.FactPressed(at=now, fact_id=command.fact_id, given=command.given)]
