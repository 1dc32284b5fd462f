"""What is read, cut into tokens that know where they stand: in a text by letter, in speech by second."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

from oralexam.transcripts.transcript import Word

SILENCE_S: Final = 3.0
"""A silence after which nothing but a number or a name that is dictated goes on. Own choice: people who
dictate pause between groups, and what comes after three seconds begins anew more often than not."""
BREAK: Final = "\n"
_PLAIN: Final = str.maketrans(
    {"’": "'", "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe"}
)
"""Letters of names that Unicode does not take apart (Aydın, Løvstad), as people without them write them."""

_TOKEN: Final = re.compile(
    r"""
    (?P<break>\n)
    | (?P<elision>\b(?:[ldjncsmtLDJNCSMT]|[Qq]u)['’](?=[^\W\d_]{2}))
    | (?P<word>[oO]['’]clock\b | [^\W\d_]+(?:['’](?:s|m|t|re|ve|ll|d)\b)?)
    | (?P<digits>\d+)
    | (?P<sign>[^\w\s]|_)
    """,
    re.VERBOSE,
)


class Token(NamedTuple):
    """A word, a run of digits, a sign, or a long silence."""

    low: str
    """Small letters without accents; an apostrophe is always the straight one."""
    first: int
    last: int
    """Its letters in the passage's text, the last one excluded."""
    glued: bool
    """Nothing stands between it and the token before."""
    kind: str
    """`word`, `digits`, `sign` or `break`."""
    capital: bool
    """It begins with a capital letter."""
    capitals: bool
    """All of it are capital letters, two at least."""


class Passage:
    """A text, or all that one person said, with its tokens."""

    def __init__(self, text: str, words: Sequence[Word] = (), starts: Sequence[int] = ()) -> None:
        self.text = text
        self.tokens = tuple(_tokens(text))
        self._words = words
        self._starts = starts

    def surface(self, first: int, end: int) -> str:
        """What stands there from token `first` to before token `end`, as it was written down."""
        return " ".join(self.text[self.tokens[first].first : self.tokens[end - 1].last].split())

    def letters(self, first: int, end: int) -> tuple[int, int]:
        """The same, as places in the text."""
        return self.tokens[first].first, self.tokens[end - 1].last

    def words(self, first: int, end: int) -> Sequence[Word]:
        """The words that were heard there; none in a text."""
        if not self._words:
            return ()
        begin = bisect_right(self._starts, self.tokens[first].first) - 1
        return self._words[begin : bisect_right(self._starts, self.tokens[end - 1].last - 1)]


def of_text(text: str) -> Passage:
    """A text; an end of a line ends a phrase."""
    return Passage(text)


def of_words(words: Sequence[Word]) -> Passage:
    """What one track said, in order; a long silence ends a phrase."""
    parts: list[str] = []
    starts: list[int] = []
    at, ended_s = 0, None
    for word in words:
        said = word.text.strip().replace("\n", " ")
        before = "" if ended_s is None else BREAK if word.start_s - ended_s >= SILENCE_S else " "
        parts += [before, said]
        at += len(before)
        starts.append(at)
        at += len(said)
        ended_s = word.end_s
    return Passage("".join(parts), tuple(words), tuple(starts))


def plain(text: str) -> str:
    """Small letters without accents (Unicode NFKD, marks left out), apostrophes straight."""
    apart = unicodedata.normalize("NFKD", text.lower().translate(_PLAIN))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _tokens(text: str) -> list[Token]:
    made: list[Token] = []
    last = -1
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or "sign"
        made.append(
            Token(
                low=plain(found.group()),
                first=found.start(),
                last=found.end(),
                glued=found.start() == last,
                kind="word" if kind == "elision" else kind,
                capital=found.group()[0].isupper(),
                capitals=len(found.group()) > 1 and found.group().isupper(),
            )
        )
        last = found.end()
    return made
