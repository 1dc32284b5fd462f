"""The part of the room machine in which people draw, as chance has it."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from oralexam.errors import BadInput, Refused
from oralexam.exams import shares
from oralexam.rooms import commands
from oralexam.rooms.draw_proof import prove
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import JURY, Seat
from tests.rooms.situations import SITTING, TableRoom

SHARE, WRONG = "22" * 32, "44" * 32


class PeopleWhoDraw(RuleBasedStateMachine):
    """Two jurors whose pages give their shares, now and then a wrong one, and a manager who voids draws."""

    def __init__(self) -> None:
        super().__init__()
        self.room = TableRoom()

    @rule(seat=st.sampled_from(JURY), wrong=st.booleans())
    def give_share(self, seat: Seat, wrong: bool) -> None:  # noqa: FBT001 — hypothesis
        """A juror's page commits; or it reveals, now and then a share that it has not committed to."""
        draw = self.room.state.draws.now
        given = draw.of(seat.value) if draw else None
        if draw is None or given is None:
            return
        phase = self.phase_now()
        if given.commitment:
            share = WRONG if wrong else SHARE
            self.attempt(seat, commands.RevealShare(from_phase=phase, number=draw.number, share=share))
        else:
            commitment = shares.commitment_of(draw, seat.value, SHARE)
            command = commands.CommitShare(from_phase=phase, number=draw.number, commitment=commitment)
            self.attempt(seat, command)

    @precondition(lambda self: len(self.room.history) > 12)
    @rule()
    def void_draw(self) -> None:
        """The manager declares the draw void."""
        self.attempt(Seat.MANAGER, commands.VoidDraw(from_phase=self.phase_now(), reason="a reason"))

    @invariant()
    def what_was_drawn_can_be_proved(self) -> None:
        """Whatever was pressed: the record of the draw holds once a scenario is drawn."""
        proof = prove(SITTING, self.room.history)
        assert {finding.code for finding in proof.findings} <= {"nothing-drawn"}
        assert proof.holds is (self.room.state.drawn is not None)

    def phase_now(self) -> Phase:
        """The phase once everything that is due has happened."""
        self.room.wake()
        return self.room.phase

    def attempt(self, seat: Seat, command: commands.AnyCommand) -> None:
        """Give a command; refused, it has changed nothing."""
        self.room.wake()
        before = self.room.state
        count = len(self.room.history)
        try:
            self.room.order(seat, command)
        except (Refused, BadInput):
            assert self.room.state == before
            assert len(self.room.history) == count
