"""The centre's scenarios as its manager works on them: written, published, withdrawn; and who had which."""

import asyncio
from datetime import datetime

import msgspec

from oralexam.clock import Clock
from oralexam.errors import BadInput, NotFound
from oralexam.exams.bank import key_of
from oralexam.exams.parts import ExchangeMode, PartKind
from oralexam.exams.scenario import CallDirection, CandidateBrief, Scenario
from oralexam.exams.scenario_writing import FieldProblem, as_object, blank
from oralexam.papers.intake import PaperIntake
from oralexam.papers.paper import Paper, PaperUse
from oralexam.storage.events import SqlEventStore
from oralexam.storage.scenario_shelf import ScenarioShelf
from oralexam.storage.scenarios import PublishedScenario, ScenarioDraft, SqlScenarios
from oralexam.webapp.scenarios.draft_check import check_draft


class ScenarioLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of a scenario in the list."""

    key: str
    scenario_id: str
    version: int
    number: int
    title: str
    part: PartKind
    mode: ExchangeMode | None
    direction: CallDirection | None
    own: bool
    """Whether the centre wrote it in the browser; else it stands in a file."""
    drawable: bool
    published_at: datetime | None
    withdrawn_at: datetime | None
    uses: int
    """How many candidates have drawn it; rehearsals are not counted."""


class DraftLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A scenario that is being written, in the list."""

    draft_id: str
    title: str
    number: int | None
    changed_at: datetime


class ScenarioUse(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who had a scenario."""

    sitting_id: str
    candidate_name: str
    opened_at: datetime


class ScenarioSheet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version, whole, and who had it."""

    line: ScenarioLine
    scenario: Scenario
    uses: tuple[ScenarioUse, ...]


class ScenarioList(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything on the shelf, and what is being written."""

    scenarios: tuple[ScenarioLine, ...]
    drafts: tuple[DraftLine, ...]


class DraftSheet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A draft, and what keeps it from being published."""

    draft_id: str
    revision: int
    content: msgspec.Raw
    problems: tuple[FieldProblem, ...]
    changed_at: datetime


class ScenarioDesk:
    """What the manager's scenario pages ask for."""

    def __init__(
        self,
        *,
        shelf: ScenarioShelf,
        own: SqlScenarios,
        events: SqlEventStore,
        papers: PaperIntake,
        clock: Clock,
    ) -> None:
        self._shelf = shelf
        self._own = own
        self._events = events
        self._papers = papers
        self._clock = clock

    async def listed(self) -> ScenarioList:
        """All versions in the order of their numbers, and all drafts."""
        return await asyncio.to_thread(self._listed)

    async def sheet(self, key: str) -> ScenarioSheet:
        """One version of a scenario.

        Raises:
            NotFound: `unknown-scenario`.
        """
        return await asyncio.to_thread(self._sheet, key)

    async def begin(self, *, from_key: str | None, part: PartKind) -> DraftSheet:
        """A draft: the next version of a scenario, or a blank one with the next free number.

        Raises:
            NotFound: `unknown-scenario`.
            BadInput: `no-role-play`.
        """
        known = self._shelf.all()
        if from_key is None:
            number = max((each.number for each in known.values()), default=0) + 1
            content = blank(part, number)
        elif (original := known.get(from_key)) is not None:
            content = msgspec.json.encode(msgspec.structs.replace(original, version=self._next(original)))
        else:
            raise NotFound("unknown-scenario")
        return _sheet_of(await asyncio.to_thread(self._own.begin_draft, content, now=self._clock.now()))

    async def draft(self, draft_id: str) -> DraftSheet:
        """One draft.

        Raises:
            NotFound: `unknown-draft`.
        """
        return _sheet_of(await asyncio.to_thread(self._own.draft, draft_id))

    async def save(self, draft_id: str, content: bytes, *, revision: int) -> DraftSheet:
        """Keep a draft as it stands, complete or not.

        Raises:
            NotFound: `unknown-draft`.
            Refused: `edited-meanwhile`.
            BadInput: `malformed-message`, `scenario-too-large`.
        """
        as_object(content)
        now = self._clock.now()
        return _sheet_of(
            await asyncio.to_thread(self._own.save_draft, draft_id, content, revision=revision, now=now)
        )

    async def drop(self, draft_id: str, *, revision: int) -> None:
        """Throw a draft away.

        Raises:
            NotFound: `unknown-draft`.
            Refused: `edited-meanwhile`.
        """
        await asyncio.to_thread(self._own.drop_draft, draft_id, revision=revision)

    async def publish(self, draft_id: str, *, revision: int, by: str) -> ScenarioLine:
        """Make a draft a version that can be drawn; sittings that are open already keep their set.

        Raises:
            NotFound: `unknown-draft`.
            Refused: `edited-meanwhile`, `scenario-number-taken`.
            BadInput: `scenario-incomplete`, with the first `field` and its `problem`.
        """
        return await asyncio.to_thread(self._publish, draft_id, revision, by)

    async def withdraw(self, key: str) -> None:
        """Let one of the centre's own versions be drawn no more.

        Raises:
            NotFound: `unknown-scenario`: also for one that stands in a file.
        """
        scenario = self._shelf.all().get(key)
        if scenario is None:
            raise NotFound("unknown-scenario")

        def withdraw() -> None:
            self._own.withdraw(scenario.scenario_id, scenario.version, now=self._clock.now())
            self._shelf.refresh()

        await asyncio.to_thread(withdraw)

    async def take_paper(self, content: bytes, *, name: str) -> Paper:
        """Take in a document of a scenario.

        Raises:
            BadInput: what `PaperIntake.take` refuses.
        """
        return await self._papers.take(content, name=name, use=PaperUse.SCENARIO_DOCUMENT)

    def _next(self, scenario: Scenario) -> int:
        versions = (
            each.version for each in self._shelf.all().values() if each.scenario_id == scenario.scenario_id
        )
        return max(versions) + 1

    def _listed(self) -> ScenarioList:
        own = {key_of(each.scenario): each for each in self._own.published()}
        uses = self._uses()
        lines = [
            self._line(scenario, own.get(key), len(uses.get(key, ())))
            for key, scenario in self._shelf.all().items()
        ]
        lines.sort(key=lambda line: (line.number, line.version))
        return ScenarioList(
            scenarios=tuple(lines), drafts=tuple(_draft_line(draft) for draft in self._own.drafts())
        )

    def _sheet(self, key: str) -> ScenarioSheet:
        scenario = self._shelf.all().get(key)
        if scenario is None:
            raise NotFound("unknown-scenario")
        own = next((each for each in self._own.published() if key_of(each.scenario) == key), None)
        uses = tuple(self._uses().get(key, ()))
        return ScenarioSheet(line=self._line(scenario, own, len(uses)), scenario=scenario, uses=uses)

    def _uses(self) -> dict[str, list[ScenarioUse]]:
        uses: dict[str, list[ScenarioUse]] = {}
        for summary in self._events.list_sittings():
            if summary.scenario and not summary.rehearsal:
                uses.setdefault(summary.scenario, []).append(
                    ScenarioUse(
                        sitting_id=summary.sitting_id,
                        candidate_name=summary.opened.candidate_name,
                        opened_at=summary.opened_at,
                    )
                )
        return uses

    def _publish(self, draft_id: str, revision: int, by: str) -> ScenarioLine:
        content = bytes(self._own.draft(draft_id).content)
        scenario, problems = check_draft(content)
        if scenario is None:
            raise BadInput("scenario-incomplete", field=problems[0].field, problem=problems[0].code)
        others = (each for each in self._shelf.all().values() if each.scenario_id != scenario.scenario_id)
        if any(each.number == scenario.number for each in others):
            raise BadInput("scenario-number-taken", number=scenario.number)
        same = [each for each in self._shelf.all().values() if each.scenario_id == scenario.scenario_id]
        version = max((each.version for each in same), default=0) + 1
        published = self._own.publish(
            msgspec.structs.replace(scenario, version=version),
            by=by,
            now=self._clock.now(),
            draft=(draft_id, revision),
        )
        self._shelf.refresh()
        return self._line(published.scenario, published, 0)

    def _line(self, scenario: Scenario, own: PublishedScenario | None, uses: int) -> ScenarioLine:
        return ScenarioLine(
            key=key_of(scenario),
            scenario_id=scenario.scenario_id,
            version=scenario.version,
            number=scenario.number,
            title=scenario.title,
            part=scenario.part,
            mode=scenario.mode,
            direction=scenario.direction,
            own=own is not None,
            drawable=key_of(scenario) in self._shelf.drawable(),
            published_at=own.published_at if own else None,
            withdrawn_at=own.withdrawn_at if own else None,
            uses=uses,
        )


def shows_picture(brief: CandidateBrief | None, picture: str) -> bool:
    """Whether a page of one of the brief's documents is this picture."""
    papers = (document.paper for document in brief.documents) if brief else ()
    return any(page.picture == picture for paper in papers if paper for page in paper.pages)


def _sheet_of(draft: ScenarioDraft) -> DraftSheet:
    _, problems = check_draft(bytes(draft.content))
    return DraftSheet(
        draft_id=draft.draft_id,
        revision=draft.revision,
        content=draft.content,
        problems=problems,
        changed_at=draft.changed_at,
    )


def _draft_line(draft: ScenarioDraft) -> DraftLine:
    content = as_object(bytes(draft.content))
    title, number = content.get("title"), content.get("number")
    return DraftLine(
        draft_id=draft.draft_id,
        title=title if isinstance(title, str) else "",
        number=number if isinstance(number, int) else None,
        changed_at=draft.changed_at,
    )
