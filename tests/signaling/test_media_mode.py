"""How media is told in which way the two are together."""

import pytest

from oralexam.exams.parts import StationSetup
from oralexam.rooms.phases import Phase
from oralexam.signaling.dispatch import media_mode
from tests.rooms.situations import VISITOR, TableRoom, bring_to


@pytest.mark.parametrize("setup", list(StationSetup))
def test_a_room_with_microphones_is_what_media_records(setup: StationSetup) -> None:
    """Each equipment of the reception space has its own streams (media/layout.py), by the same name."""
    room = bring_to(TableRoom(scenarios=(VISITOR,), station_setup=setup), Phase.RINGING)
    assert media_mode(room.state) == setup.value


def test_a_visitor_from_elsewhere_is_a_video_call_and_a_call_is_what_its_scenario_says() -> None:
    """No station: two rooms that are linked."""
    assert media_mode(bring_to(TableRoom(scenarios=(VISITOR,)), Phase.RINGING).state) == "video"
    assert media_mode(bring_to(TableRoom(), Phase.RINGING).state) == "telephone"
