"""The centre's own scenarios: drafts that may be changed, and published versions that never are."""

from datetime import datetime

import msgspec
from sqlalchemy import func
from sqlmodel import Session, col, select

from oralexam.errors import NotFound, Refused, SystemFault
from oralexam.exams.bank import key_of
from oralexam.exams.scenario import Scenario
from oralexam.identifiers import new_id
from oralexam.storage.engine import Database
from oralexam.storage.tables import ScenarioDraftRow, ScenarioVersionRow


class PublishedScenario(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of one scenario; it stays readable for ever, since sittings name it."""

    scenario: Scenario
    published_at: datetime
    published_by: str
    """The account; "" where a manager's link was used."""
    withdrawn_at: datetime | None = None
    """From then on it is drawn no more; whoever has drawn it keeps it."""


class ScenarioDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A scenario that is being written: it may be incomplete, so it is not typed."""

    draft_id: str
    revision: int
    content: msgspec.Raw
    """A JSON object in the shape of a scenario, as far as it goes."""
    changed_at: datetime


class SqlScenarios:
    """Drafts by id, published versions by `scenario_id@version`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def published(self) -> tuple[PublishedScenario, ...]:
        """Every version that was ever published, in the order of their numbers."""
        with self._database.reading() as session:
            rows = session.exec(
                select(ScenarioVersionRow).order_by(
                    col(ScenarioVersionRow.number), col(ScenarioVersionRow.version)
                )
            ).all()
            return tuple(_published(row) for row in rows)

    def publish(
        self, scenario: Scenario, *, by: str, now: datetime, draft: tuple[str, int]
    ) -> PublishedScenario:
        """Keep `scenario` as the next version of its id; the draft (id, revision) it was made from goes.

        Raises:
            NotFound: `unknown-draft`.
            Refused: `edited-meanwhile`; `scenario-number-taken` by another scenario.
        """
        with self._database.writing() as session:
            row = _draft_row(session, *draft)
            clash = session.exec(
                select(ScenarioVersionRow.scenario_id).where(
                    ScenarioVersionRow.number == scenario.number,
                    ScenarioVersionRow.scenario_id != scenario.scenario_id,
                )
            ).first()
            if clash is not None:
                raise Refused("scenario-number-taken", number=scenario.number)
            latest = session.exec(
                select(func.max(ScenarioVersionRow.version)).where(
                    ScenarioVersionRow.scenario_id == scenario.scenario_id
                )
            ).one()
            numbered = msgspec.structs.replace(scenario, version=max(scenario.version, (latest or 0) + 1))
            version = ScenarioVersionRow(
                scenario_id=numbered.scenario_id,
                version=numbered.version,
                number=numbered.number,
                body=msgspec.json.encode(numbered).decode(),
                published_at=now,
                published_by=by,
            )
            session.add(version)
            session.delete(row)
            return _published(version)

    def withdraw(self, scenario_id: str, version: int, *, now: datetime) -> None:
        """Let a version be drawn no more; withdrawing it again changes nothing.

        Raises:
            NotFound: `unknown-scenario`.
        """
        with self._database.writing() as session:
            row = session.get(ScenarioVersionRow, (scenario_id, version))
            if row is None:
                raise NotFound("unknown-scenario")
            row.withdrawn_at = row.withdrawn_at or now

    def drafts(self) -> tuple[ScenarioDraft, ...]:
        """Every draft, the one changed last first."""
        with self._database.reading() as session:
            rows = session.exec(
                select(ScenarioDraftRow).order_by(col(ScenarioDraftRow.changed_at).desc())
            ).all()
            return tuple(_draft(row) for row in rows)

    def draft(self, draft_id: str) -> ScenarioDraft:
        """One draft.

        Raises:
            NotFound: `unknown-draft`.
        """
        with self._database.reading() as session:
            row = session.get(ScenarioDraftRow, draft_id)
            if row is None:
                raise NotFound("unknown-draft")
            return _draft(row)

    def begin_draft(self, content: bytes, *, now: datetime) -> ScenarioDraft:
        """A new draft that holds `content`, a JSON object."""
        with self._database.writing() as session:
            row = ScenarioDraftRow(draft_id=new_id(), revision=1, body=content.decode(), changed_at=now)
            session.add(row)
            return _draft(row)

    def save_draft(self, draft_id: str, content: bytes, *, revision: int, now: datetime) -> ScenarioDraft:
        """Replace what a draft holds.

        Raises:
            NotFound: `unknown-draft`.
            Refused: `edited-meanwhile`: somebody else has saved since `revision`.
        """
        with self._database.writing() as session:
            row = _draft_row(session, draft_id, revision)
            row.body = content.decode()
            row.revision += 1
            row.changed_at = now
            return _draft(row)

    def drop_draft(self, draft_id: str, *, revision: int) -> None:
        """Throw a draft away.

        Raises:
            NotFound: `unknown-draft`.
            Refused: `edited-meanwhile`.
        """
        with self._database.writing() as session:
            session.delete(_draft_row(session, draft_id, revision))


def _draft_row(session: Session, draft_id: str, revision: int) -> ScenarioDraftRow:
    row = session.get(ScenarioDraftRow, draft_id)
    if row is None:
        raise NotFound("unknown-draft")
    if row.revision != revision:
        raise Refused("edited-meanwhile", revision=row.revision)
    return row


def _draft(row: ScenarioDraftRow) -> ScenarioDraft:
    return ScenarioDraft(
        draft_id=row.draft_id,
        revision=row.revision,
        content=msgspec.Raw(row.body.encode()),
        changed_at=row.changed_at,
    )


def _published(row: ScenarioVersionRow) -> PublishedScenario:
    try:
        scenario = msgspec.json.decode(row.body, type=Scenario)
    except msgspec.DecodeError as error:
        raise SystemFault("scenario-malformed", key=f"{row.scenario_id}@{row.version}") from error
    if key_of(scenario) != f"{row.scenario_id}@{row.version}":
        raise SystemFault("scenario-malformed", key=f"{row.scenario_id}@{row.version}")
    return PublishedScenario(
        scenario=scenario,
        published_at=row.published_at,
        published_by=row.published_by,
        withdrawn_at=row.withdrawn_at,
    )
