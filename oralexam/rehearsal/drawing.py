"""The synthetic jurors' part in a draw: what a page does, and the check that a page makes."""

import secrets
from collections.abc import Sequence

from oralexam.errors import SystemFault
from oralexam.exams import draw, shares
from oralexam.rehearsal.participant import Participant
from oralexam.rooms import commands
from oralexam.rooms.draw_views import DrawSeen
from oralexam.rooms.phases import Phase
from oralexam.rooms.views import AnyView, JuryView


async def draw_by_lot(jury: Sequence[Participant], *, timeout_s: float) -> bool:
    """Draw a scenario; `jury` begins with the playing juror, and holds everybody who contributes.

    Returns:
        Whether seal, shares and result, computed again from what the page was told, hold, and each juror's
        own share is among them.

    Raises:
        OralExamError: it came to no result.
    """
    playing = jury[0]
    await playing.order(commands.DrawScenario)
    view = await playing.client.until(_begun, what="draw-begun", timeout_s=timeout_s)
    givers = [juror for juror in jury if juror.seat in _jury(view).shares_from]
    own = {juror.seat: secrets.token_hex(draw.CHANCE_BYTES) for juror in givers}
    for juror in givers:
        await _commit(juror, own[juror.seat], timeout_s)
    for juror in givers:
        await _reveal(juror, own[juror.seat], timeout_s)
    told = _jury(await playing.until_phase(Phase.DRAWN, timeout_s=timeout_s))
    return _holds(told) and all(
        (given := _seen(told).of(juror.seat)) is not None and given.share == own[juror.seat]
        for juror in givers
    )


async def _commit(juror: Participant, share: str, timeout_s: float) -> None:
    view = await juror.client.until(_begun, what="draw-begun", timeout_s=timeout_s)
    seen = _seen(view)
    bound = shares.commitment(
        sitting_id=view.sitting_id,
        number=seen.number,
        sealed_set=seen.sealed_set,
        who=juror.seat,
        share=share,
    )
    await juror.client.order(
        lambda phase: commands.CommitShare(from_phase=phase, number=seen.number, commitment=bound)
    )


async def _reveal(juror: Participant, share: str, timeout_s: float) -> None:
    seen = _seen(await juror.client.until(_committed, what="commitments", timeout_s=timeout_s))
    await juror.client.order(
        lambda phase: commands.RevealShare(from_phase=phase, number=seen.number, share=share)
    )


def _holds(told: JuryView) -> bool:
    """Whether the result follows from what the page was told of the draw."""
    if told.lot is None or told.draw is None:
        return False
    chance = shares.chance(
        sitting_id=told.sitting_id,
        number=told.draw.number,
        sealed_set=told.draw.sealed_set,
        given=told.draw.shares,
    )
    return draw.holds(told.lot) and (told.lot.sealed_set, told.lot.chance) == (told.draw.sealed_set, chance)


def _begun(view: AnyView) -> bool:
    return isinstance(view, JuryView) and view.draw is not None


def _committed(view: AnyView) -> bool:
    return _begun(view) and all(each.commitment for each in _seen(view).shares)


def _jury(view: AnyView) -> JuryView:
    if not isinstance(view, JuryView):
        raise SystemFault("not-a-jury-view")
    return view


def _seen(view: AnyView) -> DrawSeen:
    seen = _jury(view).draw
    if seen is None:
        raise SystemFault("no-draw-seen")
    return seen
