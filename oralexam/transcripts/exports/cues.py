"""Subtitles from utterances: pieces that can be read while they are heard."""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from oralexam.transcripts.exports.document import Spoken, TranscriptDocument, spoken, wordless
from oralexam.transcripts.exports.plain import milliseconds, plain
from oralexam.transcripts.transcript import Word

MOST_CHARACTERS: Final = 84
"""Two lines of 42 characters, as broadcasters' subtitle guidelines have them."""
FEWEST_CHARACTERS: Final = 20
"""A piece with less is joined with the one before, and both are cut in the middle."""
LONGEST_MS: Final = 7000
"""No cue stays longer (the same guidelines)."""


class Cue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Some words of one speaker, or their speech without words, and when to show them."""

    seat: str
    start_ms: int
    end_ms: int
    words: tuple[Word, ...]
    """None where somebody spoke and no text could be trusted: the cue says that."""


def cues(document: TranscriptDocument) -> list[Cue]:
    """All cues by their start; each lasts at least a millisecond, and none is longer than can be read.

    Speech without words has a cue as well, for as long as it lasts: whoever reads along must not take it for
    silence.
    """
    found = [cue for each in spoken(document) for cue in _cues_of(each)]
    for each in wordless(document):
        start_ms = milliseconds(each.start_s)
        end_ms = max(start_ms + 1, milliseconds(each.end_s))
        found.append(Cue(seat=each.seat, start_ms=start_ms, end_ms=end_ms, words=()))
    return sorted(found, key=lambda cue: (cue.start_ms, cue.seat, cue.end_ms))


def _cues_of(utterance: Spoken) -> Iterator[Cue]:
    last_ms = milliseconds(utterance.start_s)
    for words in _balanced(list(_pieces(utterance.words))):
        # Times of words may be equal where the recogniser knew them no better; a cue has to last.
        start_ms = max(last_ms, milliseconds(words[0].start_s))
        last_ms = max(start_ms + 1, milliseconds(words[-1].end_s))
        yield Cue(seat=utterance.seat, start_ms=start_ms, end_ms=last_ms, words=words)


def _pieces(words: tuple[Word, ...]) -> Iterator[tuple[Word, ...]]:
    piece: list[Word] = []
    for word in words:
        if piece and not _fits(piece, word):
            yield tuple(piece)
            piece = []
        piece.append(word)
    if piece:
        yield tuple(piece)


def _balanced(pieces: list[tuple[Word, ...]]) -> list[tuple[Word, ...]]:
    """No piece of a word or two behind a long one, unless a sentence ends between them."""
    made: list[tuple[Word, ...]] = []
    for piece in pieces:
        if made and _length(piece) < FEWEST_CHARACTERS and not _ends_sentence(made[-1][-1]):
            both = (*made.pop(), *piece)
            middle = min(range(1, len(both)), key=lambda at: abs(_length(both[:at]) - _length(both[at:])))
            made += [both[:middle], both[middle:]]
        else:
            made.append(piece)
    return made


def _length(words: Sequence[Word]) -> int:
    return sum(len(plain(each.text)) + 1 for each in words)


def _ends_sentence(word: Word) -> bool:
    return plain(word.text).endswith((".", "?", "!"))


def _fits(piece: list[Word], word: Word) -> bool:
    characters = _length(piece) + len(plain(word.text))
    lasts_ms = milliseconds(word.end_s) - milliseconds(piece[0].start_s)
    if _ends_sentence(piece[-1]) and characters > MOST_CHARACTERS // 2:
        return False
    return characters <= MOST_CHARACTERS and lasts_ms <= LONGEST_MS
