"""The centre's own scenarios: what is published stays, what is written meanwhile is not overwritten."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from oralexam.errors import NotFound, Refused
from oralexam.exams.bank import PackagedScenarios, key_of
from oralexam.exams.scenario import Scenario
from oralexam.storage.engine import Database
from oralexam.storage.scenarios import SqlScenarios

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def scenarios(database: Database) -> SqlScenarios:
    """An empty bank."""
    return SqlScenarios(database)


def own(number: int = 90, scenario_id: str = "our-fair") -> Scenario:
    """A scenario as a centre would write it."""
    sample = next(iter(PackagedScenarios().all().values()))
    return msgspec.structs.replace(sample, scenario_id=scenario_id, number=number, version=1)


def publish(scenarios: SqlScenarios, scenario: Scenario) -> str:
    """Publish through a draft; the version's key."""
    draft = scenarios.begin_draft(b"{}", now=NOW)
    published = scenarios.publish(scenario, by="", now=NOW, draft=(draft.draft_id, draft.revision))
    return key_of(published.scenario)


def test_each_publication_is_a_version_of_its_own(scenarios: SqlScenarios) -> None:
    """The second one does not touch the first: a record that names it can still be read."""
    assert publish(scenarios, own()) == "our-fair@1"
    changed = msgspec.structs.replace(own(), title="Another title")
    assert publish(scenarios, changed) == "our-fair@2"
    first, second = scenarios.published()
    assert first.scenario == own()
    assert second.scenario.title == "Another title"
    assert scenarios.drafts() == ()


def test_a_number_belongs_to_one_scenario(scenarios: SqlScenarios) -> None:
    """People say « le 90 »; the draft is still there."""
    publish(scenarios, own())
    draft = scenarios.begin_draft(b"{}", now=NOW)
    with pytest.raises(Refused, match="scenario-number-taken"):
        scenarios.publish(own(scenario_id="another"), by="", now=NOW, draft=(draft.draft_id, 1))
    assert scenarios.draft(draft.draft_id) == draft


def test_what_is_withdrawn_stays_readable(scenarios: SqlScenarios) -> None:
    """And the first instant counts."""
    publish(scenarios, own())
    scenarios.withdraw("our-fair", 1, now=NOW)
    scenarios.withdraw("our-fair", 1, now=NOW + timedelta(hours=1))
    (version,) = scenarios.published()
    assert version.withdrawn_at == NOW
    assert version.scenario == own()
    with pytest.raises(NotFound, match="unknown-scenario"):
        scenarios.withdraw("our-fair", 2, now=NOW)


def test_two_who_write_at_once_lose_nothing(scenarios: SqlScenarios) -> None:
    """Whoever saves second is told, and neither save nor publication nor throwing away goes through."""
    draft = scenarios.begin_draft(b'{"title":"a"}', now=NOW)
    saved = scenarios.save_draft(draft.draft_id, b'{"title":"b"}', revision=1, now=NOW)
    assert saved.revision == 2
    for act in (
        lambda: scenarios.save_draft(draft.draft_id, b"{}", revision=1, now=NOW),
        lambda: scenarios.drop_draft(draft.draft_id, revision=1),
        lambda: scenarios.publish(own(), by="", now=NOW, draft=(draft.draft_id, 1)),
    ):
        with pytest.raises(Refused, match="edited-meanwhile"):
            act()
    assert bytes(scenarios.draft(draft.draft_id).content) == b'{"title":"b"}'
    scenarios.drop_draft(draft.draft_id, revision=2)
    with pytest.raises(NotFound, match="unknown-draft"):
        scenarios.draft(draft.draft_id)
