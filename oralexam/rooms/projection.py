"""From a room's state to what one seat may see of it. Pure; the only maker of views."""

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from datetime import datetime

import msgspec

from oralexam.errors import Refused
from oralexam.exams.grids import Criterion
from oralexam.exams.parts import PartKind, Step
from oralexam.exams.scenario import OtherParty, Scenario
from oralexam.rooms import views
from oralexam.rooms.call_events import Trouble
from oralexam.rooms.draw_views import draw_seen, voids_seen
from oralexam.rooms.formalities import waits_for as waits_for_of
from oralexam.rooms.line_acts import caller
from oralexam.rooms.phases import NOT_BEGUN, RECORDED, Phase
from oralexam.rooms.seats import GUESTS, JURY, PARTIES, Seat
from oralexam.rooms.state import RoomState


def view_for(
    seat: Seat,
    state: RoomState,
    *,
    sitting_id: str,
    scenario: Scenario | None,
    present: AbstractSet[Seat],
    now: datetime,
    waits_for: tuple[Step, ...] = (),
    criteria: tuple[Criterion, ...] = (),
    unrecorded: Collection[Seat] = (),
) -> views.AnyView:
    """What `seat` may see of the room now; `scenario` is the one that was drawn, if any.

    `waits_for` is what stands before the part in the candidate's day; the jury is told until it begins.
    `criteria` are those of the part's grid, `unrecorded` is whose voice is not written down: the jury's, too.

    Raises:
        Refused: `seat-has-no-view` for seats that are not in the room.
    """
    match seat:
        case Seat.CANDIDATE:
            return _candidate(sitting_id, state, scenario, present, now)
        case Seat.JUROR | Seat.OBSERVER:
            seen = _jury(
                seat, sitting_id=sitting_id, state=state, scenario=scenario, present=present, now=now
            )
            behind = tuple(waits_for) if state.phase in NOT_BEGUN else ()
            return msgspec.structs.replace(
                seen,
                part_waits_for=behind,
                criteria=_to_mark(criteria),
                markers=_own_markers(seat, state),
                unrecorded=tuple(sorted(unrecorded)) if state.phase in RECORDED else (),
            )
        case _ if state.guests.of(seat) is not None:
            return _guest(seat, state, sitting_id, scenario, now)
        case _:
            raise Refused("seat-has-no-view", seat=seat)


def _candidate(
    sitting_id: str, state: RoomState, scenario: Scenario | None, present: AbstractSet[Seat], now: datetime
) -> views.CandidateView:
    handed_over = None if state.phase in NOT_BEGUN else scenario
    told, shown = handed_over is not None, state.sitting.clock_shown
    steps, line = rail(state), _line(Seat.CANDIDATE, state, present, now, told=told)
    return views.CandidateView(
        sitting_id=sitting_id,
        rehearsal=state.sitting.rehearsal,
        candidate_name=state.sitting.candidate_name,
        room_name=state.room_name,
        part=state.sitting.part,
        station_setup=state.sitting.station_setup,
        phase=state.phase,
        phase_since=state.spans[-1].started_at,
        deadline=state.deadline if shown else None,
        paused_since=state.paused_since,
        rail=steps if shown else tuple(map(_untimed, steps)),
        line=line if shown else msgspec.structs.replace(line, call_ends_at=None, call_back_until=None),
        mode=state.drawn.mode if handed_over and state.drawn else None,
        title=handed_over.title if handed_over else "",
        number=handed_over.number if handed_over else None,
        sealed_set=state.drawn.lot.sealed_set if handed_over and state.drawn else "",
        draws=len(state.draws.voids) + 1 if handed_over else 0,
        other_party=_announced(handed_over),
        brief=handed_over.candidate if handed_over else None,
        text_task=handed_over.text_task if handed_over and state.writing_opened else None,
        contact_sheet=handed_over.contact_sheet if handed_over and state.writing_opened else None,
        paste_allowed=state.sitting.paste_allowed,
        notes=state.notes,
        text=state.text,
        sheet=state.sheet,
        bell=state.bell_of(Seat.CANDIDATE),
        display=state.sitting.display,
        clock_shown=shown,
        formalities=_formalities(Seat.CANDIDATE, state),
        handed_in_at=_handed_in_at(state),
        handed_in_by_time=_handed_in_at(state) is not None and state.spans[-1].cause == "deadline",
    )


def _jury(
    seat: Seat,
    *,
    sitting_id: str,
    state: RoomState,
    scenario: Scenario | None,
    present: AbstractSet[Seat],
    now: datetime,
) -> views.JuryView:
    return views.JuryView(
        seat=seat,
        sitting_id=sitting_id,
        rehearsal=state.sitting.rehearsal,
        candidate_name=state.sitting.candidate_name,
        juror_name=state.juror_name,
        observer_name=state.observer_name,
        room_name=state.room_name,
        part=state.sitting.part,
        station_setup=state.sitting.station_setup,
        phase=state.phase,
        phase_since=state.spans[-1].started_at,
        deadline=state.deadline,
        paused_since=state.paused_since,
        rail=rail(state),
        line=_line(seat, state, present, now, told=scenario is not None),
        eligible=len(state.sitting.eligible),
        shares_from=state.sitting.shares_from,
        draw=draw_seen(state.draws),
        voids=voids_seen(state.draws),
        lot=state.drawn.lot if state.drawn else None,
        number=scenario.number if scenario else None,
        title=scenario.title if scenario else "",
        mode=state.drawn.mode if state.drawn else None,
        direction=state.drawn.direction if state.drawn else None,
        other_party=scenario.other_party if scenario else None,
        jury_brief=scenario.jury if scenario else None,
        candidate_brief=scenario.candidate if scenario else None,
        text_task=scenario.text_task if scenario else None,
        contact_sheet=scenario.contact_sheet if scenario else None,
        facts_given=tuple(views.FactGiven(fact_id=fact_id, at=at) for fact_id, at in state.facts_given),
        present=tuple(sorted(present - frozenset(GUESTS))),
        looking_on=tuple(guest.name for guest in state.guests.seated if guest.seat in present),
        lost=tuple(sorted(state.lost_links)),
        troubles=troubles_seen(state),
        unrecorded=(),
        bell=state.bell_of(seat),
        formalities=_formalities(seat, state),
        handed_in_at=_handed_in_at(state),
    )


def _guest(
    seat: Seat, state: RoomState, sitting_id: str, scenario: Scenario | None, now: datetime
) -> views.GuestView:
    """No brief, no fact, no marker: papers are the jury's, and a guest judges nothing."""
    return views.GuestView(
        seat=seat,
        sitting_id=sitting_id,
        rehearsal=state.sitting.rehearsal,
        candidate_name=state.sitting.candidate_name,
        juror_name=state.juror_name,
        room_name=state.room_name,
        part=state.sitting.part,
        station_setup=state.sitting.station_setup,
        phase=state.phase,
        phase_since=state.spans[-1].started_at,
        deadline=state.deadline,
        paused_since=state.paused_since,
        rail=rail(state),
        line=_line(seat, state, frozenset(), now, told=scenario is not None),
        title=scenario.title if scenario else "",
        mode=state.drawn.mode if state.drawn else None,
        lost=tuple(sorted(state.lost_links)),
        handed_in_at=_handed_in_at(state),
    )


def _to_mark(criteria: tuple[Criterion, ...]) -> tuple[views.CriterionToMark, ...]:
    return tuple(
        views.CriterionToMark(criterion_id=each.id, short=each.short or each.text, text=each.text)
        for each in criteria
    )


def _own_markers(seat: Seat, state: RoomState) -> tuple[views.MarkerSeen, ...]:
    """What the person who sits there now has marked, wherever they sat."""
    return tuple(
        views.MarkerSeen(
            marker_id=marker.marker_id,
            criterion_id=marker.criterion_id,
            sign=marker.sign,
            note=marker.note,
            pressed_at=marker.pressed_at,
        )
        for marker in state.markers.of(state.jurors.seated[seat])
        if marker.attempt == state.attempt
    )


def _line(
    seat: Seat, state: RoomState, present: AbstractSet[Seat], now: datetime, *, told: bool
) -> views.Line:
    """The line as `seat` sees it; who rings is part of the scenario, and said to whoever is `told` that."""
    other = seat.other_party if seat in PARTIES else None
    calling_back = state.may_call_back(now)
    if state.rung_by is None:
        ringing = "no"
    elif seat is state.rung_by:
        ringing = "outgoing"
    else:
        ringing = "incoming" if seat is state.rung_by.other_party else "between"
    return views.Line(
        you_ring=told and (seat is caller(state) or (state.calling_back and seat in PARTIES)),
        ringing=ringing,
        attempt=state.ring_attempt,
        unanswered=state.phase is Phase.RINGING and state.rung_by is None and state.deadline is None,
        call_started_at=state.call_started_at,
        call_ends_at=state.call_ends_at,
        warned=state.warned,
        time_reached=state.time_reached,
        may_call_back=calling_back,
        call_back_until=state.call_ends_at if calling_back else None,
        recording=state.phase in RECORDED,
        other_party_present=other in present,
        other_party_lost=other in state.lost_links,
        last_ring=state.on_call.last_ring[1] if state.on_call.last_ring else "",
        you_rang=state.on_call.last_ring is not None and state.on_call.last_ring[0] is seat,
        busy_next=state.on_call.busy_next and seat in JURY,
        narrow_band=told and state.narrow_band,
        held=_held(seat, state.on_call.held_by),
        cameras_off=tuple(
            each for each, what in sorted(state.on_call.troubles) if what is Trouble.CAMERA_OFF
        ),
    )


def troubles_seen(state: RoomState) -> tuple[views.TroubleSeen, ...]:
    """What is not as it should be at the stations, for whoever looks after the exam."""
    return tuple(views.TroubleSeen(seat=seat, trouble=what) for seat, what in sorted(state.on_call.troubles))


def _held(seat: Seat, held_by: Seat | None) -> str:
    if held_by is None:
        return "no"
    if seat is held_by:
        return "you"
    return "other" if seat in PARTIES else "between"


def _announced(scenario: Scenario | None) -> OtherParty | None:
    """Who will talk to the candidate, as far as they may know: the sheet asks for a visitor's name."""
    return scenario.other_party if scenario and scenario.part is PartKind.CALL else None


def _untimed(step: views.RailStep) -> views.RailStep:
    return msgspec.structs.replace(step, starts_at=None, ends_at=None)


def _formalities(seat: Seat, state: RoomState) -> views.FormalityView | None:
    asked = state.sitting.formalities
    if asked is None:
        return None
    standing = state.formalities
    own = {seat} if seat is Seat.CANDIDATE else None
    refusal = standing.refusal_of(seat)
    return views.FormalityView(
        notice_version=asked.notice_version,
        asked=seat in PARTIES,
        admitted=standing.admitted_at is not None,
        acknowledged_at=standing.acknowledged_at(seat),
        refused_at=refusal.at if refusal else None,
        waits_for=waits_for_of(asked, standing, devices_of=own),
        station=standing.devices.of(seat) if seat in asked.devices_of else None,
    )


def _handed_in_at(state: RoomState) -> datetime | None:
    return state.spans[-1].started_at if state.phase is Phase.HANDED_IN else None


def rail(state: RoomState) -> tuple[views.RailStep, ...]:
    """The steps of this attempt with their times: as they were, are, or will be if all goes to plan.

    A call that is taken up again ends when its time is over, and what is left of the writing is ahead.
    """
    steps: list[views.RailStep] = []
    reached: datetime | None = None
    taken_up = state.calling_back or state.phase is Phase.CALL
    called_at = max(
        (span.started_at for span in state.attempt_spans if span.phase is Phase.CALL),
        default=state.sitting.at,
    )
    for phase, length in state.planned:
        spans = [span for span in state.attempt_spans if span.phase is phase]
        if phase is Phase.WRITING:
            spans = [] if taken_up else [span for span in spans if span.started_at >= called_at]
        starts: datetime | None
        ends: datetime | None
        if spans:
            starts = spans[0].started_at
            ends = spans[-1].ended_at or state.deadline or starts + length
            if phase is Phase.CALL and taken_up:
                ends = state.call_ends_at
        else:
            starts = reached
            ahead = state.writing_length if phase is Phase.WRITING else length
            ends = reached + ahead if reached else None
        steps.append(
            views.RailStep(phase=phase, planned_s=length.total_seconds(), starts_at=starts, ends_at=ends)
        )
        # After an abort nothing more will be.
        reached = None if state.phase is Phase.ABORTED else ends
    return tuple(steps)
