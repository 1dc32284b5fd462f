"""Subtitles from utterances: pieces that can be read while they are heard."""

from collections.abc import Iterator
from typing import Final

import msgspec

from oralexam.transcripts.exports.document import Spoken
from oralexam.transcripts.exports.plain import milliseconds, plain
from oralexam.transcripts.transcript import Word

MOST_CHARACTERS: Final = 84
"""Two lines of 42 characters, as broadcasters' subtitle guidelines have them."""
LONGEST_MS: Final = 7000
"""No cue stays longer (the same guidelines)."""


class Cue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Some words of one speaker, and when to show them."""

    seat: str
    start_ms: int
    end_ms: int
    words: tuple[Word, ...]


def cues(utterances: list[Spoken]) -> list[Cue]:
    """All cues by their start; each lasts at least a millisecond, and none is longer than can be read."""
    found = [cue for each in utterances for cue in _cues_of(each)]
    return sorted(found, key=lambda cue: (cue.start_ms, cue.seat, cue.end_ms))


def _cues_of(utterance: Spoken) -> Iterator[Cue]:
    last_ms = milliseconds(utterance.start_s)
    for words in _pieces(utterance.words):
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


def _fits(piece: list[Word], word: Word) -> bool:
    characters = sum(len(plain(each.text)) + 1 for each in piece) + len(plain(word.text))
    lasts_ms = milliseconds(word.end_s) - milliseconds(piece[0].start_s)
    sentence_ends = plain(piece[-1].text).endswith((".", "?", "!"))
    if sentence_ends and characters > MOST_CHARACTERS // 2:
        return False
    return characters <= MOST_CHARACTERS and lasts_ms <= LONGEST_MS
