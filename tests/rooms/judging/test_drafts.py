"""Two judges, two windows each, restarts in between: nobody's word is lost, and what is sealed was seen."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oralexam.errors import BadInput, Refused
from oralexam.rooms.events import AnyEvent
from oralexam.rooms.folding import fold
from oralexam.rooms.judging.deliberation_drafts import (
    DeliberationDraft,
    KeepEqual,
    SayPresent,
    SayWhy,
    Settle,
    SettleWhole,
    deliberated,
    new_deliberation,
)
from oralexam.rooms.judging.drafts import (
    AsSealed,
    CommentLine,
    CommentWhole,
    Draft,
    LinkMoment,
    MarkOrder,
    SayAcquired,
    SayNoMoment,
    SetLevel,
    UnlinkMoment,
    marked,
    new_draft,
)
from oralexam.rooms.judging.sealing import digest_of
from oralexam.storage import chain
from tests.rooms.judging.made import LINES, MOMENT, OBSERVER, PLAYER, JudgedRoom, judgement
from tests.rooms.situations import SITTING

EMPTY = new_draft("call", 1, LINES.criteria)


def write(draft: Draft, *orders: MarkOrder) -> Draft:
    """The draft after some orders."""
    for order in orders:
        draft = marked(draft, order, levels=4, sealed=None)
    return draft


def test_windows_that_write_different_things_do_not_disturb_each_other() -> None:
    """Another line, or another field of the same line, though both saw the same revision."""
    draft = write(
        EMPTY,
        SetLevel(criterion_id="call-1", level=3, seen=0),
        CommentLine(criterion_id="call-1", text="un mot", seen=0),
        SayNoMoment(criterion_id="call-1", reason="rien", seen=0),
        CommentLine(criterion_id="call-2", text="un autre", seen=0),
        SayAcquired(acquired=False, seen=0),
        CommentWhole(text="en tout", seen=0),
    )
    assert (draft.lines[0].mark.level, draft.lines[0].mark.comment) == (3, "un mot")
    assert (draft.lines[0].revision, draft.revision, draft.overall_revision) == (3, 6, 2)


def test_an_order_that_comes_twice_is_one() -> None:
    """Its answer was lost; whatever it had seen, what it says stands."""
    order = CommentLine(criterion_id="call-1", text="un mot", seen=0)
    moment = LinkMoment(criterion_id="call-1", moment=MOMENT)
    once = write(EMPTY, order, moment)
    assert write(once, order, moment) is once


def test_moments_are_tied_and_untied_by_name() -> None:
    """Another moment under a known name would overwrite it unseen: refused."""
    tied = write(EMPTY, LinkMoment(criterion_id="call-1", moment=MOMENT))
    other = msgspec.structs.replace(MOMENT, starts_s=99.0)
    with pytest.raises(Refused, match="marks-changed"):
        write(tied, LinkMoment(criterion_id="call-1", moment=other))
    untied = write(tied, UnlinkMoment(criterion_id="call-1", moment_id="m1"))
    assert untied.lines[0].mark.moments == ()
    assert write(untied, UnlinkMoment(criterion_id="call-1", moment_id="m1")) is untied


def test_what_the_grid_does_not_have_is_no_mark() -> None:
    """Neither a line nor a level."""
    with pytest.raises(BadInput, match="unknown-criterion"):
        write(EMPTY, SetLevel(criterion_id="call-9", level=1, seen=0))
    with pytest.raises(BadInput, match="unknown-level"):
        write(EMPTY, SetLevel(criterion_id="call-1", level=5, seen=0))


def test_giving_changes_up_is_seen_by_the_other_window() -> None:
    """Everything is as it was sealed, under revisions that an older window has not seen."""
    sealed = judgement()
    draft = write(EMPTY, CommentLine(criterion_id="call-1", text="nouveau", seen=0))
    back = marked(draft, AsSealed(seen=draft.revision), levels=4, sealed=sealed)
    assert back.judgement == sealed
    with pytest.raises(Refused, match="marks-changed"):
        write(back, CommentLine(criterion_id="call-1", text="de la vieille fenêtre", seen=1))
    with pytest.raises(Refused, match="marks-changed"):
        marked(draft, AsSealed(seen=0), levels=4, sealed=sealed)


def test_two_who_deliberate_settle_line_by_line() -> None:
    """The second about the same line is refused with nothing lost; what both gave alike is kept on demand."""
    draft = new_deliberation("call", 1, LINES.criteria)
    both = (judgement(3), judgement(3))

    def act(draft: DeliberationDraft, order: object) -> DeliberationDraft:
        return deliberated(draft, order, levels=4, sealed=both)  # type: ignore[arg-type]

    draft = act(draft, Settle(criterion_id="call-1", agreed=None, dissenting=True, seen=0))
    draft = act(draft, SayWhy(criterion_id="call-1", text="autre chose", seen=0))
    with pytest.raises(Refused, match="marks-changed"):
        act(draft, Settle(criterion_id="call-1", agreed=2, dissenting=False, seen=0))
    draft = act(draft, KeepEqual())
    assert [(line.outcome.agreed, line.outcome.dissenting) for line in draft.lines] == [
        (None, True),
        (3, False),
    ]
    with pytest.raises(BadInput, match="agreed-and-dissenting"):
        act(draft, SettleWhole(acquired=True, dissenting=True, seen=0))
    draft = act(draft, SayPresent(present=("A", "B"), seen=0))
    assert draft.deliberation.present == ("A", "B")


STEPS = st.lists(
    st.tuples(
        st.sampled_from((PLAYER, OBSERVER)),
        st.sampled_from((0, 1)),
        st.sampled_from(("write", "write", "level", "look", "seal", "restart")),
        st.sampled_from(LINES.criteria),
        st.integers(1, 4),
    ),
    max_size=40,
)


class Desk:
    """Drafts and room as a server keeps them; each of a judge's windows shows what it was last told."""

    def __init__(self) -> None:
        self.room = JudgedRoom()
        self.room.open()
        self.drafts = dict.fromkeys((PLAYER, OBSERVER), EMPTY)
        self.shown = {(judge, tab): EMPTY for judge in (PLAYER, OBSERVER) for tab in (0, 1)}
        self.kept: list[str] = []
        """Words that a window holds because they were refused."""

    def restart(self) -> None:
        """All that is left is what was written down."""
        self.drafts = {
            judge: msgspec.json.decode(msgspec.json.encode(draft), type=Draft)
            for judge, draft in self.drafts.items()
        }
        raw = msgspec.json.encode(self.room.history)
        self.room.history[:] = msgspec.json.decode(raw, type=list[AnyEvent])

    def order(self, judge: str, order: MarkOrder) -> str:
        """One order, and the code with which it is refused; "" where it is done."""
        sealed = self.room.judging.standing_of(judge)
        body = sealed.read() if sealed else None
        try:
            self.drafts[judge] = marked(
                self.drafts[judge], order, levels=4, sealed=body.judgement if body else None
            )
        except Refused as refused:
            return refused.reason
        return ""

    def comment(self, judge: str, tab: int, criterion_id: str, text: str) -> None:
        """A window writes: never over a word that it had not shown."""
        seen = self.shown[judge, tab].line(criterion_id)
        stood = self.drafts[judge].line(criterion_id).mark.comment
        order = CommentLine(criterion_id=criterion_id, text=text, seen=seen.revision)
        answer = self.order(judge, order)
        if not answer:
            assert stood in {seen.mark.comment, text}
            assert self.drafts[judge].line(criterion_id).mark.comment == text
        else:
            assert answer == "marks-changed"
            assert stood != seen.mark.comment
            self.kept.append(text)
        self.shown[judge, tab] = self.drafts[judge]

    def seal(self, judge: str, tab: int, level: int) -> None:
        """Seal what the window shows, if it stands."""
        shown = self.shown[judge, tab]
        if shown.revision != self.drafts[judge].revision:
            return
        before = len(self.room.judging.sealed_by(judge))
        whole = judgement(level, comment=shown.lines[0].mark.comment)
        act, fields = ("correct", {"version": before + 1}) if before else ("seal", {})
        refused = self.room.refusal(act, judge, level, judgement=whole, **fields)
        assert refused in {"", "nothing-changed"}


@settings(max_examples=60, deadline=None)
@given(steps=STEPS)
def test_no_word_is_lost_however_two_judges_and_their_windows_interleave(
    steps: list[tuple[str, int, str, str, int]],
) -> None:
    """Every text is standing, was overwritten by a window that had shown it, or is kept by who was refused.

    Every sealed body is what its digest says; the chain over all of it holds, and finds an edited mark.
    """
    desk = Desk()
    for number, (judge, tab, what, criterion_id, level) in enumerate(steps):
        match what:
            case "write":
                desk.comment(judge, tab, criterion_id, f"mot {number}")
            case "level":
                seen = desk.shown[judge, tab].line(criterion_id).revision
                desk.order(judge, SetLevel(criterion_id=criterion_id, level=level, seen=seen))
                desk.shown[judge, tab] = desk.drafts[judge]
            case "look":
                desk.shown[judge, tab] = desk.drafts[judge]
            case "seal":
                desk.seal(judge, tab, level)
            case _:
                desk.restart()
    other = {PLAYER: OBSERVER, OBSERVER: PLAYER}
    for judge, draft in desk.drafts.items():
        words = {line.mark.comment for line in draft.lines}
        assert words.isdisjoint({line.mark.comment for line in desk.drafts[other[judge]].lines} - {""})
    for sealed in desk.room.judging.sealed:
        assert digest_of(sealed.body) == sealed.digest
        body = sealed.read()
        assert body is not None
        assert (body.judge, body.version) == (sealed.judge, sealed.version)
    _check_the_chain(desk)


def _check_the_chain(desk: Desk) -> None:
    salts = (bytes([number % 256]) * chain.SALT_BYTES for number in range(len(desk.room.history)))
    links = chain.extend(SITTING, chain.EMPTY, desk.room.history, salts)
    head = chain.ChainHead(seq=len(links), hash=links[-1].hash)
    assert chain.verify(SITTING, links, head=head, erased=False) == ()
    assert fold([chain.restore(link) for link in links]) == desk.room.state
    for place, event in enumerate(desk.room.history):
        if type(event).__name__ != "JudgementSealed":
            continue
        personal = links[place].personal
        assert personal is not None
        edited = msgspec.structs.replace(personal, payload=personal.payload.replace("Sur", "Sûr"))
        changed = [
            *links[:place],
            msgspec.structs.replace(links[place], personal=edited),
            *links[place + 1 :],
        ]
        (broken,) = chain.verify(SITTING, changed, head=head, erased=False)
        assert (broken.seq, broken.code) == (place + 1, "payload")
        erased = [msgspec.structs.replace(each, personal=None) for each in links]
        gone = fold([chain.restore(each) for each in erased])
        assert all(each.read() is None and each.digest for each in gone.judging.sealed)
        assert chain.verify(SITTING, erased, head=head, erased=True) == ()
