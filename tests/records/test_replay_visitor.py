"""What the replay bundle says of a visitor part, and of what came into a candidate's work from outside."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
import pytest

from oralexam.exams.parts import PartKind, StationSetup
from oralexam.records.bundle import ReplayBundle
from oralexam.records.replay import build_bundle
from oralexam.rooms import events
from oralexam.rooms.commands import OutsideHelp, WrittenWork
from oralexam.rooms.seats import Seat
from tests.records.made_sittings import SCENARIO, SITTING, Story, call_history

ZERO = datetime(2026, 12, 8, 9, 30, tzinfo=UTC)


def bundle(history: Sequence[events.AnyEvent]) -> ReplayBundle:
    """The bundle of a sitting before its jobs."""
    return build_bundle(SITTING, history, scenario=SCENARIO, transcripts=(), jobs=(), manifest=None)


@pytest.mark.parametrize(
    ("setup", "expected"),
    [
        (StationSetup.ONE_MICROPHONE, [(Seat.CANDIDATE, True)]),
        (StationSetup.TWO_MICROPHONES, [(Seat.CANDIDATE, False), (Seat.JUROR, False)]),
        (StationSetup.TWO_STATIONS, [(Seat.CANDIDATE, False), (Seat.JUROR, False)]),
        (None, [(Seat.CANDIDATE, False), (Seat.JUROR, False)]),
    ],
)
def test_where_one_microphone_heard_two_nobody_is_named(
    setup: StationSetup | None, expected: list[tuple[Seat, bool]]
) -> None:
    """One track, marked as shared; with a microphone each there are two, and each is one person's."""
    history = call_history(ZERO)
    opened = history[0]
    assert isinstance(opened, events.SittingOpened)
    there = msgspec.structs.replace(opened, part=PartKind.VISITOR, station_setup=setup)
    made = bundle([there, *history[1:]])
    assert [(track.seat, track.shared) for track in made.tracks] == expected


def test_what_came_from_outside_is_told_with_its_length() -> None:
    """Among the incidents, at its time; what the page kept out is told as refused."""
    story = Story(ZERO).until_the_call()
    for refused in (False, True):
        story.events.append(
            events.OutsideHelpNoted(
                at=story.at(70),
                help=OutsideHelp.PASTE,
                where=WrittenWork.NOTES,
                characters=312,
                refused=refused,
            )
        )
    told = [each for each in bundle(story.events).incidents if each.characters is not None]
    assert [(each.code, each.characters, each.at_s) for each in told] == [
        ("outside-paste", 312, 70.0),
        ("outside-paste-refused", 312, 70.0),
    ]
