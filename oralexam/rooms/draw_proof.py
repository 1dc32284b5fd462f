"""Whether a sitting's draw holds, computed again from its events alone. Pure.

The chain of hashes is checked by whoever reads the events (`oralexam.storage.chain`); here everything that
was hashed for the draw is hashed again, and every step must have come in its order.
"""

from collections.abc import Sequence

import msgspec

from oralexam.errors import OralExamError
from oralexam.exams import draw, shares
from oralexam.exams.draw import Lot
from oralexam.exams.shares import SERVER, Draw
from oralexam.rooms.draw_events import DrawBegun, DrawVoided, ShareCommitted, ShareRevealed
from oralexam.rooms.draws import Draws, after_draw_event
from oralexam.rooms.events import AnyEvent, PhaseEntered, ScenarioDrawn, SittingOpened
from oralexam.rooms.phases import Phase


class Finding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that does not hold."""

    code: str
    number: int
    """Of the draw; 0 where there is none."""
    who: str = ""


class DrawProof(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the events say of the draw, and what of it does not hold."""

    sitting_id: str
    holds: bool
    number: int
    """Of the draw that counts; 0 where no lot has fallen."""
    lot: Lot | None
    scenario_number: int | None
    """As people say it."""
    draw: Draw | None
    """With every commitment and share; None for a lot that the server drew alone (records of old)."""
    voids: tuple[DrawVoided, ...]
    findings: tuple[Finding, ...]


def prove(sitting_id: str, history: Sequence[AnyEvent]) -> DrawProof:
    """Go through `history`, and say whether its last draw, and each step to it, holds."""
    proof = _Proof(sitting_id, history[0] if history else None)
    for event in history[1:]:
        proof.take(event)
    return proof.end()


class _Proof:
    """The draws as the events tell them, and what was found on the way."""

    def __init__(self, sitting_id: str, first: AnyEvent | None) -> None:
        self._sitting_id = sitting_id
        self._opened = first if isinstance(first, SittingOpened) else None
        self._draws = Draws()
        self._drawn: ScenarioDrawn | None = None
        self._findings: list[Finding] = []

    @property
    def _number(self) -> int:
        return self._draws.now.number if self._draws.now else len(self._draws.voids) + 1

    def take(self, event: AnyEvent) -> None:
        """Check one event against those before it."""
        match event:
            case DrawBegun():
                self._begun(event)
            case ShareCommitted() | ShareRevealed():
                self._given(event)
            case ScenarioDrawn():
                self._fallen(event)
            case DrawVoided():
                self._void(event)
            case PhaseEntered(phase=Phase.PREPARATION) if self._drawn is None:
                self._find("prepared-before-the-draw")
            case _:
                pass

    def end(self) -> DrawProof:
        """What was found."""
        if self._opened is None:
            self._find("no-opening")
        if self._drawn is None:
            self._find("nothing-drawn")
        return DrawProof(
            sitting_id=self._sitting_id,
            holds=not self._findings,
            number=self._number if self._drawn else 0,
            lot=self._drawn.lot if self._drawn else None,
            scenario_number=self._drawn.number if self._drawn else None,
            draw=self._draws.now,
            voids=self._draws.voids,
            findings=tuple(self._findings),
        )

    def _find(self, code: str, who: str = "") -> None:
        self._findings.append(Finding(code=code, number=self._number, who=who))

    def _begun(self, event: DrawBegun) -> None:
        begun = event.draw
        if self._draws.now is not None or self._drawn is not None:
            self._find("begun-twice")
        if begun.number != len(self._draws.voids) + 1:
            self._find("number-wrong")
        if begun.sitting_id != self._sitting_id:
            self._find("of-another-sitting")
        allowed = sorted(set(self._opened.eligible)) if self._opened else []
        if sorted([*begun.eligible, *(each.name for each in event.excluded)]) != allowed:
            self._find("set-not-as-opened")
        if self._draws.void_scenarios.intersection(begun.eligible):
            self._find("void-scenario-in-set")
        jurors = self._opened.shares_from if self._opened else ()
        if tuple(each.who for each in begun.shares) != (SERVER, *jurors):
            self._find("not-who-should-contribute")
        if len(begun.digests) != len(begun.eligible) or _seal_of(begun) != begun.sealed_set:
            self._find("seal-wrong")
        if any(each.share or bool(each.commitment) is not (each.who == SERVER) for each in begun.shares):
            self._find("given-before-the-draw-began")
        server = begun.of(SERVER)
        known = event.server_share and server is not None
        if known and server and shares.commitment_of(begun, SERVER, event.server_share) != server.commitment:
            self._find("share-wrong", SERVER)
        self._draws = after_draw_event(self._draws, event)

    def _given(self, event: ShareCommitted | ShareRevealed) -> None:
        """A commitment or a share, by the very rules under which it was taken."""
        if self._draws.now is None or self._draws.now.number != event.number or self._drawn is not None:
            self._find("share-of-no-open-draw", str(event.who))
            return
        try:
            if isinstance(event, ShareCommitted):
                shares.commit(self._draws.now, event.who.value, event.commitment)
            else:
                shares.reveal(self._draws.now, event.who, event.share)
        except OralExamError as refusal:
            self._find(refusal.reason, str(event.who))
        self._draws = after_draw_event(self._draws, event)

    def _fallen(self, event: ScenarioDrawn) -> None:
        if self._drawn is not None:
            self._find("drawn-twice")
        made = self._draws.now
        if made is not None:
            self._compare(event.lot, made)
        elif self._opened is not None and self._opened.shares_from:
            self._find("drawn-without-shares")
        elif not draw.holds(event.lot) or not set(event.lot.eligible) <= set(
            self._opened.eligible if self._opened else ()
        ):
            # A record of before jurors gave shares: the server's chance stands in the lot.
            self._find("result-wrong")
        self._drawn = event

    def _compare(self, told: Lot, made: Draw) -> None:
        """The lot as it was told, with what the shares give."""
        if not made.revealed:
            self._find("drawn-before-all-was-revealed")
            return
        if (told.eligible, told.digests) != (made.eligible, made.digests):
            self._find("set-changed")
        if told.sealed_set != made.sealed_set:
            self._find("seal-wrong")
        if told.chance != shares.chance_of(made):
            self._find("chance-wrong")
        try:
            result = shares.settle(made).drawn
        except (OralExamError, ValueError):
            result = ""
        if told.drawn != result:
            self._find("result-wrong")

    def _void(self, event: DrawVoided) -> None:
        if event.number != self._number:
            self._find("number-wrong")
        if event.scenario != (self._drawn.lot.drawn if self._drawn else ""):
            self._find("void-of-another-scenario")
        now = self._draws.now
        due = [
            each.who
            for each in (now.shares if now and self._drawn is None else ())
            if not (each.share if now and now.committed else each.commitment)
        ]
        if list(event.missing) != due:
            self._find("missing-wrong")
        self._drawn = None
        self._draws = after_draw_event(self._draws, event)


def _seal_of(begun: Draw) -> str:
    return draw.seal(begun.eligible, dict(zip(begun.eligible, begun.digests, strict=True)))[1]
