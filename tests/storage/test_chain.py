"""The hash chain: whatever is done to it is found."""

import hashlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oralexam.rooms.events import AnyEvent
from oralexam.rooms.judging.marker_commands import Sign
from oralexam.rooms.judging.marker_events import MarkerSet
from oralexam.storage.chain import (
    EMPTY,
    GENESIS,
    ChainBreak,
    ChainedEvent,
    ChainHead,
    Personal,
    extend,
    restore,
    verify,
)
from tests.contracts.event_store import OTHER_SITTING, SITTING, notes, one_of_each, opened

_EVENTS = st.lists(
    st.one_of(st.sampled_from(one_of_each()), st.builds(notes, st.text(max_size=40))), min_size=2, max_size=12
)


def chained(happened: list[AnyEvent], *, sitting_id: str = SITTING) -> list[ChainedEvent]:
    """A chain with salts that differ and are always the same."""
    salts = (hashlib.sha256(bytes([number])).digest() for number in range(len(happened)))
    return extend(sitting_id, EMPTY, happened, salts)


def head_of(links: list[ChainedEvent]) -> ChainHead:
    """Where the chain ends."""
    return ChainHead(seq=links[-1].seq, hash=links[-1].hash)


def breaks(links: list[ChainedEvent], head: ChainHead | None, *, erased: bool = False) -> list[ChainBreak]:
    """What verification of the sitting's chain finds."""
    return list(verify(SITTING, links, head=head, erased=erased))


@given(_EVENTS)
def test_an_untouched_chain_holds_and_gives_the_events_back(happened: list[AnyEvent]):
    """No false alarm, and nothing is lost in it."""
    links = chained(happened)
    assert breaks(links, head_of(links)) == []
    assert [restore(link) for link in links] == happened


@given(_EVENTS, st.integers(min_value=1, max_value=11))
def test_a_chain_goes_on_where_it_stood(happened: list[AnyEvent], cut: int):
    """Appending in two steps gives the chain that one step gives."""
    whole = chained(happened)
    first = whole[:cut]
    salts = (bytes.fromhex(link.personal.salt) if link.personal else b"" for link in whole[cut:])
    assert first + extend(SITTING, head_of(first), happened[cut:], salts) == whole


@given(_EVENTS, st.data())
def test_one_changed_character_is_found_where_it_stands(happened: list[AnyEvent], data: st.DataObject):
    """In the public text, the hash, the personal payload or its salt: at any place, any other character."""
    links = chained(happened)
    head = head_of(links)
    place = data.draw(st.integers(0, len(links) - 1))
    link = links[place]
    fields = ["canonical", "hash"] + (["payload", "salt"] if link.personal else [])
    field = data.draw(st.sampled_from(fields))
    holder: ChainedEvent | Personal = link
    if field in {"payload", "salt"}:
        assert link.personal is not None
        holder = link.personal
    text: str = getattr(holder, field)
    at = data.draw(st.integers(0, len(text) - 1))
    # Text in a database is UTF-8: a lone surrogate (RFC 3629 §3) cannot stand there.
    other = data.draw(st.characters(codec="utf-8").filter(lambda character: character != text[at]))
    changed = msgspec.structs.replace(holder, **{field: text[:at] + other + text[at + 1 :]})
    links[place] = (
        changed if isinstance(changed, ChainedEvent) else msgspec.structs.replace(link, personal=changed)
    )
    found = breaks(links, head)
    assert found
    assert found[0].seq == place + 1


@given(_EVENTS, st.data())
def test_a_dropped_event_is_found(happened: list[AnyEvent], data: st.DataObject):
    """Any event, the last one too."""
    links = chained(happened)
    head = head_of(links)
    del links[data.draw(st.integers(0, len(links) - 1))]
    assert breaks(links, head)


@given(_EVENTS, st.data())
def test_a_cut_end_is_found_by_the_head(happened: list[AnyEvent], data: st.DataObject):
    """However much is cut off, to nothing at all; and without a head it cannot be seen."""
    links = chained(happened)
    kept = links[: data.draw(st.integers(0, len(links) - 1))]
    assert [broken.code for broken in breaks(kept, head_of(links))] == ["head"]
    assert breaks(kept, None) == []


@given(_EVENTS, st.data())
def test_two_events_that_change_places_are_found(happened: list[AnyEvent], data: st.DataObject):
    """Also where somebody renumbers the rows."""
    links = chained(happened)
    head = head_of(links)
    one, other = sorted(
        data.draw(st.lists(st.integers(0, len(links) - 1), min_size=2, max_size=2, unique=True))
    )
    links[one], links[other] = links[other], links[one]
    assert breaks(links, head)
    renumbered = [msgspec.structs.replace(link, seq=number) for number, link in enumerate(links, start=1)]
    assert breaks(renumbered, head)


@given(_EVENTS)
def test_an_added_event_is_found_by_the_head(happened: list[AnyEvent]):
    """Somebody who knows the rules can go on with a chain, but not with a head that was printed."""
    links = chained(happened)
    more = extend(SITTING, head_of(links), [notes("forged")], [bytes(32)])
    assert [broken.code for broken in breaks(links + more, head_of(links))] == ["head"]


def test_the_chain_of_another_sitting_is_found():
    """A whole chain that was copied to another sitting holds in itself, and says whose it is."""
    links = chained(one_of_each(), sitting_id=OTHER_SITTING)
    assert {broken.code for broken in breaks(links, head_of(links))} == {"order"}


@given(_EVENTS)
def test_erasing_leaves_the_chain_valid_and_the_events_silent(happened: list[AnyEvent]):
    """Personal fields read as nothing, everything else as before."""
    links = chained(happened)
    erased = [msgspec.structs.replace(link, personal=None) for link in links]
    assert breaks(erased, head_of(links), erased=True) == []
    for link, event in zip(erased, happened, strict=True):
        kinds = {name: type(getattr(event, name)) for name in event.personal}
        nothing = {name: Sign.NOTE if kind is Sign else kind() for name, kind in kinds.items()}
        assert restore(link) == msgspec.structs.replace(event, **nothing)


def test_once_marks_are_erased_no_sign_on_a_criterion_is_left():
    """Of a marker stays that somebody pressed a key, and when: it reads as a note without words."""
    (marker,) = [each for each in one_of_each() if isinstance(each, MarkerSet)]
    assert marker.sign is Sign.PLUS
    (link,) = extend(SITTING, EMPTY, [marker], [bytes(32)])
    assert marker.criterion_id not in link.canonical
    assert '"+"' not in link.canonical
    erased = restore(msgspec.structs.replace(link, personal=None))
    assert erased == msgspec.structs.replace(marker, criterion_id="", sign=Sign.NOTE, note="")


def test_a_payload_that_nobody_erased_may_not_be_missing():
    """Who deletes a payload without an erasure is found."""
    links = chained([opened(), notes()])
    head = head_of(links)
    links[1] = msgspec.structs.replace(links[1], personal=None)
    assert breaks(links, head) == [ChainBreak(seq=2, code="payload-missing")]


@pytest.mark.parametrize("text", ["", "ask for the incoterm"])
def test_the_chain_itself_says_nothing_of_a_person(text: str):
    """The public text holds no name and no note, and the same note twice gives two commitments."""
    links = chained([opened(), notes(text), notes(text)])
    public = "".join(link.canonical for link in links)
    for secret in ("Zoë", "Test-Candidate", "Jury", "incoterm"):
        assert secret not in public
    commitments = [msgspec.json.decode(link.canonical)["personal"] for link in links]
    assert len(set(commitments)) == 3


def test_anybody_can_compute_the_chain_again():
    """With nothing but SHA-256, from what is stored: what the documentation says is what is done."""
    previous = bytes.fromhex(GENESIS)
    for link in chained(one_of_each()):
        previous = hashlib.sha256(previous + link.canonical.encode()).digest()
        assert previous.hex() == link.hash
        if link.personal:
            commitment = hashlib.sha256(bytes.fromhex(link.personal.salt) + link.personal.payload.encode())
            assert f'"personal":"{commitment.hexdigest()}"' in link.canonical
