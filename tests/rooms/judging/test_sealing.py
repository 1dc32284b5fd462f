"""What is sealed, what opens the gate, what is signed, who reopens, whose markers they are."""

import msgspec
import pytest

from oralexam.errors import UserMistake
from oralexam.rooms.commands import AbortPart, ReplaceJuror, SwapJurors
from oralexam.rooms.events import AnyEvent
from oralexam.rooms.folding import fold
from oralexam.rooms.judging import events
from oralexam.rooms.judging.deliberating import Deliberation, Outcome
from oralexam.rooms.judging.marker_commands import SetMarker, Sign
from oralexam.rooms.judging.marks import Judgement, Mark
from oralexam.rooms.judging.sealing import digest_of
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from tests.rooms.judging.made import (
    LINES,
    OBSERVER,
    PLAYER,
    JudgedRoom,
    deliberation,
    judgement,
)
from tests.rooms.situations import TableRoom, bring_to, kinds


def test_a_part_that_was_aborted_can_be_judged() -> None:
    """What was heard before it is there to be judged."""
    room = JudgedRoom(phase=Phase.ABORTED)
    room.both_seal()
    assert room.judging.both_sealed


def test_the_gate_opens_with_the_second_seal_and_not_before() -> None:
    """Neither markers, nor opening, nor one who seals twice opens it."""
    room = JudgedRoom()
    assert not room.judging.both_sealed
    room.open(OBSERVER)
    room.seal(OBSERVER)
    room.correct(OBSERVER, 2)
    assert not room.judging.both_sealed
    room.seal(PLAYER)
    assert room.judging.both_sealed


def test_what_was_seen_before_a_correction_is_told() -> None:
    """A version that was sealed before both had is independent; one after it is not. Both stay."""
    room = JudgedRoom()
    room.open()
    room.seal(PLAYER)
    room.correct(PLAYER, 2)
    room.seal(OBSERVER)
    room.correct(OBSERVER, 4)
    told = [(each.judge, each.version, each.independent) for each in room.judging.sealed]
    assert told == [
        (PLAYER, 1, True),
        (PLAYER, 2, True),
        (OBSERVER, 1, True),
        (OBSERVER, 2, False),
    ]
    assert [each.read().judgement.marks[0].level for each in room.judging.sealed_by(PLAYER)] == [3, 2]
    assert room.judging.sealed_by(PLAYER)[1].reason == "Réécouté"


def test_a_sealed_body_is_what_its_digest_says_and_whose_it_is() -> None:
    """The digest in the chain is of the erasable body, and the body tells sitting, judge and version."""
    room = JudgedRoom()
    room.open()
    (sealed,) = room.seal(PLAYER)
    assert isinstance(sealed, events.JudgementSealed)
    assert digest_of(sealed.body) == sealed.digest
    assert {"body", "judge_name", "reason"} == sealed.personal
    body = room.judging.sealed[0].read()
    assert (body.sitting_id, body.judge, body.version) == (LINES.sitting_id, PLAYER, 1)
    assert body.judgement == judgement()


def test_marks_are_tied_to_moments_or_say_why_not() -> None:
    """Each line has a level, and a moment or a reason why there is none; and the whole is said."""
    moment = judgement().marks[0].moments
    lacking = {
        "call-2:level": Mark(criterion_id="call-2", moments=moment),
        "call-2:moment": Mark(criterion_id="call-2", level=1, no_moment="  "),
    }
    for lack, mark in lacking.items():
        room = JudgedRoom()
        room.open()
        given = judgement(marks=(judgement().marks[0], mark))
        with pytest.raises(Exception, match="marks-incomplete") as refused:
            room.seal(PLAYER, judgement=given)
        assert refused.value.details == {"lacks": lack}
    room = JudgedRoom()
    room.open()
    empty = Judgement(grid_id="call", grid_version=1)
    with pytest.raises(Exception, match="marks-incomplete") as refused:
        room.seal(PLAYER, judgement=empty)
    assert refused.value.details["lacks"].endswith("whole:acquired")
    reasoned = Mark(criterion_id="call-2", level=1, no_moment="Rien ne le montre")
    assert room.seal(PLAYER, judgement=judgement(marks=(judgement().marks[0], reasoned)))


def test_a_level_beyond_the_scale_is_none() -> None:
    """The scale has four: a fifth is no mark."""
    room = JudgedRoom()
    room.open()
    assert room.refusal("seal", PLAYER, 5) == "marks-incomplete"


def test_a_correction_has_a_reason_and_changes_something() -> None:
    """Without either it is no version."""
    room = JudgedRoom()
    room.both_seal()
    assert room.refusal("correct", PLAYER, 2, reason="  ") == "reason-missing"
    assert room.refusal("correct", PLAYER, 3) == "nothing-changed"
    assert room.refusal("correct", PLAYER, 2, version=3) == "stale-version"
    assert room.refusal("correct", PLAYER, 2, version=1) == "stale-version"
    assert kinds(room.correct(PLAYER, 2)) == ["JudgementSealed"]


def test_the_grid_is_fixed_when_judging_begins() -> None:
    """A version that was published since is not what this sitting is judged by."""
    room = JudgedRoom()
    room.open()
    newer = msgspec.structs.replace(LINES, grid_version=2)
    assert room.refusal("seal", PLAYER, lines=newer) == "another-grid"
    edited = msgspec.structs.replace(LINES, digest="cd" * 32)
    assert room.refusal("seal", PLAYER, lines=edited) == "another-grid"


def test_both_sign_the_same_or_nothing_is_locked() -> None:
    """Another proposal, or marks that were corrected, leave no signature standing."""
    room = JudgedRoom()
    room.both_seal()
    room.propose()
    first = room.judging.proposal
    room.sign(PLAYER)
    other = deliberation(comment="Autrement")
    room.propose(OBSERVER, deliberation=other)
    assert (
        room.refusal("sign", OBSERVER, version=first.version, digest=first.digest) == "deliberation-changed"
    )
    room.sign(OBSERVER)
    assert room.judging.locked is None
    room.correct(PLAYER, 1)
    assert room.judging.proposal is None
    assert room.refusal("sign", PLAYER) == "deliberation-changed"
    room.propose(OBSERVER, deliberation=other)
    assert room.judging.proposal.version == 3
    room.sign(OBSERVER)
    assert kinds(room.sign(PLAYER)) == ["DeliberationSigned", "DeliberationLocked"]
    assert room.judging.locked.read().rests_on == (
        room.judging.standing_of(PLAYER).digest,
        room.judging.standing_of(OBSERVER).digest,
    )


def test_the_same_proposal_again_is_no_other_one() -> None:
    """An answer that was lost, or a second press: the signature that is there stays."""
    room = JudgedRoom()
    room.both_seal()
    room.propose()
    room.sign(PLAYER)
    assert room.propose(OBSERVER) == []
    assert room.sign(PLAYER) == []
    assert room.judging.proposal.signed_by(PLAYER)


@pytest.mark.parametrize(
    ("fields", "lack"),
    [
        ({"outcomes": ()}, "call-1:outcome call-2:outcome"),
        (
            {
                "outcomes": (
                    Outcome(criterion_id="call-1", agreed=9),
                    Outcome(criterion_id="call-2", agreed=1),
                )
            },
            "call-1:outcome",
        ),
        (
            {
                "outcomes": (
                    Outcome(criterion_id="call-1", agreed=1, dissenting=True, words="?"),
                    Outcome(criterion_id="call-2", dissenting=True),
                )
            },
            "call-1:outcome call-2:dissent-words",
        ),
        ({"acquired": None}, "whole:acquired"),
        ({"acquired": None, "acquired_dissenting": True}, "whole:dissent-words"),
        ({"present": ("Paul Aubin",)}, "whole:present"),
    ],
)
def test_a_deliberation_says_everything_or_is_not_laid_down(fields: dict[str, object], lack: str) -> None:
    """Agreed or dissent on each line, with words for a dissent; the whole; and who was there."""
    room = JudgedRoom()
    room.both_seal()
    given: Deliberation = deliberation(**fields)
    with pytest.raises(Exception, match="deliberation-incomplete") as refused:
        room.propose(deliberation=given)
    assert refused.value.details == {"lacks": lack}


def test_a_juror_with_a_managers_account_is_one_person() -> None:
    """Two keys, one name: however it is written; two jurors who happen to be called alike are two."""
    room = JudgedRoom()
    room.lock()
    room.ask(PLAYER, name="Léa Morin")
    decomposed = "LE\u0301A  morin"
    assert room.refusal("agree", "manager-1", seat=Seat.MANAGER, name=decomposed) == "same-person"
    room.agree(OBSERVER, name="Léa Morin")
    assert room.judging.locked is None


def test_reopening_is_an_act_of_two_people_one_of_them_a_judge() -> None:
    """Asked with a reason, agreed by another; what was locked stays on record."""
    room = JudgedRoom()
    room.lock()
    locked = room.judging.locked
    room.ask("manager-1", seat=Seat.MANAGER)
    assert room.refusal("agree", "manager-1", seat=Seat.MANAGER) == "same-person"
    assert room.refusal("agree", "manager-2", seat=Seat.MANAGER) == "reopening-without-judge"
    room.agree(OBSERVER)
    assert room.judging.locked is None
    assert room.judging.proposals[-1].locked_at == locked.locked_at
    (reopened,) = room.judging.reopenings
    assert (reopened.asked_by, reopened.agreed_by, reopened.of_version) == ("manager-1", OBSERVER, 1)
    room.correct(PLAYER, 1)
    room.propose(deliberation=deliberation(comment="Après recours"))
    room.sign(OBSERVER)
    room.sign(PLAYER)
    assert room.judging.locked.version == 2


def test_a_key_follows_the_person_whatever_seat_they_take() -> None:
    """Jurors change places, or are replaced by a member of the session: who sits there at the end judges."""
    room = bring_to(TableRoom(), Phase.RINGING)
    room.manage(SwapJurors, reason="a reason")
    assert dict(room.state.jurors.seated) == {Seat.JUROR: OBSERVER, Seat.OBSERVER: PLAYER}
    come = {"seat": Seat.OBSERVER, "name": "Zoé Blin", "reason": "a reason"}
    room.manage(ReplaceJuror, **come, member_id="member-7")
    room.manage(AbortPart, reason="a reason")
    judged = JudgedRoom()
    judged.history[:] = room.history
    judged.clock.advance(4000)
    assert judged.refusal("open", PLAYER) == "not-your-candidate"
    judged.open("member-7")
    assert [(each.key, each.name) for each in judged.judging.judges] == [
        (OBSERVER, "Mme Aubertin"),
        ("member-7", "Zoé Blin"),
    ]


def test_no_marker_comes_after_its_judge_has_sealed() -> None:
    """What the colleague will see is what was there when the marks were sealed."""
    judged = JudgedRoom()
    late = SetMarker(
        from_phase=Phase.CALL,
        marker_id="0b8b8b52-93a9-4a64-8a28-0a3d9a64a001",
        criterion_id="call-1",
        sign=Sign.MINUS,
        ago_ms=1,
    )
    judged.open(OBSERVER)
    judged.seal(OBSERVER)
    with pytest.raises(UserMistake) as refused:
        judged.order(Seat.OBSERVER, late)
    assert refused.value.reason == "marks-sealed"


def test_every_prefix_of_a_judged_sitting_folds() -> None:
    """Whatever the last event before kill -9 was, and read back from JSON."""
    room = JudgedRoom()
    room.lock()
    room.ask(PLAYER)
    room.agree(OBSERVER)
    for cut in range(1, len(room.history) + 1):
        read = msgspec.json.decode(msgspec.json.encode(room.history[:cut]), type=list[AnyEvent])
        assert fold(read) == fold(room.history[:cut])
