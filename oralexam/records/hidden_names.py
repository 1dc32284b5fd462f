"""Names of people in what was said and written, replaced by what the person is. Pure.

Whole words, without case and accents, each part of a name by itself, however short: rather a word too many
than somebody who can be told. An apostrophe ends a word, so that a possessive goes with its name.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]+")
_BETWEEN: Final = re.compile(r"[\s\-‐‑.]*")
"""What may stand between two parts of one name (« Li-Na », « J. Li »)."""
_TITLES: Final = frozenset({"mme", "mlle", "mrs", "miss", "ms", "mr"})
_LANGUAGE: Final = """
a ai an as at au aux be by ce da de del della der des di do does du e el en est et go he i il in is it la le
les ma me mes mi mon my ne ni no non nor not of oh on or ou par pas pour qui sa se si so sur ta te the to ton
tu un une up us van von we y you
"""
_OF_THE_LANGUAGE: Final = frozenset(_LANGUAGE.split())
"""Words of French and English, and particles, that parts of names are spelled like: hidden everywhere, they
would leave no sentence. They go where they are written like a name: beside another part of it, or with the
capital that the name has."""
_LATIN_ENDS: Final = "\u024f"


class HiddenNames:
    """What every name of a person is replaced by, ready to be looked for."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """`names`: what stands for each; a name of which nothing was kept ("") is none."""
        self._always: dict[str, str] = {}
        self._capital: dict[str, str] = {}
        self._beside: dict[str, str] = {}
        self._read: dict[str, str] = {}
        for name, what in names.items():
            parts = _WORD.findall(unicodedata.normalize("NFC", name))
            bare = [_bare(part) for part in parts]
            for part, each in zip(parts, bare, strict=True):
                self._add(part, each, what)
            # A recogniser writes « Lina » for « Li Na ».
            for one, other in pairwise(bare):
                self._always.setdefault(one + other, what)
                self._always.setdefault(other + one, what)

    def _add(self, part: str, bare: str, what: str) -> None:
        if bare in _TITLES or (len(bare) < 2 and bare <= _LATIN_ENDS):  # An initial is half an alphabet's.
            return
        if bare not in _OF_THE_LANGUAGE:
            self._always[bare] = what
            return
        self._beside[bare] = what
        if part[0].isupper():
            self._capital[bare] = what

    def masked(self, text: str) -> str:
        """The text without them."""
        text = unicodedata.normalize("NFC", text)
        found = list(_WORD.finditer(text))
        shown = [self._alone(match.group()) for match in found]
        # A particle goes with the part before or after it; « de la » with both.
        for order in (range(len(found)), range(len(found) - 1, -1, -1)):
            step = order.step
            for place in order:
                beside = place - step
                if shown[place] is None and 0 <= beside < len(found) and shown[beside] is not None:
                    first, second = sorted((place, beside))
                    if _BETWEEN.fullmatch(text, found[first].end(), found[second].start()):
                        shown[place] = self._beside.get(self._bare(found[place].group()))
        pieces, at = [], 0
        for match, what in zip(found, shown, strict=True):
            if what is not None:
                pieces += [text[at : match.start()], f"[{what}]"]
                at = match.end()
        return "".join((*pieces, text[at:]))

    def masked_words(self, words: Sequence[str]) -> list[str]:
        """The same, of words that follow one another: a name can stand in two of them."""
        if any("\n" in word for word in words):  # No recogniser's word: each by itself, then.
            return [self.masked(word) for word in words]
        return self.masked("\n".join(words)).split("\n") if words else []

    def _alone(self, word: str) -> str | None:
        bare = self._bare(word)
        if (what := self._always.get(bare)) is not None:
            return what
        return self._capital.get(bare) if word[0].isupper() else None

    def _bare(self, word: str) -> str:
        """Looked up: what was written is there in every version that was saved."""
        if word not in self._read:
            self._read[word] = _bare(word)
        return self._read[word]


def _bare(word: str) -> str:
    """A word without case and accents."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each))
