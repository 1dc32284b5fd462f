"""All scenarios that this server knows: those that came with it or stand in a folder, and the centre's own.

They are kept in memory, since a room asks for them whenever it decides; publishing one refreshes it.
"""

from collections.abc import Mapping
from types import MappingProxyType

from oralexam.exams.bank import key_of
from oralexam.exams.scenario import Scenario
from oralexam.storage.scenarios import SqlScenarios


class ScenarioShelf:
    """Implements `oralexam.rooms.ports.ScenarioBank`; reads whole mappings, so that no reader sees half."""

    def __init__(self, packaged: Mapping[str, Scenario], own: SqlScenarios) -> None:
        self._packaged = packaged
        self._own = own
        self._all: Mapping[str, Scenario] = MappingProxyType({})
        self._drawable: Mapping[str, Scenario] = MappingProxyType({})
        self.refresh()

    def all(self) -> Mapping[str, Scenario]:
        """Every version, withdrawn ones too, by `scenario_id@version`: what was drawn can always be read."""
        return self._all

    def drawable(self) -> Mapping[str, Scenario]:
        """What may be drawn from now on: the newest version of each scenario, unless it was withdrawn."""
        return self._drawable

    def refresh(self) -> None:
        """Read the centre's own scenarios again.

        Raises:
            SystemFault: `scenario-malformed`, `storage-failed`.
        """
        published = self._own.published()
        known = {**self._packaged, **{key_of(each.scenario): each.scenario for each in published}}
        withdrawn = {key_of(each.scenario) for each in published if each.withdrawn_at is not None}
        newest: dict[str, Scenario] = {}
        for scenario in sorted(known.values(), key=lambda each: each.version):
            newest[scenario.scenario_id] = scenario
        drawable = {key_of(each): each for each in newest.values() if key_of(each) not in withdrawn}
        self._all, self._drawable = MappingProxyType(known), MappingProxyType(drawable)
