"""The short code by which a candidate comes in: easy to read on paper, to type and to say, hard to guess.

Written in two groups, `K7MP-4QTX`. The chance is given by whoever makes one: rules know none.
"""

from unicodedata import normalize

ALPHABET = "34679CDFGHJKMNPQRTWXY"
"""Without what is taken for something else (0 O, 1 I L, 2 Z, 5 S, 8 B, U V) and without A and E, so that no
word comes out of it."""
LENGTH = 8
"""21^8 codes are 35 bits. With 200 codes in use and ten wrong tries a minute, somebody who guesses for ten
hours finds one with a chance of 1 in 31,000 (security notes: short codes only with a rate limit)."""
CHANCE_BYTES = 16
"""Far more than 35 bits: taking it modulo 21^8 favours no code by more than 2^-92."""


def code_from(chance: bytes) -> str:
    """The code that `CHANCE_BYTES` random bytes make."""
    number = int.from_bytes(chance, "big")
    letters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def shown(code: str) -> str:
    """The code as it is printed: `K7MP-4QTX`."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def typed(text: str) -> str | None:
    """The code that somebody has typed, whatever the case, spaces and hyphens; None where it is none."""
    if len(text) > 4 * LENGTH:
        return None
    bare = "".join(letter for letter in normalize("NFKC", text).upper() if letter.isalnum())
    return bare if len(bare) == LENGTH and set(bare) <= set(ALPHABET) else None
