"""The time ledger: every second of a sitting is running, paused or failed. Pure: from events to rows.

*Paused* is between a stopped clock and a resumed one, whatever else happened meanwhile. *Failed* is, where
the clock ran, a party's lost link during the call, and in any timed phase a server that was down. All else
ran.

Whole seconds are the strokes of the clock on the wall: a row's seconds are the difference of its two times as
they are printed, and rows and totals add up.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import msgspec

from oralexam.rooms import call_events, events
from oralexam.rooms.folding import fold
from oralexam.rooms.ledger_incidents import in_phase, incidents_of
from oralexam.rooms.ledger_rows import Ledger, PhaseTotal, Stretch, TimeGivenBack, TimeKind
from oralexam.rooms.phases import OVER, TIMED, Phase
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import PhaseSpan, RoomState

SERVER = "server"
"""What failed where no seat did."""


class _Interval(msgspec.Struct, frozen=True, kw_only=True):
    starts_at: datetime
    ends_at: datetime
    paused: events.ClockPaused | None = None
    failed: str = ""

    def holds(self, instant: datetime) -> bool:
        return self.starts_at <= instant < self.ends_at


def ledger_of(history: Sequence[events.AnyEvent], *, now: datetime) -> Ledger:
    """The ledger of a sitting, whose events up to `now` these are."""
    state = fold(history)
    as_of = state.spans[-1].started_at if state.phase in OVER else max(now, history[-1].at)
    stretches = tuple(_stretches(state, history, as_of))
    given = tuple(_given(history))
    totals = tuple(_totals(state, stretches, given))
    aborted = next((event for event in history if isinstance(event, events.PartAborted)), None)
    return Ledger(
        opened_at=state.sitting.at,
        as_of=as_of,
        phase=state.phase,
        paused=state.paused_since is not None,
        stretches=stretches,
        given=given,
        incidents=tuple(incidents_of(history)),
        aborted_by=aborted.by if aborted else None,
        abort_author=aborted.author if aborted else "",
        abort_reason=aborted.reason if aborted else "",
        totals=totals,
        total_s=sum(total.total_s for total in totals),
    )


def _stretches(state: RoomState, history: Sequence[events.AnyEvent], as_of: datetime) -> Iterator[Stretch]:
    """Cut each phase at the instants at which the kind of its time changed."""
    pauses, failures = list(_pauses(history, as_of)), list(_failures(history, as_of))
    zero = state.sitting.at.replace(microsecond=0)
    for span in state.spans:
        ends_at = span.ended_at or as_of
        edges = {edge for each in (*pauses, *failures) for edge in (each.starts_at, each.ends_at)}
        cuts = sorted({span.started_at, ends_at, *(e for e in edges if span.started_at < e < ends_at)})
        last: Stretch | None = None
        for starts, ends in pairwise(cuts):
            part = _part(span, pauses, failures, starts, ends)
            if last is not None and _alike(last, part):
                part = msgspec.structs.replace(part, starts_at=last.starts_at)
            elif last is not None:
                yield _counted(last, zero)
            last = part
        if last is not None:
            yield _counted(last, zero)


def _part(
    span: PhaseSpan,
    pauses: Iterable[_Interval],
    failures: Iterable[_Interval],
    starts: datetime,
    ends: datetime,
) -> Stretch:
    part = Stretch(
        phase=span.phase,
        attempt=span.attempt,
        kind=TimeKind.RUNNING,
        starts_at=starts,
        ends_at=ends,
        seconds=0,
    )
    for pause in pauses:
        if pause.holds(starts) and pause.paused is not None:
            return msgspec.structs.replace(
                part,
                kind=TimeKind.PAUSED,
                by=pause.paused.by,
                author=pause.paused.author,
                reason=pause.paused.reason,
                for_break=pause.paused.for_break,
            )
    failed = {each.failed for each in failures if each.holds(starts) and _concerns(each, span.phase)}
    if failed:
        return msgspec.structs.replace(part, kind=TimeKind.FAILED, failed=tuple(sorted(failed)))
    return part


def _concerns(failure: _Interval, phase: Phase) -> bool:
    return phase in TIMED if failure.failed == SERVER else phase is Phase.CALL


def _alike(one: Stretch, other: Stretch) -> bool:
    """Whether two neighbours are one stretch. Two pauses are two, even back to back: each has its reason."""
    return one.kind is other.kind is not TimeKind.PAUSED and one.failed == other.failed


def _counted(stretch: Stretch, zero: datetime) -> Stretch:
    second = timedelta(seconds=1)
    seconds = (stretch.ends_at - zero) // second - (stretch.starts_at - zero) // second
    return msgspec.structs.replace(stretch, seconds=seconds)


def _pauses(history: Iterable[events.AnyEvent], as_of: datetime) -> Iterator[_Interval]:
    """A pause belongs to one phase: where the manager ends that, or restarts the part, it is over."""
    paused: events.ClockPaused | None = None
    for event in history:
        match event:
            case events.ClockPaused():
                paused = event
            case events.ClockResumed(at=at) | events.PhaseEntered(at=at) if paused is not None:
                yield _Interval(starts_at=paused.at, ends_at=at, paused=paused)
                paused = None
            case _:
                pass
    if paused is not None:
        yield _Interval(starts_at=paused.at, ends_at=as_of, paused=paused)


def _failures(history: Iterable[events.AnyEvent], as_of: datetime) -> Iterator[_Interval]:
    lost: dict[Seat, datetime] = {}
    for event in history:
        match event:
            case call_events.LinkLost(at=at, seat=seat, silent_since=since):
                lost[seat] = since or at
            case call_events.LinkBack(at=at, seat=seat, heard_since=since) if seat in lost:
                yield _Interval(starts_at=lost.pop(seat), ends_at=since or at, failed=seat.value)
            case events.PhaseEntered(at=at, phase=Phase.CALL):
                # It begins because all who send are heard: nobody's link is lost then.
                for seat, since in lost.items():
                    yield _Interval(starts_at=since, ends_at=at, failed=seat.value)
                lost.clear()
            case events.ServerReturned(at=at, down_since=since):
                yield _Interval(starts_at=since, ends_at=at, failed=SERVER)
            case _:
                pass
    for seat, since in lost.items():
        yield _Interval(starts_at=since, ends_at=as_of, failed=seat.value)


def _given(history: Iterable[events.AnyEvent]) -> Iterator[TimeGivenBack]:
    for phase, event in in_phase(history):
        if isinstance(event, events.TimeGiven):
            yield TimeGivenBack(
                at=event.at,
                phase=phase,
                seconds=event.seconds,
                by=event.by,
                author=event.author,
                reason=event.reason,
            )


def _totals(
    state: RoomState, stretches: Sequence[Stretch], given: Sequence[TimeGivenBack]
) -> Iterator[PhaseTotal]:
    extra, planned = state.sitting.accommodation, dict(state.planned)
    extra_s = {
        Phase.PREPARATION: extra.preparation_s,
        Phase.CALL: extra.exchange_s,
        Phase.WRITING: extra.writing_s,
    }
    if state.sitting.interview is not None:
        extra_s = {Phase(step.phase): step.extra_s for step in state.sitting.interview.steps}
    for phase in dict.fromkeys(stretch.phase for stretch in stretches):
        mine = [stretch for stretch in stretches if stretch.phase is phase]
        seconds = {kind: sum(each.seconds for each in mine if each.kind is kind) for kind in TimeKind}
        yield PhaseTotal(
            phase=phase,
            planned_s=planned[phase].total_seconds() if phase in planned else None,
            extra_s=extra_s.get(phase, 0.0),
            given_s=sum(each.seconds for each in given if each.phase is phase),
            running_s=seconds[TimeKind.RUNNING],
            paused_s=seconds[TimeKind.PAUSED],
            failed_s=seconds[TimeKind.FAILED],
            total_s=sum(seconds.values()),
        )
