"""Frames that are not of the protocol are refused whole, whatever they are made of."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oralexam.errors import BadInput
from oralexam.rooms.commands import SaveNotes
from oralexam.rooms.phases import Phase
from oralexam.signaling.client_messages import Order
from oralexam.signaling.codec import decode


def order(**command: object) -> str:
    """An order's frame."""
    return json.dumps({"type": "order", "ref": 1, "command": command})


def test_an_order_is_read() -> None:
    """The command inside is of its own type."""
    said = decode(order(type="save-notes", from_phase="call", text="8 cartons", revision=2))
    assert said == Order(ref=1, command=SaveNotes(from_phase=Phase.CALL, text="8 cartons", revision=2))


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"type": "order"}',
        '{"type": "no-such-thing", "ref": 1}',
        '{"type": "ping", "ref": 1, "extra": true}',
        '{"type": "ping", "ref": "1"}',
        order(type="save-notes", from_phase="nowhere", text="", revision=1),
        order(type="save-notes", from_phase="call", text=None, revision=1),
        order(type="save-notes", from_phase="call", text="", revision=1.5),
        order(type="draw-scenario", from_phase="waiting", seat="juror"),
        "[" * 60_000,
        '{"type": "ping", "ref": 1}{"type": "ping", "ref": 2}',
        "\ud800",
    ],
)
def test_what_is_not_of_the_protocol_is_refused(frame: str) -> None:
    """Unknown types, unknown fields, wrong kinds, nonsense: one code for all."""
    with pytest.raises(BadInput) as refused:
        decode(frame)
    assert refused.value.reason == "malformed-message"


@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_nothing_but_a_refusal_comes_of_noise(frame: str) -> None:
    """No other exception leaves the codec."""
    with pytest.raises(BadInput):
        decode(frame)
