"""A blind second marking: asked for once both have sealed, sealed once, beside all that is the jury's."""

import msgspec

from oralexam.rooms.folding import fold
from oralexam.rooms.judging import commands, events
from oralexam.rooms.judging.marks import SealedBody
from oralexam.rooms.judging.sealing import digest_of
from oralexam.rooms.seats import Seat
from tests.rooms.judging.made import LINES, PLAYER, JudgedRoom, judgement


class SecondRoom(JudgedRoom):
    """With short ways to mark it a second time."""

    def second(self, assignment_id: str = "a1", marker: str = "account") -> list[events.JudgingEvent]:
        """Ask somebody."""
        return self.act(
            commands.AskSecondMarking,
            seat=Seat.MANAGER,
            by="manager",
            by_name="Mme Renard",
            assignment_id=assignment_id,
            reason=events.SecondReason.APPEAL,
            marker=marker,
            marker_name="M. Terrier",
        )

    def seal_second(self, assignment_id: str = "a1", marker: str = "account", **fields: object) -> object:
        """Seal what that person marked."""
        given = {"lines": LINES, "judgement": judgement(1), "nonce": "22" * 32, **fields}
        return self.act(commands.SealSecondMarking, by=marker, assignment_id=assignment_id, **given)


def test_it_is_asked_for_once_both_have_sealed() -> None:
    """Before, a second opinion could reach a judge who still marks; nobody is asked twice at once."""
    room = SecondRoom()
    assert room.refusal("second") == "not-sealed-by-both"
    room.open()
    room.seal(PLAYER)
    assert room.refusal("second") == "not-sealed-by-both"
    room.seal("observer", 2)
    assert len(room.second()) == 1
    assert room.refusal("second", "a2") == "second-marking-waits"
    assert room.refusal("second", "a3", "another") == ""
    assert [each.marker_name for each in room.judging.seconds] == ["M. Terrier", "M. Terrier"]


def test_it_is_sealed_once_by_whoever_was_asked_and_says_its_digest() -> None:
    """Its body is whole, its key no judge's; a body that lacks something, or another's, is refused."""
    room = SecondRoom()
    room.both_seal()
    room.second()
    assert room.refusal("seal_second", "a1", "another") == "unknown-assignment"
    assert room.refusal("seal_second", "a2") == "unknown-assignment"
    bare = msgspec.structs.replace(judgement(), acquired=None)
    assert room.refusal("seal_second", judgement=bare) == "marks-incomplete"
    other = msgspec.structs.replace(LINES, digest="cd" * 32)
    assert room.refusal("seal_second", lines=other) == "another-grid"
    room.seal_second()
    (second,) = room.judging.seconds
    assert second.digest == digest_of(second.body)
    body = second.read()
    assert isinstance(body, SealedBody)
    assert (body.judge, body.judgement) == ("second-a1", judgement(1))
    assert room.refusal("seal_second") == "already-sealed"
    assert fold(room.history).judging == room.judging


def test_nothing_of_the_jury_is_touched() -> None:
    """A locked deliberation stays locked; what both sealed, proposed and signed is the same."""
    room = SecondRoom()
    room.lock()
    before = room.judging
    room.second()
    room.seal_second()
    assert msgspec.structs.replace(room.judging, seconds=()) == before
    assert room.judging.locked is not None


def test_only_a_manager_asks() -> None:
    """An evaluator's seat does not, nor does one of the judges."""
    room = SecondRoom()
    room.both_seal()
    fields = {"by": PLAYER, "by_name": "", "assignment_id": "a", "marker": "m", "marker_name": ""}
    for seat in (Seat.EVALUATOR, Seat.JUROR, Seat.OBSERVER, Seat.CANDIDATE):
        code = room.refusal(
            "act", commands.AskSecondMarking, seat=seat, reason=events.SecondReason.APPEAL, **fields
        )
        assert code == "not-your-command"
