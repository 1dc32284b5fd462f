"""The server and the page find the same fault in the same figures."""

import json
import re
from pathlib import Path

import msgspec
import pytest

from oralexam.rooms import device_bounds
from oralexam.rooms.device_bounds import fault_of
from oralexam.rooms.device_events import Figures

FIGURES = json.loads(Path(__file__).with_name("station_figures.json").read_text("utf-8"))
"""Read by tests/web/devices.test.js too: each bound from both sides, and which fault comes first."""
PAGE = Path(__file__).parents[2] / "web/js/devices/measure.js"


@pytest.mark.parametrize("case", FIGURES["cases"], ids=str)
def test_figures_have_one_fault_and_the_page_finds_the_same(case: dict[str, dict[str, float] | str]) -> None:
    """The one to be put right first."""
    figures = msgspec.convert({**FIGURES["good"], **case["change"]}, Figures)
    assert fault_of(figures) == case["fault"]


def test_the_bounds_of_the_page_are_those_of_the_server() -> None:
    """Both write the same six."""
    written = re.findall(r"^(?:export )?const ([A-Z_]+) = ([-\d.]+);", PAGE.read_text("utf-8"), re.MULTILINE)
    here = {name: value for name, value in vars(device_bounds).items() if name.isupper()}
    assert {name: float(value) for name, value in written if name in here} == here
