"""A juror's list says what is still to judge, step by step; of the colleague only whether they are done."""

from collections.abc import Callable

import msgspec
import pytest

from oralexam.clock import ManualClock
from oralexam.exams.parts import PartKind
from oralexam.exams.session import Member
from oralexam.rooms.judging.state import Judging
from oralexam.webapp.day.judging import LOOKED_AT_FOR, DayJudging
from tests.rooms.judging.made import OBSERVER, PLAYER, JudgedRoom

CAST = (Member(member_id=PLAYER, name="Mme Okafor"), Member(member_id=OBSERVER, name="Mme Aubertin"))


class Progress:
    """How far everything is, and how often it was asked."""

    def __init__(self) -> None:
        self.judgings: dict[str, Judging] = {}
        self.asked = 0

    def of_session(self, _session_id: str) -> dict[str, Judging]:
        """What is put there."""
        self.asked += 1
        return dict(self.judgings)


def desk(progress: Progress) -> tuple[DayJudging, ManualClock]:
    """A desk for parts that are calls."""
    clock = ManualClock()
    made = DayJudging(progress=progress, judged=lambda part: part is PartKind.CALL, clock=clock)  # type: ignore[arg-type]
    return made, clock


STEPS: list[tuple[str, Callable[[JudgedRoom], object], str, str]] = [
    ("nothing yet", lambda _: None, "to-mark", "to-mark"),
    ("one has begun", lambda room: room.open(), "to-mark", "to-mark"),
    ("one has sealed", lambda room: room.seal(PLAYER), "sealed", "to-mark"),
    ("both have", lambda room: room.seal(OBSERVER, 2), "to-deliberate", "to-deliberate"),
    ("laid down", lambda room: room.propose(), "to-sign", "to-sign"),
    ("one has signed", lambda room: room.sign(OBSERVER), "to-sign", "signed"),
    ("both have signed", lambda room: room.sign(PLAYER), "locked", "locked"),
]


def test_each_step_says_what_waits_for_whom() -> None:
    """From the first mark to the lock; a part without a grid, and somebody else's, say nothing."""
    made, _ = desk(Progress())
    room = JudgedRoom()
    for step, act, player, observer in STEPS:
        act(room)

        def standing(own: str, part: PartKind = PartKind.CALL) -> str | None:
            return made.standing(part, room.judging, CAST, {own}, "")

        assert (standing(PLAYER), standing(OBSERVER)) == (player, observer), step
        assert standing("a stranger") is None
        assert standing(PLAYER, PartKind.FINAL_INTERVIEW) is None


def test_who_judges_is_who_was_there_not_who_is_cast_now() -> None:
    """Once judging has begun it is fixed; before that the cast says."""
    made, _ = desk(Progress())
    room = JudgedRoom()
    later = (msgspec.structs.replace(CAST[0], member_id="somebody-new"), CAST[1])
    assert made.standing(PartKind.CALL, None, later, {"somebody-new"}, "") == "to-mark"
    room.open()
    assert made.standing(PartKind.CALL, room.judging, later, {"somebody-new"}, "") is None
    assert made.standing(PartKind.CALL, room.judging, later, {PLAYER}, "") == "to-mark"
    # Begun by a link: an account that the session gives since has nothing to do there.
    assert made.standing(PartKind.CALL, room.judging, CAST, {PLAYER}, "an-account") is None


@pytest.mark.parametrize("lists", [1, 30])
def test_one_look_serves_every_list_for_a_while(lists: int) -> None:
    """Every juror's page asks every five seconds; the events of a session are not read for each."""
    progress = Progress()
    made, clock = desk(progress)
    for _ in range(lists):
        made.of_session("s")
    assert progress.asked == 1
    clock.advance(LOOKED_AT_FOR.total_seconds())
    made.of_session("s")
    assert progress.asked == 2
