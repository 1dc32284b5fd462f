"""Words that a person wrote, put onto the times of the words that a machine heard. Pure.

What a person did not change keeps its time to the millisecond; what was changed lies where the words lay that
it replaces, and what was added lies between its neighbours, shared out by length. Nothing leaves the
utterance, and no word begins before the one in front of it.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from oralexam.transcripts.transcript import Utterance, Word


class ReadWord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One word as it is read now; without a probability a person wrote it."""

    text: str
    start_s: float
    end_s: float
    probability: float | None = None
    unclear: bool = False
    """A person has listened and is not sure either."""


class Change(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`count` words from number `first` on stand where the machine heard `heard` ("": nothing)."""

    first: int
    count: int
    heard: str


class Token(msgspec.Struct, frozen=True):
    """A word as it was typed, and whether it stood between square brackets."""

    text: str
    unclear: bool = False


_SAME: Final = 0
_SAME_BUT_FOR_SIGNS: Final = 1
_OTHER: Final = 4
"""Costs of the alignment. A comma or a capital letter makes no other word: the time is the old one's."""


def tokens_of(written: str) -> tuple[Token, ...]:
    """What was typed as words: `the [when he lands] rest` has three unclear ones, `[…]` is one of its own.

    Characters that nobody can see (controls, marks of direction) are left out: text is shown as text.
    """
    seen = "".join(each if each.isprintable() else " " for each in written)
    found: list[Token] = []
    inside = False
    for piece in seen.split():
        inside = inside or "[" in piece
        text = piece.replace("[", "").replace("]", "")
        if text:
            found.append(Token(text, unclear=inside))
        if "]" in piece:
            inside = False
    return tuple(found)


def written(words: Sequence[ReadWord]) -> str:
    """Words as they are typed: the unclear ones between square brackets."""
    pieces = []
    for index, word in enumerate(words):
        opens = word.unclear and (index == 0 or not words[index - 1].unclear)
        closes = word.unclear and (index + 1 == len(words) or not words[index + 1].unclear)
        pieces.append(f"{'[' if opens else ''}{word.text}{']' if closes else ''}")
    return " ".join(pieces)


def heard_words(utterance: Utterance) -> tuple[ReadWord, ...]:
    """What the machine heard, word by word; a text without times is shared out over its utterance."""
    if utterance.words:
        return tuple(_as_read(word) for word in utterance.words if word.text.strip())
    return shared_out(utterance.text.split(), utterance.start_s, utterance.end_s)


def _as_read(word: Word) -> ReadWord:
    return ReadWord(
        text=word.text.strip(), start_s=word.start_s, end_s=word.end_s, probability=word.probability
    )


def shared_out(texts: Sequence[str], start_s: float, end_s: float) -> tuple[ReadWord, ...]:
    """Words that nobody has timed, each with a share of the time by its length."""
    end_s = max(start_s, end_s)
    whole = sum(len(text) for text in texts)
    words, before = [], 0
    for text in texts:
        after = before + len(text)
        words.append(
            ReadWord(
                text=text,
                start_s=_within(start_s + (end_s - start_s) * before / whole, start_s, end_s),
                end_s=_within(start_s + (end_s - start_s) * after / whole, start_s, end_s),
            )
        )
        before = after
    return tuple(words)


def _within(time_s: float, start_s: float, end_s: float) -> float:
    return min(max(round(time_s, 3), start_s), end_s)


def realign(
    heard: Sequence[ReadWord], tokens: Sequence[Token], *, start_s: float, end_s: float
) -> tuple[tuple[ReadWord, ...], tuple[Change, ...]]:
    """The words of `tokens` with times, and where they differ from what was heard.

    Args:
        heard: The machine's words, in order, inside the utterance.
        tokens: What the person wrote.
        start_s: Where the utterance begins.
        end_s: Where it ends.
    """
    words: list[ReadWord] = []
    changes: list[Change] = []
    at_heard = at_token = 0
    for kept_heard, kept_token in (*_kept([each.text for each in heard], tokens), (len(heard), len(tokens))):
        replaced, run = heard[at_heard:kept_heard], tokens[at_token:kept_token]
        if replaced or run:
            changes.append(
                Change(first=len(words), count=len(run), heard=" ".join(each.text for each in replaced))
            )
            begins_s = replaced[0].start_s if replaced else words[-1].end_s if words else start_s
            follows_s = heard[kept_heard].start_s if kept_heard < len(heard) else end_s
            ends_s = replaced[-1].end_s if replaced else follows_s
            timed = shared_out([token.text for token in run], begins_s, ends_s)
            words += [
                msgspec.structs.replace(word, unclear=token.unclear)
                for word, token in zip(timed, run, strict=True)
            ]
        if kept_heard < len(heard):
            old, token = heard[kept_heard], tokens[kept_token]
            if old.text != token.text:
                changes.append(Change(first=len(words), count=1, heard=old.text))
            words.append(_kept_word(old, token))
        at_heard, at_token = kept_heard + 1, kept_token + 1
    return tuple(words), tuple(changes)


def _kept_word(old: ReadWord, token: Token) -> ReadWord:
    if old.text == token.text:
        return msgspec.structs.replace(old, unclear=token.unclear)
    return ReadWord(text=token.text, start_s=old.start_s, end_s=old.end_s, unclear=token.unclear)


def _bare(text: str) -> str:
    """A word without case and signs; one that is nothing but signs is itself."""
    return "".join(each for each in text.casefold() if each.isalnum()) or text


def _kept(heard: Sequence[str], tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """The pairs of an edit-distance alignment that are the same word, in order (Levenshtein 1966)."""
    rows, columns = len(heard) + 1, len(tokens) + 1
    bare_heard = [_bare(text) for text in heard]
    bare_tokens = [_bare(token.text) for token in tokens]

    def step(row: int, column: int) -> int:
        if heard[row] == tokens[column].text:
            return _SAME
        return _SAME_BUT_FOR_SIGNS if bare_heard[row] == bare_tokens[column] else _OTHER

    costs = [[_OTHER * (row + column) for column in range(columns)] for row in range(rows)]
    for row in range(1, rows):
        for column in range(1, columns):
            costs[row][column] = min(
                costs[row - 1][column - 1] + step(row - 1, column - 1),
                costs[row - 1][column] + _OTHER,
                costs[row][column - 1] + _OTHER,
            )
    pairs = []
    row, column = rows - 1, columns - 1
    while row and column:
        cost = step(row - 1, column - 1)
        if costs[row][column] == costs[row - 1][column - 1] + cost:
            row, column = row - 1, column - 1
            if cost != _OTHER:
                pairs.append((row, column))
        elif costs[row][column] == costs[row - 1][column] + _OTHER:
            row -= 1
        else:
            column -= 1
    return pairs[::-1]
