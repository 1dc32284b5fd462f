"""What prints before the day, for when all else fails: scenarios, briefs, grids and the plan."""

import asyncio
from collections.abc import Callable, Mapping

import msgspec

from oralexam.exams.formats import Part
from oralexam.exams.grids import Grid, all_grids
from oralexam.exams.scenario import Scenario
from oralexam.exams.session import PartSitting, parts_of
from oralexam.storage.exam_sessions import SqlExamSessions
from oralexam.webapp.plan.desk import PlanDesk, PlanPage


class PaperPack(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that goes on paper; the page sorts it into piles that must not meet."""

    plan: PlanPage
    parts: dict[str, tuple[Part, ...]]
    """By candidacy, with the centre's minutes."""
    scenarios: tuple[Scenario, ...]
    """Those that may be drawn for the session's parts."""
    grids: tuple[Grid, ...]
    sittings: tuple[PartSitting, ...]


class PaperDesk:
    """Gathers the pack of a session; the pages on which jurors' briefs stand are the manager's alone."""

    def __init__(
        self,
        *,
        plans: PlanDesk,
        sessions: SqlExamSessions,
        drawable: Callable[[], Mapping[str, Scenario]],
    ) -> None:
        self._plans = plans
        self._sessions = sessions
        self._drawable = drawable

    async def pack(self, session_id: str) -> PaperPack:
        """The pack of a session.

        Raises:
            NotFound: `unknown-session`, `unknown-format`.
        """
        plan = await self._plans.page(session_id)
        return await asyncio.to_thread(self._pack, plan)

    def _pack(self, plan: PlanPage) -> PaperPack:
        session = plan.session
        format_ = self._plans.format_of(session)
        parts = {each.candidacy_id: parts_of(format_, each, session.settings) for each in session.candidacies}
        kinds = {part.kind for mine in parts.values() for part in mine}
        scenarios = sorted(self._drawable().values(), key=lambda each: (each.number, each.scenario_id))
        return PaperPack(
            plan=plan,
            parts=parts,
            scenarios=tuple(each for each in scenarios if each.part in kinds),
            grids=tuple(grid for grid in all_grids() if grid.part in kinds),
            sittings=self._sessions.parts(session.session_id),
        )
