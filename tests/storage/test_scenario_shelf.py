"""The shelf: everything can be read, the newest can be drawn."""

import msgspec

from oralexam.exams.bank import PackagedScenarios
from oralexam.storage.engine import Database
from oralexam.storage.scenario_shelf import ScenarioShelf
from oralexam.storage.scenarios import SqlScenarios
from tests.storage.test_scenarios import NOW, own, publish


def test_what_is_published_is_on_the_shelf_once_it_is_refreshed(database: Database) -> None:
    """Beside those of the package; a room that holds the old mapping goes on with it."""
    packaged, scenarios = PackagedScenarios().all(), SqlScenarios(database)
    shelf = ScenarioShelf(packaged, scenarios)
    before = shelf.all()
    assert before == packaged == shelf.drawable()
    publish(scenarios, own())
    assert shelf.all() is before
    shelf.refresh()
    assert shelf.all() == {**packaged, "our-fair@1": own()}


def test_only_the_newest_version_is_drawn(database: Database) -> None:
    """Version 1 was corrected by version 2: tomorrow draws the correction, records keep version 1."""
    scenarios = SqlScenarios(database)
    shelf = ScenarioShelf({}, scenarios)
    publish(scenarios, own())
    publish(scenarios, own())
    shelf.refresh()
    assert set(shelf.all()) == {"our-fair@1", "our-fair@2"}
    assert set(shelf.drawable()) == {"our-fair@2"}


def test_a_withdrawn_scenario_is_drawn_no_more(database: Database) -> None:
    """Its older version does not come back in its place."""
    scenarios = SqlScenarios(database)
    shelf = ScenarioShelf({}, scenarios)
    publish(scenarios, own())
    publish(scenarios, own())
    scenarios.withdraw("our-fair", 2, now=NOW)
    shelf.refresh()
    assert shelf.drawable() == {}
    assert shelf.all()["our-fair@2"] == msgspec.structs.replace(own(), version=2)


def test_a_centre_may_correct_a_scenario_of_the_package(database: Database) -> None:
    """Its version 2 takes the place of the packaged version 1."""
    packaged = PackagedScenarios().all()
    scenarios = SqlScenarios(database)
    shelf = ScenarioShelf(packaged, scenarios)
    original = next(iter(packaged.values()))
    publish(scenarios, msgspec.structs.replace(original, version=2, title="Corrected"))
    shelf.refresh()
    assert shelf.drawable()[f"{original.scenario_id}@2"].title == "Corrected"
    assert f"{original.scenario_id}@1" not in shelf.drawable()
    assert f"{original.scenario_id}@1" in shelf.all()
