"""Names, addresses, telephone numbers and references, however they were dictated.

The one that is looked for is known: every way to read the tokens is tried against it, and nothing is guessed.
What else was dictated is found as runs of letters and digits, to be shown beside it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from oralexam.facts.letters import FILLERS, Piece, example_after
from oralexam.facts.passages import Token

_TOKENS_A_LETTER: Final = 6
"""« B as in Bravo, er »: so many tokens at most stand for one letter."""
_STRONG_PART: Final = 0.5
_LONGEST_RUN: Final = 80
_BETWEEN: Final = frozenset({",", "-", ".", "/", "–", "hyphen", "dash", "slash", "stroke"})


class Run(NamedTuple):
    """Letters and digits that were said one after the other."""

    first: int
    end: int
    characters: str


def openings(pieces: Sequence[Sequence[Piece]]) -> Mapping[str, Sequence[int]]:
    """By the character that may begin there: the tokens, in order."""
    made: dict[str, list[int]] = {}
    for at, choices in enumerate(pieces):
        for character in {piece.characters[0] for piece in choices if piece.characters}:
            made.setdefault(character, []).append(at)
    return made


def spelled(
    tokens: Sequence[Token], pieces: Sequence[Sequence[Piece]], begins: Iterable[int], target: str
) -> Iterator[tuple[int, int]]:
    """(first token, token after) wherever `target` (small letters, digits, signs) was dictated.

    `begins` are the tokens that may be its first character. Half of the pieces at least must be letters,
    digits, signs or whole words.
    """
    reached = 0
    for at in begins:
        if at >= reached and (end := _Match(tokens, pieces, target).from_token(at)) is not None:
            yield at, end
            reached = end


class _Match:
    """One target against the tokens from one place on."""

    def __init__(self, tokens: Sequence[Token], pieces: Sequence[Sequence[Piece]], target: str) -> None:
        self._tokens = tokens
        self._pieces = pieces
        self._target = target
        self._hopeless: set[tuple[int, int, int, int]] = set()

    def from_token(self, at: int) -> int | None:
        self._last = min(len(self._tokens), at + len(self._target) * _TOKENS_A_LETTER)
        return self._on(at, 0, 0, 0)

    def _on(self, at: int, done: int, strong: int, weak: int) -> int | None:
        if done == len(self._target):
            whole = strong + weak
            return at if strong >= _STRONG_PART * whole else None
        state = (at, done, strong, weak)
        if at >= self._last or state in self._hopeless:
            return None
        self._hopeless.add(state)
        for piece in self._pieces[at]:
            if not piece.characters and done == 0:
                continue
            if not self._target.startswith(piece.characters, done):
                continue
            # A whole word of a name or an address carries itself: « brannigan at fennick ».
            sure = piece.strong or len(piece.characters) > 2 or piece.characters in {"@", "."}
            counted = bool(piece.characters)
            end = self._on(
                piece.end,
                done + len(piece.characters),
                strong + (counted and sure),
                weak + (counted and not sure),
            )
            if end is not None:
                return end
        if done and (after := example_after(self._tokens, at, self._target[done - 1])) is not None:
            return self._on(after, done, strong + 1, weak)
        return None


def runs(tokens: Sequence[Token], pieces: Sequence[Sequence[Piece]]) -> Iterator[Run]:
    """Whatever was dictated in letters and digits, from three characters on."""
    at = 0
    while at < len(tokens):
        run = _run(tokens, pieces, at)
        if run is None:
            at += 1
            continue
        if len(run.characters) >= 3:
            yield run
        at = run.end


def _run(tokens: Sequence[Token], pieces: Sequence[Sequence[Piece]], at: int) -> Run | None:
    characters, end, place = "", at, at
    while place < len(tokens) and place - at < _LONGEST_RUN:
        if characters and (after := example_after(tokens, place, characters[-1])) is not None:
            place = end = after
            continue
        piece = _dictated(tokens, pieces[place], place, begun=bool(characters))
        if piece is not None:
            characters += piece.characters
            place = end = piece.end
        elif characters and _between(tokens[place]) and not _ends_a_sentence(tokens, place):
            place += 1
        else:
            break
    return Run(at, end, characters) if characters else None


def _dictated(tokens: Sequence[Token], choices: Sequence[Piece], at: int, *, begun: bool) -> Piece | None:
    """A letter, digits, or capitals that stand before digits."""
    token = tokens[at]
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    # « AL 2219 », « GB 417 ».
    if token.capitals and len(token.low) <= 3 and following is not None and following.kind == "digits":
        return Piece(at + 1, token.low, True)
    for piece in choices:
        alone = piece.strong and piece.characters.isalnum() and token.kind != "sign"
        word = token.kind == "word" and len(token.low) == 1 and token.low in {"a", "i"} and not token.capital
        if (
            alone
            and (begun or not word)
            and not (
                len(token.low) > 1 and piece.characters.isalpha() and len(piece.characters) == 1 and not begun
            )
        ):
            return piece
    return None


def _ends_a_sentence(tokens: Sequence[Token], at: int) -> bool:
    """« … with ship A. 180 cartons … »: after a full stop and a space, digits begin something else."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return (
        tokens[at].low == "." and following is not None and following.kind == "digits" and not following.glued
    )


def _between(token: Token) -> bool:
    return token.kind == "break" or token.low in _BETWEEN or token.low in FILLERS


def likeness(one: str, other: str) -> float:
    """0 to 1: how much two strings share (Ratcliff and Obershelp, as in difflib)."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
