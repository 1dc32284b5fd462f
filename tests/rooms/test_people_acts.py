"""One bell a seat, and its answer; jurors who change; who signs for the manager's acts."""

import msgspec
import pytest

from oralexam.errors import BadInput, Refused
from oralexam.rooms import commands, decisions, events
from oralexam.rooms.drawing import Lottery
from oralexam.rooms.folding import after, fold
from oralexam.rooms.ledger import ledger_of
from oralexam.rooms.phases import Phase
from oralexam.rooms.projection import view_for
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import Bell
from oralexam.rooms.views import JuryView
from tests.rooms.situations import TableRoom, bring_to, kinds


def bell_seen_by(room: TableRoom, seat: Seat) -> Bell | None:
    """A seat's own bell, in its view."""
    view = view_for(
        seat,
        room.state,
        sitting_id="s",
        scenario=room.scenario,
        present=frozenset(),
        now=room.clock.now(),
    )
    return view.bell


def test_each_seat_has_a_bell_of_its_own() -> None:
    """While the juror's rings, the candidate's is heard; a second press of one changes nothing."""
    room = bring_to(TableRoom(), Phase.PREPARATION)
    assert kinds(room.press(Seat.JUROR, commands.RingBell)) == ["BellRung"]
    room.pass_s(5)
    assert kinds(room.press(Seat.CANDIDATE, commands.RingBell)) == ["BellRung"]
    assert room.press(Seat.CANDIDATE, commands.RingBell) == []
    assert [bell.seat for bell in room.state.bells] == [Seat.JUROR, Seat.CANDIDATE]
    assert room.state.bell_rung_by is Seat.JUROR


def test_the_answer_reaches_the_seat_before_the_bell_is_cleared() -> None:
    """`on arrive`: to the seat that rang, and to no other."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.press(Seat.CANDIDATE, commands.RingBell)
    room.press(Seat.OBSERVER, commands.RingBell)
    rung_at = room.clock.now()
    room.pass_s(4)
    assert kinds(room.manage(commands.AnswerBell, seat=Seat.CANDIDATE)) == ["BellAnswered"]
    assert room.manage(commands.AnswerBell, seat=Seat.CANDIDATE) == []
    assert bell_seen_by(room, Seat.CANDIDATE) == Bell(
        seat=Seat.CANDIDATE, rung_at=rung_at, answered_at=room.clock.now()
    )
    assert bell_seen_by(room, Seat.OBSERVER) == Bell(seat=Seat.OBSERVER, rung_at=rung_at)
    assert bell_seen_by(room, Seat.JUROR) is None
    assert room.state.bell_rung_by is Seat.OBSERVER
    assert kinds(room.manage(commands.ClearBell, seat=Seat.CANDIDATE)) == ["BellCleared"]
    assert bell_seen_by(room, Seat.CANDIDATE) is None
    assert bell_seen_by(room, Seat.OBSERVER) is not None


def test_who_was_answered_may_ring_again() -> None:
    """The manager was held up: the bell rings anew."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.press(Seat.CANDIDATE, commands.RingBell)
    room.manage(commands.AnswerBell, seat=Seat.CANDIDATE)
    room.pass_s(90)
    assert kinds(room.press(Seat.CANDIDATE, commands.RingBell)) == ["BellRung"]
    assert room.state.bell_of(Seat.CANDIDATE) == Bell(seat=Seat.CANDIDATE, rung_at=room.clock.now())


def test_all_bells_are_cleared_at_once_where_none_is_named() -> None:
    """As the events of an old data folder say it; and where none rings, nothing happens."""
    room = bring_to(TableRoom(), Phase.CALL)
    for seat in (Seat.CANDIDATE, Seat.JUROR):
        room.press(seat, commands.RingBell)
    assert kinds(room.manage(commands.ClearBell)) == ["BellCleared"]
    assert room.state.bells == ()
    assert room.manage(commands.ClearBell) == room.manage(commands.ClearBell, seat=Seat.JUROR) == []
    old = msgspec.convert({"kind": "bell-cleared", "at": room.clock.now()}, events.AnyEvent)
    rung = after(room.state, events.BellRung(at=room.clock.now(), by=Seat.JUROR))
    assert after(rung, old).bells == ()


def test_the_jurors_change_places() -> None:
    """The names go with them; the seats keep their parts. A second swap is the way back."""
    room = bring_to(TableRoom(), Phase.DRAWN)
    names = (room.state.juror_name, room.state.observer_name)
    assert kinds(room.manage(commands.SwapJurors, reason="Mme Aubertin plays better")) == ["JuryChanged"]
    assert (room.state.observer_name, room.state.juror_name) == names
    view = view_for(
        Seat.JUROR,
        room.state,
        sitting_id="s",
        scenario=room.scenario,
        present=frozenset(),
        now=room.clock.now(),
    )
    assert isinstance(view, JuryView)
    assert (view.observer_name, view.juror_name) == names
    room.manage(commands.SwapJurors, reason="back")
    assert (room.state.juror_name, room.state.observer_name) == names


def test_a_part_that_has_not_begun_moves_to_another_room() -> None:
    """Everybody's view says the new room; to where it is, nothing moves; and nothing moves once it began."""
    room = bring_to(TableRoom(), Phase.DRAWN)
    assert kinds(room.manage(commands.MoveToRoom, room_name=" Salle 2 ")) == ["RoomMoved"]
    assert room.manage(commands.MoveToRoom, room_name="Salle 2") == []
    assert (room.state.room_name, room.state.as_cast.room_name) == ("Salle 2", "Salle 2")
    for seat in (Seat.CANDIDATE, Seat.JUROR):
        view = view_for(
            seat,
            room.state,
            sitting_id="s",
            scenario=room.scenario,
            present=frozenset(),
            now=room.clock.now(),
        )
        assert view.room_name == "Salle 2"
    with pytest.raises(BadInput, match="name-missing"):
        room.manage(commands.MoveToRoom, room_name=" ")
    begun = bring_to(TableRoom(), Phase.PREPARATION)
    with pytest.raises(Refused, match="not-now"):
        begun.manage(commands.MoveToRoom, room_name="Salle 2")


@pytest.mark.parametrize("seat", [Seat.JUROR, Seat.OBSERVER])
def test_another_juror_comes_in(seat: Seat) -> None:
    """Into the seat that is named; the other stays."""
    room = bring_to(TableRoom(), Phase.PREPARATION)
    before = {Seat.JUROR: room.state.juror_name, Seat.OBSERVER: room.state.observer_name}
    room.manage(commands.ReplaceJuror, seat=seat, name=" Zoé Blin ", reason="ill")
    assert {Seat.JUROR: room.state.juror_name, Seat.OBSERVER: room.state.observer_name} == before | {
        seat: "Zoé Blin"
    }


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"seat": Seat.CANDIDATE, "name": "Zoé", "reason": "ill"}, "not-a-jurors-seat"),
        ({"seat": Seat.JUROR, "name": " ", "reason": "ill"}, "name-missing"),
        ({"seat": Seat.JUROR, "name": "x" * 81, "reason": "ill"}, "name-missing"),
        ({"seat": Seat.JUROR, "name": "Zoé", "reason": ""}, "reason-missing"),
    ],
)
def test_a_change_of_juror_names_a_juror_and_a_reason(fields: dict[str, object], code: str) -> None:
    """Everything else is refused, and the jury stays."""
    room = bring_to(TableRoom(), Phase.PREPARATION)
    with pytest.raises(BadInput, match=code):
        room.manage(commands.ReplaceJuror, **fields)
    assert room.state.changed_jury is None


@pytest.mark.parametrize("seat", [Seat.JUROR, Seat.OBSERVER])
def test_nobody_plays_and_observes(seat: Seat) -> None:
    """Who holds one seat of the jury does not take the other one, too, however the name is written."""
    room = bring_to(TableRoom(), Phase.PREPARATION)
    other = room.state.observer_name if seat is Seat.JUROR else room.state.juror_name
    with pytest.raises(BadInput, match="juror-in-both-seats"):
        room.manage(commands.ReplaceJuror, seat=seat, name=f" {other.upper()}", reason="ill")
    assert room.state.changed_jury is None


@pytest.mark.parametrize("phase", [Phase.CONNECTING, Phase.CALL, Phase.HANDED_IN, Phase.ABORTED])
def test_a_voice_does_not_change_while_it_is_recorded(phase: Phase) -> None:
    """One track, one speaker: the call is ended first, or the part restarted."""
    room = bring_to(TableRoom(), phase)
    with pytest.raises(Refused, match="not-now"):
        room.manage(commands.SwapJurors, reason="ill")


def test_an_act_is_signed_by_who_sits_at_the_desk() -> None:
    """With the name that the service knows; what others do is not signed, and the ledger says who it was."""
    room = bring_to(TableRoom(), Phase.PREPARATION)
    given = decisions.Given(
        lottery=Lottery(sitting_id="s", scenarios=room.scenarios, chance=bytes(32)),
    )

    def act(command: commands.AnyCommand, seat: Seat = Seat.MANAGER) -> None:
        room.happen(
            decisions.decide(
                room.state, command, seat=seat, now=room.clock.now(), given=given, author="Léa Morin"
            )
        )

    act(commands.PauseClock(from_phase=Phase.PREPARATION, reason="noise"))
    act(commands.RingBell(from_phase=Phase.PREPARATION), Seat.CANDIDATE)
    room.pass_s(10)
    act(commands.GiveTime(from_phase=Phase.PREPARATION, seconds=10, reason="noise"))
    act(commands.NoteIncident(from_phase=Phase.PREPARATION, code=commands.IncidentCode.NOISE))
    act(commands.AbortPart(from_phase=Phase.PREPARATION, reason="evacuation"))
    ledger = ledger_of(room.history, now=room.clock.now())
    (paused,) = (row for row in ledger.stretches if row.by is not None)
    assert {paused.author, ledger.given[0].author, ledger.incidents[0].author, ledger.abort_author} == {
        "Léa Morin"
    }
    assert all("author" in event.personal for event in room.history if hasattr(event, "author"))
    assert fold(room.history) == room.state


def test_a_break_is_a_pause_that_was_granted() -> None:
    """Without a reason, named in the ledger; and only where breaks were granted."""
    room = TableRoom()
    with pytest.raises(Refused, match="no-breaks-granted"):
        bring_to(room, Phase.PREPARATION).manage(commands.PauseClock, reason="", for_break=True)
    granted = TableRoom()
    granted.history[0] = msgspec.structs.replace(granted.state.sitting, breaks=True)
    bring_to(granted, Phase.PREPARATION)
    granted.manage(commands.PauseClock, reason="", for_break=True)
    granted.pass_s(300)
    granted.manage(commands.ResumeClock)
    ledger = ledger_of(granted.history, now=granted.clock.now())
    assert [(row.for_break, row.seconds) for row in ledger.stretches] == [(True, 300)]
    with pytest.raises(BadInput, match="reason-missing"):
        granted.manage(commands.PauseClock, reason="")
