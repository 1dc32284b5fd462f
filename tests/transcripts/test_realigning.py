"""Words that a person wrote keep the times of what was said."""

from hypothesis import given
from hypothesis import strategies as st

from oralexam.transcripts.realigning import (
    ReadWord,
    Token,
    heard_words,
    realign,
    shared_out,
    tokens_of,
    written,
)
from oralexam.transcripts.transcript import Utterance, Word

START_S, END_S = 10.0, 14.0
TEXTS = st.sampled_from(["five", "per", "cent", "Five", "per,", "Whitcombe", "DAP", "…", "two", "é"])


def timed(texts: list[str], start_s: float = START_S, end_s: float = END_S) -> tuple[ReadWord, ...]:
    """Words that a machine heard, sure of each."""
    return tuple(
        ReadWord(text=word.text, start_s=word.start_s, end_s=word.end_s, probability=0.9)
        for word in shared_out(texts, start_s, end_s)
    )


@st.composite
def heard(draw: st.DrawFn) -> tuple[ReadWord, ...]:
    """A machine's words: in order, inside the utterance, with silences between, some without any length."""
    texts = draw(st.lists(TEXTS, max_size=12))
    cuts = sorted(
        draw(
            st.lists(
                st.integers(int(START_S * 1000), int(END_S * 1000)),
                min_size=2 * len(texts),
                max_size=2 * len(texts),
            )
        )
    )
    return tuple(
        ReadWord(text=text, start_s=cuts[2 * place] / 1000, end_s=cuts[2 * place + 1] / 1000, probability=0.5)
        for place, text in enumerate(texts)
    )


typed = st.lists(st.builds(Token, TEXTS, st.booleans()), max_size=14).map(tuple)


@given(heard(), typed)
def test_times_stay_in_order_and_inside_the_utterance(
    words: tuple[ReadWord, ...], tokens: tuple[Token, ...]
) -> None:
    """No word begins before the one in front of it, ends before it begins, or leaves its utterance."""
    found, _ = realign(words, tokens, start_s=START_S, end_s=END_S)
    assert [(word.text, word.unclear) for word in found] == [(token.text, token.unclear) for token in tokens]
    times = [time for word in found for time in (word.start_s, word.end_s)]
    assert times == sorted(times)
    assert all(START_S <= time <= END_S for time in times)


@given(heard(), typed)
def test_what_was_changed_is_said_and_nothing_else_was(
    words: tuple[ReadWord, ...], tokens: tuple[Token, ...]
) -> None:
    """Outside the changes every word is the machine's with its time; changes name the machine's words."""
    found, changes = realign(words, tokens, start_s=START_S, end_s=END_S)
    changed = {place for change in changes for place in range(change.first, change.first + change.count)}
    kept = [word for place, word in enumerate(found) if place not in changed]
    as_heard = iter(words)
    for word in kept:
        same = next(each for each in as_heard if each.text == word.text and each.start_s == word.start_s)
        assert (same.end_s, same.probability) == (word.end_s, word.probability)
    put_back: list[str] = []
    at = 0
    for change in changes:
        put_back += [word.text for word in found[at : change.first]]
        put_back += change.heard.split()
        at = change.first + change.count
    assert [*put_back, *(word.text for word in found[at:])] == [word.text for word in words]


@given(heard(), typed)
def test_realigning_twice_changes_nothing_more(
    words: tuple[ReadWord, ...], tokens: tuple[Token, ...]
) -> None:
    """What was realigned, taken as heard, keeps all of its times; the machine's own text changes nothing."""
    found, _ = realign(words, tokens, start_s=START_S, end_s=END_S)
    again, changes = realign(found, tokens, start_s=START_S, end_s=END_S)
    assert (again, changes) == (found, ())
    unchanged = tuple(Token(word.text) for word in words)
    assert realign(words, unchanged, start_s=START_S, end_s=END_S) == (words, ())


@given(typed)
def test_what_was_read_is_typed_in_the_same_way(tokens: tuple[Token, ...]) -> None:
    """Words to text and back are the same words, unclear where they were."""
    found, _ = realign((), tokens, start_s=START_S, end_s=END_S)
    assert tokens_of(written(found)) == tokens


def test_a_replaced_word_lies_where_the_old_one_lay() -> None:
    """And two words in the place of one share its time by their length."""
    words = timed(["ten", "Whitecomb", "please"])
    found, changes = realign(words, tokens_of("ten Whitcombe, ok please"), start_s=START_S, end_s=END_S)
    assert [word.text for word in found] == ["ten", "Whitcombe,", "ok", "please"]
    assert (found[0], found[3]) == (words[0], words[2])
    assert (found[1].start_s, found[2].end_s) == (words[1].start_s, words[1].end_s)
    assert found[1].end_s - found[1].start_s > 4 * (found[2].end_s - found[2].start_s)
    assert [(change.first, change.count, change.heard) for change in changes] == [(1, 2, "Whitecomb")]


def test_a_capital_or_a_comma_is_the_same_word_at_the_same_time() -> None:
    """Marked as changed, with the machine's exact time."""
    words = timed(["monday", "the", "dap", "price"])
    found, changes = realign(words, tokens_of("Monday, the DAP price"), start_s=START_S, end_s=END_S)
    assert [(word.start_s, word.end_s) for word in found] == [(word.start_s, word.end_s) for word in words]
    assert [change.heard for change in changes] == ["monday", "dap"]


def test_a_word_that_was_missed_lies_in_the_gap() -> None:
    """Between its neighbours, and before the first or after the last inside the utterance."""
    words = (
        ReadWord(text="by", start_s=11.0, end_s=11.2, probability=0.9),
        ReadWord(text="road", start_s=12.0, end_s=12.5, probability=0.9),
    )
    found, _ = realign(words, tokens_of("well by the road yes"), start_s=START_S, end_s=END_S)
    spans = [(word.start_s, word.end_s) for word in found]
    assert spans == [(10.0, 11.0), (11.0, 11.2), (11.2, 12.0), (12.0, 12.5), (12.5, 14.0)]


def test_square_brackets_say_what_a_person_is_not_sure_of() -> None:
    """A span, a sign that nothing could be made out, and brackets left open or empty."""
    assert [(token.text, token.unclear) for token in tokens_of("rest [when he lands], this []")] == [
        ("rest", False),
        *((text, True) for text in ("when", "he", "lands,")),
        ("this", False),
    ]
    assert tokens_of("[…] [open at") == (Token("…", True), Token("open", True), Token("at", True))
    assert tokens_of("a\u202eb\x00c\u200b d") == (Token("a"), Token("b"), Token("c"), Token("d"))


def test_words_without_times_share_their_utterance() -> None:
    """A recogniser may give a text alone."""
    alone = Utterance(start_s=1.0, end_s=2.0, text="yes indeed", words=())
    assert [(word.text, word.start_s) for word in heard_words(alone)] == [("yes", 1.0), ("indeed", 1.333)]
    spaced = Utterance(
        start_s=1.0,
        end_s=2.0,
        text=" yes",
        words=(
            Word(text=" yes", start_s=1.0, end_s=1.5, probability=0.5),
            Word(text=" ", start_s=1.5, end_s=2, probability=0),
        ),
    )
    assert [word.text for word in heard_words(spaced)] == ["yes"]
