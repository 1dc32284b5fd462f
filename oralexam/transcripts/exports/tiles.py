"""One speaker's words and utterances on a grid of milliseconds, where none overlaps another.

Tools of phonetics refuse what recognisers give: words of no length, words that reach into the next one. The
order and the words are kept; times give way, by as little as makes each last a millisecond.
"""

from collections.abc import Iterable

import msgspec

from oralexam.transcripts.exports.document import Spoken
from oralexam.transcripts.exports.plain import milliseconds, plain
from oralexam.transcripts.transcript import HeardSound


class Tile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A label between two instants, the second after the first."""

    start_ms: int
    end_ms: int
    label: str


class TiledUtterance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An utterance and its words, all of them inside it."""

    whole: Tile
    words: tuple[Tile, ...]


def tiled(utterances: Iterable[Spoken]) -> list[TiledUtterance]:
    """One speaker's utterances in order: neither they nor their words overlap, each lasts a millisecond."""
    made: list[TiledUtterance] = []
    given = sorted(utterances, key=lambda each: each.start_s)
    reached_ms = 0
    for index, each in enumerate(given):
        next_ms = milliseconds(given[index + 1].start_s) if index + 1 < len(given) else None
        start_ms = max(reached_ms, milliseconds(each.start_s))
        words = _tiled_words(each, start_ms, next_ms)
        end_ms = _not_past(milliseconds(each.end_s), next_ms)
        reached_ms = max(words[-1].end_ms, end_ms) if words else max(start_ms + 1, end_ms)
        made.append(
            TiledUtterance(
                whole=Tile(start_ms=start_ms, end_ms=reached_ms, label=plain(each.text)), words=words
            )
        )
    return made


def tiled_sounds(heard: Iterable[HeardSound]) -> dict[str, list[Tile]]:
    """What was heard beside words, kind by kind, without overlaps: two kinds may be heard at once."""
    made: dict[str, list[Tile]] = {}
    for each in sorted(heard, key=lambda sound: (sound.start_s, sound.end_s)):
        tiles = made.setdefault(each.kind.value, [])
        start_ms = max(milliseconds(each.start_s), tiles[-1].end_ms if tiles else 0)
        if (end_ms := milliseconds(each.end_s)) > start_ms:
            tiles.append(Tile(start_ms=start_ms, end_ms=end_ms, label=each.kind.value))
    return {kind: tiles for kind, tiles in made.items() if tiles}


def gapless(tiles: Iterable[Tile], *, until_ms: int) -> list[Tile]:
    """`tiles`, which do not overlap, with empty ones between, from zero to `until_ms`."""
    made: list[Tile] = []
    reached_ms = 0
    for tile in tiles:
        if tile.start_ms > reached_ms:
            made.append(Tile(start_ms=reached_ms, end_ms=tile.start_ms, label=""))
        made.append(tile)
        reached_ms = tile.end_ms
    if until_ms > reached_ms:
        made.append(Tile(start_ms=reached_ms, end_ms=until_ms, label=""))
    return made


def _tiled_words(utterance: Spoken, start_ms: int, next_ms: int | None) -> tuple[Tile, ...]:
    made: list[Tile] = []
    reached_ms = start_ms
    words = utterance.words
    for index, word in enumerate(words):
        following_ms = milliseconds(words[index + 1].start_s) if index + 1 < len(words) else next_ms
        begin_ms = max(reached_ms, milliseconds(word.start_s))
        end_ms = max(begin_ms + 1, _not_past(milliseconds(word.end_s), following_ms))
        made.append(Tile(start_ms=begin_ms, end_ms=end_ms, label=plain(word.text)))
        reached_ms = end_ms
    return tuple(made)


def _not_past(time_ms: int, bound_ms: int | None) -> int:
    return time_ms if bound_ms is None else min(time_ms, bound_ms)
