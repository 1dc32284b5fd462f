"""Where a room's draw stands, and how each of its events changes that. Pure."""

import msgspec

from oralexam.exams.shares import Draw, Share
from oralexam.rooms.draw_events import DrawBegun, DrawEvent, DrawVoided, ShareCommitted, ShareRevealed


class Draws(msgspec.Struct, frozen=True, kw_only=True):
    """The draw that was begun last, unless it is void, and those that are."""

    begun: DrawBegun | None = None
    now: Draw | None = None
    """With all that has been given to it; revealed shares included."""
    voids: tuple[DrawVoided, ...] = ()

    @property
    def void_scenarios(self) -> frozenset[str]:
        """What was drawn here and may not be drawn again."""
        return frozenset(void.scenario for void in self.voids if void.scenario)


def after_draw_event(draws: Draws, event: DrawEvent) -> Draws:
    """The draws of a room once `event` has happened."""
    match event:
        case DrawBegun():
            return msgspec.structs.replace(draws, begun=event, now=event.draw)
        case ShareCommitted(who=who, commitment=commitment):
            return _given(draws, Share(who=who.value, commitment=commitment, share=""))
        case ShareRevealed(who=who, share=share):
            before = draws.now.of(who) if draws.now else None
            commitment = before.commitment if before else ""
            return _given(draws, Share(who=who, commitment=commitment, share=share))
        case DrawVoided():
            return Draws(voids=(*draws.voids, event))


def _given(draws: Draws, share: Share) -> Draws:
    return msgspec.structs.replace(draws, now=draws.now.with_share(share) if draws.now else None)
