"""Commit and reveal: whoever is honest makes the result a chance; whoever cheats is refused with a code."""

import hashlib
from collections import Counter
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oralexam.errors import OralExamError
from oralexam.exams import shares
from oralexam.exams.draw import holds
from oralexam.exams.shares import SERVER, Draw, Share

SITTING = "5f0c1f2e-3a54-4d6e-9a0b-0d8f6f0d2c11"
JURY = ("juror", "observer")
CONTENTS = {"a@1": "0a" * 32, "b@1": "0b" * 32, "c@1": "0c" * 32}
hexes = st.binary(min_size=32, max_size=32).map(bytes.hex)
SERVERS, FIRST, SECOND = "11" * 32, "22" * 32, "33" * 32


def begun(server: str = SERVERS, *, jurors: tuple[str, ...] = JURY, number: int = 1) -> Draw:
    """A draw to which the server has committed."""
    return shares.begin(
        sitting_id=SITTING, number=number, contents=CONTENTS, jurors=jurors, server_share=server
    )


def committed(server: str = SERVERS, first: str = FIRST, second: str = SECOND) -> Draw:
    """A draw in which every commitment stands."""
    draw = begun(server)
    for who, share in zip(JURY, (first, second), strict=True):
        draw = shares.commit(draw, who, shares.commitment_of(draw, who, share))
    return draw


def whole(server: str = SERVERS, first: str = FIRST, second: str = SECOND) -> Draw:
    """A draw whose shares are all revealed."""
    draw = committed(server, first, second)
    for who, share in zip((SERVER, *JURY), (server, first, second), strict=True):
        draw = shares.reveal(draw, who, share)
    return draw


def refused(act: Callable[[], object]) -> str:
    """The code with which it is refused."""
    with pytest.raises(OralExamError) as refusal:
        act()
    return refusal.value.reason


@settings(deadline=None)
@given(hexes, hexes, hexes)
def test_a_draw_settles_into_a_lot_that_holds(server: str, first: str, second: str) -> None:
    """Whatever the shares; and the same shares give the same lot in whichever order they came."""
    lot = shares.settle(whole(server, first, second))
    assert holds(lot)
    assert lot.drawn in CONTENTS
    draw = begun(server)
    for who, share in (("observer", second), ("juror", first)):
        draw = shares.commit(draw, who, shares.commitment_of(draw, who, share))
    for who, share in (("observer", second), (SERVER, server), ("juror", first)):
        draw = shares.reveal(draw, who, share)
    assert shares.settle(draw) == lot


@pytest.mark.parametrize("honest", range(3))
def test_one_honest_share_is_enough(honest: int) -> None:
    """With the other two fixed, 1,500 shares of the third fall evenly on three scenarios."""
    counts: Counter[str] = Counter()
    for number in range(1500):
        given = [SERVERS, FIRST, SECOND]
        given[honest] = hashlib.sha256(str(number).encode()).hexdigest()
        counts[shares.settle(whole(*given)).drawn] += 1
    assert all(400 < counts[name] < 600 for name in CONTENTS), counts


@settings(deadline=None)
@given(hexes, hexes)
def test_a_share_that_was_not_committed_to_does_not_open_it(share: str, other: str) -> None:
    """Nobody can change a share after seeing another's."""
    draw = committed(first=share)
    if other != share:
        assert refused(lambda: shares.reveal(draw, "juror", other)) == "share-wrong"
    assert shares.reveal(draw, "juror", share).of("juror") is not None


def test_nobody_reveals_before_all_have_committed() -> None:
    """Neither a juror nor the server."""
    draw = begun()
    draw = shares.commit(draw, "juror", shares.commitment_of(draw, "juror", FIRST))
    for who, share in ((SERVER, SERVERS), ("juror", FIRST)):
        assert refused(lambda who=who, share=share: shares.reveal(draw, who, share)) == "not-all-committed"
    with pytest.raises(ValueError, match="1"):
        shares.settle(draw)


def test_a_commitment_cannot_be_taken_over() -> None:
    """Not the same one; and what was made for one name, sitting, draw or seal opens under no other."""
    draw = begun()
    draw = shares.commit(draw, "juror", shares.commitment_of(draw, "juror", FIRST))
    for theirs in (SERVER, "juror"):
        copied = draw.of(theirs)
        assert copied is not None
        assert (
            refused(lambda it=copied.commitment: shares.commit(draw, "observer", it)) == "commitment-copied"
        )
    elsewhere = {
        shares.commitment_of(changed, who, FIRST)
        for changed in (
            draw,
            msgspec.structs.replace(draw, sitting_id=SITTING[::-1]),
            msgspec.structs.replace(draw, number=2),
            msgspec.structs.replace(draw, sealed_set="ab" * 32),
        )
        for who in (SERVER, *JURY)
    }
    assert len(elsewhere) == 12


def test_a_replayed_commitment_opens_nothing() -> None:
    """Of the draw before: it is taken, but the share behind it is wrong here."""
    before = committed()
    replayed = before.of("juror")
    assert replayed is not None
    draw = begun(number=2)
    draw = shares.commit(draw, "juror", replayed.commitment)
    draw = shares.commit(draw, "observer", shares.commitment_of(draw, "observer", SECOND))
    assert refused(lambda: shares.reveal(draw, "juror", FIRST)) == "share-wrong"


def test_one_commits_once_and_reveals_once() -> None:
    """A second commitment could follow what was seen meanwhile."""
    draw = committed()
    assert refused(lambda: shares.commit(draw, "juror", "ab" * 32)) == "share-committed"
    draw = shares.reveal(draw, "juror", FIRST)
    assert refused(lambda: shares.reveal(draw, "juror", FIRST)) == "share-revealed"


def test_who_does_not_contribute_is_refused() -> None:
    """A candidate, or an observer in a draw of one juror."""
    draw = begun(jurors=("juror",))
    assert refused(lambda: shares.commit(draw, "observer", "ab" * 32)) == "not-your-share"
    assert refused(lambda: shares.reveal(draw, "candidate", FIRST)) == "not-your-share"


@pytest.mark.parametrize("wrong", ["", "ab", "AB" * 32, "zz" * 32, "ab" * 33, " " + "ab" * 32])
def test_what_is_no_hash_is_refused(wrong: str) -> None:
    """One way to write 32 bytes: small letters, nothing around them."""
    assert refused(lambda: shares.commit(begun(), "juror", wrong)) == "commitment-malformed"
    assert refused(lambda: shares.reveal(committed(), "juror", wrong)) == "share-malformed"


def test_nothing_is_begun_with_an_empty_set() -> None:
    """Refused before anybody commits."""
    empty: dict[str, str] = {}
    assert (
        refused(
            lambda: shares.begin(
                sitting_id=SITTING, number=1, contents=empty, jurors=JURY, server_share=SERVERS
            )
        )
        == "no-scenario-left"
    )


def test_what_is_hashed_is_what_is_written_down() -> None:
    """Lines of text, computed here by hand: anybody can with sha256sum."""
    draw = begun()
    text = f"oralexam draw share v1\n{SITTING}\n1\n{draw.sealed_set}\njuror\n{FIRST}\n"
    assert shares.commitment_of(draw, "juror", FIRST) == hashlib.sha256(text.encode()).hexdigest()
    text = (
        f"oralexam draw chance v1\n{SITTING}\n1\n{draw.sealed_set}\n"
        f"server {SERVERS}\njuror {FIRST}\nobserver {SECOND}\n"
    )
    assert shares.chance_of(whole()) == hashlib.sha256(text.encode()).hexdigest()


def test_a_commitment_tells_nothing_of_the_share_until_it_is_revealed() -> None:
    """What stands in a draw after the commitments holds no share."""
    draw = committed()
    assert all(share not in msgspec.json.encode(draw).decode() for share in (SERVERS, FIRST, SECOND))
    assert draw.of("juror") == Share(
        who="juror", commitment=shares.commitment_of(draw, "juror", FIRST), share=""
    )
