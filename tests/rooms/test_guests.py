"""Who looks on: six seats, nothing to say, and nothing of it for the candidate."""

import msgspec
import pytest

from oralexam.errors import BadInput, Refused
from oralexam.rooms import commands, decisions, events
from oralexam.rooms.folding import fold
from oralexam.rooms.guest_commands import DismissGuest, InviteGuest
from oralexam.rooms.guest_events import GuestInvited
from oralexam.rooms.guests import MOST_COMINGS
from oralexam.rooms.ledger import ledger_of
from oralexam.rooms.phases import Phase
from oralexam.rooms.projection import view_for
from oralexam.rooms.seats import GUESTS, JURY, Seat
from oralexam.rooms.views import CandidateView, GuestView, JuryView
from tests.rooms.canaries import canaries_of, canary_scenario
from tests.rooms.situations import TableRoom, bring_to, kinds


def invite(room: TableRoom, name: str = "Ada Lenoir") -> GuestInvited:
    """The manager lets somebody look on."""
    (invited,) = room.order(Seat.MANAGER, InviteGuest(from_phase=room.phase, name=name))
    assert isinstance(invited, GuestInvited)
    return invited


def dismiss(room: TableRoom, seat: Seat) -> None:
    """The manager takes it back."""
    room.order(Seat.MANAGER, DismissGuest(from_phase=room.phase, seat=seat))


def link(room: TableRoom, seat: Seat, *, lost: bool = False) -> list[str]:
    """A guest's connection came up, or went away."""
    happened = decisions.link_changed(room.state, seat=seat, lost=lost, now=room.clock.now())
    room.happen(happened)
    return kinds(happened)


def view_of(room: TableRoom, seat: Seat, *present: Seat) -> CandidateView | JuryView | GuestView:
    """What a seat sees."""
    return view_for(
        seat,
        room.state,
        sitting_id="s",
        scenario=room.scenario,
        present=frozenset(present),
        now=room.clock.now(),
    )


def test_six_may_look_on_and_the_seventh_is_refused_and_changes_nothing() -> None:
    """Each gets the first seat that is free; a seat that was given up is given again."""
    room = bring_to(TableRoom(), Phase.CALL)
    assert tuple(invite(room, f"Guest {number}").seat for number in range(6)) == GUESTS
    before = room.state
    with pytest.raises(Refused, match="room-full-of-guests"):
        invite(room, "the seventh")
    assert room.state == before
    dismiss(room, Seat.GUEST_3)
    assert invite(room, "the eighth").seat is Seat.GUEST_3
    assert room.state.guests.seated[-1].name == "the eighth"
    dismiss(room, Seat.GUEST_3)
    with pytest.raises(BadInput, match="name-missing"):
        invite(room, " ")


def test_coming_and_going_is_noted_once_each() -> None:
    """A connection that replaces another is no coming; after the end nothing is noted."""
    room = bring_to(TableRoom(), Phase.CALL)
    assert link(room, Seat.GUEST_1) == []
    invite(room)
    assert link(room, Seat.GUEST_1, lost=True) == []
    assert link(room, Seat.GUEST_1) == ["GuestCame"]
    assert link(room, Seat.GUEST_1) == []
    assert link(room, Seat.GUEST_1, lost=True) == ["GuestLeft"]
    assert link(room, Seat.GUEST_1) == ["GuestCame"]
    room.happen([events.ServerReturned(at=room.clock.now(), down_since=room.clock.now())])
    assert link(room, Seat.GUEST_1) == ["GuestCame"]
    assert room.state.lost_links == frozenset()
    room.order(Seat.MANAGER, commands.AbortPart(from_phase=room.phase, reason="over"))
    assert link(room, Seat.GUEST_1, lost=True) == []
    told = [(each.code, each.text) for each in ledger_of(room.history, now=room.clock.now()).incidents]
    assert told == [
        ("guest-invited", "Ada Lenoir"),
        ("guest-came", "Ada Lenoir"),
        ("guest-left", "Ada Lenoir"),
        ("guest-came", "Ada Lenoir"),
        ("server-returned", ""),
        ("guest-came", "Ada Lenoir"),
    ]


def test_a_page_that_reconnects_all_day_does_not_fill_the_chain() -> None:
    """After a hundred comings no more are noted."""
    room = bring_to(TableRoom(), Phase.CALL)
    invite(room)
    for _ in range(MOST_COMINGS):
        link(room, Seat.GUEST_1)
        link(room, Seat.GUEST_1, lost=True)
    assert link(room, Seat.GUEST_1) == []


def test_nothing_of_a_guest_is_in_the_candidates_view() -> None:
    """Invited, there, gone, dismissed: the view is equal, to the last field."""
    room = bring_to(TableRoom(), Phase.CALL)
    talking = (Seat.CANDIDATE, Seat.JUROR, Seat.OBSERVER)
    alone = view_of(room, Seat.CANDIDATE, *talking)
    invite(room, "canary-guest")
    assert view_of(room, Seat.CANDIDATE, *talking, Seat.GUEST_1) == alone
    link(room, Seat.GUEST_1)
    assert view_of(room, Seat.CANDIDATE, *talking, Seat.GUEST_1) == alone
    for seat in JURY:
        jury = view_of(room, seat, *talking, Seat.GUEST_1)
        assert isinstance(jury, JuryView)
        assert jury.looking_on == ("canary-guest",)
        assert Seat.GUEST_1 not in jury.present
    dismiss(room, Seat.GUEST_1)
    assert view_of(room, Seat.CANDIDATE, *talking) == alone


def test_a_guest_is_told_who_talks_and_no_paper() -> None:
    """Of a scenario of canaries the title alone, from the draw on; and nothing once dismissed."""
    scenario = canary_scenario()
    room = TableRoom(scenarios=(scenario,))
    invite(room)
    waiting = view_of(room, Seat.GUEST_1)
    assert isinstance(waiting, GuestView)
    assert waiting.title == ""
    bring_to(room, Phase.CALL)
    room.note("canary:note", 1)
    seen = msgspec.json.encode(view_of(room, Seat.GUEST_1)).decode()
    canaries = canaries_of(scenario) | {"canary:note"}
    assert {canary for canary in canaries if canary in seen} <= {scenario.title}
    assert scenario.title in seen
    dismiss(room, Seat.GUEST_1)
    with pytest.raises(Refused, match="seat-has-no-view"):
        view_of(room, Seat.GUEST_1)


def test_the_names_of_guests_can_be_erased() -> None:
    """Name and author stand apart from the chain; without them the room folds to the same seats."""
    assert GuestInvited.personal == {"name", "author"}
    room = bring_to(TableRoom(), Phase.CALL)
    invited = invite(room)
    erased = msgspec.structs.replace(invited, name="", author="")
    state = fold([erased if event is invited else event for event in room.history])
    assert [(guest.seat, guest.name) for guest in state.guests.seated] == [(Seat.GUEST_1, "")]


def test_a_guest_hears_a_telephone_call_as_the_two_hear_it() -> None:
    """The narrow band of a session is in the guest's view, too."""
    room = bring_to(TableRoom(), Phase.CALL)
    seat = invite(room).seat
    sitting = msgspec.structs.replace(room.state.sitting, narrow_band=True)
    state = msgspec.structs.replace(room.state, sitting=sitting)
    lines = [
        view_for(
            each,
            state,
            sitting_id="s",
            scenario=room.scenario,
            present=frozenset(),
            now=room.clock.now(),
        ).line
        for each in (Seat.CANDIDATE, Seat.JUROR, seat)
    ]
    assert [line.narrow_band for line in lines] == [True, True, True]
    assert not lines[-1].you_ring
