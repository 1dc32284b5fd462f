"""How many syllables a written English word has when it is spoken.

Syllables as spoken are what readability formulas ask for (Flesch, « A new readability yardstick », Journal of
Applied Psychology 32, 1948): groups of vowel letters, less silent ones, with the endings that make their own.
Numbers are counted as they are read aloud, capitals letter by letter.
"""

import re
from typing import Final

_VOWEL_GROUPS: Final = re.compile(r"[aeiouy]+")
_SILENT: Final = (
    re.compile(r"[^aeiouy]e$"),  # make, but see `_SPOKEN_ENDS`
    re.compile(r"[^aeiouytd]ed$"),  # worked, but wanted and needed
    re.compile(r"[^aeiouysxzcg]es$"),  # makes; but boxes, prices and pages have their own
    re.compile(r"[^aeiouy]e(?=ly$|ment|ful|less|ness$)"),  # safely, basement
    re.compile(r"[gq]ue(?=s?$)"),  # colleague, unique
)
_SHES: Final = re.compile(r"(?:sh|ch)es$")
_OWN: Final = (
    re.compile(r"[^aeiouy]le$"),  # table
    re.compile(r"[^aeiouy]les$"),
    re.compile(r"[^aeiouy]led$"),  # settled: the e is silent, the l is not
    re.compile(r"(?<![tcsgxnl])i(?=a|o|um|us)"),  # radio, serious; not nation, opinion
    re.compile(r"(?<![tc])i(?=en(?!d)|ed$|er$|ing$|et)(?<![aeou]i)(?<![rtdlpbfh]i(?=ed$|er$))"),  # client
    re.compile(r"[tc]iat(?=e|i)"),  # negotiate, appreciation
    re.compile(r"(?:e|o|u|y)ing$"),  # being, going, trying
    re.compile(r"ea(?=tio|tiv|te$|ted|ting)"),  # creation, created
    re.compile(r"(?<!q)u(?=al|ou)"),  # usual, continuous
    re.compile(r"[^aeiou]eo"),  # video
    re.compile(r"sm$"),  # tourism
)
_BY_COUNT: Final = {
    1: "one once ones done gone some come have give hour hours our ours the be he she me we fire real hmm mm"
    " ms",
    2: "something someone sometimes somewhere business people every friday wednesday chocolate monday science"
    " quiet poem create really email mhm mr mrs dr ok tv",
    3: "area areas idea ideas recipe comfortable everything different everyone supplier suppliers familiar",
    4: "interesting reliable society",
}
_IRREGULAR: Final = {word: count for count, words in _BY_COUNT.items() for word in words.split()}
"""Where the rules go wrong in words that every call has."""
_SHORT_FORMS: Final = (
    ("n't", re.compile(r"(?:d|s|ve)$")),  # didn't, isn't, haven't; but can't, don't
    ("'s", re.compile(r"(?:s|x|z|ch|sh|ce|se|ge|ze)$")),  # boss's, price's; but Pike's
    ("'ll", re.compile(r"t$")),
    ("'d", re.compile(r"[td]$")),
    ("'re", re.compile(r"$^")),
    ("'ve", re.compile(r"(?:d|t)$")),  # would've
)
"""What is left of a short form, and after which ends of a word it is a syllable of its own."""
_ONES: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS: Final = (*("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),)
_DIGITS: Final = frozenset("0123456789")
_SIGNS: Final = {
    "%": "percent",
    "£": "pounds",
    "€": "euros",
    "$": "dollars",
    "&": "and",
    "+": "plus",
    "@": "at",
}
_TOKENS: Final = re.compile(
    r"[0-9]+(?:,[0-9]{3})+|[0-9]+(?:st|nd|rd|th)?|[^\W\d_]+(?:['’][^\W\d_]+)*|[%£€$&+@]", re.UNICODE
)
"""Numbers (« 3rd » is as long as « three »), words, signs that are spoken."""


def syllables_in(text: str) -> int:
    """The syllables of everything in `text`; nothing that can be spoken is none."""
    return sum(_syllables_of(token) for token in _TOKENS.findall(text))


def _syllables_of(token: str) -> int:
    if token[0] in _DIGITS:
        digits = "".join(each for each in token if each in _DIGITS)
        return sum(_in_word(word) for word in spoken_number(digits))
    if token in _SIGNS:
        return _in_word(_SIGNS[token])
    if token.isupper() and len(token) > 1 and token.lower() not in _IRREGULAR:
        return sum(3 if letter == "W" else 1 for letter in token if letter.isalpha())
    return _in_word(token.lower().replace("’", "'"))


def spoken_number(digits: str) -> list[str]:
    """A number as it is read aloud; with a leading zero or many digits, digit by digit."""
    if len(digits) > 6 or (digits[0] == "0" and len(digits) > 1):
        return [_ONES[int(digit)] for digit in digits]
    value = int(digits)
    if value >= 1000:
        rest = value % 1000
        joined = ["and", *_below_thousand(rest)] if 0 < rest < 100 else _below_thousand(rest) if rest else []
        return [*_below_thousand(value // 1000), "thousand", *joined]
    return _below_thousand(value)


def _below_thousand(value: int) -> list[str]:
    if value < 20:
        return [_ONES[value]]
    if value < 100:
        return [_TENS[value // 10], *([_ONES[value % 10]] if value % 10 else [])]
    rest = value % 100
    return [_ONES[value // 100], "hundred", *(["and", *_below_thousand(rest)] if rest else [])]


def _in_word(word: str) -> int:
    base = word
    count = 0
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for ending, own in _SHORT_FORMS:
        if base.endswith(ending) and len(base) > len(ending):
            base = base.removesuffix(ending)
            count += bool(own.search(base))
            break
    base = base.replace("'", "")
    if base in _IRREGULAR:
        return count + _IRREGULAR[base]
    return count + max(1, _by_rule(base))


def _by_rule(word: str) -> int:
    count = len(_VOWEL_GROUPS.findall(word))
    if not _SHES.search(word):
        count -= any(pattern.search(word) for pattern in (*_SILENT[:3], _SILENT[4]))
    count -= bool(_SILENT[3].search(word))
    return count + sum(bool(pattern.search(word)) for pattern in _OWN)
