"""Words by how frequent they are in English."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from oralexam.transcripts.transcript import Word

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*", re.UNICODE)
_SHORT_FORM: Final = re.compile(r"(?:n't|'(?:m|re|ve|ll|d|s))$")
_WHOLE: Final = {"can't": "can", "won't": "will", "shan't": "shall", "ain't": "be"}
_SENTENCE_END: Final = re.compile(r"[.?!…]\W*$")


class WordBands(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Running words by the band of their form, and how many different forms there were."""

    first_1000: int
    second_1000: int
    to_5000: int
    beyond_5000: int
    different: int

    @property
    def running(self) -> int:
        """All words that were looked up."""
        return self.first_1000 + self.second_1000 + self.to_5000 + self.beyond_5000


def bands_of(words: Iterable[Word], ranks: Mapping[str, int]) -> WordBands:
    """The bands of everything that was said but names, letters and numbers."""
    forms = list(forms_in(words))
    found = [ranks.get(form, 5001) for form in forms]
    return WordBands(
        first_1000=sum(rank <= 1000 for rank in found),
        second_1000=sum(1000 < rank <= 2000 for rank in found),
        to_5000=sum(2000 < rank <= 5000 for rank in found),
        beyond_5000=sum(rank > 5000 for rank in found),
        different=len(set(forms)),
    )


def forms_in(words: Iterable[Word]) -> Iterable[str]:
    """Word forms in lower case, short forms as the word that carries them.

    A word with a capital that begins no sentence is taken for a name, and one of capitals for letters.
    """
    begins = True
    for word in words:
        for token in _WORD.findall(word.text):
            if _is_name(token, begins_sentence=begins):
                begins = False
                continue
            begins = False
            form = token.lower().replace("’", "'")
            yield _WHOLE.get(form) or _SHORT_FORM.sub("", form)
        begins = begins or _SENTENCE_END.search(word.text) is not None


def _is_name(token: str, *, begins_sentence: bool) -> bool:
    if re.fullmatch(r"I(?:['’]\w+)?", token):
        return False
    if len(token) > 1 and token.isupper():
        return True
    if len(token) == 1 and token not in {"a", "A"}:
        return True  # A letter that is spelled.
    return token[0].isupper() and not begins_sentence
