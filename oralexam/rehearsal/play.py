"""The rehearsed exam itself, from the draw to the text: three synthetic people, one phase after the other."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from oralexam.errors import SystemFault
from oralexam.exams.parts import ExchangeMode
from oralexam.rehearsal.drawing import draw_by_lot
from oralexam.rehearsal.lines import SpokenLine
from oralexam.rehearsal.participant import Participant
from oralexam.rehearsal.report import PhaseTimes, Problem
from oralexam.rehearsal.script import Script
from oralexam.rehearsal.seat_client import PhaseSeen
from oralexam.rooms import commands
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.rooms.views import AnyView

Say = Callable[[str], None]
"""Tells whoever watches what is being done, in plain words."""

PATIENCE_S = 30.0
"""How much later than planned anything may come before the rehearsal gives up on it."""
CONNECT_PATIENCE_S = 45.0
FACT_AFTER_SHARE = 0.5
"""When in the call the juror presses a fact."""

NOTES = """Order AL 2219, Harcourt & Vale, Bristol. Ask:
- what is missing, how many?
- when do they need it?
- terms: DAP Bristol?
Propose express from stock, free of charge. No discount without Mr Lemaire."""

TEXT = """Dear Ms Pike,

Thank you for your call. I am sorry that four of your 40 cartons of electric kettles are missing.

We will send them by express at our expense, on the agreed terms, DAP Bristol. They will arrive on Wednesday,
2 December. As agreed, we will deduct 5 per cent from the price of these goods.

Yours sincerely,
Amberline, export department"""

_TIMED = frozenset({Phase.PREPARATION, Phase.CALL, Phase.WRITING})
"""The phases whose length is planned; the others wait for people."""


@dataclass(frozen=True, kw_only=True)
class Played:
    """What was seen while it was played."""

    phases: tuple[PhaseTimes, ...]
    heard_in_call: Mapping[Seat, Mapping[str, int]]
    sent: Mapping[Seat, int]
    warned: bool
    video: bool
    found: tuple[Problem, ...]


class Play:
    """One performance; `candidate`, `juror` and `observer` have taken their seats."""

    def __init__(
        self,
        *,
        candidate: Participant,
        juror: Participant,
        observer: Participant,
        script: Script,
        lines: Sequence[SpokenLine],
        say: Say,
        call_ended: Callable[[], None],
    ) -> None:
        self._candidate = candidate
        self._juror = juror
        self._observer = observer
        self._script = script
        self._lines = lines
        self._say = say
        self._call_ended = call_ended
        self._found: list[Problem] = []

    async def perform(self) -> Played:
        """Play every phase; come back when the text has been handed in.

        Raises:
            OralExamError: It could not be played to its end.
        """
        await self._draw()
        await self._prepare()
        mode = await self._connect()
        heard, warned = await self._talk()
        await self._write()
        return Played(
            phases=phase_times(self._candidate.client.phases_seen, self._planned_s()),
            heard_in_call=heard,
            sent={person.seat: person.sent_packets for person in (self._candidate, self._juror)},
            warned=warned,
            video=mode is ExchangeMode.VIDEO,
            found=tuple(self._found),
        )

    async def _draw(self) -> None:
        self._say("The jury draws a scenario.")
        if not await draw_by_lot((self._juror, self._observer), timeout_s=PATIENCE_S):
            self._found.append(Problem(code="draw-does-not-hold"))
        early = await self._candidate.refused(lambda phase: commands.StartPreparation(from_phase=phase))
        if early != "not-your-command":
            self._found.append(Problem(code="order-not-refused", details={"said": early or ""}))
        await self._juror.order(commands.StartPreparation)

    async def _prepare(self) -> None:
        view = await self._candidate.until_phase(Phase.PREPARATION, timeout_s=PATIENCE_S)
        for_s = self._planned_s()[Phase.PREPARATION]
        self._say(f"Preparation, {for_s:.0f} s: the candidate reads the file and takes notes.")
        if getattr(view, "brief", None) is None:
            self._found.append(Problem(code="no-brief"))
        await self._candidate.write("notes", NOTES, for_s=for_s)
        await self._candidate.until_phase(Phase.RINGING, timeout_s=for_s + PATIENCE_S)

    async def _connect(self) -> ExchangeMode:
        await self._juror.until_phase(Phase.RINGING, timeout_s=PATIENCE_S)
        mode = self._juror.client.view.mode
        if mode is None:
            raise SystemFault("no-call-mode")
        kind = "video" if mode is ExchangeMode.VIDEO else "telephone"
        self._say(f"It rings ({kind}); all three connect.")
        people = (self._candidate, self._juror, self._observer)
        ends = await asyncio.gather(*(person.connect_call(mode) for person in people), return_exceptions=True)
        for end in ends:
            if end is not None:
                raise end
        rings = self._juror if self._juror.client.view.line.you_ring else self._candidate
        answers = self._candidate if rings is self._juror else self._juror
        await rings.order(commands.Ring)
        await answers.client.until(
            lambda view: view.line.ringing == "incoming", what="ringing", timeout_s=PATIENCE_S
        )
        await answers.order(commands.Answer)
        for person in people:
            await person.until_phase(Phase.CALL, timeout_s=CONNECT_PATIENCE_S)
        return mode

    async def _talk(self) -> tuple[dict[Seat, dict[str, int]], bool]:
        people = (self._candidate, self._juror, self._observer)
        started = self._candidate.client.view.line.call_started_at
        if started is None:
            raise SystemFault("call-without-start")
        started_at = self._candidate.client.at_server_time(started.timestamp())
        self._say(f"Call, {self._script.call_s:.0f} s: {len(self._script.turns)} lines are spoken.")
        before = {person.seat: person.heard_packets() for person in people}
        for person in (self._candidate, self._juror):
            person.speak(self._script, self._lines, call_started_at=started_at)
        await asyncio.sleep(self._script.call_s * FACT_AFTER_SHARE)
        if not await self._juror.press_first_fact():
            self._found.append(Problem(code="no-fact-to-press"))
        await self._candidate.client.until(
            _warned_or_over, what="warning", timeout_s=self._script.call_s + PATIENCE_S
        )
        warned = self._candidate.client.view.line.warned
        if warned:
            self._say("The warning before the end came.")
        await self._candidate.until_phase(Phase.WRITING, timeout_s=self._script.call_s + PATIENCE_S)
        self._call_ended()
        heard: dict[Seat, dict[str, int]] = {}
        for person in people:
            after = person.heard_packets()
            heard[person.seat] = {kind: after[kind] - before[person.seat].get(kind, 0) for kind in after}
            if person.connections > 1:
                details: dict[str, str | float] = {"seat": person.seat, "connections": person.connections}
                self._found.append(Problem(code="media-link-broke", details=details))
        for person in people:
            await person.leave_call()
        return heard, warned

    async def _write(self) -> None:
        for_s = self._planned_s()[Phase.WRITING]
        self._say(f"The server ended the call. Writing, {for_s:.0f} s: the candidate types the text.")
        await self._candidate.write("text", TEXT, for_s=for_s)
        await self._candidate.until_phase(Phase.HANDED_IN, timeout_s=for_s + PATIENCE_S)
        self._say("The time is over; the text was handed in as it stood.")

    def _planned_s(self) -> dict[Phase, float]:
        return {step.phase: step.planned_s for step in self._candidate.client.view.rail}


def _warned_or_over(view: AnyView) -> bool:
    return view.line.warned or view.phase is not Phase.CALL


def phase_times(seen: Sequence[PhaseSeen], planned_s: Mapping[Phase, float]) -> tuple[PhaseTimes, ...]:
    """How long each phase lasted, from when it was told to when the next one was; the last one has no end.

    Not from the server's own ledger: there a phase ends at its deadline however late anybody hears of it.
    """
    lasted: dict[Phase, float] = {}
    for this, following in pairwise(seen):
        lasted[this.phase] = lasted.get(this.phase, 0.0) + following.told_at - this.told_at
    return tuple(
        PhaseTimes(
            name=phase.value,
            planned_s=planned_s.get(phase) if phase in _TIMED else None,
            actual_s=round(actual_s, 3),
        )
        for phase, actual_s in lasted.items()
    )
