"""The rings of a replay: who rang, who was heard, and how it ended."""

from oralexam.rooms import events
from oralexam.rooms.call_events import BusyCause, RingBusy
from oralexam.rooms.seats import Seat
from tests.records.made_sittings import Story, call_history
from tests.records.test_replay import ZERO, bundle


def test_rings_tell_who_rang_and_who_was_heard() -> None:
    """The first ring passed, the second was answered."""
    made = bundle(call_history(ZERO))
    assert [(ring.at_s, ring.by, ring.attempt, ring.answered) for ring in made.rings] == [
        (-30, Seat.JUROR, 1, False),
        (-10, Seat.JUROR, 2, True),
    ]
    assert [ring.ended for ring in made.rings] == ["no-answer", ""]


def test_rings_tell_how_they_ended() -> None:
    """Declined by the other, cancelled by the caller, or the line was busy."""
    story = Story(ZERO)
    story.ring(-90, 1)
    story.events.append(events.RingUnanswered(at=story.at(-80), attempt=1, by=Seat.CANDIDATE))
    story.ring(-70, 2)
    story.events.append(events.RingUnanswered(at=story.at(-60), attempt=2, by=Seat.JUROR))
    busy = RingBusy(at=story.at(-50), by=Seat.JUROR, attempt=3, cause=BusyCause.IN_ANOTHER_CALL)
    story.events.append(busy)
    story.events.append(events.RingUnanswered(at=story.at(-40), attempt=0))
    story.ring(-30, 4)
    ended = [(ring.attempt, ring.answered, ring.ended) for ring in bundle(story.events).rings]
    assert ended == [(1, False, "declined"), (2, False, "cancelled"), (3, False, "busy"), (4, False, "")]
