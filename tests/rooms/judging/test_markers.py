"""Markers: pressed while one listens, timed by the server, never doubled, nobody's but who pressed them."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from oralexam.errors import BadInput, Refused
from oralexam.exams.grids import criteria_of
from oralexam.exams.parts import PartKind
from oralexam.identifiers import new_id
from oralexam.rooms import commands, events
from oralexam.rooms.judging.marker_acts import MARGIN_S, MOST_MARKERS
from oralexam.rooms.judging.marker_commands import (
    LONGEST_AGO_S,
    LONGEST_NOTE,
    NoteMarker,
    RemoveMarker,
    SetMarker,
    Sign,
)
from oralexam.rooms.judging.marker_events import MarkerSet
from oralexam.rooms.judging.markers import Marker
from oralexam.rooms.phases import Phase
from oralexam.rooms.projection import view_for
from oralexam.rooms.seats import JURY, Seat
from oralexam.rooms.views import JuryView
from tests.rooms.situations import TableRoom, bring_to, kinds


def press(room: TableRoom, seat: Seat = Seat.OBSERVER, **fields: Any) -> list[events.AnyEvent]:  # noqa: ANN401
    """A juror presses a key; `fields` say otherwise than « plus » on the first criterion, now."""
    said = {"marker_id": new_id(), "criterion_id": "call-1", "sign": Sign.PLUS} | fields
    return room.order(seat, SetMarker(from_phase=room.phase, **said))


def one(happened: list[events.AnyEvent]) -> MarkerSet:
    """The one marker that was set."""
    (event,) = happened
    assert isinstance(event, MarkerSet)
    return event


def standing(room: TableRoom) -> tuple[Marker, ...]:
    """All markers of the room."""
    return room.state.markers.standing


def seen_by(room: TableRoom, seat: Seat) -> list[str]:
    """The ids of the markers in a seat's view."""
    view = view_for(
        seat,
        room.state,
        sitting_id="s",
        scenario=room.scenario,
        present=frozenset(),
        now=room.clock.now(),
        criteria=criteria_of(PartKind.CALL),
    )
    assert isinstance(view, JuryView)
    return [marker.marker_id for marker in view.markers]


def in_a_call(after_s: float = 60) -> TableRoom:
    """A room whose call has run for a while."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.pass_s(after_s)
    return room


def test_the_server_says_when_and_who() -> None:
    """A marker has the server's clock and the key of who sits there; the page says neither."""
    room = in_a_call()
    set_ = one(press(room, note="propose le 14"))
    assert (set_.pressed_at, set_.at) == (room.clock.now(), room.clock.now())
    assert (set_.judge, set_.seat, set_.criterion_id, set_.sign) == ("observer", Seat.OBSERVER, "call-1", "+")
    assert one(press(room, Seat.JUROR, sign=Sign.MINUS)).judge == "juror"
    assert set_.personal == {"criterion_id", "sign", "note"}


def test_one_that_was_pressed_while_the_link_was_away_stands_at_its_moment() -> None:
    """It comes later and says how much; the moment is the one at which the key was pressed."""
    room = in_a_call(60)
    pressed_at = room.clock.now()
    room.pass_s(25)
    late = one(press(room, ago_ms=25_000))
    assert (late.pressed_at, late.at) == (pressed_at, pressed_at + timedelta(seconds=25))


def test_sent_again_it_is_the_same_marker() -> None:
    """Also when it has been taken back meanwhile; and nobody takes another's id."""
    room = in_a_call()
    marker_id = new_id()
    assert kinds(press(room, marker_id=marker_id)) == ["MarkerSet"]
    assert press(room, marker_id=marker_id, sign=Sign.MINUS) == []
    with pytest.raises(Refused, match="not-your-marker"):
        press(room, Seat.JUROR, marker_id=marker_id)
    remove = RemoveMarker(from_phase=Phase.CALL, marker_id=marker_id)
    assert kinds(room.order(Seat.OBSERVER, remove)) == ["MarkerRemoved"]
    assert room.order(Seat.OBSERVER, remove) == []
    assert press(room, marker_id=marker_id) == []
    assert standing(room) == ()


def test_a_note_is_written_beside_and_rewritten() -> None:
    """The same words again are no event; one's own markers only."""
    room = in_a_call()
    marker_id = one(press(room)).marker_id

    def write(note: str, seat: Seat = Seat.OBSERVER) -> list[str]:
        return kinds(room.order(seat, NoteMarker(from_phase=Phase.CALL, marker_id=marker_id, note=note)))

    assert write(" renvoie à M. Delattre ") == ["MarkerNoted"]
    assert write("renvoie à M. Delattre") == []
    assert [marker.note for marker in standing(room)] == ["renvoie à M. Delattre"]
    for act in (NoteMarker(from_phase=Phase.CALL, marker_id=marker_id, note="x"), None):
        with pytest.raises(Refused, match="not-your-marker"):
            room.order(Seat.JUROR, act or RemoveMarker(from_phase=Phase.CALL, marker_id=marker_id))
    with pytest.raises(Refused, match="unknown-marker"):
        room.order(Seat.JUROR, RemoveMarker(from_phase=Phase.CALL, marker_id=new_id()))


def test_a_note_alone_marks_a_moment_of_no_criterion() -> None:
    """It has words, and keeps them: it is taken back, not emptied."""
    room = in_a_call()
    alone = one(press(room, criterion_id="", sign=Sign.NOTE, note="long silence"))
    assert alone.criterion_id == ""
    with pytest.raises(BadInput, match="note-empty"):
        room.order(Seat.OBSERVER, NoteMarker(from_phase=Phase.CALL, marker_id=alone.marker_id, note=""))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"marker_id": "1"}, "marker-id-malformed"),
        ({"criterion_id": "visitor-1"}, "unknown-criterion"),
        ({"criterion_id": ""}, "unknown-criterion"),
        ({"sign": Sign.NOTE, "note": "hm"}, "unknown-criterion"),
        ({"criterion_id": "", "sign": Sign.NOTE, "note": " "}, "note-empty"),
        ({"note": "n" * (LONGEST_NOTE + 1)}, "note-too-long"),
        ({"ago_ms": LONGEST_AGO_S * 1000 + 1}, "marker-too-late"),
        ({"ago_ms": 120_000}, "not-in-the-exchange"),
    ],
)
def test_what_is_no_moment_of_this_part_is_refused(fields: dict[str, Any], code: str) -> None:
    """With the reason, and nothing happens."""
    room = in_a_call(60)
    with pytest.raises((BadInput, Refused), match=code):
        press(room, **fields)
    assert standing(room) == ()


def test_a_marker_may_come_after_the_part_but_not_be_of_it() -> None:
    """What was pressed in the last second arrives in the writing; what is pressed there marks nothing."""
    room = in_a_call(60)
    ended_at = room.clock.now()
    room.press(Seat.JUROR, commands.HangUp)
    room.pass_s(MARGIN_S - 1)
    assert one(press(room)).pressed_at == ended_at
    room.pass_s(30)
    with pytest.raises(Refused, match="not-in-the-exchange"):
        press(room)
    assert one(press(room, ago_ms=40_000)).pressed_at == room.clock.now() - timedelta(seconds=40)
    room.pass_s(700)
    assert room.phase is Phase.HANDED_IN
    late = one(press(room, ago_ms=int(1000 * (room.clock.now() - ended_at).total_seconds()) + 20_000))
    assert late.pressed_at == ended_at - timedelta(seconds=20)


def test_a_page_gone_wrong_does_not_fill_the_chain() -> None:
    """Four hundred of one juror; the other still marks."""
    room = in_a_call()
    for _ in range(MOST_MARKERS):
        press(room)
    with pytest.raises(Refused, match="too-many-markers"):
        press(room)
    assert one(press(room, Seat.JUROR))


def test_each_juror_sees_their_own_and_nobody_else_any() -> None:
    """The candidate's view is byte for byte the one of a jury that marked nothing."""
    room, plain = in_a_call(), in_a_call()
    own = one(press(room, note="canary:note")).marker_id
    other = one(press(room, Seat.JUROR, note="canary:other")).marker_id
    assert (seen_by(room, Seat.OBSERVER), seen_by(room, Seat.JUROR)) == ([own], [other])

    def candidates(of: TableRoom) -> bytes:
        view = view_for(
            Seat.CANDIDATE,
            of.state,
            sitting_id="s",
            scenario=of.scenario,
            present=frozenset(),
            now=of.clock.now(),
            criteria=criteria_of(PartKind.CALL),
        )
        return msgspec.json.encode(view)

    assert candidates(room) == candidates(plain)


def test_markers_stay_with_the_person_when_jurors_change_places_and_are_replaced() -> None:
    """The key follows who pressed; a newcomer begins with none, who returns finds theirs."""
    room = in_a_call()
    first = one(press(room)).marker_id
    room.press(Seat.JUROR, commands.HangUp)
    room.manage(commands.SwapJurors, reason="voice gone")
    assert (seen_by(room, Seat.JUROR), seen_by(room, Seat.OBSERVER)) == ([first], [])
    with pytest.raises(Refused, match="marker-too-late"):
        press(room, Seat.OBSERVER, ago_ms=1000)
    room.manage(commands.ReplaceJuror, seat=Seat.JUROR, name="Ida Test", reason="ill")
    assert [seen_by(room, seat) for seat in JURY] == [[], []]
    assert room.state.jurors.seated[Seat.JUROR] not in {"juror", "observer"}
    assert room.state.jurors.names[room.state.jurors.seated[Seat.JUROR]] == "Ida Test"
    room.manage(
        commands.ReplaceJuror, seat=Seat.JUROR, name=room.state.jurors.names["observer"], reason="well again"
    )
    assert seen_by(room, Seat.JUROR) == [first]


def test_a_part_that_begins_anew_keeps_what_was_marked_and_shows_what_is() -> None:
    """The markers of the attempt before stand in the chain, and not before the jury."""
    room = in_a_call()
    press(room)
    room.manage(commands.RestartPart, to=Phase.DRAWN, reason="fire alarm")
    assert (len(standing(room)), seen_by(room, Seat.OBSERVER)) == (1, [])
