"""What reaches the candidate's work other than by their keys: how much is noted, what it is never is."""

import msgspec
import pytest

from oralexam.rooms import commands, events
from oralexam.rooms.ledger import ledger_of
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.rooms.work_acts import MOST_HELP_NOTED
from tests.rooms.situations import TableRoom, bring_to


def a_room(phase: Phase, *, paste_allowed: bool) -> TableRoom:
    """A room in that phase, of a centre that allows pasting or does not."""
    room = TableRoom()
    opened = room.history[0]
    assert isinstance(opened, events.SittingOpened)
    room.history[0] = msgspec.structs.replace(opened, paste_allowed=paste_allowed)
    return bring_to(room, phase)


def note(
    room: TableRoom, help_: commands.OutsideHelp, characters: int = 312
) -> list[events.OutsideHelpNoted]:
    """What happens when the page tells of it."""
    told = commands.NoteOutsideHelp(
        from_phase=room.phase, help=help_, where=commands.WrittenWork.TEXT, characters=characters
    )
    return [each for each in room.order(Seat.CANDIDATE, told) if isinstance(each, events.OutsideHelpNoted)]


@pytest.mark.parametrize("allowed", [True, False])
def test_the_length_is_noted_and_whether_the_centre_allows_it(*, allowed: bool) -> None:
    """What the page kept out is noted as refused; the text itself has no place in the event."""
    room = a_room(Phase.WRITING, paste_allowed=allowed)
    (noted,) = note(room, commands.OutsideHelp.PASTE)
    assert (noted.characters, noted.refused) == (312, not allowed)
    assert set(noted.__struct_fields__) == {"at", "help", "where", "characters", "refused"}
    (listed,) = ledger_of(room.history, now=room.clock.now()).incidents
    assert listed.code == ("outside-paste" if allowed else "outside-paste-refused")
    assert (listed.by, listed.text) == (Seat.CANDIDATE, "312")


def test_what_a_page_cannot_keep_out_is_never_called_refused() -> None:
    """The browser's own correction happens whatever the centre says: it can only be told."""
    room = a_room(Phase.WRITING, paste_allowed=False)
    (noted,) = note(room, commands.OutsideHelp.REPLACEMENT)
    assert not noted.refused


def test_a_page_gone_wrong_does_not_fill_the_ledger() -> None:
    """Two hundred say enough, and a length beyond any text is no length."""
    room = a_room(Phase.PREPARATION, paste_allowed=True)
    (first,) = note(room, commands.OutsideHelp.DROP, characters=2**53 - 1)
    assert first.characters == commands.LONGEST_TEXT
    for _ in range(MOST_HELP_NOTED - 1):
        assert note(room, commands.OutsideHelp.DROP)
    assert note(room, commands.OutsideHelp.DROP) == []
