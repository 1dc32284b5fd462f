"""How a scenario is drawn in a room: begun, shares given, the lot; or void, and begun anew. Pure.

The rules of commit and reveal are `oralexam.exams.shares`; here they meet people, phases and events.
"""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from oralexam.errors import Refused
from oralexam.exams import shares
from oralexam.exams.bank import digest_of
from oralexam.exams.eligibility import NOTHING_DRAWN, DrawnBefore, still_eligible
from oralexam.exams.parts import ExchangeMode, PartKind
from oralexam.exams.scenario import CallDirection, Scenario
from oralexam.rooms import commands, events
from oralexam.rooms.clock_acts import reason_of
from oralexam.rooms.draw_events import DrawBegun, DrawVoided, ShareCommitted, ShareRevealed, VoidCause
from oralexam.rooms.entering import enter
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import JURY, Seat
from oralexam.rooms.state import RoomState


class Lottery(msgspec.Struct, frozen=True, kw_only=True):
    """What a draw needs from outside."""

    sitting_id: str
    scenarios: Mapping[str, Scenario]
    """By `scenario_id@version`."""
    chance: bytes
    """32 random bytes: the server's share, if a draw begins."""
    before: DrawnBefore = NOTHING_DRAWN
    """What the session's other sittings have drawn."""


def begin(state: RoomState, seat: Seat, now: datetime, lottery: Lottery) -> list[events.AnyEvent]:
    """Seal the set and commit the server; without jurors who contribute, the lot falls at once.

    Raises:
        Refused: `draw-open`, `no-scenario-left`.
    """
    if state.draws.now is not None:
        raise Refused("draw-open")
    left, excluded = still_eligible(
        state.sitting.eligible,
        known=lottery.scenarios,
        void=state.draws.void_scenarios,
        before=lottery.before,
    )
    draw = shares.begin(
        sitting_id=lottery.sitting_id,
        number=_next_number(state),
        contents={name: digest_of(lottery.scenarios[name]) for name in left},
        jurors=tuple(juror.value for juror in state.sitting.shares_from),
        server_share=lottery.chance.hex(),
    )
    begun = DrawBegun(at=now, by=seat, draw=draw, excluded=excluded, server_share=lottery.chance.hex())
    return [begun, *_go_on(state, begun, draw, now, lottery)]


def commit(
    state: RoomState, command: commands.CommitShare, seat: Seat, now: datetime, lottery: Lottery
) -> list[events.AnyEvent]:
    """A juror's commitment; the last one has the server reveal its share.

    Raises:
        BadInput, Refused: as `shares.commit`; `no-draw-open`, `another-draw`.
    """
    begun, draw = _open(state, command.number)
    draw = shares.commit(draw, seat.value, command.commitment)
    committed = ShareCommitted(at=now, number=draw.number, who=seat, commitment=command.commitment)
    return [committed, *_go_on(state, begun, draw, now, lottery)]


def reveal(
    state: RoomState, command: commands.RevealShare, seat: Seat, now: datetime, lottery: Lottery
) -> list[events.AnyEvent]:
    """A juror's share; with the last one the lot falls.

    Raises:
        BadInput, Refused: as `shares.reveal`; `no-draw-open`, `another-draw`.
    """
    begun, draw = _open(state, command.number)
    draw = shares.reveal(draw, seat.value, command.share)
    revealed = ShareRevealed(at=now, number=draw.number, who=seat.value, share=command.share)
    return [revealed, *_go_on(state, begun, draw, now, lottery)]


def begin_anew(state: RoomState, seat: Seat, now: datetime) -> list[events.AnyEvent]:
    """A juror ends a draw before its lot has fallen; who had not given what was due is recorded.

    Raises:
        Refused: `no-draw-open`.
    """
    _, draw = _open(state, None)
    return [_void(draw, now, by=seat, cause=VoidCause.BEGUN_ANEW)]


def void(state: RoomState, command: commands.VoidDraw, seat: Seat, now: datetime) -> list[events.AnyEvent]:
    """The manager declares the draw void: its scenario is out for this session, and the part waits again.

    Raises:
        Refused: `no-draw-open`, `call-was-held`: what was spoken about is judged, or the part is aborted.
        BadInput: `reason-missing`, `reason-too-long`.
    """
    reason = reason_of(command.reason)
    if state.phase is Phase.WAITING:
        _, draw = _open(state, None)
        return [_void(draw, now, by=seat, cause=VoidCause.BY_MANAGER, reason=reason)]
    if state.drawn is None:
        raise Refused("no-draw-open")
    if state.call_started_at is not None:
        raise Refused("call-was-held")
    shown_to = JURY if state.phase is Phase.DRAWN else (Seat.CANDIDATE, *JURY)
    voided = DrawVoided(
        at=now,
        number=state.draws.now.number if state.draws.now else _next_number(state),
        by=seat,
        cause=VoidCause.BY_MANAGER,
        reason=reason,
        missing=(),
        scenario=state.drawn.lot.drawn,
        opened_by=shown_to,
    )
    return [voided, enter(state, Phase.WAITING, at=now, deadline=None, cause="draw-void", by=seat)]


def mode_of(sitting: events.SittingOpened, scenario: Scenario) -> ExchangeMode:
    """How the two talk: a call as its scenario says, a visitor as the room is made for."""
    if sitting.part is PartKind.CALL and scenario.mode is not None:
        return scenario.mode
    return ExchangeMode.IN_PERSON if sitting.station_setup else ExchangeMode.VIDEO


def _go_on(
    state: RoomState, begun: DrawBegun, draw: shares.Draw, now: datetime, lottery: Lottery
) -> list[events.AnyEvent]:
    """What follows by itself: the server reveals once all have committed, the lot falls once all is known."""
    happened: list[events.AnyEvent] = []
    servers = draw.of(shares.SERVER)
    if draw.committed and servers is not None and not servers.share:
        if not begun.server_share:
            return [_void(draw, now, by=None, cause=VoidCause.SHARE_LOST)]
        draw = shares.reveal(draw, shares.SERVER, begun.server_share)
        happened.append(
            ShareRevealed(at=now, number=draw.number, who=shares.SERVER, share=begun.server_share)
        )
    if not draw.revealed:
        return happened
    lot = shares.settle(draw)
    scenario = lottery.scenarios.get(lot.drawn)
    if scenario is None or digest_of(scenario) != lot.digests[lot.eligible.index(lot.drawn)]:
        return [*happened, _void(draw, now, by=None, cause=VoidCause.SCENARIO_CHANGED)]
    drawn = events.ScenarioDrawn(
        at=now,
        by=begun.by,
        lot=lot,
        number=scenario.number,
        mode=mode_of(state.sitting, scenario),
        direction=scenario.direction or CallDirection.JUROR_RINGS,
    )
    entered = enter(state, Phase.DRAWN, at=now, deadline=None, cause="pressed", by=begun.by)
    return [*happened, drawn, entered]


def _open(state: RoomState, number: int | None) -> tuple[DrawBegun, shares.Draw]:
    """The draw that waits for shares; `number` is the one that a page saw.

    Raises:
        Refused: `no-draw-open`, `another-draw`.
    """
    begun, draw = state.draws.begun, state.draws.now
    if begun is None or draw is None:
        raise Refused("no-draw-open")
    if number is not None and number != draw.number:
        raise Refused("another-draw", seen=number, number=draw.number)
    return begun, draw


def _void(
    draw: shares.Draw, now: datetime, *, by: Seat | None, cause: VoidCause, reason: str = ""
) -> DrawVoided:
    """A draw ended before a scenario was shown to anybody."""
    missing = tuple(
        each.who for each in draw.shares if not (each.share if draw.committed else each.commitment)
    )
    return DrawVoided(
        at=now,
        number=draw.number,
        by=by,
        cause=cause,
        reason=reason,
        missing=missing,
        scenario="",
        opened_by=(),
    )


def _next_number(state: RoomState) -> int:
    return len(state.draws.voids) + 1
